//! Rule 8: the few who move or are away, walked one by one by the rules of all others, and added to the same sums; and
//! who replaces them, and others at stations that close (rule 9).

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    adder::Walked,
    figures::Scratch,
    group::entry_case,
    held::Held,
    life::{Life, Under, Walk, WalkYear},
    presence::{Presence, there, times},
    states::Lost,
    tally::{Tally, starts_in_force},
};
use crate::{
    base::lanes::{add, add_product, add_times, multiplied},
    faults::error::{Fault, Promised},
    ledger::columns::Figure,
    model::{
        person::{Mover, Stint},
        problem::Problem,
        rulebook::Stretches,
        scale::Chances,
    },
    rules::norm::Open,
    values::{
        leaf::Leaf,
        month::{Month, Months},
    },
};

/// What of people who move or are away no figure tells.
#[derive(Default)]
pub(crate) struct Unseen {
    /// Posts held in December by who is away then, by account and year, in the year's lanes.
    pub(crate) absent: BTreeMap<Of, Vec<u64>>,
    /// Where somebody is employed who moves or is away.
    pub(crate) employed: BTreeSet<Of>,
}

/// An account in a year of the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Of {
    pub(crate) account: usize,
    pub(crate) year: usize,
}

/// Decembers in which somebody is exposed to the leave rate at one leaf, by the places of their years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Exposure {
    pub(crate) leaf: Leaf,
    /// The first of all.
    since: usize,
    /// The first and the last at the leaf.
    first: usize,
    last: usize,
}

/// Where figures are added.
enum Sums<'v> {
    /// To the vectors of some accounts.
    Accounts { accounts: &'v Range<usize>, length: usize, vectors: &'v mut [u64] },
    /// To one vector, of whatever account.
    One(&'v mut [u64]),
}

impl Sums<'_> {
    /// The vector of an account, where it is among them.
    fn of(&mut self, account: usize) -> Option<&mut [u64]> {
        match self {
            Sums::Accounts { accounts, length, vectors } if accounts.contains(&account) => {
                Some(&mut vectors[(account - accounts.start) * *length..][..*length])
            }
            Sums::Accounts { .. } => None,
            Sums::One(vector) => Some(vector),
        }
    }
}

/// Walks people one by one.
pub(crate) struct Movers<'t, 'm> {
    tally: &'t Tally<'m>,
    walk: Walk,
    scratch: Scratch,
    amounts: Vec<u64>,
    pub(crate) unseen: Unseen,
}

/// What somebody's amounts rest on, and the stretches in which indexed standards are taken.
pub(crate) struct Way {
    pub(crate) life: Life,
    pub(crate) stretches: Stretches,
    /// The last month of employment.
    pub(crate) last: Month,
    pub(crate) problems: Vec<Problem>,
}

