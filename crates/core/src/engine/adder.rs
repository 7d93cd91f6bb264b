//! Works each life out once and adds it up as often as there are people who live it.

use std::ops::Range;

use super::{
    figures::{LifeYear, Scratch, Tenure},
    life::{Life, Walk, WalkYear},
    tally::{Tally, starts_in_force},
};
use crate::{base::lanes::add_times, faults::error::Fault, values::month::Month};

/// The sums of some lives at some accounts.
pub(crate) struct Sums {
    pub(crate) accounts: Range<usize>,
    /// A vector for each account.
    pub(crate) vectors: Vec<u64>,
    /// For each account and year of the horizon, how many are first exposed to the leave rate in it.
    exposed: Vec<u64>,
    /// Whether a life could not be worked out, or the watch is stopped: then nothing of it is used.
    pub(crate) failed: bool,
    /// Whether that is a fault of the library's.
    pub(crate) fault: Option<Fault>,
}

impl Sums {
    pub(crate) fn new(tally: &Tally<'_>, accounts: &Range<usize>) -> Sums {
        Sums {
            accounts: accounts.clone(),
            vectors: vec![0; accounts.len() * tally.layout.len()],
            exposed: vec![0; accounts.len() * tally.rules.parts.len()],
            failed: false,
            fault: None,
        }
    }

    /// Both together; sums of parts of the people are never more than those of all.
    pub(crate) fn add(mut self, other: Sums) -> Sums {
        add_times(&mut self.vectors, &other.vectors, 1);
        add_times(&mut self.exposed, &other.exposed, 1);
        self.failed |= other.failed;
        self.fault = self.fault.or(other.fault);
        self
    }
}

/// Works lives out and adds them up.
pub(crate) struct Adder<'t, 'm> {
    tally: &'t Tally<'m>,
    sums: Sums,
    walk: Walk,
    scratch: Scratch,
    /// The vector of the life at hand for each class, and the years that it has.
    vectors: Vec<Vec<u64>>,
    years: Range<usize>,
    /// The last year of those who leave in a month, for each class.
    last_years: Vec<LastYear>,
    /// How many of the life at hand each account has; and which accounts have any, by class.
    present: Vec<u64>,
    touched: Vec<Vec<usize>>,
    /// The classes that have any.
    classes: Vec<usize>,
    /// How many of them leave in each year of the horizon, and each of them.
    leave: Vec<u64>,
    leavers: Vec<Leaver>,
    /// How many live the life at hand.
    people: u64,
}

/// Somebody who leaves in a month of the horizon.
#[derive(Clone, Copy)]
struct Leaver {
    left: Month,
    class: usize,
    account: usize,
}

/// The last year of those who leave in a month.
#[derive(Clone, Default)]
struct LastYear {
    left: Option<Month>,
    block: Vec<u64>,
}

/// A walk, and the year that it is at.
#[derive(Clone, Copy)]
struct Walked<'w> {
    walk: &'w Walk,
    year: &'w WalkYear,
}

