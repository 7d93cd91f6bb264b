//! A pot over many claims, each in proportion to its need, between a floor and a cap; rule 9 brings it to whole fen.

use std::cmp::Ordering;

use num_bigint::BigUint;
use num_integer::Integer;

use crate::{
    rules::apportion::apportion_exact,
    values::{
        fen::{Fen, yuan},
        words::Bound,
    },
};

/// What somebody asks of a pot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// In any unit that all claims have: people, fen.
    pub need: u64,
    /// The least it gets.
    pub floor: Fen,
    /// The most it gets, if there is one.
    pub cap: Option<Fen>,
}

/// A pot that is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// What each claim gets, in their order; it adds up to the pot.
    pub given: Vec<Allotted>,
    /// The one level of all claims; the lowest where several give the same amounts.
    pub level: Level,
}

/// So many fen for so much need, which is not zero: in an [`Allotment`] in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Fen.
    pub fen: u128,
    /// In the claims' unit.
    pub need: u128,
}

/// What a claim gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotted {
    /// Whole fen.
    pub amount: Fen,
    /// Where it stands at its floor (unless that is nothing) or at its cap.
    pub bound: Option<Bound>,
}

/// Why a pot can't be given out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
pub struct AllotError {
    /// The claim that can't be met, by its place.
    pub place: Option<usize>,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Gives a pot out: claim i gets `clamp(l * need, floor, cap)`, with the one rational `l` that makes these add up to
/// `pot` exactly; then [rule 9](crate::apportion) brings them to whole fen, which leaves none outside its bounds.
///
/// # Errors
/// When the pot, a floor or a cap is negative, a floor above its cap, the floors together above the pot, or the most
/// that all claims may get below it: the caps of those with a need, and the floors of those without.
///
/// ```
/// use shuangbai::{allot, Bound, Claim, Fen};
/// let claim = |need, floor, cap| Claim { need, floor: Fen(floor), cap };
/// let claims = [claim(3, 0, None), claim(1, 300, None), claim(6, 0, Some(Fen(200)))];
/// let allotment = allot(Fen(1_001), &claims)?;
/// let amounts: Vec<i64> = allotment.given.iter().map(|given| given.amount.0).collect();
/// assert_eq!(amounts, [501, 300, 200]);
/// assert_eq!((allotment.level.fen, allotment.level.need), (167, 1)); // 501 fen for a need of 3
/// let bounds: Vec<_> = allotment.given.iter().map(|given| given.bound).collect();
/// assert_eq!(bounds, [None, Some(Bound::Floor), Some(Bound::Cap)]);
/// assert_eq!(allot(Fen(299), &claims).unwrap_err().to_string(), "the floors are 3.00 in all, the pot has 2.99");
/// # Ok::<(), shuangbai::AllotError>(())
/// ```
pub fn allot(pot: Fen, claims: &[Claim]) -> Result<Allotment, AllotError> {
    let amount = not_negative(pot, None)?;
    let claims = claims.iter().enumerate().map(|(place, claim)| Bounded::new(claim, place));
    let claims = claims.collect::<Result<Vec<Bounded>, AllotError>>()?;
    let floors = claims.iter().map(|claim| u128::from(claim.floor)).sum::<u128>();
    if floors > amount.into() {
        return Err(AllotError {
            place: None,
            zh: format!("保底合计 {}，超过总额 {pot}", shown(floors)),
            en: format!("the floors are {} in all, the pot has {pot}", shown(floors)),
        });
    }
    // Without a cap the pot itself is the most that anybody gets.
    let most = claims.iter().map(|claim| u128::from(claim.most(amount))).sum::<u128>();
    if most < amount.into() {
        return Err(AllotError {
            place: None,
            zh: format!("有需求者封顶、无需求者保底，合计 {}，不足总额 {pot}", shown(most)),
            en: format!(
                "all claims together may get {} at most (caps, and floors where there is no need), the pot has {pot}",
                shown(most)
            ),
        });
    }
    let level = of_all(amount, &claims);
    let mut parts: Vec<BigUint> = claims.iter().map(|claim| claim.at(&level)).collect();
    let exact = parts.clone();
    let denominator = BigUint::from(level.need);
    apportion_exact(BigUint::from(amount), &mut parts, &denominator, &mut Vec::new());
    let bound = |claim: &Bounded, part: &BigUint| {
        let is = |bound: u64| *part == BigUint::from(bound) * &denominator;
        match claim.cap {
            _ if claim.floor > 0 && is(claim.floor) => Some(Bound::Floor),
            Some(cap) if is(cap) => Some(Bound::Cap),
            _ => None,
        }
    };
    // No part is more than the pot.
    let fen = |part: BigUint| Fen(i64::try_from(part).unwrap_or(pot.0));
    let given = claims.iter().zip(&exact).zip(parts);
    let given =
        given.map(|((claim, exact), part)| Allotted { amount: fen(part), bound: bound(claim, exact) });
    let common = level.fen.gcd(&level.need);
    let level = Level { fen: level.fen / common, need: level.need / common };
    Ok(Allotment { given: given.collect(), level })
}

/// A claim whose bounds are sound, in fen.
struct Bounded {
    need: u64,
    floor: u64,
    cap: Option<u64>,
}

impl Level {
    const NONE: Level = Level { fen: 0, need: 1 };