impl Tally<'_> {
    /// What somebody's amounts rest on through a last month, who may move or be away.
    pub(crate) fn way(&self, who: &Mover, through: Month) -> Way {
        let (rules, last) = (self.rules, self.last_of(&who.case).min(through));
        let (mut stretches, mut problems) = (Stretches::default(), Vec::new());
        for Stint { leaf, first, last } in who.stints(rules.first_month(), last) {
            let class = rules.class_of(leaf);
            stretches.take(&rules.stretches, rules.indexed_runs(class, first, last), first, last);
            problems.extend(starts_in_force(rules, class, first));
        }
        let (mut life, problem) = self.life(&who.case, rules.class_of(who.home), &stretches, stretches.all());
        problems.extend(problem);
        let years = life.asked.through(last.year());
        for year in years.filter(|year| *year < last.year() && !who.away.is_empty()) {
            if rules.appraisal(year).is_some_and(|rule| !rule.counts_served(who.served(year))) {
                life.grades.note(year, false);
            }
        }
        Way { life, stretches, last, problems }
    }

    /// The Decembers in which somebody is exposed to the leave rate, leaf by leaf.
    pub(crate) fn exposures(&self, who: &Mover) -> Vec<Exposure> {
        let rules = self.rules;
        if who.case.left.is_some() || !self.leaves_by_chance() {
            return Vec::new();
        }
        let from = *self.exposed_from(who.case.hired).months().start();
        let since = rules.place(from.year());
        let stints = who.stints(from.max(rules.first_month()), self.last_of(&who.case));
        let exposure = |Stint { leaf, first, last }: Stint| {
            let decembers = rules.place(last.year()) + usize::from(last.of_year() == 12);
            let first = rules.place(first.year());
            (first < decembers).then(|| Exposure { leaf, since, first, last: decembers - 1 })
        };
        stints.into_iter().filter_map(exposure).collect()
    }

    /// The months in which a leaf's station is open.
    fn open(&self, leaf: Leaf) -> Open {
        Open::new(&self.model.plan.stations[leaf.station()], self.rules.horizon)
    }

    /// The accounts of stations that close in the horizon, and their leaves.
    pub(crate) fn closing(&self) -> BTreeMap<usize, Leaf> {
        let closing = self.leaves().filter(|leaf| self.open(*leaf).closes.is_some());
        closing.filter_map(|leaf| Some((self.accounts.find(leaf)? as usize, leaf))).collect()
    }

    /// The Januaries in which leavers are replaced of those who are exposed at a leaf, and of those who replace them, by
    /// the places of their years; and who is hired then.
    pub(crate) fn replaced(&self, exposure: &Exposure) -> Vec<(usize, Mover)> {
        let closes = self.open(exposure.leaf).closes;
        // Where the station closes nobody who replaces others is exposed
        let last = if closes.is_some() { exposure.last + 1 } else { usize::MAX };
        let years =
            self.rules.years().enumerate().skip(exposure.first + 1).take_while(|(place, _)| *place <= last);
        let hired = years.filter_map(|(place, year)| {
            let january = year.month(1);
            // at the same station and post (where they were in December, if it is still open) from the next January
            let open = closes.is_none_or(|closes| january <= closes);
            open.then(|| (place, Mover::staying(entry_case(january, closes, None), exposure.leaf)))
        });
        hired.collect()
    }
}

/// Who is hired in a January of the horizon in the place of leavers.
pub(crate) struct Replaced {
    /// The place of its year.
    pub(crate) year: usize,
    pub(crate) who: Mover,
    /// The chance of it, in that year's lanes.
    pub(crate) start: Vec<u64>,
}

impl Tally<'_> {
    /// Who replaces leavers of somebody who is exposed at a leaf, with which chance (rule 9).
    pub(crate) fn starts(&self, exposure: &Exposure) -> Vec<Replaced> {
        let scale = &self.scale;
        let closes = self.open(exposure.leaf).closes;
        let Chances { pass, leave, .. } = scale.chances;
        let there = there(scale, exposure.since);
        let scaled = |weight: &[u64], factor: u64, year: usize| {
            let (mut weights, lanes) = (weight.to_vec(), weight.len());
            multiplied(&mut weights, 0..lanes, factor, scale.bits, scale.years[year].lanes);
            weights.split_off(lanes)
        };
        let leaves = u64::from(pass.of) * u64::from(leave.hit);
        let mut starts = Vec::new();
        // All who were hired in the place of somebody exposed before.
        let mut hired: Option<Vec<u64>> = None;
        for (year, who) in self.replaced(exposure) {
            let mut start = vec![0; scale.years[year].lanes];
            if closes.is_none()
                && let Some(hired) = &hired
            {
                // Whoever holds the post by then leaves with the same chance.
                add(&mut start, &scaled(hired, leaves, year), scale.bits);
            }
            let stays = u64::from(pass.of) * u64::from(leave.of);
            let mut others = hired.map(|hired| scaled(&hired, stays, year));
            if year <= exposure.last + 1 {
                let direct = scaled(&there[year - 1], leaves, year);
                add(&mut start, &direct, scale.bits);
                match &mut others {
                    Some(others) => add(others, &direct, scale.bits),
                    None => others = Some(direct),
                }
            }
            hired = others;
            starts.push(Replaced { year, who, start });
        }
        starts
    }
}

