//! Rule 5: which entry subsidises a worker; what the worker's months in a term earn, what of it is subsidised, and
//! what is left over.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::{Add, Sub},
};

use super::made::Made;
use crate::{
    plan::{
        entries::{Entry, Subsidy},
        timeline::Timeline,
    },
    values::{
        fen::Amount,
        month::{Month, Months},
        whole::FirstMonths,
        words::{Basis, Payer, Post},
    },
};

/// What an entry says to those for whom it is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) standard: Amount,
    pub(crate) basis: Basis,
    pub(crate) top_up: Payer,
    pub(crate) months: Option<FirstMonths>,
}

impl Granted {
    pub(crate) fn new(entry: &Subsidy) -> Granted {
        let Subsidy { standard, basis, top_up, months, .. } = *entry;
        Granted { standard, basis, top_up, months }
    }
}

/// The subsidy entries of every tier and post, as what is wanted of each.
pub(crate) struct SubsidyByKind<'p, T>(BTreeMap<(Option<&'p str>, Option<Post>), Timeline<T>>);

impl<'p, T: Copy> SubsidyByKind<'p, T> {
    /// `wanted` is given the place of an entry and what it says.
    pub(crate) fn new(
        subsidy: impl Iterator<Item = (usize, &'p Entry<Subsidy>)>,
        wanted: impl Fn(usize, &Subsidy) -> T,
    ) -> SubsidyByKind<'p, T> {
        let mut kinds: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (place, entry) in subsidy {
            let of_kind = kinds.entry((entry.says.tier.as_deref(), entry.says.post)).or_default();
            of_kind.push((entry.from, wanted(place, &entry.says)));
        }
        SubsidyByKind(kinds.into_iter().map(|(kind, entries)| (kind, Timeline::new(entries))).collect())
    }

    /// What is granted to a post at stations of a tier, or of none, month by month.
    pub(crate) fn of(&self, tier: Option<&'p str>, post: Post) -> Timeline<T> {
        let begins: BTreeSet<Month> = self.lists(tier, post).flat_map(|list| list.begins()).collect();
        let granted = |month| Some((month, self.in_force(tier, post, month)?));
        Timeline::new(begins.into_iter().filter_map(granted))
    }

    /// The same in a month.
    pub(crate) fn in_force(&self, tier: Option<&'p str>, post: Post, month: Month) -> Option<T> {
        self.lists(tier, post).find_map(|list| list.in_force(month)).copied()
    }

    fn lists(&self, tier: Option<&'p str>, post: Post) -> impl Iterator<Item = &Timeline<T>> {
        // the entry in force for the station's tier and the post; where there is none, the one for that tier without a
        // post; else for that post without a tier; else the one with neither
        let kinds = [(tier, Some(post)), (tier, None), (None, Some(post)), (None, None)];
        kinds.into_iter().filter_map(|kind| self.0.get(&kind))
    }
}

/// An annual amount of one worker in one year: `old` before the year's step takes effect, `new`
/// from then on, in fen.
#[derive(Clone, Copy)]
pub(crate) struct Stepped<N = u64> {
    pub(crate) old: N,
    pub(crate) new: N,
}

impl Stepped {
    /// Whether it is so much in one of some months.
    pub(crate) fn reaches(self, amount: u64, effective: u8, months: Months) -> bool {
        self.old == amount && months.first < effective || self.new == amount && months.last >= effective
    }
}

impl<N: Made> Stepped<N> {
    /// An amount that a year's step leaves as it is.
    fn flat(amount: N) -> Stepped<N> {
        Stepped { old: amount.clone(), new: amount }
    }

    /// What runs of months earn, one after the other (rule 3); the step holds from the month `effective` on.
    fn earn(&self, effective: u8, runs: impl Iterator<Item = Months>) -> N {
        // cut where the raise takes effect
        N::sum(runs.flat_map(|months| {
            let Months { first, last } = months;
            let [one, other] = if last < effective {
                [Some(self.old.span(months)), None]
            } else if first >= effective || self.old == self.new {
                [Some(self.new.span(months)), None]
            } else {
                let old = self.old.span(Months { first, last: effective - 1 });
                [Some(old), Some(self.new.span(Months { first: effective, last }))]
            };
            one.into_iter().chain(other)
        }))
    }

