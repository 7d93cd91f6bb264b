//! Laws of the rules as properties over whole forecasts of small random plans.

mod plans;

use std::{collections::BTreeMap, num::NonZeroUsize};

use plans::{Draw, cases, draws, month, number, plans};
use proptest::prelude::*;
use serde_json::{Value, json};
use shuangbai::{Fen, Forecast, Ledger, MergeError, Plan, Roster, Row, Unanswered};
use shuangbai_tests::{
    Columns, answer_text, counts, errors, figures, list, read, value, with, without, without_texts,
    without_workers,
};

fn forecast(plan: &Value) -> Forecast {
    read(plan).forecast().unwrap_or_else(|errors| panic!("{errors}\nfor {plan}"))
}

fn sum<'f>(amounts: impl IntoIterator<Item = &'f Fen>) -> i128 {
    amounts.into_iter().map(|fen| i128::from(fen.0)).sum()
}

fn money(amount: Fen) -> i128 {
    amount.0.into()
}

/// Every amount of a row by its name.
fn amounts(row: &Row) -> BTreeMap<String, i128> {
    let mut found = BTreeMap::from([
        ("pay".to_owned(), money(row.pay)),
        ("subsidy".to_owned(), money(row.subsidy)),
        ("top_up".to_owned(), money(row.top_up)),
        ("surplus".to_owned(), money(row.surplus)),
        ("raise_cost".to_owned(), money(row.raise_cost)),
    ]);
    found.extend(row.shares.iter().map(|(payer, share)| (format!("share of {payer}"), money(*share))));
    found.extend(row.due.iter().map(|(payer, due)| (format!("due of {payer}"), money(*due))));
    for (name, cost) in &row.costs {
        found.insert(format!("cost {name}"), money(cost.amount));
        found.insert(format!("hours {name}"), cost.hours.into());
        found.extend(cost.shares.iter().map(|(payer, share)| (format!("{name} of {payer}"), money(*share))));
    }
    found
}

