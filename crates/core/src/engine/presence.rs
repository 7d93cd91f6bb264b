//! Who is there: headcounts, months, hires, leavers and contract terms that end (rules 9, 12 and 14). They rest on
//! months of hire and of leaving alone, so they are counted apart from what people earn.

use std::ops::Range;

use super::{
    arrivals::{Arrival, At},
    tally::Tally,
};
use crate::{
    base::lanes::{add_digits, add_product, multiplied},
    ledger::columns::Figure,
    model::scale::{Chances, Scale},
    values::month::Month,
};

/// What is counted of an account in a year of the horizon; the years of who is exposed are weighed by the chance of
/// still being there.
#[derive(Clone, Copy)]
enum Count {
    /// Who is there from this year on, to the end or a month of leaving.
    Begin,
    /// Months of this year before it, or after leaving.
    Missing,
    /// Hired in the first year; in another everybody who begins is.
    Hired,
    /// Whose terms end.
    Ends,
    /// Who leaves in it, and who does before December.
    Gone,
    GoneEarly,
    /// The first of these, of who is exposed.
    BeginExposed,
    MissingExposed,
    HiredExposed,
    EndsExposed,
}

/// A month in which nobody was hired.
const NO_ROW: usize = usize::MAX;

/// What is counted, at all accounts of a tally.
pub(crate) struct Presence<'t, 'm> {
    tally: &'t Tally<'m>,
    accounts: usize,
    years: usize,
    kinds: usize,
    /// By account, year and kind.
    counts: Vec<u64>,
    /// Terms that end of who is exposed only from a later year on.
    late: Vec<LateEnd>,
    /// By month of hire, where it was asked for: the months in which terms end.
    ends: Vec<Option<Vec<At>>>,
    has_contracts: bool,
    /// By account, who stays from the first month of the horizon, unless by chance, in a row for each month of hire that there is;
    /// where that of a month begins; and how often each counts.
    staying: Vec<u32>,
    staying_of: Vec<usize>,
    /// By account, all of these: those hired before the horizon, and those hired in its first month.
    plain: Vec<[u32; 2]>,
    times: u64,
    /// The first month of the horizon, as an ordinal.
    first: u16,
    /// The place of the first year with chances.
    from: usize,
}

/// Terms that end in a year, of who is first exposed in another.
#[derive(Clone, Copy)]
struct LateEnd {
    account: u32,
    exposed: u8,
    year: u8,
    count: u64,
}

/// From when until when somebody is there, as terms that end see it.
#[derive(Clone, Copy)]
struct Stay {
    hired: Month,
    begins: At,
    leaves: Option<At>,
    exposed: bool,
}

/// What somebody counts who is exposed, year by year: as one who is there, and as one who leaves in it.
struct Units {
    stay: Vec<Vec<u64>>,
    leave: Vec<Vec<u64>>,
}

