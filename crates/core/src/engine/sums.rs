//! What a year comes to at each account, of people whose year is sure: the figures of a state and its step, as often as
//! there are people.

use super::{
    figures::{Earning, Served},
    states::{BEYOND, Lost, States},
    tally::Tally,
};
use crate::{
    faults::error::Promised,
    rules::subsidy::Stepped,
    values::month::{Months, Year},
};

/// A year's sums, figure by figure and account by account.
pub(crate) struct YearSums<'t, 'm> {
    tally: &'t Tally<'m>,
    place: usize,
    year: Year,
    /// How many accounts there are, and those of each class that has any.
    all: usize,
    classes: Vec<(usize, Vec<usize>)>,
    /// Amounts by figure, lane and account; and how many are raised.
    money: Vec<u64>,
    raised: Vec<u64>,
    /// Room for the figures of one, and whether it is raised; and for the accounts that have anybody.
    figures: Vec<u64>,
    some: Vec<u32>,
}

/// What one person's year rests on: the states before its step and after it, and the months.
#[derive(Clone, Copy)]
pub(crate) struct OneYear {
    pub(crate) old: u32,
    pub(crate) new: u32,
    pub(crate) months: Months,
}

impl<'t, 'm> YearSums<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, place: usize, year: Year) -> YearSums<'t, 'm> {
        let of_class = |class: usize| {
            let accounts = tally.accounts.class.iter().enumerate().filter(|(_, other)| **other == class);
            (class, accounts.map(|(account, _)| account).collect::<Vec<_>>())
        };
        let classes = (0..tally.rules.classes.len()).map(of_class).filter(|(_, all)| !all.is_empty());
        let (all, lanes) = (tally.accounts.class.len(), tally.layout.money(place..place + 1).len());
        YearSums {
            tally,
            place,
            year,
            all,
            classes: classes.collect(),
            money: vec![0; lanes * all],
            raised: vec![0; all],
            figures: vec![0; lanes / tally.scale.years[place].lanes + 1],
            some: Vec::new(),
        }
    }

    /// Adds one person's year as often as there are people at each account; what was worked out for it before, or is
    /// now, is kept.
    pub(crate) fn add(
        &mut self,
        states: &States<'_>,
        one: OneYear,
        people: &[i32],
        mut keeping: Option<Keeping<'_>>,
    ) -> Result<(), Lost> {
        self.some.clear();
        for (account, count) in (0..).zip(people) {
            if *count != 0 {
                self.some.push(account);
            }
        }
        if self.some.is_empty() {
            return Ok(());
        }
        let classes = std::mem::take(&mut self.classes);
        for (place, (class, accounts)) in classes.iter().enumerate() {
            if accounts.len() < self.all && accounts.iter().all(|account| people[*account] == 0) {
                continue;
            }
            match &mut keeping {
                Some(Keeping { kept, at }) => {
                    let at = *at * classes.len() + place;
                    if kept.has(at) {
                        kept.bring(at, &mut self.figures);
                    } else {
                        self.work_out(states, one, *class)?;
                        kept.keep(at, &self.figures);
                    }
                }
                None => self.work_out(states, one, *class)?,
            }
            self.add_worked(people, accounts);
        }
        self.classes = classes;
        Ok(())
    }

    /// Adds the figures at hand as often as there are people at the accounts of a class.
    fn add_worked(&mut self, people: &[i32], accounts: &[usize]) {
        let (all, bits, lanes) = (self.all, self.tally.scale.bits, self.lanes());
        let Some((raised, figures)) = self.figures.split_last() else { return };
        let whole = accounts.len() == all;
        // Where few accounts have anybody they are taken one by one.
        let few = self.some.len() * 4 < all;
        let add = |sums: &mut [u64], number: u64| match (whole, few) {
            (true, false) => add_products(sums, number, people),
            (true, true) => add_some(sums, number, people, self.some.iter().map(|account| *account as usize)),
            (false, _) => add_some(sums, number, people, accounts.iter().copied()),
        };
        let figures = figures.iter().zip(self.money.chunks_exact_mut(all * lanes));
        for (figure, sums) in figures.filter(|(figure, _)| **figure > 0) {
            if lanes == 1 {
                add(sums, *figure);
                continue;
            }
            for (digit, sums) in digits(*figure, bits).zip(sums.chunks_exact_mut(all)) {
                add(sums, digit);
            }
        }
        if *raised > 0 {
            add(&mut self.raised, 1);
        }
    }

    /// Adds one person's year so many times at an account.
    pub(crate) fn add_at(
        &mut self,
        states: &States<'_>,
        one: OneYear,
        account: usize,
        times: u64,
    ) -> Result<(), Lost> {
        self.work_out(states, one, self.tally.accounts.class[account])?;
        let (all, bits, lanes) = (self.all, self.tally.scale.bits, self.lanes());
        let Some((raised, figures)) = self.figures.split_last() else { return Ok(()) };
        for (figure, sums) in figures.iter().zip(self.money.chunks_exact_mut(all * lanes)) {
            for (digit, sums) in digits(*figure, bits).zip(sums.chunks_exact_mut(all)) {
                sums[account] = sums[account].wrapping_add(digit.wrapping_mul(times));
            }
        }
        self.raised[account] += raised * times;
        Ok(())
    }

    fn lanes(&self) -> usize {
        self.tally.scale.years[self.place].lanes
    }

    /// Works the figures of one person out, and behind them whether it is raised.
    fn work_out(&mut self, states: &States<'_>, one: OneYear, class: usize) -> Result<(), Lost> {
        let OneYear { old, new, months } = one;
        let (hired, pay) = (states.get(old).hired, states.get(new).pay);
        let pay = Stepped { old: states.get(old).pay, new: pay };
        let effective = match self.tally.rules.raise(self.year) {
            Some(raise) if old != new => {
                // The month of hire, where raises hold from it on; else no matter which.
                raise.effective(self.year.month(hired.anniversary.unwrap_or(1)))
            }
            _ => 1,
        };
        let terms = &self.tally.rules.classes[class].years[self.place];
        let served = Served { year: self.year, hired: hired.month, runs: &[months] };
        let earning = Earning { layout: &self.tally.layout, terms, effective, served };
        self.figures.fill(0);
        let mut beyond = false;
        let indexed = |standard, months: Months| {
            let stepped =
                Stepped { old: states.standard(old, standard)?, new: states.standard(new, standard)? };
            beyond |= stepped.reaches(BEYOND, effective, months);
            Some(stepped)
        };
        let last = self.figures.split_last_mut();
        let (raised, figures) = last.promised("there is room for whether somebody is raised")?;
        earning.add(pay, indexed, figures)?;
        *raised = earning.raises(&pay).into();
        if beyond { Err(Lost::Problem) } else { Ok(()) }
    }

    /// Adds the year to the vectors of the accounts, and begins anew.
    pub(crate) fn close(&mut self, vectors: &mut [u64]) {
        let layout = &self.tally.layout;
        for (account, vector) in vectors.chunks_exact_mut(layout.len()).enumerate() {
            let (money, raised) = layout.year(vector, self.place);
            let digits = money.iter_mut().zip(self.money.chunks_exact(self.all));
            digits.for_each(|(digit, sums)| *digit = digit.wrapping_add(sums[account]));
            raised[0] = raised[0].wrapping_add(self.raised[account]);
        }
        self.money.fill(0);
        self.raised.fill(0);
    }
}

