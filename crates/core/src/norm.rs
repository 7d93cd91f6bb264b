//! Rules 7 and 8: how many posts a station should have, and which are filled to get there.

use crate::{
    Fill, Month, Post,
    chance::Exact,
    crowd::{Crowd, leaf},
    plan::{Hire, Station},
    programme::Norm,
    rulebook::{POSTS, Rulebook},
};

/// What a norm asks of one station (rule 7), in posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Required {
    /// At least and at most so many workers in all.
    InAll { min: u64, max: u64 },
    /// So many administrative and so many service posts.
    OfEach([u64; 2]),
}

impl Required {
    pub(crate) fn new(norm: &Norm, station: &Station) -> Required {
        match norm {
            Norm::Range { min, max } => Required::InAll { min: min.get().into(), max: max.get().into() },
            Norm::Villages { administrative, per_village } => {
                let villages = station.villages.map_or(0, |villages| u64::from(villages.get()));
                Required::OfEach([administrative.get().into(), villages * u64::from(per_village.get())])
            }
        }
    }

    /// The posts that it asks for.
    pub(crate) fn posts(self) -> u64 {
        match self {
            Required::InAll { min, .. } => min,
            Required::OfEach([administrative, service]) => administrative + service,
        }
    }

    /// What is missing of each kind, given those held as so many times `unit`: of a range as
    /// service posts.
    pub(crate) fn missing<N: Exact>(self, [administrative, service]: [N; 2], unit: &N) -> [N; 2] {
        let short = |posts: u64, held: N| above(N::from(posts) * unit.clone(), held);
        match self {
            Required::InAll { min, .. } => [N::zero(), short(min, administrative + service)],
            Required::OfEach([a, s]) => [short(a, administrative), short(s, service)],
        }
    }

    /// What a range's most is exceeded by, likewise.
    pub(crate) fn over<N: Exact>(self, [administrative, service]: [N; 2], unit: &N) -> N {
        match self {
            Required::InAll { max, .. } => above(administrative + service, N::from(max) * unit.clone()),
            Required::OfEach(_) => N::zero(),
        }
    }
}

/// `a - b`, or nothing when that is less.
fn above<N: Exact>(a: N, b: N) -> N {
    if a > b { a - b } else { N::zero() }
}

/// The month from which a station is open (rule 7).
pub(crate) fn opens(station: &Station, rules: &Rulebook) -> Month {
    station.opens.unwrap_or(rules.first_month())
}

/// Posts filled in a month: all alike, at entry pay (rule 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) station: u32,
    pub(crate) post: Post,
    pub(crate) month: Month,
    pub(crate) count: u32,
}

/// What is filled in every month, so that stations that are open have their norm (rule 7).
pub(crate) fn fill(
    rules: &Rulebook,
    stations: &[Station],
    crowd: &Crowd,
    hires: &[(u32, &Hire)],
) -> Vec<Filled> {
    if rules.assumptions.fill == Fill::None {
        return Vec::new();
    }
    let months: Vec<Month> = rules.months().collect();
    let held = Held::new(rules, stations.len(), months.len(), crowd, hires);
    let norms: Vec<Option<&Norm>> = months.iter().map(|month| rules.norms.in_force(*month)).collect();
    let begin = *rules.from.months().start();
    let mut filled = Vec::new();
    for (place, station) in (0..).zip(stations) {
        let opens = opens(station, rules).max(begin);
        let mut posts = [0i64; 2];
        for ((&month, norm), at) in months.iter().zip(&norms).zip(0..) {
            for (posts, post) in posts.iter_mut().zip(POSTS) {
                *posts += held.change(leaf(place, post), at);
            }
            let Some(norm) = norm.filter(|_| month >= opens) else { continue };
            let counted = posts.map(|posts| u128::from(posts.unsigned_abs()));
            let missing = Required::new(norm, station).missing(counted, &1);
            for ((posts, post), missing) in posts.iter_mut().zip(POSTS).zip(missing) {
                // At most 10,000 for each of at most 10,000 villages.
                let count = missing as u32;
                if count > 0 {
                    *posts += i64::from(count);
                    filled.push(Filled { station: place, post, month, count });
                }
            }
        }
    }
    filled
}

/// How the posts that workers and hires hold change from month to month of the horizon.
struct Held {
    months: usize,
    changes: Vec<i32>,
}

impl Held {
    fn new(rules: &Rulebook, stations: usize, months: usize, crowd: &Crowd, hires: &[(u32, &Hire)]) -> Held {
        let mut held = Held { months: months + 1, changes: vec![0; stations * 2 * (months + 1)] };
        let first = rules.first_month().ordinal();
        let at = |month: Month| usize::from(month.ordinal().saturating_sub(first));
        for piece in &crowd.pieces {
            let hired: Vec<usize> = piece.cases().map(|case| at(case.hired)).collect();
            for member in &piece.members {
                held.add(member.leaf, hired[member.case as usize], 1);
                if let Some(left) = member.left {
                    held.add(member.leaf, at(left) + 1, -1);
                }
            }
        }
        for (station, hire) in hires {
            held.add(leaf(*station, hire.post), at(hire.month), hire.count.get().cast_signed());
        }
        held
    }

    fn add(&mut self, leaf: u32, month: usize, change: i32) {
        let change_of = &mut self.changes[leaf as usize * self.months + month];
        *change_of = change_of.saturating_add(change);
    }

    fn change(&self, leaf: u32, month: usize) -> i64 {
        self.changes[leaf as usize * self.months + month].into()
    }
}
