//! A worker's figures of a year, in the layout in which they add up (rules 3 to 6 and 9, 14).
//!
//! A *vector* holds, year by year: for each part of the year pay, pay without the year's step, the
//! payers' shares and the bearers' top-ups; then the year's counts. Each figure takes the lanes of
//! its year (see [`Scale`]).

use crate::{
    Month,
    chance::{Exact, Expected, LeafPart, Scale},
    life::{Life, Walk, WalkYear},
    rulebook::Rulebook,
    sharing::Term,
    subsidy::{Stepped, earn},
};

/// The counts of a year, in the order in which a vector has them.
pub(crate) const COUNTS: usize = 6;
pub(crate) const HEADCOUNT: usize = 0;
pub(crate) const WORKER_MONTHS: usize = 1;
pub(crate) const HIRES: usize = 2;
pub(crate) const LEAVERS: usize = 3;
pub(crate) const RAISED: usize = 4;
pub(crate) const CONTRACTS_ENDING: usize = 5;

/// Where a vector has what.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    payers: usize,
    /// Figures of one part of a year.
    part: usize,
    /// Where each year begins, and where the last one ends.
    starts: Vec<usize>,
}

impl Layout {
    pub(crate) fn new(rules: &Rulebook, scale: &Scale) -> Layout {
        let (payers, bearers) = (rules.payers.len(), rules.bearers.len());
        let part = 2 + payers + bearers;
        let mut starts = vec![0];
        for (parts, year) in rules.parts.iter().zip(&scale.years) {
            let start = starts.last().copied().unwrap_or_default();
            starts.push(start + (parts.len() * part + COUNTS) * year.lanes);
        }
        Layout { payers, part, starts }
    }

    /// The length of a vector.
    pub(crate) fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// Where the year with this place begins.
    pub(crate) fn start(&self, place: usize) -> usize {
        self.starts[place]
    }

    /// The lanes of one of a year's counts.
    pub(crate) fn count<'v>(
        &self,
        vector: &'v [u64],
        scale: &Scale,
        place: usize,
        count: usize,
    ) -> &'v [u64] {
        let lanes = scale.years[place].lanes;
        let at = self.starts[place + 1] - (COUNTS - count) * lanes;
        &vector[at..at + lanes]
    }

    /// Brings every lane of a vector back to one digit, carrying what is above it.
    pub(crate) fn carry(&self, vector: &mut [u64], scale: &Scale) {
        for (place, year) in scale.years.iter().enumerate() {
            let block = &mut vector[self.starts[place]..self.starts[place + 1]];
            for figure in block.chunks_exact_mut(year.lanes) {
                let mut carry = 0;
                for lane in figure {
                    let sum = *lane + carry;
                    (*lane, carry) = (sum & ((1 << scale.bits) - 1), sum >> scale.bits);
                }
            }
        }
    }

    /// A part of a year in whole fen, once all of a leaf is added up (rule 9); `None` when it does
    /// not fit.
    pub(crate) fn leaf_part<N: Exact>(
        &self,
        vector: &[u64],
        scale: &Scale,
        (place, part): (usize, usize),
        denominator: &N,
    ) -> Option<LeafPart> {
        let lanes = scale.years[place].lanes;
        let start = self.starts[place] + part * self.part * lanes;
        let figure = |figure: usize| {
            let at = start + figure * lanes;
            scale.number::<N>(&vector[at..at + lanes])
        };
        let expected = Expected {
            pay: figure(0),
            unraised: figure(1),
            shares: (2..2 + self.payers).map(figure).collect(),
            top_ups: (2 + self.payers..self.part).map(figure).collect(),
        };
        expected.at_leaf(denominator)
    }
}

/// A life with what its counts rest on besides (rules 3, 9 and 14).
pub(crate) struct Tenure<'t> {
    pub(crate) life: &'t Life,
    /// The month of leaving, when there is one in the horizon.
    pub(crate) left: Option<Month>,
    /// The months in which a contract term ends.
    pub(crate) contract_ends: &'t [Month],
}

/// Room for one year's figures.
#[derive(Default)]
pub(crate) struct Scratch {
    figures: Vec<u64>,
    sums: Vec<u128>,
    raised: Vec<u128>,
}

