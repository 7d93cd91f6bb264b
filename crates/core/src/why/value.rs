//! Rule 17: the values of an explanation, exact, and how they are written.

use std::{cmp::Ordering, fmt, rc::Rc};

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde::{Serialize, Serializer};

use crate::{
    base::exact::rounded,
    rules::apportion::apportion_exact,
    values::{
        fen::{Rate, yuan},
        quantity::Quantity,
    },
};

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Fen,
    /// Millionths.
    Rate,
    /// People, posts, months, hours.
    One,
}

/// A value of a node.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) unit: Unit,
    number: Number,
}

#[derive(Clone, Debug)]
enum Number {
    Whole(i128),
    /// Of expected values, in lowest terms.
    Fraction(Rc<Fraction>),
    /// A count with four decimals: so many ten-thousandths.
    Decimals(u128),
}

/// A fraction in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    above: BigInt,
    below: BigUint,
}

impl Fraction {
    fn new(above: BigInt, below: BigUint) -> Fraction {
        let divisor = above.magnitude().gcd(&below);
        if divisor.is_one() || divisor.is_zero() {
            return Fraction { above, below };
        }
        Fraction { above: above / BigInt::from(divisor.clone()), below: below / divisor }
    }

    /// A chance.
    pub(crate) fn chance(hits: BigUint, of: BigUint) -> Fraction {
        Fraction::new(hits.into(), of)
    }

    pub(crate) fn is_one(&self) -> bool {
        self.above.magnitude() == &self.below && self.above.is_positive()
    }

    fn times(&self, other: &Fraction) -> Fraction {
        Fraction::new(&self.above * &other.above, &self.below * &other.below)
    }