    /// The lower of it and another amount, in each month.
    fn at_most(&self, most: &N) -> Stepped<N> {
        Stepped { old: self.old.lesser(most), new: self.new.lesser(most) }
    }
}

/// What a worker is subsidised by in a term, by its entry's `basis`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subsidised<N = u64> {
    /// The pay itself.
    Pay,
    /// The standard, flat, in fen a year.
    Standard(N),
    /// The indexed standard with this place among those of the horizon.
    Indexed(usize),
    /// The lower of the pay and the standard, in each month, in fen a year.
    Lower(N),
}

/// What one worker earns in one term, in fen.
#[derive(Clone)]
pub(crate) struct Earned<N = u64> {
    pub(crate) pay: N,
    /// The pay had the year brought no step.
    pub(crate) unraised: N,
    pub(crate) subsidy: N,
    pub(crate) top_up: N,
}

/// The months of a worker in a term, by the runs in which the worker is on the payroll.
pub(crate) struct Runs<'r> {
    /// In order, one after the other.
    pub(crate) runs: &'r [Months],
    /// What of them lies in the term.
    pub(crate) within: Months,
    /// The last month of the year that is subsidised, 12 where all are; 0 where none is.
    pub(crate) subsidised: u8,
}

impl Runs<'_> {
    /// From the first of them to the last; nothing where there is none.
    pub(crate) fn bounds(&self) -> Option<Months> {
        let mut within = self.runs.iter().filter_map(|run| run.meet(self.within));
        let Months { first, last } = within.next()?;
        Some(Months { first, last: within.next_back().map_or(last, |run| run.last) })
    }

    /// Adds up what each run earns.
    fn earn<N: Made>(&self, within: Months, amount: &Stepped<N>, effective: u8) -> N {
        match self.runs {
            [run] => amount.earn(effective, run.meet(within).into_iter()),
            runs => amount.earn(effective, runs.iter().filter_map(|run| run.meet(within))),
        }
    }
}

/// Pay, subsidy and top-up of the months of a term; `pay` is the worker's pay, and `indexed` tells the indexed
/// standards, before and after the step. `None` where it does not tell the one that is asked for.
pub(crate) fn earn<N: Made>(
    subsidised: Subsidised<N>,
    pay: Stepped<N>,
    indexed: impl FnOnce(usize) -> Option<Stepped<N>>,
    effective: u8,
    months: &Runs<'_>,
) -> Option<Earned<N>> {
    let all = months.within;
    // With pay taken through all of the worker's months in the term,
    let earned_pay = months.earn(all, &pay, effective);
    let unraised = if pay.new == pay.old {
        earned_pay.clone()
    } else {
        months.earn(all, &Stepped::flat(pay.old.clone()), effective)
    };
    // and, where the entry has `months` n, only for those among the first n months from the month of hire on
    let first = Months { last: all.last.min(months.subsidised), ..all };
    // a worker's subsidised annual amount is, by its `basis`,
    let amount = match subsidised {
        // pay: the pay itself
        Subsidised::Pay if first == all => None,
        Subsidised::Pay => Some(pay),
        // standard: the standard, flat
        Subsidised::Standard(standard) => Some(Stepped::flat(standard)),
        // indexed: the indexed standard of rule 4
        Subsidised::Indexed(place) => Some(indexed(place)?),
        // lower: the lower of the pay and the standard, in each month
        Subsidised::Lower(standard) => Some(pay.at_most(&standard)),
    };
    // taken through rule 3 for each run of the worker's months on the payroll in the term
    let subsidy = amount.map_or_else(|| earned_pay.clone(), |amount| months.earn(first, &amount, effective));
    let subsidy = subsidy.into_subsidy();
    // top_up = max(0, pay - subsidy)
    let top_up = earned_pay.excess(&subsidy);
    Some(Earned { pay: earned_pay, unraised, subsidy, top_up })
}

/// The surplus, of one worker or of any sum.
pub(crate) fn surplus<N: Add<Output = N> + Sub<Output = N>>(pay: N, subsidy: N, top_up: N) -> N {
    // pay + surplus = subsidy + top_up, always, for every row and every total
    subsidy + top_up - pay
}
