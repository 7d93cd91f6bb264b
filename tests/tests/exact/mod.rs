//! The rules' roundings, read literally and in exact fractions, apart from the library.
#![allow(dead_code, reason = "each test takes what it needs")]

use dashu_int::IBig;
use dashu_ratio::RBig;

/// `numerator / denominator`.
pub fn ratio(numerator: impl Into<IBig>, denominator: impl Into<IBig>) -> RBig {
    RBig::from(numerator.into()) / RBig::from(denominator.into())
}

/// Rule 1: half away from zero.
pub fn round(number: &RBig) -> IBig {
    let half = ratio(1, 2);
    if *number < RBig::ZERO { -(half - number).floor() } else { (number + half).floor() }
}

/// Whole parts first, then what is left over of `all`, one each to the largest fractions, the
/// earlier part first on a tie (rules 2 and 9).
pub fn largest_fractions(all: &IBig, parts: &[RBig]) -> Vec<IBig> {
    let mut shares: Vec<IBig> = parts.iter().map(RBig::floor).collect();
    let fraction = |place: usize| &parts[place] - RBig::from(parts[place].floor());
    let mut taken = vec![false; parts.len()];
    while shares.iter().sum::<IBig>() < *all {
        let mut next: Option<usize> = None;
        for place in (0..parts.len()).filter(|&place| !taken[place]) {
            if next.is_none_or(|best| fraction(place) > fraction(best)) {
                next = Some(place);
            }
        }
        let Some(next) = next else { break };
        taken[next] = true;
        shares[next] += IBig::ONE;
    }
    shares
}

/// Rule 2 of an amount of either sign.
pub fn split(amount: i64, parts: &[u32]) -> Vec<IBig> {
    let whole: u64 = parts.iter().copied().map(u64::from).sum();
    let size = IBig::from(amount.unsigned_abs());
    let exact: Vec<RBig> = parts.iter().map(|&part| ratio(&size * IBig::from(part), whole)).collect();
    let shares = largest_fractions(&size, &exact);
    shares.into_iter().map(|share| if amount < 0 { -share } else { share }).collect()
}

/// Rule 3: what the months `first..=last` earn of an annual amount.
pub fn span(annual: i64, first: u8, last: u8) -> IBig {
    let cum = |months: u8| round(&ratio(IBig::from(annual) * IBig::from(months), 12));
    cum(last) - cum(first - 1)
}
