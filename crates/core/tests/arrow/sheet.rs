//! A pay sheet's tables: the digits of its rows and totals, month by month.

use std::{fs, path::Path, sync::Arc};

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use serde_json::{Value, json};
use shuangbai::{Month, Plan, SheetKey, SheetMonth, SheetRow, Unanswered, arrow::SheetTables};

use crate::{
    worked_plans,
    write::{flat, printed},
};

/// The months of a plan's sheet, each as JSON and as tables; or what is wrong.
fn months(plan: &Plan, first: Month, last: Month) -> Result<Vec<(Value, SheetTables)>, Unanswered> {
    let mut months = Vec::new();
    let both = |month: &SheetMonth<'_>| {
        let rows: Vec<_> = month.rows().collect();
        assert_columns(month, &rows);
        months.push((json!({"rows": rows, "totals": month.totals()}), month.to_arrow().unwrap()));
    };
    plan.sheet_by_month(first, last, &[], Arc::default(), both).map(|()| months)
}

/// The columns without Arrow have what the rows have.
fn assert_columns(month: &SheetMonth<'_>, rows: &[SheetRow]) {
    let columns = month.columns();
    let keys: Vec<SheetKey<'_>> = month.keys().collect();
    assert_eq!((columns.key.len(), columns.count.len()), (rows.len(), rows.len()));
    for (place, row) in rows.iter().enumerate() {
        let key = keys[columns.key[place] as usize];
        assert_eq!(
            (key.station, key.post, key.at, key.id),
            (row.station, row.post, &row.at[..], &row.id[..])
        );
        assert_eq!(columns.count[place], row.count);
        let amounts =
            columns.amounts.iter().map(|(name, amounts)| (name.clone(), Some(amounts[place].to_string())));
        let mut amounts: Vec<_> = amounts.collect();
        amounts.sort();
        let row = serde_json::to_value(row).unwrap();
        let mut wanted = flattened([&row].into_iter()).remove(0);
        wanted.retain(|(name, _)| !["month", "station", "post", "at", "id", "count"].contains(&&name[..]));
        assert_eq!(amounts, wanted);
    }
}

/// Rows as the columns of a table have them.
fn flattened<'r>(rows: impl Iterator<Item = &'r Value>) -> Vec<Vec<(String, Option<String>)>> {
    let row = |row: &Value| {
        let mut columns = Vec::new();
        flat(row, "", &mut columns);
        columns.iter_mut().filter(|(name, _)| name == "headcount").for_each(|it| it.0 = "on_payroll".into());
        columns.sort();
        columns
    };
    rows.map(row).collect()
}

fn assert_same(name: &str, (json, tables): &(Value, SheetTables)) {
    let sorted = |table: &RecordBatch| {
        let mut rows = printed(table);
        rows.iter_mut().for_each(|row| row.sort());
        rows
    };
    let (rows, totals) = (json["rows"].as_array().unwrap(), json["totals"].as_array().unwrap());
    assert_eq!(sorted(&tables.sheet), flattened(rows.iter()), "{name}");
    let (of_all, of_regions): (Vec<_>, Vec<_>) = totals.iter().partition(|total| total["region"] == "");
    assert_eq!(sorted(&tables.calls), flattened(of_regions.into_iter()), "{name}");
    assert_eq!(sorted(&tables.totals), flattened(of_all.into_iter()), "{name}");
}

#[test]
fn every_month_has_the_digits_of_its_rows() {
    let questions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/questions");
    let asked = fs::read_dir(questions).unwrap().filter_map(|file| {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut question = serde_json::from_str::<Value>(&text).unwrap()["question"].take();
        let sheet = question.get("sheet")?.clone();
        let month = |name: &str| sheet[name].as_str()?.parse::<Month>().ok();
        Some(("a question".to_owned(), question["plan"].take(), month("first")?, month("last")?))
    });
    let plans = worked_plans().into_iter().map(|(name, plan)| {
        let month = |end: &str, of_year| Month::new(plan["horizon"][end].as_u64().unwrap() as u16, of_year);
        let (first, last) = (month("first", 1).unwrap(), month("last", 12).unwrap());
        (name, plan, first, last)
    });
    let (mut seen, mut owed) = (0, 0);
    for (name, plan, first, last) in asked.chain(plans) {
        let plan = Plan::from_json(&plan.to_string());
        let Ok(months) = plan.map_err(Unanswered::from).and_then(|plan| months(&plan, first, last)) else {
            continue;
        };
        for month in &months {
            assert_same(&name, month);
            let rows = month.0["rows"].as_array().unwrap();
            owed += rows.iter().filter(|row| row["arrears"]["pay"] != "0.00").count();
        }
        seen += months.len();
    }
    assert!(seen > 1_000 && owed > 5, "{seen} months, {owed} rows with arrears");
}

#[test]
fn amounts_that_are_too_long_for_the_usual_width_have_a_wider_one() {
    for (count, width) in [(1_000, 18), (2_000, 18), (15_000, 19)] {
        let plan = json!({
            "programme": "guangdong-2021",
            "horizon": {"first": 2021, "last": 2021},
            "stations": [{"code": "440203001", "villages": 1}],
            "workers": [{"id": "w", "station": "440203001", "post": "service", "hired": "2021-01"}],
            "hires": [{
                "station": "440203001", "post": "service", "count": count, "month": "2021-11", "pay": "9999999999999.99",
            }],
        });
        let plan = Plan::from_json(&plan.to_string()).unwrap();
        for month in months(&plan, "2021-11".parse().unwrap(), "2021-12".parse().unwrap()).unwrap() {
            assert_same("wide", &month);
            assert_eq!(month.1.sheet["pay"].data_type(), &DataType::Decimal128(width, 2));
        }
    }
}
