//! From cases to a ledger: works each distinct life out once and adds it up as often as there are
//! people who live it, account by account.

use std::{collections::BTreeMap, ops::Range};

use num_bigint::BigUint;
use num_traits::{One, ToPrimitive};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    Amount, Errors, Month, Post, Refill, Year, calculate,
    chance::{Exact, LeafPart, Scale, is_zero, multiplied},
    crowd::{Case, leaf, on_threads},
    figures::{COUNTS, HEADCOUNT, Layout, Scratch, Tenure, add_times, contract_ends},
    ledger::{Account, Frame, Grain, Ledger, NormSum, Site},
    life::{Life, Problem, Walk},
    model::Model,
    norm::{self, Required},
    notice,
    pay::MOST,
    programme::Timeline,
    rulebook::{POSTS, Rulebook},
    sharing::{self, PartCost},
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
    pub(crate) fn case(&self) -> Case {
        entry_case(self.month, self.pay)
    }
}

/// The case of somebody hired in a month of the horizon.
fn entry_case(hired: Month, pay: Option<Amount>) -> Case {
    Case { hired, exposed: true, pay, pay_year: hired.year(), grades: Vec::new() }
}

/// What a model's calculation rests on.
pub(crate) struct Tally<'m> {
    pub(crate) model: &'m Model,
    pub(crate) rules: &'m Rulebook,
    pub(crate) scale: Scale,
    pub(crate) groups: Vec<Group>,
    /// The distinct lives, and which cases and groups live them.
    pub(crate) lives: Vec<Life>,
    cases_of: Vec<Vec<u32>>,
    groups_of: Vec<Vec<u32>>,
    layout: Layout,
    accounts: Accounts,
}

/// Where people are added up: each leaf has an account, and leaves that are alike share one.
struct Accounts {
    /// The account of each leaf; one without anybody has none.
    of_leaf: Vec<u32>,
    /// The class of each account's stations.
    class: Vec<usize>,
    /// Whether the leaves of a region share one, as nothing is rounded at the leaf.
    shared: bool,
    /// Leaves alike to an earlier one, whose account they have: their people are not added again.
    alike: FxHashSet<u32>,
}

const NO_ACCOUNT: u32 = u32::MAX;

/// The sums of some lives.
struct Sums {
    /// A vector for each account.
    accounts: Vec<u64>,
    /// For each account and year of the horizon, how many are first exposed to the leave rate in it.
    exposed: Vec<u64>,
    /// For each leaf and year, how the posts held in December change: where leaves share accounts.
    held: Vec<i64>,
    /// Whether a life could not be worked out.
    failed: bool,
}

/// The ledger of a model, as fine as asked for.
pub(crate) fn ledger(model: &Model, grain: Grain) -> Result<Ledger, Errors> {
    let tally = Tally::new(model, grain)?;
    let mut sums = tally.sums();
    if sums.failed {
        return Err(calculate::problems(&tally));
    }
    if tally.refills() {
        tally.add_refills(&mut sums)?;
    }
    Books::new(&tally, grain).fill(&sums)
}

