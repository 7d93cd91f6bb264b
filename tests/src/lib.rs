//! What the tests of shuangbai share: the vectors, plans as JSON, answers, people as columns.
//!
//! Everything here goes through the public interface, like the tests themselves.

mod draw;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::PathBuf,
    sync::LazyLock,
};

use serde_json::{Value, json, value::RawValue};
use shuangbai::{
    Amount, Away, Error, Errors, Grade, Itinerary, Month, Moved, Plan, Post, Quantity, Roster, Row, Word,
    Year, forecast_json, terms_json,
};

pub use draw::Draw;

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A plan worked out apart from the engine, with its forecast or its errors.
pub struct Vector {
    /// The file's name without `.json`.
    pub name: String,
    /// The plan's text.
    pub plan: String,
    /// The forecast, notice texts left out, or the list of errors as `{code, at}`.
    pub wanted: Value,
}

/// The vectors that have a forecast (`good`) or errors (`bad`), folder by folder, by name.
///
/// # Panics
/// When a folder or a file in it cannot be read, or a folder is empty.
pub fn vectors(kind: &str) -> Vec<Vector> {
    let folders = if kind == "good" { vec!["good", "found"] } else { vec![kind] };
    folders.into_iter().flat_map(vectors_in).collect()
}

/// A question worked out apart from the engine, with its answer.
pub struct Question {
    /// The file's name without `.json`.
    pub name: String,
    /// The question.
    pub question: Value,
    /// The answer, texts left out.
    pub answer: Value,
}

/// The worked questions (rules 16 to 21), by name.
///
/// # Panics
/// When the folder or a file in it cannot be read, or the folder is empty.
pub fn questions() -> Vec<Question> {
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut parts = value(&text);
        let [question, answer] = ["question", "answer"].map(|part| parts[part].take());
        assert!(question.is_object() && answer.is_object(), "{name}: a `question` and its `answer`");
        Question { name, question, answer }
    };
    files("questions").into_iter().map(read).collect()
}

/// The files of one folder of vectors, by name.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/vectors").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    paths
}

/// The vectors of one folder, by name.
fn vectors_in(folder: &str) -> Vec<Vector> {
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let parts: BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let plan = match (parts.get("plan"), parts.get("text")) {
            (Some(plan), None) => plan.get().to_owned(),
            (None, Some(text)) => serde_json::from_str(text.get()).expect("a string"),
            _ => panic!("{name}: a vector has a `plan` or a `text`"),
        };
        let wanted = parts.get("forecast").or(parts.get("errors"));
        let wanted = wanted.unwrap_or_else(|| panic!("{name}: a vector has a `forecast` or `errors`"));
        Vector { plan, wanted: value(wanted.get()), name }
    };
    files(folder).into_iter().map(read).collect()
}

/// The tree of a JSON text, keys in their order.
///
/// # Panics
/// When it is not JSON.
pub fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text:.200}"))
}

/// The answer to a plan, forecast or errors, as text.
pub fn answer_text(plan: &str) -> String {
    forecast_json(plan).unwrap_or_else(|errors| errors)
}

/// The answer to a plan, forecast or errors, as a tree.
pub fn answer(plan: &str) -> Value {
    value(&answer_text(plan))
}

/// The forecast of a plan.
///
/// # Panics
/// When the plan is answered by errors.
pub fn forecast(plan: &Value) -> Value {
    value(&forecast_text(plan))
}

/// The figures of a plan's forecast as text, without hints of what may be meant.
///
/// # Panics
/// For a plan with errors.
pub fn figures(plan: &Value) -> String {
    let forecast = Plan::from_json(&plan.to_string()).and_then(|plan| plan.forecast());
    forecast.unwrap_or_else(|errors| panic!("{errors}\nfor {plan}")).without_hints().to_json()
}

/// The text of a plan's forecast.
///
/// # Panics
/// When the plan is answered by errors.
pub fn forecast_text(plan: &Value) -> String {
    forecast_json(&plan.to_string()).unwrap_or_else(|errors| panic!("{errors}\nfor {plan}"))
}

/// The places of a plan's errors, `code /at` each.
pub fn errors(plan: &str) -> Vec<String> {
    errors_of(&answer(plan))
}

