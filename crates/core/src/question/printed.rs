//! Rules 16, 18 and 19: a figure as it is printed, in its smallest unit.

use std::{cmp::Ordering, fmt};

use serde::{Serialize, Serializer};

use crate::values::{
    fen::{Fen, yuan},
    quantity::Quantity,
};

/// What a figure is a whole number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// 0.01 yuan.
    Fen,
    /// People, posts, months or hours.
    One,
    /// The same, expected: 0.0001 of one.
    TenThousandth,
}

impl Unit {
    /// How many of it are one.
    const fn of_one(self) -> i128 {
        match self {
            Unit::Fen => 100,
            Unit::One => 1,
            Unit::TenThousandth => 10_000,
        }
    }
}

/// A figure, or a difference of such, as rows print it: an amount or an expected count is a text in JSON, and a
/// certain count a whole number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printed {
    pub(crate) value: i128,
    pub(crate) unit: Unit,
}

impl Printed {
    /// In a unit that is as small as its own, or smaller.
    pub(crate) fn to(self, unit: Unit) -> Printed {
        Printed { value: self.value * (unit.of_one() / self.unit.of_one()), unit }
    }

    /// Compares figures of one kind, amounts or counts.
    pub(crate) fn compare(self, other: Printed) -> Ordering {
        (self.value * other.unit.of_one()).cmp(&(other.value * self.unit.of_one()))
    }
}

impl From<Fen> for Printed {
    fn from(fen: Fen) -> Printed {
        Printed { value: fen.0.into(), unit: Unit::Fen }
    }
}

impl From<u64> for Printed {
    fn from(count: u64) -> Printed {
        Printed { value: count.into(), unit: Unit::One }
    }
}

impl From<Quantity> for Printed {
    fn from(count: Quantity) -> Printed {
        match count {
            Quantity::Whole(count) => count.into(),
            // Counts are below 2^64.
            Quantity::Expected(count) => Printed { value: count.cast_signed(), unit: Unit::TenThousandth },
        }
    }
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Printed { value, unit } = *self;
        match unit {
            Unit::Fen => f.pad(&yuan(value)),
            Unit::One => value.fmt(f),
            Unit::TenThousandth => {
                let (sign, of_one) = (if value < 0 { "-" } else { "" }, unit.of_one().unsigned_abs());
                let value = value.unsigned_abs();
                f.pad(&format!("{sign}{}.{:04}", value / of_one, value % of_one))
            }
        }
    }
}

impl Serialize for Printed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.unit {
            Unit::One => serializer.serialize_i128(self.value),
            Unit::Fen | Unit::TenThousandth => serializer.collect_str(self),
        }
    }
}
