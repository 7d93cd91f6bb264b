//! One table of many forecasts: it has what the tables of each have.

use std::collections::BTreeMap;

use arrow_array::{cast::AsArray, types::*, *};
use arrow_schema::DataType;
use shuangbai::{Forecast, Plan, arrow::tidy};

use crate::worked_plans;

fn forecasts() -> Vec<(String, Forecast)> {
    let forecast = |plan: serde_json::Value| Plan::from_json(&plan.to_string()).unwrap().forecast().unwrap();
    worked_plans().into_iter().map(|(name, plan)| (name, forecast(plan))).collect()
}

fn printed(array: &dyn Array, row: usize) -> Option<String> {
    array.is_valid(row).then(|| match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        other => panic!("{other}"),
    })
}

/// A table's rows as names and printed values, without nulls.
fn rows(table: &RecordBatch) -> Vec<BTreeMap<String, String>> {
    let schema = table.schema();
    let of_row = |row: usize| {
        let columns = schema.fields().iter().zip(table.columns());
        columns.filter_map(|(field, array)| Some((field.name().clone(), printed(array, row)?))).collect()
    };
    (0..table.num_rows()).map(of_row).collect()
}

#[test]
fn the_table_of_all_has_the_rows_of_each() {
    let forecasts = forecasts();
    let pairs = || forecasts.iter().map(|(name, forecast)| (name.as_str(), forecast));
    for (what, table) in [
        ("rows", tidy(pairs(), |forecast| &forecast.rows).unwrap()),
        ("totals", tidy(pairs(), |forecast| &forecast.totals).unwrap()),
    ] {
        let mut expected = Vec::new();
        // Some are expected, so all counts have decimals.
        let schema = table.schema();
        let counts = schema.fields().iter().filter(|field| *field.data_type() == DataType::Decimal128(15, 4));
        let counts: Vec<&str> = counts.map(|field| field.name().as_str()).collect();
        for (name, forecast) in &forecasts {
            let tables = forecast.to_arrow().unwrap();
            for mut row in rows(if what == "rows" { &tables.rows } else { &tables.totals }) {
                row.insert("reform".to_owned(), name.clone());
                for count in &counts {
                    let count = row.get_mut(*count).unwrap();
                    if !count.contains('.') {
                        count.push_str(".0000");
                    }
                }
                expected.push(row);
            }
        }
        assert_eq!(rows(&table), expected, "{what}");
        assert_eq!(table.schema().field(0).name(), "reform");
        let nullable = |name: &str| table.schema().field_with_name(name).unwrap().is_nullable();
        assert!(nullable("share_county") && nullable("cost_督导_amount") && !nullable("pay"), "{what}");
    }
}

#[test]
fn forecasts_of_one_programme_have_its_columns_and_no_nulls() {
    for (name, forecast) in forecasts() {
        let table = tidy([("a", &forecast), ("b", &forecast)], |forecast| &forecast.totals).unwrap();
        let single = forecast.to_arrow().unwrap().totals;
        let (fields, of_one) = (table.schema().fields().clone(), single.schema().fields().clone());
        assert_eq!(&fields[1..], &of_one[..], "{name}");
        let count = single.num_rows();
        let (first, second) = (table.slice(0, count), table.slice(count, count));
        assert_eq!(&first.columns()[1..], single.columns(), "{name}");
        assert_eq!(&second.columns()[1..], single.columns(), "{name}");
    }
    let none: [(&str, &Forecast); 0] = [];
    assert_eq!(tidy(none, |forecast| &forecast.rows).unwrap().num_rows(), 0);
}
