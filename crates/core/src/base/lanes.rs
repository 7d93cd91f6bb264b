//! Numbers as rows of *lanes*, digits in base 2^`bits`, lowest first, with room above each digit.

use std::ops::Range;

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive, Zero};

/// A number in `lanes` digits of base 2^`bits`; `None` when it takes more of them.
pub(crate) fn to_lanes(number: &BigUint, bits: u32, lanes: usize) -> Option<Vec<u64>> {
    let mask = (BigUint::one() << bits) - BigUint::one();
    let mut rest = number.clone();
    let mut digits = Vec::with_capacity(lanes);
    for _ in 0..lanes {
        digits.push((&rest & &mask).to_u64()?);
        rest >>= bits;
    }
    rest.is_zero().then_some(digits)
}

/// A weight times a factor, in `lanes` digits of base 2^`bits`, put behind all weights.
pub(crate) fn multiplied(weights: &mut Vec<u64>, weight: Range<usize>, factor: u64, bits: u32, lanes: usize) {
    let mask = (1 << bits) - 1;
    let mut carry = 0u128;
    for lane in 0..lanes {
        let digit = if lane < weight.len() { weights[weight.start + lane] } else { 0 };
        carry += u128::from(digit) * u128::from(factor);
        weights.push(carry as u64 & mask); // the digit; the rest is carried
        carry >>= bits;
    }
    debug_assert_eq!(carry, 0, "the product takes more lanes than there are");
}

/// Adds a weight of the same lanes, with carry.
pub(crate) fn add(to: &mut [u64], weight: &[u64], bits: u32) {
    let mask = (1 << bits) - 1;
    let mut carry = 0;
    for (lane, digit) in to.iter_mut().zip(weight) {
        carry += *lane + digit;
        *lane = carry & mask;
        carry >>= bits;
    }
    debug_assert_eq!(carry, 0, "the sum takes more lanes than there are");
}

/// Whether a weight is nothing: what has no chance does not happen.
pub(crate) fn is_zero(weight: &[u64]) -> bool {
    weight.iter().all(|&digit| digit == 0)
}

/// Adds `times` a number to lanes, as digits of base 2^`bits`; `sums` are its lanes, not yet carried.
pub(crate) fn add_digits(lanes: &mut [u64], sums: impl Iterator<Item = u128>, times: u64, bits: u32) {
    let mut carry = 0u128;
    for (lane, sum) in lanes.iter_mut().zip(sums) {
        // A sum is below 2^(bits + 78) and `times` below 2^24, so it is taken by halves.
        let (low, high) = (sum & u128::from(u64::MAX), sum >> 64);
        let low = low * u128::from(times) + carry;
        let digit = low as u64 & ((1 << bits) - 1);
        carry = (low >> bits) + ((high * u128::from(times)) << (64 - bits));
        *lane = lane.wrapping_add(digit);
    }
    debug_assert_eq!(carry, 0, "the product takes more lanes than there are");
}

/// Adds `times` a stretch of a vector to a sum's; lanes have room for all people of the plan.
pub(crate) fn add_times(sum: &mut [u64], vector: &[u64], times: u64) {
    if times == 1 {
        sum.iter_mut().zip(vector).for_each(|(sum, lane)| *sum = sum.wrapping_add(*lane));
    } else {
        let added = |sum: &u64, lane: &u64| sum.wrapping_add(lane.wrapping_mul(times));
        sum.iter_mut().zip(vector).for_each(|(sum, lane)| *sum = added(sum, lane));
    }
}

/// Adds so many times a number of as many digits to lanes, which have room for it.
pub(crate) fn add_product(lanes: &mut [u64], digits: &[u64], times: u64, bits: u32) {
    let mut carry = 0u128;
    let last = lanes.len().saturating_sub(1);
    for (place, (lane, digit)) in lanes.iter_mut().zip(digits).enumerate() {
        carry += u128::from(*digit) * u128::from(times);
        if place == last {
            *lane = lane.wrapping_add(carry as u64); // all that is left: the last lane has room above its digit
        } else {
            *lane = lane.wrapping_add(carry as u64 & ((1 << bits) - 1));
            carry >>= bits;
        }
    }
}
