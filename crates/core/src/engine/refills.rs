//! Rule 9: those who replace leavers by chance.

use std::ops::Range;

use super::{
    adder::Walked,
    figures::Scratch,
    life::{Joining, Life, Walk, certain_end},
    presence::{Presence, times},
    states::Lost,
    tally::Tally,
};
use crate::{
    base::lanes::{add_product, add_times, multiplied},
    ledger::columns::Figure,
    model::scale::Chances,
    values::month::Months,
};

/// Works out who replaces leavers.
pub(crate) struct Refills<'t, 'm> {
    tally: &'t Tally<'m>,
    walk: Walk,
    scratch: Scratch,
}

/// People first exposed in so many years are replaced together.
const FEW: usize = 3;

impl<'t, 'm> Refills<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>) -> Refills<'t, 'm> {
        Refills { tally, walk: Walk::default(), scratch: Scratch::default() }
    }

    /// Adds those who replace leavers at some accounts: of somebody exposed from a year on, the chance that the post
    /// is refilled in any January after it is the leave rate, whoever holds it by then (rule 9).
    pub(crate) fn add(
        &mut self,
        presence: &Presence<'_, '_>,
        accounts: Range<usize>,
        vectors: &mut [u64],
    ) -> Result<(), Lost> {
        let tally = self.tally;
        let (length, years) = (tally.layout.len(), tally.rules.parts.len());
        let mut by_class: Vec<Vec<(usize, Vec<u64>)>> = vec![Vec::new(); tally.rules.classes.len()];
        // Where a station closes they are taken one by one, see `movers.rs`.
        let closing = tally.closing();
        for (place, account) in accounts.enumerate().filter(|(_, account)| !closing.contains_key(account)) {
            by_class[tally.accounts.class[account]].push((place, presence.exposed(account)));
        }
        for (class, accounts) in by_class.into_iter().enumerate() {
            let somebody = |year: &usize| accounts.iter().any(|(_, exposed)| exposed[*year] > 0);
            let exposed: Vec<usize> = (0..years).filter(somebody).collect();
            let Some(earliest) = exposed.first().copied() else { continue };
            // Those who replace leavers of all years go on together; where people are first exposed in many years,
            // each January's are rather worked out alone, and added up.
            if exposed.len() <= FEW && self.add_together(class, &exposed, &accounts, vectors)? {
                continue;
            }
            // From the last year back: who is exposed earlier is replaced in all later Januaries too.
            let mut later = vec![0; length];
            for year in (earliest..years).rev() {
                if year + 1 < years {
                    self.add_refill(class, year + 1, &mut later)?;
                }
                for (place, exposed) in accounts.iter().filter(|(_, exposed)| exposed[year] > 0) {
                    add_times(&mut vectors[place * length..][..length], &later, exposed[year]);
                }
            }
        }
        Ok(())
    }

    /// Adds those who replace leavers of all years at accounts of a class, of people first exposed in some years; false,
    /// and nothing added, where they can't be worked out together.
    fn add_together(
        &mut self,
        class: usize,
        exposed: &[usize],
        accounts: &[(usize, Vec<u64>)],
        vectors: &mut [u64],
    ) -> Result<bool, Lost> {
        let length = self.tally.layout.len();
        let mut all = Vec::new();
        for year in exposed {
            let mut later = vec![0; length];
            if !self.add_later(class, *year, &mut later)? {
                return Ok(false);
            }
            all.push(later);
        }
        for (place, of_account) in accounts {
            for (year, later) in exposed.iter().zip(&all).filter(|(year, _)| of_account[**year] > 0) {
                add_times(&mut vectors[place * length..][..length], later, of_account[*year]);
            }
        }
        Ok(true)
    }

    /// Adds those hired in all Januaries after a year to a vector; false where they can't be worked out together.
    fn add_later(&mut self, class: usize, exposed: usize, vector: &mut [u64]) -> Result<bool, Lost> {
        let tally = self.tally;
        let years: Vec<_> = tally.rules.years().enumerate().skip(exposed + 1).collect();
        let lives: Vec<_> = years.iter().map(|(_, year)| tally.refill_life(class, *year)).collect();
        let Some(((first, _), (life, _))) = years.first().zip(lives.first()) else { return Ok(true) };
        // Where everybody leaves for certain nobody goes on; and the first months from the month of hire on are those of
        // each alone.
        if certain_end(tally.rules, life.hired).is_some() || tally.rules.limited {
            return Ok(false);
        }
        let simple =
            years.iter().filter_map(|(_, year)| tally.rules.raise(*year)).any(|it| it.rests_on_base());
        if lives.iter().any(|(other, problem)| problem.is_some() || simple && other.base != life.base) {
            return Ok(false);
        }
        let joining = |year| {
            let place = tally.rules.place(year);
            let (other, _) = lives.get(place - first)?;
            Some(Joining { pay: other.pay, weight: tally.refilled(place) })
        };
        let (scratch, last, start) = (&mut self.scratch, tally.rules.last_month(), tally.refilled(*first));
        let mut added = Ok(());
        self.walk.walk_joined(life, last, tally.under(), &start, joining, |walk, year| {
            let walked = Walked { walk, year };
            added = added.and(tally.life_year(class, walked, life, &[Months::YEAR]).add(scratch, vector));
            let there = walk.there(year, tally.scale.years[tally.rules.place(year.year)].lanes);
            add_there(tally, tally.rules.place(year.year), there, vector);
        });
        added?;
        if !self.walk.problems.is_empty() || tally.model.watch.is_stopped() {
            return Ok(false);
        }
        for ((place, _), (life, _)) in years.iter().zip(&lives) {
            add_tenure(tally, *place, life, vector);
        }
        tally.layout.carry(vector, &tally.scale);
        Ok(true)
    }

    /// Adds those hired in January of a year in the place of leavers to a vector.
    fn add_refill(&mut self, class: usize, year: usize, vector: &mut [u64]) -> Result<(), Lost> {
        let tally = self.tally;
        let Some(hired) = tally.rules.years().nth(year) else { return Ok(()) };
        let (life, problem) = tally.refill_life(class, hired);
        let scratch = &mut self.scratch;
        let mut added = Ok(());
        tally.walk_refill(&mut self.walk, &life, year, |walk, year| {
            let walked = Walked { walk, year };
            added = added.and(tally.life_year(class, walked, &life, &[Months::YEAR]).add(scratch, vector));
            let place = tally.rules.place(year.year);
            add_there(tally, place, walk.there(year, tally.scale.years[place].lanes), vector);
        });
        add_tenure(tally, year, &life, vector);
        added?;
        tally.layout.carry(vector, &tally.scale);
        let fine = problem.is_none() && self.walk.problems.is_empty() && !tally.model.watch.is_stopped();
        if fine { Ok(()) } else { Err(Lost::Problem) }
    }
}

