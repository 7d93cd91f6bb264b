//! What a ledger holds of a station's posts, and of a station; both add up.

use std::{
    collections::BTreeSet,
    ops::{Index, IndexMut},
    sync::Arc,
};

use num_bigint::BigUint;

/// How fine a ledger's accounts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Per station and post.
    Station,
    /// Per region of the plan's `by`: all that a forecast needs.
    Region,
    /// The same without the norm: all that rows and funds need.
    Rows,
}

/// One account's money and counts. A leaf's amounts are below 2^63, and there are fewer leaves than
/// 2^33, so that sums fit 128 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// By part of the horizon, in fen, as the [frame](super::frame::Frame::money) has them: the amounts, then the
    /// payers' shares and the bearers' top-ups.
    pub(crate) money: Vec<i128>,
    /// By year, one for each figure that is a count, as numerators of the year's denominator.
    pub(crate) counts: Counts,
    /// The years, by place, in which somebody is employed who moves or is away: counts then keep to fewer bounds, and a
    /// year has a row with nobody on the payroll, too.
    pub(crate) moving: BTreeSet<usize>,
}

/// Whole numbers of any length, each with as many digits as it takes: most are small, and many are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Where the digits of each end; they begin where those of the one before end.
    ends: Box<[usize]>,
    /// In base 2^32, the lowest first, of all of them.
    digits: Box<[u32]>,
}

/// What does not rest on people: costs, and the norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// Stations that open in one month cost alike, and share this.
    pub(crate) costs: Arc<Costs>,
    pub(crate) norm: Norms,
}

/// What a site costs besides pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Costs {
    /// By part of the horizon and cost: the amount, then the payers' shares, in fen, as the
    /// [frame](super::frame::Frame::cost) has them.
    pub(crate) amounts: Vec<i128>,
    /// By year and cost: the hours due.
    pub(crate) hours: Vec<u64>,
    /// By year: whether an open station was under a cost entry.
    pub(crate) under: Vec<bool>,
}

/// By year: the norm of December, where one was in force and a station open. Years behind the last that has one take
/// no room.
#[derive(Clone, Debug, Default)]
pub(crate) struct Norms(Vec<Option<NormSum>>);

/// The norm of a December over open stations (rule 7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NormSum {
    pub(crate) stations: u64,
    pub(crate) required: u64,
    /// As numerators of the year's denominator.
    pub(crate) held: BigUint,
    pub(crate) short: BigUint,
    pub(crate) over: BigUint,
}

/// A count that is made: in a machine word where one holds it.
pub(crate) enum Number {
    Short(u128),
    Long(BigUint),
}

impl FromIterator<Number> for Counts {
    fn from_iter<I: IntoIterator<Item = Number>>(counts: I) -> Counts {
        let mut digits = Vec::new();
        let end_of = |count: Number| {
            match count {
                Number::Short(mut rest) => {
                    while rest > 0 {
                        digits.push(rest as u32); // the lowest digit
                        rest >>= u32::BITS;
                    }
                }
                Number::Long(count) => digits.extend(count.iter_u32_digits()),
            }
            digits.len()
        };
        let ends = counts.into_iter().map(end_of).collect();
        Counts { ends, digits: digits.into() }
    }
}

impl FromIterator<BigUint> for Counts {
    fn from_iter<I: IntoIterator<Item = BigUint>>(counts: I) -> Counts {
        counts.into_iter().map(Number::Long).collect()
    }
}

/// What counts of many accounts come to: kept in a machine word, from which what it can't hold goes on.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountSum {
    word: u128,
    beyond: BigUint,
}

impl CountSum {
    /// Adds one of an account's counts.
    pub(crate) fn add(&mut self, counts: &Counts, place: usize) {
        match counts.word(place) {
            // A word is below 2^96, and the sum below 2^127.
            Some(word) => self.word += word,
            None => self.beyond += counts.at(place),
        }
        if self.word >> (u128::BITS - 1) > 0 {
            self.beyond += std::mem::take(&mut self.word);
        }
    }

    pub(crate) fn number(self) -> BigUint {
        self.beyond + self.word
    }
}

impl Counts {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_zero(&self, place: usize) -> bool {
        self.digits(place).is_empty()
    }

    pub(crate) fn at(&self, place: usize) -> BigUint {
        BigUint::from_slice(self.digits(place))
    }

    /// Adds one of them to a sum.
    pub(crate) fn add_to(&self, sum: &mut BigUint, place: usize) {
        match self.word(place) {
            Some(word) => *sum += word,
            None => *sum += self.at(place),
        }
    }

    /// One that three digits hold.
    fn word(&self, place: usize) -> Option<u128> {
        let digit = |digit: u32| u128::from(digit);
        match *self.digits(place) {
            [] => Some(0),
            [low] => Some(digit(low)),
            [low, next] => Some(digit(next) << 32 | digit(low)),
            [low, next, high] => Some(digit(high) << 64 | digit(next) << 32 | digit(low)),
            _ => None,
        }
    }

    /// All of them, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = BigUint> {
        (0..self.len()).map(|place| self.at(place))
    }

    /// A number's digits, of which the highest is not zero; of zero there are none.
    fn digits(&self, place: usize) -> &[u32] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.digits[start..self.ends[place]]
    }
}

impl Site {
    pub(crate) fn add(&mut self, other: &Site) {
        if self.costs.is_nothing() {
            self.costs = Arc::clone(&other.costs);
        } else {
            Arc::make_mut(&mut self.costs).add(&other.costs);
        }
        for (year, norm) in other.norm.0.iter().enumerate() {
            if let Some(norm) = norm {
                self.norm[year].get_or_insert_default().add(norm);
            }
        }
    }
}

impl Costs {
    fn is_nothing(&self) -> bool {
        let zero = |amount: &i128| *amount == 0;
        self.amounts.iter().all(zero)
            && self.hours.iter().all(|hours| *hours == 0)
            && !self.under.contains(&true)
    }

    fn add(&mut self, other: &Costs) {
        self.amounts.iter_mut().zip(&other.amounts).for_each(|(sum, amount)| *sum += amount);
        self.hours.iter_mut().zip(&other.hours).for_each(|(sum, hours)| *sum += hours);
        self.under.iter_mut().zip(&other.under).for_each(|(sum, under)| *sum |= under);
    }
}

impl Index<usize> for Norms {
    type Output = Option<NormSum>;

    fn index(&self, year: usize) -> &Option<NormSum> {
        self.0.get(year).unwrap_or(&None)
    }
}

impl IndexMut<usize> for Norms {
    fn index_mut(&mut self, year: usize) -> &mut Option<NormSum> {
        if self.0.len() <= year {
            self.0.resize(year + 1, None);
        }
        &mut self.0[year]
    }
}

impl FromIterator<Option<NormSum>> for Norms {
    fn from_iter<I: IntoIterator<Item = Option<NormSum>>>(norms: I) -> Norms {
        Norms(norms.into_iter().collect())
    }
}

impl PartialEq for Norms {
    fn eq(&self, other: &Norms) -> bool {
        (0..self.0.len().max(other.0.len())).all(|year| self[year] == other[year])
    }
}

impl Eq for Norms {}

impl NormSum {
    pub(crate) fn add(&mut self, other: &NormSum) {
        self.stations += other.stations;
        self.required += other.required;
        self.held += &other.held;
        self.short += &other.short;
        self.over += &other.over;
    }
}
