//! What a ledger holds of a station's posts, and of a station; both add up.

use num_bigint::BigUint;
use num_traits::Zero;

/// How fine a ledger's accounts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// Per station and post.
    Station,
    /// Per region of the plan's `by`: all that a forecast needs.
    Region,
}

/// One account's money and counts. A leaf's amounts are below 2^63, and there are fewer leaves than
/// 2^33, so that sums fit 128 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// By part of the horizon, in fen, as the [frame](super::frame::Frame::money) has them: the amounts, then the
    /// payers' shares and the bearers' top-ups.
    pub(crate) money: Vec<i128>,
    /// By year, one for each figure that is a count, as numerators of the year's denominator.
    pub(crate) counts: Vec<BigUint>,
}

/// What does not rest on people: costs, and the norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// By part of the horizon and cost: the amount, then the payers' shares, in fen, as the
    /// [frame](super::frame::Frame::cost) has them.
    pub(crate) costs: Vec<i128>,
    /// By year and cost: the hours due.
    pub(crate) hours: Vec<u64>,
    /// By year: whether an open station was under a cost entry.
    pub(crate) under_cost: Vec<bool>,
    /// By year: the norm of December, where one was in force and a station open.
    pub(crate) norm: Vec<Option<NormSum>>,
}

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

impl Account {
    pub(crate) fn add_times(&mut self, other: &Account, times: u64) {
        let money = self.money.iter_mut().zip(&other.money);
        money.for_each(|(sum, amount)| *sum += amount * i128::from(times));
        let counts = self.counts.iter_mut().zip(&other.counts).filter(|(_, count)| !count.is_zero());
        counts.for_each(|(sum, count)| *sum += count * times);
    }
}

impl Site {
    pub(crate) fn add(&mut self, other: &Site) {
        self.costs.iter_mut().zip(&other.costs).for_each(|(sum, amount)| *sum += amount);
        self.hours.iter_mut().zip(&other.hours).for_each(|(sum, hours)| *sum += hours);
        self.under_cost.iter_mut().zip(&other.under_cost).for_each(|(sum, under)| *sum |= under);
        for (sum, norm) in self.norm.iter_mut().zip(&other.norm) {
            if let Some(norm) = norm {
                sum.get_or_insert_default().add(norm);
            }
        }
    }
}

impl NormSum {
    pub(crate) fn add(&mut self, other: &NormSum) {
        self.stations += other.stations;
        self.required += other.required;
        self.held += &other.held;
        self.short += &other.short;
        self.over += &other.over;
    }
}
