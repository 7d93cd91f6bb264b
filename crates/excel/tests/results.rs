//! Workbooks that are written: their checks are even, their sums the core's, their bytes always the same.

use std::{fs, io::Cursor, path::Path};

use calamine::{Data, Reader, Xlsx};
use shuangbai::{Forecast, Plan, answer_json};
use shuangbai_excel::{Language, Unit, WriteOptions, write_forecast, write_forecast_with, write_sheet};

/// A worked plan.
fn plan(name: &str) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/good").join(name);
    let text = fs::read_to_string(path).expect("a worked plan");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    Plan::from_json(&json["plan"].to_string()).expect("a plan")
}

/// All cells with something in them, by sheet.
fn cells(book: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book = Xlsx::new(Cursor::new(book)).expect("a workbook");
    let sheets = book.worksheets().into_iter();
    sheets.map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

fn count(sheets: &[(String, Vec<Vec<Data>>)], text: &str) -> usize {
    let all = sheets.iter().flat_map(|(_, rows)| rows.iter().flatten());
    all.filter(|cell| matches!(cell, Data::String(other) if other == text)).count()
}

#[test]
fn totals_are_the_forecasts_own_and_every_check_is_even() {
    for name in
        ["31-old-soviet-and-delta.json", "60-by-station.json", "66-everything.json", "59-by-county.json"]
    {
        let plan = plan(name);
        let forecast = plan.forecast().expect("a forecast");
        for (language, even, uneven) in [(Language::Zh, "平", "不平"), (Language::En, "even", "uneven")] {
            let options = WriteOptions { language, unit: Unit::Wan };
            let book = write_forecast(&plan, &forecast, options).expect("a workbook");
            assert_eq!(book, write_forecast(&plan, &forecast, options).expect("a workbook"), "{name}");
            let sheets = cells(book);
            assert!(count(&sheets, even) > forecast.totals.len(), "{name}");
            assert_eq!(count(&sheets, uneven), 0, "{name}");
            assert_eq!(pay(&sheets, language), wanted(&forecast), "{name}");
        }
    }
}

/// The pay of each year, as the first sheet has it.
fn pay(sheets: &[(String, Vec<Vec<Data>>)], language: Language) -> Vec<String> {
    let label = if language == Language::Zh { "薪酬" } else { "Pay" };
    let rows = &sheets[0].1;
    let row = rows.iter().find(|row| row[0] == Data::String(label.to_owned())).expect("a row of pay");
    let years = rows.iter().find(|row| matches!(row[1], Data::Float(_))).expect("a row of years");
    let many = years.iter().filter(|cell| matches!(cell, Data::Float(_))).count();
    row[1..=many]
        .iter()
        .map(|cell| format!("{:.2}", if let Data::Float(yuan) = cell { *yuan } else { -1.0 }))
        .collect()
}

fn wanted(forecast: &Forecast) -> Vec<String> {
    forecast.totals.iter().map(|total| total.pay.to_string()).collect()
}

#[test]
fn a_pay_sheet_has_a_sheet_a_month_and_is_even() {
    let plan = plan("80-grades-decided-late.json");
    let sheet = plan.sheet("2019-08".parse().expect("a month"), "2019-10".parse().expect("a month"), &[]);
    let sheet = sheet.expect("a pay sheet");
    let json = serde_json::to_string(&sheet).expect("JSON");
    assert_eq!(serde_json::from_str::<shuangbai::Sheet>(&json).expect("a pay sheet"), sheet);
    let sheets = cells(write_sheet(&plan, &sheet, WriteOptions::default()).expect("a workbook"));
    let names: Vec<&str> = sheets.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, ["分月用款计划", "2019-08", "2019-09", "2019-10"]);
    assert_eq!(count(&sheets, "不平"), 0);
    assert!(count(&sheets, "平") >= 12);
    assert_eq!(count(&sheets, "制表："), 3);
}

#[test]
fn answers_have_sheets_of_their_own() {
    let base = plan("57-guangdong-2021.json");
    let other = base.to_json().replace("\"rate\":\"0.05\"", "\"rate\":\"0.03\"");
    let figure = r#"{"figure": "due/local"}"#;
    let asked =
        format!(r#"{{"plan": {}, "compare": {{"with": {other}, "figure": {figure}}}}}"#, base.to_json());
    let compared = answer_json(&asked);
    assert!(compared.contains("effects"), "{compared}");
    let asked = format!(r#"{{"plan": {}, "why": {{"at": "/totals/0/due/local"}}}}"#, base.to_json());
    let why = answer_json(&asked);
    assert!(why.contains("\"parts\""), "{why}");
    let forecast = base.forecast().expect("a forecast");
    let book = write_forecast_with(&base, &forecast, WriteOptions::default(), &[&compared, &why]);
    let sheets = cells(book.expect("a workbook"));
    let names: Vec<&str> = sheets.iter().map(|(name, _)| &name[..]).collect();
    assert!(names.ends_with(&["差异1", "来由2"]), "{names:?}");
    assert_eq!(count(&sheets, "不平"), 0);
    assert!(write_forecast_with(&base, &forecast, WriteOptions::default(), &["no JSON"]).is_err());
}

#[test]
fn a_rate_is_shown_as_one_and_not_as_an_amount() {
    let plan = plan("80-grades-decided-late.json");
    let forecast = plan.forecast().expect("a forecast");
    let last = forecast.totals.len() - 1;
    let why = answer_json(&format!(
        r#"{{"plan": {}, "why": {{"at": "/totals/{last}/pay", "fold": 0}}}}"#,
        plan.to_json()
    ));
    assert!(why.contains(r#"{"value":"0.05","what":"raise""#), "{why}");
    let options = WriteOptions { unit: Unit::Wan, ..WriteOptions::default() };
    let sheets = cells(write_forecast_with(&plan, &forecast, options, &[&why]).expect("a workbook"));
    assert!(count(&sheets, "0.05") > 0);
}
