//! Every door of the library, and hostile input at each for as long as is asked.

use std::{collections::BTreeMap, path::Path, sync::Arc, sync::LazyLock};

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, cast::AsArray, types::*};
use arrow_schema::{DataType, Field, Schema};
use serde_json::{Value as Json, json};
use shuangbai::{
    Calculator, Errors, Fen, Forecast, Ledger, Model, Plan, Programme, RosterBuf, Row, Unanswered,
    answer_json,
    arrow::{PlanReader, TableKind},
    forecast_json,
    table::{Sheets, TextTable, read_csv, read_csv_text},
};
use shuangbai_hostile::{Door, Draw, TEXTS, Value, damaged, dressed, knock, odd};

const DOORS: &[Door] = &[
    ("plan_json", plan_json),
    ("change_json", change_json),
    ("question_json", question_json),
    ("plan_tables", plan_tables),
    ("dressed_tables", dressed_tables),
    ("csv", csv),
    ("ledger_json", ledger_json),
    ("ledger_tables", ledger_tables),
    ("dressed_ledger", dressed_ledger),
    ("forecast_json", forecast_again),
];

#[test]
fn every_door_answers() {
    knock(DOORS, Path::new(env!("CARGO_TARGET_TMPDIR")));
}

/// An error says something, and not too much.
fn told(errors: &Errors) {
    assert!(errors.iter().next().is_some(), "refused without an error");
    for error in errors.iter() {
        for text in [&error.zh, &error.en] {
            assert!((1..2_000).contains(&text.len()), "{} bytes of text: {text:.300}", text.len());
        }
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn plan_json(draw: &mut Draw) {
    let plan = draw.one_of(&TEXTS);
    let plan = text(damaged(draw, plan.as_bytes(), &TEXTS));
    let (Ok(answer) | Err(answer)) = forecast_json(&plan);
    serde_json::from_str::<Json>(&answer).expect("an answer in JSON");
    if let Err(errors) = Programme::from_json(&plan) {
        told(&errors);
    }
    let _ = serde_json::from_str::<Plan>(&plan);
}

/// What is asked of the plans of these texts.
const ASKED: &[&str] = &[
    r#""compare": {"with": OTHER, "figure": {"figure": "due/local", "years": [2021, 2022], "region": "44"}, "join": [["raise", "people"]]}"#,
    r#""compare": {"with": OTHER, "figure": {"figure": "headcount"}}"#,
    r#""seek": {"vary": {"at": "/programme/raise/0/rate", "from": "0", "to": "1", "step": "0.25"}, "figure": {"figure": "pay"}, "at_most": "1"}"#,
    r#""seek": {"vary": {"at": ["/stations/*/opens"], "from": "2021-01", "to": "2022-12"}, "figure": {"figure": "norm/held"}, "at_least": 1, "find": "first"}"#,
    r#""seek": {"vary": {"at": "/workers/*/pay", "from": 0, "to": "9999999999999.99"}, "figure": {"figure": "shares/province"}, "at_most": "1"}"#,
    r#""record": {}"#,
    r#""verify": {"rules": "2", "plan": "", "programme": "", "forecast": ""}"#,
];

fn question_json(draw: &mut Draw) {
    let (plan, other) = (draw.one_of::<String>(&TEXTS).clone(), draw.one_of::<String>(&TEXTS).clone());
    let asked = draw.one_of::<&str>(ASKED).replace("OTHER", &other);
    let question = text(damaged(draw, format!("{{\"plan\": {plan}, {asked}}}").as_bytes(), &TEXTS));
    let answer = answer_json(&question);
    let tree: Json = serde_json::from_str(&answer).expect("an answer in JSON");
    if tree.get("errors").is_some() {
        told(&serde_json::from_str(&answer).expect("errors"));
    }
}

/// Plans that stay, to change.
static MODELS: LazyLock<Vec<(Calculator, Model)>> = LazyLock::new(|| {
    let plans = TEXTS.iter().filter_map(|text| Plan::from_json(text).ok());
    plans.filter_map(|plan| Some((Calculator::new(plan.clone()).ok()?, plan.check().ok()?))).collect()
});

fn change_json(draw: &mut Draw) {
    let (calculator, model) = draw.one_of(&MODELS);
    let Ok(Json::Object(mut change)) = serde_json::from_str::<Json>(draw.one_of::<String>(&TEXTS)) else {
        return;
    };
    // A programme is a reform of any other.
    let programme = change.remove("programme").unwrap_or(Json::Null);
    change.retain(|field, _| ["assumptions", "horizon", "hires", "by", "reform"].contains(&field.as_str()));
    change.entry("reform").or_insert(programme.clone());
    let change = text(damaged(draw, Json::from(change).to_string().as_bytes(), &TEXTS));
    let reform = text(damaged(draw, programme.to_string().as_bytes(), &TEXTS));
    for answer in [calculator.change(&change), calculator.reform(&reform)] {
        answer.as_ref().err().into_iter().for_each(told);
    }
    for answer in model.sweep(&[&change, &reform]) {
        answer.err().and_then(Unanswered::errors).iter().for_each(told);
    }
}

const OUTLINE: &str = r#"{"programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2023},
    "assumptions": {"missing_history": "pass"}}"#;

const NAMES: &[&str] = &[
    "id",
    "station",
    "post",
    "hired",
    "left",
    "pay",
    "pay_year",
    "appraisal_2021",
    "2021",
    "考核2021",
    "编号",
    "社工站",
    "岗位",
    "入职",
    "离职",
    "年薪",
    "count",
    "month",
    "人数",
    "月份",
    "code",
    "编码",
    "villages",
    "name",
    "tier",
    "opens",
    "",
    " pay ",
    "appraisal_",
    "\0",
    "a/b~c",
];

/// A batch of columns of any lengths that fit.
fn batch(rows: usize, columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).expect("a batch")
}

