//! The round of meaning (rule 15): what a plan of the right shape refers to.

use super::{
    programme::{known_tier, programme, tiers},
    rows::{Person, Stayed, ids},
    texts::{before, closed, outside, twice},
};
use crate::{
    base::numbered::Numbered,
    faults::{
        error::{ErrorKind, Errors},
        findings::{Findings, shown},
        place::Place,
    },
    plan::{entries::Norm, people::Station, plan::Plan, roster::Roster, timeline::Timeline},
    rules::norm::Open,
    values::{code::Code, month::Month, words::Fill},
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
        if let (Some(opens), Some(closes)) = (station.opens, station.closes)
            && closes < opens
        {
            findings.add(ErrorKind::Order, list.index(place).key("closes"), before(closes, "opens", opens));
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

/// The station with a code, at a place's `station`; notes where there is none.
fn station_of<'p>(
    findings: &mut Findings,
    plan: &'p Plan,
    index: &StationIndex,
    place: Place<'_>,
    code: Code,
) -> Option<&'p Station> {
    let station = index.find(code).and_then(|station| plan.stations.get(station as usize));
    if station.is_none() {
        let codes = plan.stations.iter().map(|station| station.code.as_str());
        unknown_station(findings, place.key("station"), code.as_str(), codes);
    }
    station
}

fn workers(findings: &mut Findings, plan: &Plan, index: &StationIndex, ordered: bool) {
    for (row, worker) in plan.workers.iter().enumerate() {
        let list = Place::Root.key("workers");
        let place = list.index(row);
        let station = station_of(findings, plan, index, place, worker.station);
        let mut stays = vec![Stayed { from: worker.hired, station }];
        for (at, moved) in worker.moves.iter().enumerate() {
            let moves = place.key("moves");
            let station = station_of(findings, plan, index, moves.index(at), moved.station);
            stays.push(Stayed { from: moved.from, station });
        }
        let person = Person::from(worker);
        person.check(findings, place, plan.horizon, ordered);
        let end = ordered.then(|| plan.horizon.last_month());
        person.check_stays(findings, place, &stays, &worker.away, end);
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
        let station = station_of(findings, plan, index, place, hire.station);
        if let Some((station, closes)) = station.and_then(|it| Some((it, it.closes?)))
            && hire.month > closes
        {
            let texts = closed(station.code, closes, hire.month);
            findings.add(ErrorKind::Closed, place.key("station"), texts);
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
    // The months of the horizon in which villages are asked for; whoever is open in one of them is asked.
    let asked = plan.horizon.years().flat_map(|year| {
        let fills = plan.assumptions.fill == Fill::Norm && year >= from;
        let months = (1..=12).map(move |of_year| year.month(of_year));
        months.filter(move |month| month.of_year() == 12 || fills)
    });
    let by_villages = |month: &Month| matches!(norms.in_force(*month), Some(Norm::Villages { .. }));
    let asked: Vec<Month> = asked.filter(by_villages).collect();
    for (index, station) in plan.stations.iter().enumerate() {
        let open = Open::new(station, plan.horizon);
        let asked =
            asked.iter().rev().find(|month| !open.closed(**month)).filter(|month| open.includes(**month));
        if let (None, Some(asked)) = (station.villages, asked) {
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