impl<'t, 'm> Movers<'t, 'm> {
    pub(crate) fn new(tally: &'t Tally<'m>) -> Movers<'t, 'm> {
        let amounts = vec![0; tally.layout.amounts()];
        let (walk, scratch) = (Walk::default(), Scratch::default());
        Movers { tally, walk, scratch, amounts, unseen: Unseen::default() }
    }

    /// Adds who moves or is away, and who replaces them, to the vectors of some accounts.
    pub(crate) fn add(
        &mut self,
        presence: &Presence<'_, '_>,
        accounts: &Range<usize>,
        vectors: &mut [u64],
    ) -> Result<(), Lost> {
        let (tally, length) = (self.tally, self.tally.layout.len());
        for who in &tally.model.crowd.movers {
            if tally.model.watch.is_stopped() {
                return Err(Lost::Problem);
            }
            let first = who.case.hired.max(tally.rules.first_month());
            let certain = &tally.scale.year(tally.rules, first.year()).certain;
            let mut sums = Sums::Accounts { accounts, length, vectors };
            self.walk(who, certain, tally.times(false), &mut sums)?;
        }
        if !tally.refills() {
            return Ok(());
        }
        let mut exposures: BTreeMap<Exposure, u64> = BTreeMap::new();
        for exposure in tally.model.crowd.movers.iter().flat_map(|who| tally.exposures(who)) {
            *exposures.entry(exposure).or_default() += tally.times(false);
        }
        let last = tally.rules.parts.len() - 1;
        for (account, leaf) in tally.closing().into_iter().filter(|(account, _)| accounts.contains(account)) {
            let exposed = presence.exposed(account).into_iter().enumerate();
            for (since, count) in exposed.filter(|(_, count)| *count > 0) {
                let last = if tally.scale.chances.leave.miss() == 0 { since } else { last };
                *exposures.entry(Exposure { leaf, since, first: since, last }).or_default() += count;
            }
        }
        for (exposure, count) in exposures {
            let account =
                tally.accounts.find(exposure.leaf).promised("the leaf of everybody has an account")?;
            let mut sums = Sums::Accounts { accounts, length, vectors };
            let Some(sum) = sums.of(account as usize) else { continue };
            let mut refilled = vec![0; length];
            self.refill(&exposure, &mut refilled)?;
            add_times(sum, &refilled, count);
        }
        Ok(())
    }

    /// Adds those who replace leavers of somebody who is exposed to a vector (rule 9).
    fn refill(&mut self, exposure: &Exposure, vector: &mut [u64]) -> Result<(), Lost> {
        for Replaced { who, start, .. } in self.tally.starts(exposure) {
            self.walk(&who, &start, 1, &mut Sums::One(vector))?;
        }
        self.tally.layout.carry(vector, &self.tally.scale);
        Ok(())
    }

    /// Walks somebody who is there with a chance in the first year, and adds the figures so many times.
    fn walk(&mut self, who: &Mover, start: &[u64], times: u64, to: &mut Sums<'_>) -> Result<(), Lost> {
        let tally = self.tally;
        let way = tally.way(who, tally.rules.last_month());
        if !way.problems.is_empty() {
            return Err(Lost::Problem);
        }
        let mut walk = std::mem::take(&mut self.walk);
        let under = Under { stretches: &way.stretches, ..tally.under() };
        let mut added = Ok(());
        walk.walk(&way.life, way.last, under, start, |walk, year| {
            let year_added = self.add_year(who, &way, Walked { walk, year }, times, to);
            added = added.and(year_added);
        });
        let fine = walk.problems.is_empty() && !tally.model.watch.is_stopped();
        self.walk = walk;
        added?;
        if fine { Ok(()) } else { Err(Lost::Problem) }
    }