    /// The level at which a need comes to so many fen; both are of 64 bits, so that products of two have room.
    fn of(fen: u64, need: u64) -> Level {
        Level { fen: fen.into(), need: need.into() }
    }

    fn order(&self, other: &Level) -> Ordering {
        (self.fen * other.need).cmp(&(other.fen * self.need))
    }
}

impl Bounded {
    fn new(claim: &Claim, place: usize) -> Result<Bounded, AllotError> {
        let floor = not_negative(claim.floor, Some(place))?;
        let cap = claim.cap.map(|cap| not_negative(cap, Some(place))).transpose()?;
        if let Some(cap) = claim.cap.filter(|cap| *cap < claim.floor) {
            return Err(AllotError {
                place: Some(place),
                zh: format!("保底 {} 高于封顶 {cap}", claim.floor),
                en: format!("the floor {} is above the cap {cap}", claim.floor),
            });
        }
        Ok(Bounded { need: claim.need, floor, cap })
    }

    /// The most that it may get of an amount.
    fn most(&self, amount: u64) -> u64 {
        if self.need == 0 { self.floor } else { self.cap.unwrap_or(amount) }
    }

    /// The levels at which it leaves its floor, and comes to its cap.
    fn bends(&self) -> impl Iterator<Item = Level> {
        let bounds = [Some(self.floor), self.cap].into_iter().flatten();
        bounds.filter(|_| self.need > 0).map(|bound| Level::of(bound, self.need))
    }

    /// What it gets at a level, times the level's need.
    fn at(&self, level: &Level) -> BigUint {
        let part = BigUint::from(level.fen) * self.need;
        let times = |bound: u64| BigUint::from(bound) * level.need;
        let part = part.max(times(self.floor));
        match self.cap {
            Some(cap) => part.min(times(cap)),
            None => part,
        }
    }
}

/// The lowest level at which the claims come to an amount that is not below their floors nor above the most they get.
fn of_all(amount: u64, claims: &[Bounded]) -> Level {
    let mut bends: Vec<Level> = claims.iter().flat_map(Bounded::bends).collect();
    bends.sort_by(Level::order);
    // What all get grows with the level, in a straight line from bend to bend.
    let is_too_low = |level: &Level| {
        let all: BigUint = claims.iter().map(|claim| claim.at(level)).sum();
        all < BigUint::from(amount) * level.need
    };
    let above = bends.partition_point(is_too_low);
    let below = above.checked_sub(1).map_or(Level::NONE, |below| bends[below]);
    if !is_too_low(&below) {
        return below;
    }
    // From there to the next bend some stand at a bound, and the others share the rest by their needs.
    let (mut fen, mut need) = (u128::from(amount), 0);
    for claim in claims {
        let floor_ends = Level::of(claim.floor, claim.need.max(1));
        let is_at_floor = claim.need == 0 || floor_ends.order(&below).is_gt();
        let is_at_cap = |cap: &u64| Level::of(*cap, claim.need.max(1)).order(&below).is_le();
        if is_at_floor {
            fen -= u128::from(claim.floor);
        } else if let Some(cap) = claim.cap.filter(is_at_cap) {
            fen -= u128::from(cap);
        } else {
            need += u128::from(claim.need);
        }
    }
    Level { fen, need }
}

fn not_negative(amount: Fen, place: Option<usize>) -> Result<u64, AllotError> {
    u64::try_from(amount.0).map_err(|_| AllotError {
        place,
        zh: format!("金额 {amount} 不能为负"),
        en: format!("the amount {amount} must not be negative"),
    })
}

fn shown(fen: u128) -> String {
    i128::try_from(fen).map_or_else(|_| fen.to_string(), yuan)
}
