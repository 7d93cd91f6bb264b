//! Small random plans without errors, for properties.
//!
//! A plan is drawn from a row of choices; a shorter row of smaller choices makes a simpler plan, so
//! that a failing one shrinks by itself.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Map, Value, json};

const CODES: [&str; 6] = ["440203001", "440203002", "440224001", "440105001", "450101001", "440203003"];
const PAYERS: [&str; 6] = ["province", "local", "county", "central", "city", "town"];
const GRADES: [&str; 4] = ["pass", "fail", "excellent", "basic"];
/// The year from which the programme has rules.
const EARLIEST: usize = 2015;

/// So many cases, the same in every run; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for others.
pub fn cases(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(2017);
    }
    config
}

/// Choices, taken one after the other; where they end every choice is the first.
#[derive(Clone, Debug)]
pub struct Draw {
    choices: Vec<u16>,
    at: usize,
}

impl Draw {
    pub fn new(choices: Vec<u16>) -> Draw {
        Draw { choices, at: 0 }
    }

    pub fn below(&mut self, limit: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % limit.max(1)
    }

    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    pub fn one_of<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, place - self.below(place + 1));
        }
    }
}

/// Choices for as much as `most` draws.
pub fn draws(most: usize) -> impl Strategy<Value = Draw> {
    prop::collection::vec(any::<u16>(), 0..=most).prop_map(Draw::new)
}

/// Plans without errors, every rule among them.
pub fn plans() -> impl Strategy<Value = Value> {
    draws(400).prop_map(|mut draw| plan(&mut draw))
}

/// A plan in which nobody moves or is away, and no station closes.
pub fn staying(mut plan: Value) -> Value {
    let mut without = |list: &str, fields: &[&str]| {
        for item in plan[list].as_array_mut().unwrap() {
            fields.iter().for_each(|field| drop(item.as_object_mut().unwrap().shift_remove(*field)));
        }
    };
    without("workers", &["moves", "away"]);
    without("stations", &["closes"]);
    plan
}

/// A month from its number, `year * 12 + 0..12`.
pub fn month(number: usize) -> String {
    format!("{}-{:02}", number / 12, number % 12 + 1)
}

/// The number of a month that is written as a text or as a year.
pub fn number(month: &Value) -> usize {
    match month.as_str() {
        Some(text) => text[..4].parse::<usize>().unwrap() * 12 + text[5..].parse::<usize>().unwrap() - 1,
        None => month.as_u64().unwrap() as usize * 12,
    }
}

fn amount(draw: &mut Draw) -> Value {
    match draw.below(6) {
        0 => json!("50000.00"),
        1 => json!(draw.between(30_000, 70_000)),
        2 => json!(format!("0.{:02}", draw.below(60))),
        3 => json!(format!("{}.{:02}", draw.below(60), draw.below(100))),
        _ => json!(format!("{}.{:02}", draw.between(30_000, 70_000), draw.below(100))),
    }
}

fn rate(draw: &mut Draw) -> Value {
    let odd = format!("0.{:06}", draw.below(60_000));
    draw.one_of(&[json!("0.05"), json!(0), json!("0.5"), json!(1), json!("0.333333"), json!(odd)])
}

fn chance(draw: &mut Draw, certain: u8) -> Value {
    let odd = format!("0.{:06}", draw.below(60_000));
    draw.one_of(&[
        json!(certain),
        json!(certain),
        json!(1 - certain),
        json!("0.9"),
        json!("0.08"),
        json!(odd),
    ])
}

fn parts(draw: &mut Draw) -> Value {
    let mut payers = PAYERS;
    draw.shuffle(&mut payers[..3]);
    if draw.once_in(3) {
        draw.shuffle(&mut payers);
    }
    let count = draw.between(1, 3);
    let part = |payer: &&str| json!({"payer": payer, "parts": draw.one_of(&[6, 4, 1, 1, 3, 999_983])});
    payers[..count].iter().map(part).collect()
}

