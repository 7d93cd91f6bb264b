//! Rule 1: money is a whole number of fen, a rate a whole number of millionths.
//!
//! The only file that reads or prints money. A rule that makes a fraction of a fen rounds it at once,
//! half away from zero (四舍五入): by a rate here, by months in `rules/span.rs` (rule 3), and what is
//! expected at the leaf in `rules/expected.rs` (rule 9).
//!
//! ```
//! use shuangbai::{Fen, Rate};
//! let pay: Fen = "50000.00".parse().unwrap();
//! let rate: Rate = "0.05".parse().unwrap();
//! assert_eq!(pay.times(rate).unwrap().to_string(), "2500.00");
//! ```

use std::{fmt, iter::Sum, num::NonZeroU64};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::written::{Flaw, Form, NotWritten, Written, from_str, text_or_whole};

/// An amount of money in fen, 0.01 yuan (分), of either sign (rule 1).
///
/// Prints with two decimals of a yuan; in JSON it is that string.
///
/// ```
/// use shuangbai::Fen;
/// use rust_decimal::Decimal;
/// assert_eq!(Fen(5_000_000).to_string(), "50000.00");
/// assert_eq!(Decimal::from(Fen(-1)), Decimal::new(-1, 2));
/// assert_eq!(Fen::try_from(Decimal::new(1005, 3)).ok(), None); // 1.005 yuan is no whole fen
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);

    /// This amount times a rate, rounded at once (rule 1); `None` when it does not fit 64 bits.
    pub fn times(self, rate: Rate) -> Option<Fen> {
        let rounded = i128::from(times_millionths(self.0.unsigned_abs(), rate.0.into())?);
        i64::try_from(if self.0 < 0 { -rounded } else { rounded }).ok().map(Fen)
    }

    /// The sum; `None` when it does not fit 64 bits.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// The difference; `None` when it does not fit 64 bits.
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }
}

impl Sum<Fen> for Option<Fen> {
    fn sum<I: Iterator<Item = Fen>>(mut amounts: I) -> Option<Fen> {
        amounts.try_fold(Fen::ZERO, Fen::checked_add)
    }
}

/// `amount * millionths / 1_000_000`, rounded at once: of what is not negative half up is half away
/// from zero (rule 1). `None` when it does not fit.
pub(crate) fn times_millionths(amount: u64, millionths: u64) -> Option<u64> {
    const ONE: u64 = Rate::ONE.0 as u64;
    match amount.checked_mul(millionths).and_then(|product| product.checked_add(ONE / 2)) {
        Some(product) => Some(product / ONE),
        None => {
            let product = u128::from(amount) * u128::from(millionths) + u128::from(ONE / 2);
            u64::try_from(product / u128::from(ONE)).ok()
        }
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&yuan(self.0.into()))
    }
}

/// Fen in yuan, of more than fits 64 bits too.
pub(crate) fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

impl From<Fen> for Decimal {
    /// In yuan, always with two decimals.
    fn from(fen: Fen) -> Decimal {
        Decimal::new(fen.0, 2)
    }
}

impl TryFrom<Decimal> for Fen {
    type Error = NotWritten;

    /// From yuan. `Format` when there are more than two decimals, `Range` when it does not fit.
    fn try_from(yuan: Decimal) -> Result<Fen, NotWritten> {
        let (given, yuan) = (yuan, yuan.normalize());
        let wrong = |flaw| NotWritten::new(flaw, given, Fen::FORM);
        let fens = [100, 10, 1].get(yuan.scale() as usize).ok_or_else(|| wrong(Flaw::Format))?;
        i64::try_from(yuan.mantissa() * fens).map(Fen).map_err(|_| wrong(Flaw::Range))
    }
}

impl Written for Fen {
    const FORM: Form = Form::new(
        ("金额：如 \"50000.00\"，至多两位小数", "an amount like `50000.00`, with at most two decimals"),
        (
            "-92233720368547758.08 到 92233720368547758.07 元",
            "-92233720368547758.08 to 92233720368547758.07 yuan",
        ),
    );

