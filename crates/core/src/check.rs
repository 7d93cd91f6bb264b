//! The round of meaning (rule 15): what a plan of the right shape refers to.

use std::{collections::BTreeSet, fmt::Display};

use crate::{
    Errors, Fill, Month, Plan, Roster, Year,
    error::{ErrorKind, Findings, Place, shown, shown_names},
    maps::Map,
    pay::pay_years,
    plan::{Code, Station, Worker},
    programme::{Entry, Norm, Programme, Purpose, Share, Timeline},
};

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
    stations(findings, plan);
    workers(findings, plan, ordered);
    hires(findings, plan, ordered);
    if ordered {
        assumptions(findings, plan);
        villages(findings, plan);
    }
    ids(findings, &plan.workers, rosters);
    rows(findings, ordered);
    findings.close()
}

/// At most 100 years, as reading has it (rule 11).
pub(crate) fn horizon_limits(plan: &Plan) -> Result<(), Errors> {
    let years = plan.horizon.last.number().saturating_sub(plan.horizon.first.number());
    if years < 100 {
        return Ok(());
    }
    let texts = ("预测期超过 100 年".to_owned(), "the horizon has more than 100 years".to_owned());
    Err(Errors::one(ErrorKind::Range, "/horizon/last", texts))
}

/// Whether the horizon ends after it begins; what rests on it is looked at only then.
fn horizon(findings: &mut Findings, plan: &Plan) -> bool {
    let (first, last) = (plan.horizon.first, plan.horizon.last);
    if last < first {
        findings.add(ErrorKind::Order, "/horizon/last", before(last, "first", first));
    }
    first <= last
}

fn before(this: impl Display, field: &str, that: impl Display) -> (String, String) {
    (format!("“{this}”早于 {field} 的“{that}”"), format!("`{this}` is before `{field}`, `{that}`"))
}

fn twice(what_zh: &str, what_en: &str, name: impl Display) -> (String, String) {
    (format!("{what_zh}“{name}”已出现过"), format!("the {what_en} `{name}` is given before"))
}

fn programme(findings: &mut Findings, programme: &Programme) {
    entries(findings, "subsidy", &programme.subsidy, |_| ());
    entries(findings, "sharing", &programme.sharing, |it| it.tier.as_deref());
    entries(findings, "raise", &programme.raise, |_| ());
    entries(findings, "appraisal", &programme.appraisal, |_| ());
    entries(findings, "contract", &programme.contract, |_| ());
    entries(findings, "norm", &programme.norm, |_| ());
    entries(findings, "costs", &programme.costs, |it| &it.name[..]);
    let root = Place::Root.key("programme");
    for (index, entry) in programme.sharing.iter().enumerate() {
        payers_once(findings, root.key("sharing").index(index), &entry.says.parts);
    }
    for (index, entry) in programme.costs.iter().enumerate() {
        payers_once(findings, root.key("costs").index(index), &entry.says.parts);
    }
    for (index, entry) in programme.norm.iter().enumerate() {
        if let Norm::Range { min, max } = entry.says
            && max < min
        {
            let texts = (format!("“{max}”小于 min 的“{min}”"), format!("`{max}` is below `min`, `{min}`"));
            findings.add(ErrorKind::Order, root.key("norm").index(index).key("max"), texts);
        }
    }
    let tiers = tiers(programme);
    for (prefix, tier) in &programme.tiers {
        known_tier(findings, &tiers, root.key("tiers").key(prefix.as_str()), tier);
    }
    funds(findings, programme);
}

/// No two entries of a list, or of one tier or name in it, begin in one month.
fn entries<'e, T, K: Ord>(
    findings: &mut Findings,
    list: &str,
    entries: &'e [Entry<T>],
    of: impl Fn(&'e T) -> K,
) {
    let mut seen = BTreeSet::new();
    for (index, entry) in entries.iter().enumerate() {
        if !seen.insert((of(&entry.says), entry.from)) {
            let place = Place::Root.key("programme");
            let texts = twice("起始月份", "month", entry.from);
            findings.add(ErrorKind::Duplicate, place.key(list).index(index).key("from"), texts);
        }
    }
}

fn payers_once(findings: &mut Findings, entry: Place<'_>, parts: &[Share]) {
    for (index, share) in parts.iter().enumerate() {
        if parts[..index].iter().any(|other| other.payer == share.payer) {
            let texts = (
                format!("同一分担中出资方“{}”（{}）已出现过", share.payer, share.payer.zh()),
                format!("the payer `{}` is given before in this split", share.payer),
            );
            findings.add(ErrorKind::Duplicate, entry.key("parts").index(index).key("payer"), texts);
        }
    }
}

/// The tiers that sharing entries name.
fn tiers(programme: &Programme) -> BTreeSet<&str> {
    programme.sharing.iter().filter_map(|entry| entry.says.tier.as_deref()).collect()
}

