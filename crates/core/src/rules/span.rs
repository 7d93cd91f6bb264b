//! Rule 3: what a year's months earn.
//!
//! ```
//! use shuangbai::{span, Fen};
//! assert_eq!(span(Fen(5_000_000), 1, 1), Fen(416_667)); // January of 50,000 yuan a year
//! assert_eq!(span(Fen(5_000_000), 2, 2), Fen(416_666)); // February
//! ```

use crate::values::{fen::Fen, month::Months};

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
    let Some(months) = Months::YEAR.meet(Months { first, last }) else { return Fen::ZERO };
    let earned = earned(annual.0.unsigned_abs(), months);
    let signed = if annual.0 < 0 { earned.wrapping_neg() } else { earned };
    Fen(signed.cast_signed())
}

/// [`span`] of what is not negative.
pub(crate) fn earned(annual: u64, months: Months) -> u64 {
    // span(P, a, b) = cum(P, b) - cum(P, a-1)
    cum(annual, months.last) - cum(annual, months.first - 1)
}

/// What the first months of a year earn, at most 12.
///
/// With `annual = 12q + r` it is `q * months + round(r * months / 12)`, which fits 64 bits.
fn cum(annual: u64, months: u8) -> u64 {
    // cum(P, m) = round(P·m / 12), half away from zero
    let months = u64::from(months);
    annual / 12 * months + (annual % 12 * months + 6) / 12
}
