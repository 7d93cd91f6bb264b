//! shuangbai's workbooks for JavaScript: bytes and JSON text in and out. It converts and computes nothing.
//!
//! What is wrong is thrown as `{"errors": [...]}`; the package's `excel.js` makes a `PlanError` or a `WorkbookError` of
//! it. The functions are documented where JavaScript sees them, in the package's `excel.d.ts`.
//!
//! The calculator is in it, too: a year's pay sheet of many people is worked out where it is written, instead of coming as
//! text, and a page in one file has its code once.

use serde::{Deserialize, Serialize};
use shuangbai::{Forecast, Hint, Plan, Sheet};
use shuangbai_excel::{BookNote, Language, Mark, ReadErrors, ReadOptions, Unit, WriteOptions};
use wasm_bindgen::prelude::*;

#[doc(no_inline)]
pub use shuangbai_wasm as calculator;

/// What is in a workbook, as JSON.
#[wasm_bindgen]
pub fn read_workbook(bytes: &[u8], options: &str) -> Result<String, String> {
    let read =
        ReadOptions::from_json(options).and_then(|options| shuangbai_excel::read_workbook(bytes, &options));
    read.map_err(|errors: ReadErrors| errors.to_json())
}

#[derive(Serialize)]
struct ReadPlan<'r> {
    plan: String,
    notes: &'r [BookNote],
    hints: &'r [Hint],
}

/// The plan of a workbook, with what is to be told of it, as JSON.
#[wasm_bindgen]
pub fn plan_of_workbook(bytes: &[u8], options: &str) -> Result<String, String> {
    let read =
        ReadOptions::from_json(options).and_then(|options| shuangbai_excel::read_plan(bytes, &options));
    let read = read.map_err(|errors: ReadErrors| errors.to_json())?;
    written(&ReadPlan { plan: read.plan.to_json(), notes: &read.notes, hints: &read.hints })
}

/// A workbook to fill in.
#[wasm_bindgen]
pub fn template(language: &str, outline: &str) -> Result<Vec<u8>, String> {
    let language = options(language, "yuan")?.language;
    shuangbai_excel::template(language, outline).map_err(wrong)
}

/// A plan's forecast as a workbook, with sheets of some answers.
#[wasm_bindgen]
pub fn write_forecast(
    plan: &str,
    forecast: &str,
    language: &str,
    unit: &str,
    answers: Vec<String>,
) -> Result<Vec<u8>, String> {
    let plan = Plan::from_json(plan).map_err(|errors| errors.to_json())?;
    let forecast: Forecast = serde_json::from_str(forecast).map_err(wrong)?;
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    shuangbai_excel::write_forecast_with(&plan, &forecast, options(language, unit)?, &answers).map_err(wrong)
}

/// A plan's pay sheet as a workbook.
#[wasm_bindgen]
pub fn write_sheet(plan: &str, sheet: &str, language: &str, unit: &str) -> Result<Vec<u8>, String> {
    let plan = Plan::from_json(plan).map_err(|errors| errors.to_json())?;
    let sheet: Sheet = serde_json::from_str(sheet).map_err(wrong)?;
    shuangbai_excel::write_sheet(&plan, &sheet, options(language, unit)?).map_err(wrong)
}

/// The workbook of a plan's pay sheet of months, of these stations or of all.
#[wasm_bindgen]
pub fn write_sheet_of(
    plan: &str,
    first: &str,
    last: &str,
    stations: Vec<String>,
    language: &str,
    unit: &str,
) -> Result<Vec<u8>, String> {
    let (first, last, stations) = calculator::asked(first, last, &stations)?;
    let plan = Plan::from_json(plan).map_err(|errors| errors.to_json())?;
    let sheet = plan.sheet(first, last, &stations).map_err(|errors| errors.to_json())?;
    shuangbai_excel::write_sheet(&plan, &sheet, options(language, unit)?).map_err(wrong)
}

#[derive(Deserialize)]
struct Marked {
    cell: String,
    text: String,
}

/// A workbook with cells coloured and commented.
#[wasm_bindgen]
pub fn mark_errors(bytes: &[u8], marks: &str) -> Result<Vec<u8>, String> {
    let marks: Vec<Marked> = serde_json::from_str(marks).map_err(wrong)?;
    let marks: Vec<Mark> = marks.into_iter().map(|Marked { cell, text }| Mark { cell, text }).collect();
    shuangbai_excel::mark_errors(bytes, &marks).map_err(wrong)
}

fn options(language: &str, unit: &str) -> Result<WriteOptions, String> {
    let language = Language::from_name(language).ok_or_else(|| wrong("language: zh, en"))?;
    let unit = Unit::from_name(unit).ok_or_else(|| wrong("unit: yuan, 元, wan, 万元"))?;
    Ok(WriteOptions { language, unit })
}

/// An error that is none of a plan.
#[derive(Serialize)]
struct Wrong {
    wrong: String,
}

fn wrong(error: impl ToString) -> String {
    written(&Wrong { wrong: error.to_string() }).unwrap_or_default()
}

fn written(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}
