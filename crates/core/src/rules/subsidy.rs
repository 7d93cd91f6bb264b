//! Rule 5: what a worker's months in a term earn, what of it is subsidised, and what is left over.

use std::ops::{Add, Sub};

use super::span::earned;
use crate::values::month::Months;

/// An annual amount of one worker in one year: `old` before the year's step takes effect, `new`
/// from then on, in fen.
#[derive(Clone, Copy)]
pub(crate) struct Stepped {
    pub(crate) old: u64,
    pub(crate) new: u64,
}

impl Stepped {
    /// What some months earn (rule 3); the step holds from the month `effective` on.
    pub(crate) fn earn(self, effective: u8, months: Months) -> u64 {
        let Months { first, last } = months;
        // cut where the raise takes effect
        if last < effective {
            earned(self.old, months)
        } else if first >= effective {
            earned(self.new, months)
        } else {
            earned(self.old, Months { first, last: effective - 1 })
                + earned(self.new, Months { first: effective, last })
        }
    }

    /// Whether it is so much in one of some months.
    pub(crate) fn reaches(self, amount: u64, effective: u8, months: Months) -> bool {
        self.old == amount && months.first < effective || self.new == amount && months.last >= effective
    }

    /// The same amount, had the year brought no step.
    fn unstepped(self) -> Stepped {
        Stepped { old: self.old, new: self.old }
    }
}

/// What a worker is subsidised by in a term, by its entry's `basis`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subsidised {
    /// The pay itself.
    Pay,
    /// The standard, flat, in fen a year.
    Standard(u64),
    /// The indexed standard with this place among those of the horizon.
    Indexed(usize),
}

/// What one worker earns in one term, in fen.
pub(crate) struct Earned {
    pub(crate) pay: u64,
    /// The pay had the year brought no step.
    pub(crate) unraised: u64,
    pub(crate) subsidy: u64,
    pub(crate) top_up: u64,
}

/// Pay, subsidy and top-up of some months of a term; `pay` is the worker's pay, and `indexed` tells the
/// indexed standards, before and after the step. `None` where it does not tell the one that is asked for.
pub(crate) fn earn(
    subsidised: Subsidised,
    pay: Stepped,
    indexed: impl FnOnce(usize) -> Option<Stepped>,
    effective: u8,
    months: Months,
) -> Option<Earned> {
    let earned_pay = pay.earn(effective, months);
    let unraised = if pay.new == pay.old { earned_pay } else { pay.unstepped().earn(effective, months) };
    // a worker's subsidised annual amount is, by its `basis`,
    let subsidy = match subsidised {
        // pay: the pay itself
        Subsidised::Pay => earned_pay,
        // standard: the standard, flat
        Subsidised::Standard(standard) => earned(standard, months),
        // indexed: the indexed standard of rule 4
        Subsidised::Indexed(place) => indexed(place)?.earn(effective, months),
    };
    // top_up = max(0, pay - subsidy)
    let top_up = earned_pay.saturating_sub(subsidy);
    Some(Earned { pay: earned_pay, unraised, subsidy, top_up })
}

/// The surplus, of one worker or of any sum.
pub(crate) fn surplus<N: Add<Output = N> + Sub<Output = N>>(pay: N, subsidy: N, top_up: N) -> N {
    // pay + surplus = subsidy + top_up, always, for every row and every total
    subsidy + top_up - pay
}
