//! Workers read many rows at a time and on threads: the same people, the same errors as row by row.

use std::{num::NonZeroUsize, sync::Arc};

use arrow_array::{types::*, *};
use arrow_schema::DataType;
use shuangbai::{Errors, Forecast, HintCode, Plan, Roster, Unanswered, Watch, arrow::PlanReader};

use crate::read::{batch, decimal, some_text, text, words};

const OUTLINE: &str = r#"{"programme": "guangdong-2017", "horizon": {"first": 2021, "last": 2023}, "by": "county",
    "assumptions": {"missing_history": "pass"}}"#;

/// Rows of a stretch at most.
const STRETCH: usize = 1 << 16;

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

fn reader(workers: &[RecordBatch]) -> PlanReader {
    let mut reader = PlanReader::new(OUTLINE);
    let codes = ["440203001", "440224001", "440224002"];
    reader.stations(&batch(&[("code", text(&codes)), ("villages", text(&["3", "4", "5"]))]));
    workers.iter().for_each(|batch| reader.workers(batch));
    reader
}

/// What a table comes to when a roster is made of all of it first: the plan as JSON, and its forecast.
fn one_by_one(workers: &[RecordBatch]) -> Result<(String, Forecast), Errors> {
    let (plan, roster) = reader(workers).finish()?;
    let model = plan.check_with(&roster.as_roster())?;
    let json = plan.with_workers(&Roster { id: &roster.ids(), ..roster.as_roster() })?.to_json();
    Ok((json, model.forecast().map(of_plan).map_err(|why| why.errors().unwrap())?))
}

/// A forecast with the hints that rest on the plan and its people alone, not on how the tables came.
fn of_plan(mut forecast: Forecast) -> Forecast {
    forecast.unlikely.retain(|hint| hint.code != HintCode::Alike);
    forecast
}

/// What it comes to in stretches.
fn in_stretches(workers: &[RecordBatch], count: usize) -> Result<(String, Forecast), Errors> {
    let checked = reader(workers).check(threads(count), Arc::default());
    let (plan, model, workers) = checked.map_err(|why| why.errors().unwrap())?;
    let roster = workers.roster()?;
    assert_eq!(roster.as_roster().len(), workers.len());
    let json = plan.with_workers(&Roster { id: &roster.ids(), ..roster.as_roster() })?.to_json();
    Ok((json, model.forecast().map(of_plan).map_err(|why| why.errors().unwrap())?))
}

/// The same people, or the same errors, on one, two and three threads.
#[track_caller]
fn same(workers: &[RecordBatch]) -> Result<(String, Forecast), Errors> {
    let expected = one_by_one(workers);
    for count in 1..=3 {
        assert_eq!(in_stretches(workers, count), expected, "{count} threads");
    }
    expected
}

const STATIONS: [&str; 3] = ["440203001", "440224001", "440224002"];
const MONTHS: [&str; 5] = ["2018-03", "2019-08", "2020-01", "2021-07", "2022-12"];
const GRADES: [Option<&str>; 5] = [Some("pass"), Some("不合格"), None, Some("优秀"), Some("basic")];

/// By row, all columns of text.
fn texts(rows: usize) -> Vec<(&'static str, Vec<Option<&'static str>>)> {
    let each = |of: &dyn Fn(usize) -> Option<&'static str>| (0..rows).map(of).collect::<Vec<_>>();
    vec![
        ("station", each(&|row| Some(STATIONS[row * 7 % 3]))),
        ("post", each(&|row| Some(["service", "事务性"][row / 3 % 2]))),
        ("hired", each(&|row| Some(MONTHS[row * 11 % 5]))),
        ("left", each(&|row| (row % 13 == 0).then_some("2023-02"))),
        (
            "pay",
            each(&|row| {
                (row % 4 != 0).then_some(["52000.00", "61234.56", "0.00", "9999999.99"][row / 5 % 4])
            }),
        ),
        ("pay_year", each(&|row| (row % 4 == 1 && row * 11 % 5 < 3).then_some("2021"))),
        ("appraisal_2022", each(&|row| GRADES[row % 5].filter(|_| row * 11 % 5 < 4))),
        ("appraisal_2023", each(&|row| GRADES[row / 2 % 5].filter(|_| row % 13 != 0))),
    ]
}

