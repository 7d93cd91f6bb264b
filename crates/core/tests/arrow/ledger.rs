//! Ledgers as tables: what is put together again is the whole, and nothing else is taken for it.

use std::{collections::BTreeSet, sync::Arc};

use arrow_array::{builder::StringBuilder, cast::AsArray, types::*, *};
use arrow_schema::{DataType, Field, Schema};
use serde_json::json;
use shuangbai::{By, Ledger, MergeError, Plan, arrow::LedgerError};

use crate::worked_plans;

/// The worked plans, each with its name and ledger.
fn ledgers() -> impl Iterator<Item = (String, Plan, Ledger)> {
    worked_plans().into_iter().map(|(name, plan)| {
        let plan = Plan::from_json(&plan.to_string()).unwrap();
        let ledger = plan.check().unwrap().ledger().unwrap();
        (name, plan, ledger)
    })
}

fn everything() -> Ledger {
    ledgers().find(|(name, ..)| name.ends_with("everything.json")).unwrap().2
}

/// Every row of a table as a batch of its own, in an order that mixes them.
fn mixed(table: &RecordBatch) -> impl Iterator<Item = RecordBatch> {
    let rows = table.num_rows();
    let step = (rows / 2..).find(|step| gcd(*step, rows) == 1).unwrap();
    (0..rows).map(move |at| table.slice(at * step % rows, 1))
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[test]
fn a_table_read_again_is_the_ledger_in_any_order_of_its_rows() {
    for (name, plan, ledger) in ledgers() {
        let table = ledger.to_arrow().unwrap();
        let read = Ledger::from_arrow([table.clone()]).unwrap();
        assert_eq!(read, ledger, "{name}");
        assert_eq!(serde_json::to_string(&read).unwrap(), serde_json::to_string(&ledger).unwrap(), "{name}");
        assert_eq!(read.forecast(), plan.forecast(), "{name}");
        assert_eq!(Ledger::from_arrow(mixed(&table)).as_ref(), Ok(&ledger), "{name}: mixed");
    }
}

#[test]
fn any_split_by_station_is_the_whole_ledger() {
    let (mut splits, mut names) = (0, BTreeSet::new());
    for (name, plan) in worked_plans() {
        let stations = plan["stations"].as_array().unwrap();
        let whole = Plan::from_json(&plan.to_string()).unwrap().check().unwrap().ledger().unwrap();
        let parts = stations.iter().map(|station| {
            let mut part = plan.clone();
            part["stations"] = json!([station]);
            for list in ["workers", "hires"] {
                if let Some(list) = part.get_mut(list) {
                    list.as_array_mut().unwrap().retain(|one| one["station"] == station["code"]);
                }
            }
            let part = Plan::from_json(&part.to_string()).unwrap();
            part.check().unwrap().ledger().unwrap().to_arrow().unwrap()
        });
        let parts: Vec<RecordBatch> = parts.collect();
        let merged = Ledger::from_arrow(parts.iter().rev().cloned()).unwrap();
        assert_eq!(merged, whole, "{name}");
        splits += usize::from(stations.len() > 1);
        names.extend(merged.stations().map(str::to_owned));
    }
    assert!(splits > 5 && names.len() > 5, "{splits} plans with several stations");
}

#[test]
fn ledgers_of_other_plans_and_doubled_stations_are_refused_like_in_merge() {
    let ledger = everything();
    let table = ledger.to_arrow().unwrap();
    let twice = Ledger::from_arrow([table.clone(), table.clone()]).unwrap_err();
    assert!(matches!(twice, LedgerError::Merge(MergeError::SameStation(_))), "{twice}");
    let row = table.num_rows() - 1;
    let twice = Ledger::from_arrow([table.clone(), table.slice(row, 1)]).unwrap_err();
    assert!(matches!(twice, LedgerError::Merge(MergeError::SameStation(_))), "{twice}");
    let (_, plan) = worked_plans().into_iter().find(|(name, _)| name.ends_with("everything.json")).unwrap();
    let model = Plan::from_json(&plan.to_string()).unwrap().check().unwrap().by(By::Station);
    let other = model.ledger().unwrap().to_arrow().unwrap();
    assert_eq!(Ledger::from_arrow([table, other]), Err(LedgerError::Merge(MergeError::OtherPlan)));
}

#[test]
fn a_table_without_any_one_of_its_rows_is_refused() {
    let table = everything().to_arrow().unwrap();
    let rows = table.num_rows();
    for row in 0..rows {
        let rest = [table.slice(0, row), table.slice(row + 1, rows - row - 1)];
        let error = Ledger::from_arrow(rest).unwrap_err();
        assert!(matches!(error, LedgerError::Missing(_) | LedgerError::NoPlan), "{row}: {error}");
    }
    assert_eq!(Ledger::from_arrow([]), Err(LedgerError::NoPlan));
    assert_eq!(Ledger::from_arrow([table.slice(0, 0)]), Err(LedgerError::NoPlan));
}

/// A table with a column in the place of the one of that name, or without it.
fn with(table: &RecordBatch, name: &str, array: Option<ArrayRef>) -> RecordBatch {
    let schema = table.schema();
    let mut columns = Vec::new();
    for (field, column) in schema.fields().iter().zip(table.columns()) {
        match (&array, field.name() == name) {
            (Some(array), true) => columns.push((field.name().clone(), array.clone())),
            (None, true) => {}
            _ => columns.push((field.name().clone(), column.clone())),
        }
    }
    let fields = columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    RecordBatch::try_new(Arc::new(schema), columns.into_iter().map(|(_, array)| array).collect()).unwrap()
}

#[test]
fn a_table_with_a_column_too_few_too_many_of_another_type_or_of_nulls_is_refused() {
    let ledger = everything();
    let table = ledger.to_arrow().unwrap();
    let rows = table.num_rows();
    for field in table.schema().fields() {
        let name = field.name();
        let less = Ledger::from_arrow([with(&table, name, None)]).unwrap_err();
        assert_eq!(less, LedgerError::Column(name.clone()));
        let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.0; rows]));
        let other = Ledger::from_arrow([with(&table, name, Some(floats))]).unwrap_err();
        assert_eq!(other, LedgerError::Column(name.clone()));
        if name == "name" {
            continue;
        }
        let nulls: ArrayRef = Arc::new(NullArray::new(rows));
        let error = Ledger::from_arrow([with(&table, name, Some(nulls))]).unwrap_err();
        assert!(!error.to_string().is_empty(), "{name}: {error}");
    }
    let schema = table.schema();
    let double = |name: &str| {
        let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new(name, DataType::Int32, true)));
        let mut columns = table.columns().to_vec();
        columns.push(Arc::new(Int32Array::from(vec![1; rows])));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    };
    for name in ["share_city", "pay"] {
        assert_eq!(Ledger::from_arrow([double(name)]), Err(LedgerError::Column(name.to_owned())));
    }
}

