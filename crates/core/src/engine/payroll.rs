//! Rule 20: what everybody earns month by month, where nothing is left to chance.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    figures::Served,
    life::{Life, Outcomes, Under, Walk, WalkYear},
    problems::{Who, problems_of},
    run::new_tally,
    tally::Tally,
};
use crate::{
    faults::error::{Fault, Promised, Unanswered},
    ledger::account::Grain,
    model::{
        model::Model,
        person::{Mover, Stint},
        rulebook::Rulebook,
    },
    rules::{
        made::Made,
        subsidy::{Earned as TermEarned, Runs, Subsidised},
        terms::Term,
    },
    values::{
        leaf::Leaf,
        month::{Month, Months, Year},
        words::Payer,
    },
};

/// People who are alike: a worker, a hire, posts that are filled or refilled.
pub(crate) struct Earner {
    pub(crate) who: Who,
    pub(crate) count: u64,
    pub(crate) mover: Mover,
}

/// Some figures of one person, in fen; the payers are those that a payroll is asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) pay: i128,
    pub(crate) subsidy: i128,
    pub(crate) top_up: i128,
    pub(crate) shares: Vec<i128>,
    /// The top-up by the payer that bears it.
    pub(crate) borne: Vec<i128>,
}

impl Figures {
    pub(crate) fn none(payers: usize) -> Figures {
        Figures { shares: vec![0; payers], borne: vec![0; payers], ..Figures::default() }
    }

    /// Adds others so many times.
    pub(crate) fn add(&mut self, other: &Figures, times: i128) {
        self.pay += other.pay * times;
        self.subsidy += other.subsidy * times;
        self.top_up += other.top_up * times;
        self.shares.iter_mut().zip(&other.shares).for_each(|(sum, more)| *sum += more * times);
        self.borne.iter_mut().zip(&other.borne).for_each(|(sum, more)| *sum += more * times);
    }

    pub(crate) fn is_nothing(&self) -> bool {
        let zero = |amount: &i128| *amount == 0;
        let amounts = [self.pay, self.subsidy, self.top_up];
        amounts.iter().all(zero) && self.shares.iter().all(zero) && self.borne.iter().all(zero)
    }
}

/// A month of somebody at a leaf.
#[derive(Clone, Debug)]
pub(crate) struct Earned {
    pub(crate) month: Month,
    /// The annual pay.
    pub(crate) annual: u64,
    /// Nothing of who is away.
    pub(crate) on_payroll: bool,
    pub(crate) figures: Figures,
}

/// The months of a year at a leaf, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct LeafMonths {
    pub(crate) leaf: Leaf,
    pub(crate) months: Arc<Vec<Earned>>,
}

/// What the months of somebody who stays at a leaf of a class rest on, through a last one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Stayer {
    life: Life,
    class: usize,
    end: Month,
}

/// What people of a model earn.
pub(crate) struct Payroll<'m> {
    tally: Tally<'m>,
    /// The payers that figures have, and where they have each of the model's.
    payers: usize,
    place_of: Vec<usize>,
    walk: Walk,
    /// What was worked out for those who stay, of the year at hand.
    known: BTreeMap<Stayer, Arc<Vec<Earned>>>,
    year: Option<Year>,
}