fn of_texts(columns: &[(&'static str, Vec<Option<&'static str>>)]) -> RecordBatch {
    let columns: Vec<_> = columns.iter().map(|(name, cells)| (*name, some_text(cells))).collect();
    batch(&columns)
}

#[test]
fn dictionaries_with_keys_of_every_type_hold_the_same_people() {
    type Words = fn(&[Option<&str>]) -> ArrayRef;
    let columns = texts(1_000);
    let expected = same(&[of_texts(&columns)]).unwrap();
    let kinds: [(&str, Words); 8] = [
        ("Int8", words::<Int8Type>),
        ("Int16", words::<Int16Type>),
        ("Int32", words::<Int32Type>),
        ("Int64", words::<Int64Type>),
        ("UInt8", words::<UInt8Type>),
        ("UInt16", words::<UInt16Type>),
        ("UInt32", words::<UInt32Type>),
        ("UInt64", words::<UInt64Type>),
    ];
    for (name, words) in kinds {
        let columns: Vec<_> = columns.iter().map(|(name, cells)| (*name, words(cells))).collect();
        let whole = batch(&columns);
        assert_eq!(same(std::slice::from_ref(&whole)).unwrap(), expected, "{name}");
        // At every place of a word of the bitmap; dictionaries are shared.
        let cuts = [0, 1, 9, 63, 64, 65, 128, 191, 500, 1_000];
        let parts: Vec<_> = cuts.windows(2).map(|cut| whole.slice(cut[0], cut[1] - cut[0])).collect();
        assert_eq!(same(&parts).unwrap(), expected, "{name} in parts");
    }
}

#[test]
fn batches_with_other_dictionaries_types_and_columns_hold_the_same_people() {
    let all = texts(900);
    let some = |rows: std::ops::Range<usize>| {
        all.iter().map(move |(name, cells)| (*name, cells[rows.clone()].to_vec())).collect::<Vec<_>>()
    };
    let of_words = |columns: Vec<(&'static str, Vec<Option<&'static str>>)>| {
        let columns: Vec<_> = columns.iter().map(|(name, cells)| (*name, words::<Int8Type>(cells))).collect();
        batch(&columns)
    };
    let mut backwards = some(300..600);
    backwards.reverse();
    let parts = [of_words(some(0..300)), of_words(backwards), of_texts(&some(600..900))];
    assert_eq!(same(&parts), same(&[of_texts(&all)]));
    // A batch without a column is one of nulls.
    let without = |columns: &mut Vec<(&'static str, Vec<Option<&'static str>>)>, null: bool| {
        for (name, cells) in &mut *columns {
            if ["left", "appraisal_2022"].contains(name) && null {
                cells.fill(None);
            }
        }
        columns.retain(|(name, _)| null || !["left", "appraisal_2022"].contains(name));
    };
    let (mut nulls, mut none) = (some(0..300), some(0..300));
    without(&mut nulls, true);
    without(&mut none, false);
    let rest = of_words(some(300..900));
    // Whose grades are written in the order in which their columns come; what they cost is the same.
    let forecast = |first: RecordBatch| same(&[first, rest.clone()]).unwrap().1;
    assert_eq!(forecast(of_words(none)), forecast(of_words(nulls)));
}

