//! Rule 2: share an amount out in whole fen and lose nothing.
//!
//! Every payer first gets the floor of its part. The fen left over go one each to the largest
//! remainders, on a tie to the payer listed earlier.
//!
//! ```
//! # use shuangbai::{split, Fen};
//! assert_eq!(split(Fen(4), &[1, 2, 2]), [Fen(1), Fen(2), Fen(1)]); // 0.8, 1.6, 1.6
//! ```

use std::cmp::Reverse;

use crate::values::fen::Fen;

/// `amount` in proportion to `parts` (rule 2), in their order; the shares add up to `amount`.
///
/// `amount` is in fen, of either sign: a negative one is split as its absolute value, then
/// negated. `parts` are positive in a programme (1 to 1,000,000); where none is, or there are no
/// parts, all of the amount is the first part's, or nobody's.
///
/// ```
/// # use shuangbai::{split, Fen};
/// assert_eq!(split(Fen(5), &[6, 4]), [Fen(3), Fen(2)]);
/// assert_eq!(split(Fen(-5), &[6, 4]), [Fen(-3), Fen(-2)]);
/// assert_eq!(split(Fen(1), &[1, 1]), [Fen(1), Fen(0)]);
/// ```
pub fn split(amount: Fen, parts: &[u32]) -> Vec<Fen> {
    let mut shares = vec![0; parts.len()];
    split_into(amount.0.unsigned_abs(), parts, &mut shares);
    // No share exceeds the amount, so it fits; negating the one that is 2^63 wraps to itself.
    let signed = |share: u64| if amount.0 < 0 { share.wrapping_neg() } else { share };
    shares.into_iter().map(|share| Fen(signed(share).cast_signed())).collect()
}

/// [`split`] of a non-negative amount; `shares` are overwritten.
pub(crate) fn split_into(amount: u64, parts: &[u32], shares: &mut [u64]) {
    let whole: u64 = parts.iter().copied().map(u64::from).sum();
    if whole == 0 {
        shares.fill(0);
        shares.iter_mut().take(1).for_each(|first| *first = amount);
        return;
    }
    let mut left = amount;
    // Payer i first gets floor(A·wi / W);
    for (share, &part) in shares.iter_mut().zip(parts) {
        *share = floor(amount, part, whole);
        left -= *share;
    }
    if left > 0 {
        const FEW: usize = 8;
        if parts.len() <= FEW {
            give_rest(amount, parts, whole, left, shares, &mut [0; FEW][..parts.len()]);
        } else {
            give_rest(amount, parts, whole, left, shares, &mut vec![0; parts.len()]);
        }
    }
}

/// Gives the fen left over, one each, to the largest remainders; `order` is room to work in.
fn give_rest(amount: u64, parts: &[u32], whole: u64, left: u64, shares: &mut [u64], order: &mut [usize]) {
    let product = |payer: usize| u128::from(amount) * u128::from(parts[payer]);
    let rest = |payer: usize| product(payer) - u128::from(shares[payer]) * u128::from(whole);
    order.iter_mut().enumerate().for_each(|(payer, place)| *place = payer);
    // the fen left over go one each to the payers with the largest remainder A·wi mod W,
    // the earlier-listed payer first on a tie: the sort is stable.
    order.sort_by_key(|&payer| Reverse(rest(payer)));
    for (_, &mut payer) in (0..left).zip(order) {
        shares[payer] += 1;
    }
}

/// `amount * part / whole`, rounded down.
fn floor(amount: u64, part: u32, whole: u64) -> u64 {
    // Nearly every product fits a machine word, and its division is several times as fast.
    match amount.checked_mul(u64::from(part)) {
        Some(product) => product / whole,
        // It is at most `amount`, so it fits.
        None => (u128::from(amount) * u128::from(part) / u128::from(whole)) as u64,
    }
}
