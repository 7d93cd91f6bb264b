//! Whole numbers with limits (rules 7, 8, 11 and 12), so that none outside them can be written down.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::written::{Flaw, Form, NotWritten};

/// A whole number from `LEAST` to `MOST`.
///
/// ```
/// use shuangbai::Villages;
/// assert_eq!(Villages::new(12).unwrap().get(), 12);
/// assert!(Villages::new(10_001).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Whole<const LEAST: u32, const MOST: u32>(u32);

/// How many villages a station serves (村居数), 0 to 10,000 (rule 11).
pub type Villages = Whole<0, 10_000>;

/// How many workers a hire stands for, 1 to 1,000,000 (rule 8).
pub type Count = Whole<1, 1_000_000>;

/// One payer's part of a split, 1 to 1,000,000 (rule 2).
pub type Part = Whole<1, 1_000_000>;

/// Posts, villages or hours that a rule names, 0 to 10,000 (rule 12).
pub type Figure = Whole<0, 10_000>;

/// Months of a year, 1 to 12.
pub type OfYear = Whole<1, 12>;

/// The years of a contract term, 1 to 100 (rule 12).
pub type TermYears = Whole<1, 100>;

/// The first months from the month of hire on that are subsidised, 1 to 1,200 (rule 12).
pub type FirstMonths = Whole<1, 1_200>;

impl<const LEAST: u32, const MOST: u32> Whole<LEAST, MOST> {
    /// The number, if it is within the limits.
    ///
    /// # Errors
    /// `Range` when it is not.
    pub fn new(number: u32) -> Result<Self, NotWritten> {
        Whole::of_number(number.into())
            .map_err(|flaw| NotWritten::new(flaw, number, Whole::<LEAST, MOST>::FORM))
    }

    /// How it is written.
    pub(crate) const FORM: Form = Form::whole(LEAST, MOST);

    /// The number, if it is within the limits.
    pub(crate) fn of_number(number: i128) -> Result<Self, Flaw> {
        let within = u32::try_from(number).ok().filter(|number| (LEAST..=MOST).contains(number));
        within.map(Whole).ok_or(Flaw::Range)
    }

    /// A number that the compiler can see to be within the limits.
    pub(crate) const fn fixed<const NUMBER: u32>() -> Self {
        const { assert!(LEAST <= NUMBER && NUMBER <= MOST) };
        Whole(NUMBER)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const LEAST: u32, const MOST: u32> TryFrom<u32> for Whole<LEAST, MOST> {
    type Error = NotWritten;

    fn try_from(number: u32) -> Result<Self, NotWritten> {
        Whole::new(number)
    }
}

impl<const LEAST: u32, const MOST: u32> From<Whole<LEAST, MOST>> for u32 {
    fn from(number: Whole<LEAST, MOST>) -> u32 {
        number.0
    }
}

impl<const LEAST: u32, const MOST: u32> fmt::Display for Whole<LEAST, MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
