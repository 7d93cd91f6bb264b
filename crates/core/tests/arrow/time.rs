//! What a million rows take.

use std::{sync::Arc, time::Instant};

use arrow_array::{types::*, *};
use shuangbai::{Fen, Plan, RosterBuf, Station};

use crate::read::{batch, decimal, words};

/// How long a million rows take; `cargo test --release --features arrow --test arrow -- --ignored --nocapture`.
#[test]
#[ignore = "prints times"]
fn a_million_rows() {
    const ROWS: usize = 1_000_000;
    let stations: Vec<String> = (0..1_600).map(|number| format!("44{:07}", number * 1_003)).collect();
    let mut builder = Plan::builder("guangdong-2021", 2021, 2025);
    for code in &stations {
        builder = builder
            .station(Station::new(code).unwrap().villages(12).unwrap().name(format!("{code}镇社工站")));
    }
    let plan = builder.build().unwrap();
    // Rows in no order, without a random number.
    let pick = |row: usize, of: usize| row.wrapping_mul(2_654_435_761) / 64 % of;
    let station = |row| stations[pick(row, 1_600)].as_str();
    let hired = |row| format!("{}-{:02}", 2018 + pick(row, 3), 1 + pick(row, 12));
    let hired: Vec<String> = (0..ROWS).map(hired).collect();
    let post = |row| ["service", "administrative"][pick(row, 2)];
    let grade = |row| ["pass", "excellent", "basic", "fail"][pick(row, 4)];
    let pay = |row| 5_000_000 + pick(row, 900) as i128 * 1_000;
    let fast: Vec<(&str, ArrayRef)> = vec![
        ("station", words::<Int16Type>(&(0..ROWS).map(|row| Some(station(row))).collect::<Vec<_>>())),
        ("post", words::<Int8Type>(&(0..ROWS).map(|row| Some(post(row))).collect::<Vec<_>>())),
        ("hired", words::<Int32Type>(&hired.iter().map(|month| Some(month.as_str())).collect::<Vec<_>>())),
        ("left", Arc::new(Date32Array::from_iter((0..ROWS).map(|row| (row % 8 == 0).then_some(18_600))))),
        ("pay", decimal(&(0..ROWS).map(pay).collect::<Vec<_>>(), 2)),
        ("pay_year", Arc::new(Int32Array::from_iter_values((0..ROWS).map(|_| 2021)))),
        ("appraisal_2021", words::<Int8Type>(&(0..ROWS).map(|row| Some(grade(row))).collect::<Vec<_>>())),
    ];
    let slow: Vec<(&str, ArrayRef)> = vec![
        ("station", Arc::new(StringArray::from_iter_values((0..ROWS).map(station)))),
        ("post", Arc::new(StringArray::from_iter_values((0..ROWS).map(post)))),
        ("hired", Arc::new(StringArray::from_iter_values(&hired))),
        ("left", Arc::new(StringArray::from_iter((0..ROWS).map(|row| (row % 8 == 0).then_some("2020-12"))))),
        (
            "pay",
            Arc::new(StringArray::from_iter_values((0..ROWS).map(|row| Fen(pay(row) as i64).to_string()))),
        ),
        ("pay_year", Arc::new(Int32Array::from_iter_values((0..ROWS).map(|_| 2021)))),
        ("appraisal_2021", Arc::new(StringArray::from_iter_values((0..ROWS).map(grade)))),
    ];
    let numbers: Vec<(&str, ArrayRef)> = vec![
        (
            "station",
            Arc::new(Int32Array::from_iter_values((0..ROWS).map(|row| station(row).parse().unwrap()))),
        ),
        ("hired", Arc::new(Int32Array::from_iter_values((0..ROWS).map(|row| 570 + pick(row, 36) as i32)))),
        (
            "hired",
            Arc::new(Date32Array::from_iter_values((0..ROWS).map(|row| 18_000 + pick(row, 900) as i32))),
        ),
        ("pay", decimal(&(0..ROWS).map(|row| pay(row) * 10_i128.pow(8)).collect::<Vec<_>>(), 10)),
        ("pay", decimal(&(0..ROWS).map(|row| pay(row) * 10_i128.pow(16)).collect::<Vec<_>>(), 18)),
        ("pay", Arc::new(Int64Array::from_iter_values((0..ROWS).map(|row| pay(row) as i64 / 100)))),
    ];
    let time = |columns: &[(&str, ArrayRef)]| {
        let batch = batch(columns);
        let best = (0..5).map(|_| {
            let start = Instant::now();
            let _ = RosterBuf::from_arrow(&plan, [batch.clone()]);
            start.elapsed()
        });
        best.min().unwrap().as_nanos() / ROWS as u128
    };
    let name = |row| format!("{}镇社工站", station(row));
    let mut names = slow.clone();
    names[0] = ("station", Arc::new(StringArray::from_iter_values((0..ROWS).map(name))));
    for (what, columns) in
        [("dictionaries, numbers", &fast), ("plain text", &slow), ("plain text, stations by name", &names)]
    {
        println!("{what}: {} ns a row, all columns", time(columns));
    }
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..ROWS).map(|row| format!("worker-{row}"))));
    let with_ids: Vec<_> = fast.iter().cloned().chain([("id", ids)]).collect();
    println!("dictionaries, numbers, and ids of text: {} ns a row", time(&with_ids));
    for (name, array) in fast.iter().chain(&slow).chain(&numbers) {
        println!("  {name}: {}: {} ns", array.data_type(), time(&[(*name, array.clone())]));
    }
    let whole = batch(&fast);
    let start = Instant::now();
    let in_parts = (0..ROWS).step_by(1_024).map(|start| whole.slice(start, 1_024.min(ROWS - start)));
    RosterBuf::from_arrow(&plan, in_parts).unwrap();
    println!("in batches of 1,024: {} ns a row", start.elapsed().as_nanos() / ROWS as u128);
}