impl Scratch {
    /// Adds one year of a life to `block`, that year's stretch of a vector.
    pub(crate) fn add_year(
        &mut self,
        (rules, scale): (&Rulebook, &Scale),
        layout: &Layout,
        terms: &[Term],
        (walk, year): (&Walk, &WalkYear),
        tenure: &Tenure<'_>,
        block: &mut [u64],
    ) {
        let place = rules.place(year.year);
        let lanes = scale.years[place].lanes;
        let parts = rules.parts[place].len();
        let first = if tenure.life.hired.year() == year.year { tenure.life.hired.of_year() } else { 1 };
        let last = match tenure.left {
            Some(left) if left.year() == year.year => left.of_year(),
            _ => 12,
        };

        let money = parts * layout.part;
        self.figures.clear();
        self.figures.resize(money, 0);
        self.sums.clear();
        self.sums.resize(money * lanes, 0);
        self.raised.clear();
        self.raised.resize(lanes, 0);
        let moves = walk.moves(year, lanes);
        for (old, new, weight) in moves {
            self.figures.fill(0);
            self.year_of_outcome(layout, terms, &walk.indexed, (old, new), year.effective, (first, last));
            // Products of a digit below 2^48 and an amount below 2^63; of some 20,000 the sum fits.
            let digits = weight.iter().copied().map(u128::from);
            for (figure, sums) in self.figures.iter().zip(self.sums.chunks_exact_mut(lanes)) {
                if *figure != 0 {
                    for (sum, digit) in sums.iter_mut().zip(digits.clone()) {
                        *sum += digit * u128::from(*figure);
                    }
                }
            }
            if new[0] > old[0] && last >= year.effective {
                self.raised.iter_mut().zip(digits).for_each(|(sum, digit)| *sum += digit);
            }
        }

        let of = u128::from(scale.leave.of);
        let there = walk.there(year, lanes);
        let mut block = block.chunks_exact_mut(lanes);
        let mut put = |sums: &mut dyn Iterator<Item = u128>, times: u128| {
            let Some(lanes) = block.next() else { return };
            let mut carry = 0u128;
            for (lane, sum) in lanes.iter_mut().zip(sums) {
                // The carry is below 2^80 and a sum's product with `leave.of` is taken by halves.
                let (low, high) = (sum & u128::from(u64::MAX), sum >> 64);
                let low = low * times + carry;
                let digit = low & ((1 << scale.bits) - 1);
                carry = (low >> scale.bits) + ((high * times) << (64 - scale.bits));
                *lane = lane.wrapping_add(digit as u64);
            }
        };
        for sums in self.sums.chunks_exact(lanes) {
            put(&mut sums.iter().copied(), of);
        }
        let ends = |month: &&Month| month.year() == year.year && (first..=last).contains(&month.of_year());
        let december = u128::from(last == 12);
        let leavers = match tenure.left {
            Some(left) => u128::from(left.year() == year.year) * of,
            None if tenure.life.exposed && year.year >= rules.from => u128::from(scale.leave.hit),
            None => 0,
        };
        let mut count = |times: u128| put(&mut there.iter().copied().map(u128::from), times);
        count(december * of);
        count(u128::from(last + 1 - first) * of);
        count(u128::from(tenure.life.hired.year() == year.year) * of);
        count(leavers);
        put(&mut self.raised.iter().copied(), of);
        let mut count = |times: u128| put(&mut there.iter().copied().map(u128::from), times);
        count(u128::from(tenure.contract_ends.iter().find(ends).is_some()) * of);
    }

    /// Adds what an outcome earns in the months of a year, term by term, to the figures of its part.
    fn year_of_outcome(
        &mut self,
        layout: &Layout,
        terms: &[Term],
        indexed: &[usize],
        (old, new): (&[u64], &[u64]),
        effective: u8,
        (first, last): (u8, u8),
    ) {
        let stepped = |value: usize| Stepped { old: old[value], new: new[value] };
        for term in terms {
            let months = (term.first.max(first), term.last.min(last));
            if months.0 > months.1 {
                continue;
            }
            let indexed = |place| {
                let value = indexed.iter().position(|other| *other == place);
                stepped(1 + value.unwrap_or_default())
            };
            let earned = earn(term, stepped(0), indexed, effective, months);
            let figures = &mut self.figures[term.part * layout.part..(term.part + 1) * layout.part];
            figures[0] += earned.pay;
            figures[1] += earned.unraised;
            let (shares, top_ups) = figures[2..].split_at_mut(layout.payers);
            term.split.add(earned.subsidy, shares);
            top_ups[term.bearer] += earned.top_up;
        }
    }
}

/// Adds `times` a stretch of a vector to a sum's; lanes have room for all people of the plan.
pub(crate) fn add_times(sum: &mut [u64], vector: &[u64], times: u64) {
    if times == 1 {
        sum.iter_mut().zip(vector).for_each(|(sum, lane)| *sum = sum.wrapping_add(*lane));
    } else {
        let added = |sum: &u64, lane: &u64| sum.wrapping_add(lane.wrapping_mul(times));
        sum.iter_mut().zip(vector).for_each(|(sum, lane)| *sum = added(sum, lane));
    }
}

/// The months in which contract terms of somebody hired in a month end, as far as the horizon goes
/// (rule 14): each term is as long as the entry in force says when it begins, or the first entry.
pub(crate) fn contract_ends(rules: &Rulebook, hired: Month) -> Vec<Month> {
    let Some((_, earliest)) = rules.contracts.first() else { return Vec::new() };
    let mut ends = Vec::new();
    let mut start = hired;
    loop {
        let years = rules.contracts.in_force(start).unwrap_or(earliest).years.get();
        let next = u32::from(start.ordinal()) + years * 12;
        let Some(end) = Month::from_ordinal(next - 1).filter(|end| *end <= rules.last_month()) else { break };
        if end >= rules.first_month() {
            ends.push(end);
        }
        match Month::from_ordinal(next) {
            Some(month) => start = month,
            None => break,
        }
    }
    ends
}
