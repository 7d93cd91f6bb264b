//! Rules 11, 14 and 15 through Arrow: the same people, the same digits, errors at the same places.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]

use std::{fs, path::Path};

use serde_json::Value;

mod ledger;
mod liberal;
mod plan;
mod read;
mod shapes;
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
