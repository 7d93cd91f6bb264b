//! Rule 17: who is at a leaf, case by case, and what their years come to there: by the walks that make all figures.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use super::{
    figures::{Earning, Served},
    life::{Says, Under, Walk, WalkYear},
    movers::{Replaced, Way},
    payroll::{MonthOf, YearLived, months_of},
    problems::Who,
    run::new_tally,
    tally::Tally,
};
use crate::{
    faults::error::{Fault, Promised, Unanswered},
    ledger::account::Grain,
    model::{
        model::Model,
        person::{Case, Mover, Stint},
        rulebook::Rulebook,
    },
    rules::{
        subsidy::{Earned, Runs, Subsidised},
        terms::Term,
    },
    values::{
        leaf::Leaf,
        month::{Month, Months, Year},
    },
};

/// People who are alike at a leaf.
#[derive(Clone)]
pub(crate) struct Alike {
    pub(crate) mover: Mover,
    pub(crate) count: Count,
}

/// How many they are.
#[derive(Clone)]
pub(crate) enum Count {
    /// The rows of listed workers.
    Workers(Vec<usize>),
    /// The place of the hire.
    Hire(usize),
    /// The posts filled at the station in a month.
    Filled(Month),
    /// Who replaces leavers in January: the places of others at the leaf, and with which chance each of them is
    /// replaced, as a weight.
    Refilled(Vec<(usize, BigUint)>),
}

/// A year of people who are alike, of one of them.
pub(crate) struct OneYear<N> {
    /// The chance of being there, and of each outcome, as weights.
    pub(crate) there: BigUint,
    pub(crate) outcomes: Vec<BigUint>,
    /// The stretches at the leaf.
    pub(crate) stays: Vec<Stay<N>>,
}

/// A stretch of a year at a leaf.
pub(crate) struct Stay<N> {
    /// The runs of months on the payroll.
    pub(crate) runs: Vec<Months>,
    /// Whether December is in it, and whether somebody may leave in it by chance then.
    pub(crate) december: bool,
    pub(crate) exposed: bool,
    /// Whether the month of hire, or of leaving, is in it, and in how many of its months a contract term ends.
    pub(crate) hired: bool,
    pub(crate) left: bool,
    pub(crate) ends: usize,
    /// By outcome: whether the pay is raised here, and what the terms come to.
    pub(crate) raised: Vec<bool>,
    pub(crate) terms: Vec<Vec<OfTerm<N>>>,
}

/// What a term of a year comes to.
pub(crate) struct OfTerm<N> {
    /// Its place among the terms of the year.
    pub(crate) term: usize,
    pub(crate) earned: Earned<N>,
}

/// The cases of a model.
pub(crate) struct Cases<'m> {
    tally: Tally<'m>,
    /// The packed people of each leaf, by row.
    packed: BTreeMap<Leaf, Vec<(usize, Case)>>,
}

impl<'m> Cases<'m> {
    pub(crate) fn new(model: &'m Model) -> Result<Cases<'m>, Unanswered> {
        let tally = new_tally(model, Grain::Station)?;
        let mut packed: BTreeMap<Leaf, Vec<(usize, Case)>> = BTreeMap::new();
        for it in model.crowd.people() {
            packed.entry(it.leaf).or_default().push((it.row, it.case));
        }
        Ok(Cases { tally, packed })
    }

    pub(crate) fn rules(&self) -> &'m Rulebook {
        self.tally.rules
    }