impl<'m> Payroll<'m> {
    /// With the figures of some payers, all of the model's among them.
    pub(crate) fn new(model: &'m Model, payers: &[Payer]) -> Result<Payroll<'m>, Unanswered> {
        let tally = new_tally(model, Grain::Region)?;
        let place = |payer: &Payer| payers.iter().position(|other| other == payer);
        let place_of: Option<Vec<usize>> = tally.rules.payers.0.iter().map(place).collect();
        let place_of = place_of.promised("every payer is among those asked with")?;
        let (walk, known) = (Walk::default(), BTreeMap::new());
        Ok(Payroll { tally, payers: payers.len(), place_of, walk, known, year: None })
    }

    /// Everybody who is employed in a month of the horizon through a last one, for certain.
    pub(crate) fn earners(&self, last: Month) -> Vec<Earner> {
        let (tally, crowd) = (&self.tally, &self.tally.model.crowd);
        let packed = crowd.people().map(|it| {
            let mover = Mover { row: it.row, ..Mover::staying(it.case, it.leaf) };
            Earner { who: Who::Worker(it.row), count: 1, mover }
        });
        let movers = crowd.movers.iter();
        let movers = movers.map(|it| Earner { who: Who::Worker(it.row), count: 1, mover: it.clone() });
        let groups = tally.groups.iter().map(|group| Earner {
            who: group.hire.map_or(Who::Station(group.leaf.station()), Who::Hire),
            count: group.count.into(),
            mover: Mover::staying(group.case(), group.leaf),
        });
        let mut earners: Vec<Earner> = packed.chain(movers).chain(groups).collect();
        if tally.refills() {
            let mut refilled = Vec::new();
            for Earner { count, mover, .. } in &earners {
                for exposure in tally.exposures(mover) {
                    let hired = tally.replaced(&exposure).into_iter();
                    refilled.extend(hired.map(|(_, mover)| Earner {
                        who: Who::Station(exposure.leaf.station()),
                        count: *count,
                        mover,
                    }));
                }
            }
            earners.extend(refilled);
        }
        earners.retain(|earner| earner.mover.case.hired <= last);
        earners
    }

    /// What is wrong with some people through a last month, if anything is.
    pub(crate) fn check(
        &mut self,
        people: impl Iterator<Item = (Who, Mover)>,
        last: Month,
    ) -> Result<(), Unanswered> {
        let mut problems = Vec::new();
        for (who, mover) in people {
            self.tally.model.watch.going()?;
            let way = self.tally.way(&mover, last);
            let end = way.last;
            let first = mover.case.hired.max(self.tally.rules.first_month());
            if first <= end {
                let certain = &self.tally.scale.year(self.tally.rules, first.year()).certain;
                let under = Under { stretches: &way.stretches, ..self.tally.under() };
                self.walk.walk(&way.life, end, under, certain, |_, _| ());
                problems
                    .extend(way.problems.into_iter().chain(self.walk.problems.drain(..)).map(|it| (who, it)));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems_of(problems)) }
    }

    /// What somebody with whom nothing is wrong earns in the months of a year through a last month, leaf by leaf.
    pub(crate) fn year(
        &mut self,
        mover: &Mover,
        year: Year,
        last: Month,
    ) -> Result<Vec<LeafMonths>, Unanswered> {
        let way = self.tally.way(mover, last);
        let end = way.last.min(year.month(12));
        let first = mover.case.hired.max(self.tally.rules.first_month());
        if first > end || end < year.month(1) {
            return Ok(Vec::new());
        }
        let stays = mover.moves.is_empty() && mover.away.is_empty();
        if self.year != Some(year) {
            self.known.clear();
            self.year = Some(year);
        }
        let key = Stayer { life: way.life.clone(), class: self.tally.rules.class_of(mover.home), end };
        if let Some(months) = self.known.get(&key).filter(|_| stays) {
            return Ok(vec![LeafMonths { leaf: mover.home, months: Arc::clone(months) }]);
        }
        let mut walk = std::mem::take(&mut self.walk);
        let under = Under { stretches: &way.stretches, ..self.tally.under() };
        let certain = &self.tally.scale.year(self.tally.rules, first.year()).certain;
        let mut found = Ok(Vec::new());
        walk.walk(&way.life, end, under, certain, |walk, at| {
            if at.year == year {
                let lanes = self.tally.scale.year(self.tally.rules, year).lanes;
                let outcomes = walk.moves(lanes).next().promised("a year of somebody has an outcome");
                found = outcomes.and_then(|outcomes| self.months(mover, at, outcomes, end));
            }
        });
        let fault = || Fault::here("whoever has something wrong was found before");
        let fine = walk.problems.is_empty();
        self.walk = walk;
        self.tally.model.watch.going()?;
        if !fine {
            return Err(fault().into());
        }
        let found: Vec<LeafMonths> = found?;
        if let ([only], true) = (&found[..], stays) {
            self.known.insert(key, Arc::clone(&only.months));
        }
        Ok(found)
    }

    /// The months of the year that a walk is at.
    fn months(
        &self,
        mover: &Mover,
        at: &WalkYear,
        outcomes: Outcomes<'_>,
        end: Month,
    ) -> Result<Vec<LeafMonths>, Fault> {
        let rules = self.tally.rules;
        let mut found = Vec::new();
        for stint in mover.stints(at.year.month(1).max(rules.first_month()), end) {
            let mut months: Vec<Earned> = Vec::new();
            let mut before: Option<(usize, Figures)> = None;
            let terms = &rules.classes[rules.class_of(stint.leaf)].years[rules.place(at.year)];
            for of in months_of(rules, mover, &stint, at, &outcomes, |term| Ok(term.subsidised))? {
                let through = self.figures(&terms[of.term], of.through.as_ref());
                // the month k has F(a..k) - F(a..k-1) of each figure
                let mut figures = through.clone();
                if let Some((_, before)) = before.filter(|(term, _)| *term == of.term) {
                    figures.add(&before, -1);
                }
                before = Some((of.term, through));
                let MonthOf { month, on_payroll, annual, .. } = of;
                months.push(Earned { month, annual, on_payroll, figures });
            }
            found.push(LeafMonths { leaf: stint.leaf, months: Arc::new(months) });
        }
        Ok(found)
    }

    /// The figures of what somebody earned in a term.
    fn figures(&self, term: &Term, earned: Option<&TermEarned>) -> Figures {
        let mut figures = Figures::none(self.payers);
        let Some(earned) = earned else { return figures };
        let mut shares = vec![0; self.place_of.len()];
        term.split.add(earned.subsidy, &mut shares);
        for (place, share) in self.place_of.iter().zip(shares) {
            figures.shares[*place] = share.into();
        }
        (figures.pay, figures.subsidy) = (earned.pay.into(), earned.subsidy.into());
        figures.top_up = earned.top_up.into();
        figures.borne[self.place_of[self.tally.rules.bearers[term.bearer]]] = earned.top_up.into();
        figures
    }
}

/// A month of somebody at a leaf: F(a..k) of the term that it lies in.
pub(crate) struct MonthOf<N> {
    pub(crate) month: Month,
    /// The place of the term among those of the year.
    pub(crate) term: usize,
    pub(crate) on_payroll: bool,
    /// The annual pay.
    pub(crate) annual: N,
    /// What the term came to through the month; nothing of who was away in all of it.
    pub(crate) through: Option<TermEarned<N>>,
}

/// The months of a stint in the year that a walk is at, one after the other.
pub(crate) fn months_of<N: Made>(
    rules: &Rulebook,
    mover: &Mover,
    stint: &Stint,
    at: &WalkYear,
    outcomes: &Outcomes<'_, N>,
    subsidised: impl Fn(&Term) -> Result<Subsidised<N>, Fault>,
) -> Result<Vec<MonthOf<N>>, Fault> {
    let stay = Months { first: stint.first.of_year(), last: stint.last.of_year() };
    let runs = mover.runs(at.year, stay);
    let served = Served { year: at.year, hired: Some(mover.case.hired), runs: &runs };
    let pay = outcomes.pay();
    let mut months = Vec::new();
    for (place, term) in
        rules.classes[rules.class_of(stint.leaf)].years[rules.place(at.year)].iter().enumerate()
    {
        let Some(within) = term.months.meet(stay) else { continue };
        for of_year in within.first..=within.last {
            // with F(a..k) what rules 3, 5 and 6 give for the worker's months of the term if they ended with k,
            let so_far = Runs {
                runs: &runs,
                within: Months { last: of_year, ..within },
                subsidised: served.subsidised(term.first_months),
            };
            months.push(MonthOf {
                month: at.year.month(of_year),
                term: place,
                on_payroll: runs.iter().any(|run| run.first <= of_year && of_year <= run.last),
                annual: if of_year >= at.effective { pay.new.clone() } else { pay.old.clone() },
                through: outcomes.earned(subsidised(term)?, at.effective, &so_far)?,
            });
        }
    }
    Ok(months)
}
