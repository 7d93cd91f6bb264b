//! Rule 9: the chances of a plan as exact fractions, and how its sums are written down.
//!
//! Every chance of a year is a whole number of one denominator, that year's, so that expected figures add
//! up as integers and are rounded once, at the leaf.

use num_bigint::BigUint;
use num_integer::gcd;
use num_traits::One;

use super::rulebook::Rulebook;
use crate::{
    base::{exact::Exact, lanes::to_lanes},
    faults::error::{ErrorKind, Errors, Fault, Promised},
    values::{fen::Rate, month::Year, words::Fill},
};

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

/// The chances that a plan assumes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chances {
    pub(crate) pass: Chance,
    pub(crate) leave: Chance,
    /// Of filled posts; certainly none where nothing is filled.
    pub(crate) vacancy: Chance,
}

impl Chances {
    pub(crate) fn new(rules: &Rulebook) -> Chances {
        let assumed = &rules.assumptions;
        let vacancy = if assumed.fill == Fill::None { Rate::ZERO } else { assumed.vacancy_rate };
        Chances {
            pass: Chance::new(assumed.pass_rate),
            leave: Chance::new(assumed.leave_rate),
            vacancy: Chance::new(vacancy),
        }
    }

    /// The weight of whoever is on the payroll for certain, year by year of the horizon: the denominator of
    /// all that was left to chance before the year.
    fn weights(self, rules: &Rulebook) -> Vec<BigUint> {
        let mut weight = BigUint::one();
        let of_year = |year: Year| {
            let now = weight.clone();
            if year >= rules.from {
                weight *= u64::from(self.pass.of) * u64::from(self.leave.of);
            }
            now
        };
        rules.years().map(of_year).collect()
    }

    /// What counts are divided by, year by year of the horizon.
    pub(crate) fn denominators(self, rules: &Rulebook) -> Vec<BigUint> {
        self.weights(rules).into_iter().map(|weight| self.denominator(weight)).collect()
    }

    /// Figures are weights times `leave.of`, so that leavers by chance are whole as well; and a filled post counts
    /// by the part of it that is not vacant.
    fn denominator(self, weight: BigUint) -> BigUint {
        weight * self.leave.of * self.vacancy.of
    }
}

/// How the exact sums of a plan are written down.
///
/// A sum is a row of *lanes*, digits in base 2^`bits`, lowest first. Lanes have room above their
/// digit, enough for all people of the plan, so that adding needs no carry: it is one addition a
/// lane, whatever the denominator.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    pub(crate) chances: Chances,
    /// The bits of a lane's digit.
    pub(crate) bits: u32,
    /// The largest annual amount that lanes have room for, in fen.
    pub(crate) most: u64,
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
    /// Whoever is on the payroll for certain, as a weight.
    pub(crate) certain: Vec<u64>,
    /// The denominator as a machine word, where one holds the sums and what rounding them takes, too.
    pub(crate) short: Option<u128>,
}

/// A digit has at least so many bits.
const LEAST_BITS: u32 = 8;

/// No plan has more people, and posts of hires and fills.
pub(crate) const MOST_PEOPLE: u64 = (u64::MAX >> LEAST_BITS) / 2;

impl Scale {
    /// For `people` (whole, with the posts of hires and fills) of at most `most` fen a year each.
    ///
    /// # Errors
    /// `overflow` where they are too many to be added up.
    pub(crate) fn new(rules: &Rulebook, people: u64, most: u64) -> Result<Scale, Errors> {
        let chances = Chances::new(rules);
        // Twice: those who replace leavers are added apart from those whom they replace.
        let times = 2 * u64::from(chances.vacancy.of);
        let counts = people.max(1).checked_mul(times).filter(|counts| counts.leading_zeros() >= LEAST_BITS);
        let counts = counts.ok_or_else(|| too_many(people, (u64::MAX >> LEAST_BITS) / times))?;
        // The digit of a lane and the count of people fill 64 bits; 48 leave room for rule 9's
        // products of a digit and an amount, 10,000 of which are added up in 128 bits.
        let bits = counts.leading_zeros().min(48);
        let year = |weight: BigUint| -> Result<ScaleYear, Fault> {
            let weighed = (&weight * chances.leave.of).bits();
            let room = weighed + u64::from(64 - most.leading_zeros()).max(4);
            let lanes = (room / u64::from(bits)) as usize + 1;
            let certain = to_lanes(&weight, bits, lanes).promised("a year's lanes hold its weights")?;
            let denominator = chances.denominator(weight);
            // Twice the sum of subsidy and top-up, and once more the denominator (see `rounded`).
            let fits = room + u64::from(64 - counts.leading_zeros()) + 3 <= 128;
            let short = u128::try_from(&denominator).ok().filter(|_| fits);
            Ok(ScaleYear { lanes, certain, denominator, short })
        };
        let years = chances.weights(rules).into_iter().map(year).collect::<Result<_, _>>()?;
        Ok(Scale { chances, bits, most, years })
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

fn too_many(people: u64, most: u64) -> Errors {
    let texts = (
        format!("全部人员和岗位共 {people} 个，超过可以合计的 {most} 个"),
        format!("all people and posts are {people}, more than the {most} that can be added up"),
    );
    Errors::one(ErrorKind::Overflow, "", texts)
}