fn known_tier(findings: &mut Findings, tiers: &BTreeSet<&str>, place: Place<'_>, tier: &str) {
    if tiers.contains(tier) {
        return;
    }
    let near = findings.nearest(tier, tiers.iter().copied());
    let (zh, en) = shown_names(tiers.iter().copied());
    let tier = shown(tier);
    let texts = (
        format!("sharing 中没有分档“{tier}”，可用：{zh}"),
        format!("no sharing entry names the tier `{tier}`, there are: {en}"),
    );
    findings.add_near(ErrorKind::UnknownTier, place, texts, near);
}

fn funds(findings: &mut Findings, programme: &Programme) {
    let mut seen = BTreeSet::new();
    let costs: BTreeSet<_> = programme.costs.iter().map(|entry| &entry.says.name[..]).collect();
    for (index, fund) in programme.funds.iter().enumerate() {
        let place = Place::Root.key("programme");
        let place = place.key("funds");
        let place = place.index(index);
        if !seen.insert((&fund.name, fund.first)) {
            let name = format!("{} {}", shown(&fund.name), fund.first);
            findings.add(ErrorKind::Duplicate, place.key("name"), twice("资金", "fund", name));
        }
        if let Some(last) = fund.last.filter(|last| *last < fund.first) {
            findings.add(ErrorKind::Order, place.key("last"), before(last, "first", fund.first));
        }
        let Purpose::Cost(cost) = &fund.pays else { continue };
        if !costs.contains(&cost[..]) {
            let names = || [Purpose::SUBSIDY].into_iter().chain(costs.iter().copied());
            let near = findings.nearest(cost, names());
            let (zh, en) = shown_names(names());
            let cost = shown(cost);
            let texts = (
                format!("方案没有经费“{cost}”，可用：{zh}"),
                format!("the programme has no cost `{cost}`, there are: {en}"),
            );
            findings.add_near(ErrorKind::UnknownCost, place.key("pays"), texts, near);
        }
    }
}

fn stations(findings: &mut Findings, plan: &Plan) {
    let list = Place::Root.key("stations");
    let tiers = tiers(&plan.programme);
    let mut seen = BTreeSet::new();
    for (index, station) in plan.stations.iter().enumerate() {
        if !seen.insert(station.code) {
            let texts = twice("社工站编码", "station's code", station.code);
            findings.add(ErrorKind::Duplicate, list.index(index).key("code"), texts);
        }
        if let Some(tier) = &station.tier {
            known_tier(findings, &tiers, list.index(index).key("tier"), tier);
        }
    }
}

/// The index of every station by its code.
pub(crate) fn station_index(stations: &[Station]) -> Map<Code, u32> {
    let mut index = Map::default();
    for (place, station) in (0..).zip(stations) {
        index.entry(station.code).or_insert(place);
    }
    index
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

fn workers(findings: &mut Findings, plan: &Plan, ordered: bool) {
    let index = station_index(&plan.stations);
    for (row, worker) in plan.workers.iter().enumerate() {
        let list = Place::Root.key("workers");
        let place = list.index(row);
        if !index.contains_key(&worker.station) {
            no_station(findings, plan, place, worker.station);
        }
        months(findings, place, worker.hired, worker.left);
        pay_year(findings, plan, place, worker, ordered);
        for (year, _) in &worker.appraisals {
            grade_year(findings, place, worker.hired, worker.left, *year);
        }
    }
}

fn months(findings: &mut Findings, worker: Place<'_>, hired: Month, left: Option<Month>) {
    if let Some(left) = left.filter(|left| *left < hired) {
        findings.add(ErrorKind::Order, worker.key("left"), before(left, "hired", hired));
    }
}

fn pay_year(findings: &mut Findings, plan: &Plan, place: Place<'_>, worker: &Worker, ordered: bool) {
    let Worker { hired, left, pay, pay_year, .. } = worker;
    let Some(year) = pay_year else { return };
    let horizon = plan.horizon;
    let there = ordered
        && *hired <= *horizon.last.months().end()
        && left.is_none_or(|left| left >= *hired && left >= *horizon.first.months().start());
    let years = pay_years(hired.year().number(), there, horizon);
    let texts = if pay.is_none() {
        (
            format!("没有填写 pay 就不能填写薪酬年度“{year}”"),
            format!("`{year}` is the year of a pay that is not given"),
        )
    } else if !years.contains(&year.number()) {
        let (first, last) = years.into_inner();
        (
            format!("薪酬年度“{year}”超出范围，允许 {first} 到 {last}"),
            format!("`{year}` is no year for the pay, {first} to {last} is allowed"),
        )
    } else {
        return;
    };
    findings.add(ErrorKind::PayYear, place.key("pay_year"), texts);
}

fn grade_year(findings: &mut Findings, worker: Place<'_>, hired: Month, left: Option<Month>, year: Year) {
    let end = left.map(|left| left.year());
    let there = left.is_none_or(|left| left >= hired);
    if there && year >= hired.year() && end.is_none_or(|end| year <= end) {
        return;
    }
    let (left_zh, left_en) =
        left.map_or_else(Default::default, |left| (format!("、{left} 离职"), format!(" and left {left}")));
    let texts = (
        format!("{year} 年不在册却有考核等次（{hired} 入职{left_zh}）"),
        format!("a grade for {year}, but the worker is not on the payroll then: hired {hired}{left_en}"),
    );
    let appraisals = worker.key("appraisals");
    findings.add(ErrorKind::GradeYear, appraisals.key(&year.to_string()), texts);
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
        let [(before, _), (id, row)] = pair else { continue };
        if before == id {
            let list = Place::Root.key("workers");
            findings.add(ErrorKind::Duplicate, list.index(*row).key("id"), twice("编号", "id", shown(id)));
        }
    }
}

