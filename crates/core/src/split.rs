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

use crate::Fen;

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
    const FEW: usize = 8;
    if parts.len() <= FEW {
        let (mut rests, mut order) = ([0; FEW], [0; FEW]);
        share_out(amount, parts, shares, &mut rests[..parts.len()], &mut order[..parts.len()]);
    } else {
        let (mut rests, mut order) = (vec![0; parts.len()], vec![0; parts.len()]);
        share_out(amount, parts, shares, &mut rests, &mut order);
    }
}

fn share_out(amount: u64, parts: &[u32], shares: &mut [u64], rests: &mut [u64], order: &mut [usize]) {
    let whole: u64 = parts.iter().copied().map(u64::from).sum();
    if whole == 0 {
        shares.fill(0);
        shares.iter_mut().take(1).for_each(|first| *first = amount);
        return;
    }
    let mut left = amount;
    // The floor of every part first.
    for ((share, rest), &part) in shares.iter_mut().zip(&mut *rests).zip(parts) {
        (*share, *rest) = floor_and_rest(amount, part, whole);
        left -= *share;
    }
    if left == 0 {
        return;
    }
    // Then the fen left over. The sort is stable: a tie stays with the payer listed earlier.
    order.iter_mut().enumerate().for_each(|(payer, place)| *place = payer);
    order.sort_by_key(|&payer| Reverse(rests[payer]));
    for &mut payer in order {
        if left == 0 {
            return;
        }
        shares[payer] += 1;
        left -= 1;
    }
}

/// `amount * part` divided by `whole`: the floor and the remainder.
fn floor_and_rest(amount: u64, part: u32, whole: u64) -> (u64, u64) {
    // Nearly every product fits a machine word, and its division is several times as fast.
    match amount.checked_mul(u64::from(part)) {
        Some(product) => (product / whole, product % whole),
        None => {
            let (product, whole) = (u128::from(amount) * u128::from(part), u128::from(whole));
            // The floor is at most `amount`, the remainder below `whole`: both fit.
            ((product / whole) as u64, (product % whole) as u64)
        }
    }
}
