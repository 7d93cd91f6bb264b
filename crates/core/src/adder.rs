//! Works each life out once and adds it up as often as there are people who live it.

use std::ops::Range;

use crate::{
    Month,
    calculate::starts_in_force,
    figures::{LifeYear, Scratch, Tenure, add_times, contract_ends},
    life::{Life, Walk, WalkYear},
    tally::Tally,
};

/// The sums of some lives.
pub(crate) struct Sums {
    /// A vector for each account.
    pub(crate) accounts: Vec<u64>,
    /// For each account and year of the horizon, how many are first exposed to the leave rate in it.
    exposed: Vec<u64>,
    /// For each leaf and year, how the posts held in December change; only where it is asked for.
    pub(crate) held: Vec<i64>,
    /// Whether a life could not be worked out.
    pub(crate) failed: bool,
}

impl Sums {
    pub(crate) fn new(tally: &Tally<'_>) -> Sums {
        let (accounts, years) = (tally.accounts.class.len(), tally.rules.parts.len());
        let leaves = if tally.counts_held() { tally.accounts.of_leaf.len() } else { 0 };
        Sums {
            accounts: vec![0; accounts * tally.layout.len()],
            exposed: vec![0; accounts * years],
            held: vec![0; leaves * (years + 1)],
            failed: false,
        }
    }

    /// Both together; sums of parts of the people are never more than those of all.
    pub(crate) fn add(mut self, other: Sums) -> Sums {
        add_times(&mut self.accounts, &other.accounts, 1);
        add_times(&mut self.exposed, &other.exposed, 1);
        self.held.iter_mut().zip(&other.held).for_each(|(sum, change)| *sum += change);
        self.failed |= other.failed;
        self
    }
}

/// Works lives out and adds them up.
pub(crate) struct Adder<'t, 'm> {
    tally: &'t Tally<'m>,
    sums: Sums,
    walk: Walk,
    scratch: Scratch,
    /// The vector of a life.
    vector: Vec<u64>,
    /// The last year of one who leaves.
    last_year: Vec<u64>,
    /// How many of the life at hand each account has; and which accounts have any, by class.
    present: Vec<u64>,
    touched: Vec<Vec<u32>>,
    /// How many of them leave in each year of the horizon.
    leave: Vec<u64>,
    leavers: Vec<(Month, u32)>,
}

