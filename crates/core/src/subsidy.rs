//! Rule 5: what a worker's months in a term earn, who bears it, and what is left over.

use std::ops::{Add, Sub};

use crate::{
    month::cum,
    sharing::{Subsidised, Term},
};

/// An annual amount of one worker in one year: `old` before the year's step takes effect, `new`
/// from then on, in fen.
#[derive(Clone, Copy)]
pub(crate) struct Stepped {
    pub(crate) old: u64,
    pub(crate) new: u64,
}

impl Stepped {
    /// What the months `first..=last` earn (rule 3), cut where the step takes effect.
    pub(crate) fn earn(self, effective: u8, first: u8, last: u8) -> u64 {
        if last < effective {
            cum(self.old, last) - cum(self.old, first - 1)
        } else if first >= effective {
            cum(self.new, last) - cum(self.new, first - 1)
        } else {
            let before = cum(self.old, effective - 1) - cum(self.old, first - 1);
            before + cum(self.new, last) - cum(self.new, effective - 1)
        }
    }
}

/// What one worker earns in one term, in fen.
pub(crate) struct Earned {
    pub(crate) pay: u64,
    /// The pay had the year brought no step.
    pub(crate) unraised: u64,
    pub(crate) subsidy: u64,
    pub(crate) top_up: u64,
}

/// Pay, subsidy and top-up of the months `first..=last` of a term (rule 5); `pay` is the worker's
/// pay and `indexed` the indexed standards, before and after the step.
pub(crate) fn earn(
    term: &Term,
    pay: Stepped,
    indexed: impl Fn(usize) -> Stepped,
    effective: u8,
    (first, last): (u8, u8),
) -> Earned {
    let earned = pay.earn(effective, first, last);
    let unraised = if pay.new == pay.old {
        earned
    } else {
        Stepped { old: pay.old, new: pay.old }.earn(effective, first, last)
    };
    let subsidy = match term.subsidised {
        Subsidised::Pay => earned,
        Subsidised::Standard(standard) => cum(standard, last) - cum(standard, first - 1),
        Subsidised::Indexed(place) => indexed(place).earn(effective, first, last),
    };
    Earned { pay: earned, unraised, subsidy, top_up: earned.saturating_sub(subsidy) }
}

/// The surplus by rule 5's identity, pay + surplus = subsidy + top_up, which holds for every sum.
pub(crate) fn surplus<N: Add<Output = N> + Sub<Output = N>>(pay: N, subsidy: N, top_up: N) -> N {
    subsidy + top_up - pay
}