fn hires(findings: &mut Findings, plan: &Plan, ordered: bool) {
    let index = station_index(&plan.stations);
    let (first, last) = (plan.horizon.first, plan.horizon.last);
    for (row, hire) in plan.hires.iter().enumerate() {
        let list = Place::Root.key("hires");
        let place = list.index(row);
        if !index.contains_key(&hire.station) {
            no_station(findings, plan, place, hire.station);
        }
        if ordered && !(first..=last).contains(&hire.month.year()) {
            findings.add(ErrorKind::Order, place.key("month"), outside(hire.month, first, last));
        }
    }
}

fn outside(this: impl Display, first: Year, last: Year) -> (String, String) {
    (
        format!("“{this}”不在预测期 {first} 到 {last} 年内"),
        format!("`{this}` is outside the horizon, {first} to {last}"),
    )
}

fn assumptions(findings: &mut Findings, plan: &Plan) {
    let (first, last) = (plan.horizon.first, plan.horizon.last);
    if let Some(from) = plan.assumptions.from.filter(|from| !(first..=last).contains(from)) {
        findings.add(ErrorKind::Order, "/assumptions/from", outside(from, first, last));
    }
}

/// Rule 7: a station that a norm by villages is applied to, to fill it or to report, has villages.
fn villages(findings: &mut Findings, plan: &Plan) {
    let norms = Timeline::new(plan.programme.norm.iter().map(|entry| (entry.from, entry.says)));
    let first = plan.horizon.first;
    let from = plan.assumptions.from.unwrap_or(first).max(first);
    // The latest month of the horizon in which villages are asked for; whoever is open then is asked.
    let years = first.number()..=plan.horizon.last.number();
    let asked = years.rev().filter_map(|year| Year::try_from(year).ok()).find_map(|year| {
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

/// What is wrong with the rows of columns; `first` is the number of workers before them.
pub(crate) fn rows(
    findings: &mut Findings,
    plan: &Plan,
    (roster, first): (&Roster<'_>, usize),
    ordered: bool,
) {
    let list = Place::Root.key("workers");
    let station = |row: usize| roster.station[row];
    for row in 0..roster.len() {
        let place = list.index(first + row);
        let hired = roster.hired[row];
        let left = roster.left.get(row).copied().flatten();
        if station(row) as usize >= plan.stations.len() {
            let texts = (
                format!("社工站序号“{}”超出范围，共 {} 个", station(row), plan.stations.len()),
                format!("`{}` is no station's index, there are {}", station(row), plan.stations.len()),
            );
            findings.add(ErrorKind::UnknownStation, place.key("station"), texts);
        }
        months(findings, place, hired, left);
        let worker = Worker {
            id: String::new(),
            station: plan.stations[0].code,
            post: roster.post[row],
            hired,
            left,
            pay: roster.pay.get(row).copied().flatten(),
            pay_year: roster.pay_year.get(row).copied().flatten(),
            appraisals: Vec::new(),
        };
        pay_year(findings, plan, place, &worker, ordered);
        for (year, column) in &roster.appraisals {
            if column[row].is_some() {
                grade_year(findings, place, hired, left, *year);
            }
        }
    }
}

/// Columns that are too short: an error at the first row that they miss.
pub(crate) fn lengths(findings: &mut Findings, roster: &Roster<'_>, first: usize) {
    let rows = roster.len();
    let appraisals =
        roster.appraisals.iter().map(|(year, column)| (format!("appraisals/{year}"), column.len()));
    let given = [
        ("id", roster.id.len(), true),
        ("post", roster.post.len(), false),
        ("hired", roster.hired.len(), false),
        ("left", roster.left.len(), true),
        ("pay", roster.pay.len(), true),
        ("pay_year", roster.pay_year.len(), true),
    ];
    let given = given.into_iter().filter(|(_, length, may)| !(*may && *length == 0));
    let columns = given.map(|(name, length, _)| (name.to_owned(), length)).chain(appraisals);
    for (name, length) in columns.filter(|(_, length)| *length != rows) {
        let row = first + length.min(rows);
        let texts = (
            format!("列“{name}”有 {length} 行，station 列有 {rows} 行"),
            format!("the column `{name}` has {length} rows, `station` has {rows}"),
        );
        findings.add(ErrorKind::Missing, format!("/workers/{row}/{name}"), texts);
    }
}
