//! Rules 11, 14 and 15 through Arrow: the same people, the same digits, errors at the same places.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]

use std::{fs, path::Path};

use serde_json::Value;

mod ledger;
mod liberal;
mod plan;
mod read;
mod shapes;
mod sheet;
mod stretches;
mod tidy;
mod time;
mod write;

/// The worked plans that have a forecast, each with its name.
fn worked_plans() -> Vec<(String, Value)> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let folders = ["good", "found"].map(|folder| fs::read_dir(vectors.join(folder)).unwrap());
    let files = folders.into_iter().flatten().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap()["plan"].take())
    };
    let mut plans: Vec<_> = files.map(read).collect();
    plans.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(plans.len() > 70);
    plans
}

/// Those of which every worker is a row of a table: nobody moves or is away, and no grade says when it became known.
fn plans_of_rows() -> Vec<(String, Value)> {
    let is_row = |worker: &Value| {
        let grades = worker["appraisals"].as_object();
        worker.get("moves").is_none()
            && worker.get("away").is_none()
            && grades.is_none_or(|grades| grades.values().all(Value::is_string))
    };
    let all_rows = |plan: &Value| plan["workers"].as_array().is_none_or(|workers| workers.iter().all(is_row));
    worked_plans().into_iter().filter(|(_, plan)| all_rows(plan)).collect()
}