impl<'m> Tally<'m> {
    fn new(model: &'m Model, grain: Grain) -> Result<Tally<'m>, Errors> {
        let rules = &model.rules;
        let index = crate::check::station_index(&model.plan);
        let hires: Vec<_> = model
            .plan
            .hires
            .iter()
            .map(|hire| (index.get(&hire.station).copied().unwrap_or_default(), hire))
            .collect();
        let filled = norm::fill(rules, &model.plan.stations, &model.crowd, &hires);
        let mut groups: Vec<Group> = hires
            .iter()
            .enumerate()
            .map(|(place, (station, hire))| Group {
                leaf: leaf(*station, hire.post),
                month: hire.month,
                pay: hire.pay,
                count: hire.count.get(),
                hire: Some(place),
            })
            .collect();
        groups.extend(filled.iter().map(|filled| Group {
            leaf: leaf(filled.station, filled.post),
            month: filled.month,
            pay: None,
            count: filled.count,
            hire: None,
        }));
        // Filled posts that are vacant for certain are nobody's (rule 9).
        if rules.assumptions.vacancy_rate == crate::Rate::ONE {
            groups.retain(|group| group.hire.is_some());
        }
        let people = model.crowd.people() + groups.iter().map(|group| u64::from(group.count)).sum::<u64>();
        let scale = Scale::new(rules, people, most(model, &groups));
        let layout = Layout::new(rules, &scale);
        let accounts = Accounts::new(model, &groups, grain);
        let mut tally = Tally {
            model,
            rules,
            scale,
            groups,
            lives: Vec::new(),
            cases_of: Vec::new(),
            groups_of: Vec::new(),
            layout,
            accounts,
        };
        if tally.find_lives() { Ok(tally) } else { Err(calculate::problems(&tally)) }
    }

    /// Finds the distinct lives of cases and groups; false when one has no entry pay.
    fn find_lives(&mut self) -> bool {
        let mut known: FxHashMap<Life, u32> = FxHashMap::default();
        let mut found = true;
        let last = self.rules.last_month();
        for (place, case) in (0..).zip(&self.model.crowd.cases) {
            let (life, problem) = self.life_of_case(case, last);
            let life = self.known_life(&mut known, life);
            self.cases_of[life].push(place);
            found &= problem.is_none();
        }
        for place in 0..self.groups.len() {
            if self.accounts.alike.contains(&self.groups[place].leaf) {
                continue;
            }
            let (life, problem) = self.life_of_case(&self.groups[place].case(), last);
            let life = self.known_life(&mut known, life);
            self.groups_of[life].push(place as u32);
            found &= problem.is_none();
        }
        found
    }

    fn known_life(&mut self, known: &mut FxHashMap<Life, u32>, life: Life) -> usize {
        *known.entry(life).or_insert_with_key(|life| {
            self.lives.push(life.clone());
            self.cases_of.push(Vec::new());
            self.groups_of.push(Vec::new());
            self.lives.len() as u32 - 1
        }) as usize
    }

    /// What the figures of a case rest on under these rules, up to a last month; and the problem
    /// when there is no entry pay.
    pub(crate) fn life_of_case(&self, case: &Case, last: Month) -> (Life, Option<Problem>) {
        let rules = self.rules;
        // Without pay it is entry pay, the standard in force in the month of hire (rule 4).
        let pay = case.pay.or_else(|| rules.subsidy.in_force(case.hired).map(|entry| entry.standard));
        let mut life = Life {
            hired: case.hired,
            // Where nobody leaves by chance, who has a month of leaving lives like everybody.
            exposed: case.exposed && self.scale.leave.hit > 0,
            pay: pay.map_or(0, |pay| pay.fen().0.unsigned_abs()),
            pay_year: case.pay_year,
            passed: Vec::new(),
            indexed: rules.indexed_in(case.hired.max(rules.first_month()), last),
        };
        let asked = life.asked_from(rules);
        life.passed.extend(case.grades.iter().filter_map(|&(year, grade)| {
            let rule = rules.appraisal(year)?;
            let counts = year >= asked && year < rules.last && rule.counts(case.hired, year);
            counts.then(|| (year, rule.passes(grade)))
        }));
        life.passed.sort_unstable();
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

    /// The December in which somebody hired in a month is first exposed to the leave rate, by its year.
    pub(crate) fn exposed_from(&self, hired: Month) -> Year {
        hired.year().max(self.rules.from)
    }

    /// How often each of a group counts: a filled post by the part of it that is not vacant.
    fn times(&self, filled: bool) -> u64 {
        u64::from(if filled { self.scale.vacancy.miss() } else { self.scale.vacancy.of })
    }

    /// Adds all lives up, on the model's threads.
    fn sums(&self) -> Sums {
        let size = |life: usize| {
            let people: usize =
                self.cases_of[life].iter().map(|case| self.model.crowd.count(*case as usize)).sum();
            people + self.groups_of[life].len() + 100
        };
        let whole: usize = (0..self.lives.len()).map(size).sum();
        let share = whole / self.model.threads.get() + 1;
        let (mut ranges, mut first, mut sum) = (Vec::new(), 0, 0);
        for life in 0..self.lives.len() {
            sum += size(life);
            if sum >= share || life + 1 == self.lives.len() {
                ranges.push(first..life + 1);
                (first, sum) = (life + 1, 0);
            }
        }
        let mut sums = on_threads(&ranges, |lives| Adder::new(self).add_lives(lives.clone())).into_iter();
        let mut whole = sums.next().unwrap_or_else(|| Sums::new(self));
        for sums in sums {
            add_times(&mut whole.accounts, &sums.accounts, 1);
            add_times(&mut whole.exposed, &sums.exposed, 1);
            whole.held.iter_mut().zip(&sums.held).for_each(|(sum, change)| *sum += change);
            whole.failed |= sums.failed;
        }
        whole
    }

    /// Adds those who replace leavers: of somebody exposed from a year on, the chance that the
    /// post is refilled in any January after it is the leave rate, whoever holds it by then.
    fn add_refills(&self, sums: &mut Sums) -> Result<(), Errors> {
        let (length, years) = (self.layout.len(), self.rules.parts.len());
        let mut adder = Adder::new(self);
        for class in 0..self.rules.classes.len() {
            let of_class = |account: &usize| self.accounts.class[*account] == class;
            let accounts: Vec<usize> = (0..self.accounts.class.len()).filter(of_class).collect();
            let exposed = |account: usize, year: usize| sums.exposed[account * years + year];
            let somebody = |year: &usize| accounts.iter().any(|&account| exposed(account, *year) > 0);
            let Some(earliest) = (0..years).find(somebody) else { continue };
            // From the last year back: who is exposed earlier is replaced in all later Januaries too.
            let mut later = vec![0; length];
            for year in (earliest..years).rev() {
                if year + 1 < years && !adder.add_refill(class, year + 1, &mut later) {
                    return Err(calculate::problems(self));
                }
                for &account in &accounts {
                    let times = sums.exposed[account * years + year];
                    add_times(&mut sums.accounts[account * length..][..length], &later, times);
                }
            }
        }
        Ok(())
    }
}

/// The largest amount that anybody's pay or standard can reach (rule 4), in fen a year.
fn most(model: &Model, groups: &[Group]) -> u64 {
    let rules = &model.rules;
    let cases = model.crowd.cases.iter();
    let standards = model.plan.programme.subsidy.iter().map(|entry| entry.says.standard);
    let pays = cases.clone().filter_map(|case| case.pay).chain(groups.iter().filter_map(|group| group.pay));
    let fen = |amount: Amount| amount.fen().0.unsigned_abs();
    let mut most = standards.chain(pays).map(fen).max().unwrap_or_default();
    let earliest = model.plan.programme.subsidy.iter().map(|entry| entry.from.year()).min();
    let first = cases.map(|case| case.pay_year).chain(earliest).min().unwrap_or(rules.first);
    let mut year = first.min(rules.first);
    while year < rules.last {
        year = year.next();
        let millionths = rules.raise(year).map_or(0, |raise| raise.millionths);
        let raised = u128::from(most) * u128::from(1_000_000 + millionths) / 1_000_000 + 1;
        most = u64::try_from(raised).unwrap_or(MOST).min(MOST);
    }
    most
}

impl Accounts {
    fn new(model: &Model, groups: &[Group], grain: Grain) -> Accounts {
        let (rules, stations) = (&model.rules, &model.plan.stations);
        let mut accounts = Accounts {
            of_leaf: vec![NO_ACCOUNT; stations.len() * 2],
            class: Vec::new(),
            shared: false,
            alike: FxHashSet::default(),
        };
        // Where nothing is rounded at the leaf, all of a region's stations that share alike are one.
        let linear = rules.certain()
            && [rules.assumptions.leave_rate, rules.assumptions.vacancy_rate]
                .iter()
                .all(|rate| *rate == crate::Rate::ZERO);
        if linear && grain == Grain::Region {
            accounts.shared = true;
            let mut known = FxHashMap::default();
            for (place, station) in stations.iter().enumerate() {
                let region = &station.code.as_str()[..model.plan.by.digits()];
                let class = rules.class_of[place];
                let account = *known.entry((region, class)).or_insert_with(|| accounts.open(class));
                accounts.of_leaf[place * 2..place * 2 + 2].fill(account);
            }
            return accounts;
        }
        for case in 0..model.crowd.cases.len() {
            for member in model.crowd.members(case) {
                let leaf = member.leaf as usize;
                if accounts.of_leaf[leaf] == NO_ACCOUNT {
                    accounts.of_leaf[leaf] = accounts.open(rules.class_of[leaf / 2]);
                }
            }
        }
        // Leaves with nobody but hires and fills are alike when these and their class are.
        let mut by_leaf: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for group in groups {
            let alike = (group.month, group.pay, group.count, group.hire.is_some());
            by_leaf.entry(group.leaf).or_default().push(alike);
        }
        let mut known = FxHashMap::default();
        for (leaf, mut groups) in by_leaf {
            let place = leaf as usize;
            if accounts.of_leaf[place] == NO_ACCOUNT {
                groups.sort_unstable();
                let class = rules.class_of[place / 2];
                let next = accounts.class.len() as u32;
                let account = *known.entry((class, groups)).or_insert_with(|| accounts.open(class));
                accounts.of_leaf[place] = account;
                if account != next {
                    accounts.alike.insert(leaf);
                }
            }
        }
        accounts
    }

    fn open(&mut self, class: usize) -> u32 {
        self.class.push(class);
        self.class.len() as u32 - 1
    }
}

impl Sums {
    fn new(tally: &Tally<'_>) -> Sums {
        let (accounts, years) = (tally.accounts.class.len(), tally.rules.parts.len());
        Sums {
            accounts: vec![0; accounts * tally.layout.len()],
            exposed: vec![0; accounts * years],
            held: vec![0; tally.accounts.of_leaf.len() * (years + 1)],
            failed: false,
        }
    }
}

/// Works lives out and adds them up.
struct Adder<'t, 'm> {
    tally: &'t Tally<'m>,
    sums: Sums,
    walk: Walk,
    scratch: Scratch,
    /// The vector of a life.
    vector: Vec<u64>,
    /// The last year of one who leaves.
    last_year: Vec<u64>,
    /// How many of the life at hand each account has, and which have any, by class.
    pending: Vec<u64>,
    touched: Vec<Vec<usize>>,
    leavers: Vec<(Month, usize)>,
    /// Whether posts held are counted here: where leaves share accounts and there is a norm.
    counts_held: bool,
}

impl<'t, 'm> Adder<'t, 'm> {
    fn new(tally: &'t Tally<'m>) -> Adder<'t, 'm> {
        Adder {
            tally,
            sums: Sums::new(tally),
            walk: Walk::default(),
            scratch: Scratch::default(),
            vector: vec![0; tally.layout.len()],
            last_year: Vec::new(),
            pending: vec![0; tally.accounts.class.len()],
            touched: vec![Vec::new(); tally.rules.classes.len()],
            leavers: Vec::new(),
            counts_held: tally.accounts.shared && tally.rules.norms.first().is_some(),
        }
    }

    fn add_lives(mut self, lives: Range<usize>) -> Sums {
        for life in lives {
            self.add_life(life);
            if self.sums.failed {
                break;
            }
        }
        self.sums
    }

    fn add_life(&mut self, place: usize) {
        let tally = self.tally;
        let (rules, scale) = (tally.rules, &tally.scale);
        let life = &tally.lives[place];
        self.gather(place);
        let stays = self.touched.iter().any(|accounts| !accounts.is_empty());
        self.leavers.sort_unstable();
        let last_left = self.leavers.last().map(|(left, _)| *left);
        let last = if stays { Some(rules.last_month()) } else { last_left };
        let Some(last) = last else { return };
        let start = life.hired.max(rules.first_month());
        let certain = &scale.year(rules, start.year()).certain;
        self.walk.walk(life, last, rules, scale, certain);
        self.sums.failed |= !self.walk.problems.is_empty() || rules.subsidy.in_force(start).is_none();
        let ends = contract_ends(rules, life.hired);
        for class in 0..rules.classes.len() {
            let leaves = |&(_, account): &(Month, usize)| tally.accounts.class[account] == class;
            if self.touched[class].is_empty() && !self.leavers.iter().any(leaves) {
                continue;
            }
            self.sums.failed |= rules.classes[class].shared_from.is_none_or(|from| from > start);
            if self.sums.failed {
                return;
            }
            self.vector.fill(0);
            let tenure = Tenure { life, left: None, contract_ends: &ends };
            add_years(tally, (&self.walk, &mut self.scratch), class, &tenure, &mut self.vector);
            self.add_stayers(class, life);
            self.add_leavers(class, &tenure);
        }
        self.leavers.clear();
    }

    /// Finds how many people of a life each account has.
    fn gather(&mut self, life: usize) {
        let tally = self.tally;
        let years = tally.rules.parts.len();
        let hired = tally.rules.place(tally.lives[life].hired.year());
        let mut put = |account: usize, times: u64| {
            if self.pending[account] == 0 {
                self.touched[tally.accounts.class[account]].push(account);
            }
            self.pending[account] += times;
        };
        let mut held = |leaf: u32, year: usize, change: i64| {
            if self.counts_held {
                self.sums.held[leaf as usize * (years + 1) + year] += change;
            }
        };
        let times = tally.times(false);
        for &case in &tally.cases_of[life] {
            for member in tally.model.crowd.members(case as usize) {
                let account = tally.accounts.of_leaf[member.leaf as usize] as usize;
                held(member.leaf, hired, 1);
                match member.left {
                    None => put(account, times),
                    Some(left) => {
                        self.leavers.push((left, account));
                        let december = usize::from(left.of_year() == 12);
                        held(member.leaf, tally.rules.place(left.year()) + december, -1);
                    }
                }
            }
        }
        for &group in &tally.groups_of[life] {
            let group = &tally.groups[group as usize];
            let account = tally.accounts.of_leaf[group.leaf as usize] as usize;
            put(account, tally.times(group.hire.is_none()) * u64::from(group.count));
            held(group.leaf, hired, group.count.into());
        }
    }

    /// Adds the vector at hand to the accounts of those who stay.
    fn add_stayers(&mut self, class: usize, life: &Life) {
        let tally = self.tally;
        let length = tally.layout.len();
        let years = tally.rules.parts.len();
        let exposed = tally.rules.place(tally.exposed_from(life.hired));
        let stretch = self.stretch(usize::MAX);
        for account in self.touched[class].drain(..) {
            let times = std::mem::take(&mut self.pending[account]);
            let sum = &mut self.sums.accounts[account * length..][..length];
            add_times(&mut sum[stretch.clone()], &self.vector[stretch.clone()], times);
            if life.exposed {
                self.sums.exposed[account * years + exposed] += times;
            }
        }
    }

    /// The stretch of the vector with the years worked out that lie before a year.
    fn stretch(&self, before: usize) -> Range<usize> {
        let place = |year: &crate::life::WalkYear| self.tally.rules.place(year.year);
        let Some(first) = self.walk.years.first().map(place) else { return 0..0 };
        let end = self.walk.years.last().map_or(first, |year| place(year) + 1).min(before).max(first);
        self.tally.layout.start(first)..self.tally.layout.start(end)
    }

    /// Adds those who leave: their years are those of one who stays, but for the last one.
    fn add_leavers(&mut self, class: usize, tenure: &Tenure<'_>) {
        let tally = self.tally;
        let (rules, layout) = (tally.rules, &tally.layout);
        let length = layout.len();
        let times = tally.times(false);
        let mut at = None;
        for &(left, account) in &self.leavers {
            if tally.accounts.class[account] != class {
                continue;
            }
            let place = rules.place(left.year());
            let last = layout.start(place)..layout.start(place + 1);
            if at != Some(left) {
                at = Some(left);
                self.last_year.clear();
                self.last_year.resize(last.len(), 0);
                let year = self.walk.years.iter().find(|year| year.year == left.year());
                let Some(year) = year else { continue };
                let tenure = Tenure { left: Some(left), ..*tenure };
                let terms = &rules.classes[class].years[place];
                let walk = (&self.walk, year);
                self.scratch.add_year(
                    (rules, &tally.scale),
                    layout,
                    terms,
                    walk,
                    &tenure,
                    &mut self.last_year,
                );
            }
            let before = self.stretch(place);
            let sum = &mut self.sums.accounts[account * length..][..length];
            add_times(&mut sum[before.clone()], &self.vector[before], times);
            add_times(&mut sum[last], &self.last_year, times);
        }
    }

    /// Adds those hired in January of a year in the place of leavers to a vector; false when their
    /// life can't be worked out.
    fn add_refill(&mut self, class: usize, year: usize, vector: &mut [u64]) -> bool {
        let tally = self.tally;
        let (rules, scale) = (tally.rules, &tally.scale);
        let Some(hired) = rules.years().nth(year) else { return true };
        let (life, problem) = tally.refill_life(hired);
        tally.walk_refill(&mut self.walk, &life, year);
        if problem.is_some() || !self.walk.problems.is_empty() {
            return false;
        }
        let ends = contract_ends(rules, life.hired);
        let tenure = Tenure { life: &life, left: None, contract_ends: &ends };
        add_years(tally, (&self.walk, &mut self.scratch), class, &tenure, vector);
        tally.layout.carry(vector, scale);
        true
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
        let terms = &tally.rules.classes[class].years[place];
        scratch.add_year((tally.rules, &tally.scale), &tally.layout, terms, (walk, year), tenure, block);
    }
}

/// Brings sums to whole fen, leaf by leaf, and gathers them in a ledger.
struct Books<'t, 'm> {
    tally: &'t Tally<'m>,
    grain: Grain,
    ledger: Ledger,
}

impl<'t, 'm> Books<'t, 'm> {
    fn new(tally: &'t Tally<'m>, grain: Grain) -> Books<'t, 'm> {
        let (model, rules) = (tally.model, tally.rules);
        let frame = Frame {
            programme: model.plan.programme.id.clone(),
            horizon: model.plan.horizon,
            by: model.plan.by,
            certain: rules.certain(),
            payers: rules.payers.clone(),
            bearers: rules.bearers.clone(),
            costs: model.plan.programme.cost_names().into_iter().map(str::to_owned).collect(),
            funds: model.plan.programme.funds.clone(),
            parts: rules.parts.clone(),
            denominators: tally.scale.years.iter().map(|year| year.denominator.clone()).collect(),
            notices: notice::notices(&model.plan),
            rules: model.plan.rules_json(),
        };
        let names = model.plan.names();
        let ledger = Ledger { frame, accounts: BTreeMap::new(), sites: BTreeMap::new(), names };
        Books { tally, grain, ledger }
    }

    /// The region of a station's account.
    fn region(&self, station: usize) -> &'t str {
        let plan = &self.tally.model.plan;
        let digits = match self.grain {
            Grain::Station => 9,
            Grain::Region => plan.by.digits(),
        };
        &plan.stations[station].code.as_str()[..digits]
    }

    fn fill(mut self, sums: &Sums) -> Result<Ledger, Errors> {
        self.money_and_counts(sums)?;
        self.costs();
        self.norms(sums);
        Ok(self.ledger)
    }

    fn money_and_counts(&mut self, sums: &Sums) -> Result<(), Errors> {
        let tally = self.tally;
        let length = tally.layout.len();
        // How often each account stands in each of the ledger's.
        let mut often: BTreeMap<(u32, &str, Option<Post>), u64> = BTreeMap::new();
        for (leaf, &account) in tally.accounts.of_leaf.iter().enumerate() {
            if account != NO_ACCOUNT {
                let post = (self.grain == Grain::Station).then_some(POSTS[leaf % 2]);
                let times = often.entry((account, self.region(leaf / 2), post)).or_default();
                *times = if tally.accounts.shared { 1 } else { *times + 1 };
            }
        }
        let mut worked_out: Option<(u32, Account)> = None;
        for ((account, region, post), times) in often {
            let known = worked_out.take().filter(|(of, _)| *of == account).map(|(_, known)| known);
            let known = match known {
                Some(known) => known,
                None => {
                    let sum = &sums.accounts[account as usize * length..][..length];
                    self.account(sum).ok_or_else(|| self.overflow(sums))?
                }
            };
            let frame = &self.ledger.frame;
            let to = self.ledger.accounts.entry((region.to_owned(), post)).or_insert_with(|| frame.account());
            to.add_times(&known, times);
            worked_out = Some((account, known));
        }
        Ok(())
    }

    /// A leaf does not fit: errors at its station; or a region's leaves taken together, which is a
    /// row's matter when every station's fit.
    fn overflow(&self, sums: &Sums) -> Errors {
        let tally = self.tally;
        if tally.accounts.shared {
            return match ledger(tally.model, Grain::Station) {
                Ok(_) => calculate::overflow(&[]),
                Err(errors) => errors,
            };
        }
        let length = tally.layout.len();
        let fits = |account: u32| {
            let sum = || &sums.accounts[account as usize * length..][..length];
            account == NO_ACCOUNT || self.account(sum()).is_some()
        };
        let leaves = tally.accounts.of_leaf.chunks_exact(2).enumerate();
        let stations: Vec<usize> = leaves
            .filter(|(_, leaves)| !leaves.iter().all(|account| fits(*account)))
            .map(|(station, _)| station)
            .collect();
        calculate::overflow(&stations)
    }

    /// An account's sums, rounded at the leaf (rule 9); `None` when one does not fit.
    fn account(&self, sum: &[u64]) -> Option<Account> {
        let tally = self.tally;
        let mut account = self.ledger.frame.account();
        let figures = self.ledger.frame.figures();
        let mut money = account.money.chunks_exact_mut(figures);
        for (place, year) in tally.scale.years.iter().enumerate() {
            for part in 0..tally.rules.parts[place].len() {
                let to = money.next()?;
                let leaf = match year.denominator.to_u128().filter(|_| year.fits) {
                    Some(denominator) => tally.leaf_part(sum, (place, part), &denominator)?,
                    None => tally.leaf_part(sum, (place, part), &year.denominator)?,
                };
                let LeafPart { pay, subsidy, top_up, surplus, raise_cost, shares, top_ups } = leaf;
                let amounts =
                    [pay, subsidy, top_up, surplus, raise_cost].into_iter().chain(shares).chain(top_ups);
                to.iter_mut().zip(amounts).for_each(|(to, amount)| *to = amount.into());
            }
            for count in 0..COUNTS {
                let lanes = tally.layout.count(sum, &tally.scale, place, count);
                if !is_zero(lanes) {
                    account.counts[place * COUNTS + count] = tally.scale.number(lanes);
                }
            }
        }
        Some(account)
    }

    /// What stations cost besides pay (rule 6): those that open in one month cost alike.
    fn costs(&mut self) {
        let (model, rules) = (self.tally.model, self.tally.rules);
        let timelines: Vec<_> = self
            .ledger
            .frame
            .costs
            .iter()
            .map(|name| {
                let entries = model.plan.programme.costs.iter().filter(|entry| entry.says.name == *name);
                Timeline::new(entries.map(|entry| (entry.from, &entry.says)))
            })
            .collect();
        let mut known: FxHashMap<Month, Site> = FxHashMap::default();
        for (place, station) in model.plan.stations.iter().enumerate() {
            let opens = norm::opens(station, rules);
            let frame = &self.ledger.frame;
            let site = known.entry(opens).or_insert_with(|| {
                let mut site = frame.site();
                let width = 1 + frame.payers.len();
                let mut costs = site.costs.chunks_exact_mut(width);
                for (year_place, (year, parts)) in rules.years().zip(&rules.parts).enumerate() {
                    for months in parts {
                        for (cost, entries) in timelines.iter().enumerate() {
                            let (part, open) =
                                sharing::part_cost(entries, &rules.payers, opens, year, *months);
                            let PartCost { amount, shares, hours } = part;
                            let amounts = std::iter::once(amount).chain(shares).map(i128::from);
                            if let Some(to) = costs.next() {
                                to.iter_mut().zip(amounts).for_each(|(to, amount)| *to = amount);
                            }
                            site.hours[year_place * timelines.len() + cost] += hours;
                            site.under_cost[year_place] |= open;
                        }
                    }
                }
                site
            });
            let site = &*site;
            let region = self.region(place).to_owned();
            let frame = &self.ledger.frame;
            self.ledger.sites.entry(region).or_insert_with(|| frame.site()).add(site);
        }
    }

    /// The norm of each December (rule 7).
    fn norms(&mut self, sums: &Sums) {
        let (model, rules) = (self.tally.model, self.tally.rules);
        for (year_place, year) in rules.years().enumerate() {
            let december = year.month(12);
            let Some(norm) = rules.norms.in_force(december) else { continue };
            // Leaves of one account hold the same, but with their station's villages miss others.
            for (place, station) in model.plan.stations.iter().enumerate() {
                if norm::opens(station, rules) > december {
                    continue;
                }
                let required = Required::new(norm, station);
                let sum = self.tally.norm_of(sums, place, year_place, required);
                let region = self.region(place);
                if let Some(site) = self.ledger.sites.get_mut(region) {
                    site.norm[year_place].get_or_insert_default().add(&sum);
                }
            }
        }
    }
}

impl Tally<'_> {
    fn leaf_part<N: Exact>(&self, sum: &[u64], at: (usize, usize), denominator: &N) -> Option<LeafPart> {
        self.layout.leaf_part(sum, &self.scale, at, denominator)
    }

