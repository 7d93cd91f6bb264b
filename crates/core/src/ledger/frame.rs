//! What a ledger's figures mean, and where they stand.

use std::{collections::BTreeSet, iter, ops::Range, sync::Arc};

use num_bigint::BigUint;

use super::{
    account::{Account, Costs, Norms, Site},
    columns::{AMOUNTS, Adds, COUNTS, Figure, cost_amount, cost_hours, cost_share},
};
use crate::{
    faults::error::Fault,
    model::{rulebook::Rulebook, scale::Chances},
    plan::{
        assumptions::{Assumptions, Horizon},
        programme::Programme,
    },
    rules::{
        notice::{Notice, notices},
        sharing::Payers,
    },
    values::{
        month::{Months, Year},
        words::By,
    },
};

/// What a ledger's figures mean; ledgers with the same frame add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) programme: Programme,
    pub(crate) horizon: Horizon,
    pub(crate) assumptions: Assumptions,
    pub(crate) by: By,
    /// Whether every figure is certain (rule 9).
    pub(crate) certain: bool,
    pub(crate) payers: Payers,
    /// Those that bear top-ups, as places among the payers.
    pub(crate) bearers: Vec<usize>,
    pub(crate) costs: Vec<String>,
    /// Each year's parts.
    pub(crate) parts: Vec<Vec<Months>>,
    /// What each year's counts are divided by.
    pub(crate) denominators: Vec<BigUint>,
    pub(crate) notices: Vec<Notice>,
}

/// A part of a year of the horizon.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Its place among all parts of the horizon.
    pub(crate) place: usize,
    pub(crate) year: Year,
    /// The year's place in the horizon.
    pub(crate) of: usize,
    pub(crate) months: Months,
}

impl Frame {
    /// The frame of ledgers by these rules: it rests on everything but stations and people.
    pub(crate) fn new(
        programme: &Programme,
        horizon: Horizon,
        assumptions: Assumptions,
        by: By,
    ) -> Result<Frame, Fault> {
        let rules = Rulebook::new(programme, horizon, assumptions, &[])?;
        Ok(Frame {
            programme: programme.clone(),
            horizon,
            assumptions,
            by,
            certain: assumptions.certain(),
            costs: programme.cost_names().into_iter().map(str::to_owned).collect(),
            denominators: Chances::new(&rules).denominators(&rules),
            notices: notices(programme, horizon),
            payers: rules.payers,
            bearers: rules.bearers,
            parts: rules.parts,
        })
    }

    /// The figures of money that an account has in each part.
    pub(crate) fn money_width(&self) -> usize {
        AMOUNTS + self.payers.len() + self.bearers.len()
    }

    /// Where an account has the money of a part, by its place.
    pub(crate) fn money(&self, part: usize) -> Range<usize> {
        part * self.money_width()..(part + 1) * self.money_width()
    }

    /// Where among a part's money the payers' shares stand.
    pub(crate) fn shares(&self) -> Range<usize> {
        AMOUNTS..AMOUNTS + self.payers.len()
    }

    /// Where among a part's money the bearers' top-ups stand.
    pub(crate) fn top_ups(&self) -> Range<usize> {
        AMOUNTS + self.payers.len()..self.money_width()
    }

    /// Where an account has a count of a year, by its place.
    pub(crate) fn count(&self, year: usize, count: Figure) -> usize {
        year * COUNTS + count.place()
    }

    /// Where an account has all counts of a year.
    pub(crate) fn counts(&self, year: usize) -> Range<usize> {
        year * COUNTS..(year + 1) * COUNTS
    }

    /// The figures of money that a site has of each cost in each part: the amount, and the shares behind it.
    pub(crate) fn cost_width(&self) -> usize {
        1 + self.payers.len()
    }

    /// Where a site has a cost of a part, by their places.
    pub(crate) fn cost(&self, part: usize, cost: usize) -> Range<usize> {
        let start = (part * self.costs.len() + cost) * self.cost_width();
        start..start + self.cost_width()
    }

    /// Where a site has all costs of a part.
    pub(crate) fn all_costs(&self, part: usize) -> Range<usize> {
        self.cost(part, 0).start..self.cost(part + 1, 0).start
    }

    /// Where a site has the hours of a cost in a year.
    pub(crate) fn hours(&self, year: usize, cost: usize) -> usize {
        year * self.costs.len() + cost
    }

    /// The names of an account's money, in its order, as tables have them.
    pub(crate) fn money_names(&self) -> Vec<String> {
        let all = Figure::that_add(Adds::Money).map(|figure| figure.column().name.to_owned());
        let payers = &self.payers.0;
        let shares = payers.iter().map(|payer| Adds::Shares.of_payer(*payer));
        let top_ups = self.bearers.iter().map(|bearer| Adds::TopUps.of_payer(payers[*bearer]));
        all.chain(shares).chain(top_ups).collect()
    }

    /// The names of a site's costs, likewise.
    pub(crate) fn cost_names(&self) -> Vec<String> {
        let shares = |cost| self.payers.0.iter().map(move |payer| cost_share(cost, *payer));
        self.costs.iter().flat_map(|cost| iter::once(cost_amount(cost)).chain(shares(cost))).collect()
    }

    /// The names of a site's hours, likewise.
    pub(crate) fn hours_names(&self) -> Vec<String> {
        self.costs.iter().map(|cost| cost_hours(cost)).collect()
    }

    /// The years of the horizon.
    pub(crate) fn years(&self) -> impl Iterator<Item = Year> + use<> {
        self.horizon.years()
    }

    /// The parts of the horizon.
    pub(crate) fn all_parts(&self) -> impl Iterator<Item = Part> {
        let years = self.years().zip(&self.parts).enumerate();
        let parts = years.flat_map(|(of, (year, parts))| parts.iter().map(move |months| (year, of, *months)));
        parts.enumerate().map(|(place, (year, of, months))| Part { place, year, of, months })
    }

    /// The places of a year's parts among all parts of the horizon.
    pub(crate) fn part_places(&self, year: usize) -> Range<usize> {
        let before: usize = self.parts[..year].iter().map(Vec::len).sum();
        before..before + self.parts[year].len()
    }

    /// How many parts the horizon has.
    pub(crate) fn part_count(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    /// An account of nobody.
    pub(crate) fn account(&self) -> Account {
        Account {
            money: vec![0; self.part_count() * self.money_width()],
            counts: iter::repeat_n(BigUint::ZERO, self.parts.len() * COUNTS).collect(),
            moving: BTreeSet::new(),
        }
    }

    /// A site without anything.
    pub(crate) fn site(&self) -> Site {
        Site { costs: Arc::new(self.no_costs()), norm: Norms::default() }
    }

    /// Costs of nothing.
    pub(crate) fn no_costs(&self) -> Costs {
        let years = self.parts.len();
        Costs {
            amounts: vec![0; self.part_count() * self.costs.len() * self.cost_width()],
            hours: vec![0; years * self.costs.len()],
            under: vec![false; years],
        }
    }
}
