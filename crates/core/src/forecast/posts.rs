//! Rule 7's norm of each December by kind of post, from a ledger: its forecast has both kinds together.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use crate::{
    faults::error::{Promised, Unanswered},
    forecast::{ratios::coverage, rows::OfYear},
    ledger::{
        asked::asked,
        columns::{COUNTS, Figure},
        ledger::Ledger,
    },
    model::problem::overflow,
    plan::timeline::Timeline,
    rules::norm::Required,
    values::{fen::Rate, leaf::POSTS, quantity::Quantity, words::Post},
};

/// A December's posts of one kind over the open stations of a region, like a [`NormRow`](crate::NormRow).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostRow {
    /// The year.
    pub year: u16,
    /// The region's code, `""` for all.
    pub region: String,
    /// The kind.
    pub post: Post,
    /// Posts required; `None` under a norm of a range, which is for both kinds together.
    pub required: Option<u64>,
    /// Posts held.
    pub held: Quantity,
    /// What stations miss of them.
    pub short: Option<Quantity>,
}

impl PostRow {
    /// As [`NormRow::coverage`](crate::NormRow::coverage).
    pub fn coverage(&self) -> Option<Rate> {
        coverage(self.required?, self.short?)
    }
}

/// The posts of one kind in a region.
#[derive(Clone, Default)]
struct Sum {
    required: Option<u64>,
    held: BigUint,
    short: BigUint,
}

impl Sum {
    fn add(&mut self, other: &Sum) {
        self.required = match (self.required, other.required) {
            (Some(one), Some(more)) => Some(one + more),
            (one, more) => one.or(more),
        };
        self.held += &other.held;
        self.short += &other.short;
    }
}

impl Ledger {
    /// The norm of each December by kind of post: by year, region and kind, after all of these for region `""`. Where
    /// a norm goes by villages, both kinds add up to the forecast's [`norm`](crate::Forecast::norm).
    ///
    /// # Errors
    /// When a count does not fit (rule 15).
    ///
    /// ```
    /// use shuangbai::{Hire, Plan, Post, Quantity, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
    ///     .build()?;
    /// let posts = plan.check()?.ledger()?.norm_by_post()?;
    /// assert_eq!((posts[0].post, posts[0].required, posts[0].short), (Post::Administrative, Some(2), Some(Quantity::Whole(2))));
    /// assert_eq!((posts[1].post, posts[1].required, posts[1].held), (Post::Service, Some(3), Quantity::Whole(2)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn norm_by_post(&self) -> Result<Vec<PostRow>, Unanswered> {
        let frame = &self.frame;
        let norms = Timeline::new(frame.programme.norm.iter().map(|it| (it.from, it.says)));
        let (mut by_region, mut of_all) = (Vec::new(), Vec::new());
        for (place, year) in frame.horizon.years().enumerate() {
            let Some(norm) = norms.in_force(year.month(12)) else { continue };
            let mut regions: BTreeMap<&str, [Sum; POSTS.len()]> = BTreeMap::new();
            let mut all: [Sum; POSTS.len()] = Default::default();
            for (station, site) in &self.sites {
                let Some(sum) = &site.norm[place] else { continue };
                let required = asked(norm, sum.required, &mut None)
                    .promised("a station's norm is one that its programme can ask")?;
                let region = regions.entry(&station[..frame.by.digits()]).or_default();
                let held = POSTS.map(|post| {
                    let account = self.accounts.get(&(station.clone(), Some(post)));
                    let headcount = place * COUNTS + Figure::Headcount.place();
                    account.map_or(BigUint::ZERO, |account| account.counts.at(headcount))
                });
                let (of_each, short) = match required {
                    Required::OfEach(posts) => {
                        (posts.map(Some), required.missing(held.clone(), &frame.denominators[place]))
                    }
                    Required::InAll { .. } => Default::default(),
                };
                let kinds = of_each.into_iter().zip(held).zip(short).enumerate();
                for (kind, ((required, held), short)) in kinds {
                    let sum = Sum { required, held, short };
                    region[kind].add(&sum);
                    all[kind].add(&sum);
                }
            }
            let put = |rows: &mut Vec<PostRow>, region: &str, sums: &[Sum]| {
                let year = OfYear { frame, place, year: year.number(), region, name: "" };
                for (post, sum) in POSTS.into_iter().zip(sums) {
                    rows.push(year.post_row(post, sum)?);
                }
                Some(())
            };
            let mut put_all = || {
                regions.iter().try_for_each(|(region, sums)| put(&mut by_region, region, sums))?;
                if regions.is_empty() { Some(()) } else { put(&mut of_all, "", &all) }
            };
            put_all().ok_or_else(|| overflow(&[]))?;
        }
        by_region.append(&mut of_all);
        Ok(by_region)
    }
}

impl OfYear<'_> {
    /// `None` when a count does not fit.
    fn post_row(&self, post: Post, sum: &Sum) -> Option<PostRow> {
        let (year, region, required) = (self.year, self.region.to_owned(), sum.required);
        let short = self.count(&sum.short)?;
        Some(PostRow {
            year,
            region,
            post,
            required,
            held: self.count(&sum.held)?,
            short: required.map(|_| short),
        })
    }
}