fn texts(these: &[&str], rows: usize, draw: &mut Draw) -> Vec<Option<Value>> {
    (0..rows).map(|_| Some(Value::Text((*draw.one_of(these)).to_owned()))).collect()
}

/// Good columns of a kind of table, as values.
fn good(draw: &mut Draw, kind: TableKind, rows: usize) -> Vec<(&'static str, Vec<Option<Value>>)> {
    const CODES: &[&str] = &["440203001", "440203002", "445102001"];
    let days =
        |draw: &mut Draw| (0..rows).map(|_| Some(Value::Day(18_700 + draw.below(70) as i32))).collect();
    let some = |draw: &mut Draw, values: Vec<Option<Value>>| -> Vec<Option<Value>> {
        values.into_iter().map(|value| value.filter(|_| !draw.once_in(3))).collect()
    };
    match kind {
        TableKind::Stations => vec![
            ("code", CODES.iter().map(|code| Some(Value::Text((*code).to_owned()))).collect()),
            ("name", texts(&["西河镇", "石塘镇"], CODES.len(), draw)),
            ("villages", (0..CODES.len()).map(|_| Some(Value::Whole(draw.below(20) as u32))).collect()),
        ],
        TableKind::Hires => vec![
            ("station", texts(CODES, rows, draw)),
            ("post", texts(&["service", "事务性"], rows, draw)),
            ("count", (0..rows).map(|_| Some(Value::Whole(1 + draw.below(9) as u32))).collect()),
            ("month", texts(&["2021-03", "2022-07"], rows, draw)),
        ],
        TableKind::Workers => {
            let left = texts(&["2021-06", "2022-12"], rows, draw);
            let pay: Vec<_> =
                (0..rows).map(|_| Some(Value::Fen(5_000_000 + draw.below(1_000_000) as i64))).collect();
            let grade = texts(&["合格", "excellent"], rows, draw);
            vec![
                ("id", (0..rows).map(|_| Some(Value::Text(format!("{:x}", draw.number())))).collect()),
                ("station", texts(CODES, rows, draw)),
                ("post", texts(&["service", "服务性", "administrative"], rows, draw)),
                ("hired", days(draw)),
                ("left", some(draw, left)),
                ("pay", some(draw, pay)),
                ("appraisal_2021", some(draw, grade)),
            ]
        }
        TableKind::Moves => vec![
            ("id", texts(&["1", "2", "a"], rows, draw)),
            ("from", texts(&["2021-05", "2022-07"], rows, draw)),
            ("station", texts(CODES, rows, draw)),
            ("post", texts(&["service", "事务性"], rows, draw)),
        ],
        TableKind::Absences => vec![
            ("id", texts(&["1", "2", "a"], rows, draw)),
            ("from", texts(&["2021-05", "2022-07"], rows, draw)),
            ("to", texts(&["2021-08", "2022-07"], rows, draw)),
        ],
    }
}

