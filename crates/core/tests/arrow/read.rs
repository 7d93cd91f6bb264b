//! People from record batches.

use std::sync::Arc;

use arrow_array::{builder::StringDictionaryBuilder, types::*, *};
use arrow_schema::DataType;
use serde_json::Value;
use shuangbai::{
    Amount, Errors, Fen, Grade, Month, Plan, Post, RosterBuf, Station, Word, Worker, arrow::RosterBuilder,
};

use crate::plans_of_rows;

/// Two stations and `own` workers of the plan's own.
fn plan(own: usize) -> Plan {
    let worker = |row| Worker::new(&format!("own{row}"), "440203001", Post::Service, "2020-01").unwrap();
    Plan::builder("guangdong-2021", 2021, 2023)
        .station(Station::new("440203001").unwrap().villages(3).unwrap())
        .station(Station::new("440224001").unwrap().villages(2).unwrap())
        .workers((0..own).map(worker))
        .build()
        .unwrap()
}

pub(crate) fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

pub(crate) fn some_text(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from_iter(values))
}

/// Text in a dictionary, each value once, in the order in which it comes.
pub(crate) fn words<K: ArrowDictionaryKeyType>(values: &[Option<&str>]) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<K>::new();
    builder.extend(values.iter().copied());
    Arc::new(builder.finish())
}

pub(crate) fn decimal(values: &[i128], scale: i8) -> ArrayRef {
    let values = Decimal128Array::from_iter_values(values.iter().copied());
    Arc::new(values.with_precision_and_scale(38, scale).unwrap())
}

pub(crate) fn batch(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.iter().map(|(name, array)| (name, array.clone(), true)))
        .unwrap()
}

