//! From a model to its ledger.
//!
//! The way on: `group.rs` and `fill.rs` say which posts come, `accounts.rs` where people are added up. `arrivals.rs`
//! brings everybody to the beginning of the horizon, and `gather.rs` on: what is sure flows from state to state
//! (`states.rs`, `flow.rs`); what is left to chance is worked out by distinct life (`life.rs`, `population.rs`,
//! `adder.rs`, `refills.rs`), and those who move one by one (`movers.rs`); `presence.rs` and `held.rs` count who is there. `figures.rs` says what a year comes to,
//! `books.rs` rounds at the leaf and keeps the ledger. `problems.rs` is asked when something is wrong.

use std::ops::Range;

use super::{
    accounts::Accounts,
    adder::{Adder, Lives, Sums},
    books::{Books, NoLedger},
    figures::Layout,
    gather::{Amounts, Gathered, gather},
    group::{groups, most},
    life::Life,
    movers::Movers,
    population::{ByLife, Found, Population},
    problems::problems,
    refills::Refills,
    regions::Regions,
    states::Lost,
    tally::Tally,
};
use crate::{
    base::{numbered::Numbered, threads::on_threads},
    faults::error::{Promised, Unanswered},
    ledger::{account::Grain, ledger::Ledger},
    model::{model::Model, problem::overflow, scale::Scale},
    values::words::By,
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
    let tally = new_tally(model, grain)?;
    let gathered = gather(&tally).map_err(|lost| why(&tally, lost))?;
    let lives = Lives::of(&tally, gathered.iter().filter_map(Gathered::lives).collect());
    let mut gathered = gathered.into_iter();
    let first = gathered.next().promised("one gathering at least")?;
    let Gathered { presence, mut held, amounts } = gathered.fold(first, Gathered::and);
    held.add_movers(&tally);
    held.close();
    let mut books = Books::new(&tally, &held, grain)?;
    let mut movers = Movers::new(&tally);
    let watch = &model.watch;
    if let Amounts::Sums(vectors) = amounts {
        let mut sums = Sums { accounts: 0..tally.accounts.class.len(), vectors, failed: false, fault: None };
        watch.announce(books.leaves());
        presence.add_to_vectors(sums.accounts.clone(), &mut sums.vectors);
        let moved = movers.add(&presence, &sums.accounts.clone(), &mut sums.vectors);
        moved.map_err(|lost| why(&tally, lost))?;
        books.add(&sums);
        watch.going()?;
        return books.close(&movers.unseen);
    }
    let batches = tally.batches();
    watch.announce(lives.lives.len() * batches.len() + books.leaves());
    for accounts in batches {
        let mut sums = lives.sums(&tally, &accounts);
        if let Some(fault) = sums.fault {
            return Err(fault.into());
        }
        if sums.failed {
            return Err(problems(&tally).into());
        }
        presence.add_to_vectors(accounts.clone(), &mut sums.vectors);
        let moved = movers.add(&presence, &accounts, &mut sums.vectors);
        moved.map_err(|lost| why(&tally, lost))?;
        if tally.refills() {
            let added = Refills::new(&tally).add(&presence, accounts, &mut sums.vectors);
            added.map_err(|lost| why(&tally, lost))?;
        }
        books.add(&sums);
        watch.going()?;
    }
    books.close(&movers.unseen)
}

/// Why somebody was lost on the way.
fn why(tally: &Tally<'_>, lost: Lost) -> Unanswered {
    match lost {
        Lost::Problem => problems(tally),
        Lost::Fault(fault) => fault.into(),
    }
}

