//! A worker's figures of a year, in the layout in which they add up (rules 3 to 6 and 9, 14).
//!
//! A *vector* holds, year by year: for each part of the year pay, pay without the year's step, the
//! payers' shares and the bearers' top-ups; then the year's counts. Each figure takes the lanes of
//! its year (see [`Scale`]).

use super::life::{Life, Outcomes, Walk, WalkYear};
use crate::{
    base::{
        exact::Exact,
        lanes::{add_digits, is_zero},
    },
    faults::{
        error::{Fault, Promised},
        watch::Watch,
    },
    ledger::columns::{COUNTS, Figure},
    model::{rulebook::Rulebook, scale::Scale},
    rules::{
        expected::{Expected, LeafAmounts},
        subsidy::earn,
        terms::Term,
    },
    values::month::{Month, Months},
};

/// Where a vector has what.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    payers: usize,
    /// Figures of one part of a year.
    part: usize,
    /// Where each year begins, and where the last one ends.
    starts: Vec<usize>,
    length: usize,
}

/// A part of a year of the horizon, by its place in the year and that of the year.
#[derive(Clone, Copy)]
pub(crate) struct PartOf {
    pub(crate) year: usize,
    pub(crate) part: usize,
}

/// Where a part has the pay, and the pay without the year's step; behind them are the shares and top-ups.
const PAY: usize = 0;
const UNRAISED: usize = 1;
const BY_PAYER: usize = 2;

impl Layout {
    pub(crate) fn new(rules: &Rulebook, scale: &Scale) -> Layout {
        let (payers, bearers) = (rules.payers.len(), rules.bearers.len());
        let part = BY_PAYER + payers + bearers;
        let (mut starts, mut length) = (vec![0], 0);
        for (parts, year) in rules.parts.iter().zip(&scale.years) {
            length += (parts.len() * part + COUNTS) * year.lanes;
            starts.push(length);
        }
        Layout { payers, part, starts, length }
    }

    /// The length of a vector.
    pub(crate) fn len(&self) -> usize {
        self.length
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
        count: Figure,
    ) -> &'v [u64] {
        let lanes = scale.years[place].lanes;
        let at = self.counts(scale, place).start + count.place() * lanes;
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

    /// A part of a year in whole fen, once all of a leaf is added up (rule 9): none where there is nothing, an
    /// error when something does not fit. `expected` then has shares and top-ups.
    pub(crate) fn leaf_part<N: Exact + Default>(
        &self,
        vector: &[u64],
        scale: &Scale,
        PartOf { year, part }: PartOf,
        denominator: &N,
        expected: &mut Expected<N>,
    ) -> Result<Option<LeafAmounts>, Misfit> {
        let lanes = scale.years[year].lanes;
        let start = self.starts[year] + part * self.part * lanes;
        let figures = &vector[start..start + self.part * lanes];
        if is_zero(figures) {
            return Ok(None);
        }
        let figure = |at: usize| scale.number::<N>(&figures[at * lanes..(at + 1) * lanes]);
        expected.pay = figure(PAY);
        expected.unraised = figure(UNRAISED);
        expected.shares.clear();
        expected.shares.extend((BY_PAYER..BY_PAYER + self.payers).map(figure));
        expected.top_ups.clear();
        expected.top_ups.extend((BY_PAYER + self.payers..self.part).map(figure));
        expected.at_leaf(denominator).map(Some).ok_or(Misfit)
    }
}