/// Two workers, with other columns in place of or besides the needed ones.
pub(crate) fn two(with: &[(&'static str, ArrayRef)]) -> RecordBatch {
    let mut columns = vec![
        ("station", text(&["440203001", "440224001"])),
        ("post", text(&["service", "administrative"])),
        ("hired", text(&["2021-08", "2022-01"])),
    ];
    columns.retain(|(name, _)| !with.iter().any(|(other, _)| other == name));
    columns.extend_from_slice(with);
    batch(&columns)
}

pub(crate) fn read(batches: impl IntoIterator<Item = RecordBatch>) -> Result<RosterBuf, Errors> {
    RosterBuf::from_arrow(&plan(0), batches)
}

/// The errors as code and place.
pub(crate) fn places<T: std::fmt::Debug>(result: Result<T, Errors>) -> Vec<String> {
    let errors = result.unwrap_err();
    errors.iter().map(|error| format!("{} {}", error.code.code(), error.at)).collect()
}

pub(crate) fn grade(word: &str) -> Option<Grade> {
    Grade::from_word(word)
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub(crate) fn pay(text: &str) -> Option<Amount> {
    Some(text.parse().unwrap())
}

/// A plan's workers as columns of the types of a kind of program.
fn columns_of(workers: &[Value], types: &str) -> RecordBatch {
    let field = |name: &str| -> Vec<Option<String>> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        workers.iter().map(|worker| worker.get(name).map(text)).collect()
    };
    let plain = |values: &[Option<String>]| -> ArrayRef { Arc::new(StringArray::from_iter(values)) };
    let column = |name: &str, values: &[Option<String>]| -> ArrayRef {
        let texts: Vec<Option<&str>> = values.iter().map(Option::as_deref).collect();
        let months = || texts.iter().map(|text| text.map(|text| text.parse::<Month>().unwrap()));
        let number =
            |month: Month| (i32::from(month.year().number()) - 1970) * 12 + i32::from(month.of_year()) - 1;
        let fen = || texts.iter().map(|text| text.map(|text| text.parse::<Amount>().unwrap().fen().0));
        match (types, name) {
            (_, "pay_year") => {
                Arc::new(UInt16Array::from_iter(texts.iter().map(|year| Some((*year)?.parse().unwrap()))))
            }
            ("polars", "pay") => {
                let fen = Decimal128Array::from_iter(fen().map(|fen| fen.map(i128::from)));
                Arc::new(fen.with_precision_and_scale(38, 2).unwrap())
            }
            ("polars", "id") => Arc::new(StringViewArray::from_iter(&texts)),
            ("polars", _) => words::<UInt32Type>(&texts),
            ("numbers", "station") => {
                Arc::new(Int64Array::from_iter(texts.iter().map(|code| Some((*code)?.parse().unwrap()))))
            }
            ("numbers", "hired" | "left") => {
                Arc::new(Int32Array::from_iter(months().map(|month| month.map(number))))
            }
            ("numbers", "pay") => {
                // Two decimals too many, both 0.
                Arc::new(
                    Decimal64Array::from_iter(fen().map(|fen| Some(fen? * 100)))
                        .with_precision_and_scale(18, 4)
                        .unwrap(),
                )
            }
            _ => plain(values),
        }
    };
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    for name in ["id", "station", "post", "hired", "left", "pay", "pay_year"] {
        let values = field(name);
        if values.iter().any(Option::is_some) {
            columns.push((name.to_owned(), column(name, &values)));
        }
    }
    let grades = workers.iter().filter_map(|worker| worker.get("appraisals")?.as_object());
    let mut years: Vec<&String> = grades.flat_map(|grades| grades.keys()).collect();
    years.sort();
    years.dedup();
    for year in years {
        let grade = |worker: &Value| Some(worker.get("appraisals")?.get(year)?.as_str()?.to_owned());
        let values: Vec<Option<String>> = workers.iter().map(grade).collect();
        columns.push((format!("appraisal_{year}"), column("grade", &values)));
    }
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

#[test]
fn the_worked_plans_have_the_same_forecast_through_arrow() {
    let mut tried = 0;
    for (name, mut plan) in plans_of_rows() {
        let forecast = Plan::from_json(&plan.to_string()).unwrap().forecast().unwrap();
        let Some(Value::Array(workers)) = plan.as_object_mut().unwrap().remove("workers") else { continue };
        if workers.is_empty() {
            continue;
        }
        let plan = Plan::from_json(&plan.to_string()).unwrap();
        for types in ["text", "polars", "numbers"] {
            let whole = columns_of(&workers, types);
            for rows in [1, 2, whole.num_rows()] {
                let starts = (0..whole.num_rows()).step_by(rows);
                let batches = starts.map(|start| whole.slice(start, rows.min(whole.num_rows() - start)));
                let roster =
                    RosterBuf::from_arrow(&plan, batches).unwrap_or_else(|errors| panic!("{name}: {errors}"));
                let model = plan.check_with(&roster.as_roster()).unwrap();
                let same = model.forecast().unwrap().to_json() == forecast.to_json();
                assert!(same, "{name}, {types}, {rows} rows a batch");
            }
        }
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
}

#[test]
fn each_type_of_a_station_reads_alike() {
    let codes = [440_203_001, 440_224_001];
    let texts = ["440203001", "440224001"];
    let some = texts.map(Some);
    let of_numbers =
        DictionaryArray::<Int8Type>::new(vec![0, 1].into(), Arc::new(Int64Array::from_iter_values(codes)));
    for (array, why) in [
        (text(&texts), "text"),
        (Arc::new(LargeStringArray::from_iter_values(texts)) as ArrayRef, "large text"),
        (Arc::new(StringViewArray::from_iter_values(texts)), "views of text"),
        (words::<Int8Type>(&some), "a dictionary as pandas has it"),
        (words::<UInt32Type>(&some), "a dictionary as polars has it"),
        (words::<Int64Type>(&some), "a dictionary with wide keys"),
        (Arc::new(of_numbers), "a dictionary of numbers"),
        (Arc::new(Int32Array::from_iter_values(codes.map(|code| code as i32))), "numbers"),
        (Arc::new(Int64Array::from_iter_values(codes)), "wide numbers"),
        (Arc::new(UInt32Array::from_iter_values(codes.map(|code| code as u32))), "unsigned numbers"),
        (Arc::new(UInt64Array::from_iter_values(codes.map(|code| code as u64))), "wide unsigned numbers"),
    ] {
        let roster = read([two(&[("station", array)])]).unwrap_or_else(|errors| panic!("{why}: {errors}"));
        assert_eq!(roster.as_roster().station, [0, 1], "{why}");
    }
}

#[test]
fn each_type_of_a_month_reads_alike() {
    const DAY: i64 = 24 * 60 * 60;
    let days = [18_869, 18_993]; // 30 August 2021, 1 January 2022
    let times = |of_a_day: i64| days.map(|day| i64::from(day) * of_a_day + of_a_day - 1);
    let numbers = [619, 624];
    for (array, why) in [
        (text(&["2021-08", "2022-01"]), "text"),
        (words::<Int16Type>(&[Some("2021-08"), Some("2022-01")]), "a dictionary"),
        (Arc::new(StringViewArray::from_iter_values(["2021-08", "2022-01"])) as ArrayRef, "views of text"),
        (Arc::new(Date32Array::from_iter_values(days)), "days"),
        (Arc::new(Date64Array::from_iter_values(times(DAY * 1000))), "milliseconds"),
        (Arc::new(TimestampSecondArray::from_iter_values(times(DAY))), "seconds"),
        (Arc::new(TimestampMillisecondArray::from_iter_values(times(DAY * 1_000))), "milliseconds"),
        (Arc::new(TimestampMicrosecondArray::from_iter_values(times(DAY * 1_000_000))), "microseconds"),
        (Arc::new(TimestampNanosecondArray::from_iter_values(times(DAY * 1_000_000_000))), "nanoseconds"),
        (Arc::new(Int16Array::from_iter_values(numbers)), "months since January 1970"),
        (Arc::new(Int64Array::from_iter_values(numbers.map(i64::from))), "the same, as numpy has them"),
        (Arc::new(UInt64Array::from_iter_values(numbers.map(|number| number as u64))), "unsigned"),
    ] {
        let roster =
            read([two(&[("hired", array.clone())])]).unwrap_or_else(|errors| panic!("{why}: {errors}"));
        assert_eq!(roster.as_roster().hired, [month("2021-08"), month("2022-01")], "{why}");
        let roster = read([two(&[("left", array)])]).unwrap();
        assert_eq!(roster.as_roster().left, [Some(month("2021-08")), Some(month("2022-01"))], "{why}");
    }
}

#[test]
fn every_day_and_every_month_of_the_calendar_is_read() {
    let mut days = Vec::new();
    let mut months = Vec::new();
    let mut day = -7670; // 1 January 1949
    for year in 1949..=2200_u16 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (length, of_year) in
            [31, 28 + i32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().zip(1..)
        {
            months.push(Month::new(year, of_year).unwrap());
            days.extend((day..day + length).map(|day| (day, Month::new(year, of_year).unwrap())));
            day += length;
        }
    }
    let read = |array: ArrayRef| {
        let rows = array.len();
        let columns = [
            ("station", text(&vec!["440203001"; rows])),
            ("post", text(&vec!["service"; rows])),
            ("hired", array),
        ];
        read([batch(&columns)])
    };
    let array = Arc::new(Date32Array::from_iter_values(days.iter().map(|(day, _)| *day)));
    let roster = read(array).unwrap();
    assert!(roster.as_roster().hired.iter().eq(days.iter().map(|(_, month)| month)));

    let numbers = -252..=2771; // months since January 1970
    let named = numbers.clone().zip(months).filter(|(number, _)| !(1949..=2200).contains(number));
    let (numbers, months): (Vec<i32>, Vec<Month>) = named.unzip();
    assert_eq!(read(Arc::new(Int32Array::from(numbers))).unwrap().as_roster().hired, months);

    let outside = Date32Array::from(vec![-7671, day, i32::MIN, i32::MAX]);
    let found = [
        "range /workers/0/hired",
        "range /workers/1/hired",
        "range /workers/2/hired",
        "range /workers/3/hired",
    ];
    assert_eq!(places(read(Arc::new(outside))), found);
    let outside = Int64Array::from(vec![-253, 2772, i64::MIN, i64::MAX]);
    assert_eq!(places(read(Arc::new(outside))), found);
}

#[test]
fn each_type_of_an_amount_reads_alike() {
    let decimals = |fen: i64, more: u32| fen * 10_i64.pow(more);
    let [a, b] = [5_240_000, 4_800_000];
    let wide = |scale: i8| {
        let ten = <Decimal256Type as ArrowPrimitiveType>::Native::from(10);
        let values = [a, b].map(|fen| {
            <Decimal256Type as ArrowPrimitiveType>::Native::from(fen) * ten.pow_wrapping(scale as u32 - 2)
        });
        Arc::new(Decimal256Array::from_iter_values(values).with_precision_and_scale(76, scale).unwrap())
    };
    for (array, why) in [
        (text(&["52400.00", "48000"]), "text"),
        (words::<Int8Type>(&[Some("52400.0"), Some("48000.00")]), "a dictionary"),
        (Arc::new(Int32Array::from_iter_values([52_400, 48_000])) as ArrayRef, "whole yuan"),
        (Arc::new(UInt16Array::from_iter_values([52_400, 48_000])), "unsigned"),
        (decimal(&[a.into(), b.into()], 2), "fen"),
        (decimal(&[52_400, 48_000], 0), "no decimals"),
        (decimal(&[524, 480], -2), "hundreds of yuan"),
        (decimal(&[decimals(a, 8).into(), decimals(b, 8).into()], 10), "decimals to spare"),
        (decimal(&[i128::from(a) * 10_i128.pow(28), i128::from(b) * 10_i128.pow(28)], 30), "many"),
        (
            Arc::new(
                Decimal32Array::from_iter_values([52_400_000, 48_000_000])
                    .with_precision_and_scale(9, 3)
                    .unwrap(),
            ),
            "32 bits",
        ),
        (
            Arc::new(Decimal64Array::from_iter_values([a, b]).with_precision_and_scale(18, 2).unwrap()),
            "64 bits",
        ),
        (wide(2), "256 bits"),
        (wide(60), "256 bits and in use"),
        (
            Arc::new(DictionaryArray::<Int32Type>::new(vec![1, 0].into(), decimal(&[b.into(), a.into()], 2))),
            "a dictionary of decimals",
        ),
    ] {
        let roster = read([two(&[("pay", array)])]).unwrap_or_else(|errors| panic!("{why}: {errors}"));
        assert_eq!(roster.as_roster().pay, [pay("52400.00"), pay("48000.00")], "{why}");
    }
}

#[test]
#[rustfmt::skip]
fn an_amount_keeps_all_its_digits_or_is_refused() {
    const MAX: i128 = 999_999_999_999_999;
    let ten = 10_i128;
    for (value, scale, read_as, why) in [
        (MAX,                     2,  Ok(MAX),        "the largest"),
        (MAX + 1,                 2,  Err("range"),   "one fen more"),
        (MAX * 10,                3,  Ok(MAX),        "the largest with a decimal to spare"),
        (MAX * 10 + 1,            3,  Err("format"),  "a tenth of a fen more"),
        (1_005,                   3,  Err("format"),  "1.005 is not 1.01"),
        (1_000,                   3,  Ok(100),        "1.000 is 1.00"),
        (0,                       38, Ok(0),          "zero"),
        (1,                       38, Err("format"),  "nearly zero"),
        (-1,                      2,  Err("range"),   "below zero"),
        (-5,                      3,  Err("format"),  "half a fen below zero"),
        (ten.pow(37),             38, Ok(10),         "0.1"),
        (ten.pow(37),             2,  Err("range"),   "beyond 64 bits"),
        (99,                      -10, Ok(99 * ten.pow(12)), "billions"),
        (1,                       -38, Err("range"),  "beyond 128 bits"),
        (0,                       -38, Ok(0),         "zero of them"),
    ] {
        let result = read([two(&[("pay", decimal(&[value, 0], scale))])]);
        match read_as {
            Ok(fen) => assert_eq!(i128::from(result.unwrap().as_roster().pay[0].unwrap().fen().0), fen, "{why}"),
            Err(code) => assert_eq!(places(result), [format!("{code} /workers/0/pay")], "{why}"),
        }
    }
}

#[test]
fn nulls_are_what_is_not_given() {
    let grades: ArrayRef = words::<Int8Type>(&[None, Some("basic")]);
    let batch = two(&[
        ("left", Arc::new(Date32Array::from(vec![None, Some(19_000)]))),
        ("pay", Arc::new(Int64Array::from(vec![Some(48_000), None]))),
        ("pay_year", Arc::new(Int8Array::new_null(2))),
        ("appraisal_2021", grades),
        ("appraisal_2022", Arc::new(NullArray::new(2))),
    ]);
    let roster = read([batch]).unwrap();
    let roster = roster.as_roster();
    assert_eq!(roster.left, [None, Some(month("2022-01"))]);
    assert_eq!(roster.pay, [pay("48000"), None]);
    assert_eq!(roster.pay_year, [None, None]);
    assert_eq!(roster.appraisals[0].1, [None, grade("basic")]);
    assert_eq!(roster.appraisals[1].1, [None, None]);
}

#[test]
fn batches_may_differ() {
    let first = two(&[
        ("pay_year", Arc::new(UInt16Array::from(vec![2021, 2022])) as ArrayRef),
        ("pay", text(&["1", "2"])),
    ]);
    let second = two(&[
        ("hired", Arc::new(Int32Array::from(vec![619, 624])) as ArrayRef),
        ("station", words::<Int8Type>(&[Some("440224001"), Some("440203001")])),
        ("appraisal_2022", some_text(&[Some("fail"), None])),
    ]);
    let no_rows = two(&[("appraisal_2020", text(&["pass", "pass"]))]).slice(0, 0);
    let third = two(&[("pay", decimal(&[300, 400], 2)), ("appraisal_2021", text(&["pass", "excellent"]))]);
    let roster = read([no_rows, first.clone(), first.slice(0, 0), second, third]).unwrap();
    let roster = roster.as_roster();
    assert_eq!(roster.station, [0, 1, 1, 0, 0, 1]);
    assert_eq!(roster.hired, ["2021-08", "2022-01"].repeat(3).into_iter().map(month).collect::<Vec<_>>());
    assert_eq!(roster.left, [None; 6]);
    assert_eq!(roster.pay, [pay("1"), pay("2"), None, None, pay("3"), pay("4")]);
    assert_eq!(roster.pay_year.iter().filter(|year| year.is_some()).count(), 2);
    let years: Vec<u16> = roster.appraisals.iter().map(|(year, _)| year.number()).collect();
    assert_eq!(years, [2020, 2022, 2021]);
    assert_eq!(roster.appraisals[0].1, [None; 6]);
    assert_eq!(roster.appraisals[1].1, [None, None, grade("fail"), None, None, None]);
    assert_eq!(roster.appraisals[2].1, [None, None, None, None, grade("pass"), grade("excellent")]);

    assert!(read([]).unwrap().as_roster().is_empty());
    assert!(read([first.slice(0, 0)]).unwrap().as_roster().is_empty());
}

#[test]
fn a_dictionary_may_hold_what_no_row_has() {
    let values: ArrayRef = some_text(&[Some("nobody"), None, Some("service"), Some("")]);
    let posts = |keys: Vec<Option<i8>>| -> ArrayRef {
        Arc::new(DictionaryArray::<Int8Type>::new(keys.into(), values.clone()))
    };
    let roster = read([two(&[("post", posts(vec![Some(2), Some(2)]))])]).unwrap();
    assert_eq!(roster.as_roster().post, [Post::Service; 2]);
    let found = places(read([
        two(&[("post", posts(vec![Some(1), Some(0)]))]),
        two(&[("post", posts(vec![None, Some(3)]))]),
    ]));
    assert_eq!(
        found,
        [
            "missing /workers/0/post",
            "choice /workers/1/post",
            "missing /workers/2/post",
            "missing /workers/3/post"
        ]
    );

    let empty: ArrayRef = Arc::new(DictionaryArray::<Int8Type>::new(vec![None, None].into(), text(&[])));
    assert_eq!(read([two(&[("left", empty.clone())])]).unwrap().as_roster().left, [None, None]);
    assert_eq!(places(read([two(&[("id", empty)])])), ["missing /workers/0/id", "missing /workers/1/id"]);
}

#[test]
fn long_columns_and_slices_are_read_to_the_end() {
    let rows = 10_000;
    let stations: Vec<&str> = (0..rows).map(|row| ["440203001", "440224001"][row % 3 % 2]).collect();
    let hired: Vec<Option<&str>> =
        (0..rows).map(|row| Some(["2021-08", "2022-01", "2019-12"][row % 3])).collect();
    let ids: Vec<String> = (0..rows).map(|row| format!("w{row}")).collect();
    let whole = batch(&[
        ("id", Arc::new(StringViewArray::from_iter_values(&ids)) as ArrayRef),
        ("station", text(&stations)),
        ("post", Arc::new(words::<Int16Type>(&vec![Some("service"); rows]))),
        ("hired", words::<Int8Type>(&hired)),
        ("pay", Arc::new(Int64Array::from_iter((0..rows as i64).map(|row| (row % 7 > 0).then_some(row))))),
    ]);
    let at_once = read([whole.clone()]).unwrap();
    let sliced = read((0..10).map(|part| whole.slice(part * 1_000, 1_000))).unwrap();
    let (at_once, sliced) = (at_once.as_roster(), sliced.as_roster());
    assert_eq!((at_once.station, at_once.post, at_once.hired), (sliced.station, sliced.post, sliced.hired));
    assert_eq!(at_once.pay, sliced.pay);
    for row in [0, 1, 4_095, 4_096, 9_999] {
        assert_eq!(at_once.station[row], (row % 3 % 2) as u32);
        assert_eq!(at_once.hired[row], month(hired[row].unwrap()));
        assert_eq!(at_once.pay[row].map(|pay| pay.fen()), (row % 7 > 0).then_some(Fen(row as i64 * 100)));
    }
}

#[test]
#[rustfmt::skip]
fn a_value_that_is_not_right_is_named_with_its_place() {
    let zone = |zone: &str| TimestampSecondArray::from(vec![0, 0]).with_timezone(zone);
    let cases: Vec<(&'static str, ArrayRef, &[&str], &str)> = vec![
        ("station", text(&["440203001", "44022400"]),     &["format /workers/1/station"], "nine digits"),
        ("station", Arc::new(Int64Array::from(vec![440_203_001, -1])), &["format /workers/1/station"], "`-1`"),
        ("station", Arc::new(UInt64Array::from(vec![440_203_001, u64::MAX])), &["format /workers/1/station"], "`18446744073709551615`"),
        ("station", Arc::new(Float64Array::from(vec![440_203_001.0, 0.5])), &["format /workers/1/station"], "`0.5`"),
        ("station", some_text(&[None, None]),             &["missing /workers/0/station", "missing /workers/1/station"], "null"),
        ("station", text(&["440203002", "440203001"]),    &["unknown_station /workers/0/station"], "did you mean `440203001`?"),
        ("station", Arc::new(Int32Array::from(vec![440_203_001, 7])), &["unknown_station /workers/1/station"], "`000000007` is none of the 2 stations"),
        ("post",    text(&["service", "servce"]),         &["choice /workers/1/post"], "did you mean `service`?"),
        ("post",    words::<Int8Type>(&[Some("服务"), Some("service")]), &["choice /workers/0/post"], "`服务` is not one of"),
        ("post",    Arc::new(BooleanArray::from(vec![true, false])), &["type /workers/0/post"], "is of Boolean, needed: text"),
        ("hired",   text(&["2021.8", "2021-13"]),         &["format /workers/0/hired", "range /workers/1/hired"], "`2021-13` is outside the limits"),
        ("hired",   Arc::new(Int64Array::from(vec![202_113, 2021])), &["range /workers/0/hired", "format /workers/1/hired"], "2021-08 is 619"),
        ("hired",   Arc::new(Date32Array::from(vec![None, Some(100_000)])), &["missing /workers/0/hired", "range /workers/1/hired"], "`2243-10`"),
        ("hired",   Arc::new(zone("Asia/Shanghai")),      &["type /workers/0/hired"], "without a zone"),
        ("hired",   Arc::new(Float32Array::from(vec![619.0, 620.5])), &["format /workers/1/hired"], "`620.5` is no month"),
        ("left",    text(&["", "2021"]),                  &["format /workers/1/left"], "`2021` is not written as a month"),
        ("left",    decimal(&[6_190, 6_205], 1),          &["format /workers/1/left"], "`620.5` is no month"),
        ("pay",     text(&["-1.00", "1e3"]),              &["format /workers/0/pay", "format /workers/1/pay"], "at most two decimals"),
        ("pay",     Arc::new(Float64Array::from(vec![50_000.1, 0.0])), &["type /workers/0/pay"], "cast to decimal(18, 2) first"),
        ("pay",     Arc::new(DictionaryArray::<Int8Type>::new(vec![0, 0].into(), Arc::new(Float64Array::from(vec![0.5])))), &["type /workers/0/pay"], "Float64"),
        ("pay",     decimal(&[100, 1_005], 3),            &["format /workers/1/pay"], "`1.005`"),
        ("pay",     Arc::new(Int64Array::from(vec![-1, i64::MAX])), &["range /workers/0/pay", "range /workers/1/pay"], "`9223372036854775807`"),
        ("pay_year", Arc::new(Int32Array::from(vec![1948, 2201])), &["range /workers/0/pay_year", "range /workers/1/pay_year"], "1949 to 2200"),
        ("pay_year", text(&["2021", "21a"]),              &["format /workers/1/pay_year"], "`21a` is not written as a year"),
        ("pay_year", Arc::new(Date32Array::from(vec![1, 2])), &["type /workers/0/pay_year"], "needed: years, as whole numbers"),
        ("appraisal_2021", text(&["passed", "pass"]),     &["choice /workers/0/appraisals/2021"], "did you mean `pass`?"),
        ("appraisal_2021", Arc::new(Int8Array::from(vec![1, 2])), &["type /workers/0/appraisals/2021"], "Int8"),
        ("appraisal_21", text(&["pass", "pass"]),         &["format /workers/0/appraisals/21"], "a year of four digits"),
        ("appraisal_2201", text(&["pass", "pass"]),       &["range /workers/0/appraisals/2201"], "1949 to 2200"),
        ("id",      some_text(&[Some("a"), None]),        &["missing /workers/1/id"], "null"),
        ("id",      text(&["a", "a"]),                    &["duplicate /workers/1/id"], "`a`"),
        ("id",      Arc::new(Int64Array::from(vec![7, 7])), &["duplicate /workers/1/id"], "`7`"),
        ("id",      Arc::new(Date32Array::from(vec![1, 2])), &["type /workers/0/id"], "needed: text"),
        ("payy",    text(&["1", "2"]),                    &["unknown_field /workers/0/payy"], "did you mean `pay`?"),
        ("apraisal_2019", text(&["pass", "pass"]),        &["unknown_field /workers/0/apraisal_2019"], "did you mean `appraisal_2019`?"),
        ("a/b",     text(&["1", "2"]),                    &["unknown_field /workers/0/a~1b"], "no column `a/b`"),
        ("社工站",   text(&["440203001", "440224001"]),    &["duplicate /workers/0/station"], "`station` and `社工站` are one field"),
        ("年薪年",   text(&["1", "2"]),                    &["unknown_field /workers/0/年薪年"], "did you mean `年薪年度`?"),
        ("考合2019", text(&["pass", "pass"]),              &["unknown_field /workers/0/考合2019"], "did you mean `考核2019`?"),
        ("2201",    text(&["pass", "pass"]),              &["range /workers/0/appraisals/2201"], "1949 to 2200"),
    ];
    for (name, array, found, words) in cases {
        let errors = read([two(&[(name, array)])]).unwrap_err();
        assert!(errors.to_string().contains(words), "{words} is not in {errors}");
        assert!(errors.iter().all(|error| !error.zh.is_ascii()), "{errors}");
        assert_eq!(places::<()>(Err(errors)), found, "{name}");
    }
}

#[test]
fn an_unknown_station_is_found_with_the_rest_of_its_round() {
    let wrong = two(&[
        ("id", text(&["own1", "b"])),
        ("station", text(&["440203001", "440299001"])),
        ("left", text(&["2021-07", "2022-03"])),
        ("appraisal_2021", some_text(&[None, Some("pass")])),
    ]);
    let plan = plan(3);
    let found = places(RosterBuf::from_arrow(&plan, [wrong.clone()]));
    assert_eq!(
        found,
        [
            "duplicate /workers/3/id",
            "order /workers/3/left",
            "grade_year /workers/4/appraisals/2021",
            "unknown_station /workers/4/station"
        ],
    );
    // A worse one hides them: the round of reading comes first.
    let worse = two(&[("post", text(&["service", "boss"]))]);
    assert_eq!(
        places(RosterBuf::from_arrow(&plan, [wrong, worse])),
        ["missing /workers/5/id", "choice /workers/6/post"]
    );
}

#[test]
fn what_is_wrong_with_a_column_stands_once() {
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0]));
    let wrong = batch(&[("pay", floats), ("naem", text(&["a", "b"])), ("post", text(&["service", ""]))]);
    let found = places(RosterBuf::from_arrow(&plan(1), [two(&[]), wrong.clone(), wrong]));
    assert_eq!(
        found,
        [
            "missing /workers/3/hired",
            "unknown_field /workers/3/naem",
            "type /workers/3/pay",
            "missing /workers/3/station",
            "missing /workers/4/post",
            "missing /workers/6/post",
        ],
    );
    let schema = arrow_schema::Schema::new(
        ["station", "post", "hired", "post"]
            .map(|name| arrow_schema::Field::new(name, DataType::Utf8, true))
            .to_vec(),
    );
    let arrays = vec![text(&["440203001"]), text(&["service"]), text(&["2021-08"]), text(&["service"])];
    let twice = RecordBatch::try_new(Arc::new(schema), arrays).unwrap();
    assert_eq!(places(read([twice])), ["duplicate /workers/0/post"]);
}

#[test]
fn a_builder_goes_on_after_a_wrong_batch_and_tells_all_at_the_end() {
    let plan = plan(0);
    let mut builder = RosterBuilder::new(&plan);
    builder.add(&two(&[("post", text(&["x", "service"]))]));
    builder.add(&two(&[]));
    builder.add(&two(&[("post", text(&["service", "y"]))]));
    assert_eq!(places(builder.finish()), ["choice /workers/0/post", "choice /workers/5/post"]);
}