    /// Adds one year, leaf by leaf.
    fn add_year(
        &mut self,
        who: &Mover,
        way: &Way,
        walked: Walked<'_>,
        so_often: u64,
        to: &mut Sums<'_>,
    ) -> Result<(), Fault> {
        let (tally, rules, layout, bits) =
            (self.tally, self.tally.rules, &self.tally.layout, self.tally.scale.bits);
        let WalkYear { year, effective, .. } = *walked.year;
        let place = rules.place(year);
        let there = walked.walk.there(walked.year, tally.scale.years[place].lanes);
        let Chances { leave, .. } = tally.scale.chances;
        let (unit, leaving) = (times(there, leave.of.into(), bits), times(there, leave.hit.into(), bits));
        let ends = tally.contract_ends(who.case.hired);
        let mut raised = false;
        for Stint { leaf, first, last } in who.stints(year.month(1), way.last.min(year.month(12))) {
            let account =
                tally.accounts.find(leaf).promised("the leaf of everybody has an account")? as usize;
            let runs = who.runs(year, Months { first: first.of_year(), last: last.of_year() });
            let raised_before = raised;
            raised |= runs.last().is_some_and(|run| run.last >= effective);
            let Some(sum) = to.of(account) else { continue };
            if !who.away.is_empty() || !who.moves.is_empty() {
                self.unseen.employed.insert(Of { account, year: place });
            }
            let (money, counted) = layout.year(&mut self.amounts, place);
            money.fill(0);
            counted.fill(0);
            if !runs.is_empty() {
                let class = tally.accounts.class[account];
                let amounts = tally.life_year(class, walked, &way.life, &runs);
                amounts.add(&mut self.scratch, &mut self.amounts)?;
                if raised_before {
                    // counted where they are in the first such month
                    layout.year(&mut self.amounts, place).1.fill(0);
                }
                layout.add_years(sum, &self.amounts, &(place..place + 1), so_often);
            }
            let mut count = |figure: Figure, unit: &[u64], often: u64| {
                add_product(&mut sum[layout.counted(place, figure)], unit, often * so_often, bits);
            };
            let months: u64 = runs.iter().map(|run| u64::from(run.count())).sum();
            let december = last.of_year() == 12;
            let on_payroll = runs.last().is_some_and(|run| run.last == 12);
            let here = |month: Month| first <= month && month <= last;
            let exposed = december && way.life.exposed && year >= rules.from;
            count(Figure::WorkerMonths, &unit, months);
            count(Figure::Headcount, &unit, u64::from(on_payroll));
            count(Figure::Hires, &unit, u64::from(here(who.case.hired)));
            count(Figure::Leavers, &unit, u64::from(who.case.left.is_some_and(here)));
            count(Figure::Leavers, &leaving, u64::from(exposed));
            count(Figure::ContractsEnding, &unit, ends.iter().filter(|end| here(**end)).count() as u64);
            if december && !on_payroll {
                let absent = self.unseen.absent.entry(Of { account, year: place });
                let absent = absent.or_insert_with(|| vec![0; unit.len()]);
                add_product(absent, &unit, so_often, bits);
            }
        }
        Ok(())
    }
}

impl Held {
    /// Adds who moves or is away, December by December.
    pub(crate) fn add_movers(&mut self, tally: &Tally<'_>) {
        for who in &tally.model.crowd.movers {
            let stints = who.stints(tally.rules.first_month(), tally.last_of(&who.case));
            for Stint { leaf, first, last } in stints {
                let years =
                    first.year().through(last.year()).filter(|year| (first..=last).contains(&year.month(12)));
                years.for_each(|year| self.add_december(leaf, tally.rules.place(year)));
            }
        }
    }
}