/// Adds that people are there in a year, for all of it, and may leave.
fn add_there(tally: &Tally<'_>, place: usize, there: &[u64], vector: &mut [u64]) {
    let (bits, leave) = (tally.scale.bits, tally.scale.chances.leave);
    let unit = times(there, leave.of.into(), bits);
    // They replace leavers, so it is a year from which on somebody may leave.
    let leaving = times(there, leave.hit.into(), bits);
    for (figure, unit, often) in
        [(Figure::Headcount, &unit, 1), (Figure::WorkerMonths, &unit, 12), (Figure::Leavers, &leaving, 1)]
    {
        add_product(&mut vector[tally.layout.counted(place, figure)], unit, often, bits);
    }
}

/// Adds that people are hired in January of a year, and that their contract terms end.
fn add_tenure(tally: &Tally<'_>, hired: usize, life: &Life, vector: &mut [u64]) {
    let (scale, rules) = (&tally.scale, tally.rules);
    let Chances { pass, leave, .. } = scale.chances;
    let mut add = |place: usize, figure: Figure, there: &[u64]| {
        let unit = times(there, leave.of.into(), scale.bits);
        add_product(&mut vector[tally.layout.counted(place, figure)], &unit, 1, scale.bits);
    };
    let mut there = tally.refilled(hired);
    add(hired, Figure::Hires, &there);
    let mut place = hired;
    for end in tally.contract_ends(life.hired) {
        let ends = rules.place(end.year());
        for year in place + 1..=ends {
            let lanes = there.len();
            let stay = u64::from(pass.of) * u64::from(leave.miss());
            multiplied(&mut there, 0..lanes, stay, scale.bits, scale.years[year].lanes);
            there = there.split_off(lanes);
        }
        place = ends;
        add(ends, Figure::ContractsEnding, &there);
    }
}