#[test]
fn numbers_days_and_decimals_hold_the_same_people() {
    let columns = texts(1_000);
    let expected = same(&[of_texts(&columns)]).unwrap();
    let months = |text: &str| {
        let (year, month) = text.split_once('-').unwrap();
        (year.parse::<i32>().unwrap() - 1970) * 12 + month.parse::<i32>().unwrap() - 1
    };
    let cells = |name: &str| &columns.iter().find(|(other, _)| *other == name).unwrap().1;
    let numbers = |name: &str| cells(name).iter().map(|cell| cell.map(months)).collect::<Vec<_>>();
    let fens = |text: &str| text.replace('.', "").parse::<i128>().unwrap();
    let fens: Vec<Option<i128>> = cells("pay").iter().map(|cell| cell.map(fens)).collect();
    let pay = Decimal128Array::from(fens).with_precision_and_scale(18, 2).unwrap();
    let years: Vec<Option<i16>> =
        cells("pay_year").iter().map(|cell| cell.map(|year| year.parse().unwrap())).collect();
    let days = |name: &str| {
        numbers(name).into_iter().map(|month| month.map(|month| month * 487 / 16 + 20)).collect::<Vec<_>>()
    };
    let run_together = |month: i32| (month / 12 + 1970) as u32 * 100 + month as u32 % 12 + 1;
    let columns: [[(&str, ArrayRef); 4]; 3] = [
        [
            ("hired", Arc::new(Int32Array::from(numbers("hired")))),
            ("left", Arc::new(Int32Array::from(numbers("left")))),
            ("pay", Arc::new(pay.clone())),
            ("pay_year", Arc::new(Int16Array::from(years.clone()))),
        ],
        [
            ("hired", Arc::new(Date32Array::from(days("hired")))),
            ("left", Arc::new(Date32Array::from(days("left")))),
            ("pay", Arc::new(pay.slice(0, 1_000))),
            ("pay_year", Arc::new(years.iter().map(|year| year.map(i64::from)).collect::<Int64Array>())),
        ],
        [
            (
                "hired",
                Arc::new(
                    numbers("hired")
                        .into_iter()
                        .map(|month| month.map(run_together))
                        .collect::<UInt32Array>(),
                ),
            ),
            (
                "left",
                Arc::new(
                    numbers("left").into_iter().map(|month| month.map(run_together)).collect::<UInt32Array>(),
                ),
            ),
            ("pay", Arc::new(pay)),
            (
                "pay_year",
                Arc::new(years.iter().map(|year| year.map(i16::cast_unsigned)).collect::<UInt16Array>()),
            ),
        ],
    ];
    for with in columns {
        let mut all: Vec<(&str, ArrayRef)> =
            texts(1_000).iter().map(|(name, cells)| (*name, some_text(cells))).collect();
        for (name, column) in with {
            all.iter_mut().find(|(other, _)| *other == name).unwrap().1 = column;
        }
        let whole = batch(&all);
        assert_eq!(same(std::slice::from_ref(&whole)).unwrap(), expected);
        assert_eq!(same(&[whole.slice(0, 77), whole.slice(77, 923)]).unwrap(), expected);
    }
}

/// So many people, as a program hands them over, and who is other than all others.
fn many(rows: usize, others: &[(usize, &'static str, Option<&'static str>)]) -> RecordBatch {
    let column = |name: &str, of_all: Option<&'static str>| {
        let mut cells = vec![of_all; rows];
        for (row, _, cell) in others.iter().filter(|(_, other, _)| *other == name) {
            cells[*row] = *cell;
        }
        words::<Int32Type>(&cells)
    };
    batch(&[
        ("station", column("station", Some("440203001"))),
        ("post", column("post", Some("service"))),
        ("hired", column("hired", Some("2021-08"))),
        ("left", column("left", None)),
        ("pay", column("pay", Some("52000"))),
        ("2022", column("2022", Some("pass"))),
    ])
}

#[test]
#[rustfmt::skip]
fn what_is_wrong_at_the_borders_of_stretches_is_told_as_row_by_row() {
    for (field, cell, codes, why) in [
        ("post",    Some("waiter"),    "choice",          "what can't be read"),
        ("hired",   None,              "missing",         "a null"),
        ("pay",     Some("1.234"),     "format",          "what can't be read, where nulls may be"),
        ("station", Some("440203009"), "unknown_station", "who is at no station"),
        ("station", Some("nowhere"),   "format",          "what is no station"),
        ("left",    Some("2020-01"),   "order",           "who breaks a rule"),
    ] {
        for rows in [&[0][..], &[STRETCH - 1], &[STRETCH], &[STRETCH - 1, STRETCH, 2 * STRETCH], &[2 * STRETCH + 9]] {
            let others: Vec<_> = rows.iter().map(|row| (*row, field, cell)).collect();
            let whole = many(2 * STRETCH + 10, &others);
            let errors = same(std::slice::from_ref(&whole)).unwrap_err();
            for row in rows {
                let at = format!("/workers/{row}/");
                assert!(errors.iter().any(|error| error.at.starts_with(&at) && error.code.code() == codes), "{why}: {errors}");
            }
            let cut = [whole.slice(0, 0), whole.slice(0, STRETCH), whole.slice(STRETCH, STRETCH + 10)];
            assert_eq!(same(&cut).unwrap_err(), errors, "{why}");
        }
    }
}