fn joined(first: Value, second: Value) -> Value {
    let (Value::Object(mut fields), Value::Object(more)) = (first, second) else { panic!("two objects") };
    fields.extend(more);
    fields.into()
}

/// An entry from a month on, and up to two later ones in or near the horizon.
fn entries(
    draw: &mut Draw,
    first: usize,
    years: (usize, usize),
    mut says: impl FnMut(&mut Draw) -> Value,
) -> Vec<Value> {
    let mut months = BTreeSet::from([first]);
    for _ in 0..draw.one_of(&[0, 0, 1, 2]) {
        months.insert(draw.between((years.0 - 1) * 12, years.1 * 12 + 11).max(first));
    }
    let mut entry = |month_number: usize, draw: &mut Draw| {
        let bare = month_number.is_multiple_of(12) && draw.once_in(2);
        let from = if bare { json!(month_number / 12) } else { json!(month(month_number)) };
        joined(json!({ "from": from }), says(draw))
    };
    months.into_iter().map(|month| entry(month, draw)).collect()
}

fn programme(draw: &mut Draw, years: (usize, usize)) -> Value {
    let (first, early) = (years.0 * 12, EARLIEST * 12);
    let granted = |draw: &mut Draw| {
        let mut says = json!({"standard": amount(draw), "basis": draw.one_of(&["standard", "pay", "indexed", "indexed", "lower"]),
                              "top_up": draw.one_of(&["local", "local", "county", "town"])});
        if draw.once_in(8) {
            says["months"] = json!(draw.between(1, 30));
        }
        if draw.once_in(8) {
            says["decided"] = json!(month(first + 5));
        }
        says
    };
    let mut subsidy = entries(draw, early, years, granted);
    if draw.once_in(3) {
        let from = draw.one_of(&[first, early, first + 5]);
        let of = draw.one_of(&[
            json!({"tier": "a"}),
            json!({"post": "service"}),
            json!({"tier": "a", "post": "service"}),
        ]);
        subsidy.extend(entries(draw, from, years, |draw| joined(of.clone(), granted(draw))));
    }
    let mut sharing = entries(draw, early, years, |draw| json!({ "parts": parts(draw) }));
    let from = draw.one_of(&[first, early, first + 5]);
    sharing.extend(entries(draw, from, years, |draw| json!({"tier": "a", "parts": parts(draw)})));
    draw.shuffle(&mut sharing);
    let raise = entries(draw, early - 12, years, |draw| {
        let effective = draw.between(1, 12);
        let effective = draw.one_of(&[json!(1), json!(1), json!("anniversary"), json!(effective)]);
        json!({"rate": rate(draw), "mode": draw.one_of(&["compound", "simple"]), "effective": effective})
    });
    let appraisal = entries(draw, early - 12, years, |draw| {
        let grades = &GRADES[..draw.between(1, 3)];
        json!({"pass": grades, "min_months": draw.one_of(&[6, 1, 12, 7])})
    });
    let mut programme = json!({
        "id": "drawn", "title": {"zh": "试", "en": "Drawn"}, "subsidy": subsidy, "sharing": sharing,
        "raise": raise, "appraisal": appraisal,
    });
    if draw.once_in(3) {
        programme["tiers"] = json!({"4402": "a"});
    }
    if draw.once_in(2) {
        let from = draw.one_of(&[early, first, first + 7]);
        programme["contract"] =
            entries(draw, from, years, |draw| json!({"years": draw.between(1, 3)})).into();
    }
    if draw.once_in(2) {
        let from = draw.one_of(&[early, first, first + 7]);
        let norm = |draw: &mut Draw| match draw.below(2) {
            0 => json!({"kind": "range", "min": draw.below(4), "max": 4}),
            _ => json!({"kind": "villages", "administrative": draw.below(3), "per_village": draw.below(2)}),
        };
        programme["norm"] = entries(draw, from, years, norm).into();
    }
    let names = &["督导", "a/b"][..draw.below(3)];
    let mut costs = Vec::new();
    for name in names {
        let from = draw.one_of(&[early, first, first + 4]);
        costs.extend(entries(draw, from, years, |draw| {
            json!({"name": name, "per_station": amount(draw), "hours_per_month": draw.below(3) * 4, "parts": parts(draw)})
        }));
    }
    if !costs.is_empty() {
        programme["costs"] = costs.into();
    }
    let fund = |index: usize, draw: &mut Draw| {
        let first = draw.between((years.0 - 1) * 12, years.1 * 12 + 11);
        let mut fund = json!({
            "name": format!("基金{index}"), "payer": draw.one_of(&PAYERS[..3]),
            "kind": draw.one_of(&["pool", "annual"]), "first": month(first), "amount": amount(draw),
        });
        if draw.once_in(2) {
            fund["last"] = json!(month(first + draw.below(30)));
        }
        if !names.is_empty() && draw.once_in(3) {
            fund["pays"] = json!(names[0]);
        }
        fund
    };
    let funds: Vec<Value> = (0..draw.below(4)).map(|index| fund(index, draw)).collect();
    if !funds.is_empty() {
        programme["funds"] = funds.into();
    }
    programme
}

