//! The round of meaning (rule 15): what a plan of the right shape refers to.

use super::{
    programme::{known_tier, programme, tiers},
    rows::{Person, ids},
    texts::{before, outside, twice},
};
use crate::{
    base::numbered::Numbered,
    faults::{
        error::{ErrorKind, Errors},
        findings::{Findings, shown},
        place::Place,
    },
    plan::{entries::Norm, people::Station, plan::Plan, roster::Roster, timeline::Timeline},
    values::{code::Code, words::Fill},
};

/// The indices of stations by their codes.
pub(crate) struct StationIndex {
    codes: Numbered<Code>,
    /// The first station of each code.
    first: Vec<u32>,
}

impl StationIndex {
    pub(crate) fn new(stations: &[Station]) -> StationIndex {
        let mut index = StationIndex { codes: Numbered::default(), first: Vec::new() };
        for (place, station) in (0..).zip(stations) {
            if index.codes.number(&station.code) as usize == index.first.len() {
                index.first.push(place);
            }
        }
        index
    }

    pub(crate) fn find(&self, code: Code) -> Option<u32> {
        Some(self.first[self.codes.find(&code)? as usize])
    }
}

/// Looks at everything but the people in columns, whose rows `rows` looks at, told whether the
/// horizon ends after it begins.
pub(crate) fn check(
    plan: &Plan,
    rosters: &[&Roster<'_>],
    rows: impl FnOnce(&mut Findings, bool),
) -> Result<(), Errors> {
    let findings = &mut Findings::default();
    let ordered = horizon(findings, plan);
    programme(findings, &plan.programme);
    let index = StationIndex::new(&plan.stations);
    stations(findings, plan, &index);
    workers(findings, plan, &index, ordered);
    hires(findings, plan, &index, ordered);
    if ordered {
        assumptions(findings, plan);
        villages(findings, plan);
    }
    ids(findings, &plan.workers, rosters);
    rows(findings, ordered);
    findings.close()
}

/// Whether the horizon ends after it begins; what rests on it is looked at only then.
fn horizon(findings: &mut Findings, plan: &Plan) -> bool {
    let (first, last) = (plan.horizon.first, plan.horizon.last);
    if last < first {
        findings.add(ErrorKind::Order, "/horizon/last", before(last, "first", first));
    }
    first <= last
}

fn stations(findings: &mut Findings, plan: &Plan, index: &StationIndex) {
    let list = Place::Root.key("stations");
    let tiers = tiers(&plan.programme);
    for (place, station) in plan.stations.iter().enumerate() {
        // Of several with a code the index has the first.
        if index.find(station.code).is_some_and(|first| (first as usize) < place) {
            let texts = twice("社工站编码", "station's code", station.code);
            findings.add(ErrorKind::Duplicate, list.index(place).key("code"), texts);
        }
        if let Some(tier) = &station.tier {
            known_tier(findings, &tiers, list.index(place).key("tier"), tier);
        }
    }
}

/// Notes that no station has this code, or in tables this name, which is looked for among these.
pub(crate) fn unknown_station<'n>(
    findings: &mut Findings,
    place: Place<'_>,
    name: &str,
    names: impl ExactSizeIterator<Item = &'n str>,
) {
    let stations = names.len();
    let near = findings.nearest(name, names);
    let name = shown(name);
    let texts = (
        format!("所列 {stations} 个社工站中没有“{name}”"),
        format!("`{name}` is none of the {stations} stations listed"),
    );
    findings.add_near(ErrorKind::UnknownStation, place, texts, near);
}

fn no_station(findings: &mut Findings, plan: &Plan, place: Place<'_>, code: Code) {
    let codes = plan.stations.iter().map(|station| station.code.as_str());
    unknown_station(findings, place.key("station"), code.as_str(), codes);
}

fn workers(findings: &mut Findings, plan: &Plan, index: &StationIndex, ordered: bool) {
    for (row, worker) in plan.workers.iter().enumerate() {
        let list = Place::Root.key("workers");
        let place = list.index(row);
        if index.find(worker.station).is_none() {
            no_station(findings, plan, place, worker.station);
        }
        let person = Person::from(worker);
        person.check(findings, place, plan.horizon, ordered);
        for (year, _) in &worker.appraisals.0 {
            person.check_grade(findings, place, *year);
        }
    }
}

fn hires(findings: &mut Findings, plan: &Plan, index: &StationIndex, ordered: bool) {
    let horizon = plan.horizon;
    for (row, hire) in plan.hires.iter().enumerate() {
        let list = Place::Root.key("hires");
        let place = list.index(row);
        if index.find(hire.station).is_none() {
            no_station(findings, plan, place, hire.station);
        }
        if ordered && !(horizon.first..=horizon.last).contains(&hire.month.year()) {
            findings.add(ErrorKind::Order, place.key("month"), outside(hire.month, horizon));
        }
    }
}

fn assumptions(findings: &mut Findings, plan: &Plan) {
    let horizon = plan.horizon;
    if let Some(from) = plan.assumptions.from.filter(|from| !(horizon.first..=horizon.last).contains(from)) {
        findings.add(ErrorKind::Order, "/assumptions/from", outside(from, horizon));
    }
}

/// Rule 7: a station that a norm by villages is applied to, to fill it or to report, has villages.
fn villages(findings: &mut Findings, plan: &Plan) {
    let norms = Timeline::new(plan.programme.norm.iter().map(|entry| (entry.from, entry.says)));
    let first = plan.horizon.first;
    let from = plan.assumptions.from.unwrap_or(first).max(first);
    // The latest month of the horizon in which villages are asked for; whoever is open then is asked.
    let asked = plan.horizon.years().rev().find_map(|year| {
        let fills = plan.assumptions.fill == Fill::Norm && year >= from;
        let mut months = (1..=12).rev().map(|of_year| year.month(of_year));
        months.find(|month| {
            let asked = month.of_year() == 12 || fills;
            asked && matches!(norms.in_force(*month), Some(Norm::Villages { .. }))
        })
    });
    let Some(asked) = asked else { return };
    for (index, station) in plan.stations.iter().enumerate() {
        if station.villages.is_none() && station.opens.is_none_or(|opens| opens <= asked) {
            let texts = (
                format!("社工站“{}”没有村居数 villages，而 {asked} 的配备标准按村居数计算", station.code),
                format!(
                    "station `{}` has no `villages`, but the norm of {asked} goes by villages",
                    station.code
                ),
            );
            findings.add(ErrorKind::NeedsVillages, Place::Root.key("stations").index(index), texts);
        }
    }
}
