//! From a model to its ledger.
//!
//! The way on: `group.rs` and `fill.rs` say which posts come, `accounts.rs` where people are added up,
//! `population.rs` who lives which life; `adder.rs` works each life out once (`life.rs`, `figures.rs`) and adds it
//! as often as there are people who live it; `books.rs` rounds at the leaf and keeps the ledger. `problems.rs` is
//! asked when something is wrong.

use std::ops::Range;

use super::{
    accounts::Accounts,
    adder::{Adder, Sums},
    books::{Books, NoLedger},
    figures::Layout,
    group::{groups, most},
    life::Life,
    population::{ByLife, Lives, Population},
    problems::problems,
    tally::Tally,
};
use crate::{
    base::{numbered::Numbered, threads::on_threads},
    faults::error::{Fault, Unanswered},
    ledger::{account::Grain, ledger::Ledger},
    model::{
        crowd::{Case, Piece},
        model::Model,
        problem::overflow,
        scale::Scale,
    },
};

/// The ledger of a model, as fine as asked for.
pub(crate) fn ledger(model: &Model, grain: Grain) -> Result<Ledger, Unanswered> {
    match try_ledger(model, grain) {
        Ok(ledger) => Ok(ledger),
        Err(NoLedger::Unanswered(why)) => Err(why),
        // If every station's amounts fit, it is a matter of a row.
        Err(NoLedger::TooLargeTogether) => match try_ledger(model, Grain::Station) {
            Err(NoLedger::Unanswered(why)) => Err(why),
            _ => Err(overflow(&[]).into()),
        },
    }
}

fn try_ledger(model: &Model, grain: Grain) -> Result<Ledger, NoLedger> {
    let mut tally = new_tally(model, grain)?;
    if !find_lives(&mut tally)? {
        return Err(problems(&tally).into());
    }
    let mut books = Books::new(&tally, grain)?;
    let (batches, watch) = (tally.batches(), &model.watch);
    watch.announce(tally.lives.len() * batches.len() + books.leaves());
    for accounts in batches {
        let mut sums = tally.sums(&accounts);
        if !sums.failed && tally.refills() {
            Adder::new(&tally, &accounts).add_refills(&mut sums);
        }
        if let Some(fault) = sums.fault {
            return Err(fault.into());
        }
        if sums.failed {
            return Err(problems(&tally).into());
        }
        books.add(&sums);
        watch.going()?;
    }
    books.close()
}

/// A tally without its lives.
fn new_tally(model: &Model, grain: Grain) -> Result<Tally<'_>, Unanswered> {
    model.watch.going()?;
    let rules = &model.rules;
    let groups = groups(model)?;
    let counts = groups.iter().map(|group| u64::from(group.count));
    let scale = Scale::new(rules, model.crowd.count() + counts.sum::<u64>(), most(model, &groups))?;
    let layout = Layout::new(rules, &scale);
    let accounts = Accounts::new(model, &groups, grain);
    let (lives, population, groups_of) = (Vec::new(), Vec::new(), ByLife::new(&[], 0, &model.watch));
    Ok(Tally { model, rules, scale, layout, accounts, groups, lives, population, groups_of })
}

/// Finds the distinct lives of cases and groups; false when one has no entry pay, or the watch is
/// stopped.
fn find_lives(tally: &mut Tally<'_>) -> Result<bool, Fault> {
    let mut known: Numbered<Life> = Numbered::default();
    let mut found = true;
    let last = tally.rules.last_month();
    let mut life_of = |case: &Case<'_>| {
        // What a life needs ends with the last month of whoever lives it.
        let (life, problem) = tally.life_of_case(case, case.left.unwrap_or(last));
        found &= problem.is_none();
        known.number(&life)
    };
    let watch = &tally.model.watch;
    let mut lives_of = |piece: &Piece| {
        let cases = piece.cases().take_while(|_| !watch.is_stopped());
        cases.map(|case| life_of(&case)).collect()
    };
    let pieces = tally.model.crowd.pieces.iter();
    let pieces: Vec<(&Piece, Vec<u32>)> = pieces.map(|piece| (piece, lives_of(piece))).collect();
    if watch.is_stopped() {
        return Ok(false);
    }
    // Of leaves that are alike, one is worked out.
    let groups = (0..).zip(&tally.groups).filter(|(_, group)| !tally.accounts.is_alike(group.leaf));
    let groups: Vec<_> = groups.map(|(place, group)| (life_of(&group.case()), place)).collect();
    let count = known.len();
    let population = on_threads(tally.model.threads, &pieces, |(piece, of_case)| {
        let lives = Lives { of_case, count };
        Population::new(tally.rules, &tally.accounts, piece, &lives, tally.counts_held(), watch)
    });
    let groups_of = ByLife::new(&groups, count, watch);
    let found = found && !watch.is_stopped();
    tally.population = population.into_iter().collect::<Result<_, _>>()?;
    tally.groups_of = groups_of;
    tally.lives = known.into_keys();
    Ok(found)
}

impl Tally<'_> {
    /// The accounts in stretches whose sums take a bounded room. Nearly always it is one; many
    /// stations, years and odd chances make more, and then lives are worked out for each anew.
    fn batches(&self) -> Vec<Range<usize>> {
        /// In lanes of eight bytes, for each thread.
        const ROOM: usize = 1 << 25;
        let accounts = self.accounts.class.len();
        let step = (ROOM / self.layout.len().max(1)).max(1);
        let batches = (0..accounts.max(1)).step_by(step);
        batches.map(|first| first..accounts.min(first + step)).collect()
    }

    /// Adds all lives up at some accounts, on the model's threads.
    fn sums(&self, accounts: &Range<usize>) -> Sums {
        let shares = self.shares();
        let sums = on_threads(self.model.threads, &shares, |lives| {
            Adder::new(self, accounts).add_lives(lives.clone())
        });
        let mut sums = sums.into_iter();
        let first = sums.next().unwrap_or_else(|| Sums::new(self, accounts));
        sums.fold(first, Sums::add)
    }

    /// The lives in stretches of about the same work, one for each thread.
    fn shares(&self) -> Vec<Range<usize>> {
        /// What a life takes besides its people, in people.
        const LIFE: usize = 100;
        let size = |life: usize| {
            let people = self.population.iter().map(|people| people.len(life));
            people.sum::<usize>() + self.groups_of.of(life).len() + LIFE
        };
        let sizes: Vec<usize> = (0..self.lives.len()).map(size).collect();
        let share = sizes.iter().sum::<usize>() / self.model.threads.get() + 1;
        let (mut shares, mut first, mut sum) = (Vec::new(), 0, 0);
        for (life, size) in sizes.iter().enumerate() {
            sum += size;
            if sum >= share || life + 1 == sizes.len() {
                shares.push(first..life + 1);
                (first, sum) = (life + 1, 0);
            }
        }
        shares
    }
}
