//! Rule 3: months, spans and what a year's months earn.
//!
//! Somebody is on the payroll from the month of hire through the month of leaving, both whole.
//!
//! ```
//! use shuangbai::{span, Fen};
//! assert_eq!(span(Fen(5_000_000), 1, 1), Fen(416_667)); // January of 50,000 yuan a year
//! assert_eq!(span(Fen(5_000_000), 2, 2), Fen(416_666)); // February
//! ```

use std::{fmt, num::NonZeroU16, ops::RangeInclusive, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Fen, fen::NotWritten};

/// A year, 1949 to 2200 (rule 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Year(NonZeroU16);

impl Year {
    /// The first year that a plan may name.
    pub const FIRST: u16 = 1949;
    /// The last year that a plan may name.
    pub const LAST: u16 = 2200;

    /// The year as a number.
    pub fn number(self) -> u16 {
        self.0.get()
    }

    /// Its months, January to December.
    pub fn months(self) -> RangeInclusive<Month> {
        self.month(1)..=self.month(12)
    }

    /// A month of this year; `of_year` is taken into 1 (January) to 12.
    pub(crate) fn month(self, of_year: u8) -> Month {
        let ordinal = (self.number() - Year::FIRST) * 12 + u16::from(of_year.clamp(1, 12));
        Month(NonZeroU16::new(ordinal).unwrap_or(NonZeroU16::MIN))
    }

    /// The year after it, or itself at the end of the calendar.
    pub(crate) fn next(self) -> Year {
        Year::try_from(self.number() + 1).unwrap_or(self)
    }
}

impl TryFrom<u16> for Year {
    type Error = NotWritten;

    fn try_from(year: u16) -> Result<Year, NotWritten> {
        let within = (Year::FIRST..=Year::LAST).contains(&year);
        within.then(|| NonZeroU16::new(year).map(Year)).flatten().ok_or(NotWritten::Range)
    }
}

impl From<Year> for u16 {
    fn from(year: Year) -> u16 {
        year.number()
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

/// A month, January 1949 to December 2200, written `"2021-08"` (rules 3 and 11).
///
/// It takes two bytes, and so does an `Option` of it, so that columns of months are small.
///
/// ```
/// use shuangbai::Month;
/// let month: Month = "2021-08".parse().unwrap();
/// assert_eq!((month.year().number(), month.of_year()), (2021, 8));
/// assert_eq!(month.to_string(), "2021-08");
/// assert!("2021-13".parse::<Month>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NonZeroU16); // 1 is January 1949

impl Month {
    /// The month `of_year` (1 to 12) of a year; `Range` for any other.
    pub fn new(year: u16, of_year: u8) -> Result<Month, NotWritten> {
        let year = Year::try_from(year)?;
        (1..=12).contains(&of_year).then(|| year.month(of_year)).ok_or(NotWritten::Range)
    }

    /// Its year.
    pub fn year(self) -> Year {
        let year = Year::FIRST + (self.0.get() - 1) / 12;
        Year(NonZeroU16::new(year).unwrap_or(NonZeroU16::MIN))
    }

    /// Its place in the year, 1 (January) to 12.
    pub fn of_year(self) -> u8 {
        ((self.0.get() - 1) % 12 + 1) as u8
    }

    /// Months since December 1948, from 1 on: for arithmetic.
    pub(crate) fn ordinal(self) -> u16 {
        self.0.get()
    }

    /// The month with this [`ordinal`](Month::ordinal), if there is one.
    pub(crate) fn from_ordinal(ordinal: u32) -> Option<Month> {
        let last = u32::from(Year::LAST - Year::FIRST + 1) * 12;
        let ordinal = u16::try_from(ordinal).ok().filter(|&ordinal| u32::from(ordinal) <= last)?;
        NonZeroU16::new(ordinal).map(Month)
    }
}

impl FromStr for Month {
    type Err = NotWritten;

    fn from_str(text: &str) -> Result<Month, NotWritten> {
        let &[y1, y2, y3, y4, b'-', m1, m2] = text.as_bytes() else { return Err(NotWritten::Format) };
        let digits = [y1, y2, y3, y4, m1, m2];
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(NotWritten::Format);
        }
        let [y1, y2, y3, y4, m1, m2] = digits.map(|digit| u16::from(digit - b'0'));
        Month::new(y1 * 1000 + y2 * 100 + y3 * 10 + y4, (m1 * 10 + m2) as u8)
    }
}

impl TryFrom<String> for Month {
    type Error = NotWritten;

    fn try_from(text: String) -> Result<Month, NotWritten> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:02}", self.year(), self.of_year()))
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Month({self})")
    }
}

/// What the months `first..=last` of one year earn of an annual amount (rule 3).
///
/// `annual` is in fen for a whole year, of either sign; months count from 1 (January) to 12, both
/// whole, and are taken into that range. Adjacent spans add up to their union, a full year to
/// `annual`. With `last` before `first` there is no month and nothing is earned.
///
/// ```
/// # use shuangbai::{span, Fen};
/// assert_eq!(span(Fen(100), 1, 4), Fen(33));
/// assert_eq!(span(Fen(100), 5, 12), Fen(67));
/// ```
pub fn span(annual: Fen, first: u8, last: u8) -> Fen {
    let (first, last) = (first.max(1), last.min(12));
    if last < first {
        return Fen::ZERO;
    }
    let earned = cum(annual.0.unsigned_abs(), last) - cum(annual.0.unsigned_abs(), first - 1);
    let signed = if annual.0 < 0 { earned.wrapping_neg() } else { earned };
    Fen(signed.cast_signed())
}

/// `round(annual * months / 12)`, half away from zero (rules 1 and 3); `months` is at most 12.
///
/// With `annual = 12q + r` it is `q * months + round(r * months / 12)`, which fits 64 bits.
pub(crate) fn cum(annual: u64, months: u8) -> u64 {
    let months = u64::from(months);
    annual / 12 * months + (annual % 12 * months + 6) / 12
}
