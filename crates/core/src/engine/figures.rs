//! A worker's figures of a year, in the layout in which they add up (rules 3 to 6 and 9, 14).
//!
//! A *vector* holds three stretches: the money of all years, those raised in all years, and the other counts of all
//! years. The first two rest on amounts, the last on who is there alone. A year's money is, for each part of the year,
//! pay, pay without the year's step, the payers' shares and the bearers' top-ups. Each figure takes the lanes of its
//! year (see [`Scale`]).

use std::ops::Range;

use super::life::{Life, Walk, WalkYear};
use crate::{
    base::{
        exact::Exact,
        lanes::{add_digits, add_times, is_zero},
    },
    faults::{
        error::{Fault, Promised},
        watch::Watch,
    },
    ledger::columns::{COUNTS, Figure},
    model::{rulebook::Rulebook, scale::Scale},
    rules::{
        expected::{Expected, LeafAmounts},
        made::Made,
        subsidy::{Runs, Stepped, earn},
        terms::Term,
    },
    values::month::{Month, Months, Year},
};

/// Where a vector has what.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    payers: usize,
    /// Figures of one part of a year.
    part: usize,
    /// The lanes of each year.
    lanes: Vec<usize>,
    /// Where each year's money begins, who is raised in it, and the other counts; and where the last of these end.
    money: Vec<usize>,
    raised: Vec<usize>,
    counts: Vec<usize>,
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
        let lanes: Vec<usize> = scale.years.iter().map(|year| year.lanes).collect();
        let stretch = |begin: usize, figures: &mut dyn Iterator<Item = usize>| {
            let mut starts = vec![begin];
            let mut end = begin;
            for (figures, lanes) in figures.zip(&lanes) {
                end += figures * lanes;
                starts.push(end);
            }
            (starts, end)
        };
        let (money, end) = stretch(0, &mut rules.parts.iter().map(|parts| parts.len() * part));
        let (raised, end) = stretch(end, &mut lanes.iter().map(|_| 1));
        let (counts, _) = stretch(end, &mut lanes.iter().map(|_| COUNTS - 1));
        Layout { payers, part, money, raised, counts, lanes }
    }

    /// The length of a vector.
    pub(crate) fn len(&self) -> usize {
        self.counts[self.lanes.len()]
    }

    /// The length of the stretches that rest on amounts, which come first.
    pub(crate) fn amounts(&self) -> usize {
        self.counts[0]
    }

    /// The lanes of all counts, those raised too.
    pub(crate) fn all_counts(&self) -> Range<usize> {
        self.raised[0]..self.len()
    }

    /// Where a vector has one of a year's counts.
    pub(crate) fn counted(&self, place: usize, count: Figure) -> Range<usize> {
        let lanes = self.lanes[place];
        let start = match count.place() {
            raised if raised == Figure::Raised.place() => self.raised[place],
            before if before < Figure::Raised.place() => self.counts[place] + before * lanes,
            behind => self.counts[place] + (behind - 1) * lanes,
        };
        start..start + lanes
    }

    /// The lanes of the money of a year, or of several.
    pub(crate) fn money(&self, years: Range<usize>) -> Range<usize> {
        self.money[years.start]..self.money[years.end]
    }

    /// The lanes of those raised in a year, or in several.
    pub(crate) fn raised(&self, years: Range<usize>) -> Range<usize> {
        self.raised[years.start]..self.raised[years.end]
    }

    /// The lanes of a year's money and of those raised, to be written.
    pub(crate) fn year<'v>(&self, vector: &'v mut [u64], place: usize) -> (&'v mut [u64], &'v mut [u64]) {
        let (money, counts) = vector.split_at_mut(self.raised[0]);
        let raised = self.raised(place..place + 1);
        (
            &mut money[self.money(place..place + 1)],
            &mut counts[raised.start - self.raised[0]..raised.end - self.raised[0]],
        )
    }

    /// Adds so many times the amounts of some years to a sum.
    pub(crate) fn add_years(&self, sum: &mut [u64], amounts: &[u64], years: &Range<usize>, times: u64) {
        if *years == (0..self.lanes.len()) {
            return add_times(&mut sum[..amounts.len()], amounts, times);
        }
        for stretch in [self.money(years.clone()), self.raised(years.clone())] {
            add_times(&mut sum[stretch.clone()], &amounts[stretch], times);
        }
    }

    /// Brings every lane of a vector back to one digit, carrying what is above it.
    pub(crate) fn carry(&self, vector: &mut [u64], scale: &Scale) {
        for place in 0..self.lanes.len() {
            let counts = self.counts[place]..self.counts[place + 1];
            for stretch in [self.money(place..place + 1), self.raised(place..place + 1), counts] {
                for figure in vector[stretch].chunks_exact_mut(self.lanes[place]) {
                    let mut carry = 0;
                    for lane in figure {
                        let sum = *lane + carry;
                        (*lane, carry) = (sum & ((1 << scale.bits) - 1), sum >> scale.bits);
                    }
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
        let start = self.money[year] + part * self.part * lanes;
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

/// Room for one year's figures.
#[derive(Default)]
pub(crate) struct Scratch {
    figures: Vec<u64>,
    sums: Vec<u128>,
    raised: Vec<u128>,
}

/// What somebody earns in some months of a year.
pub(crate) struct Earning<'y> {
    pub(crate) layout: &'y Layout,
    pub(crate) terms: &'y [Term],
    /// The month from which the year's step holds.
    pub(crate) effective: u8,
    pub(crate) served: Served<'y>,
}

/// The months of a year in which somebody is on the payroll at a leaf.
#[derive(Clone, Copy)]
pub(crate) struct Served<'y> {
    pub(crate) year: Year,
    /// The month of hire; not told where no amount rests on it.
    pub(crate) hired: Option<Month>,
    /// In order.
    pub(crate) runs: &'y [Months],
}

impl Served<'_> {
    /// The last month of the year that is subsidised, where so many first months from the month of hire on are.
    pub(super) fn subsidised(&self, first_months: Option<u32>) -> u8 {
        let Some((hired, first_months)) = self.hired.zip(first_months) else { return 12 };
        let end = u32::from(hired.ordinal()) + first_months;
        end.saturating_sub(u32::from(self.year.month(1).ordinal())).min(12) as u8
    }
}

impl Earning<'_> {
    /// Whether a passed appraisal makes the pay higher in the year (rule 14).
    pub(crate) fn raises<N: Made>(&self, pay: &Stepped<N>) -> bool {
        // on the payroll in it in or after the month it took effect
        pay.new > pay.old && self.served.runs.iter().any(|run| run.last >= self.effective)
    }

    /// Adds it, term by term, to the figures of its part of the year. `indexed` tells an indexed standard, which is
    /// taken in some months.
    pub(crate) fn add(
        &self,
        pay: Stepped,
        mut indexed: impl FnMut(usize, Months) -> Option<Stepped>,
        money: &mut [u64],
    ) -> Result<(), Fault> {
        let Layout { payers, part, .. } = *self.layout;
        for term in self.terms {
            let subsidised = self.served.subsidised(term.first_months);
            let months = Runs { runs: self.served.runs, within: term.months, subsidised };
            let Some(bounds) = months.bounds() else { continue };
            let earned = earn(term.subsidised, pay, |place| indexed(place, bounds), self.effective, &months)
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

/// One year of a life: what it is worked out from.
pub(crate) struct LifeYear<'y> {
    pub(crate) rules: &'y Rulebook,
    pub(crate) scale: &'y Scale,
    pub(crate) layout: &'y Layout,
    pub(crate) terms: &'y [Term],
    pub(crate) walk: &'y Walk,
    pub(crate) year: &'y WalkYear,
    pub(crate) life: &'y Life,
    /// The months of the year in which they are on the payroll.
    pub(crate) runs: &'y [Months],
    pub(crate) watch: &'y Watch,
}

impl LifeYear<'_> {
    fn earning(&self) -> Earning<'_> {
        let served = Served { year: self.year.year, hired: Some(self.life.hired), runs: self.runs };
        Earning { layout: self.layout, terms: self.terms, effective: self.year.effective, served }
    }

    /// Adds the year's amounts to a vector; not all of it when the watch is stopped.
    pub(crate) fn add(&self, scratch: &mut Scratch, vector: &mut [u64]) -> Result<(), Fault> {
        let place = self.rules.place(self.year.year);
        let lanes = self.scale.years[place].lanes;
        let (money, raised) = self.layout.year(vector, place);
        let certain = self.scale.chances.leave.of == 1 && lanes == 1;
        let mut moves = self.walk.moves(lanes);
        match moves.next() {
            Some(outcomes) if certain && moves.len() == 0 && outcomes.weight == [1] => {
                let earning = self.earning();
                earning.add(outcomes.pay(), |place, _| outcomes.indexed(place), money)?;
                raised[0] += u64::from(earning.raises(&outcomes.pay()));
                Ok(())
            }
            _ => self.add_expected(scratch, lanes, money, raised),
        }
    }

    /// Adds the year's outcomes, each as often as it is expected (rule 9).
    fn add_expected(
        &self,
        scratch: &mut Scratch,
        lanes: usize,
        money: &mut [u64],
        raised: &mut [u64],
    ) -> Result<(), Fault> {
        scratch.figures.resize(money.len() / lanes, 0);
        scratch.sums.clear();
        scratch.sums.resize(money.len(), 0);
        scratch.raised.clear();
        scratch.raised.resize(lanes, 0);
        let earning = self.earning();
        for outcomes in self.walk.moves(lanes) {
            if self.watch.is_stopped() {
                return Ok(());
            }
            scratch.figures.fill(0);
            earning.add(outcomes.pay(), |place, _| outcomes.indexed(place), &mut scratch.figures)?;
            // Products of a digit below 2^48 and an amount below 2^63; of some 20,000 the sum fits.
            for (figure, sums) in scratch.figures.iter().zip(scratch.sums.chunks_exact_mut(lanes)) {
                if *figure != 0 {
                    for (sum, digit) in sums.iter_mut().zip(outcomes.weight) {
                        *sum += u128::from(*digit) * u128::from(*figure);
                    }
                }
            }
            if earning.raises(&outcomes.pay()) {
                let raised = scratch.raised.iter_mut().zip(outcomes.weight);
                raised.for_each(|(sum, digit)| *sum += u128::from(*digit));
            }
        }
        let (bits, of) = (self.scale.bits, self.scale.chances.leave.of.into());
        for (lanes, sums) in money.chunks_exact_mut(lanes).zip(scratch.sums.chunks_exact(lanes)) {
            add_digits(lanes, sums.iter().copied(), of, bits);
        }
        add_digits(raised, scratch.raised.iter().copied(), of, bits);
        Ok(())
    }
}