#[test]
fn an_id_given_twice_is_found_in_whatever_stretches_both_are() {
    let rows = STRETCH + 100;
    let with_ids = |ids: ArrayRef| {
        let plain = many(rows, &[]);
        let mut columns: Vec<(&str, ArrayRef)> = vec![("id", ids)];
        let names = ["station", "post", "hired", "left", "pay", "2022"];
        columns.extend(names.into_iter().zip(plain.columns().iter().cloned()));
        batch(&columns)
    };
    let ids = |twice: Option<(usize, usize)>| {
        let mut ids: Vec<i32> = (0..rows as i32).collect();
        twice.into_iter().for_each(|(one, other)| ids[other] = ids[one]);
        ids
    };
    for twice in [None, Some((3, STRETCH)), Some((STRETCH - 1, STRETCH)), Some((7, 8))] {
        let numbers = Arc::new(Int32Array::from(ids(twice)));
        let written = Arc::new(StringArray::from_iter_values(ids(twice).iter().map(i32::to_string)));
        for column in [numbers as ArrayRef, written] {
            let told = same(&[with_ids(column)]).map(|(json, _)| json.contains(r#""id":"65599""#));
            match twice {
                None => assert_eq!(told, Ok(true)),
                Some((_, row)) => {
                    let errors = told.unwrap_err();
                    let places: Vec<&str> = errors.iter().map(|error| &error.at[..]).collect();
                    assert_eq!(places, [format!("/workers/{row}/id")]);
                }
            }
        }
    }
    // All have ids, or nobody has.
    let some = with_ids(Arc::new(Int32Array::from(ids(None))));
    let errors = same(&[many(5, &[]), some.clone()]).unwrap_err();
    assert_eq!(errors.as_slice()[0].at, "/workers/0/id");
    assert_eq!(same(&[some.slice(0, 0), many(5, &[])]).unwrap_err().as_slice().len(), 1);
}

#[test]
fn nothing_but_columns_and_a_column_of_nothing_are_told_as_ever() {
    let needed = many(10, &[]);
    let with = |name: &'static str, column: ArrayRef| {
        let names = ["station", "post", "hired"];
        let mut columns: Vec<(&str, ArrayRef)> =
            names.into_iter().zip(needed.columns().iter().cloned()).collect();
        columns.push((name, column));
        batch(&columns)
    };
    let nulls = |kind: &DataType| arrow_array::new_null_array(kind, 10);
    assert!(same(&[with("left", nulls(&DataType::Boolean))]).is_ok());
    assert!(same(&[with("left", nulls(&DataType::Int32))]).is_ok());
    assert!(same(&[with("2022", nulls(&DataType::Int64))]).is_ok());
    assert!(same(&[with("2022", Arc::new(Int64Array::from(vec![1; 10])))]).is_err());
    assert!(same(&[with("note", nulls(&DataType::Utf8))]).is_err());
    assert!(same(&[with("pay", decimal(&[100_000_000_000_000_000_000; 10], 2))]).is_err());
    assert!(same(&[with("pay", decimal(&[-1; 10], 2))]).is_err());
    assert!(same(&[with("hired", text(&["2021-08"; 10]))]).is_err(), "twice");
    assert!(same(&[needed.slice(0, 0)]).is_ok());
    assert!(same(&[]).is_ok());
}

#[test]
fn who_stops_it_gets_no_model() {
    let watch = Arc::new(Watch::new());
    watch.stop();
    let stopped = reader(&[many(10, &[])]).check(threads(2), watch);
    assert_eq!(stopped.map(|_| ()).unwrap_err(), Unanswered::Stopped);
    let plan: Plan = reader(&[many(10, &[])]).check(threads(2), Arc::default()).unwrap().0;
    assert_eq!(plan.listed_workers(), 0);
}