    /// Who has a chance of being at a leaf in the horizon: workers as they are listed, hires, filled posts, and who
    /// replaces leavers.
    pub(crate) fn at(&self, leaf: Leaf) -> Vec<Alike> {
        let tally = &self.tally;
        let mut known: BTreeMap<&Case, usize> = BTreeMap::new();
        let mut workers: Vec<(usize, Alike)> = Vec::new();
        for (row, case) in self.packed.get(&leaf).into_iter().flatten() {
            match known.get(case).map(|place| &mut workers[*place].1.count) {
                Some(Count::Workers(rows)) => rows.push(*row),
                _ => {
                    known.insert(case, workers.len());
                    let mover = Mover { row: *row, ..Mover::staying(case.clone(), leaf) };
                    workers.push((*row, Alike { mover, count: Count::Workers(vec![*row]) }));
                }
            }
        }
        let movers = tally.model.crowd.movers.iter();
        for mover in movers.filter(|mover| mover.stays().any(|stay| stay.leaf == leaf)) {
            let count = Count::Workers(vec![mover.row]);
            workers.push((mover.row, Alike { mover: mover.clone(), count }));
        }
        workers.sort_by_key(|(row, _)| *row);
        let groups = tally.groups.iter().filter(|group| group.leaf == leaf).map(|group| Alike {
            mover: Mover::staying(group.case(), leaf),
            count: group.hire.map_or(Count::Filled(group.month), Count::Hire),
        });
        let mut all: Vec<Alike> = workers.into_iter().map(|(_, alike)| alike).chain(groups).collect();
        if tally.refills() {
            let mut replaced: BTreeMap<usize, (Mover, Vec<(usize, BigUint)>)> = BTreeMap::new();
            for (place, alike) in all.iter().enumerate() {
                let exposures = tally.exposures(&alike.mover);
                for exposure in exposures.iter().filter(|exposure| exposure.leaf == leaf) {
                    for Replaced { year, who, start } in tally.starts(exposure) {
                        let (_, of) = replaced.entry(year).or_insert_with(|| (who, Vec::new()));
                        let chance: BigUint = tally.scale.number(&start);
                        if chance > BigUint::ZERO {
                            of.push((place, chance));
                        }
                    }
                }
            }
            let refilled = replaced.into_values().filter(|(_, of)| !of.is_empty());
            all.extend(refilled.map(|(mover, of)| Alike { mover, count: Count::Refilled(of) }));
        }
        all
    }

    /// How many posts are filled at a leaf, month by month.
    pub(crate) fn filled(&self, leaf: Leaf) -> impl Iterator<Item = (Month, u32)> {
        let groups = self.tally.groups.iter();
        groups.filter(move |it| it.leaf == leaf && it.hire.is_none()).map(|it| (it.month, it.count))
    }

    /// The listed workers who hold a post of a leaf in a month of the horizon, also while away.
    pub(crate) fn holders(&self, leaf: Leaf, month: Month) -> Vec<usize> {
        let holds = |case: &Case| case.hired <= month && case.left.is_none_or(|left| month <= left);
        let packed = self.packed.get(&leaf).into_iter().flatten();
        let packed = packed.filter(|(_, case)| holds(case)).map(|(row, _)| *row);
        let movers = self.tally.model.crowd.movers.iter();
        let moved =
            movers.filter(|it| holds(&it.case) && it.stints(month, month).iter().any(|it| it.leaf == leaf));
        let mut rows: Vec<usize> = packed.chain(moved.map(|it| it.row)).collect();
        rows.sort_unstable();
        rows
    }

    /// What weights of a year are divided by.
    pub(crate) fn certain(&self, year: usize) -> BigUint {
        self.tally.scale.number(&self.tally.scale.years[year].certain)
    }

