//! The same bytes everywhere: what workbooks of worked plans are known by, which Python and the WebAssembly module come to
//! as well.

use std::{collections::BTreeMap, env, fs, path::Path};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use shuangbai::Plan;
use shuangbai_excel::{Language, Unit, WriteOptions, template, write_forecast, write_sheet};

fn known_by(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn workbooks_are_the_same_bytes_everywhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let list = folder.join("workbooks.json");
    let text = fs::read_to_string(&list).expect("the list");
    let known: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&text).expect("JSON");
    let of = |name: &String| {
        let text = fs::read_to_string(folder.join("good").join(name)).expect("a worked plan");
        let given: Json = serde_json::from_str(&text).expect("JSON");
        let plan = Plan::from_json(&given["plan"].to_string()).expect("a plan");
        let forecast = plan.forecast().expect("a forecast");
        let zh = WriteOptions::default();
        let en = WriteOptions { language: Language::En, unit: Unit::Wan };
        let mut books = vec![
            ("template zh", template(Language::Zh, &plan.to_json()).expect("a template")),
            ("template en", template(Language::En, &plan.to_json()).expect("a template")),
            ("forecast zh yuan", write_forecast(&plan, &forecast, zh).expect("a workbook")),
            ("forecast en wan", write_forecast(&plan, &forecast, en).expect("a workbook")),
        ];
        // A month in which nothing is left to chance.
        let month = format!("{}-01", given["plan"]["horizon"]["first"]).parse().expect("a month");
        if let Ok(sheet) = plan.sheet(month, month, &[]) {
            books.push(("sheet zh yuan", write_sheet(&plan, &sheet, zh).expect("a workbook")));
        }
        books.into_iter().map(|(book, bytes)| (book.to_owned(), known_by(&bytes))).collect()
    };
    let now: BTreeMap<String, BTreeMap<String, String>> =
        known.keys().map(|name| (name.clone(), of(name))).collect();
    if env::var_os("REWRITE_SNAPSHOTS").is_some() {
        let text = serde_json::to_string_pretty(&now).expect("JSON");
        fs::write(&list, text + "\n").expect("the list is written");
        return;
    }
    assert_eq!(
        now, known,
        "`REWRITE_SNAPSHOTS=1 cargo test -p shuangbai-excel --test same` writes the list anew"
    );
}