#[test]
fn hostile_values_are_refused() {
    let table = everything().to_arrow().unwrap();
    let rows = table.num_rows();
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value; rows])) };
    let whole = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value; rows])) };
    let huge = vec![255; 10_000];
    let decimal = Decimal128Array::from(vec![i128::MAX / 2; rows]).with_precision_and_scale(38, 2).unwrap();
    let hostile: Vec<(&str, ArrayRef)> = vec![
        ("station", text("44")),
        ("station", text("990000001")),
        ("post", text("cook")),
        ("post", text("service")),
        ("year", whole(1948)),
        ("year", whole(i64::MIN)),
        ("first", whole(13)),
        ("last", whole(-1)),
        ("plan", text("{}")),
        ("plan", text(&serde_json::to_string(&everything()).unwrap())),
        ("pay", Arc::new(decimal)),
        ("headcount", Arc::new(BinaryArray::from(vec![Some(&huge[..]); rows]))),
        ("held", Arc::new(BinaryArray::from(vec![Some(&huge[..]); rows]))),
        ("required", whole(1 << 32)),
        ("cost_督导_hours", whole(-1)),
        ("under_cost", Arc::new(BooleanArray::from(vec![true; rows]))),
    ];
    for (name, array) in hostile {
        let error = Ledger::from_arrow([with(&table, name, Some(array))]).unwrap_err();
        assert!(!error.to_string().is_empty(), "{name}: {error}");
    }
    // A count beyond all people, where one belongs.
    let counts = table.column_by_name("headcount").unwrap().as_binary::<i32>().clone();
    let counts: BinaryArray = counts.iter().map(|count| count.map(|_| &huge[..])).collect();
    let error = Ledger::from_arrow([with(&table, "headcount", Some(Arc::new(counts)))]).unwrap_err();
    assert!(matches!(error, LedgerError::Value { ref column, .. } if column == "headcount"), "{error}");
}

