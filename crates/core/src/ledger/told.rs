//! How counts of a ledger are told in its errors.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

use crate::{base::exact::rounded, values::quantity::Quantity};

/// So many people, posts or months as an error shows them.
pub(super) fn people(number: &BigUint, unit: &BigUint) -> String {
    if let Some(whole) = (number % unit).is_zero().then(|| (number / unit).to_u128()).flatten() {
        return whole.to_string();
    }
    match rounded(number * 10_000u32, unit).to_u128() {
        Some(expected) => Quantity::Expected(expected).to_string(),
        None => format!("2^{} or more", (number / unit).bits().saturating_sub(1)),
    }
}

/// What counts are that are multiples of a step.
pub(super) fn fraction(step: &BigUint, unit: &BigUint) -> String {
    if step == unit {
        return "a whole number".to_owned();
    }
    let parts = unit / step;
    let power = || format!("a number below 2^{}", parts.bits());
    format!("a multiple of 1 / {}", parts.to_u128().map_or_else(power, |parts| parts.to_string()))
}