impl<'t, 'm> Adder<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, accounts: &Range<usize>) -> Adder<'t, 'm> {
        let classes = tally.rules.classes.len();
        Adder {
            tally,
            sums: Sums::new(tally, accounts),
            walk: Walk::default(),
            scratch: Scratch::default(),
            vectors: vec![Vec::new(); classes],
            years: 0..0,
            last_years: vec![LastYear::default(); classes],
            present: vec![0; accounts.len()],
            touched: vec![Vec::new(); classes],
            classes: Vec::new(),
            leave: vec![0; accounts.len() * tally.rules.parts.len()],
            leavers: Vec::new(),
            people: 0,
        }
    }

    pub(crate) fn add_lives(mut self, lives: Range<usize>) -> Sums {
        for life in lives {
            self.add_life(life);
            if self.sums.failed {
                break;
            }
            self.tally.model.watch.advance();
        }
        self.sums
    }

    fn add_life(&mut self, place: usize) {
        let (tally, rules) = (self.tally, self.tally.rules);
        let life = &tally.lives[place];
        let Some(last) = self.gather(place) else { return };
        let start = life.hired.max(rules.first_month());
        let classes = std::mem::take(&mut self.classes);
        self.sums.failed |= classes.iter().any(|class| !starts_in_force(rules, *class, start).is_empty());
        let certain = &tally.scale.year(rules, start.year()).certain;
        let ends = tally.contract_ends(life.hired);
        let tenure = Tenure { life, left: None, contract_ends: &ends };
        self.years = 0..0;
        let mut walk = std::mem::take(&mut self.walk);
        walk.walk(life, last, tally.under(), certain, |walk, year| {
            let added = self.add_year(Walked { walk, year }, &classes, &tenure);
            self.sums.fault = self.sums.fault.or(added.err());
        });
        let stopped = tally.model.watch.is_stopped();
        self.sums.failed |= !walk.problems.is_empty() || stopped || self.sums.fault.is_some();
        self.walk = walk;
        if !self.sums.failed {
            classes.iter().for_each(|class| self.add_full_years(*class, life));
            self.leavers.clear();
        }
        self.classes = classes;
        self.classes.clear();
    }

    /// Finds how many people of a life each account has and when they leave, and the last month of any.
    fn gather(&mut self, life: usize) -> Option<Month> {
        let (tally, rules) = (self.tally, self.tally.rules);
        let years = rules.parts.len();
        let (accounts, touched, present) = (&self.sums.accounts, &mut self.touched, &mut self.present);
        let classes = &mut self.classes;
        let class_of = |place: usize| tally.accounts.class[accounts.start + place];
        let place =
            |account: u32| (account as usize).checked_sub(accounts.start).filter(|at| *at < accounts.len());
        let (mut people, mut leaving) = (0, 0);
        let mut put = |account: u32, times: u64, count: u64| {
            let Some(place) = place(account) else { return };
            if present[place] == 0 {
                let touched = &mut touched[class_of(place)];
                if touched.is_empty() {
                    classes.push(class_of(place));
                }
                touched.push(place);
            }
            present[place] += times * count;
            people += count;
        };
        let times = tally.times(false);
        for population in &tally.population {
            population.present(life, |account, count| put(account, times, count));
            for &(left, account) in population.leavers.of(life) {
                let Some(place) = place(account) else { continue };
                self.leave[place * years + rules.place(left.year())] += times;
                self.leavers.push(Leaver { left, class: class_of(place), account: place });
                leaving += 1;
            }
        }
        for &group in tally.groups_of.of(life) {
            let group = &tally.groups[group as usize];
            match tally.accounts.find(group.leaf) {
                Some(account) => put(account, tally.times(group.hire.is_none()), group.count.into()),
                None => self.sums.fault = Some(Fault::here("the leaf of every hire has an account")),
            }
        }
        // In order, piece by piece: runs, which sorting merges.
        self.leavers.sort_by_key(|leaver| leaver.left);
        let last_left = self.leavers.last().map(|leaver| leaver.left);
        self.people = people;
        if people > leaving { Some(rules.last_month()) } else { last_left }
    }

    /// Takes a year of the life at hand: one for each class, and the last year of those who leave.
    fn add_year(&mut self, walked: Walked<'_>, classes: &[usize], tenure: &Tenure<'_>) -> Result<(), Fault> {
        let (tally, layout) = (self.tally, &self.tally.layout);
        let year = walked.year.year;
        let place = tally.rules.place(year);
        let block = layout.start(place)..layout.start(place + 1);
        if self.years.is_empty() {
            self.years = place..place;
        }
        self.years.end = place + 1;
        // In the year in which the last of them leaves nobody is there to its end, and a life has no standards
        // for months in which nobody lives it.
        let left = self.leavers.partition_point(|leaver| leaver.left.year() <= year) as u64;
        let somebody_stays = self.people > left;
        for &class in classes.iter().take_while(|_| !tally.model.watch.is_stopped()) {
            let vector = &mut self.vectors[class];
            vector.resize(layout.len(), 0);
            vector[block.clone()].fill(0);
            if !somebody_stays {
                continue;
            }
            let life_year = tally.life_year(class, walked, tenure);
            life_year.add(&mut self.scratch, &mut vector[block.clone()])?;
        }
        // The years of those who leave are like those of one who stays, but for the last.
        let times = tally.times(false);
        classes.iter().for_each(|class| self.last_years[*class].left = None);
        let begin = self.leavers.partition_point(|leaver| leaver.left.year() < year);
        let of_year = self.leavers[begin..].iter().take_while(|leaver| leaver.left.year() == year);
        for &Leaver { left, class, account } in of_year {
            if tally.model.watch.is_stopped() {
                return Ok(());
            }
            let last_year = &mut self.last_years[class];
            if last_year.left != Some(left) {
                last_year.left = Some(left);
                last_year.block.clear();
                last_year.block.resize(block.len(), 0);
                let tenure = Tenure { left: Some(left), ..*tenure };
                let life_year = tally.life_year(class, walked, &tenure);
                life_year.add(&mut self.scratch, &mut last_year.block)?;
            }
            let sum = &mut self.sums.vectors[account * layout.len()..][..layout.len()];
            add_times(&mut sum[block.clone()], &last_year.block, times);
        }
        Ok(())
    }

    /// Adds the vector at hand: each year as often as there are people who don't leave in or before it.
    fn add_full_years(&mut self, class: usize, life: &Life) {
        let (tally, layout) = (self.tally, &self.tally.layout);
        let years = tally.rules.parts.len();
        let exposed = tally.rules.place(tally.exposed_from(life.hired));
        let vector = &self.vectors[class];
        for account in self.touched[class].drain(..) {
            let mut times = std::mem::take(&mut self.present[account]);
            if life.exposed {
                self.sums.exposed[account * years + exposed] += times;
            }
            let sum = &mut self.sums.vectors[account * layout.len()..][..layout.len()];
            let leave = &mut self.leave[account * years..][..years];
            if leave.iter().all(|times| *times == 0) {
                let stretch = layout.start(self.years.start)..layout.start(self.years.end);
                add_times(&mut sum[stretch.clone()], &vector[stretch], times);
                continue;
            }
            for year in self.years.clone() {
                times -= std::mem::take(&mut leave[year]);
                let block = layout.start(year)..layout.start(year + 1);
                add_times(&mut sum[block.clone()], &vector[block], times);
            }
        }
    }

    /// Adds those who replace leavers: of somebody exposed from a year on, the chance that the post
    /// is refilled in any January after it is the leave rate, whoever holds it by then (rule 9). The sums have
    /// failed when their life can't be worked out, or the watch is stopped.
    pub(crate) fn add_refills(mut self, sums: &mut Sums) {
        let tally = self.tally;
        let (length, years) = (tally.layout.len(), tally.rules.parts.len());
        let mut by_class: Vec<Vec<usize>> = vec![Vec::new(); tally.rules.classes.len()];
        for (account, class) in tally.accounts.class[sums.accounts.clone()].iter().enumerate() {
            by_class[*class].push(account);
        }
        for (class, accounts) in by_class.into_iter().enumerate() {
            let exposed = |account: usize, year: usize| sums.exposed[account * years + year];
            let somebody = |year: &usize| accounts.iter().any(|&account| exposed(account, *year) > 0);
            let Some(earliest) = (0..years).find(somebody) else { continue };
            // From the last year back: who is exposed earlier is replaced in all later Januaries too.
            let mut later = vec![0; length];
            for year in (earliest..years).rev() {
                if year + 1 < years {
                    let added = self.add_refill(class, year + 1, &mut later);
                    sums.failed |= added != Ok(true);
                    sums.fault = sums.fault.or(added.err());
                    if sums.failed {
                        return;
                    }
                }
                for &account in &accounts {
                    let times = sums.exposed[account * years + year];
                    if times > 0 {
                        add_times(&mut sums.vectors[account * length..][..length], &later, times);
                    }
                }
            }
        }
    }

    /// Adds those hired in January of a year in the place of leavers to a vector; false when their
    /// life can't be worked out, or the watch is stopped.
    fn add_refill(&mut self, class: usize, year: usize, vector: &mut [u64]) -> Result<bool, Fault> {
        let tally = self.tally;
        let Some(hired) = tally.rules.years().nth(year) else { return Ok(true) };
        let (life, problem) = tally.refill_life(hired);
        let ends = tally.contract_ends(life.hired);
        let tenure = Tenure { life: &life, left: None, contract_ends: &ends };
        let scratch = &mut self.scratch;
        let mut added = Ok(());
        tally.walk_refill(&mut self.walk, &life, year, |walk, year| {
            let place = tally.rules.place(year.year);
            let block = &mut vector[tally.layout.start(place)..tally.layout.start(place + 1)];
            added = added.and(tally.life_year(class, Walked { walk, year }, &tenure).add(scratch, block));
        });
        added?;
        tally.layout.carry(vector, &tally.scale);
        Ok(problem.is_none() && self.walk.problems.is_empty() && !tally.model.watch.is_stopped())
    }
}

impl Tally<'_> {
    /// How often each of a group counts: a filled post by the part of it that is not vacant.
    fn times(&self, filled: bool) -> u64 {
        let vacancy = self.scale.chances.vacancy;
        u64::from(if filled { vacancy.miss() } else { vacancy.of })
    }

    fn life_year<'y>(
        &'y self,
        class: usize,
        Walked { walk, year }: Walked<'y>,
        tenure: &'y Tenure<'y>,
    ) -> LifeYear<'y> {
        let (rules, scale, layout) = (self.rules, &self.scale, &self.layout);
        let terms = &rules.classes[class].years[rules.place(year.year)];
        LifeYear { rules, scale, layout, terms, walk, year, tenure, watch: &self.model.watch }
    }
}
