//! Rule 4: appraisals, raises and the indexed standard.

use std::ops::RangeInclusive;

use super::{
    made::{MOST, Made},
    subsidy::Granted,
};
use crate::{
    plan::{
        assumptions::Horizon,
        entries::{Appraisal, Effective, Entry, Raise},
        timeline::Timeline,
    },
    values::{
        fen::Amount,
        month::{Month, Year},
        words::{Grade, MissingHistory, Mode},
    },
};

/// The years that a worker's pay may be of; `there` is whether the worker is employed in the horizon.
pub(crate) fn pay_years(hired: u16, there: bool, horizon: Horizon) -> RangeInclusive<u16> {
    // never before the year of hire, and never after the first year of the horizon employed, if there is one
    hired..=if there { hired.max(horizon.first.number()) } else { Year::LAST }
}

/// What somebody hired in a month is paid without a pay of their own; none before the first subsidy entry.
pub(crate) fn entry_pay(subsidy: &Timeline<Granted>, hired: Month) -> Option<Amount> {
    // Without pay it is entry pay, the standard in force by rule 5 in the month of hire
    subsidy.in_force(hired).map(|entry| entry.standard)
}

/// A raise entry as its steps need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RaiseRule<N = u64> {
    rate: N,
    mode: Mode,
    effective: Effective,
}

impl RaiseRule {
    pub(crate) fn new(raise: &Raise) -> RaiseRule {
        RaiseRule { rate: raise.rate.millionths().into(), mode: raise.mode, effective: raise.effective }
    }
}

impl<N: Made> RaiseRule<N> {
    /// The same with its rate as other numbers have it.
    pub(crate) fn with_rate<M>(self, rate: M) -> RaiseRule<M> {
        RaiseRule { rate, mode: self.mode, effective: self.effective }
    }

    /// The month of the year from which the step holds, 1 to 12.
    pub(crate) fn effective(&self, hired: Month) -> u8 {
        match self.effective {
            // a month number (default 1, January),
            Effective::Month(month) => month.get() as u8,
            // or "anniversary", the month of hire
            Effective::Anniversary => hired.of_year(),
        }
    }

    /// Whether steps rest on what the amount was at the beginning.
    pub(crate) fn rests_on_base(&self) -> bool {
        self.mode == Mode::Simple
    }

    /// Whether it holds from the month of hire on.
    pub(crate) fn is_anniversary(&self) -> bool {
        self.effective == Effective::Anniversary
    }

    /// The step of an annual amount: `old` after it; `base` is what the amount was at the beginning. `None` when it
    /// does not fit.
    pub(crate) fn step(&self, old: &N, base: &N) -> Option<N> {
        let new = match self.mode {
            // compound: new = round(old·(1 + rate))
            Mode::Compound => old.raised(&self.rate),
            // simple: new = old + round(pay[pay_year]·rate)
            Mode::Simple => old.raised_by(base, &self.rate),
        }?;
        debug_assert!(
            new.units() <= self.bound(old.units().max(base.units())),
            "a step goes beyond its bound"
        );
        Some(new)
    }

    /// What no step goes beyond, of an amount that is, like its base, at most `most`.
    pub(crate) fn bound(&self, most: u64) -> u64 {
        let raised = u128::from(most) * u128::from(1_000_000 + self.rate.units()) / 1_000_000 + 1;
        u64::try_from(raised).map_or(MOST, |raised| raised.min(MOST))
    }
}

/// An appraisal entry as its years need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AppraisalRule {
    /// One bit for each grade that passes.
    pass: u8,
    min_months: u8,
}

/// How the appraisal of a year comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    NotPassed,
    /// Passed with the chance that the pass rate is.
    Chance,
}

impl AppraisalRule {
    pub(crate) fn new(appraisal: &Appraisal) -> AppraisalRule {
        let pass = appraisal.pass.iter().fold(0, |pass, &grade| pass | 1 << grade as u8);
        AppraisalRule { pass, min_months: appraisal.min_months.get() as u8 }
    }

    /// Whether a grade passes.
    pub(crate) fn passes(&self, grade: Grade) -> bool {
        // the entry lists the grades that pass
        self.pass & 1 << grade as u8 != 0
    }

    /// Whether the appraisal of a year counts for somebody who is on the payroll from `hired`
    /// through that year's December.
    pub(crate) fn counts(&self, hired: Month, year: Year) -> bool {
        self.counts_served(if hired.year() == year { 13 - hired.of_year() } else { 12 })
    }

    /// Whether it counts for somebody who was on the payroll for so many months of the year.
    pub(crate) fn counts_served(&self, months: u8) -> bool {
        // Year y's appraisal counts only when the worker was on the payroll for at least `min_months` of year y
        months >= self.min_months
    }

    /// The months of a year after the first of which nobody may be hired, and before the last of which nobody may leave,
    /// for its appraisal to count.
    pub(crate) fn counts_within(&self, year: Year) -> [Month; 2] {
        [year.month(13 - self.min_months), year.month(self.min_months)]
    }

    /// How a year's appraisal comes out for somebody who is on the payroll from `hired` on; none where a grade is missing.
    ///
    /// `grade` is whether the grade given passed, if one was; `assumed` whether the year is one from
    /// `assumptions.from` on.
    pub(crate) fn verdict(
        &self,
        hired: Month,
        year: Year,
        grade: Option<bool>,
        assumed: bool,
        history: MissingHistory,
    ) -> Option<Verdict> {
        let known = |passed: bool| if passed { Verdict::Passed } else { Verdict::NotPassed };
        if !self.counts(hired, year) {
            return Some(Verdict::NotPassed);
        }
        match (grade, history) {
            // A grade given for year y decides.
            (Some(passed), _) => Some(known(passed)),
            // With no grade given, a year from `assumptions.from` on is assumed by `assumptions.pass_rate`;
            (None, _) if assumed => Some(Verdict::Chance),
            // an earlier year is an error unless `assumptions.missing_history` says "pass" or "fail".
            (None, MissingHistory::Error) => None,
            (None, history) => Some(known(history == MissingHistory::Pass)),
        }
    }
}

/// The year from which the indexed standard of somebody hired in a month is counted.
pub(crate) fn indexed_from(hired: Month, earliest_subsidy: Option<Month>) -> Year {
    // from the year of hire, or from that of the programme's earliest `subsidy` entry if that is later
    hired.year().max(earliest_subsidy.map_or(hired.year(), Month::year))
}

/// What a list says in a month of every year of the calendar, by year from 1949 on.
pub(crate) fn by_year<E, R: Copy>(
    entries: &[Entry<E>],
    month: impl Fn(Year) -> Month,
    rule: impl Fn(&E) -> R,
) -> Vec<Option<R>> {
    let timeline = Timeline::new(entries.iter().map(|entry| (entry.from, rule(&entry.says))));
    Year::all().map(|year| timeline.in_force(month(year)).copied()).collect()
}
