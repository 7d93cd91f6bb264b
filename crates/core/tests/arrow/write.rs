//! The forecast's tables.

use arrow_array::{cast::AsArray, types::*, *};
use arrow_schema::{ArrowError, DataType};
use serde_json::Value;
use shuangbai::{Fen, Forecast, Plan, Quantity};

use crate::worked_plans;

/// A row of JSON as the columns of a table, in their order.
pub(crate) fn flat(row: &Value, before: &str, flattened: &mut Vec<(String, Option<String>)>) {
    for (key, value) in row.as_object().unwrap() {
        let name = match (before, key.as_str()) {
            ("", "shares" | "due" | "costs") => key.trim_end_matches('s').to_owned(),
            ("", "top_ups") => "top_up_by".to_owned(),
            ("", _) => key.clone(),
            (_, "shares") => format!("{before}_share"),
            _ => format!("{before}_{key}"),
        };
        match value {
            Value::Object(_) => flat(value, &name, flattened),
            Value::String(text) => flattened.push((name, Some(text.clone()))),
            Value::Null => flattened.push((name, None)),
            _ => flattened.push((name, Some(value.to_string()))),
        }
    }
}

/// A table's rows as names and printed values.
pub(crate) fn printed(table: &RecordBatch) -> Vec<Vec<(String, Option<String>)>> {
    let print = |array: &ArrayRef, row: usize| {
        array.is_valid(row).then(|| match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
            DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
            DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
            other => panic!("{other}"),
        })
    };
    let schema = table.schema();
    let columns = || schema.fields().iter().map(|field| field.name().clone()).zip(table.columns());
    (0..table.num_rows())
        .map(|row| columns().map(|(name, array)| (name, print(array, row))).collect())
        .collect()
}

#[test]
fn the_tables_have_the_digits_of_json() {
    for (name, plan) in worked_plans() {
        let forecast = Plan::from_json(&plan.to_string()).unwrap().forecast().unwrap();
        let tables = forecast.to_arrow().unwrap();
        let mut json: Value = serde_json::from_str(&forecast.to_json()).unwrap();
        // A fund's rows, one a year, with what is unspent in the last.
        let mut funds = Vec::new();
        for (index, fund) in json["funds"].as_array().unwrap().iter().enumerate() {
            let mut years = fund["years"].as_array().unwrap().clone();
            if years.is_empty() {
                years.push(serde_json::json!({"year": null, "opening": null, "drawn": null, "closing": null, "shortfall": null}));
            }
            let last = years.len() - 1;
            for (place, year) in years.iter().enumerate() {
                let mut row = vec![("fund".to_owned(), Some(index.to_string()))];
                for key in ["name", "payer", "pays", "kind"] {
                    row.push((key.to_owned(), fund[key].as_str().map(str::to_owned)));
                }
                for key in ["year", "opening", "drawn", "closing", "shortfall"] {
                    let value = year[key]
                        .as_str()
                        .map(str::to_owned)
                        .or(year[key].as_u64().map(|year| year.to_string()));
                    row.push((key.to_owned(), value));
                }
                let unspent = fund["unspent"].as_str().filter(|_| place == last);
                row.push(("unspent".to_owned(), unspent.map(str::to_owned)));
                funds.push(row);
            }
        }
        assert_eq!(printed(&tables.funds), funds, "{name}");
        let parts = [
            ("rows", &tables.rows),
            ("totals", &tables.totals),
            ("norm", &tables.norm),
            ("notices", &tables.notices),
        ];
        for (key, table) in parts {
            let mut rows = Vec::new();
            for row in json[key].take().as_array().unwrap() {
                let mut flattened = Vec::new();
                flat(row, "", &mut flattened);
                flattened.sort();
                rows.push(flattened);
            }
            let mut printed = printed(table);
            // Of the norm's row, which JSON does not have.
            printed.iter_mut().for_each(|row| row.retain(|(name, _)| name != "coverage"));
            printed.iter_mut().for_each(|row| row.sort());
            assert_eq!(printed, rows, "{name}: {key}");
        }
        assert_eq!(tables.rows.schema(), tables.totals.schema(), "{name}");
    }
}

/// A forecast with a cost, a norm and a fund.
fn everything() -> Forecast {
    let (_, plan) = worked_plans().into_iter().find(|(name, _)| name.ends_with("everything.json")).unwrap();
    Plan::from_json(&plan.to_string()).unwrap().forecast().unwrap()
}

