//! Rule 9: counts, whole or expected.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base::json::Json;

/// How many people, posts or months: whole in a certain forecast, and in an expected one a number
/// with four decimals (rule 9).
///
/// JSON has an integer, or a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// So many.
    Whole(u64),
    /// So many ten-thousandths.
    Expected(u128),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Whole(count) => count.fmt(f),
            Quantity::Expected(count) => f.pad(&format!("{}.{:04}", count / 10_000, count % 10_000)),
        }
    }
}

impl From<Quantity> for Decimal {
    fn from(count: Quantity) -> Decimal {
        match count {
            Quantity::Whole(count) => count.into(),
            // Counts are below 2^64, which a decimal holds with four places.
            Quantity::Expected(count) => {
                Decimal::try_from_i128_with_scale(count.cast_signed(), 4).unwrap_or(Decimal::MAX)
            }
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Quantity::Whole(count) => serializer.serialize_u64(*count),
            Quantity::Expected(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || de::Error::custom("a count is a whole number or a string with four decimals");
        match Json::deserialize(deserializer)? {
            Json::Number(number) => {
                let whole = number.whole().and_then(|whole| u64::try_from(whole).ok());
                whole.map(Quantity::Whole).ok_or_else(wrong)
            }
            Json::Text(text) => {
                let (whole, decimals) = text.split_once('.').ok_or_else(wrong)?;
                let digits = [whole, decimals].concat();
                let written = decimals.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
                let count = digits.parse().ok().filter(|_| written && !whole.is_empty());
                count.map(Quantity::Expected).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }
}
