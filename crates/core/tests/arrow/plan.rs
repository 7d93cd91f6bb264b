//! Whole plans from an outline and tables.

use std::{num::NonZeroUsize, sync::Arc};

use arrow_array::*;
use serde_json::Value;
use shuangbai::{Errors, Plan, Roster, RosterBuf, arrow::PlanReader};

use crate::{
    read::{batch, places, text},
    worked_plans,
};

const OUTLINE: &str = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2022}}"#;

/// The tables of a plan, in the order in which they are given.
#[derive(Default)]
struct Tables {
    stations: Vec<RecordBatch>,
    hires: Vec<RecordBatch>,
    workers: Vec<RecordBatch>,
    moves: Vec<RecordBatch>,
    absences: Vec<RecordBatch>,
}

impl Tables {
    fn read(&self, outline: &str) -> Result<(Plan, RosterBuf), Errors> {
        let mut reader = PlanReader::new(outline);
        // Hires may come first, whatever their stations are called.
        self.hires.iter().for_each(|batch| reader.hires(batch));
        self.stations.iter().for_each(|batch| reader.stations(batch));
        self.workers.iter().for_each(|batch| reader.workers(batch));
        self.moves.iter().for_each(|batch| reader.moves(batch));
        self.absences.iter().for_each(|batch| reader.absences(batch));
        reader.finish()
    }
}

/// A table of texts.
fn table(columns: &[(&str, &[&str])]) -> RecordBatch {
    let columns: Vec<(&str, ArrayRef)> = columns.iter().map(|(name, cells)| (*name, text(cells))).collect();
    batch(&columns)
}

fn stations() -> RecordBatch {
    table(&[
        ("编码", &["440203001", "440224001000", "440225001"]),
        ("名称", &["西河镇", "石塘镇", "石塘镇"]),
        ("村居数", &["3", "12", ""]),
    ])
}

