//! Integers that hold exact expectations, and how a fraction of them is rounded.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::ToPrimitive;

/// `numerator / denominator`, half up: for what is not negative that is half away from zero (rule 1).
pub(crate) fn rounded<N: Exact>(numerator: N, denominator: &N) -> N {
    let two = N::one() + N::one();
    (numerator * two.clone() + denominator.clone()) / (denominator.clone() * two)
}

/// Integers that hold exact expectations: a machine word where one is enough, or any length.
pub(crate) trait Exact:
    Integer + Clone + ToPrimitive + From<u64> + std::ops::Shl<usize, Output = Self>
{
}

impl Exact for u128 {}

impl Exact for BigUint {}