#[test]
fn other_programs_may_have_written_the_table() {
    let ledger = everything();
    let table = ledger.to_arrow().unwrap();
    let mut other = table.clone();
    for field in table.schema().fields() {
        let array = other.column_by_name(field.name()).unwrap();
        let array: ArrayRef = match field.data_type() {
            DataType::Utf8 => Arc::new(LargeStringArray::from_iter(array.as_string::<i32>().iter())),
            DataType::Dictionary(..) => {
                let plans = array.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
                let mut builder = StringBuilder::new();
                plans.into_iter().for_each(|plan| builder.append_option(plan));
                Arc::new(builder.finish())
            }
            DataType::Int32 => {
                let numbers = array.as_primitive::<Int32Type>().iter();
                Arc::new(Int64Array::from_iter(numbers.map(|number| number.map(i64::from))))
            }
            DataType::Binary => Arc::new(BinaryViewArray::from_iter(array.as_binary::<i32>().iter())),
            DataType::Decimal128(..) => {
                let amounts = array.as_primitive::<Decimal128Type>().clone();
                Arc::new(amounts.with_precision_and_scale(38, 2).unwrap())
            }
            _ => array.clone(),
        };
        other = with(&other, field.name(), Some(array));
    }
    let backwards: Vec<usize> = (0..other.num_columns()).rev().collect();
    assert_eq!(Ledger::from_arrow([other.project(&backwards).unwrap()]), Ok(ledger));
}

#[test]
fn a_dictionary_of_nothing_is_read_as_nulls() {
    let table = everything().to_arrow().unwrap();
    let nothing = DictionaryArray::new(
        Int32Array::from(vec![None; table.num_rows()]),
        Arc::new(StringArray::new_null(0)),
    );
    let without_names = with(&table, "name", Some(Arc::new(nothing.clone())));
    assert!(Ledger::from_arrow([without_names]).is_ok());
    let without_stations = with(&table, "station", Some(Arc::new(nothing)));
    assert!(Ledger::from_arrow([without_stations]).is_err());
}

#[test]
fn amounts_of_the_table_add_up_to_the_forecast() {
    for (name, plan, ledger) in ledgers() {
        let table = ledger.to_arrow().unwrap();
        let sum = |name: &str| {
            let amounts = table.column_by_name(name).unwrap().as_primitive::<Decimal128Type>();
            amounts.iter().flatten().sum::<i128>()
        };
        let totals = plan.forecast().unwrap().totals;
        let pay: i128 = totals.iter().map(|row| i128::from(row.pay.0)).sum();
        let surplus: i128 = totals.iter().map(|row| i128::from(row.surplus.0)).sum();
        assert_eq!((sum("pay"), sum("surplus")), (pay, surplus), "{name}");
        assert_eq!(sum("pay") + sum("surplus"), sum("subsidy") + sum("top_up"), "{name}");
    }
}
