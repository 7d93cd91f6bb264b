//! Rule 9: chances as exact fractions, and expected figures brought to whole fen.
//!
//! Every chance of a year is a whole number of one denominator, that year's
//! [`denominator`](Scale::denominator), so that expected figures add up as integers and are rounded
//! once, at the leaf.

use std::ops::Range;

use num_bigint::BigUint;
use num_integer::{Integer, gcd};
use num_traits::{One, ToPrimitive};

use crate::{Fen, Rate, Year, rulebook::Rulebook, subsidy};

/// Brings parts that add up to about `whole` to whole fen (rule 9).
///
/// Part i is `numerators[i] / denominator` fen. Each first gets its floor, then the fen of `whole`
/// left over go one each to the largest fractions, the earlier part first on a tie. `whole` and the
/// parts are not negative; where the floors alone exceed `whole`, nothing is left over, and what
/// is left over beyond one fen for each part stays out. With a denominator of 0 nothing is given.
///
/// ```
/// # use shuangbai::{apportion, Fen};
/// // 10.4 and 20.4 fen are expected: of the 31 in all the one left over goes to the earlier part.
/// assert_eq!(apportion(Fen(31), &[104, 204], 10), [Fen(11), Fen(20)]);
/// ```
pub fn apportion(whole: Fen, numerators: &[u128], denominator: u128) -> Vec<Fen> {
    if denominator == 0 {
        return vec![Fen::ZERO; numerators.len()];
    }
    let fen = |part: u128| i64::try_from(part).map_or(Fen(i64::MAX), Fen);
    let whole = whole.0.max(0).unsigned_abs().into();
    let mut parts = numerators.to_vec();
    apportion_exact(whole, &mut parts, &denominator, &mut Vec::new());
    parts.into_iter().map(fen).collect()
}

/// [`apportion`] in any integers that hold the numerators, which become the parts in whole fen;
/// `fractions` is room to work in.
fn apportion_exact<N: Exact>(whole: N, numerators: &mut [N], denominator: &N, fractions: &mut Vec<N>) {
    fractions.clear();
    let mut given = N::zero();
    for numerator in &mut *numerators {
        let (floor, fraction) = numerator.div_rem(denominator);
        given = given + floor.clone();
        *numerator = floor;
        fractions.push(fraction);
    }
    if whole <= given {
        return;
    }
    let left = (whole - given).to_usize().unwrap_or(usize::MAX);
    let mut order: Vec<usize> = (0..numerators.len()).collect();
    order.sort_by(|&a, &b| fractions[b].cmp(&fractions[a]));
    for &place in order.iter().take(left) {
        numerators[place] = numerators[place].clone() + N::one();
    }
}

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

/// A chance as a fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chance {
    pub(crate) hit: u32,
    pub(crate) of: u32,
}

impl Chance {
    fn new(rate: Rate) -> Chance {
        let divisor = gcd(rate.millionths(), Rate::ONE.millionths());
        Chance { hit: rate.millionths() / divisor, of: Rate::ONE.millionths() / divisor }
    }

    pub(crate) fn miss(self) -> u32 {
        self.of - self.hit
    }
}

/// The chances of a plan, and how its exact sums are written down.
///
/// A sum is a row of *lanes*, digits in base 2^`bits`, lowest first. Lanes have room above their
/// digit, enough for all people of the plan, so that adding needs no carry: it is one addition a
/// lane, whatever the denominator.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    pub(crate) pass: Chance,
    pub(crate) leave: Chance,
    pub(crate) vacancy: Chance,
    /// The bits of a lane's digit.
    pub(crate) bits: u32,
    /// Year by year of the horizon.
    pub(crate) years: Vec<ScaleYear>,
}

/// How one year's figures are written down.
#[derive(Clone, Debug)]
pub(crate) struct ScaleYear {
    /// What a figure's numerator is divided by.
    pub(crate) denominator: BigUint,
    /// The lanes of a figure.
    pub(crate) lanes: usize,
    /// Whoever is on the payroll for certain, as a weight: see [`Weights`].
    pub(crate) certain: Vec<u64>,
    /// Whether 128 bits hold the sums and what rounding them takes.
    pub(crate) fits: bool,
}