/// What the calculation rests on.
pub(super) fn new_tally(model: &Model, grain: Grain) -> Result<Tally<'_>, Unanswered> {
    model.watch.going()?;
    let rules = &model.rules;
    let groups = groups(model)?;
    let counts = groups.iter().map(|group| u64::from(group.count));
    let scale = Scale::new(rules, model.crowd.count() + counts.sum::<u64>(), most(model, &groups))?;
    let layout = Layout::new(rules, &scale);
    let by = if grain == Grain::Station { By::Station } else { model.plan.by };
    let regions = Regions::new(&model.plan.stations, by);
    let accounts = Accounts::new(model, &groups, &regions, grain);
    Ok(Tally { model, rules, scale, layout, regions, accounts, groups })
}

impl Tally<'_> {
    /// Whether every year of everybody is sure, and few accounts have all people: then they flow.
    pub(crate) fn is_sure(&self) -> bool {
        /// More accounts are mostly empty for each state.
        const FEW: usize = 256;
        let people =
            self.model.crowd.count() + self.groups.iter().map(|group| u64::from(group.count)).sum::<u64>();
        self.accounts.shared && self.accounts.class.len() <= FEW && people < i32::MAX as u64
    }

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
}

impl Gathered<'_, '_> {
    fn lives(&self) -> Option<(&[Life], &Found)> {
        match &self.amounts {
            Amounts::Sums(_) => None,
            Amounts::Lives { lives, found } => Some((lives, found)),
        }
    }
}

impl Lives {
    /// The lives of some gatherings, each once, and those of hires and fills.
    fn of(tally: &Tally<'_>, gathered: Vec<(&[Life], &Found)>) -> Lives {
        let mut known: Numbered<Life> = Numbered::default();
        let watch = &tally.model.watch;
        let renumbered = gathered.into_iter().map(|(lives, found)| {
            let numbers: Vec<u32> = watch.each(lives).map(|life| known.number(life)).collect();
            (numbers, found)
        });
        let gathered: Vec<(Vec<u32>, &Found)> = renumbered.collect();
        // Of leaves that are alike, one is worked out.
        let groups = (0..).zip(&tally.groups).filter(|(_, group)| !tally.accounts.is_alike(group.leaf));
        let life_of = |(place, group): (u32, &super::group::Group)| {
            let (life, _) = tally.life_of_case(&group.case(), tally.rules.class_of(group.leaf));
            (known.number(&life), place)
        };
        let groups: Vec<(u32, u32)> = groups.map(life_of).collect();
        let (lives, accounts) = (known.len(), tally.accounts.class.len());
        let population = on_threads(tally.model.threads, &gathered, |(numbers, found)| {
            let known = |life: u32| numbers.get(life as usize).copied();
            let people = found.people.iter().filter_map(|(life, account)| Some((known(*life)?, *account)));
            let leavers = found.leavers.iter().filter_map(|(life, leaver)| Some((known(*life)?, *leaver)));
            let found = Found { people: people.collect(), leavers: leavers.collect() };
            Population::new(&found, lives, accounts, watch)
        });
        Lives { lives: known.into_keys(), population, groups: ByLife::new(&groups, lives, watch) }
    }

    /// Adds all lives up at some accounts, on the model's threads.
    fn sums(&self, tally: &Tally<'_>, accounts: &Range<usize>) -> Sums {
        let shares = self.shares(tally);
        let sums = on_threads(tally.model.threads, &shares, |lives| {
            Adder::new(tally, self, accounts).add_lives(lives.clone())
        });
        let mut sums = sums.into_iter();
        let first = sums.next().unwrap_or_else(|| Sums::new(tally, accounts));
        sums.fold(first, Sums::add)
    }

    /// The lives in stretches of about the same work, one for each thread.
    fn shares(&self, tally: &Tally<'_>) -> Vec<Range<usize>> {
        /// What a life takes besides its people, in people.
        const LIFE: usize = 100;
        let size = |life: usize| {
            let people = self.population.iter().map(|people| people.len(life));
            people.sum::<usize>() + self.groups.of(life).len() + LIFE
        };
        let sizes: Vec<usize> = (0..self.lives.len()).map(size).collect();
        let share = sizes.iter().sum::<usize>() / tally.model.threads.get() + 1;
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