fn worker(draw: &mut Draw, index: usize, codes: &[&str], years: (usize, usize)) -> Value {
    let hired = draw.between(EARLIEST * 12, years.1 * 12 + 12);
    let mut worker = json!({
        "id": format!("w{index}"), "station": draw.one_of(codes),
        "post": draw.one_of(&["service", "administrative"]), "hired": month(hired),
    });
    let mut end = years.1;
    if draw.once_in(3) {
        let left = hired + draw.below(50);
        worker["left"] = json!(month(left));
        end = left / 12;
    }
    if draw.once_in(2) {
        worker["pay"] = amount(draw);
        if draw.once_in(2) {
            worker["pay_year"] = json!(draw.between(hired / 12, years.0.min(end).max(hired / 12)));
        }
    }
    let mut grades = Map::new();
    for year in hired / 12..=end {
        if draw.once_in(2) {
            let grade = draw.one_of(&GRADES);
            let late = json!({"grade": grade, "decided": month(year * 12 + 15), "provisional": "pass"});
            grades.insert(year.to_string(), draw.one_of(&[json!(grade), json!(grade), late]));
        }
    }
    if !grades.is_empty() {
        worker["appraisals"] = grades.into();
    }
    worker
}

/// Moves and absences of a worker who is nowhere after a station closed; `closes` tells when one does.
fn moves(draw: &mut Draw, worker: &mut Value, codes: &[&str], last: usize, closes: &BTreeMap<&str, usize>) {
    let hired = number(&worker["hired"]);
    let end = if worker["left"].is_null() { last + 3 } else { number(&worker["left"]) };
    let (mut stays, mut at) = (vec![(worker["station"].clone(), hired)], hired);
    while draw.once_in(3) && at < end {
        at = draw.between(at + 1, end);
        stays.push((json!(draw.one_of(codes)), at));
    }
    let mut moves = Vec::new();
    for (place, (station, from)) in stays.iter().enumerate() {
        if place > 0 {
            let post = draw.one_of(&[json!({}), json!({}), json!({"post": "administrative"})]);
            moves.push(joined(json!({"from": month(*from), "station": station}), post));
        }
        // Who would be there after it closed leaves with it; who comes after that does not come.
        let next = stays.get(place + 1).map_or(usize::MAX, |(_, from)| from - 1);
        let closed = closes.get(station.as_str().unwrap()).copied();
        if let Some(closed) =
            closed.filter(|closed| *closed < next && (*closed < end || worker["left"].is_null()))
        {
            let left = if closed < *from && place > 0 {
                moves.pop();
                from - 1
            } else {
                closed.max(*from)
            };
            worker["left"] = json!(month(left));
            if let Some(grades) = worker.get_mut("appraisals").and_then(Value::as_object_mut) {
                grades.retain(|year, _| year.parse::<usize>().unwrap() <= left / 12);
            }
            break;
        }
    }
    if !moves.is_empty() {
        worker["moves"] = moves.into();
    }
    let end = if worker["left"].is_null() { last + 3 } else { number(&worker["left"]) };
    let (mut away, mut from) = (Vec::new(), hired + draw.below(12));
    while draw.once_in(4) && from <= end {
        let to = (from + draw.below(9)).min(end);
        away.push(json!({"from": month(from), "to": month(to)}));
        from = to + 1 + draw.below(12);
    }
    if !away.is_empty() {
        worker["away"] = away.into();
    }
}

