//! Works each life out once and adds it up as often as there are people who live it.

use std::ops::Range;

use super::{
    figures::{Layout, LifeYear, Scratch},
    life::{Life, Walk, WalkYear},
    population::{ByLife, Population},
    tally::{Tally, starts_in_force},
};
use crate::{
    base::lanes::add_times,
    faults::error::Fault,
    values::month::{Month, Months, Year},
};

/// The sums of some lives at some accounts.
pub(crate) struct Sums {
    pub(crate) accounts: Range<usize>,
    /// A vector for each account.
    pub(crate) vectors: Vec<u64>,
    /// Whether a life could not be worked out, or the watch is stopped: then nothing of it is used.
    pub(crate) failed: bool,
    /// Whether that is a fault of the library's.
    pub(crate) fault: Option<Fault>,
}

impl Sums {
    pub(crate) fn new(tally: &Tally<'_>, accounts: &Range<usize>) -> Sums {
        let vectors = vec![0; accounts.len() * tally.layout.len()];
        Sums { accounts: accounts.clone(), vectors, failed: false, fault: None }
    }

    /// Both together; sums of parts of the people are never more than those of all.
    pub(crate) fn add(mut self, other: Sums) -> Sums {
        add_times(&mut self.vectors, &other.vectors, 1);
        self.failed |= other.failed;
        self.fault = self.fault.or(other.fault);
        self
    }
}

/// The distinct lives, and who lives them: the rows, gathering by gathering, and the groups.
pub(crate) struct Lives {
    pub(crate) lives: Vec<Life>,
    pub(crate) population: Vec<Population>,
    pub(crate) groups: ByLife<u32>,
}

/// Works lives out and adds them up.
pub(crate) struct Adder<'t, 'm> {
    tally: &'t Tally<'m>,
    lives: &'t Lives,
    sums: Sums,
    walk: Walk,
    scratch: Scratch,
    /// The amounts of the life at hand for each class, and the years that it has.
    vectors: Vec<Vec<u64>>,
    years: Range<usize>,
    /// What was worked out and waits for being added, account by account.
    waiting: Waiting,
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
    /// The last month of anybody who lives the life at hand, and whether somebody does to the end of the horizon.
    last: Month,
    stays: bool,
}

/// Somebody who leaves in a month of the horizon, or several who do.
#[derive(Clone, Copy)]
struct Leaver {
    left: Month,
    class: usize,
    account: usize,
    times: u64,
}

/// The last year of those who leave in a month.
#[derive(Clone, Default)]
struct LastYear {
    left: Option<Month>,
    vector: Vec<u64>,
}

/// Amounts of lives that wait for being added to the sums of accounts. Taken account by account a sum is brought near
/// the processor once for many lives.
#[derive(Default)]
struct Waiting {
    /// One after the other, all of one length; and the years that each has.
    amounts: Vec<u64>,
    years: Vec<Range<usize>>,
    entries: Vec<Entry>,
}

/// Amounts that are to be added at an account so many times.
#[derive(Clone, Copy, Default)]
struct Entry {
    account: u32,
    /// Their place among all.
    amounts: u32,
    times: u64,
}

impl Waiting {
    /// So much is kept near the processor, in lanes of eight bytes; and so many entries wait at most.
    const ROOM: usize = 1 << 15;
    const ENTRIES: usize = 1 << 20;

    fn is_full(&self) -> bool {
        self.amounts.len() > Waiting::ROOM || self.entries.len() > Waiting::ENTRIES
    }

    /// Adds all and forgets them.
    fn add(&mut self, layout: &Layout, sums: &mut Sums) {
        let mut starts = vec![0; sums.accounts.len() + 1];
        self.entries.iter().for_each(|entry| starts[entry.account as usize + 1] += 1);
        (1..starts.len()).for_each(|account| starts[account] += starts[account - 1]);
        let mut order = vec![Entry::default(); self.entries.len()];
        for entry in &self.entries {
            let place = &mut starts[entry.account as usize];
            order[*place] = *entry;
            *place += 1;
        }
        let length = layout.amounts();
        let mut rest = &order[..];
        let mut before = 0;
        for (end, sum) in starts.iter().zip(sums.vectors.chunks_exact_mut(layout.len())) {
            let (of_account, others) = rest.split_at(end - before);
            (rest, before) = (others, *end);
            for Entry { amounts, times, .. } in of_account {
                let at = *amounts as usize;
                layout.add_years(sum, &self.amounts[at * length..][..length], &self.years[at], *times);
            }
        }
        self.amounts.clear();
        self.years.clear();
        self.entries.clear();
    }
}