#[test]
fn the_columns_of_a_table_are_in_the_order_of_rule_14() {
    let tables = everything().to_arrow().unwrap();
    let names = |table: &RecordBatch| {
        let schema = table.schema();
        schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        names(&tables.rows),
        "year region name headcount worker_months pay subsidy share_province share_local share_county \
         top_up top_up_by_province top_up_by_local top_up_by_county surplus cost_督导_amount cost_督导_share_province cost_督导_share_local cost_督导_share_county \
         cost_督导_hours due_province due_local due_county hires leavers raised raise_cost contracts_ending",
    );
    assert_eq!(names(&tables.norm), "year region stations required held short over coverage");
    assert_eq!(
        names(&tables.funds),
        "fund name payer pays kind year opening drawn closing shortfall unspent"
    );
    assert_eq!(names(&tables.notices), "code at zh en");
    assert_eq!(
        names(&everything().ratios_to_arrow().unwrap()),
        "year region name part_province part_local part_county due_per_head pay_per_head"
    );
    let of = |name: &str| tables.rows.schema().field_with_name(name).unwrap().data_type().clone();
    assert_eq!(of("headcount"), DataType::Decimal128(15, 4), "an expected count");
    assert_eq!(of("pay"), DataType::Decimal128(18, 2));
}

#[test]
fn a_table_without_rows_has_its_columns() {
    let full = everything();
    let mut empty = full.clone();
    empty.rows.clear();
    empty.norm.clear();
    empty.funds.clear();
    empty.notices.clear();
    let (full, empty) = (full.to_arrow().unwrap(), empty.to_arrow().unwrap());
    let parts = |tables: &shuangbai::arrow::Tables| {
        [&tables.rows, &tables.norm, &tables.funds, &tables.notices].map(RecordBatch::schema)
    };
    assert_eq!(parts(&full), parts(&empty));
    assert_eq!(empty.rows.num_rows() + empty.norm.num_rows() + empty.funds.num_rows(), 0);
}

#[test]
fn every_fen_of_64_bits_and_every_count_has_room() {
    let mut forecast = everything();
    forecast.rows.truncate(1);
    forecast.rows[0].pay = Fen(i64::MIN);
    forecast.rows[0].subsidy = Fen(i64::MAX);
    forecast.rows[0].headcount = Quantity::Whole(u64::MAX);
    let row = printed(&forecast.to_arrow().unwrap().rows).remove(0);
    let of = |name: &str| row.iter().find(|(other, _)| other == name).unwrap().1.clone().unwrap();
    assert_eq!(of("pay"), "-92233720368547758.08");
    assert_eq!(of("subsidy"), "92233720368547758.07");
    assert_eq!(of("headcount"), "18446744073709551615.0000");
    // Only the columns that need it are wider than what engines divide by each other.
    let rows = forecast.to_arrow().unwrap().rows;
    let type_of = |name: &str| rows.column_by_name(name).unwrap().data_type().clone();
    assert_eq!(type_of("pay"), DataType::Decimal128(19, 2));
    assert_eq!(type_of("headcount"), DataType::Decimal128(24, 4));
    assert_eq!(type_of("due_province"), DataType::Decimal128(18, 2));
    assert_eq!(type_of("hires"), DataType::Decimal128(15, 4));
    forecast.rows[0].pay = Fen(999_999_999_999_999_999);
    assert_eq!(forecast.to_arrow().unwrap().rows["pay"].data_type(), &DataType::Decimal128(18, 2));
    forecast.rows[0].pay = Fen(1_000_000_000_000_000_000);
    assert_eq!(forecast.to_arrow().unwrap().rows["pay"].data_type(), &DataType::Decimal128(19, 2));
}

#[test]
fn a_forecast_put_together_wrong_is_refused() {
    let broken: [fn(&mut Forecast); 3] = [
        |forecast| forecast.rows[0].shares.clear(),
        |forecast| forecast.rows[0].costs.clear(),
        |forecast| forecast.rows[0].headcount = Quantity::Expected(u128::MAX),
    ];
    for breaks in broken {
        let mut forecast = everything();
        breaks(&mut forecast);
        assert!(matches!(forecast.to_arrow(), Err(ArrowError::InvalidArgumentError(_))));
    }
}
