//! Times the Arrow door: a table of people to the forecast's tables, and writes the same columns to
//! files for `benches/python/door.py`, which does it from Python.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --features arrow --bin door -- 1000000 FOLDER
//! ```

use std::{fs, path::Path, sync::Arc, time::Instant};

use shuangbai::{
    Assumptions, Grade, Month, Plan, RosterBuf, Word,
    arrow::{
        arrow_array::{
            ArrayRef, Decimal128Array, DictionaryArray, Int32Array, RecordBatch, StringArray,
            types::Int32Type,
        },
        arrow_schema::ArrowError,
    },
};
use shuangbai_benches::{People, Result, plan_2017, threads};

/// Columns by name: `key` for each row into a list of texts, or a number; -1 is none.
struct Columns {
    codes: Vec<String>,
    numbers: Vec<(String, Vec<i32>)>,
    pay: Vec<i64>,
}

const POSTS: [&str; 2] = ["administrative", "service"];

fn columns(plan: &Plan, people: &People) -> Columns {
    let roster = people.roster();
    // Months count from January 1970, of which the ordinal is 253.
    let month = |month: &Month| {
        let of_year = i32::from(month.of_year());
        (i32::from(month.year().number()) - 1970) * 12 + of_year - 1
    };
    let grade = |grade: &Option<Grade>| grade.map_or(-1, |grade| grade as i32);
    let mut numbers = vec![
        ("station".to_owned(), roster.station.iter().map(|at| *at as i32).collect()),
        ("post".to_owned(), roster.post.iter().map(|post| *post as i32).collect()),
        ("hired".to_owned(), roster.hired.iter().map(month).collect()),
        ("left".to_owned(), roster.left.iter().map(|left| left.as_ref().map_or(-1, month)).collect()),
        (
            "pay_year".to_owned(),
            roster.pay_year.iter().map(|year| year.map_or(-1, |year| year.number().into())).collect(),
        ),
    ];
    for (year, grades) in &roster.appraisals {
        numbers.push((format!("appraisal_{year}"), grades.iter().map(grade).collect()));
    }
    let pay = roster.pay.iter().map(|pay| pay.map_or(-1, |pay| pay.fen().0)).collect();
    Columns { codes: plan.station_codes().map(String::from).collect(), numbers, pay }
}

impl Columns {
    /// The texts that a column's numbers stand for.
    fn texts(&self, name: &str) -> Vec<&str> {
        match name {
            "station" => self.codes.iter().map(String::as_str).collect(),
            "post" => POSTS.to_vec(),
            _ => Grade::ALL.iter().map(|(_, word, _)| *word).collect(),
        }
    }

    /// Text as dictionaries, months and years as int32, pay as decimal128.
    fn typed(&self) -> std::result::Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<(&str, ArrayRef)> = Vec::new();
        for (name, numbers) in &self.numbers {
            let keys: Int32Array = numbers.iter().map(|number| (*number >= 0).then_some(*number)).collect();
            let array: ArrayRef = match &name[..] {
                "hired" | "left" | "pay_year" => Arc::new(keys),
                _ => {
                    let values = Arc::new(StringArray::from(self.texts(name)));
                    Arc::new(DictionaryArray::<Int32Type>::try_new(keys, values)?)
                }
            };
            arrays.push((name, array));
        }
        let pay: Decimal128Array =
            self.pay.iter().map(|fen| (*fen >= 0).then_some(i128::from(*fen))).collect();
        arrays.push(("pay", Arc::new(pay.with_precision_and_scale(18, 2)?)));
        RecordBatch::try_from_iter(arrays)
    }

    /// Everything as text.
    fn plain(&self) -> std::result::Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<(&str, ArrayRef)> = Vec::new();
        for (name, numbers) in &self.numbers {
            let texts = self.texts(name);
            let text = |number: i32| match &name[..] {
                "hired" | "left" => format!("{:04}-{:02}", 1970 + number / 12, number % 12 + 1),
                "pay_year" => number.to_string(),
                _ => texts.get(number as usize).map_or_else(String::new, |text| (*text).to_owned()),
            };
            let cells = numbers.iter().map(|number| (*number >= 0).then(|| text(*number)));
            arrays.push((name, Arc::new(cells.collect::<StringArray>())));
        }
        let pay = self.pay.iter().map(|fen| (*fen >= 0).then(|| format!("{}.{:02}", fen / 100, fen % 100)));
        arrays.push(("pay", Arc::new(pay.collect::<StringArray>())));
        RecordBatch::try_from_iter(arrays)
    }

    fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        let bytes =
            |numbers: &[i32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
        for (name, numbers) in &self.numbers {
            fs::write(folder.join(format!("{name}.i32")), bytes(numbers))?;
        }
        fs::write(
            folder.join("pay.i64"),
            self.pay.iter().flat_map(|fen| fen.to_le_bytes()).collect::<Vec<u8>>(),
        )?;
        fs::write(folder.join("stations.txt"), self.codes.join("\n"))?;
        Ok(())
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().map_or(Ok(1_000_000), |count| count.parse())?;
    let plan = plan_2017(Assumptions::default())?;
    let people = People::new(count, 1610)?;
    let columns = columns(&plan, &people);
    if let Some(folder) = arguments.next() {
        columns.write(Path::new(&folder))?;
    }
    for (name, batch) in [("typed", columns.typed()?), ("plain text", columns.plain()?)] {
        for on in [1, 2] {
            let mut fastest = u128::MAX;
            for _ in 0..5 {
                let start = Instant::now();
                // In the slices that the Python package reads.
                let slices =
                    (0..count).step_by(1 << 16).map(|first| batch.slice(first, (1 << 16).min(count - first)));
                let roster = RosterBuf::from_arrow(&plan, slices)?;
                let forecast = plan.check_on(&roster.as_roster(), threads(on))?.forecast()?;
                let tables = forecast.to_arrow()?;
                fastest = fastest.min(start.elapsed().as_micros());
                let headcount = forecast.totals[0].headcount.to_string();
                assert_eq!(headcount, people.headcount(2021)?.to_string());
                assert_eq!(tables.totals.num_rows(), 10);
            }
            println!(
                "{count} {name}, {on} thread(s): {fastest} us, {} ns a person",
                fastest * 1000 / count as u128
            );
        }
    }
    Ok(())
}
