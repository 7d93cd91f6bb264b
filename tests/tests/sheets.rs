//! Rule 20: the pay sheet, against worked questions and against the forecast.

mod plans;

use std::{collections::BTreeMap, fs};

use plans::{cases, month, number, plans};
use proptest::prelude::*;
use serde_json::{Value, json};
use shuangbai::{Errors, Fen, Month, Payer, Plan, Sheet, SheetFigures, SheetRow};
use shuangbai_tests::{list, questions, read, root, value, with};

fn sheet(plan: &Plan, asked: &Value) -> Result<Sheet, Errors> {
    let month = |name: &str| asked[name].as_str().expect("a month").parse::<Month>().expect("a month");
    let stations =
        list(asked, "stations").iter().map(|code| code.as_str().expect("a code").parse().expect("a code"));
    plan.sheet(month("first"), month("last"), &stations.collect::<Vec<_>>())
}

#[test]
fn worked_sheets_come_out_to_the_letter() {
    let folder = root().join("tests/vectors/questions");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("a file")) {
        let vector = value(&fs::read_to_string(entry.path()).expect("a text"));
        let question = &vector["question"];
        let Some(asked) = question.get("sheet") else { continue };
        if question.as_object().expect("a question").len() > 2 {
            continue;
        }
        seen += 1;
        let name = entry.file_name();
        match (sheet(&read(&question["plan"]), asked), &vector["answer"]) {
            (Ok(found), answer) => {
                let found = serde_json::to_string(&json!({ "sheet": found })).expect("a text");
                assert_eq!(found, answer.to_string(), "{name:?}");
            }
            (Err(errors), answer) => {
                let place =
                    |at: &str| if at.starts_with("/sheet/") { at.to_owned() } else { format!("/plan{at}") };
                let found: Vec<Value> = errors
                    .iter()
                    .map(|error| json!({"code": error.code.code(), "at": place(&error.at)}))
                    .collect();
                assert_eq!(json!({ "errors": found }), *answer, "{name:?}");
            }
        }
    }
    assert!(seen >= 7, "only {seen} worked sheets");
}

/// Decisions that come in the horizon after its first month and change no month before it, and nothing left to chance.
fn certain(mut plan: Value) -> Value {
    let (first, last) = (year(&plan, "first") * 12, year(&plan, "last") * 12 + 11);
    for field in ["pass_rate", "leave_rate", "vacancy_rate"] {
        if plan["assumptions"].get(field).is_some_and(|rate| *rate != json!(0) && *rate != json!(1)) {
            plan["assumptions"][field] = json!(1);
        }
    }
    let late = |decided: &Value| (first + 1..=last).contains(&number(decided));
    for name in ["subsidy", "sharing", "raise"] {
        for entry in plan["programme"][name].as_array_mut().unwrap() {
            let kept = entry.get("decided").is_some_and(|it| late(it) && number(&entry["from"]) >= first);
            if !kept {
                entry.as_object_mut().unwrap().remove("decided");
            }
        }
    }
    for worker in plan["workers"].as_array_mut().unwrap() {
        let Some(grades) = worker.get_mut("appraisals").and_then(Value::as_object_mut) else { continue };
        for (year, grade) in grades {
            let kept =
                grade.get("decided").is_some_and(late) && year.parse::<usize>().unwrap() * 12 + 12 >= first;
            if !kept {
                *grade = grade.get("grade").unwrap_or(grade).clone();
            }
        }
    }
    plan
}

fn year(plan: &Value, name: &str) -> usize {
    plan["horizon"][name].as_u64().unwrap() as usize
}

/// Figures by name.
fn amounts(figures: &SheetFigures) -> BTreeMap<String, i128> {
    let mut found: BTreeMap<String, i128> =
        figures.shares.iter().map(|(payer, it)| (payer.to_string(), it.0.into())).collect();
    let named = [
        ("pay", figures.pay),
        ("subsidy", figures.subsidy),
        ("top_up", figures.top_up),
        ("surplus", figures.surplus),
    ];
    found.extend(named.map(|(name, Fen(fen))| (format!("/{name}"), fen.into())));
    found
}