/// The places of an answer's errors, likewise.
///
/// # Panics
/// When the answer is no errors.
pub fn errors_of(answer: &Value) -> Vec<String> {
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("no error in {answer}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| format!("{} {}", text(&error["code"]), text(&error["at"]))).collect()
}

/// What is told of errors, as a page to read: code and place, both texts, and the nearest valid name.
pub fn told(errors: &Errors) -> String {
    let entry = |error: &Error| {
        let Error { code, at, zh, en, nearest, .. } = error;
        let near = nearest.iter().map(|near| format!("  near: {near}\n")).collect::<String>();
        format!("{} {}\n  {zh}\n  {en}\n{near}", code.code(), if at.is_empty() { "(the plan)" } else { at })
    };
    errors.iter().map(entry).collect()
}

/// Compares a page with the file of this name in `tests/snapshots`; `make snapshots REWRITE=1` writes it there.
///
/// # Panics
/// When they differ, and the page is not to be written.
pub fn snapshot(name: &str, page: &str) {
    let path = root().join("tests/snapshots").join(name);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept == page {
        return;
    }
    let only = |sign: char, these: &str, others: &str| -> String {
        let others: BTreeSet<&str> = others.lines().collect();
        let lines = these.lines().zip(1..).filter(|(line, _)| !others.contains(line));
        lines.map(|(line, number)| format!("{sign}{number:>4} {line}\n")).collect()
    };
    let differences = format!("tests/snapshots/{name}\n{}{}", only('-', &kept, page), only('+', page, &kept));
    assert!(
        env::var_os("REWRITE_SNAPSHOTS").is_some(),
        "{differences}if it should be so: make snapshots REWRITE=1"
    );
    eprint!("{differences}");
    fs::write(&path, page).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// A forecast or error without the texts for people.
///
/// Hints are free, so there are none in it.
pub fn without_texts(mut answer: Value) -> Value {
    if let Some(forecast) = answer.as_object_mut() {
        forecast.shift_remove("unlikely");
    }
    for list in ["notices", "errors"] {
        for item in answer.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let item = item.as_object_mut().expect("an object");
            item.shift_remove("zh");
            item.shift_remove("en");
        }
    }
    if let Some(tree) = answer.get_mut("why") {
        untold(tree);
    }
    answer
}

/// Takes the texts out of an explanation.
fn untold(node: &mut Value) {
    let fields = node.as_object_mut().expect("a node");
    for language in ["zh", "en"] {
        let text = fields.shift_remove(language);
        assert!(
            text.is_some_and(|text| text.as_str().is_some_and(|text| !text.is_empty())),
            "a node has texts"
        );
    }
    fields.get_mut("parts").and_then(Value::as_array_mut).into_iter().flatten().for_each(untold);
}

static TERMS: LazyLock<Value> = LazyLock::new(|| value(&terms_json()));

/// The columns of a forecast's table that hold one kind of thing, as the dictionary names it, such as `count`.
pub fn columns(table: &str, adds: &str) -> impl Iterator<Item = &'static str> {
    let columns = TERMS["columns"][table].as_object().expect("a table of a forecast");
    columns.iter().filter(move |(_, column)| column["adds"] == adds).map(|(name, _)| name.as_str())
}

/// The counts of a row by column, in ten-thousandths.
pub fn counts(row: &Row) -> BTreeMap<&'static str, i128> {
    let row = serde_json::to_value(row).expect("a row");
    let count = |column| match serde_json::from_value(row[column].clone()).expect("a count") {
        Quantity::Whole(count) => (column, i128::from(count) * 10_000),
        Quantity::Expected(count) => (column, count.cast_signed()),
    };
    columns("rows", "count").map(count).collect()
}

/// A tree with one field of an object changed, by its JSON pointer.
///
/// # Panics
/// When nothing stands at the pointer's parent.
pub fn with(mut tree: Value, pointer: &str, new: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a field");
    match tree.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}")) {
        Value::Array(list) => match key.parse::<usize>() {
            Ok(index) if index < list.len() => list[index] = new,
            _ => list.push(new),
        },
        Value::Object(fields) => {
            fields.insert(key.to_owned(), new);
        }
        other => panic!("{other} at {parent} has no fields"),
    }
    tree
}

