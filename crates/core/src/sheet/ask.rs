//! Rules 15, 16 and 20: what a sheet is asked with, and what is wrong with it.

use super::{
    month::SheetMonth,
    rows::{Sheet, SheetTotal},
    work::{Wanted, months, sheet, totals},
};
use crate::{
    check::plan::unknown_station,
    faults::{
        error::{ErrorKind, Unanswered},
        findings::Findings,
        place::Place,
    },
    model::model::Model,
    plan::plan::Plan,
    record::{declare::record, holds::holds, read::ListOf},
    values::{code::Code, fen::Rate, month::Month},
};

record! {
    /// Which months a pay sheet has, and of which stations (rule 20).
    pub(crate) struct Ask {
        pub(crate) first: Month = Month, always, "首月" "First";
        pub(crate) last: Month = Month, always, "末月" "Last";
        pub(crate) stations: Vec<Code> = ListOf<Code>, some, "社工站" "Stations";
    }
}

holds! {
    "sheet": Ask;
}

impl Ask {
    /// These months of these stations, of all where none is named.
    pub(crate) fn new(first: Month, last: Month, stations: &[Code]) -> Ask {
        Ask { first, last, stations: stations.to_vec() }
    }

    /// The round of meaning, of what is asked, at its place; `known::check` is that of the plan.
    pub(crate) fn check(&self, findings: &mut Findings, place: Place<'_>, plan: &Plan) {
        let horizon = plan.horizon;
        let (begin, end) = (horizon.first_month(), horizon.last_month());
        for (name, month) in [("first", self.first), ("last", self.last)] {
            if begin <= end && !(begin..=end).contains(&month) {
                let texts = (
                    format!("“{month}”不在预测期 {begin} 到 {end} 内"),
                    format!("`{month}` is outside the horizon, {begin} to {end}"),
                );
                findings.add(ErrorKind::Range, place.key(name), texts);
            }
        }
        if self.last < self.first {
            let Ask { first, last, .. } = self;
            let texts =
                (format!("“{last}”早于 first 的“{first}”"), format!("`{last}` is before `first`, `{first}`"));
            findings.add(ErrorKind::Order, place.key("last"), texts);
        }
        let stations = place.key("stations");
        for (index, code) in self.stations.iter().enumerate() {
            if !plan.station_codes().any(|known| known == *code) {
                let codes = plan.stations.iter().map(|station| station.code.as_str());
                unknown_station(findings, stations.index(index), code.as_str(), codes);
            }
        }
    }

    /// The sheet, of a plan whose meaning is right, and of its model.
    pub(crate) fn answer(&self, plan: &Plan, model: &Model) -> Result<Sheet, Unanswered> {
        sheet(plan, model, &self.wanted(plan))
    }

    /// The same month by month.
    pub(crate) fn months(
        &self,
        plan: &Plan,
        model: &Model,
        show: impl FnMut(&SheetMonth<'_>),
    ) -> Result<(), Unanswered> {
        months(plan, model, &self.wanted(plan), show)
    }

    /// Its totals alone.
    pub(crate) fn totals(&self, plan: &Plan, model: &Model) -> Result<Vec<SheetTotal>, Unanswered> {
        totals(plan, model, &self.wanted(plan))
    }

    fn wanted(&self, plan: &Plan) -> Wanted {
        let places =
            plan.stations.iter().enumerate().filter(|(_, station)| self.stations.contains(&station.code));
        let stations = places.map(|(place, _)| place).collect();
        Wanted { first: self.first, last: self.last, stations }
    }

    /// The round of calculating, of what is asked, at its place: that a month is left to chance, if one is.
    pub(crate) fn uncertain(&self, findings: &mut Findings, place: Place<'_>, plan: &Plan) {
        let assumed = &plan.assumptions;
        let from = assumed.from.unwrap_or(plan.horizon.first).month(1);
        // Where the pass, leave or vacancy rate is neither 0 nor 1, `last` must lie before January of `assumptions.from`
        let rates = [assumed.pass_rate, assumed.leave_rate, assumed.vacancy_rate];
        if rates.into_iter().all(Rate::is_certain) || self.last < from {
            return;
        }
        let texts = (
            format!("{from} 起有概率假设，没有确定的工资表；末月最晚到它的前一个月"),
            format!("from {from} on months are left to chance, and have no sheet: ask for months before it"),
        );
        findings.add(ErrorKind::Uncertain, place.key("last"), texts);
    }
}