/// The forecast of tables; whatever comes, an answer.
fn answered(outline: &str, tables: &[(TableKind, Vec<RecordBatch>)]) -> Result<Forecast, Errors> {
    let mut reader = PlanReader::new(outline);
    for (kind, batches) in tables {
        batches.iter().for_each(|batch| reader.add(*kind, batch));
    }
    let forecast = reader.finish().and_then(|(plan, people)| {
        let model = plan.check_with(&people.as_roster())?;
        people.ids();
        model.forecast().map_err(|why| why.errors().expect("nobody stops it"))
    });
    forecast.as_ref().err().into_iter().for_each(told);
    forecast
}

const KINDS: [TableKind; 3] = [TableKind::Stations, TableKind::Hires, TableKind::Workers];

fn plan_tables(draw: &mut Draw) {
    let mut tables = Vec::new();
    for kind in KINDS {
        let mut batches = Vec::new();
        for _ in 0..1 + draw.below(2) {
            let good_ones = good(draw, kind, 5);
            let rows = good_ones[0].1.len();
            let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
            for (name, values) in good_ones {
                // Most are good, so that the others are read at all.
                let array = if draw.once_in(8) { odd(draw, rows) } else { dressed(draw, &values) };
                if !draw.once_in(20) {
                    columns.push((name, array));
                }
            }
            for _ in 0..draw.below(2) {
                columns.push((*draw.one_of(NAMES), odd(draw, rows)));
            }
            batches.push(batch(rows, columns));
        }
        tables.push((kind, batches));
    }
    let _ = answered(OUTLINE, &tables);
    let plan = Plan::from_json(&draw.one_of(&MODELS).0.plan().to_json()).expect("a plan");
    let (_, workers) = tables.remove(2);
    if let Err(errors) = RosterBuf::from_arrow(&plan, workers) {
        told(&errors);
    }
}

/// What is dressed up is read as what is plain.
fn dressed_tables(draw: &mut Draw) {
    let (mut plain, mut strange) = (Vec::new(), Vec::new());
    for kind in KINDS {
        let rows = 1 + draw.below(6);
        let columns = good(draw, kind, rows);
        let rows = columns[0].1.len();
        let simple =
            columns.iter().map(|(name, values)| (*name, dressed(&mut Draw::new(0), values))).collect();
        plain.push((kind, vec![batch(rows, simple)]));
        let cut = draw.below(rows + 1);
        let parts = [0..cut, cut..rows].map(|part| {
            let length = part.len();
            let columns = columns.iter().map(|(name, values)| (*name, dressed(draw, &values[part.clone()])));
            let columns = columns.collect();
            let columns = draw.shuffled(columns);
            batch(length, columns)
        });
        strange.push((kind, parts.into()));
    }
    let plain = answered(OUTLINE, &plain);
    assert!(plain.is_ok(), "a good plan: {plain:?}");
    assert_eq!(answered(OUTLINE, &strange), plain);
}

fn csv(draw: &mut Draw) {
    const SEPARATORS: &[&str] = &[",", ";", "\t"];
    let (separator, mut sheets) = (*draw.one_of(SEPARATORS), Sheets::default());
    let mut reader = PlanReader::new(OUTLINE);
    for kind in KINDS {
        let columns = good(draw, kind, 4);
        let cell = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Whole(number)) => number.to_string(),
            Some(Value::Fen(fen)) => format!("\"{}.{:02}\"", fen / 100, fen % 100),
            Some(Value::Day(_)) => "2018年3月".to_owned(),
            None => String::new(),
        };
        let mut lines = vec![columns.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>()];
        lines.extend(
            (0..columns[0].1.len()).map(|row| columns.iter().map(|(_, values)| cell(&values[row])).collect()),
        );
        let lines: Vec<String> = lines.iter().map(|cells| cells.join(separator)).collect();
        let file = lines.join(*draw.one_of(&["\n", "\r\n", "\r"]));
        let file = match draw.below(4) {
            0 => encoding_rs::GB18030.encode(&file).0.into_owned(),
            1 => file
                .encode_utf16()
                .fold(vec![0xFF, 0xFE], |bytes, unit| [bytes, unit.to_le_bytes().into()].concat()),
            _ => file.into_bytes(),
        };
        let file = if draw.once_in(2) { damaged(draw, &file, &TEXTS) } else { file };
        let _ = read_csv_text(&String::from_utf8_lossy(&file));
        let table: TextTable = match read_csv(&file) {
            Ok(table) => table,
            Err(error) => {
                assert!(error.line > 0 && !error.zh.is_empty() && !error.en.is_empty());
                continue;
            }
        };
        table.preview(kind).to_json();
        let arrow = table.to_arrow().expect("columns of one length");
        reader.add(kind, &arrow);
        sheets.add(
            kind,
            table,
            &[(*draw.one_of(NAMES), None), (*draw.one_of(NAMES), Some(*draw.one_of(NAMES)))],
        );
    }
    let _ = reader.finish().map_err(|errors| told(&errors));
    if let Err(errors) = sheets.plan(OUTLINE).and_then(|plan| plan.forecast()) {
        told(&errors);
        sheets.locate(&errors, None).to_json();
    }
}

