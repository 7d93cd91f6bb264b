//! Rule 1: money is a whole number of fen, a rate a whole number of millionths.
//!
//! The only file that reads or prints money. A rule that makes a fraction of a fen rounds it at once,
//! half away from zero (四舍五入): by a rate here, by months in `month.rs` (rule 3), and what is
//! expected at the leaf in `chance.rs` (rule 9).
//!
//! ```
//! use shuangbai::{Fen, Rate};
//! let pay: Fen = "50000.00".parse().unwrap();
//! let rate: Rate = "0.05".parse().unwrap();
//! assert_eq!(pay.times(rate).unwrap().to_string(), "2500.00");
//! ```

use std::{fmt, iter::Sum, num::NonZeroU64, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::json::Json;

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
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

impl From<Fen> for Decimal {
    /// In yuan, always with two decimals.
    fn from(fen: Fen) -> Decimal {
        Decimal::new(fen.0, 2)
    }
}

/// Why something is not the number that it should be (rules 1, 3 and 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWritten {
    /// It is not written as one.
    #[error("not written as it should be")]
    Format,
    /// It is one, but outside its limits.
    #[error("outside its limits")]
    Range,
}

impl TryFrom<Decimal> for Fen {
    type Error = NotWritten;

    /// From yuan. `Format` when there are more than two decimals, `Range` when it does not fit.
    fn try_from(yuan: Decimal) -> Result<Fen, NotWritten> {
        let yuan = yuan.normalize();
        if yuan.scale() > 2 {
            return Err(NotWritten::Format);
        }
        let fen = yuan.mantissa() * [100, 10, 1][yuan.scale() as usize];
        i64::try_from(fen).map(Fen).map_err(|_| NotWritten::Range)
    }
}

impl FromStr for Fen {
    type Err = NotWritten;

    /// From yuan as rule 1 writes them, with a minus sign allowed: this is for amounts that the
    /// library printed. What a plan gives is an [`Amount`].
    fn from_str(text: &str) -> Result<Fen, NotWritten> {
        let (digits, sign) = match text.strip_prefix('-') {
            Some(rest) => (rest, -1),
            None => (text, 1),
        };
        i64::try_from(sign * decimal(digits, 2)?).map(Fen).map_err(|_| NotWritten::Range)
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
    pub(crate) fn from_yuan(yuan: i128) -> Result<Amount, NotWritten> {
        let fen = yuan.checked_mul(100).and_then(|fen| i64::try_from(fen).ok());
        fen.map(Fen).ok_or(NotWritten::Range)?.try_into()
    }

    /// From text as rule 1 has it, or with a comma before every three digits of a whole yuan, as
    /// spreadsheets show it: `50,000.00`.
    #[cfg(any(feature = "arrow", feature = "csv"))]
    pub(crate) fn grouped(text: &str) -> Result<Amount, NotWritten> {
        let read = text.parse();
        if read != Err(NotWritten::Format) || !text.contains([',', '，']) {
            return read;
        }
        let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
        let groups = || whole.split([',', '，']);
        let full = |group: &str| group.len() == 3 && group.bytes().all(|digit| digit.is_ascii_digit());
        let first = groups().next().unwrap_or_default();
        if !(1..=3).contains(&first.len()) || first.starts_with('0') || !groups().skip(1).all(full) {
            return Err(NotWritten::Format);
        }
        let mut plain = [0; 32];
        let mut length = 0;
        for part in groups().chain([fraction]) {
            let room = plain.get_mut(length..length + part.len()).ok_or(NotWritten::Range)?;
            room.copy_from_slice(part.as_bytes());
            length += part.len();
        }
        str::from_utf8(&plain[..length]).map_err(|_| NotWritten::Format)?.parse()
    }
}

impl TryFrom<Fen> for Amount {
    type Error = NotWritten;

    fn try_from(fen: Fen) -> Result<Amount, NotWritten> {
        if fen < Fen::ZERO || fen > Amount::MAX {
            return Err(NotWritten::Range);
        }
        NonZeroU64::new(fen.0.unsigned_abs() + 1).map(Amount).ok_or(NotWritten::Range)
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = NotWritten;

    fn try_from(yuan: Decimal) -> Result<Amount, NotWritten> {
        Fen::try_from(yuan)?.try_into()
    }
}

impl From<Amount> for Fen {
    fn from(amount: Amount) -> Fen {
        amount.fen()
    }
}

impl FromStr for Amount {
    type Err = NotWritten;

    fn from_str(text: &str) -> Result<Amount, NotWritten> {
        let fen = i64::try_from(decimal(text, 2)?).map_err(|_| NotWritten::Range)?;
        Fen(fen).try_into()
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
}

impl FromStr for Rate {
    type Err = NotWritten;

    fn from_str(text: &str) -> Result<Rate, NotWritten> {
        let millionths = u32::try_from(decimal(text, 6)?).map_err(|_| NotWritten::Range)?;
        Rate::from_millionths(millionths).ok_or(NotWritten::Range)
    }
}

impl TryFrom<Decimal> for Rate {
    type Error = NotWritten;

    fn try_from(rate: Decimal) -> Result<Rate, NotWritten> {
        let rate = rate.normalize();
        if rate.is_sign_negative() && !rate.is_zero() || rate > Decimal::ONE {
            return Err(NotWritten::Range);
        }
        rate.to_string().parse()
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
fn decimal(text: &str, places: usize) -> Result<i128, NotWritten> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(NotWritten::Format),
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let written = whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || fraction.len() > places || !written {
        return Err(NotWritten::Format);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 20 {
        return Err(NotWritten::Range);
    }
    let zeros = std::iter::repeat_n(b'0', places - fraction.len());
    let digits = whole.bytes().chain(fraction.bytes()).chain(zeros);
    Ok(digits.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0')))
}

/// Serde for what JSON writes as a string and reads from a string or a whole number.
macro_rules! as_text {
    ($type:ty, $whole:expr) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let whole: fn(i128) -> Result<$type, NotWritten> = $whole;
                match Json::deserialize(deserializer)? {
                    Json::Text(text) => text.parse().map_err(de::Error::custom),
                    Json::Number(number) => match number.whole() {
                        Some(number) => whole(number).map_err(de::Error::custom),
                        None => Err(de::Error::custom("a number with a fraction or exponent")),
                    },
                    _ => Err(de::Error::custom("neither a string nor a whole number")),
                }
            }
        }
    };
}

as_text!(Fen, |yuan| {
    let fen = yuan.checked_mul(100).and_then(|fen| i64::try_from(fen).ok());
    fen.map(Fen).ok_or(NotWritten::Range)
});
as_text!(Amount, Amount::from_yuan);
as_text!(Rate, |whole| match whole {
    0 => Ok(Rate::ZERO),
    1 => Ok(Rate::ONE),
    _ => Err(NotWritten::Range),
});