/// The digits of a number in base 2^`bits` that are left, lowest first.
fn digits(number: u64, bits: u32) -> impl Iterator<Item = u64> {
    let mut rest = number;
    std::iter::from_fn(move || {
        let digit = rest & ((1 << bits) - 1);
        let some = rest > 0;
        rest >>= bits;
        some.then_some(digit)
    })
}

/// What was worked out for years that come to the same, by state, move and class.
#[derive(Default)]
pub(crate) struct Kept {
    places: Vec<u32>,
    figures: Vec<u64>,
}

/// What is kept, and the place of the state and the move in it.
pub(crate) struct Keeping<'k> {
    pub(crate) kept: &'k mut Kept,
    pub(crate) at: usize,
}

/// Nothing is kept.
const NOTHING: u32 = u32::MAX;

impl Kept {
    fn has(&self, at: usize) -> bool {
        self.places.get(at).is_some_and(|place| *place != NOTHING)
    }

    fn bring(&self, at: usize, figures: &mut [u64]) {
        let start = self.places[at] as usize * figures.len();
        figures.copy_from_slice(&self.figures[start..start + figures.len()]);
    }

    fn keep(&mut self, at: usize, figures: &[u64]) {
        if self.places.len() <= at {
            self.places.resize(at + 1, NOTHING);
        }
        self.places[at] = (self.figures.len() / figures.len()) as u32;
        self.figures.extend(figures);
    }
}

/// Adds a number as often as there are people, at some accounts.
fn add_some(sums: &mut [u64], number: u64, people: &[i32], accounts: impl Iterator<Item = usize>) {
    for account in accounts {
        let count = u64::from(people[account].cast_unsigned());
        sums[account] = sums[account].wrapping_add(count.wrapping_mul(number));
    }
}

/// Adds a number as often as there are people, at all accounts.
fn add_products(sums: &mut [u64], number: u64, people: &[i32]) {
    // By halves: processors multiply several numbers of 32 bits at once.
    let (low, high) = (number as u32, (number >> 32) as u32);
    for (sum, count) in sums.iter_mut().zip(people) {
        *sum = sum.wrapping_add(u64::from(count.cast_unsigned()) * u64::from(low));
    }
    if high > 0 {
        for (sum, count) in sums.iter_mut().zip(people) {
            *sum = sum.wrapping_add((u64::from(count.cast_unsigned()) * u64::from(high)) << 32);
        }
    }
}