    fn plus(&self, other: &Fraction) -> Fraction {
        let (one, two) = (BigInt::from(self.below.clone()), BigInt::from(other.below.clone()));
        if one == two {
            return Fraction::new(&self.above + &other.above, self.below.clone());
        }
        Fraction::new(&self.above * two + &other.above * one, &self.below * &other.below)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.above, self.below)
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Value {
    pub(crate) fn fen(fen: i128) -> Value {
        Value { unit: Unit::Fen, number: Number::Whole(fen) }
    }

    pub(crate) fn count(count: i128) -> Value {
        Value { unit: Unit::One, number: Number::Whole(count) }
    }

    pub(crate) fn rate(rate: Rate) -> Value {
        Value { unit: Unit::Rate, number: Number::Whole(rate.millionths().into()) }
    }

    /// An expected count.
    pub(crate) fn expected(count: &BigUint, of: &BigUint) -> Value {
        let fraction = Fraction::new(BigInt::from(count.clone()), of.clone());
        Value { unit: Unit::One, number: Number::Fraction(fraction.into()) }
    }

    /// As the forecast prints a count.
    pub(crate) fn printed(count: Quantity) -> Value {
        match count {
            Quantity::Whole(count) => Value::count(count.into()),
            Quantity::Expected(count) => Value { unit: Unit::One, number: Number::Decimals(count) },
        }
    }

    /// A chance, as a count of what happens.
    pub(crate) fn of_chance(chance: &Fraction) -> Value {
        Value::of(Unit::One, chance.clone())
    }

    pub(crate) fn zero(unit: Unit) -> Value {
        Value { unit, number: Number::Whole(0) }
    }

    /// The whole number of units; none of a fraction.
    pub(crate) fn whole(&self) -> Option<i128> {
        match self.number {
            Number::Whole(whole) => Some(whole),
            _ => None,
        }
    }

    pub(crate) fn is_fraction(&self) -> bool {
        matches!(self.number, Number::Fraction(_))
    }

    fn fraction(&self) -> Fraction {
        match &self.number {
            Number::Whole(whole) => Fraction { above: (*whole).into(), below: BigUint::one() },
            Number::Fraction(fraction) => Fraction::clone(fraction),
            Number::Decimals(count) => Fraction::new(BigInt::from(*count), 10_000u32.into()),
        }
    }

    fn of(unit: Unit, fraction: Fraction) -> Value {
        Value { unit, number: Number::Fraction(fraction.into()) }
    }

    pub(crate) fn plus(&self, other: &Value) -> Value {
        match (self.whole(), other.whole()) {
            (Some(one), Some(two)) => Value { unit: self.unit, number: Number::Whole(one + two) },
            _ => Value::of(self.unit, self.fraction().plus(&other.fraction())),
        }
    }

    pub(crate) fn minus(&self, other: &Value) -> Value {
        match (self.whole(), other.whole()) {
            (Some(one), Some(two)) => Value { unit: self.unit, number: Number::Whole(one - two) },
            _ => {
                let Fraction { above, below } = other.fraction();
                Value::of(self.unit, self.fraction().plus(&Fraction { above: -above, below }))
            }
        }
    }

    pub(crate) fn excess(&self, other: &Value) -> Value {
        let difference = self.minus(other);
        if difference.is_negative() {
            Value { unit: self.unit, number: self.zero_like(other) }
        } else {
            difference
        }
    }

    fn zero_like(&self, other: &Value) -> Number {
        if self.is_fraction() || other.is_fraction() {
            Number::Fraction(Fraction { above: BigInt::zero(), below: BigUint::one() }.into())
        } else {
            Number::Whole(0)
        }
    }

    fn is_negative(&self) -> bool {
        match &self.number {
            Number::Whole(whole) => *whole < 0,
            Number::Fraction(fraction) => fraction.above.sign() == Sign::Minus,
            Number::Decimals(_) => false,
        }
    }

    pub(crate) fn times(&self, other: &Value) -> Value {
        let unit = if other.unit == Unit::One { self.unit } else { other.unit };
        match (self.whole(), other.whole()) {
            (Some(one), Some(two)) => Value { unit, number: Number::Whole(one * two) },
            _ => Value::of(unit, self.fraction().times(&other.fraction())),
        }
    }

    /// The same by a chance.
    pub(crate) fn weighed(&self, chance: &Fraction) -> Value {
        Value::of(self.unit, self.fraction().times(chance))
    }

    /// Rounded by rule 1: an amount to whole fen, a count to four decimals.
    pub(crate) fn rounded(&self) -> Option<Value> {
        let Fraction { above, below } = self.fraction();
        let round = |units: BigUint| rounded(units, &below);
        Some(match self.unit {
            Unit::One => {
                let count = round(above.magnitude() * 10_000u32).to_u128()?;
                Value { unit: Unit::One, number: Number::Decimals(count) }
            }
            unit => {
                let whole = round(above.magnitude().clone()).to_i128()?;
                let signed = if above.is_negative() { -whole } else { whole };
                Value { unit, number: Number::Whole(signed) }
            }
        })
    }

    /// What each of some parts gets of a whole (rule 9).
    pub(crate) fn apportioned(whole: &Value, parts: &[&Value]) -> Option<Vec<Value>> {
        let parts: Vec<Fraction> = parts.iter().map(|part| part.fraction()).collect();
        let below = parts.iter().fold(BigUint::one(), |below, part| below.lcm(&part.below));
        let mut given: Vec<BigUint> =
            parts.iter().map(|part| part.above.magnitude() * (&below / &part.below)).collect();
        let whole = BigUint::try_from(whole.whole()?).ok()?;
        apportion_exact(whole, &mut given, &below, &mut Vec::new());
        given.iter().map(|fen| fen.to_i128().map(Value::fen)).collect()
    }

    /// How much it is, without its sign: for what is shown first.
    pub(crate) fn size(&self) -> Value {
        if self.is_negative() { Value::zero(self.unit).minus(self) } else { self.clone() }
    }

    /// As people read it: thousands apart, a rate in per cent, a fraction as a decimal.
    pub(crate) fn told(&self) -> String {
        match (&self.number, self.unit) {
            (Number::Whole(_), Unit::Rate) => format!("{}%", self.per_cent()),
            (Number::Whole(whole), Unit::One) => grouped(&whole.to_string()),
            (Number::Fraction(fraction), unit) => {
                const PLACES: usize = 4;
                let units: u32 = if unit == Unit::Fen { 100 } else { 10_000 };
                let units = rounded(fraction.above.magnitude() * units, &fraction.below);
                let sign = if fraction.above.is_negative() { "-" } else { "" };
                let text = format!("{:0>width$}", units.to_string(), width = PLACES + 1);
                let (whole, part) = text.split_at(text.len() - PLACES);
                format!("{sign}{}.{part}", grouped(whole))
            }
            _ => grouped(&self.to_string()),
        }
    }

    fn per_cent(&self) -> String {
        let millionths = self.whole().unwrap_or_default();
        let (whole, part) = (millionths / 10_000, millionths % 10_000);
        if part == 0 {
            return whole.to_string();
        }
        format!("{whole}.{}", format!("{part:04}").trim_end_matches('0'))
    }
}

/// A number's whole part with a comma before every three digits.
fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::from(sign);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.number, self.unit) {
            (Number::Whole(fen), Unit::Fen) => f.write_str(&yuan(*fen)),
            (Number::Whole(rate), Unit::Rate) => {
                let rate = u32::try_from(*rate).ok().and_then(Rate::from_millionths);
                rate.map_or(Ok(()), |rate| rate.fmt(f))
            }
            (Number::Whole(count), Unit::One) => count.fmt(f),
            (Number::Fraction(fraction), Unit::Fen) => {
                let Fraction { above, below } = Fraction::clone(fraction);
                Fraction::new(above, below * 100u32).fmt(f)
            }
            (Number::Fraction(fraction), _) => fraction.fmt(f),
            (Number::Decimals(count), _) => Quantity::Expected(*count).fmt(f),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.number, self.unit) {
            // Whole counts are numbers, as in plans and forecasts.
            (Number::Whole(count), Unit::One) => match u64::try_from(*count) {
                Ok(count) => serializer.serialize_u64(count),
                Err(_) => serializer.serialize_i128(*count),
            },
            _ => serializer.collect_str(self),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Value) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    /// By how much they are, of whatever.
    fn cmp(&self, other: &Value) -> Ordering {
        if let (Some(one), Some(two)) = (self.whole(), other.whole()) {
            return one.cmp(&two);
        }
        let (one, two) = (self.fraction(), other.fraction());
        (one.above * BigInt::from(two.below)).cmp(&(two.above * BigInt::from(one.below)))
    }
}