/// A plan without errors.
pub fn plan(draw: &mut Draw) -> Value {
    let first = draw.between(2017, 2019);
    let years = (first, first + draw.below(4));
    let mut codes = CODES;
    let count = draw.between(1, 4);
    draw.shuffle(&mut codes);
    let codes = &codes[..count];
    let station = |code: &&str, draw: &mut Draw| {
        let mut station = json!({"code": code, "villages": draw.below(4)});
        if draw.once_in(3) {
            station["tier"] = json!("a");
        }
        if draw.once_in(3) {
            station["opens"] = json!(month(draw.between((years.0 - 1) * 12, years.1 * 12 + 12)));
        }
        if draw.once_in(5) {
            let opens = if station["opens"].is_null() { years.0 * 12 } else { number(&station["opens"]) };
            station["closes"] = json!(month(opens + draw.below(40)));
        }
        station
    };
    let stations: Vec<Value> = codes.iter().map(|code| station(code, draw)).collect();
    let closing = stations.iter().filter(|station| !station["closes"].is_null());
    let closes: BTreeMap<&str, usize> =
        closing.map(|station| (station["code"].as_str().unwrap(), number(&station["closes"]))).collect();
    let mut workers: Vec<Value> = (0..draw.below(5)).map(|index| worker(draw, index, codes, years)).collect();
    workers.retain(|worker| {
        let closes = closes.get(worker["station"].as_str().unwrap());
        closes.is_none_or(|closes| number(&worker["hired"]) <= *closes)
    });
    for worker in &mut workers {
        moves(draw, worker, codes, years.1 * 12 + 11, &closes);
    }
    let hire = |draw: &mut Draw| {
        let mut hire = json!({
            "station": draw.one_of(codes), "post": draw.one_of(&["service", "administrative"]),
            "count": draw.between(1, 4), "month": month(draw.between(years.0 * 12, years.1 * 12 + 11)),
        });
        if draw.once_in(3) {
            hire["pay"] = amount(draw);
        }
        hire
    };
    let mut hires: Vec<Value> = (0..draw.below(3)).map(|_| hire(draw)).collect();
    hires.retain(|hire| {
        let closes = closes.get(hire["station"].as_str().unwrap());
        closes.is_none_or(|closes| number(&hire["month"]) <= *closes)
    });
    let mut assumptions = json!({"missing_history": draw.one_of(&["pass", "fail"])});
    if draw.once_in(2) {
        assumptions["pass_rate"] = chance(draw, 1);
        assumptions["leave_rate"] = chance(draw, 0);
        assumptions["refill"] = json!(draw.one_of(&["none", "january"]));
    }
    if draw.once_in(2) {
        assumptions["fill"] = json!("norm");
        assumptions["vacancy_rate"] = chance(draw, 0);
    }
    if draw.once_in(3) {
        assumptions["from"] = json!(draw.between(years.0, years.1));
    }
    json!({
        "programme": programme(draw, years),
        "horizon": {"first": years.0, "last": years.1},
        "stations": stations, "workers": workers, "hires": hires, "assumptions": assumptions,
        "regions": BTreeMap::from([("44", "广东省"), ("4402", "韶关市"), ("440203001", "某镇")]),
        "by": draw.one_of(&["province", "city", "county", "station"]),
    })
}