/// The columns of a list of a worked plan, all of text.
fn texts_of(list: &[Value]) -> RecordBatch {
    let rows: Vec<Vec<(String, String)>> = list
        .iter()
        .map(|row| {
            let mut cells = Vec::new();
            for (key, value) in row.as_object().unwrap() {
                match value {
                    Value::Object(grades) => {
                        for (year, grade) in grades {
                            let grade = grade.get("grade").map_or(grade, |word| {
                                for part in ["decided", "provisional"] {
                                    let cell = grade[part].as_str().map(str::to_owned);
                                    cells.extend(cell.map(|cell| (format!("{part}_{year}"), cell)));
                                }
                                word
                            });
                            cells.push((year.clone(), grade.as_str().unwrap().to_owned()));
                        }
                    }
                    Value::String(text) => cells.push((key.clone(), text.clone())),
                    _ => cells.push((key.clone(), value.to_string())),
                }
            }
            cells
        })
        .collect();
    let mut names: Vec<&String> = rows.iter().flatten().map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let column = |name: &String| -> ArrayRef {
        let cell = |row: &'_ Vec<(String, String)>| {
            row.iter().find(|(other, _)| other == name).map(|(_, cell)| cell.clone())
        };
        Arc::new(StringArray::from_iter(rows.iter().map(cell)))
    };
    let columns = names.into_iter().map(|name| (name, column(name), true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// The moves or absences of all workers, taken out of them, each with its worker's id; the last ones first.
fn taken_out(plan: &mut Value, list: &str) -> Vec<Value> {
    let mut taken = Vec::new();
    for worker in plan["workers"].as_array_mut().into_iter().flatten() {
        let rows = worker.as_object_mut().unwrap().remove(list);
        for row in rows.iter().flat_map(|rows| rows.as_array().unwrap()) {
            let mut row = row.clone();
            row["id"] = worker["id"].clone();
            taken.insert(0, row);
        }
    }
    taken
}

#[test]
fn the_worked_plans_have_the_same_forecast_from_tables() {
    for (name, mut plan) in worked_plans() {
        let forecast = Plan::from_json(&plan.to_string()).unwrap().forecast().unwrap();
        let rows = |rows: Vec<Value>| (!rows.is_empty()).then(|| texts_of(&rows)).into_iter().collect();
        let (moves, absences) = (rows(taken_out(&mut plan, "moves")), rows(taken_out(&mut plan, "away")));
        let mut of = |list: &str| -> Vec<RecordBatch> {
            let rows = plan.as_object_mut().unwrap().remove(list);
            let rows = rows.and_then(|rows| rows.as_array().cloned()).filter(|rows| !rows.is_empty());
            rows.iter().map(|rows| texts_of(rows)).collect()
        };
        let (stations, hires, workers) = (of("stations"), of("hires"), of("workers"));
        let tables = Tables { stations, hires, workers, moves, absences };
        let (plan, roster) =
            tables.read(&plan.to_string()).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let read = plan.check_with(&roster.as_roster()).unwrap().forecast().unwrap();
        assert_eq!(read.to_json(), forecast.to_json(), "{name}");
    }
}

#[test]
fn a_plan_is_read_from_three_tables_in_batches() {
    let all = stations();
    let hires = table(&[
        ("社工站", &["西河镇", "440224001"]),
        ("岗位", &["服务性", "事务性"]),
        ("人数", &["2", "1"]),
        ("月份", &["2021年8月", "2022/1"]),
        ("年薪", &["", "60,000"]),
    ]);
    let workers = table(&[
        ("社工站", &["西河镇"]),
        ("岗位", &["服务性"]),
        ("入职", &["2021/8/1"]),
        ("2021", &["合格"]),
    ]);
    let tables = Tables {
        stations: vec![all.slice(0, 1), all.slice(1, 2)],
        hires: vec![hires.slice(0, 1), hires.slice(1, 1)],
        workers: vec![workers.clone(), workers.slice(0, 0), workers],
        ..Tables::default()
    };
    let (plan, roster) = tables.read(OUTLINE).unwrap();
    assert_eq!(roster.as_roster().station, [0, 0]);
    let json: Value = serde_json::from_str(&plan.to_json()).unwrap();
    assert_eq!(
        json["stations"][1],
        serde_json::json!({"code": "440224001", "name": "石塘镇", "villages": 12})
    );
    assert_eq!(
        json["hires"][0],
        serde_json::json!({"station": "440203001", "post": "service", "count": 2, "month": "2021-08"})
    );
    assert_eq!(json["hires"][1]["pay"], "60000.00");
    assert_eq!(json["hires"][1]["station"], "440224001");
}

#[test]
fn what_is_wrong_with_outline_and_tables_comes_together() {
    let stations = table(&[
        ("code", &["440203001", "44020300", ""]),
        ("villages", &["3", "10001", "many"]),
        ("opens", &["2021-02-30", "2021-08", ""]),
        ("vilages", &["1", "2", "3"]),
    ]);
    let hires = table(&[
        ("岗位", &["服务", ""]),
        ("人数", &["0", "1.5"]),
        ("月份", &["2021-13", "2021"]),
        ("合计", &["1", "2"]),
        ("2021", &["", ""]),
    ]);
    let workers =
        table(&[("社工站", &["Nowhere", "石塘"]), ("岗位", &["x", "服务性"]), ("年薪", &["1.234", "1"])]);
    let tables =
        Tables { stations: vec![stations], hires: vec![hires], workers: vec![workers], ..Tables::default() };
    let found =
        places(tables.read(r#"{"programme": "guangdong-2022", "horizon": {"first": 2021}, "bye": "city"}"#));
    assert_eq!(
        found,
        [
            "unknown_field /bye",
            "unknown_field /hires/0/2021",
            "range /hires/0/count",
            "range /hires/0/month",
            "choice /hires/0/post",
            "missing /hires/0/station",
            "unknown_field /hires/0/合计",
            "format /hires/1/count",
            "format /hires/1/month",
            "missing /hires/1/post",
            "missing /horizon/last",
            "unknown_preset /programme",
            "format /stations/0/opens",
            "unknown_field /stations/0/vilages",
            "format /stations/1/code",
            "range /stations/1/villages",
            "missing /stations/2/code",
            "format /stations/2/villages",
            "missing /workers/0/hired",
            "format /workers/0/pay",
            "choice /workers/0/post",
        ],
        "where a station could not be read, what is called `Nowhere` is left open",
    );
    // What the outline's own errors have nothing to do with.
    let one = table(&[("社工站", &["Nowhere"]), ("岗位", &["服务性"]), ("入职", &["2021-08"])]);
    let tables = Tables { workers: vec![one], ..Tables::default() };
    let own = r#"{"programme": "guangdong-2021", "stations": [{"code": "440203001", "villages": 3}]}"#;
    assert_eq!(places(tables.read(own)), ["missing /horizon", "format /workers/0/station"]);
}

#[test]
fn an_outline_that_is_not_json_is_all_that_is_said() {
    let tables = Tables { stations: vec![table(&[("code", &["x"])])], ..Tables::default() };
    assert_eq!(places(tables.read("{")), ["json "]);
    assert_eq!(places(tables.read(r#"{"by": "city", "by": "city"}"#)), ["json /by"]);
    assert_eq!(places(tables.read("[]")), ["type ", "format /stations/0/code"]);
}

#[test]
fn a_list_is_in_the_outline_or_a_table() {
    let worker = table(&[("社工站", &["440203001"]), ("岗位", &["服务性"]), ("入职", &["2021-08"])]);
    let hire =
        table(&[("社工站", &["440203001"]), ("岗位", &["服务性"]), ("人数", &["1"]), ("月份", &["2021-08"])]);
    let outline = |lists: &str| {
        format!(r#"{{"programme": "guangdong-2021", "horizon": {{"first": 2021, "last": 2022}}{lists}}}"#)
    };
    let own = outline(r#", "stations": [{"code": "440203001", "villages": 3}], "workers": [], "hires": []"#);
    let tables = Tables {
        stations: vec![stations(), stations()],
        workers: vec![worker.clone()],
        hires: vec![hire.clone()],
        ..Tables::default()
    };
    assert_eq!(places(tables.read(&own)), ["duplicate /hires", "duplicate /stations", "duplicate /workers"]);
    let (plan, roster) = Tables::default().read(&own).unwrap();
    assert_eq!((plan.station_codes().len(), roster.as_roster().len()), (1, 0));

    assert_eq!(places(Tables::default().read(&outline(""))), ["missing /stations"]);
    let none = Tables { stations: vec![stations().slice(0, 0)], ..Tables::default() };
    assert_eq!(places(none.read(&outline(""))), ["range /stations"]);
    let no_columns = Tables { stations: vec![table(&[("名称", &[])])], ..Tables::default() };
    assert_eq!(places(no_columns.read(&outline(""))), ["range /stations", "missing /stations/0/code"]);
    let empty = Tables {
        stations: vec![stations()],
        workers: vec![worker.slice(0, 0)],
        hires: vec![hire.slice(0, 0)],
        ..Tables::default()
    };
    assert!(empty.read(&outline("")).is_ok());
}

#[test]
fn people_of_batches_move_as_other_tables_say() {
    let workers = table(&[
        ("id", &["7", "8"]),
        ("station", &["西河镇"; 2]),
        ("post", &["service"; 2]),
        ("hired", &["2021-01"; 2]),
    ]);
    let ids = |ids: &[i64]| -> ArrayRef { Arc::new(Int64Array::from(ids.to_vec())) };
    let moves = batch(&[
        ("id", ids(&[8, 8])),
        ("from", text(&["2022-03", "2021-05"])),
        ("station", text(&["西河镇", "440224001"])),
    ]);
    let absences = batch(&[("id", ids(&[7])), ("from", text(&["2021-08"])), ("to", text(&["2021-10"]))]);
    let read = |moves: &RecordBatch| {
        let mut reader = PlanReader::new(OUTLINE);
        reader.stations(&stations().slice(0, 2));
        reader.workers(&workers);
        reader.moves(moves);
        reader.absences(&absences);
        reader.check(NonZeroUsize::MIN, Arc::default())
    };
    let (plan, model, kept) = read(&moves).unwrap();
    let roster = kept.roster().unwrap();
    let whole = plan.with_workers(&Roster { id: &roster.ids(), ..roster.as_roster() }).unwrap();
    let json: Value = serde_json::from_str(&whole.to_json()).unwrap();
    assert_eq!(json["workers"][0]["away"][0]["to"], "2021-10");
    let moved = ["2021-05", "2022-03"].map(|month| json["workers"][1]["moves"].to_string().find(month));
    assert!(moved[0].is_some() && moved[0] < moved[1], "{json}");
    assert_eq!(model.forecast().unwrap().to_json(), whole.forecast().unwrap().to_json());
    // What is wrong stands at the row of its table.
    let late = batch(&[
        ("id", ids(&[7, 8])),
        ("from", text(&["2021-02", "2021-01"])),
        ("station", text(&["西河镇"; 2])),
    ]);
    let errors = read(&late).map(drop).map_err(|why| why.errors().unwrap());
    assert_eq!(places(errors), ["order /moves/1/from"]);
}

#[test]
fn an_unknown_station_is_reported_with_the_whole_round_of_meaning() {
    let hires = table(&[
        ("社工站", &["石塘镇", "西河", "440299001", "西河镇"]),
        ("岗位", &["服务性"; 4]),
        ("人数", &["1"; 4]),
        ("月份", &["2021-08", "2023-01", "2021-08", "2024-01"]),
    ]);
    let workers = table(&[
        ("编号", &["a", "b", "a"]),
        ("社工站", &["西河镇", "西河", "石塘镇"]),
        ("岗位", &["服务性"; 3]),
        ("入职", &["2021-08"; 3]),
        ("离职", &["2021-07", "", ""]),
    ]);
    let tables = Tables {
        stations: vec![stations()],
        hires: vec![hires.clone()],
        workers: vec![workers],
        ..Tables::default()
    };
    let errors = tables.read(OUTLINE).unwrap_err();
    let nearest =
        |at: &str| errors.iter().find(|error| error.at == at).and_then(|error| error.nearest.clone());
    assert_eq!(nearest("/workers/1/station").as_deref(), Some("西河镇"));
    assert_eq!(nearest("/hires/1/station").as_deref(), Some("西河镇"));
    assert_eq!(nearest("/hires/0/station"), None, "both are as near");
    assert!(errors.to_string().contains("write the code: 440224001 石塘镇, 440225001 石塘镇"), "{errors}");
    assert!(!errors.to_json().contains("nearest"), "rule 15");
    assert_eq!(
        places::<()>(Err(errors)),
        [
            "unknown_station /hires/0/station",
            "order /hires/1/month",
            "unknown_station /hires/1/station",
            "unknown_station /hires/2/station",
            "order /hires/3/month",
            "needs_villages /stations/2",
            "order /workers/0/left",
            "unknown_station /workers/1/station",
            "duplicate /workers/2/id",
            "unknown_station /workers/2/station",
        ]
    );
    // What does not refer to anything is left to the check.
    let late = Tables { stations: vec![stations()], hires: vec![hires.slice(3, 1)], ..Tables::default() };
    let (plan, _) = late.read(OUTLINE).unwrap();
    assert_eq!(places(plan.check()), ["order /hires/0/month", "needs_villages /stations/2"]);
}

#[test]
fn at_most_twelve_stations_of_a_name_are_listed() {
    let codes: Vec<String> = (0..20).map(|number| format!("4402030{number:02}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let stations = table(&[("code", &codes), ("name", &["新城"; 20]), ("villages", &["1"; 20])]);
    let workers = table(&[("station", &["新城"]), ("post", &["service"]), ("hired", &["2021-08"])]);
    let tables = Tables { stations: vec![stations], workers: vec![workers], ..Tables::default() };
    let errors = tables.read(OUTLINE).unwrap_err().to_string();
    assert!(errors.contains("20 stations") && errors.contains("440203011 新城, …"), "{errors}");
    assert!(!errors.contains("440203012"), "{errors}");
}
