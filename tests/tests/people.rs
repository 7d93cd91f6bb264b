//! Laws of people over time: moves, absences, and stations that close (rules 7 and 8).

mod plans;

use plans::{cases, draws, month, number, plans};
use proptest::prelude::*;
use serde_json::{Value, json};
use shuangbai::{
    Fen, Forecast,
    table::{Sheets, TableKind, TextColumn, TextTable},
};
use shuangbai_tests::{counts, figures, list, read, with, without_workers};

fn forecast(plan: &Value) -> Forecast {
    read(plan).forecast().unwrap_or_else(|errors| panic!("{errors}\nfor {plan}"))
}

fn money(amount: Fen) -> i128 {
    amount.0.into()
}

/// A value as a cell has it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A table of rows, each with the cells that it has.
fn table(rows: &[Vec<(String, String)>]) -> TextTable {
    let mut names: Vec<String> = rows.iter().flatten().map(|(name, _)| name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let cell = |row: &[(String, String)], name: &str| {
        row.iter().find(|(other, _)| other == name).map_or_else(String::new, |(_, cell)| cell.clone())
    };
    let columns = names.iter().map(|name| rows.iter().map(|row| cell(row, name)).collect::<TextColumn>());
    TextTable {
        columns: columns.collect(),
        lines: (2..rows.len() + 2).collect(),
        names,
        ..TextTable::default()
    }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn a_move_to_the_same_station_and_post_changes_no_pay_subsidy_or_count(plan in plans(), mut draw in draws(20)) {
        let mut moved = plan.clone();
        for worker in moved["workers"].as_array_mut().unwrap() {
            let (hired, left) = (number(&worker["hired"]), worker.get("left").map(number));
            let end = left.unwrap_or(plan["horizon"]["last"].as_u64().unwrap() as usize * 12 + 11);
            let from = if hired < end { draw.between(hired + 1, end) } else { continue };
            let mut moves = list(worker, "moves").to_vec();
            let place = moves.iter().take_while(|it| number(&it["from"]) < from).count();
            if moves.get(place).is_some_and(|it| number(&it["from"]) == from) {
                continue;
            }
            let posts = moves[..place].iter().rev().find_map(|it| it.get("post"));
            let post = posts.unwrap_or(&worker["post"]).clone();
            let station = moves[..place].last().unwrap_or(worker)["station"].clone();
            moves.insert(place, json!({"from": month(from), "station": station, "post": post}));
            worker["moves"] = moves.into();
        }
        let (plan, moved) = (forecast(&plan), forecast(&moved));
        for (row, other) in plan.rows.iter().zip(&moved.rows).chain(plan.totals.iter().zip(&moved.totals)) {
            prop_assert_eq!((row.year, &row.region), (other.year, &other.region));
            // In an expected forecast pay and subsidy are rounded with surplus and top-up, which the move cuts.
            prop_assert_eq!(counts(row), counts(other), "{} {}", row.year, row.region);
            let most = if row.headcount.to_string().contains('.') { 60 } else { 0 };
            prop_assert!((money(row.pay) - money(other.pay)).abs() <= most);
            prop_assert!((money(row.subsidy) - money(other.subsidy)).abs() <= most);
            prop_assert_eq!(row.raise_cost, other.raise_cost);
        }
        prop_assert_eq!(plan.norm, moved.norm);
    }

    #[test]
    fn a_station_that_closes_after_the_horizon_changes_nothing(plan in plans(), mut draw in draws(20)) {
        let last = plan["horizon"]["last"].as_u64().unwrap() as usize * 12 + 11;
        let (mut closing, mut staying) = (plan.clone(), plan);
        let both = closing["stations"].as_array_mut().unwrap().iter_mut();
        for (closing, staying) in both.zip(staying["stations"].as_array_mut().unwrap()) {
            if closing.get("closes").is_none_or(|closes| number(closes) > last) {
                staying.as_object_mut().unwrap().remove("closes");
                let opens = closing.get("opens").map_or(0, number);
                closing["closes"] = json!(month(opens.max(last + 1) + draw.below(20)));
            }
        }
        prop_assert_eq!(figures(&closing), figures(&staying));
    }

    #[test]
    fn no_move_and_no_absence_change_nothing(plan in plans()) {
        let mut empty = plan.clone();
        for worker in empty["workers"].as_array_mut().unwrap() {
            for field in ["moves", "away"] {
                worker.as_object_mut().unwrap().entry(field).or_insert_with(|| json!([]));
            }
        }
        prop_assert_eq!(read(&empty), read(&plan));
    }

    #[test]
    fn an_absence_before_the_horizon_changes_no_year_whose_appraisal_counts_all_the_same(plan in plans()) {
        // A month of a year before the horizon, in which the least months of every entry are left.
        let first = plan["horizon"]["first"].as_u64().unwrap() as usize * 12;
        let mut plan = with(plan, "/programme/appraisal", json!([{"from": 1960, "pass": ["pass"], "min_months": 6}]));
        let whole = |worker: &Value| {
            let left = worker.get("left").map_or(usize::MAX, number);
            worker.get("away").is_none() && number(&worker["hired"]) + 12 <= first && left >= first
        };
        let mut away = plan.clone();
        for worker in away["workers"].as_array_mut().unwrap().iter_mut().filter(|worker| whole(worker)) {
            worker["away"] = json!([{"from": month(first - 6), "to": month(first - 1)}]);
        }
        prop_assert_eq!(figures(&away), figures(&plan));
        // In a month of the horizon they earn nothing.
        for worker in plan["workers"].as_array_mut().unwrap().iter_mut().filter(|worker| whole(worker)) {
            worker["away"] = json!([{"from": month(first), "to": month(first)}]);
        }
        let (there, gone) = (forecast(&away), forecast(&plan));
        prop_assert!(gone.totals[0].pay <= there.totals[0].pay);
        prop_assert!(gone.totals[0].headcount == there.totals[0].headcount);
    }

    #[test]
    fn rows_of_moves_and_absences_in_any_order_are_those_of_the_workers(plan in plans(), mut draw in draws(60)) {
        let mut sheets = Sheets::default();
        let (mut people, mut moves, mut away) = (Vec::new(), Vec::new(), Vec::new());
        for worker in list(&plan, "workers") {
            let mut cells: Vec<(String, String)> = Vec::new();
            for (name, value) in worker.as_object().unwrap() {
                let rows = |to: &mut Vec<_>| to.extend(value.as_array().unwrap().iter().map(|row| {
                    let cells = row.as_object().unwrap().iter().map(|(name, cell)| (name.clone(), text(cell)));
                    cells.chain([("id".to_owned(), text(&worker["id"]))]).collect::<Vec<_>>()
                }));
                match &name[..] {
                    "moves" => rows(&mut moves),
                    "away" => rows(&mut away),
                    "appraisals" => for (year, grade) in value.as_object().unwrap() {
                        cells.push((year.clone(), text(grade.get("grade").unwrap_or(grade))));
                        cells.extend(grade.get("decided").map(|month| (format!("decided_{year}"), text(month))));
                    },
                    _ => cells.push((name.clone(), text(value))),
                }
            }
            people.push(cells);
        }
        draw.shuffle(&mut moves);
        draw.shuffle(&mut away);
        for (kind, rows) in [(TableKind::Workers, &people), (TableKind::Moves, &moves), (TableKind::Absences, &away)] {
            if !rows.is_empty() {
                sheets.add(kind, table(rows), &[]);
            }
        }
        let read_plan = sheets.plan(&without_workers(&plan)).unwrap_or_else(|errors| panic!("{errors}\nfor {plan}"));
        prop_assert_eq!(read_plan.forecast().unwrap(), forecast(&plan));
    }
}