    /// From yuan as rule 1 writes them, with a minus sign allowed: this is for amounts that the
    /// library printed. What a plan gives is an [`Amount`].
    fn of_text(text: &str) -> Result<Fen, Flaw> {
        let (digits, sign) = match text.strip_prefix('-') {
            Some(rest) => (rest, -1),
            None => (text, 1),
        };
        i64::try_from(sign * decimal(digits, 2)?).map(Fen).map_err(|_| Flaw::Range)
    }
}

/// An amount as a plan may give it: 0 to 9,999,999,999,999.99 yuan (rule 1).
///
/// ```
/// use shuangbai::{Amount, Fen};
/// let pay: Amount = "52400.00".parse().unwrap();
/// assert_eq!(Fen::from(pay), Fen(5_240_000));
/// assert!("-1.00".parse::<Amount>().is_err() && "1e3".parse::<Amount>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(NonZeroU64); // one more than the fen, so that a missing amount takes no room

impl Amount {
    /// The largest amount that a plan may give.
    pub const MAX: Fen = Fen(999_999_999_999_999);

    /// The amount in fen.
    pub fn fen(self) -> Fen {
        Fen((self.0.get() - 1).cast_signed())
    }

    /// From a whole number of yuan, as a JSON integer gives it.
    pub(crate) fn from_yuan(yuan: i128) -> Result<Amount, Flaw> {
        yuan.checked_mul(100).ok_or(Flaw::Range).and_then(Amount::from_fen)
    }

    /// From fen, within the limits.
    pub(crate) fn from_fen(fen: i128) -> Result<Amount, Flaw> {
        let within = (0..=i128::from(Amount::MAX.0)).contains(&fen);
        // One more than what is within the limits is neither zero nor too much.
        let held = u64::try_from(fen + 1).ok().filter(|_| within).and_then(NonZeroU64::new);
        held.map(Amount).ok_or(Flaw::Range)
    }

    /// From text as rule 1 has it, or with a comma before every three digits of a whole yuan, as
    /// spreadsheets show it: `50,000.00`.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn grouped(text: &str) -> Result<Amount, Flaw> {
        let read = Amount::of_text(text);
        if read != Err(Flaw::Format) || !text.contains([',', '，']) {
            return read;
        }
        let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
        let groups = || whole.split([',', '，']);
        let full = |group: &str| group.len() == 3 && group.bytes().all(|digit| digit.is_ascii_digit());
        let first = |group: &str| (1..=3).contains(&group.len()) && !group.starts_with('0');
        if !groups().next().is_some_and(first) || !groups().skip(1).all(full) {
            return Err(Flaw::Format);
        }
        let mut plain = [0; 32];
        let mut length = 0;
        for part in groups().chain([fraction]) {
            let room = plain.get_mut(length..length + part.len()).ok_or(Flaw::Range)?;
            room.copy_from_slice(part.as_bytes());
            length += part.len();
        }
        Amount::of_text(str::from_utf8(&plain[..length]).map_err(|_| Flaw::Format)?)
    }
}

impl TryFrom<Fen> for Amount {
    type Error = NotWritten;

    /// `Range` below zero, or above [`Amount::MAX`].
    fn try_from(fen: Fen) -> Result<Amount, NotWritten> {
        Amount::from_fen(fen.0.into()).map_err(|flaw| NotWritten::new(flaw, fen, Amount::FORM))
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = NotWritten;

    /// From yuan. `Format` when there are more than two decimals, `Range` outside the limits.
    fn try_from(yuan: Decimal) -> Result<Amount, NotWritten> {
        let wrong = |error: NotWritten| NotWritten::new(error.flaw, yuan, Amount::FORM);
        Fen::try_from(yuan).and_then(Amount::try_from).map_err(wrong)
    }
}

impl From<Amount> for Fen {
    fn from(amount: Amount) -> Fen {
        amount.fen()
    }
}

impl Written for Amount {
    const FORM: Form = Form::new(
        (
            "金额：如 \"50000.00\" 的文本（至多两位小数），或整数元",
            "an amount: a string like \"50000.00\" with at most two decimals, or whole yuan",
        ),
        ("0 到 9999999999999.99 元", "0 to 9999999999999.99 yuan"),
    );