/// Ledgers that there are.
static LEDGERS: LazyLock<Vec<(Ledger, String, RecordBatch)>> = LazyLock::new(|| {
    let ledgers = MODELS.iter().filter_map(|(_, model)| model.ledger().ok());
    let travels = |ledger: Ledger| {
        let (text, table) =
            (serde_json::to_string(&ledger).expect("JSON"), ledger.to_arrow().expect("a table"));
        (text.len() < 100_000).then_some((ledger, text, table))
    };
    ledgers.filter_map(travels).collect()
});

/// What a ledger from outside must bear.
fn used(ledger: Ledger, other: &Ledger) {
    match ledger.forecast() {
        Ok(forecast) => forecast.rows.iter().chain(&forecast.totals).for_each(adds_up),
        Err(errors) => told(&errors),
    }
    let text = serde_json::to_string(&ledger).expect("JSON");
    assert_eq!(serde_json::from_str::<Ledger>(&text).expect("what is taken once is taken again"), ledger);
    let table = ledger.to_arrow().expect("a table");
    assert_eq!(Ledger::from_arrow([table]).as_ref(), Ok(&ledger));
    let _ = ledger.merge(other.clone()).map(|merged| merged.forecast());
}

/// Rules 5 and 6 hold for every row and total, and who is there in December is there for a month at least.
fn adds_up(row: &Row) {
    let sum = |amounts: &mut dyn Iterator<Item = &Fen>| amounts.map(|fen| i128::from(fen.0)).sum::<i128>();
    assert_eq!(
        sum(&mut [row.pay, row.surplus].iter()),
        sum(&mut [row.subsidy, row.top_up].iter()),
        "{row:?}"
    );
    assert_eq!(sum(&mut row.shares.values()), i128::from(row.subsidy.0), "{row:?}");
    assert_eq!(sum(&mut row.top_ups.values()), i128::from(row.top_up.0), "{row:?}");
    for cost in row.costs.values() {
        assert_eq!(sum(&mut cost.shares.values()), i128::from(cost.amount.0), "{row:?}");
    }
    assert!(row.headcount <= row.worker_months, "{row:?}");
}

/// Puts something else in any place of a tree.
fn changed(draw: &mut Draw, tree: &mut Json) {
    let length = match tree {
        Json::Object(fields) => fields.len(),
        Json::Array(list) => list.len(),
        _ => 0,
    };
    if length == 0 || draw.once_in(6) {
        let values = [
            json!(null),
            json!(0),
            json!(-1),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1900),
            json!(13),
            json!(0.5),
            json!(""),
            json!("0"),
            json!("0.00"),
            json!("-5.00"),
            json!("92233720368547758.07"),
            json!("1"),
            json!("f".repeat(40)),
            json!("10000000000000000"),
            json!("+5"),
            json!("0.5"),
            json!("440203001"),
            json!("city"),
            json!("service"),
            json!("local"),
            json!([]),
            json!({}),
            json!([0]),
            json!([[1, 12]]),
            json!(true),
        ];
        *tree = draw.one_of(&values).clone();
        return;
    }
    let at = draw.below(length);
    let (gone, twice) = (draw.once_in(12), draw.once_in(12));
    match tree {
        Json::Object(fields) if gone => fields.retain({
            let mut place = 0;
            move |_, _| (place != at, place += 1).0
        }),
        Json::Object(fields) => changed(draw, fields.values_mut().nth(at).expect("a field")),
        Json::Array(list) if gone => drop(list.remove(at)),
        Json::Array(list) if twice => list.push(list[at].clone()),
        Json::Array(list) => changed(draw, &mut list[at]),
        _ => {}
    }
}