/// A walk, and the year that it is at.
#[derive(Clone, Copy)]
pub(crate) struct Walked<'w> {
    pub(crate) walk: &'w Walk,
    pub(crate) year: &'w WalkYear,
}

impl<'t, 'm> Adder<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>, lives: &'t Lives, accounts: &Range<usize>) -> Adder<'t, 'm> {
        let classes = tally.rules.classes.len();
        Adder {
            tally,
            lives,
            sums: Sums::new(tally, accounts),
            walk: Walk::default(),
            scratch: Scratch::default(),
            vectors: vec![Vec::new(); classes],
            years: 0..0,
            waiting: Waiting::default(),
            last_years: vec![LastYear::default(); classes],
            present: vec![0; accounts.len()],
            touched: vec![Vec::new(); classes],
            classes: Vec::new(),
            leave: vec![0; accounts.len() * tally.rules.parts.len()],
            leavers: Vec::new(),
            last: tally.rules.last_month(),
            stays: false,
        }
    }

    pub(crate) fn add_lives(mut self, lives: Range<usize>) -> Sums {
        for life in lives {
            self.add_life(life);
            if self.sums.failed {
                break;
            }
            if self.waiting.is_full() {
                self.waiting.add(&self.tally.layout, &mut self.sums);
            }
            self.tally.model.watch.advance();
        }
        self.waiting.add(&self.tally.layout, &mut self.sums);
        self.sums
    }

    fn add_life(&mut self, place: usize) {
        let (tally, rules) = (self.tally, self.tally.rules);
        let life = &self.lives.lives[place];
        let Some(last) = self.gather(place) else { return };
        let start = life.hired.max(rules.first_month());
        let classes = std::mem::take(&mut self.classes);
        self.sums.failed |= classes.iter().any(|class| !starts_in_force(rules, *class, start).is_empty());
        let certain = &tally.scale.year(rules, start.year()).certain;
        self.years = 0..0;
        let mut walk = std::mem::take(&mut self.walk);
        walk.walk(life, last, tally.under(), certain, |walk, year| {
            let added = self.add_year(Walked { walk, year }, &classes, life);
            self.sums.fault = self.sums.fault.or(added.err());
        });
        let stopped = tally.model.watch.is_stopped();
        self.sums.failed |= !walk.problems.is_empty() || stopped || self.sums.fault.is_some();
        self.walk = walk;
        if !self.sums.failed {
            classes.iter().for_each(|class| self.add_full_years(*class));
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
        for population in &self.lives.population {
            population.present(life, |account, count| put(account, times, count));
            for &(left, account) in population.leavers.of(life) {
                let Some(place) = place(account) else { continue };
                self.leave[place * years + rules.place(left.year())] += times;
                self.leavers.push(Leaver { left, class: class_of(place), account: place, times });
                leaving += 1;
            }
        }
        for &group in self.lives.groups.of(life) {
            let group = &tally.groups[group as usize];
            let Some(account) = tally.accounts.find(group.leaf) else {
                self.sums.fault = Some(Fault::here("the leaf of every hire has an account"));
                continue;
            };
            let (times, count) = (tally.times(group.hire.is_none()), u64::from(group.count));
            put(account, times, count);
            if let Some((left, place)) = group.left.zip(place(account)) {
                let times = times * count;
                self.leave[place * years + rules.place(left.year())] += times;
                self.leavers.push(Leaver { left, class: class_of(place), account: place, times });
                leaving += count;
            }
        }
        // In order, piece by piece: runs, which sorting merges.
        self.leavers.sort_by_key(|leaver| leaver.left);
        let last_left = self.leavers.last().map(|leaver| leaver.left);
        self.stays = people > leaving;
        self.last = if self.stays { rules.last_month() } else { last_left? };
        Some(self.last)
    }

    /// Takes a year of the life at hand: one for each class, and the last year of those who leave.
    fn add_year(&mut self, walked: Walked<'_>, classes: &[usize], life: &Life) -> Result<(), Fault> {
        let (tally, layout) = (self.tally, &self.tally.layout);
        let year = walked.year.year;
        let place = tally.rules.place(year);
        if self.years.is_empty() {
            self.years = place..place;
        }
        self.years.end = place + 1;
        // In the year in which the last of them leaves nobody is there to its end, and a life has no standards
        // for months in which nobody lives it.
        let somebody_stays = self.last > year.month(12) || self.stays;
        for &class in classes.iter().take_while(|_| !tally.model.watch.is_stopped()) {
            let vector = &mut self.vectors[class];
            vector.resize(layout.amounts(), 0);
            let (money, raised) = layout.year(vector, place);
            money.fill(0);
            raised.fill(0);
            if !somebody_stays {
                continue;
            }
            let runs = [tally.months(walked.year.year, life.hired, None)];
            tally.life_year(class, walked, life, &runs).add(&mut self.scratch, vector)?;
        }
        // The years of those who leave are like those of one who stays, but for the last.
        classes.iter().for_each(|class| self.last_years[*class].left = None);
        let begin = self.leavers.partition_point(|leaver| leaver.left.year() < year);
        let of_year = self.leavers[begin..].iter().take_while(|leaver| leaver.left.year() == year);
        for &Leaver { left, class, account, times } in of_year {
            if tally.model.watch.is_stopped() {
                return Ok(());
            }
            let last_year = &mut self.last_years[class];
            if last_year.left != Some(left) {
                last_year.left = Some(left);
                last_year.vector.resize(layout.amounts(), 0);
                let (money, raised) = layout.year(&mut last_year.vector, place);
                money.fill(0);
                raised.fill(0);
                let runs = [tally.months(year, life.hired, Some(left))];
                let life_year = tally.life_year(class, walked, life, &runs);
                life_year.add(&mut self.scratch, &mut last_year.vector)?;
            }
            let sum = &mut self.sums.vectors[account * layout.len()..][..layout.len()];
            layout.add_years(sum, &last_year.vector, &(place..place + 1), times);
        }
        Ok(())
    }

    /// Adds the amounts at hand: each year as often as there are people who don't leave in or before it.
    fn add_full_years(&mut self, class: usize) {
        let (tally, layout) = (self.tally, &self.tally.layout);
        let years = tally.rules.parts.len();
        let amounts = &mut self.vectors[class];
        amounts.resize(layout.amounts(), 0);
        let waits = self.waiting.years.len() as u32;
        for account in self.touched[class].drain(..) {
            let mut times = std::mem::take(&mut self.present[account]);
            let leave = &mut self.leave[account * years..][..years];
            if leave.iter().all(|times| *times == 0) {
                self.waiting.entries.push(Entry { account: account as u32, amounts: waits, times });
                continue;
            }
            let sum = &mut self.sums.vectors[account * layout.len()..][..layout.len()];
            for year in self.years.clone() {
                times -= std::mem::take(&mut leave[year]);
                layout.add_years(sum, amounts, &(year..year + 1), times);
            }
        }
        self.waiting.amounts.extend(&*amounts);
        self.waiting.years.push(self.years.clone());
    }
}

impl Tally<'_> {
    /// How often each of a group counts: a filled post by the part of it that is not vacant.
    pub(crate) fn times(&self, filled: bool) -> u64 {
        let vacancy = self.scale.chances.vacancy;
        u64::from(if filled { vacancy.miss() } else { vacancy.of })
    }

    pub(crate) fn life_year<'y>(
        &'y self,
        class: usize,
        Walked { walk, year }: Walked<'y>,
        life: &'y Life,
        runs: &'y [Months],
    ) -> LifeYear<'y> {
        let (rules, scale, layout) = (self.rules, &self.scale, &self.layout);
        let terms = &rules.classes[class].years[rules.place(year.year)];
        LifeYear { rules, scale, layout, terms, walk, year, life, runs, watch: &self.model.watch }
    }

    /// The months of a year of somebody hired in a month, and who leaves in one of the year, if any.
    pub(crate) fn months(&self, year: Year, hired: Month, left: Option<Month>) -> Months {
        let first = if hired.year() == year { hired.of_year() } else { 1 };
        let left = left.filter(|left| left.year() == year);
        Months { first, last: left.map_or(12, Month::of_year) }
    }
}