    /// What a year of somebody comes to at a leaf; nothing where they are not there.
    pub(crate) fn year<S: Says>(
        &self,
        says: &S,
        subsidised: impl Fn(&Term) -> Result<Subsidised<S::Number>, Fault>,
        mover: &Mover,
        leaf: Leaf,
        place: usize,
    ) -> Result<Option<OneYear<S::Number>>, Unanswered> {
        let tally = &self.tally;
        let rules = tally.rules;
        let Some(year) = rules.years().nth(place) else { return Ok(None) };
        let way = tally.way(mover, rules.last_month());
        let first = mover.case.hired.max(rules.first_month());
        let stints = mover.stints(first.max(year.month(1)), way.last.min(year.month(12)));
        if !stints.iter().any(|stint| stint.leaf == leaf) {
            return Ok(None);
        }
        let scale = &tally.scale;
        let ends = tally.contract_ends(mover.case.hired);
        let terms = &rules.classes[rules.class_of(leaf)].years[place];
        let mut found = Ok(None);
        self.walk(says, mover, &way, year, |walk, at| {
            let lanes = scale.years[place].lanes;
            let outcomes: Vec<_> = walk.moves(lanes).collect();
            let mut raised_before = false;
            let mut stays = Vec::new();
            for stint in &stints {
                let months = Months { first: stint.first.of_year(), last: stint.last.of_year() };
                let runs = mover.runs(year, months);
                let served = Served { year, hired: Some(mover.case.hired), runs: &runs };
                let earning = Earning { layout: &tally.layout, terms, effective: at.effective, served };
                let mut raised = Vec::new();
                let mut of_terms = Vec::new();
                for outcome in outcomes.iter().filter(|_| stint.leaf == leaf) {
                    let (pay, lived) = (outcome.pay(), YearLived::new(at, outcome));
                    // counted where they are in the first such month
                    raised.push(earning.raises(&pay) && !raised_before);
                    let mut earned = Vec::new();
                    for (place, term) in terms.iter().enumerate() {
                        let subsidised_to = served.subsidised(term.first_months);
                        let months = Runs { runs: &runs, within: term.months, subsidised: subsidised_to };
                        match subsidised(term).and_then(|by| lived.earned(by, &months)) {
                            Ok(it) => earned.extend(it.map(|earned| OfTerm { term: place, earned })),
                            Err(fault) => found = Err(fault),
                        }
                    }
                    of_terms.push(earned);
                }
                raised_before |= runs.last().is_some_and(|run| run.last >= at.effective);
                if stint.leaf == leaf {
                    let here = |month: Month| stint.first <= month && month <= stint.last;
                    let december = stint.last.of_year() == 12;
                    stays.push(Stay {
                        december,
                        exposed: december && way.life.exposed && year >= rules.from,
                        hired: here(mover.case.hired),
                        left: mover.case.left.is_some_and(here),
                        ends: ends.iter().filter(|end| here(**end)).count(),
                        runs,
                        raised,
                        terms: of_terms,
                    });
                }
            }
            if found.is_ok() {
                let weights = outcomes.iter().map(|outcome| scale.number(outcome.weight)).collect();
                let there = scale.number(walk.there(at, lanes));
                found = Ok(Some(OneYear { there, outcomes: weights, stays }));
            }
        })?;
        Ok(found?)
    }

    /// The months of a year of somebody at a leaf through a last month, where nothing is left to chance, stint by stint.
    pub(crate) fn months<S: Says>(
        &self,
        says: &S,
        subsidised: impl Fn(&Term) -> Result<Subsidised<S::Number>, Fault>,
        mover: &Mover,
        leaf: Leaf,
        year: Year,
        through: Month,
    ) -> Result<Vec<Vec<MonthOf<S::Number>>>, Unanswered> {
        let tally = &self.tally;
        let way = tally.way(mover, through);
        let first = mover.case.hired.max(tally.rules.first_month()).max(year.month(1));
        let stints = mover.stints(first, way.last.min(year.month(12)));
        let stints: Vec<Stint> = stints.into_iter().filter(|stint| stint.leaf == leaf).collect();
        let mut found = Ok(Vec::new());
        if stints.is_empty() {
            return Ok(found?);
        }
        self.walk(says, mover, &way, year, |walk, at| {
            let lanes = tally.scale.year(tally.rules, year).lanes;
            let outcome = walk.moves(lanes).next().promised("a year of somebody has an outcome");
            found = outcome.and_then(|of| {
                let lived = YearLived::new(at, &of);
                let months = |stint| months_of(tally.rules, mover, stint, year, &lived, &subsidised);
                stints.iter().map(months).collect()
            });
        })?;
        Ok(found?)
    }

    /// Walks somebody through a year that they are there in.
    fn walk<S: Says>(
        &self,
        says: &S,
        mover: &Mover,
        way: &Way,
        year: Year,
        mut show: impl FnMut(&Walk<S::Number>, &WalkYear),
    ) -> Result<(), Unanswered> {
        let Tally { model, rules, scale, .. } = &self.tally;
        let first = mover.case.hired.max(rules.first_month());
        let certain = &scale.year(rules, first.year()).certain;
        let under = Under { rules, says, scale, stretches: &way.stretches, watch: &model.watch };
        let mut walk: Walk<S::Number> = Walk::default();
        walk.walk(&way.life, way.last, under, certain, |walk, at| {
            if at.year == year {
                show(walk, at);
            }
        });
        model.watch.going()?;
        if !walk.problems.is_empty() {
            return Err(Fault::here("whoever has something wrong was found before").into());
        }
        Ok(())
    }
}

impl Alike {
    /// Where the people stand in the plan; the station for posts that are filled or refilled.
    pub(crate) fn who(&self, leaf: Leaf) -> Who {
        match &self.count {
            // The first of them is the one whose case it is.
            Count::Workers(_) => Who::Worker(self.mover.row),
            Count::Hire(place) => Who::Hire(*place),
            Count::Filled(_) | Count::Refilled(_) => Who::Station(leaf.station()),
        }
    }
}