/// A tree with one field or item gone.
///
/// # Panics
/// When nothing stands at the pointer.
pub fn without(mut tree: Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer to a field");
    match tree.pointer_mut(parent) {
        Some(Value::Array(list)) => {
            list.remove(key.parse().expect("an index"));
        }
        Some(Value::Object(fields)) => {
            fields.shift_remove(key).unwrap_or_else(|| panic!("nothing at {pointer}"));
        }
        _ => panic!("nothing at {parent}"),
    }
    tree
}

/// The pointers of every place in a tree but its root.
pub fn places(tree: &Value) -> Vec<String> {
    fn walk(tree: &Value, at: &str, found: &mut Vec<String>) {
        let mut visit = |key: String, value: &Value| {
            let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            found.push(place.clone());
            walk(value, &place, found);
        };
        match tree {
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, item)| visit(index.to_string(), item))
            }
            Value::Object(fields) => fields.iter().for_each(|(key, item)| visit(key.clone(), item)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(tree, "", &mut found);
    found
}

const TOKENS: &[&str] = &[
    "null",
    "-",
    "1e9",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u",
    "0",
    "99999",
    "true",
    "\u{feff}",
    "\0",
    "\n",
    "\r\n",
    ";",
    "\t",
    "ffff",
    "-1",
    "0.00",
    "9223372036854775807",
    "92233720368547758.07",
    "440203001",
    "服务性",
    "2021-08",
];

/// A text with some of its bytes changed, cut out, doubled or brought from another text; `below` draws a number below
/// its own.
pub fn damaged(below: &mut impl FnMut(usize) -> usize, text: &[u8], others: &[String]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..1 + below(4) {
        let at = below(bytes.len() + 1);
        let end = (at + below(40)).min(bytes.len());
        match below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
            3 => {
                let other = others[below(others.len())].as_bytes();
                let from = below(other.len());
                let to = (from + below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].to_vec()).for_each(drop);
            }
            4 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << below(8)),
            5 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = below(256) as u8),
            6 => bytes.splice(at..at, TOKENS[below(TOKENS.len())].bytes()).for_each(drop),
            _ => {
                // A digit for a digit: still what it was, or nearly.
                let digits: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit()).collect();
                if !digits.is_empty() {
                    bytes[digits[below(digits.len())]] = b'0' + below(10) as u8;
                }
            }
        }
    }
    bytes
}

/// The smallest programme: 50,000 a year shared 6:4, 5% more after a passed year.
pub fn programme() -> Value {
    json!({
        "id": "example",
        "title": {"zh": "例", "en": "Example"},
        "subsidy": [{"from": 2017, "standard": "50000.00"}],
        "sharing": [{"from": 2017, "parts": [{"payer": "province", "parts": 6}, {"payer": "local", "parts": 4}]}],
        "raise": [{"from": 2017, "rate": "0.05"}],
        "appraisal": [{"from": 2017, "pass": ["excellent", "pass"]}]
    })
}

/// The smallest plan: that programme, two years, one station, one worker.
pub fn plan() -> Value {
    json!({
        "programme": programme(),
        "horizon": {"first": 2017, "last": 2018},
        "stations": [{"code": "440203001"}],
        "workers": [{"id": "w1", "station": "440203001", "post": "service", "hired": "2017-01"}]
    })
}

/// The workers of a plan as columns of one's own.
#[derive(Default)]
pub struct Columns {
    id: Vec<String>,
    station: Vec<u32>,
    post: Vec<Post>,
    hired: Vec<Month>,
    left: Vec<Option<Month>>,
    pay: Vec<Option<Amount>>,
    pay_year: Vec<Option<Year>>,
    appraisals: BTreeMap<Year, Vec<Option<Grade>>>,
    decided: BTreeMap<Year, Vec<Option<Month>>>,
    provisional: BTreeMap<Year, Vec<Option<Grade>>>,
    itineraries: Vec<Itinerary>,
}

