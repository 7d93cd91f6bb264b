//! From cases to a ledger: the distinct lives of a plan, and who lives them.
//!
//! The way on: `accounts.rs` says where people are added up, `adder.rs` works each life out once and
//! adds it as often as there are people who live it, `books.rs` rounds at the leaf and keeps the
//! ledger.

use std::ops::Range;

use crate::{
    Amount, Errors, Month, Rate, Refill, Year,
    accounts::Accounts,
    adder::{Adder, Sums},
    books::Books,
    calculate,
    chance::{Scale, multiplied},
    crowd::{Case, Piece, leaf, on_threads},
    figures::Layout,
    ledger::{Grain, Ledger},
    life::{Grades, Life, Problem, Walk, WalkYear},
    maps::Map,
    model::Model,
    norm,
    pay::MOST,
    population::{ByLife, Population},
    rulebook::Rulebook,
};

/// Posts that a hire or a fill brings, all alike.
pub(crate) struct Group {
    pub(crate) leaf: u32,
    pub(crate) month: Month,
    pub(crate) pay: Option<Amount>,
    pub(crate) count: u32,
    /// The hire's index; a filled post has none.
    pub(crate) hire: Option<usize>,
}

impl Group {
    /// Their case.
    pub(crate) fn case(&self) -> Case<'static> {
        entry_case(self.month, self.pay)
    }
}

/// The case of somebody hired in a month of the horizon.
fn entry_case(hired: Month, pay: Option<Amount>) -> Case<'static> {
    Case { hired, exposed: true, pay, pay_year: hired.year(), grades: &[] }
}

/// What a model's calculation rests on.
pub(crate) struct Tally<'m> {
    pub(crate) model: &'m Model,
    pub(crate) rules: &'m Rulebook,
    pub(crate) scale: Scale,
    pub(crate) layout: Layout,
    pub(crate) accounts: Accounts,
    pub(crate) groups: Vec<Group>,
    /// The distinct lives.
    pub(crate) lives: Vec<Life>,
    /// Who lives them: the rows, piece by piece, and the groups.
    pub(crate) population: Vec<Population>,
    pub(crate) groups_of: ByLife<u32>,
}

/// The ledger of a model, as fine as asked for.
pub(crate) fn ledger(model: &Model, grain: Grain) -> Result<Ledger, Errors> {
    let tally = Tally::new(model, grain)?;
    let mut books = Books::new(&tally, grain);
    let (batches, watch) = (tally.batches(), &model.watch);
    watch.announce(tally.lives.len() * batches.len() + books.leaves());
    for accounts in batches {
        let mut sums = tally.sums(&accounts);
        let failed = sums.failed || tally.refills() && !Adder::new(&tally, &accounts).add_refills(&mut sums);
        if failed {
            return Err(calculate::problems(&tally));
        }
        books.add(&sums);
        watch.going()?;
    }
    books.close()
}

impl<'m> Tally<'m> {
    fn new(model: &'m Model, grain: Grain) -> Result<Tally<'m>, Errors> {
        model.watch.going()?;
        let rules = &model.rules;
        let groups = groups(model);
        let counts = groups.iter().map(|group| u64::from(group.count));
        let scale = Scale::new(rules, model.crowd.people() + counts.sum::<u64>(), most(model, &groups));
        let layout = Layout::new(rules, &scale);
        let accounts = Accounts::new(model, &groups, grain);
        let (lives, population, groups_of) = (Vec::new(), Vec::new(), ByLife::new(&[], 0, &model.watch));
        let mut tally = Tally { model, rules, scale, layout, accounts, groups, lives, population, groups_of };
        if tally.find_lives() { Ok(tally) } else { Err(calculate::problems(&tally)) }
    }

    /// Finds the distinct lives of cases and groups; false when one has no entry pay, or the watch is
    /// stopped.
    fn find_lives(&mut self) -> bool {
        let mut known: Map<Life, u32> = Map::default();
        let mut lives = Vec::new();
        let mut found = true;
        let last = self.rules.last_month();
        let mut life_of = |case: &Case<'_>| {
            let (life, problem) = self.life_of_case(case, last);
            found &= problem.is_none();
            *known.entry(life).or_insert_with_key(|life| {
                lives.push(life.clone());
                lives.len() as u32 - 1
            })
        };
        let watch = &self.model.watch;
        let mut lives_of = |piece: &Piece| {
            let cases = piece.cases().take_while(|_| !watch.is_stopped());
            cases.map(|case| life_of(&case)).collect()
        };
        let pieces = self.model.crowd.pieces.iter();
        let pieces: Vec<(&Piece, Vec<u32>)> = pieces.map(|piece| (piece, lives_of(piece))).collect();
        if watch.is_stopped() {
            return false;
        }
        // Of leaves that are alike, one is worked out.
        let groups = (0..).zip(&self.groups).filter(|(_, group)| !self.accounts.alike.contains(&group.leaf));
        let groups: Vec<_> = groups.map(|(place, group)| (life_of(&group.case()), place)).collect();
        self.population = on_threads(self.model.threads, &pieces, |(piece, life_of)| {
            Population::new(
                self.rules,
                &self.accounts,
                piece,
                (life_of, lives.len()),
                (self.counts_held(), watch),
            )
        });
        self.groups_of = ByLife::new(&groups, lives.len(), watch);
        self.lives = lives;
        found && !watch.is_stopped()
    }

    /// Whether posts held are counted by leaf: where leaves share accounts and there is a norm.
    pub(crate) fn counts_held(&self) -> bool {
        self.accounts.shared && self.rules.norms.first().is_some()
    }

