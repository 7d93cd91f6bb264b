//! The round of meaning (rule 15) of people, by row: months, pay years, grades, ids, columns.

use super::texts::{after, before, closed, not_after};
use crate::{
    faults::{
        error::ErrorKind,
        findings::{Findings, shown},
        place::Place,
    },
    plan::{
        assumptions::Horizon,
        people::{Away, Station, Worker},
        plan::Plan,
        roster::{Itinerary, Roster, at_row},
    },
    rules::pay::pay_years,
    values::{
        fen::Amount,
        month::{Month, Year},
    },
};

/// What is judged of somebody, from the plan's own list or a row of columns.
pub(super) struct Person {
    pub(super) hired: Month,
    pub(super) left: Option<Month>,
    pub(super) pay: Option<Amount>,
    pub(super) pay_year: Option<Year>,
}

impl From<&Worker> for Person {
    fn from(worker: &Worker) -> Person {
        let Worker { hired, left, pay, pay_year, .. } = *worker;
        Person { hired, left, pay, pay_year }
    }
}

impl Person {
    /// Notes what is wrong with all but the grades.
    pub(super) fn check(&self, findings: &mut Findings, place: Place<'_>, horizon: Horizon, ordered: bool) {
        if let Some(left) = self.left.filter(|left| *left < self.hired) {
            findings.add(ErrorKind::Order, place.key("left"), before(left, "hired", self.hired));
        }
        if let Some(texts) = self.pay_year.and_then(|year| self.wrong_pay_year(year, horizon, ordered)) {
            findings.add(ErrorKind::PayYear, place.key("pay_year"), texts);
        }
    }

    fn wrong_pay_year(&self, year: Year, horizon: Horizon, ordered: bool) -> Option<(String, String)> {
        let Person { hired, left, pay, .. } = *self;
        let there = ordered
            && hired <= horizon.last_month()
            && left.is_none_or(|left| left >= hired && left >= horizon.first_month());
        let years = pay_years(hired.year().number(), there, horizon);
        if pay.is_none() {
            return Some((
                format!("没有填写 pay 就不能填写薪酬年度“{year}”"),
                format!("`{year}` is the year of a pay that is not given"),
            ));
        }
        let (first, last) = (!years.contains(&year.number())).then(|| years.into_inner())?;
        Some((
            format!("薪酬年度“{year}”超出范围，允许 {first} 到 {last}"),
            format!("`{year}` is no year for the pay, {first} to {last} is allowed"),
        ))
    }

    /// Notes what is wrong with moves, absences, and with stays at stations that closed: `stays` begins with the
    /// station in the month of hire.
    pub(super) fn check_stays(
        &self,
        findings: &mut Findings,
        place: Place<'_>,
        stays: &[Stayed<'_>],
        away: &[Away],
        end: Option<Month>,
    ) {
        let Person { hired, left, .. } = *self;
        let list = place.key("moves");
        let move_place = |at: usize| list.index(at);
        for (at, pair) in stays.windows(2).enumerate() {
            let (prior, from) = (pair[0].from, pair[1].from);
            let what = if at == 0 {
                ("入职月", "the month of hire")
            } else {
                ("前一次调动", "the move before it")
            };
            let late = left.filter(|left| from > *left).map(|left| after(from, "left", left));
            let early = (from <= prior).then(|| not_after(from, what.0, what.1, prior));
            if let Some(texts) = early.or(late) {
                findings.add(ErrorKind::Order, move_place(at).key("from"), texts);
            }
        }
        let list = place.key("away");
        for (at, Away { from, to }) in away.iter().enumerate() {
            let place = list.index(at);
            match at.checked_sub(1).map(|before| away[before].to) {
                Some(before) if *from <= before => {
                    let texts =
                        not_after(from, "前一次离岗的末月", "the end of the absence before it", before);
                    findings.add(ErrorKind::Order, place.key("from"), texts);
                }
                None if *from < hired => {
                    findings.add(ErrorKind::Order, place.key("from"), before(from, "hired", hired));
                }
                _ => {}
            }
            let late = left.filter(|left| to > left).map(|left| after(to, "left", left));
            if let Some(texts) = (to < from).then(|| before(to, "from", from)).or(late) {
                findings.add(ErrorKind::Order, place.key("to"), texts);
            }
        }
        // A listed worker employed at a station after it closed is an error
        let Some(end) = end.map(|end| left.map_or(end, |left| left.min(end))) else { return };
        for (at, stay) in stays.iter().enumerate() {
            let Some((station, closes)) = stay.station.and_then(|it| Some((it, it.closes?))) else {
                continue;
            };
            let next =
                stays.get(at + 1).and_then(|next| Month::from_ordinal(u32::from(next.from.ordinal()) - 1));
            let last = if at + 1 < stays.len() { next.map_or(stay.from, |next| next.min(end)) } else { end };
            if stay.from <= last && last > closes {
                let texts = closed(station.code, closes, last);
                match at.checked_sub(1) {
                    Some(at) => findings.add(ErrorKind::Closed, move_place(at).key("station"), texts),
                    None => findings.add(ErrorKind::Closed, place.key("station"), texts),
                }
            }
        }
    }

    /// Notes a grade for a year in which nobody appraises them.
    pub(super) fn check_grade(&self, findings: &mut Findings, place: Place<'_>, year: Year) {
        let Person { hired, left, .. } = *self;
        let end = left.map(|left| left.year());
        let there = left.is_none_or(|left| left >= hired);
        if there && year >= hired.year() && end.is_none_or(|end| year <= end) {
            return;
        }
        let (left_zh, left_en) = left
            .map_or_else(Default::default, |left| (format!("、{left} 离职"), format!(" and left {left}")));
        let texts = (
            format!("{year} 年不在职却有考核等次（{hired} 入职{left_zh}）"),
            format!("a grade for {year}, but the worker is not employed then: hired {hired}{left_en}"),
        );
        let appraisals = place.key("appraisals");
        findings.add(ErrorKind::GradeYear, appraisals.key(&year.to_string()), texts);
    }
}

/// Where somebody is from a month on; a station that is not listed is none.
pub(super) struct Stayed<'p> {
    pub(super) from: Month,
    pub(super) station: Option<&'p Station>,
}