    /// Who replaces leavers is there with the chance that somebody leaves in the December before.
    pub(crate) fn walk_refill(&self, walk: &mut Walk, life: &Life, year: usize) {
        let (scale, before) = (&self.scale, &self.scale.years[year - 1]);
        let mut start = before.certain.clone();
        let factor = u64::from(scale.pass.of) * u64::from(scale.leave.hit);
        let lanes = scale.years[year].lanes;
        multiplied(&mut start, 0..before.lanes, factor, scale.bits, lanes);
        walk.walk(life, self.rules.last_month(), self.rules, scale, &start[before.lanes..]);
    }

    /// What one open station has to its norm in a December.
    fn norm_of(&self, sums: &Sums, station: usize, year: usize, required: Required) -> NormSum {
        let (length, years) = (self.layout.len(), self.rules.parts.len());
        let held = [0, 1].map(|post| {
            let leaf = station * 2 + post;
            if self.accounts.shared {
                let changes = &sums.held[leaf * (years + 1)..][..year + 1];
                return BigUint::from(changes.iter().sum::<i64>().unsigned_abs());
            }
            match self.accounts.of_leaf[leaf] {
                NO_ACCOUNT => BigUint::default(),
                account => {
                    let sum = &sums.accounts[account as usize * length..][..length];
                    self.scale.number(self.layout.count(sum, &self.scale, year, HEADCOUNT))
                }
            }
        });
        let unit =
            if self.accounts.shared { BigUint::one() } else { self.scale.years[year].denominator.clone() };
        let [administrative, service] = required.missing(held.clone(), &unit);
        NormSum {
            stations: 1,
            required: required.posts(),
            over: required.over(held.clone(), &unit),
            held: held.into_iter().sum(),
            short: administrative + service,
        }
    }
}
