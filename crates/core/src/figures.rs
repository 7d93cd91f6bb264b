//! A worker's figures of a year, in the layout in which they add up (rules 3 to 6 and 9, 14).
//!
//! A *vector* holds, year by year: for each part of the year pay, pay without the year's step, the
//! payers' shares and the bearers' top-ups; then the year's counts. Each figure takes the lanes of
//! its year (see [`Scale`]).

use crate::{
    Month, Watch,
    chance::{Exact, Expected, Scale, is_zero},
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

    /// The lanes of a year's counts.
    pub(crate) fn counts(&self, scale: &Scale, place: usize) -> std::ops::Range<usize> {
        self.starts[place + 1] - COUNTS * scale.years[place].lanes..self.starts[place + 1]
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
    pub(crate) fn leaf_part<N: Exact + Default>(
        &self,
        vector: &[u64],
        scale: &Scale,
        (place, part): (usize, usize),
        (denominator, expected): (&N, &mut Expected<N>),
        money: &mut [i128],
    ) -> Option<()> {
        let lanes = scale.years[place].lanes;
        let start = self.starts[place] + part * self.part * lanes;
        let figures = &vector[start..start + self.part * lanes];
        if is_zero(figures) {
            return Some(());
        }
        let mut figures = figures.chunks_exact(lanes).map(|lanes| scale.number::<N>(lanes));
        expected.pay = figures.next()?;
        expected.unraised = figures.next()?;
        expected.shares.clear();
        expected.shares.extend(figures);
        expected.payers = self.payers;
        expected.at_leaf(denominator, money)
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

/// One year of a life: what it is worked out from.
pub(crate) struct LifeYear<'y> {
    pub(crate) rules: &'y Rulebook,
    pub(crate) scale: &'y Scale,
    pub(crate) layout: &'y Layout,
    pub(crate) terms: &'y [Term],
    pub(crate) walk: &'y Walk,
    pub(crate) year: &'y WalkYear,
    pub(crate) tenure: &'y Tenure<'y>,
    pub(crate) watch: &'y Watch,
}

impl LifeYear<'_> {
    /// The months on the payroll, from 1 to 12.
    fn months(&self) -> (u8, u8) {
        let (hired, left) = (self.tenure.life.hired, self.tenure.left);
        let first = if hired.year() == self.year.year { hired.of_year() } else { 1 };
        let left = left.filter(|left| left.year() == self.year.year);
        (first, left.map_or(12, Month::of_year))
    }

    /// Adds the year to `block`, its stretch of a vector; not all of it when the watch is stopped.
    pub(crate) fn add(&self, scratch: &mut Scratch, block: &mut [u64]) {
        let place = self.rules.place(self.year.year);
        let lanes = self.scale.years[place].lanes;
        let (money, counts) = block.split_at_mut(block.len() - COUNTS * lanes);
        let certain = self.scale.leave.of == 1 && lanes == 1;
        let mut moves = self.walk.moves(lanes);
        match moves.next() {
            Some((old, new, [1])) if certain && moves.len() == 0 => {
                self.add_outcome((old, new), money);
                let raised = self.raises(old, new);
                for (count, times) in counts.iter_mut().zip(self.counts()) {
                    *count += times;
                }
                counts[RAISED] += u64::from(raised);
            }
            _ => self.add_expected(scratch, lanes, (money, counts)),
        }
    }

    /// How often the year's counts have the chance of being there, in the denominator of the leave
    /// rate; `raised` has chances of its own.
    fn counts(&self) -> [u64; COUNTS] {
        let (year, Tenure { life, left, contract_ends }) = (self.year.year, self.tenure);
        let (first, last) = self.months();
        let of = u64::from(self.scale.leave.of);
        let whole = |times: u8| u64::from(times) * of;
        let leavers = match left {
            Some(left) => whole((left.year() == year).into()),
            None if life.exposed && year >= self.rules.from => u64::from(self.scale.leave.hit),
            None => 0,
        };
        let ends = |month: &Month| month.year() == year && (first..=last).contains(&month.of_year());
        let mut counts = [0; COUNTS];
        counts[HEADCOUNT] = whole((last == 12).into());
        counts[WORKER_MONTHS] = whole(last + 1 - first);
        counts[HIRES] = whole((life.hired.year() == year).into());
        counts[LEAVERS] = leavers;
        counts[CONTRACTS_ENDING] = whole(contract_ends.iter().any(ends).into());
        counts
    }

    /// Whether a passed appraisal makes the pay higher in the year (rule 14).
    fn raises(&self, old: &[u64], new: &[u64]) -> bool {
        new[0] > old[0] && self.months().1 >= self.year.effective
    }

    /// Adds the year's outcomes, each as often as it is expected (rule 9).
    fn add_expected(&self, scratch: &mut Scratch, lanes: usize, (money, counts): (&mut [u64], &mut [u64])) {
        scratch.figures.resize(money.len() / lanes, 0);
        scratch.sums.clear();
        scratch.sums.resize(money.len(), 0);
        scratch.raised.clear();
        scratch.raised.resize(lanes, 0);
        for (old, new, weight) in self.walk.moves(lanes) {
            if self.watch.is_stopped() {
                return;
            }
            scratch.figures.fill(0);
            self.add_outcome((old, new), &mut scratch.figures);
            // Products of a digit below 2^48 and an amount below 2^63; of some 20,000 the sum fits.
            for (figure, sums) in scratch.figures.iter().zip(scratch.sums.chunks_exact_mut(lanes)) {
                if *figure != 0 {
                    for (sum, digit) in sums.iter_mut().zip(weight) {
                        *sum += u128::from(*digit) * u128::from(*figure);
                    }
                }
            }
            if self.raises(old, new) {
                scratch.raised.iter_mut().zip(weight).for_each(|(sum, digit)| *sum += u128::from(*digit));
            }
        }
        let (bits, of) = (self.scale.bits, self.scale.leave.of.into());
        for (lanes, sums) in money.chunks_exact_mut(lanes).zip(scratch.sums.chunks_exact(lanes)) {
            add_digits(lanes, sums.iter().copied(), of, bits);
        }
        let there = self.walk.there(self.year, lanes);
        for (lanes, times) in counts.chunks_exact_mut(lanes).zip(self.counts()) {
            add_digits(lanes, there.iter().copied().map(u128::from), times, bits);
        }
        add_digits(&mut counts[RAISED * lanes..][..lanes], scratch.raised.iter().copied(), of, bits);
    }

    /// Adds what an outcome earns in the months of the year, term by term, to the figures of its part.
    fn add_outcome(&self, (old, new): (&[u64], &[u64]), money: &mut [u64]) {
        let (first, last) = self.months();
        let (payers, part) = (self.layout.payers, self.layout.part);
        let stepped = |value: usize| Stepped { old: old[value], new: new[value] };
        for term in self.terms {
            let months = (term.first.max(first), term.last.min(last));
            if months.0 > months.1 {
                continue;
            }
            let indexed = |place| {
                let value = self.walk.indexed.iter().position(|other| *other == place);
                stepped(1 + value.unwrap_or_default())
            };
            let earned = earn(term, stepped(0), indexed, self.year.effective, months);
            let figures = &mut money[term.part * part..(term.part + 1) * part];
            figures[0] += earned.pay;
            figures[1] += earned.unraised;
            let (shares, top_ups) = figures[2..].split_at_mut(payers);
            term.split.add(earned.subsidy, shares);
            top_ups[term.bearer] += earned.top_up;
        }
    }
}

/// Adds `times` a number to lanes, as digits of base 2^`bits`; `sums` are its lanes, not yet carried.
fn add_digits(lanes: &mut [u64], sums: impl Iterator<Item = u128>, times: u64, bits: u32) {
    let mut carry = 0u128;
    for (lane, sum) in lanes.iter_mut().zip(sums) {
        // A sum is below 2^(bits + 78) and `times` below 2^24, so it is taken by halves.
        let (low, high) = (sum & u128::from(u64::MAX), sum >> 64);
        let low = low * u128::from(times) + carry;
        let digit = low as u64 & ((1 << bits) - 1);
        carry = (low >> bits) + ((high * u128::from(times)) << (64 - bits));
        *lane = lane.wrapping_add(digit);
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
