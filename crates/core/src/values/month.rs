//! Rules 3 and 11: years and months.

use std::{fmt, num::NonZeroU16, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

use super::written::{Flaw, Form, NotWritten, Written, from_str};

/// A year, 1949 to 2200 (rule 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Year(NonZeroU16);

impl Year {
    /// The first year that a plan may name.
    pub const FIRST: u16 = 1949;
    /// The last year that a plan may name.
    pub const LAST: u16 = 2200;

    /// How a year is written.
    pub(crate) const FORM: Form = Form::new(("整数年份", "a year"), ("1949 到 2200", "1949 to 2200"));

    /// The year of a number.
    pub(crate) fn of_number(number: i128) -> Result<Year, Flaw> {
        let within = (i128::from(Year::FIRST)..=i128::from(Year::LAST)).contains(&number);
        let year = u16::try_from(number).ok().filter(|_| within).and_then(NonZeroU16::new);
        year.map(Year).ok_or(Flaw::Range)
    }

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
        Month(NonZeroU16::MIN.saturating_add(ordinal - 1))
    }

    /// The year after it; none at the end of the calendar.
    pub(crate) fn next(self) -> Option<Year> {
        Year::of_number(i128::from(self.number()) + 1).ok()
    }

    /// The year before it; none at the beginning of the calendar.
    pub(crate) fn before(self) -> Option<Year> {
        Year::of_number(i128::from(self.number()) - 1).ok()
    }

    /// Every year of the calendar.
    pub(crate) fn all() -> impl Iterator<Item = Year> {
        (Year::FIRST..=Year::LAST).map(|number| Year(NonZeroU16::MIN.saturating_add(number - 1)))
    }

    /// Its place among them.
    pub(crate) fn index(self) -> usize {
        usize::from(self.number().saturating_sub(Year::FIRST)) // which none is before
    }

    /// The years from this one through another; none where that is before it.
    pub(crate) fn through(
        self,
        last: Year,
    ) -> impl DoubleEndedIterator<Item = Year> + ExactSizeIterator + Clone {
        // Every number between two years is one, and not zero.
        (self.number()..last.number() + 1).map(|number| Year(NonZeroU16::MIN.saturating_add(number - 1)))
    }
}

impl TryFrom<u16> for Year {
    type Error = NotWritten;

    /// `Range` outside 1949 to 2200.
    fn try_from(year: u16) -> Result<Year, NotWritten> {
        Year::of_number(year.into()).map_err(|flaw| NotWritten::new(flaw, year, Year::FORM))
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
    /// The month `of_year` (1 to 12) of a year.
    ///
    /// # Errors
    /// `Range` for any other, or a year outside 1949 to 2200.
    pub fn new(year: u16, of_year: u8) -> Result<Month, NotWritten> {
        let wrong = |flaw| NotWritten::new(flaw, format_args!("{year:04}-{of_year:02}"), Month::FORM);
        Month::of(year, of_year).map_err(wrong)
    }

    /// The same, where only what is wrong is asked for.
    pub(crate) fn of(year: u16, of_year: u8) -> Result<Month, Flaw> {
        let year = Year::of_number(year.into())?;
        (1..=12).contains(&of_year).then(|| year.month(of_year)).ok_or(Flaw::Range)
    }

    /// Its year.
    pub fn year(self) -> Year {
        // The year 1949 and so many more: not zero.
        Year(NonZeroU16::MIN.saturating_add(Year::FIRST - 1 + (self.0.get() - 1) / 12))
    }

    /// Its place in the year, 1 (January) to 12.
    pub fn of_year(self) -> u8 {
        ((self.0.get() - 1) % 12 + 1) as u8
    }

    /// Months since December 1948, from 1 on: for arithmetic.
    pub(crate) fn ordinal(self) -> u16 {
        self.0.get()
    }

    /// The month after it; none at the end of the calendar.
    pub(crate) fn next(self) -> Option<Month> {
        Month::from_ordinal(u32::from(self.ordinal()) + 1)
    }

    /// The month with this [`ordinal`](Month::ordinal), if there is one.
    pub(crate) fn from_ordinal(ordinal: u32) -> Option<Month> {
        let last = u32::from(Year::LAST - Year::FIRST + 1) * 12;
        let ordinal = u16::try_from(ordinal).ok().filter(|&ordinal| u32::from(ordinal) <= last)?;
        NonZeroU16::new(ordinal).map(Month)
    }
}

impl Written for Month {
    const FORM: Form = Form::new(
        ("月份：如 \"2021-08\" 的文本", "a month: a string like \"2021-08\""),
        ("1949-01 到 2200-12", "1949-01 to 2200-12"),
    );

    fn of_text(text: &str) -> Result<Month, Flaw> {
        let &[y1, y2, y3, y4, b'-', m1, m2] = text.as_bytes() else { return Err(Flaw::Format) };
        let digits = [y1, y2, y3, y4, m1, m2];
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(Flaw::Format);
        }
        let [y1, y2, y3, y4, m1, m2] = digits.map(|digit| u16::from(digit - b'0'));
        Month::of(y1 * 1000 + y2 * 100 + y3 * 10 + y4, (m1 * 10 + m2) as u8)
    }
}

from_str! { Month }

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

/// Months of one year, both included, from 1 (January) to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Months {
    pub(crate) first: u8,
    pub(crate) last: u8,
}

impl Months {
    /// A whole year.
    pub(crate) const YEAR: Months = Months { first: 1, last: 12 };

    /// So many.
    pub(crate) fn count(self) -> u8 {
        self.last + 1 - self.first
    }

    /// Those that are in both, if there are any.
    pub(crate) fn meet(self, other: Months) -> Option<Months> {
        let both = Months { first: self.first.max(other.first), last: self.last.min(other.last) };
        (both.first <= both.last).then_some(both)
    }
}

/// The year and the month of a day, counted from 1 January 1970, by the Gregorian calendar.
///
/// A year is taken to begin in March, so that the day that leap years have more is its last; 400
/// years have 146,097 days.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn month_of_day(day: i64) -> (i64, u8) {
    let day = day + 719_468; // since 1 March of year 0
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + i64::from(month <= 2), month as u8)
}