impl Columns {
    /// The workers of a plan that has no errors.
    ///
    /// # Panics
    /// When a worker's shape is wrong.
    pub fn of(plan: &Value) -> Columns {
        let codes: Vec<&str> = list(plan, "stations").iter().filter_map(|it| it["code"].as_str()).collect();
        let mut columns = Columns::default();
        let workers = list(plan, "workers");
        for (row, worker) in workers.iter().enumerate() {
            let text = |field: &str| worker.get(field).and_then(Value::as_str);
            let month = |field: &str| text(field).map(|month| month.parse::<Month>().expect("a month"));
            columns.id.push(text("id").unwrap_or_default().to_owned());
            let station = codes.iter().position(|code| Some(*code) == text("station"));
            columns.station.push(station.map_or(u32::MAX, |index| index as u32));
            columns.post.push(text("post").and_then(Post::from_word).expect("a post"));
            columns.hired.push(month("hired").expect("a month of hire"));
            columns.left.push(month("left"));
            let pay = worker.get("pay").cloned();
            columns.pay.push(pay.map(|pay| serde_json::from_value(pay).expect("an amount")));
            let year = worker.get("pay_year").cloned();
            columns.pay_year.push(year.map(|year| serde_json::from_value(year).expect("a year")));
            for (year, grade) in worker.get("appraisals").and_then(Value::as_object).into_iter().flatten() {
                let year = Year::try_from(year.parse::<u16>().expect("a number")).expect("a year");
                let column = columns.appraisals.entry(year).or_insert_with(|| vec![None; workers.len()]);
                if let Some(decided) = grade.get("decided").and_then(Value::as_str) {
                    let column = columns.decided.entry(year).or_insert_with(|| vec![None; workers.len()]);
                    column[row] = Some(decided.parse().expect("a month"));
                }
                if let Some(held) = grade.get("provisional").and_then(Value::as_str) {
                    let column = columns.provisional.entry(year).or_insert_with(|| vec![None; workers.len()]);
                    column[row] = Grade::from_word(held);
                }
                let grade = grade.get("grade").unwrap_or(grade);
                column[row] = grade.as_str().and_then(Grade::from_word);
            }
            let month =
                |of: &Value, field: &str| of[field].as_str().expect("a month").parse().expect("a month");
            let moved = |moved: &Value| Moved {
                from: month(moved, "from"),
                station: codes
                    .iter()
                    .position(|code| *code == moved["station"])
                    .map_or(u32::MAX, |at| at as u32),
                post: moved["post"].as_str().and_then(Post::from_word),
            };
            let (moves, away) = (list(worker, "moves"), list(worker, "away"));
            if !moves.is_empty() || !away.is_empty() {
                let away = away.iter().map(|away| Away { from: month(away, "from"), to: month(away, "to") });
                let moves = moves.iter().map(moved).collect();
                columns.itineraries.push(Itinerary { row, moves, away: away.collect() });
            }
        }
        columns
    }

    /// The ids, for [`Columns::roster`] to borrow.
    pub fn ids(&self) -> Vec<&str> {
        self.id.iter().map(String::as_str).collect()
    }

    /// The columns as the library takes them.
    pub fn roster<'c>(&'c self, ids: &'c [&'c str]) -> Roster<'c> {
        Roster {
            id: ids,
            station: &self.station,
            post: &self.post,
            hired: &self.hired,
            left: &self.left,
            pay: &self.pay,
            pay_year: &self.pay_year,
            appraisals: self.appraisals.iter().map(|(year, grades)| (*year, &grades[..])).collect(),
            decided: self.decided.iter().map(|(year, months)| (*year, &months[..])).collect(),
            provisional: self.provisional.iter().map(|(year, grades)| (*year, &grades[..])).collect(),
            itineraries: &self.itineraries,
        }
    }
}

/// A list of a plan, empty where it is not there.
pub fn list<'p>(plan: &'p Value, field: &str) -> &'p [Value] {
    plan.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A plan's text without its workers.
pub fn without_workers(plan: &Value) -> String {
    let mut plan = plan.clone();
    plan.as_object_mut().expect("a plan").shift_remove("workers");
    plan.to_string()
}

/// A plan from a tree that has no errors of shape.
///
/// # Panics
/// When it has.
pub fn read(plan: &Value) -> Plan {
    Plan::from_json(&plan.to_string()).unwrap_or_else(|errors| panic!("{errors}\nfor {plan}"))
}