    /// What the figures of a case rest on under these rules, up to a last month; and the problem
    /// when there is no entry pay.
    pub(crate) fn life_of_case(&self, case: &Case<'_>, last: Month) -> (Life, Option<Problem>) {
        let rules = self.rules;
        // Without pay it is entry pay, the standard in force in the month of hire (rule 4).
        let pay = case.pay.or_else(|| rules.subsidy.in_force(case.hired).map(|entry| entry.standard));
        let mut life = Life {
            hired: case.hired,
            // Where nobody leaves by chance, who has a month of leaving lives like everybody.
            exposed: case.exposed && self.scale.leave.hit > 0,
            pay: pay.map_or(0, |pay| pay.fen().0.unsigned_abs()),
            pay_year: case.pay_year,
            grades: Grades::default(),
            indexed: rules.indexed_runs(case.hired.max(rules.first_month()), last),
        };
        let asked = life.asked_from(rules);
        for &(year, grade) in case.grades {
            let Some(rule) = rules.appraisal(year) else { continue };
            if year >= asked && year < rules.last && rule.counts(case.hired, year) {
                life.grades.note(year, rule.passes(grade));
            }
        }
        (life, pay.is_none().then_some(Problem::NoSubsidy(case.hired)))
    }

    /// Who replaces leavers of the December before a year (rule 9), and the problem if there is no
    /// entry pay.
    pub(crate) fn refill_life(&self, year: Year) -> (Life, Option<Problem>) {
        self.life_of_case(&entry_case(*year.months().start(), None), self.rules.last_month())
    }

    /// Whether leavers by chance are replaced.
    pub(crate) fn refills(&self) -> bool {
        self.rules.assumptions.refill == Refill::January && self.scale.leave.hit > 0
    }

    /// The year in whose December somebody hired in a month is first exposed to the leave rate.
    pub(crate) fn exposed_from(&self, hired: Month) -> Year {
        hired.year().max(self.rules.from)
    }

    /// Works out who replaces leavers in January of the year with this place: each is there with the
    /// chance that somebody leaves in the December before.
    pub(crate) fn walk_refill(
        &self,
        walk: &mut Walk,
        life: &Life,
        year: usize,
        show: impl FnMut(&Walk, &WalkYear),
    ) {
        let (scale, before) = (&self.scale, &self.scale.years[year - 1]);
        let mut start = before.certain.clone();
        let factor = u64::from(scale.pass.of) * u64::from(scale.leave.hit);
        multiplied(&mut start, 0..before.lanes, factor, scale.bits, scale.years[year].lanes);
        let last = self.rules.last_month();
        let rules = (self.rules, scale, &*self.model.watch);
        walk.walk(life, last, rules, &start[before.lanes..], show);
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

    /// How the posts held in December change from year to year, leaf by leaf; only where it is
    /// counted that way.
    pub(crate) fn held_changes(&self) -> Vec<i64> {
        let width = self.rules.parts.len() + 1;
        let mut held = vec![0; if self.counts_held() { self.accounts.of_leaf.len() * width } else { 0 }];
        for population in &self.population {
            held.iter_mut().zip(&population.held).for_each(|(sum, change)| *sum += i64::from(*change));
        }
        for group in self.groups.iter().filter(|_| self.counts_held()) {
            held[group.leaf as usize * width + self.rules.place(group.month.year())] +=
                i64::from(group.count);
        }
        held
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

/// What hires and fills bring.
fn groups(model: &Model) -> Vec<Group> {
    let rules = &model.rules;
    let index = crate::check::station_index(&model.plan.stations);
    let station = |code| index.get(&code).copied().unwrap_or_default();
    let hires: Vec<_> = model.plan.hires.iter().map(|hire| (station(hire.station), hire)).collect();
    let filled = norm::fill(rules, &model.plan.stations, &model.crowd, &hires);
    let hired = hires.iter().enumerate().map(|(place, (station, hire))| Group {
        leaf: leaf(*station, hire.post),
        month: hire.month,
        pay: hire.pay,
        count: hire.count.get(),
        hire: Some(place),
    });
    let filled = filled.iter().map(|filled| Group {
        leaf: leaf(filled.station, filled.post),
        month: filled.month,
        pay: None,
        count: filled.count,
        hire: None,
    });
    // Filled posts that are vacant for certain are nobody's (rule 9).
    let vacant = rules.assumptions.vacancy_rate == Rate::ONE;
    hired.chain(filled.filter(|_| !vacant)).collect()
}

/// The largest amount that anybody's pay or standard can reach (rule 4), in fen a year.
fn most(model: &Model, groups: &[Group]) -> u64 {
    let rules = &model.rules;
    let fen = |amount: Amount| amount.fen().0.unsigned_abs();
    let subsidy = &model.plan.programme.subsidy;
    let standards = subsidy.iter().map(|entry| entry.says.standard);
    let mut most = standards.chain(groups.iter().filter_map(|group| group.pay)).map(fen).max().unwrap_or(0);
    let mut year = subsidy.iter().map(|entry| entry.from.year()).fold(rules.first, Year::min);
    for case in model.crowd.cases() {
        most = case.pay.map_or(most, |pay| most.max(fen(pay)));
        year = year.min(case.pay_year);
    }
    while year < rules.last {
        year = year.next();
        let millionths = rules.raise(year).map_or(0, |raise| raise.millionths);
        let raised = u128::from(most) * u128::from(1_000_000 + millionths) / 1_000_000 + 1;
        most = u64::try_from(raised).unwrap_or(MOST).min(MOST);
    }
    most
}