impl Scale {
    /// For `people` (whole, with the posts of hires and fills) of at most `most` fen a year each.
    pub(crate) fn new(rules: &Rulebook, people: u64, most: u64) -> Scale {
        let [pass, leave, vacancy] =
            [rules.assumptions.pass_rate, rules.assumptions.leave_rate, rules.assumptions.vacancy_rate]
                .map(Chance::new);
        // Twice: those who replace leavers are added apart from those whom they replace.
        let counts = people.saturating_mul(2 * u64::from(vacancy.of)).max(1);
        // The digit of a lane and the count of people fill 64 bits; 48 leave room for rule 9's
        // products of a digit and an amount, 10,000 of which are added up in 128 bits.
        let bits = (64 - (64 - counts.leading_zeros())).clamp(1, 48);
        let mut weight = BigUint::one();
        let years = rules.years().map(|year| {
            // Figures are weights times `leave.of`, so that leavers by chance are whole as well.
            let weighed = &weight * leave.of;
            let room = weighed.bits() + u64::from(64 - most.leading_zeros()).max(4);
            let lanes = (room / u64::from(bits)) as usize + 1;
            let certain = to_lanes(&weight, bits, lanes);
            // Twice the sum of subsidy and top-up, and once more the denominator (see `rounded`).
            let fits = room + u64::from(64 - counts.leading_zeros()) + 3 <= 128;
            if year >= rules.from {
                weight *= u64::from(pass.of) * u64::from(leave.of);
            }
            ScaleYear { denominator: weighed * vacancy.of, lanes, certain, fits }
        });
        let years = years.collect();
        Scale { pass, leave, vacancy, bits, years }
    }

    pub(crate) fn year(&self, rules: &Rulebook, year: Year) -> &ScaleYear {
        &self.years[rules.place(year)]
    }

    /// The whole number that lanes hold.
    pub(crate) fn number<N: Exact>(&self, lanes: &[u64]) -> N {
        let bits = self.bits as usize;
        lanes.iter().rev().fold(N::zero(), |sum, &lane| (sum << bits) + N::from(lane))
    }
}

/// A number in `lanes` digits of base 2^`bits`.
fn to_lanes(number: &BigUint, bits: u32, lanes: usize) -> Vec<u64> {
    let mask = (BigUint::one() << bits) - BigUint::one();
    let digit = |lane: usize| ((number >> (lane * bits as usize)) & &mask).to_u64().unwrap_or_default();
    (0..lanes).map(digit).collect()
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
}

/// Whether a weight is nothing: what has no chance does not happen.
pub(crate) fn is_zero(weight: &[u64]) -> bool {
    weight.iter().all(|&digit| digit == 0)
}

/// The figures of money that a leaf has in one part of a year, in their order: these, then the
/// payers' shares and the bearers' top-ups.
pub(crate) const PAY: usize = 0;
pub(crate) const SUBSIDY: usize = 1;
pub(crate) const TOP_UP: usize = 2;
pub(crate) const SURPLUS: usize = 3;
pub(crate) const RAISE_COST: usize = 4;
pub(crate) const SHARES: usize = 5;

/// What a leaf's figures in one part of a year are expected to be, as numerators.
#[derive(Default)]
pub(crate) struct Expected<N> {
    pub(crate) pay: N,
    pub(crate) unraised: N,
    /// The payers' shares, then the bearers' top-ups.
    pub(crate) shares: Vec<N>,
    pub(crate) payers: usize,
    /// Room to work in.
    fractions: Vec<N>,
}

impl<N: Exact + Default> Expected<N> {
    /// Rule 9 at the leaf: expected figures in whole fen, so that they add up, in the order of the
    /// places above. `None` when one does not fit 64 bits.
    pub(crate) fn at_leaf(&mut self, denominator: &N, money: &mut [i128]) -> Option<()> {
        let sum = |parts: &[N]| parts.iter().fold(N::zero(), |sum, part| sum + part.clone());
        let pay = std::mem::take(&mut self.pay);
        let unraised = std::mem::take(&mut self.unraised);
        let (shares, top_ups) = self.shares.split_at_mut(self.payers);
        let (subsidy, top_up) = (sum(shares), sum(top_ups));
        let surplus = subsidy::surplus(pay.clone(), subsidy.clone(), top_up.clone());
        // A raise can cost less than nothing in a month (rule 3 rounds sums), so mind the sign.
        let (raise_cost, sign) =
            if pay >= unraised { (pay.clone() - unraised, 1) } else { (unraised - pay.clone(), -1) };

        let whole = rounded(subsidy.clone() + top_up.clone(), denominator);
        let (mut subsidies, mut pays) = ([subsidy, top_up], [pay, surplus]);
        let fractions = &mut self.fractions;
        apportion_exact(whole.clone(), &mut subsidies, denominator, fractions);
        apportion_exact(whole, &mut pays, denominator, fractions);
        let [subsidy, top_up] = &subsidies;
        apportion_exact(subsidy.clone(), shares, denominator, fractions);
        apportion_exact(top_up.clone(), top_ups, denominator, fractions);

        let fen = |amount: &N| amount.to_i64().map(i128::from);
        money[PAY] = fen(&pays[0])?;
        money[SUBSIDY] = fen(subsidy)?;
        money[TOP_UP] = fen(top_up)?;
        money[SURPLUS] = fen(&pays[1])?;
        money[RAISE_COST] = fen(&rounded(raise_cost, denominator))? * sign;
        for (to, amount) in money[SHARES..].iter_mut().zip(&self.shares) {
            *to = fen(amount)?;
        }
        Some(())
    }
}