impl<'t, 'm> Adder<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>) -> Adder<'t, 'm> {
        let (accounts, years) = (tally.accounts.class.len(), tally.rules.parts.len());
        Adder {
            tally,
            sums: Sums::new(tally),
            walk: Walk::default(),
            scratch: Scratch::default(),
            vector: vec![0; tally.layout.len()],
            last_year: Vec::new(),
            present: vec![0; accounts],
            touched: vec![Vec::new(); tally.rules.classes.len()],
            leave: vec![0; accounts * years],
            leavers: Vec::new(),
        }
    }

    pub(crate) fn add_lives(mut self, lives: Range<usize>) -> Sums {
        for life in lives {
            self.add_life(life);
            if self.sums.failed {
                break;
            }
        }
        self.sums
    }

    fn add_life(&mut self, place: usize) {
        let (tally, rules) = (self.tally, self.tally.rules);
        let life = &tally.lives[place];
        let Some(last) = self.gather(place) else { return };
        let start = life.hired.max(rules.first_month());
        let certain = &tally.scale.year(rules, start.year()).certain;
        self.walk.walk(life, last, rules, &tally.scale, certain);
        self.sums.failed |= !self.walk.problems.is_empty();
        let ends = contract_ends(rules, life.hired);
        let tenure = Tenure { life, left: None, contract_ends: &ends };
        for class in 0..rules.classes.len() {
            if self.touched[class].is_empty() {
                continue;
            }
            self.sums.failed |= !starts_in_force(rules, class, start).is_empty();
            if self.sums.failed {
                return;
            }
            let stretch = self.stretch();
            self.vector[stretch].fill(0);
            add_years(tally, (&self.walk, &mut self.scratch), class, &tenure, &mut self.vector);
            self.add_last_years(class, &tenure);
            self.add_full_years(class, life);
        }
        self.leavers.clear();
    }

    /// Finds how many people of a life each account has and when they leave, and the last month of any.
    fn gather(&mut self, life: usize) -> Option<Month> {
        let tally = self.tally;
        let rules = tally.rules;
        let years = rules.parts.len();
        let hired = rules.place(tally.lives[life].hired.year());
        let (accounts, touched, present) = (&tally.accounts, &mut self.touched, &mut self.present);
        let (mut people, mut leaving) = (0, 0);
        let mut put = |account: u32, times: u64| {
            let count = &mut present[account as usize];
            if *count == 0 {
                touched[accounts.class[account as usize]].push(account);
            }
            *count += times;
        };
        let times = tally.times(false);
        for population in &tally.population {
            population.present(life, |account, count| {
                put(account, times * count);
                people += count;
            });
            for &(left, account) in population.leavers.of(life) {
                self.leave[account as usize * years + rules.place(left.year())] += times;
                self.leavers.push((left, account));
                leaving += 1;
            }
        }
        for &group in tally.groups_of.of(life) {
            let group = &tally.groups[group as usize];
            let count = u64::from(group.count);
            put(accounts.of_leaf[group.leaf as usize], tally.times(group.hire.is_none()) * count);
            people += count;
            if tally.counts_held() {
                self.sums.held[group.leaf as usize * (years + 1) + hired] += i64::from(group.count);
            }
        }
        self.leavers.sort_unstable();
        if people > leaving { Some(rules.last_month()) } else { self.leavers.last().map(|(left, _)| *left) }
    }

    /// The years of the walk at hand, as places.
    fn years(&self) -> Range<usize> {
        let place = |year: &WalkYear| self.tally.rules.place(year.year);
        let first = self.walk.years.first().map_or(0, place);
        first..self.walk.years.last().map_or(first, |year| place(year) + 1)
    }

    fn stretch(&self) -> Range<usize> {
        let years = self.years();
        self.tally.layout.start(years.start)..self.tally.layout.start(years.end)
    }

    /// Adds the vector at hand: each year as often as there are people who don't leave in or before it.
    fn add_full_years(&mut self, class: usize, life: &Life) {
        let tally = self.tally;
        let (length, years) = (tally.layout.len(), tally.rules.parts.len());
        let exposed = tally.rules.place(tally.exposed_from(life.hired));
        let (stretch, its_years) = (self.stretch(), self.years());
        for account in self.touched[class].drain(..) {
            let account = account as usize;
            let mut times = std::mem::take(&mut self.present[account]);
            if life.exposed {
                self.sums.exposed[account * years + exposed] += times;
            }
            let sum = &mut self.sums.accounts[account * length..][..length];
            let leave = &mut self.leave[account * years..][..years];
            if leave.iter().all(|times| *times == 0) {
                add_times(&mut sum[stretch.clone()], &self.vector[stretch.clone()], times);
                continue;
            }
            for year in its_years.clone() {
                times -= std::mem::take(&mut leave[year]);
                let block = tally.layout.start(year)..tally.layout.start(year + 1);
                add_times(&mut sum[block.clone()], &self.vector[block], times);
            }
        }
    }

    /// Adds the last year of those who leave; the years before are like those of one who stays.
    fn add_last_years(&mut self, class: usize, tenure: &Tenure<'_>) {
        let tally = self.tally;
        let (rules, layout) = (tally.rules, &tally.layout);
        let times = tally.times(false);
        let mut at = None;
        for &(left, account) in &self.leavers {
            let account = account as usize;
            if tally.accounts.class[account] != class {
                continue;
            }
            let place = rules.place(left.year());
            let block = layout.start(place)..layout.start(place + 1);
            if at != Some(left) {
                at = Some(left);
                self.last_year.clear();
                self.last_year.resize(block.len(), 0);
                let Some(year) = self.walk.years.iter().find(|year| year.year == left.year()) else {
                    continue;
                };
                let tenure = Tenure { left: Some(left), ..*tenure };
                let life_year = tally.life_year(class, &self.walk, year, &tenure);
                life_year.add(&mut self.scratch, &mut self.last_year);
            }
            let sum = &mut self.sums.accounts[account * layout.len()..][..layout.len()];
            add_times(&mut sum[block], &self.last_year, times);
        }
    }

    /// Adds those who replace leavers: of somebody exposed from a year on, the chance that the post
    /// is refilled in any January after it is the leave rate, whoever holds it by then (rule 9). False
    /// when their life can't be worked out.
    pub(crate) fn add_refills(mut self, sums: &mut Sums) -> bool {
        let tally = self.tally;
        let (length, years) = (tally.layout.len(), tally.rules.parts.len());
        for class in 0..tally.rules.classes.len() {
            let of_class = |account: &usize| tally.accounts.class[*account] == class;
            let accounts: Vec<usize> = (0..tally.accounts.class.len()).filter(of_class).collect();
            let exposed = |account: usize, year: usize| sums.exposed[account * years + year];
            let somebody = |year: &usize| accounts.iter().any(|&account| exposed(account, *year) > 0);
            let Some(earliest) = (0..years).find(somebody) else { continue };
            // From the last year back: who is exposed earlier is replaced in all later Januaries too.
            let mut later = vec![0; length];
            for year in (earliest..years).rev() {
                if year + 1 < years && !self.add_refill(class, year + 1, &mut later) {
                    return false;
                }
                for &account in &accounts {
                    let times = sums.exposed[account * years + year];
                    if times > 0 {
                        add_times(&mut sums.accounts[account * length..][..length], &later, times);
                    }
                }
            }
        }
        true
    }

    /// Adds those hired in January of a year in the place of leavers to a vector; false when their
    /// life can't be worked out.
    fn add_refill(&mut self, class: usize, year: usize, vector: &mut [u64]) -> bool {
        let tally = self.tally;
        let Some(hired) = tally.rules.years().nth(year) else { return true };
        let (life, problem) = tally.refill_life(hired);
        tally.walk_refill(&mut self.walk, &life, year);
        if problem.is_some() || !self.walk.problems.is_empty() {
            return false;
        }
        let ends = contract_ends(tally.rules, life.hired);
        let tenure = Tenure { life: &life, left: None, contract_ends: &ends };
        add_years(tally, (&self.walk, &mut self.scratch), class, &tenure, vector);
        tally.layout.carry(vector, &tally.scale);
        true
    }
}

impl Tally<'_> {
    /// How often each of a group counts: a filled post by the part of it that is not vacant.
    fn times(&self, filled: bool) -> u64 {
        u64::from(if filled { self.scale.vacancy.miss() } else { self.scale.vacancy.of })
    }

    fn life_year<'y>(
        &'y self,
        class: usize,
        walk: &'y Walk,
        year: &'y WalkYear,
        tenure: &'y Tenure<'y>,
    ) -> LifeYear<'y> {
        let (rules, scale, layout) = (self.rules, &self.scale, &self.layout);
        let terms = &rules.classes[class].years[rules.place(year.year)];
        LifeYear { rules, scale, layout, terms, walk, year, tenure }
    }
}

/// Adds every year of a walk to a vector.
fn add_years(
    tally: &Tally<'_>,
    (walk, scratch): (&Walk, &mut Scratch),
    class: usize,
    tenure: &Tenure<'_>,
    vector: &mut [u64],
) {
    for year in &walk.years {
        let place = tally.rules.place(year.year);
        let block = &mut vector[tally.layout.start(place)..tally.layout.start(place + 1)];
        tally.life_year(class, walk, year, tenure).add(scratch, block);
    }
}
