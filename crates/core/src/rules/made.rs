//! Rule 17: what the rules make numbers of, by the operations that an explanation has.
//!
//! A forecast works with whole fen alone. A question why works with the same fen that also keep how they came about;
//! both go through the same functions, so an explanation is of the number that was made, and not of another like it.

use super::span::earned;
use crate::values::{fen::times_millionths, month::Months};

/// The largest amount of signed 64-bit fen.
pub(crate) const MOST: u64 = i64::MAX as u64;

/// An amount in fen.
pub(crate) trait Adds: Clone + Ord {
    /// All of them added up; nothing at all is 0.
    fn sum(parts: impl Iterator<Item = Self>) -> Self;

    /// What it is more than another, or 0.
    fn excess(&self, other: &Self) -> Self;

    /// The lesser of two amounts.
    fn lesser(&self, other: &Self) -> Self;
}

/// An annual amount, or what it earns; or a rate in millionths.
pub(crate) trait Made: Adds {
    /// An amount of which nothing is told.
    fn untold(fen: u64) -> Self;

    /// In fen, or in millionths.
    fn units(&self) -> u64;

    /// What some months of a year earn (rule 3).
    fn span(&self, months: Months) -> Self;

    /// After a compound step by a rate (rule 4). `None` when it does not fit.
    fn raised(&self, rate: &Self) -> Option<Self>;

    /// After a step by a rate of what it was at the beginning (rule 4). `None` when it does not fit.
    fn raised_by(&self, base: &Self, rate: &Self) -> Option<Self>;

    /// The same amount as the subsidy.
    fn into_subsidy(self) -> Self {
        self
    }
}

impl Adds for u64 {
    #[inline]
    fn sum(parts: impl Iterator<Item = u64>) -> u64 {
        parts.sum()
    }

    #[inline]
    fn excess(&self, other: &u64) -> u64 {
        self.saturating_sub(*other)
    }

    #[inline]
    fn lesser(&self, other: &u64) -> u64 {
        *self.min(other)
    }
}

/// Sums of a whole plan.
impl Adds for i128 {
    fn sum(parts: impl Iterator<Item = i128>) -> i128 {
        parts.sum()
    }

    fn excess(&self, other: &i128) -> i128 {
        (self - other).max(0)
    }

    fn lesser(&self, other: &i128) -> i128 {
        *self.min(other)
    }
}

impl Made for u64 {
    fn untold(fen: u64) -> u64 {
        fen
    }

    #[inline]
    fn units(&self) -> u64 {
        *self
    }

    #[inline]
    fn span(&self, months: Months) -> u64 {
        earned(*self, months)
    }

    #[inline]
    fn raised(&self, rate: &u64) -> Option<u64> {
        // new = round(old·(1 + rate)), which is old + round(old·rate), as old is whole
        self.raised_by(self, rate)
    }

    #[inline]
    fn raised_by(&self, base: &u64, rate: &u64) -> Option<u64> {
        // new = old + round(pay[pay_year]·rate)
        self.checked_add(times_millionths(*base, *rate)?).filter(|new| *new <= MOST)
    }
}