fn added<K: Ord + Clone>(rows: impl IntoIterator<Item = BTreeMap<K, i128>>) -> BTreeMap<K, i128> {
    let mut sums = BTreeMap::new();
    rows.into_iter().flatten().for_each(|(key, amount)| *sums.entry(key).or_insert(0) += amount);
    sums
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn nothing_is_lost_in_any_row_or_total(plan in plans()) {
        let payers = read(&plan).programme().payers();
        let bearers: Vec<&str> = list(&plan["programme"], "subsidy").iter()
            .map(|entry| entry["top_up"].as_str().unwrap()).collect();
        let forecast = forecast(&plan);
        for row in forecast.rows.iter().chain(&forecast.totals) {
            prop_assert_eq!(money(row.pay) + money(row.surplus), money(row.subsidy) + money(row.top_up), "rule 5");
            prop_assert_eq!(sum(row.shares.values()), money(row.subsidy), "shares add up to the subsidy");
            prop_assert!(row.shares.keys().eq(&payers) && row.due.keys().eq(&payers), "payers of rule 14");
            let mut costs = 0;
            for (name, cost) in &row.costs {
                prop_assert_eq!(sum(cost.shares.values()), money(cost.amount), "shares of {}", name);
                prop_assert!(cost.shares.keys().eq(&payers), "payers of {}", name);
                costs += money(cost.amount);
            }
            prop_assert_eq!(sum(row.due.values()), money(row.subsidy) + money(row.top_up) + costs, "due");
            for payer in &payers {
                let own: i128 = row.costs.values().map(|cost| money(cost.shares[payer])).sum();
                let top_up = money(row.due[payer]) - money(row.shares[payer]) - own;
                prop_assert!(top_up >= 0 && (top_up == 0 || bearers.contains(&payer.word())), "{} bears", payer);
            }
            for amount in [row.pay, row.subsidy, row.top_up, row.surplus] {
                prop_assert!(amount >= Fen::ZERO);
            }
        }
    }

    #[test]
    fn rows_add_up_to_their_total(plan in plans()) {
        let forecast = forecast(&plan);
        for total in &forecast.totals {
            let rows: Vec<&Row> = forecast.rows.iter().filter(|row| row.year == total.year).collect();
            prop_assert!(rows.is_sorted_by_key(|row| &row.region));
            if rows.is_empty() {
                prop_assert!(amounts(total).values().all(|amount| *amount == 0));
                continue;
            }
            prop_assert_eq!(added(rows.iter().map(|row| amounts(row))), amounts(total), "{}", total.year);
            let of_rows = added(rows.iter().map(|row| counts(row)));
            for (column, total) in counts(total) {
                let rows_sum = of_rows.get(column).copied().unwrap_or(0);
                // Each expected count is rounded by itself, by at most half of the last decimal.
                let most = if rows.len() > 1 { rows.len() as i128 } else { 0 };
                prop_assert!((rows_sum - total).abs() <= most, "{column}: {rows_sum} and {total}");
            }
        }
        let norm_of_all = forecast.norm.iter().filter(|row| row.region.is_empty());
        for total in norm_of_all {
            let rows = || forecast.norm.iter().filter(|row| row.year == total.year && !row.region.is_empty());
            prop_assert_eq!(rows().map(|row| row.stations).sum::<u64>(), total.stations);
            prop_assert_eq!(rows().map(|row| row.required).sum::<u64>(), total.required);
        }
    }

    #[test]
    fn every_drill_down_adds_up(plan in plans()) {
        let levels = ["station", "county", "city", "province"];
        let of = |by: &str| forecast(&with(plan.clone(), "/by", json!(by)));
        let forecasts: Vec<Forecast> = levels.into_iter().map(of).collect();
        for (finer, coarser) in forecasts.iter().zip(&forecasts[1..]) {
            prop_assert_eq!(&finer.totals, &coarser.totals);
            prop_assert_eq!(&finer.funds, &coarser.funds);
            prop_assert_eq!(&finer.notices, &coarser.notices);
            for row in &coarser.rows {
                let inside = |other: &&Row| other.year == row.year && other.region.starts_with(&row.region);
                let parts: Vec<&Row> = finer.rows.iter().filter(inside).collect();
                prop_assert!(!parts.is_empty(), "{} {}", row.year, row.region);
                prop_assert_eq!(added(parts.iter().map(|row| amounts(row))), amounts(row));
            }
        }
    }

    #[test]
    fn ledgers_of_parts_split_by_station_merge_into_the_ledger_of_the_whole(
        plan in plans(),
        mut draw in draws(20),
    ) {
        let ledger = |plan: &Value| read(plan).check().map_err(Unanswered::from).and_then(|model| model.ledger()).unwrap();
        let groups = draw.between(1, 4);
        let group_of: BTreeMap<String, usize> = list(&plan, "stations").iter()
            .map(|station| (station["code"].as_str().unwrap().to_owned(), draw.below(groups))).collect();
        let mut parts: Vec<Ledger> = Vec::new();
        // Who moves between parts would be in both.
        let mut plan = plan;
        for worker in plan["workers"].as_array_mut().unwrap() {
            let home = group_of[worker["station"].as_str().unwrap()];
            if list(worker, "moves").iter().any(|it| group_of[it["station"].as_str().unwrap()] != home) {
                let until = number(&list(worker, "moves")[0]["from"]);
                for field in ["moves", "away", "appraisals"] {
                    worker.as_object_mut().unwrap().remove(field);
                }
                worker["left"] = json!(month(until - 1));
            }
        }
        for group in 0..groups {
            let mut part = plan.clone();
            for (name, field) in [("stations", "code"), ("workers", "station"), ("hires", "station")] {
                let items = part[name].as_array_mut().unwrap();
                items.retain(|item| group_of[item[field].as_str().unwrap()] == group);
            }
            if !list(&part, "stations").is_empty() {
                parts.push(ledger(&part));
            }
        }
        draw.shuffle(&mut parts);
        // ((a + b) + c) + d, or a + (b + (c + d)).
        let whole = if draw.once_in(2) {
            parts.into_iter().reduce(|sum, part| sum.merge(part).unwrap()).unwrap()
        } else {
            parts.into_iter().rev().reduce(|sum, part| part.merge(sum).unwrap()).unwrap()
        };
        prop_assert!(whole.stations().eq(group_of.keys()));
        prop_assert_eq!(whole.forecast().unwrap().to_json(), figures(&plan));
        prop_assert_eq!(&whole, &ledger(&plan));
        // Nothing that the library makes is refused when it comes back.
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Ledger>(&text).unwrap(), &whole);
        let station = whole.stations().next().unwrap().to_owned();
        prop_assert_eq!(whole.clone().merge(whole), Err(MergeError::SameStation(station)));
    }

    #[test]
    fn the_order_of_stations_workers_and_hires_changes_nothing(plan in plans(), mut draw in draws(20)) {
        let mut shuffled = plan.clone();
        for list in ["stations", "workers", "hires"] {
            draw.shuffle(shuffled[list].as_array_mut().unwrap());
        }
        prop_assert_eq!(figures(&plan), figures(&shuffled));
    }

    #[test]
    fn the_order_of_entries_changes_no_figure(plan in plans(), mut draw in draws(20)) {
        let mut shuffled = plan.clone();
        for list in ["raise", "appraisal", "contract", "norm"] {
            if let Some(entries) = shuffled["programme"].get_mut(list) {
                draw.shuffle(entries.as_array_mut().unwrap());
            }
        }
        prop_assert_eq!(figures(&plan), figures(&shuffled));
    }

    #[test]
    fn a_reform_that_changes_nothing_changes_no_figure(plan in plans()) {
        let text = figures(&plan);
        let written_out = value(&read(&plan).programme().to_json());
        for reform in [json!({}), json!({"id": "drawn"}), json!({"title": {}}), json!({"confirmed": null}), written_out] {
            prop_assert_eq!(&figures(&with(plan.clone(), "/reform", reform)), &text);
        }
    }

    #[test]
    fn an_amendment_is_the_list_written_out(plan in plans(), mut draw in draws(40)) {
        let lists = [
            ("subsidy", json!({"standard": "47001.23", "basis": "pay"})), ("raise", json!({"rate": "0.031"})),
            ("appraisal", json!({"min_months": 3})), ("contract", json!({"years": 2})),
            ("sharing", json!({"parts": [{"payer": "central", "parts": 3}, {"payer": "local", "parts": 1}]})),
            ("costs", json!({"hours_per_month": 7, "per_station": 12_345})),
        ];
        let programme = &plan["programme"];
        let there: Vec<_> = lists.iter().filter(|(name, _)| !list(programme, name).is_empty()).collect();
        let (name, changes) = there[draw.below(there.len())];
        let mut entries = list(programme, name).to_vec();
        let like = entries[draw.below(entries.len())].clone();
        let named_by = ["tier", "post", "name"];
        let alike = |entry: &Value| named_by.iter().all(|key| entry.get(key) == like.get(key));
        let mut amendment = changes.clone();
        named_by.iter().for_each(|key| if let Some(name) = like.get(key) { amendment[*key] = name.clone() });
        let begins = number(&like["from"]) + draw.one_of(&[0, 1, 12, 19, 60]);
        let from_then_on = draw.below(3) > 0;
        if from_then_on {
            amendment["from"] = json!(month(begins));
            if !entries.iter().any(|entry| alike(entry) && number(&entry["from"]) == begins) {
                let before = entries.iter().filter(|entry| alike(entry) && number(&entry["from"]) < begins);
                let last = before.max_by_key(|entry| number(&entry["from"])).expect("the one that is like it");
                entries.push(with(last.clone(), "/from", amendment["from"].clone()));
            }
        }
        for entry in entries.iter_mut().filter(|entry| alike(entry)) {
            if !from_then_on || number(&entry["from"]) == begins {
                let entry = entry.as_object_mut().expect("an entry");
                entry.retain(|key, _| !["source", "status"].contains(&key.as_str()));
                entry.extend(changes.as_object().expect("changes").clone());
            }
        }
        let answered = |plan: Value| answer_text(&plan.to_string());
        let written_out = answered(with(plan.clone(), &format!("/programme/{name}"), entries.into()));
        let several = json!({*name: {"amend": [amendment.clone()]}});
        prop_assert_eq!(&answered(with(plan.clone(), "/reform", several)), &written_out);
        prop_assert_eq!(&answered(with(plan, "/reform", json!({*name: amendment}))), &written_out);
    }

    #[test]
    fn an_entry_that_repeats_what_is_in_force_changes_no_figure(plan in plans(), mut draw in draws(40)) {
        let horizon = plan["horizon"]["last"].as_u64().unwrap() as usize * 12 + 11;
        let mut repeated = plan.clone();
        for name in ["subsidy", "sharing", "raise", "appraisal", "contract", "norm", "costs"] {
            let entries = list(&plan["programme"], name);
            let Some(entry) = entries.get(draw.below(entries.len())) else { continue };
            let alike = |other: &&Value| ["tier", "post", "name"].iter().all(|key| other.get(key) == entry.get(key));
            let from = number(&entry["from"]);
            let later = entries.iter().filter(alike).map(|other| number(&other["from"]));
            let next = later.filter(|later| *later > from).min().unwrap_or(horizon.max(from + 1) + 1);
            if next > from + 1 {
                let again = with(entry.clone(), "/from", json!(month(draw.between(from + 1, next - 1))));
                repeated["programme"][name].as_array_mut().unwrap().push(again);
            }
        }
        prop_assert_eq!(figures(&plan), figures(&repeated), "{}", repeated);
    }

    #[test]
    fn an_id_or_a_title_changes_no_figure(plan in plans()) {
        let mut other = with(plan.clone(), "/programme/title/zh", json!("别的"));
        for (index, worker) in other["workers"].as_array_mut().unwrap().iter_mut().enumerate() {
            worker["id"] = json!(format!("换名 {}", 100 - index));
        }
        prop_assert_eq!(figures(&plan), figures(&other));
    }

    #[test]
    fn a_hire_of_n_is_n_workers_hired_in_that_month(plan in plans()) {
        let mut spelled_out = without(plan.clone(), "/hires");
        let workers = spelled_out["workers"].as_array_mut().unwrap();
        for (row, hire) in list(&plan, "hires").iter().enumerate() {
            for index in 0..hire["count"].as_u64().unwrap() {
                let mut worker = json!({
                    "id": format!("hire {row} {index}"), "station": hire["station"], "post": hire["post"],
                    "hired": hire["month"],
                });
                if let Some(pay) = hire.get("pay") {
                    worker["pay"] = pay.clone();
                }
                let station = list(&plan, "stations").iter().find(|station| station["code"] == hire["station"]);
                let closes = station.and_then(|station| station.get("closes"));
                let last = plan["horizon"]["last"].as_u64().unwrap() as usize * 12 + 11;
                if let Some(closes) = closes.filter(|closes| number(closes) <= last) {
                    worker["left"] = closes.clone();
                }
                workers.push(worker);
            }
        }
        prop_assert_eq!(figures(&plan), figures(&spelled_out));
    }

    #[test]
    fn a_longer_horizon_changes_no_earlier_year(plan in plans()) {
        let last = plan["horizon"]["last"].as_u64().unwrap();
        // A station that closes in the years to come is one that stays, as the shorter horizon sees it.
        let mut plan = plan;
        for station in plan["stations"].as_array_mut().unwrap() {
            if station.get("closes").is_some_and(|closes| number(closes) > last as usize * 12 + 11) {
                *station = without(station.clone(), "/closes");
            }
        }
        let long = forecast(&with(plan.clone(), "/horizon/last", json!(last + 1)));
        let short = forecast(&plan);
        prop_assert!(long.rows.starts_with(&short.rows));
        prop_assert!(long.totals.starts_with(&short.totals));
        let norm = |forecast: &Forecast| -> Vec<_> {
            forecast.norm.iter().filter(|row| u64::from(row.year) <= last).cloned().collect()
        };
        prop_assert_eq!(norm(&long), norm(&short));
        for (long, short) in long.funds.iter().zip(&short.funds) {
            prop_assert!(long.years.starts_with(&short.years));
        }
    }

    #[test]
    fn funds_are_drawn_to_the_fen(plan in plans()) {
        let forecast = forecast(&plan);
        let funds = list(&plan["programme"], "funds");
        prop_assert_eq!(funds.len(), forecast.funds.len());
        // Months and what was paid, by payer, purpose and year.
        let mut paid: BTreeMap<(String, String, u16), (Vec<bool>, i128)> = BTreeMap::new();
        for (given, fund) in funds.iter().zip(&forecast.funds) {
            let amount = serde_json::from_value::<Fen>(given["amount"].clone()).unwrap();
            let annual = given["kind"] == "annual";
            let open = number(&given["first"])..=given.get("last").map_or(usize::MAX, number);
            let years: Vec<u16> = fund.years.iter().map(|year| year.year).collect();
            let expected: Vec<u16> = forecast.totals.iter().map(|row| row.year)
                .filter(|year| (0..12).any(|month| open.contains(&(usize::from(*year) * 12 + month)))).collect();
            prop_assert_eq!(&years, &expected, "every year of the horizon in which it is open");
            let (mut balance, mut lapsed) = (amount, 0);
            for year in &fund.years {
                prop_assert_eq!(year.opening, if annual { amount } else { balance }, "the chain of openings");
                prop_assert_eq!(money(year.opening) - money(year.drawn), money(year.closing));
                prop_assert!(year.drawn >= Fen::ZERO && year.closing >= Fen::ZERO && year.shortfall >= Fen::ZERO);
                prop_assert!(year.shortfall == Fen::ZERO || year.closing == Fen::ZERO, "short before it is empty");
                balance = year.closing;
                lapsed += money(year.closing);
                let key = (fund.payer.to_string(), fund.pays.as_str().to_owned(), year.year);
                let (months, sum) = paid.entry(key).or_insert_with(|| (vec![false; 12], 0));
                *sum += money(year.drawn) + money(year.shortfall);
                (0..12).filter(|month| open.contains(&(usize::from(year.year) * 12 + month)))
                    .for_each(|month| months[month] = true);
            }
            let unspent = match (annual, fund.years.is_empty()) {
                (_, true) => 0,
                (true, _) => lapsed,
                (false, _) => money(balance),
            };
            prop_assert_eq!(money(fund.unspent), unspent);
        }
        for ((payer, pays, year), (months, paid)) in paid {
            let total = forecast.totals.iter().find(|row| row.year == year).unwrap();
            let shares = if pays == "subsidy" { &total.shares } else { &total.costs[&pays].shares };
            let due = shares.iter().find(|(name, _)| name.word() == payer).map_or(0, |(_, due)| money(*due));
            prop_assert!(paid <= due);
            if months.iter().all(|open| *open) {
                prop_assert_eq!(paid, due, "{} {} {}: drawn and shortfall are all that is due", payer, pays, year);
            }
        }
    }

    #[test]
    fn no_number_of_threads_and_no_columns_change_a_figure(plan in plans(), threads in 1..=4usize) {
        let text = forecast(&plan).to_json();
        let threads = NonZeroUsize::new(threads).unwrap();
        let model = read(&plan).check_on(&Roster::default(), threads).unwrap();
        prop_assert_eq!(&model.forecast().unwrap().to_json(), &text);
        prop_assert_eq!(model.ledger().unwrap().forecast().unwrap().to_json(), figures(&plan));
        let columns = Columns::of(&plan);
        let ids = columns.ids();
        let outline = Plan::from_json(&without_workers(&plan)).unwrap();
        let model = outline.check_on(&columns.roster(&ids), threads).unwrap();
        prop_assert_eq!(&model.forecast().unwrap().to_json(), &text);
    }

    #[test]
    fn plans_and_forecasts_survive_being_written_and_read(given in plans()) {
        let plan = read(&given);
        let again = Plan::from_json(&plan.to_json()).unwrap();
        prop_assert_eq!(&again, &plan);
        let forecast = plan.forecast().unwrap();
        prop_assert_eq!(&again.forecast().unwrap(), &forecast);
        prop_assert_eq!(serde_json::from_str::<Forecast>(&forecast.to_json()).unwrap(), forecast);
    }

    #[test]
    fn a_sweep_gives_what_every_reform_gives_by_itself(plan in plans(), threads in 1..=3usize) {
        let text = r#"{"raise": [{"from": 2014, "rate": "0.01"}], "id": "what-if"}"#;
        let patches = [text, "{}", r#"{"sharing": null}"#, r#"{"funds": null}"#, "{", r#"{"tiers": {"4": "a"}}"#];
        let model = read(&plan).check().unwrap().on_threads(NonZeroUsize::new(threads).unwrap());
        let swept = model.sweep(&patches);
        prop_assert_eq!(swept.len(), patches.len());
        for (patch, swept) in patches.iter().zip(swept) {
            prop_assert_eq!(&model.reformed(patch).map_err(Unanswered::from).and_then(|model| model.forecast()), &swept);
            if let Ok(reform) = serde_json::from_str::<Value>(patch) {
                let plan = with(plan.clone(), "/reform", reform);
                match swept {
                    Ok(forecast) => prop_assert_eq!(figures(&plan), forecast.without_hints().to_json()),
                    Err(found) => {
                        let found = found.errors().expect("errors");
                        let found: Vec<_> = found.iter().map(|it| format!("{} {}", it.code.code(), it.at)).collect();
                        prop_assert_eq!(errors(&plan.to_string()), found);
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(1024))]

    /// A share of A + d is at least the floor of its part of A, and that is at most a fen below its
    /// share of A: the payers' order by remainder may turn.
    #[test]
    fn more_pay_never_lowers_a_share_by_more_than_a_fen(mut draw in draws(16), pay in 0..6_000i64, more in 0..4i64) {
        let plan = |draw: &mut Draw, pay: i64| json!({
            "programme": {
                "id": "one", "title": {"zh": "一", "en": "One"},
                "subsidy": [{"from": 2017, "standard": 20, "basis": draw.one_of(&["pay", "standard", "indexed"])}],
                "sharing": [{"from": 2017, "parts": [
                    {"payer": "province", "parts": draw.between(1, 9)},
                    {"payer": "local", "parts": draw.between(1, 9)},
                    {"payer": "county", "parts": draw.between(1, 9)},
                ]}],
                "raise": [{"from": 2017, "rate": format!("0.{:02}", draw.below(30)), "mode": draw.one_of(&["compound", "simple"])}],
                "appraisal": [{"from": 2017, "pass": ["pass"]}],
            },
            "horizon": {"first": 2017, "last": 2020},
            "stations": [{"code": "440203001"}],
            "workers": [{"id": "w", "station": "440203001", "post": "service", "hired": "2017-01", "pay": Fen(pay).to_string()}],
        });
        let less = forecast(&plan(&mut draw.clone(), pay));
        let more = forecast(&plan(&mut draw, pay + more));
        // A year here is one term: everybody is there all year, and nothing changes within one.
        for (less, more) in less.totals.iter().zip(&more.totals) {
            prop_assert!(more.pay >= less.pay && more.subsidy >= less.subsidy);
            for (payer, share) in &less.shares {
                prop_assert!(money(more.shares[payer]) >= money(*share) - 1, "{} pays {} after {}", payer, more.shares[payer], share);
            }
        }
    }
}

#[test]
fn ledgers_of_different_plans_do_not_merge() {
    let plan = plans::plan(&mut Draw::new(vec![]));
    let other_station = with(plan.clone(), "/stations/0/code", json!("440199001"));
    let ledger = |plan: &Value| {
        read(plan).check().map_err(Unanswered::from).and_then(|model| model.ledger()).expect("a ledger")
    };
    let merged = |other: &Value| ledger(&plan).merge(ledger(other));
    assert!(merged(&other_station).is_ok());
    for (field, new, why) in [
        (
            "/horizon/last",
            json!(2018),
            "the ledgers are of different horizons, 2017 to 2017 and 2017 to 2018",
        ),
        ("/by", json!("county"), "the ledgers have rows by different regions, `by` province and county"),
        ("/assumptions/pass_rate", json!("0.5"), "the ledgers rest on different assumptions"),
        // No figure shows these.
        ("/assumptions/missing_history", json!("fail"), "the ledgers rest on different assumptions"),
        ("/programme/id", json!("other"), "the ledgers are of different programmes"),
        ("/programme/raise/0/rate", json!("0.01"), "the ledgers are of different programmes"),
    ] {
        let other = merged(&with(other_station.clone(), field, new)).expect_err(why).to_string();
        assert!(other.starts_with(why), "{other}");
    }
    assert_eq!(merged(&plan), Err(MergeError::SameStation("440203001".to_owned())));
}

#[test]
fn drawn_plans_show_all_that_the_laws_are_about() {
    // Were a rule never drawn, its law would hold of nothing.
    let config = cases(1);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..300 {
        let plan = proptest::strategy::ValueTree::current(&plans().new_tree(&mut runner).expect("a plan"));
        let answer = without_texts(value(&figures(&plan)));
        let totals = list(&answer, "totals");
        let any = |field: &str| {
            totals.iter().any(|row| !matches!(row[field].as_str(), None | Some("0.00" | "0.0000")))
        };
        let fund = |field: &str| {
            list(&answer, "funds").iter().flat_map(|it| list(it, "years")).any(|it| it[field] != "0.00")
        };
        for (what, found) in [
            ("a top-up", any("top_up")),
            ("a surplus", any("surplus")),
            ("a raise's cost", any("raise_cost")),
            ("expected counts", totals[0]["headcount"].is_string()),
            ("an expected leaver", any("leavers")),
            ("a contract that ends", totals.iter().any(|row| row["contracts_ending"].as_u64() > Some(0))),
            ("a cost", totals.iter().any(|row| row["costs"]["督导"]["amount"].as_str() > Some("0.00"))),
            ("a norm", !list(&answer, "norm").is_empty()),
            ("a fund drawn", fund("drawn")),
            ("a shortfall", fund("shortfall")),
            ("several years", totals.len() > 1),
            ("several rows a year", list(&answer, "rows").len() > totals.len()),
        ] {
            *seen.entry(what).or_default() += usize::from(found);
        }
    }
    println!("of 300 plans: {seen:?}");
    for (what, times) in seen {
        assert!(times >= 20, "only {times} plans of 300 have {what}");
    }
}