impl<'t, 'm> Presence<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>) -> Presence<'t, 'm> {
        let (rules, accounts) = (tally.rules, tally.accounts.class.len());
        // Where nobody is exposed, nothing is counted of who is.
        let last = if tally.leaves_by_chance() { Count::EndsExposed } else { Count::GoneEarly };
        let (years, kinds) = (rules.parts.len(), last as usize + 1);
        Presence {
            tally,
            accounts,
            years,
            kinds,
            counts: vec![0; accounts * years * kinds],
            late: Vec::new(),
            ends: vec![None; usize::from(rules.last_month().ordinal()) + 1],
            has_contracts: rules.contracts.first().is_some(),
            staying: Vec::new(),
            staying_of: vec![NO_ROW; usize::from(rules.last_month().ordinal()) + 1],
            plain: vec![[0; 2]; accounts],
            times: tally.times(false),
            first: rules.first_month().ordinal(),
            from: rules.place(rules.from),
        }
    }

    /// Adds somebody, so many times.
    pub(crate) fn add(&mut self, who: &Arrival, times: u64) {
        let Arrival { account, begins, leaves, .. } = *who;
        let exposed = who.exposed && self.tally.leaves_by_chance();
        let kind = |kind, if_exposed| if exposed { if_exposed } else { kind };
        let hired_in = who.hired.ordinal() >= self.first;
        let counts = self.counts_of(account, begins.year);
        counts[kind(Count::Begin, Count::BeginExposed) as usize] += times;
        if begins.month > 1 {
            counts[kind(Count::Missing, Count::MissingExposed) as usize] +=
                u64::from(begins.month - 1) * times;
        }
        if begins.year == 0 && hired_in {
            counts[kind(Count::Hired, Count::HiredExposed) as usize] += times;
        }
        if let Some(At { year, month }) = leaves {
            let counts = self.counts_of(account, year);
            counts[Count::Gone as usize] += times;
            if month < 12 {
                counts[Count::GoneEarly as usize] += times;
                counts[Count::Missing as usize] += u64::from(12 - month) * times;
            }
        }
        if self.has_contracts {
            let stay = Stay { hired: who.hired, begins, leaves, exposed };
            self.add_ends(account, stay, times);
        }
    }

    /// Adds people by account and month of hire who stay from the first month of the horizon, unless by chance.
    pub(crate) fn add_plain(&mut self, people: impl Iterator<Item = (u32, Month)> + Clone) {
        for (account, hired) in people.clone() {
            self.plain[account as usize][usize::from(hired.ordinal() >= self.first)] += 1;
        }
        if !self.has_contracts {
            return;
        }
        for (account, hired) in people {
            let row = &mut self.staying_of[usize::from(hired.ordinal())];
            if *row == NO_ROW {
                *row = self.staying.len();
                self.staying.resize(*row + self.accounts, 0);
            }
            self.staying[*row + account as usize] += 1;
        }
    }

    /// Counts those who stay, and their terms that end.
    pub(crate) fn close(&mut self) {
        let exposed = self.tally.leaves_by_chance();
        let (begin, hire) =
            if exposed { (Count::BeginExposed, Count::HiredExposed) } else { (Count::Begin, Count::Hired) };
        for (account, plain) in (0..).zip(std::mem::take(&mut self.plain)) {
            let [before, hired] = plain.map(|count| self.times * u64::from(count));
            let counts = self.counts_of(account, 0);
            counts[begin as usize] += before + hired;
            counts[hire as usize] += hired;
        }
        let begins = At { year: 0, month: 1 };
        let (staying, rows) = (std::mem::take(&mut self.staying), std::mem::take(&mut self.staying_of));
        for (hired, row) in rows.into_iter().enumerate().filter(|(_, row)| *row != NO_ROW) {
            let Some(hired) = Month::from_ordinal(hired as u32) else { continue };
            let staying = &staying[row..row + self.accounts];
            for (account, count) in (0..).zip(staying).filter(|(_, count)| **count > 0) {
                let stay = Stay { hired, begins, leaves: None, exposed };
                self.add_ends(account, stay, self.times * u64::from(*count));
            }
        }
    }

    fn counts_of(&mut self, account: u32, year: u8) -> &mut [u64] {
        &mut self.counts[(account as usize * self.years + usize::from(year)) * self.kinds..][..self.kinds]
    }

    fn add_ends(&mut self, account: u32, stay: Stay, times: u64) {
        let Stay { hired, begins, leaves, exposed } = stay;
        let tally = self.tally;
        let place = usize::from(hired.ordinal());
        let ends = self.ends[place].take().unwrap_or_else(|| {
            let ends = tally.contract_ends(hired).into_iter();
            ends.map(|end| At::new(tally.rules, end)).collect()
        });
        let stays =
            |end: &&At| leaves.is_none_or(|left: At| (end.year, end.month) <= (left.year, left.month));
        for At { year, .. } in ends.iter().filter(stays) {
            if !exposed {
                self.counts_of(account, *year)[Count::Ends as usize] += times;
            } else if usize::from(begins.year) <= self.from {
                self.counts_of(account, *year)[Count::EndsExposed as usize] += times;
            } else {
                let (exposed, year) = (begins.year, *year);
                self.late.push(LateEnd { account, exposed, year, count: times });
            }
        }
        self.ends[place] = Some(ends);
    }

    /// Both together.
    pub(crate) fn and(mut self, other: Presence<'t, 'm>) -> Presence<'t, 'm> {
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, more)| *sum += more);
        self.late.extend(&other.late);
        self
    }

    /// How many of an account are first exposed to the leave rate in each year of the horizon.
    pub(crate) fn exposed(&self, account: usize) -> Vec<u64> {
        let mut exposed = vec![0; self.years];
        if self.tally.leaves_by_chance() {
            for year in 0..self.years {
                exposed[year.max(self.from)] += self.of(account, year)[Count::BeginExposed as usize];
            }
        }
        exposed
    }

    fn of(&self, account: usize, year: usize) -> &[u64] {
        &self.counts[(account * self.years + year) * self.kinds..][..self.kinds]
    }

    /// Adds what is counted of some accounts to their vectors.
    pub(crate) fn add_to_vectors(&self, accounts: Range<usize>, vectors: &mut [u64]) {
        let (layout, scale) = (&self.tally.layout, &self.tally.scale);
        let mut units: Vec<Option<Units>> = (0..self.years).map(|_| None).collect();
        let sure = self.sure();
        let put = |vector: &mut [u64], year: usize, figure, unit: &[u64], times: u64| {
            if times > 0 {
                add_product(&mut vector[layout.counted(year, figure)], unit, times, scale.bits);
            }
        };
        for (account, vector) in accounts.clone().zip(vectors.chunks_exact_mut(layout.len())) {
            let mut there = 0;
            // Who is exposed, by the year in which it is first.
            let mut exposed: Vec<(usize, u64)> = Vec::new();
            for year in 0..self.years {
                let counts = self.of(account, year);
                let count = |kind: Count| counts.get(kind as usize).copied().unwrap_or_default();
                there += count(Count::Begin);
                let unit = &sure[year];
                put(vector, year, Figure::Headcount, unit, there - count(Count::GoneEarly));
                put(vector, year, Figure::WorkerMonths, unit, 12 * there - count(Count::Missing));
                let hired = if year == 0 { count(Count::Hired) } else { count(Count::Begin) };
                put(vector, year, Figure::Hires, unit, hired);
                put(vector, year, Figure::Leavers, unit, count(Count::Gone));
                put(vector, year, Figure::ContractsEnding, unit, count(Count::Ends));
                there -= count(Count::Gone);

                let begin = count(Count::BeginExposed);
                if begin > 0 {
                    let from = year.max(self.from);
                    match exposed.last_mut().filter(|(other, _)| *other == from) {
                        Some((_, all)) => *all += begin,
                        None => exposed.push((from, begin)),
                    }
                }
                let hired = if year == 0 { count(Count::HiredExposed) } else { begin };
                put(vector, year, Figure::Hires, unit, hired);
                for (from, all) in &exposed {
                    let Units { stay, leave } = units[*from].get_or_insert_with(|| self.units(*from));
                    // Months are missing only of those who begin in the year.
                    let begin = *from == year.max(self.from);
                    let missing = if begin { count(Count::MissingExposed) } else { 0 };
                    put(vector, year, Figure::Headcount, &stay[year], *all);
                    put(vector, year, Figure::WorkerMonths, &stay[year], 12 * all - missing);
                    if *from == self.from {
                        put(vector, year, Figure::ContractsEnding, &stay[year], count(Count::EndsExposed));
                    }
                    if year >= self.from {
                        put(vector, year, Figure::Leavers, &leave[year], *all);
                    }
                }
            }
        }
        for late in self.late.iter().filter(|late| accounts.contains(&(late.account as usize))) {
            let (from, year) = (usize::from(late.exposed), usize::from(late.year));
            let unit = &units[from].get_or_insert_with(|| self.units(from)).stay[year];
            let vector =
                &mut vectors[(late.account as usize - accounts.start) * layout.len()..][..layout.len()];
            put(vector, year, Figure::ContractsEnding, unit, late.count);
        }
    }

    /// What somebody counts who is there for certain, year by year.
    fn sure(&self) -> Vec<Vec<u64>> {
        let scale = &self.tally.scale;
        let of = scale.chances.leave.of.into();
        scale.years.iter().map(|year| times(&year.certain, of, scale.bits)).collect()
    }

    /// What somebody counts who is exposed from a year on.
    fn units(&self, from: usize) -> Units {
        let Scale { bits, chances, .. } = self.tally.scale;
        let there = there(&self.tally.scale, from);
        let so_often = |often: u32| there.iter().map(|there| times(there, often.into(), bits)).collect();
        Units { stay: so_often(chances.leave.of), leave: so_often(chances.leave.hit) }
    }
}

/// The chance of being there of somebody who is exposed from a year on, year by year.
pub(crate) fn there(scale: &Scale, from: usize) -> Vec<Vec<u64>> {
    let Chances { pass, leave, .. } = scale.chances;
    let stay = u64::from(pass.of) * u64::from(leave.miss());
    let mut all: Vec<Vec<u64>> = Vec::with_capacity(scale.years.len());
    for (place, year) in scale.years.iter().enumerate() {
        let weight = if place <= from {
            year.certain.clone()
        } else {
            let mut weight = all[place - 1].clone();
            let lanes = weight.len();
            multiplied(&mut weight, 0..lanes, stay, scale.bits, year.lanes);
            weight.split_off(lanes)
        };
        all.push(weight);
    }
    all
}

/// A weight so many times, in as many lanes.
pub(crate) fn times(weight: &[u64], times: u64, bits: u32) -> Vec<u64> {
    let mut lanes = vec![0; weight.len()];
    add_digits(&mut lanes, weight.iter().copied().map(u128::from), times, bits);
    lanes
}
