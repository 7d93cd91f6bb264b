//! Rule 9: expected parts brought to whole fen.

use crate::{base::exact::Exact, values::fen::Fen};

/// Brings parts that add up to about `whole` to whole fen (rule 9).
///
/// Part i is `numerators[i] / denominator` fen. Each first gets its floor, then the fen of `whole`
/// left over go one each to the largest fractions, the earlier part first on a tie. `whole` and the
/// parts are not negative; where the floors alone exceed `whole`, nothing is left over, and what
/// is left over beyond one fen for each part stays out. `None` with a denominator of 0, and where a
/// part does not fit 64 bits.
///
/// ```
/// # use shuangbai::{apportion, Fen};
/// // 10.4 and 20.4 fen are expected: of the 31 in all the one left over goes to the earlier part.
/// assert_eq!(apportion(Fen(31), &[104, 204], 10), Some(vec![Fen(11), Fen(20)]));
/// assert_eq!(apportion(Fen(31), &[104, 204], 0), None);
/// ```
pub fn apportion(whole: Fen, numerators: &[u128], denominator: u128) -> Option<Vec<Fen>> {
    if denominator == 0 {
        return None;
    }
    let whole = whole.0.max(0).unsigned_abs().into();
    let mut parts = numerators.to_vec();
    apportion_exact(whole, &mut parts, &denominator, &mut Vec::new());
    parts.into_iter().map(|part| i64::try_from(part).ok().map(Fen)).collect()
}

/// [`apportion`] in any integers that hold the numerators, which become the parts in whole fen;
/// `fractions` is room to work in.
pub(crate) fn apportion_exact<N: Exact>(
    whole: N,
    numerators: &mut [N],
    denominator: &N,
    fractions: &mut Vec<N>,
) {
    fractions.clear();
    let mut given = N::zero();
    // each first gets floor(xi),
    for numerator in &mut *numerators {
        let (floor, fraction) = numerator.div_rem(denominator);
        given = given + floor.clone();
        *numerator = floor;
        fractions.push(fraction);
    }
    if whole <= given {
        return;
    }
    // then the fen of A left over go one each to the largest fractions, the earlier part first on a tie
    let mut left = whole - given;
    let mut order: Vec<usize> = (0..numerators.len()).collect();
    order.sort_by(|&a, &b| fractions[b].cmp(&fractions[a]));
    for place in order {
        if left.is_zero() {
            break;
        }
        left = left - N::one();
        numerators[place] = numerators[place].clone() + N::one();
    }
}
