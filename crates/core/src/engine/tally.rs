//! What a model's calculation rests on: rules, scale, accounts, and the lives that people come to.

use super::{
    accounts::Accounts,
    figures::Layout,
    group::{Group, entry_case},
    life::{Grades, Life, Under, Walk, WalkYear, certain_end},
    regions::Regions,
};
use crate::{
    base::lanes::multiplied,
    model::{
        model::Model,
        person::Case,
        problem::Problem,
        rulebook::{Rulebook, Runs, Stretches},
        scale::{Chances, Scale},
    },
    rules::{contract::contract_ends, pay::entry_pay},
    values::{
        leaf::{Leaf, POSTS},
        month::{Month, Year},
        words::Refill,
    },
};

/// What a model's calculation rests on.
pub(crate) struct Tally<'m> {
    pub(crate) model: &'m Model,
    pub(crate) rules: &'m Rulebook,
    pub(crate) scale: Scale,
    pub(crate) layout: Layout,
    pub(crate) regions: Regions<'m>,
    pub(crate) accounts: Accounts,
    pub(crate) groups: Vec<Group>,
}

impl<'m> Tally<'m> {
    /// What a walk goes by.
    pub(crate) fn under(&self) -> Under<'_> {
        let (rules, watch) = (self.rules, &*self.model.watch);
        Under { rules, says: rules, scale: &self.scale, stretches: &rules.stretches, watch }
    }

    /// The leaves of the plan.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = Leaf> + use<> {
        let stations = (self.accounts.leaves() / POSTS.len()) as u32;
        (0..stations).flat_map(Leaf::of_station)
    }

    /// The months of the horizon in which contract terms of somebody hired in a month end.
    pub(crate) fn contract_ends(&self, hired: Month) -> Vec<Month> {
        let rules = self.rules;
        contract_ends(&rules.contracts, hired, rules.first_month(), rules.last_month())
    }

    /// Whether posts held are counted by leaf: where leaves share accounts and there is a norm.
    pub(crate) fn counts_held(&self) -> bool {
        self.accounts.shared && self.rules.norms.first().is_some()
    }

    /// Whether somebody may leave by chance.
    pub(crate) fn leaves_by_chance(&self) -> bool {
        self.scale.chances.leave.hit > 0
    }

    /// Whether somebody of a case may leave by chance. Where nobody does, who has a month of leaving lives like everybody.
    fn exposed(&self, case: &Case) -> bool {
        case.left.is_none() && self.leaves_by_chance()
    }

    /// The last month of the horizon in which somebody of a case is employed.
    pub(crate) fn last_of(&self, case: &Case) -> Month {
        let last = case.left.unwrap_or(self.rules.last_month()).min(self.rules.last_month());
        // what has no chance does not happen (no rule or grade is needed for it)
        let certain_end = self.exposed(case).then(|| certain_end(self.rules, case.hired)).flatten();
        certain_end.map_or(last, |end| end.min(last))
    }

    /// What the amounts of a case at posts of a class rest on, and the problem when there is no entry pay.
    pub(crate) fn life_of_case(&self, case: &Case, class: usize) -> (Life, Option<Problem>) {
        let (rules, last) = (self.rules, self.last_of(case));
        let indexed = rules.indexed_runs(class, case.hired.max(rules.first_month()), last);
        self.life(case, class, &rules.stretches, indexed)
    }

    /// The same of a case that is at posts of a class when hired, with some stretches of indexed standards.
    pub(crate) fn life(
        &self,
        case: &Case,
        class: usize,
        stretches: &Stretches,
        indexed: Runs,
    ) -> (Life, Option<Problem>) {
        let (rules, exposed) = (self.rules, self.exposed(case));
        let pay = case.pay.or_else(|| entry_pay(&rules.grant_of(class).subsidy, case.hired));
        let fen = pay.map_or(0, |pay| pay.fen().0.unsigned_abs());
        let standards_from = rules.indexed_from(case.hired);
        // and under an `indexed` entry also those since the year from which the indexed standard is counted
        let asked = if indexed.is_empty() { case.pay_year } else { case.pay_year.min(standards_from) };
        let mut life = Life {
            hired: case.hired,
            exposed,
            asked,
            pay: fen,
            pay_year: case.pay_year,
            base: fen,
            grades: Grades::default(),
            history: rules.assumptions.missing_history,
            indexed,
            standards: stretches.places(indexed).map(|place| rules.indexed[place]).collect(),
            standards_from,
        };
        for &(year, grade) in &case.grades {
            let Some(rule) = rules.appraisal(year) else { continue };
            if year >= asked && year < rules.horizon.last && rule.counts(case.hired, year) {
                life.grades.note(year, rule.passes(grade));
            }
        }
        (life, pay.is_none().then_some(Problem::NoSubsidy(case.hired)))
    }

    /// Who replaces leavers of the December before a year at posts of a class (rule 9), and the problem if there is
    /// no entry pay.
    pub(crate) fn refill_life(&self, class: usize, year: Year) -> (Life, Option<Problem>) {
        self.life_of_case(&entry_case(*year.months().start(), None, None), class)
    }

    /// Whether leavers by chance are replaced.
    pub(crate) fn refills(&self) -> bool {
        self.rules.assumptions.refill == Refill::January && self.scale.chances.leave.hit > 0
    }

    /// The year in whose December somebody hired in a month is first exposed to the leave rate.
    pub(crate) fn exposed_from(&self, hired: Month) -> Year {
        hired.year().max(self.rules.from)
    }

    /// The chance that somebody leaves in the December before the year with this place and is replaced in its January,
    /// in its lanes.
    pub(crate) fn refilled(&self, year: usize) -> Vec<u64> {
        let (scale, before) = (&self.scale, &self.scale.years[year - 1]);
        let mut start = before.certain.clone();
        let Chances { pass, leave, .. } = scale.chances;
        let factor = u64::from(pass.of) * u64::from(leave.hit);
        multiplied(&mut start, 0..before.lanes, factor, scale.bits, scale.years[year].lanes);
        start.split_off(before.lanes)
    }

    /// Works out who replaces leavers in January of the year with this place.
    pub(crate) fn walk_refill(
        &self,
        walk: &mut Walk,
        life: &Life,
        year: usize,
        show: impl FnMut(&Walk, &WalkYear),
    ) {
        walk.walk(life, self.rules.last_month(), self.under(), &self.refilled(year), show);
    }
}

/// What is not in force in somebody's first month on the payroll in the horizon: a list's entries
/// follow each other without a gap, so the first month tells for all.
pub(crate) fn starts_in_force(rules: &Rulebook, class: usize, start: Month) -> Vec<Problem> {
    let granted = rules.grant_of(class).subsidy.in_force(start);
    let subsidy = granted.is_none().then_some(Problem::NoSubsidy(start));
    let shared = rules.classes[class].shared_from.is_some_and(|from| from <= start);
    let sharing = (!shared).then_some(Problem::NoSharing(start));
    subsidy.into_iter().chain(sharing).collect()
}