fn add(sums: &mut BTreeMap<String, i128>, more: impl IntoIterator<Item = (String, i128)>) {
    more.into_iter().for_each(|(name, fen)| *sums.entry(name).or_default() += fen);
}

/// The figures of some rows together, by the names that explanations take.
fn figures(rows: &[&SheetRow]) -> BTreeMap<String, i128> {
    let mut sums = BTreeMap::new();
    for row in rows {
        for (begins, figures) in [("", &row.figures), ("arrears/", &row.arrears)] {
            let named = amounts(figures).into_iter().map(|(name, fen)| match name.strip_prefix('/') {
                Some(name) => (format!("{begins}{name}"), fen),
                None => (format!("{begins}shares/{name}"), fen),
            });
            add(&mut sums, named);
        }
        add(&mut sums, row.due.iter().map(|(payer, fen)| (format!("due/{payer}"), fen.0.into())));
        add(&mut sums, [("payable".to_owned(), row.payable.0.into())]);
        if row.count > 0 && rows.len() == 1 {
            add(&mut sums, [("annual".to_owned(), row.annual.0.into())]);
        }
    }
    sums
}

/// That every figure of every row of some months of a plan is what its explanation has.
fn all_is_explained(plan: &Value, first: usize, last: usize) {
    let asked = json!({"first": month(first), "last": month(last)});
    let sheet = sheet(&read(plan), &asked).unwrap();
    let payslips = read(plan).payslips().unwrap();
    let mut people: BTreeMap<(Month, &str), Vec<&SheetRow>> = BTreeMap::new();
    for row in &sheet.rows {
        people.entry((row.month, &row.at)).or_default().push(row);
    }
    for ((month, at), rows) in &people {
        let there = rows.iter().any(|row| row.annual.0 > 0);
        for (figure, fen) in figures(rows) {
            if figure == "annual" && !there {
                continue;
            }
            let told = payslips.explain(at, *month, &figure, 0);
            let told =
                value(&told.unwrap_or_else(|errors| panic!("{at} {month} {figure}: {errors}\n{plan}")));
            let found = told["value"].as_str().expect("an amount").replace('.', "").parse::<i128>();
            assert_eq!(found.unwrap(), fen, "{at} {month} {figure}: {told:#}\n{plan}");
        }
    }
}