    fn of_text(text: &str) -> Result<Amount, Flaw> {
        decimal(text, 2).and_then(Amount::from_fen)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fen().fmt(f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({self})")
    }
}

/// A rate or chance in millionths, 0 to 1 (rule 1).
///
/// ```
/// use shuangbai::Rate;
/// assert_eq!("0.08".parse::<Rate>().unwrap(), Rate::from_millionths(80_000).unwrap());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u32);

impl Rate {
    /// 0, never.
    pub const ZERO: Rate = Rate(0);
    /// 1, always.
    pub const ONE: Rate = Rate(1_000_000);

    /// From millionths; `None` above one million.
    pub fn from_millionths(millionths: u32) -> Option<Rate> {
        (millionths <= Rate::ONE.0).then_some(Rate(millionths))
    }

    /// The rate in millionths.
    pub fn millionths(self) -> u32 {
        self.0
    }

    /// Whether it is 0 or 1, so that nothing is left to chance.
    pub fn is_certain(self) -> bool {
        self == Rate::ZERO || self == Rate::ONE
    }

    /// From 0 or 1, as a JSON integer gives it.
    pub(crate) fn from_whole(whole: i128) -> Result<Rate, Flaw> {
        match whole {
            0 => Ok(Rate::ZERO),
            1 => Ok(Rate::ONE),
            _ => Err(Flaw::Range),
        }
    }
}

impl Written for Rate {
    const FORM: Form = Form::new(
        (
            "比率：如 \"0.05\" 的文本（至多六位小数），或整数 0、1",
            "a rate: a string like \"0.05\" with at most six decimals, or 0 or 1",
        ),
        ("0 到 1", "0 to 1"),
    );

    fn of_text(text: &str) -> Result<Rate, Flaw> {
        let millionths = u32::try_from(decimal(text, 6)?).map_err(|_| Flaw::Range)?;
        Rate::from_millionths(millionths).ok_or(Flaw::Range)
    }
}

impl TryFrom<Decimal> for Rate {
    type Error = NotWritten;

    /// `Range` outside 0 to 1, `Format` when there are more than six decimals.
    fn try_from(rate: Decimal) -> Result<Rate, NotWritten> {
        let (given, rate) = (rate, rate.normalize());
        if rate.is_sign_negative() && !rate.is_zero() || rate > Decimal::ONE {
            return Err(NotWritten::new(Flaw::Range, given, Rate::FORM));
        }
        rate.abs().to_string().parse()
    }
}

impl From<Rate> for Decimal {
    fn from(rate: Rate) -> Decimal {
        Decimal::new(i64::from(rate.0), 6).normalize()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&Decimal::from(*self).to_string())
    }
}

/// Digits, then at most one point with one to `places` digits, as a whole number of the last place.
pub(crate) fn decimal(text: &str, places: usize) -> Result<i128, Flaw> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(Flaw::Format),
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let written = whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || fraction.len() > places || !written {
        return Err(Flaw::Format);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 20 {
        return Err(Flaw::Range);
    }
    let zeros = std::iter::repeat_n(b'0', places - fraction.len());
    let digits = whole.bytes().chain(fraction.bytes()).chain(zeros);
    Ok(digits.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0')))
}

from_str! { Fen Amount Rate }

/// Serde for what JSON writes as a string and reads from a string or a whole number.
macro_rules! as_text {
    ($($type:ty, $from_whole:expr;)+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                text_or_whole(deserializer, $from_whole)
            }
        }
    )+};
}

as_text! {
    Fen, |yuan| {
        let fen = yuan.checked_mul(100).and_then(|fen| i64::try_from(fen).ok());
        fen.map(Fen).ok_or(Flaw::Range)
    };
    Amount, Amount::from_yuan;
    Rate, Rate::from_whole;
}
