//! Rule 4: appraisals, raises and the indexed standard.

use std::ops::RangeInclusive;

use crate::{
    Grade, Horizon, Month, Year,
    fen::times_millionths,
    programme::{Appraisal, Effective, Entry, Raise, Timeline},
    words::Mode,
};

/// The years that a worker's pay may be of: not before that of hire, and not after the first year of
/// the horizon on the payroll, if there is one.
pub(crate) fn pay_years(hired: u16, there: bool, horizon: Horizon) -> RangeInclusive<u16> {
    hired..=if there { hired.max(horizon.first.number()) } else { Year::LAST }
}

/// A raise entry as its steps need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RaiseRule {
    pub(crate) millionths: u64,
    pub(crate) mode: Mode,
    effective: Effective,
}

impl RaiseRule {
    pub(crate) fn new(raise: &Raise) -> RaiseRule {
        let millionths = u64::from(raise.rate.millionths());
        RaiseRule { millionths, mode: raise.mode, effective: raise.effective }
    }

    /// The month of the year from which the step holds, 1 to 12.
    pub(crate) fn effective(&self, hired: Month) -> u8 {
        match self.effective {
            Effective::Month(month) => month.get() as u8,
            Effective::Anniversary => hired.of_year(),
        }
    }

    /// The step of an annual amount: `old` after it, in fen; `base` is what the amount was at the
    /// beginning, which a simple raise rests on. `None` when it does not fit, or `old` did not.
    pub(crate) fn step(&self, old: u64, base: u64) -> Option<u64> {
        let rests_on = match self.mode {
            Mode::Compound => old,
            Mode::Simple => base,
        };
        // old + round(old * rate) is round(old * (1 + rate)), as `old` is whole.
        old.checked_add(times_millionths(rests_on, self.millionths)?).filter(|&new| new <= MOST)
    }
}

/// The largest amount of signed 64-bit fen.
pub(crate) const MOST: u64 = i64::MAX as u64;

/// An appraisal entry as its years need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AppraisalRule {
    /// One bit for each grade that passes.
    pass: u8,
    pub(crate) min_months: u8,
}

impl AppraisalRule {
    pub(crate) fn new(appraisal: &Appraisal) -> AppraisalRule {
        let pass = appraisal.pass.iter().fold(0, |pass, &grade| pass | 1 << grade as u8);
        AppraisalRule { pass, min_months: appraisal.min_months.get() as u8 }
    }

    /// Whether a grade passes.
    pub(crate) fn passes(&self, grade: Grade) -> bool {
        self.pass & 1 << grade as u8 != 0
    }

    /// Whether the appraisal of a year counts for somebody who is on the payroll from `hired`
    /// through that year's December.
    pub(crate) fn counts(&self, hired: Month, year: Year) -> bool {
        let served = if hired.year() == year { 13 - hired.of_year() } else { 12 };
        served >= self.min_months
    }
}

/// What a list says in a month of every year of the calendar, by year from 1949 on.
pub(crate) fn by_year<E, R: Copy>(
    entries: &[Entry<E>],
    month: impl Fn(Year) -> Month,
    rule: impl Fn(&E) -> R,
) -> Vec<Option<R>> {
    let timeline = Timeline::new(entries.iter().map(|entry| (entry.from, rule(&entry.says))));
    let years = (Year::FIRST..=Year::LAST).filter_map(|year| Year::try_from(year).ok());
    years.map(|year| timeline.in_force(month(year)).copied()).collect()
}
