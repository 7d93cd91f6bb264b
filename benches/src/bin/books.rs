//! Workbooks (crates/excel): the processor time of one thread, and the peak memory of the process, so one thing a process.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --features excel --bin books -- template 30000 FILE.xlsx
//! cargo run --release -p shuangbai-benches --features excel --bin books -- read FILE.xlsx
//! cargo run --release -p shuangbai-benches --features excel --bin books -- result city FILE.xlsx
//! ```
//!
//! `template` has so many made-up people in the sheet 人员, at the towns of Guangdong; `read` reads and checks such a workbook;
//! `result` is the forecast of the province, ten years, by province, city, county or station.

use std::fs;

use shuangbai::{Assumptions, By, Word};
use shuangbai_benches::{People, Result, memory, plan_2017, province, used};
use shuangbai_excel::{Language, ReadOptions, WriteOptions, read_plan, template, write_forecast};

fn main() -> Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let told = |what: &str, start: u64| -> Result<()> {
        let time = (used()? - start) / 1_000_000;
        println!("{what}: {time} ms, {} MiB at most", memory("VmHWM")? >> 10);
        Ok(())
    };
    match given[..] {
        ["template", people, file] => {
            let plan = plan_2017(Assumptions::default())?;
            let plan = plan.with_workers(&People::new(people.parse()?, 1610)?.roster())?.to_json();
            let start = used()?;
            let book = template(Language::Zh, &plan)?;
            fs::write(file, &book)?;
            told(&format!("a template of {people} people, {} bytes", book.len()), start)
        }
        ["read", file] => {
            let book = fs::read(file)?;
            let start = used()?;
            let read = read_plan(&book, &ReadOptions::default())?;
            let model = read.plan.check()?;
            told(&format!("{} people read and checked", read.plan.listed_workers()), start)?;
            assert!(model.forecast()?.rows.len() > 10, "a row a year");
            Ok(())
        }
        ["result", by, file] => {
            let plan = province()?.by_region(By::from_word(by).ok_or("province, city, county or station")?);
            let forecast = plan.forecast()?;
            let start = used()?;
            let book = write_forecast(&plan, &forecast, WriteOptions::default())?;
            fs::write(file, &book)?;
            told(&format!("the result by {by}, {} bytes", book.len()), start)
        }
        _ => Err("template PEOPLE FILE, read FILE, or result BY FILE".into()),
    }
}