fn ledger_json(draw: &mut Draw) {
    let (_, text_of_it, _) = draw.one_of(&LEDGERS);
    let (other, ..) = draw.one_of(&LEDGERS);
    let changed = if draw.once_in(3) {
        text(damaged(draw, text_of_it.as_bytes(), &TEXTS))
    } else {
        let mut tree: Json = serde_json::from_str(text_of_it).expect("JSON");
        for _ in 0..1 + draw.below(3) {
            changed(draw, &mut tree);
        }
        tree.to_string()
    };
    match serde_json::from_str::<Ledger>(&changed) {
        Ok(ledger) => used(ledger, other),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn ledger_tables(draw: &mut Draw) {
    let (other, _, other_table) = draw.one_of(&LEDGERS);
    let (_, _, table) = draw.one_of(&LEDGERS);
    let rows = table.num_rows();
    let mut columns: Vec<(String, ArrayRef)> = table
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .zip(table.columns().iter().cloned())
        .collect();
    for _ in 0..draw.below(3) {
        let at = draw.below(columns.len());
        match draw.below(6) {
            0 => drop(columns.remove(at)),
            1 => columns.push(columns[at].clone()),
            2 => columns[at].0 = (*draw.one_of(NAMES)).to_owned(),
            3 => {
                let (from, to) = (columns[draw.below(columns.len())].1.clone(), at);
                columns[to].1 = from;
            }
            _ => columns[at].1 = odd(draw, rows),
        }
        if columns.is_empty() {
            return;
        }
    }
    let table = batch(rows, columns.iter().map(|(name, array)| (&name[..], Arc::clone(array))).collect());
    // Its rows in another order, some twice or gone.
    let mut parts: Vec<RecordBatch> = (0..rows).map(|row| table.slice(row, 1)).collect();
    match draw.below(5) {
        0 => drop(parts.swap_remove(draw.below(rows))),
        1 => parts.push(parts[draw.below(rows)].clone()),
        2 => parts.push(other_table.clone()),
        _ => parts = vec![table],
    }
    match Ledger::from_arrow(draw.shuffled(parts)) {
        Ok(ledger) => used(ledger, other),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A column's values, where its type is one that can be dressed up.
fn values(array: &dyn Array) -> Option<Vec<Option<Value>>> {
    Some(match array.data_type() {
        DataType::Utf8 => {
            array.as_string::<i32>().iter().map(|text| Some(Value::Text(text?.to_owned()))).collect()
        }
        DataType::Decimal128(..) => {
            let fen = array.as_primitive::<Decimal128Type>().iter();
            fen.map(|fen| Some(Value::Fen(i64::try_from(fen?).ok()?))).collect()
        }
        _ => return None,
    })
}

/// What is dressed up is the same ledger.
fn dressed_ledger(draw: &mut Draw) {
    let (ledger, _, table) = draw.one_of(&LEDGERS);
    let mut columns: BTreeMap<String, ArrayRef> = BTreeMap::new();
    for (field, array) in table.schema().fields().iter().zip(table.columns()) {
        let dressed = values(array.as_ref()).filter(|values| values.iter().flatten().next().is_some());
        // An amount is a decimal there, not text.
        let dressed = dressed.map(|values| dressed_alike(draw, &values));
        columns.insert(field.name().clone(), dressed.unwrap_or_else(|| Arc::clone(array)));
    }
    let rows = table.num_rows();
    let columns = columns.iter().map(|(name, array)| (&name[..], Arc::clone(array))).collect();
    let table = batch(rows, draw.shuffled(columns));
    let parts = (0..rows).map(|row| table.slice(row, 1)).collect();
    let again = Ledger::from_arrow(draw.shuffled(parts));
    assert_eq!(again.as_ref(), Ok(ledger));
}

fn dressed_alike(draw: &mut Draw, values: &[Option<Value>]) -> ArrayRef {
    fn is_text(data_type: &DataType) -> bool {
        match data_type {
            DataType::Dictionary(_, values) => is_text(values),
            other => other.is_string(),
        }
    }
    let text = values.iter().flatten().any(|value| matches!(value, Value::Text(_)));
    loop {
        let array = dressed(draw, values);
        if is_text(array.data_type()) == text {
            return array;
        }
    }
}

/// Forecasts that there are, as JSON.
static FORECASTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let forecasts = MODELS.iter().filter_map(|(calculator, _)| calculator.forecast().ok());
    forecasts.map(|forecast| forecast.to_json()).filter(|text| text.len() < 100_000).collect()
});

fn forecast_again(draw: &mut Draw) {
    let forecast = draw.one_of(&FORECASTS);
    let changed = if draw.once_in(3) {
        text(damaged(draw, forecast.as_bytes(), &FORECASTS))
    } else {
        let mut tree: Json = serde_json::from_str(forecast).expect("JSON");
        changed(draw, &mut tree);
        tree.to_string()
    };
    if let Ok(forecast) = serde_json::from_str::<Forecast>(&changed) {
        let _ = forecast.to_arrow();
        forecast.to_json();
    }
}