/// Nobody's id is given twice, in the plan's own workers or in columns with ids.
pub(crate) fn ids(findings: &mut Findings, workers: &[Worker], rosters: &[&Roster<'_>]) {
    let mut ids: Vec<(&str, usize)> = workers.iter().map(|worker| &worker.id[..]).zip(0..).collect();
    let mut first = workers.len();
    for roster in rosters {
        ids.extend(roster.id.iter().copied().zip(first..));
        first += roster.len();
    }
    ids.sort_unstable();
    for pair in ids.windows(2) {
        let [(before, earlier), (id, row)] = pair else { continue };
        if before == id {
            let list = Place::Root.key("workers");
            let (id, other) = (shown(id), list.index(*earlier).to_string());
            let texts = (
                format!(
                    "编号“{id}”在 {other} 已用过，每人只能有一行：调到别的站，写在调动（moves）；离开后又回来，其间的月份写在离岗\
                     （absences）；不同的人请用不同的编号"
                ),
                format!(
                    "the id `{id}` is there before, at {other}; everybody has one row: who went to another station has `moves`, \
                     who left and came back `absences` in the months between, others have ids of their own"
                ),
            );
            findings.add_beside(ErrorKind::Duplicate, list.index(*row).key("id"), texts, other);
        }
    }
}

/// What is wrong with the rows of columns; `first` is the number of workers before them.
pub(crate) fn rows(findings: &mut Findings, plan: &Plan, roster: &Roster<'_>, first: usize, ordered: bool) {
    let list = Place::Root.key("workers");
    let end = ordered.then(|| plan.horizon.last_month());
    let mut itineraries = roster.itineraries.iter().peekable();
    for row in 0..roster.len() {
        let place = list.index(first + row);
        let mut stays = vec![stayed(findings, plan, place, roster.hired[row], roster.station[row])];
        let itinerary = itineraries.next_if(|itinerary| itinerary.row == row);
        for (at, moved) in itinerary.iter().flat_map(|itinerary| &itinerary.moves).enumerate() {
            let moves = place.key("moves");
            stays.push(stayed(findings, plan, moves.index(at), moved.from, moved.station));
        }
        let person = Person {
            hired: roster.hired[row],
            left: at_row(roster.left, row),
            pay: at_row(roster.pay, row),
            pay_year: at_row(roster.pay_year, row),
        };
        person.check(findings, place, plan.horizon, ordered);
        person.check_stays(findings, place, &stays, itinerary.map_or(&[], |it| &it.away[..]), end);
        for (year, column) in &roster.appraisals {
            if column[row].is_some() {
                person.check_grade(findings, place, *year);
            }
        }
    }
}

/// Where somebody is whose station is given by its index.
fn stayed<'p>(
    findings: &mut Findings,
    plan: &'p Plan,
    place: Place<'_>,
    from: Month,
    index: u32,
) -> Stayed<'p> {
    let (stations, station) = (plan.stations.len(), plan.stations.get(index as usize));
    if station.is_none() {
        let texts = (
            format!("社工站序号“{index}”超出范围，共 {stations} 个"),
            format!("`{index}` is no station's index, there are {stations}"),
        );
        findings.add(ErrorKind::UnknownStation, place.key("station"), texts);
    }
    Stayed { from, station }
}

/// Columns that are too short: an error at the first row that they miss. Itineraries of rows that are not there, or out
/// of their order.
pub(crate) fn lengths(findings: &mut Findings, roster: &Roster<'_>, first: usize) {
    let rows = roster.len();
    let of = |year: &Year, field: &str| format!("appraisals/{year}{field}");
    let grades = roster.appraisals.iter().map(|(year, column)| (of(year, ""), column.len()));
    let decided = roster.decided.iter().map(|(year, column)| (of(year, "/decided"), column.len()));
    let held = roster.provisional.iter().map(|(year, column)| (of(year, "/provisional"), column.len()));
    let given = [
        ("id", roster.id.len(), true),
        ("post", roster.post.len(), false),
        ("hired", roster.hired.len(), false),
        ("left", roster.left.len(), true),
        ("pay", roster.pay.len(), true),
        ("pay_year", roster.pay_year.len(), true),
    ];
    let given = given.into_iter().filter(|(_, length, may)| !(*may && *length == 0));
    let given = given.map(|(name, length, _)| (name.to_owned(), length));
    let columns = given.chain(grades).chain(decided).chain(held);
    for (name, length) in columns.filter(|(_, length)| *length != rows) {
        let row = first + length.min(rows);
        let texts = (
            format!("列“{name}”有 {length} 行，station 列有 {rows} 行"),
            format!("the column `{name}` has {length} rows, `station` has {rows}"),
        );
        findings.add(ErrorKind::Missing, format!("/workers/{row}/{name}"), texts);
    }
    let mut before = None;
    for Itinerary { row, .. } in roster.itineraries {
        if *row >= rows || before >= Some(*row) {
            let texts = (
                format!("调动或离岗所在的行“{row}”不存在、重复或顺序不对，共 {rows} 行"),
                format!("`{row}` is no row for moves and absences, or not in order: there are {rows}"),
            );
            findings.add(ErrorKind::Order, format!("/workers/{}/moves", first + row), texts);
        }
        before = Some(*row);
    }
}