/// An amount does not fit 64 bits.
pub(crate) struct Misfit;

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
    /// The months on the payroll.
    fn months(&self) -> Months {
        let (hired, left) = (self.tenure.life.hired, self.tenure.left);
        let first = if hired.year() == self.year.year { hired.of_year() } else { 1 };
        let left = left.filter(|left| left.year() == self.year.year);
        Months { first, last: left.map_or(12, Month::of_year) }
    }

    /// Adds the year to `block`, its stretch of a vector; not all of it when the watch is stopped.
    pub(crate) fn add(&self, scratch: &mut Scratch, block: &mut [u64]) -> Result<(), Fault> {
        let place = self.rules.place(self.year.year);
        let lanes = self.scale.years[place].lanes;
        let (money, counts) = block.split_at_mut(block.len() - COUNTS * lanes);
        let certain = self.scale.chances.leave.of == 1 && lanes == 1;
        let mut moves = self.walk.moves(lanes);
        match moves.next() {
            Some(outcomes) if certain && moves.len() == 0 && outcomes.weight == [1] => {
                self.add_outcome(&outcomes, money)?;
                for (count, times) in counts.iter_mut().zip(self.counts()) {
                    *count += times;
                }
                counts[Figure::Raised.place()] += u64::from(self.raises(&outcomes));
                Ok(())
            }
            _ => self.add_expected(scratch, lanes, money, counts),
        }
    }

    /// How often the year's counts have the chance of being there, in the denominator of the leave
    /// rate; `raised` has chances of its own.
    fn counts(&self) -> [u64; COUNTS] {
        let (year, Tenure { life, left, contract_ends }) = (self.year.year, self.tenure);
        let months = self.months();
        let leave = self.scale.chances.leave;
        let whole = |times: u8| u64::from(times) * u64::from(leave.of);
        let leavers = match left {
            Some(left) => whole((left.year() == year).into()),
            None if life.exposed && year >= self.rules.from => leave.hit.into(),
            None => 0,
        };
        let ends = |month: &Month| month.year() == year && months.contains(month.of_year());
        let mut counts = [0; COUNTS];
        // on the payroll in December
        counts[Figure::Headcount.place()] = whole((months.last == 12).into());
        counts[Figure::WorkerMonths.place()] = whole(months.count());
        // whose month of hire, of leaving, lies in the year
        counts[Figure::Hires.place()] = whole((life.hired.year() == year).into());
        counts[Figure::Leavers.place()] = leavers;
        // on the payroll in the month of the year in which a contract term ends
        counts[Figure::ContractsEnding.place()] = whole(contract_ends.iter().any(ends).into());
        counts
    }

    /// Whether a passed appraisal makes the pay higher in the year (rule 14).
    fn raises(&self, outcomes: &Outcomes<'_>) -> bool {
        let pay = outcomes.pay();
        // on the payroll in it in or after the month it took effect
        pay.new > pay.old && self.months().last >= self.year.effective
    }

    /// Adds the year's outcomes, each as often as it is expected (rule 9).
    fn add_expected(
        &self,
        scratch: &mut Scratch,
        lanes: usize,
        money: &mut [u64],
        counts: &mut [u64],
    ) -> Result<(), Fault> {
        scratch.figures.resize(money.len() / lanes, 0);
        scratch.sums.clear();
        scratch.sums.resize(money.len(), 0);
        scratch.raised.clear();
        scratch.raised.resize(lanes, 0);
        for outcomes in self.walk.moves(lanes) {
            if self.watch.is_stopped() {
                return Ok(());
            }
            scratch.figures.fill(0);
            self.add_outcome(&outcomes, &mut scratch.figures)?;
            // Products of a digit below 2^48 and an amount below 2^63; of some 20,000 the sum fits.
            for (figure, sums) in scratch.figures.iter().zip(scratch.sums.chunks_exact_mut(lanes)) {
                if *figure != 0 {
                    for (sum, digit) in sums.iter_mut().zip(outcomes.weight) {
                        *sum += u128::from(*digit) * u128::from(*figure);
                    }
                }
            }
            if self.raises(&outcomes) {
                let raised = scratch.raised.iter_mut().zip(outcomes.weight);
                raised.for_each(|(sum, digit)| *sum += u128::from(*digit));
            }
        }
        let (bits, of) = (self.scale.bits, self.scale.chances.leave.of.into());
        for (lanes, sums) in money.chunks_exact_mut(lanes).zip(scratch.sums.chunks_exact(lanes)) {
            add_digits(lanes, sums.iter().copied(), of, bits);
        }
        let there = self.walk.there(self.year, lanes);
        for (lanes, times) in counts.chunks_exact_mut(lanes).zip(self.counts()) {
            add_digits(lanes, there.iter().copied().map(u128::from), times, bits);
        }
        let raised = &mut counts[Figure::Raised.place() * lanes..][..lanes];
        add_digits(raised, scratch.raised.iter().copied(), of, bits);
        Ok(())
    }

    /// Adds what an outcome earns in the months of the year, term by term, to the figures of its part.
    fn add_outcome(&self, outcomes: &Outcomes<'_>, money: &mut [u64]) -> Result<(), Fault> {
        let Layout { payers, part, .. } = *self.layout;
        let employed = self.months();
        for term in self.terms {
            let Some(months) = term.months.meet(employed) else { continue };
            let indexed = |place| outcomes.indexed(place);
            let earned = earn(term.subsidised, outcomes.pay(), indexed, self.year.effective, months)
                .promised("a life has the indexed standards of its terms")?;
            let figures = &mut money[term.part * part..(term.part + 1) * part];
            figures[PAY] += earned.pay;
            figures[UNRAISED] += earned.unraised;
            let (shares, top_ups) = figures[BY_PAYER..].split_at_mut(payers);
            term.split.add(earned.subsidy, shares);
            top_ups[term.bearer] += earned.top_up;
        }
        Ok(())
    }
}