#[test]
fn every_figure_of_worked_sheets_is_explained() {
    for question in questions() {
        let Some(asked) = question.question.get("sheet").filter(|_| question.answer.get("sheet").is_some())
        else {
            continue;
        };
        let [first, last] = ["first", "last"].map(|name| number(&asked[name]));
        all_is_explained(&question.question["plan"], first, last);
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn every_figure_of_a_sheet_is_explained(plan in plans(), some in 0..120_usize) {
        let plan = certain(plan);
        let (first, last) = (year(&plan, "first") * 12, year(&plan, "last") * 12 + 11);
        let month = first + some % (last - first + 1);
        all_is_explained(&plan, month, month);
    }

    #[test]
    fn what_is_paid_by_the_end_is_what_the_forecast_has(plan in plans()) {
        let plan = certain(plan);
        let asked = json!({"first": month(year(&plan, "first") * 12), "last": month(year(&plan, "last") * 12 + 11)});
        let (forecast, sheet) = (read(&plan).forecast().unwrap(), sheet(&read(&plan), &asked).unwrap());
        let mut paid = BTreeMap::new();
        for row in &sheet.rows {
            add(&mut paid, amounts(&row.figures));
            add(&mut paid, amounts(&row.arrears));
            prop_assert_eq!(row.payable.0, row.figures.pay.0 + row.arrears.pay.0);
            for figures in [&row.figures, &row.arrears] {
                prop_assert_eq!(figures.pay.0 + figures.surplus.0, figures.subsidy.0 + figures.top_up.0, "rule 5");
            }
        }
        let (mut called, mut owed) = (BTreeMap::new(), BTreeMap::<Payer, i128>::new());
        for total in sheet.totals.iter().filter(|total| total.region.is_empty()) {
            add(&mut called, amounts(&total.figures));
            add(&mut called, amounts(&total.arrears));
            total.due.iter().for_each(|(payer, fen)| *owed.entry(*payer).or_default() += i128::from(fen.0));
        }
        let mut expected = BTreeMap::new();
        let mut expected_due = BTreeMap::<Payer, i128>::new();
        for row in &forecast.totals {
            let figures = SheetFigures {
                pay: row.pay, subsidy: row.subsidy, shares: row.shares.clone(), top_up: row.top_up, surplus: row.surplus,
            };
            add(&mut expected, amounts(&figures));
            row.due.iter().for_each(|(payer, fen)| *expected_due.entry(*payer).or_default() += i128::from(fen.0));
            let worker_months = sheet.totals.iter().filter(|total| total.region.is_empty() && total.month.year().number() == row.year);
            prop_assert_eq!(worker_months.map(|total| total.headcount).sum::<u64>().to_string(), row.worker_months.to_string());
        }
        if !sheet.rows.is_empty() {
            prop_assert_eq!(&paid, &expected);
        }
        prop_assert_eq!(&called, &expected);
        prop_assert_eq!(owed, expected_due);
    }

    #[test]
    fn a_month_alone_is_that_of_all_months_and_stations_add_up(plan in plans()) {
        let plan = certain(plan);
        let (first, last) = (year(&plan, "first") * 12, year(&plan, "last") * 12 + 11);
        let plan = with(plan, "/by", json!("station"));
        let all = sheet(&read(&plan), &json!({"first": month(first), "last": month(last)})).unwrap();
        for number in [first, first + 4, last] {
            let asked = json!({"first": month(number), "last": month(number)});
            let alone = sheet(&read(&plan), &asked).unwrap();
            let of_month = all.rows.iter().filter(|row| row.month.to_string() == month(number));
            prop_assert!(alone.rows.iter().eq(of_month), "{}", month(number));
            let totals = all.totals.iter().filter(|total| total.month.to_string() == month(number));
            prop_assert!(alone.totals.iter().eq(totals));
            for station in list(&plan, "stations") {
                let code = station["code"].as_str().unwrap();
                let asked = with(asked.clone(), "/stations", json!([code]));
                let of_station = sheet(&read(&plan), &asked).unwrap();
                let rows = alone.rows.iter().filter(|row| row.station.to_string() == code);
                prop_assert!(of_station.rows.iter().eq(rows), "{} {}", month(number), code);
            }
        }
    }

    #[test]
    fn what_funds_pay_by_month_is_what_the_forecast_has_by_year(plan in plans()) {
        let mut plan = certain(plan);
        for name in ["subsidy", "sharing", "raise"] {
            for entry in plan["programme"][name].as_array_mut().unwrap() {
                entry.as_object_mut().unwrap().remove("decided");
            }
        }
        for worker in plan["workers"].as_array_mut().unwrap() {
            let Some(grades) = worker.get_mut("appraisals").and_then(Value::as_object_mut) else { continue };
            grades.values_mut().for_each(|grade| *grade = grade.get("grade").unwrap_or(grade).clone());
        }
        let (forecast, burnt) = (read(&plan).forecast().unwrap(), read(&plan).burn_down().unwrap());
        prop_assert_eq!(burnt.len(), forecast.funds.len());
        for (report, burnt) in forecast.funds.iter().zip(&burnt) {
            prop_assert_eq!((&report.name, report.payer, &report.pays, report.kind), (&burnt.name, burnt.payer, &burnt.pays, burnt.kind));
            let mut months = burnt.months.iter().peekable();
            for of_year in &report.years {
                let mut held = of_year.opening;
                let (mut drawn, mut shortfall) = (0, 0);
                while let Some(month) = months.next_if(|month| month.month.year().number() == of_year.year) {
                    prop_assert_eq!(month.opening, held);
                    prop_assert_eq!(month.opening.0 - month.drawn.0, month.closing.0);
                    held = month.closing;
                    drawn += month.drawn.0;
                    shortfall += month.shortfall.0;
                }
                prop_assert_eq!((Fen(drawn), held, Fen(shortfall)), (of_year.drawn, of_year.closing, of_year.shortfall));
            }
            prop_assert!(months.next().is_none());
            let dry = burnt.months.iter().find(|month| month.shortfall.0 > 0).map(|month| month.month);
            prop_assert_eq!(burnt.dry, dry);
        }
    }
}
