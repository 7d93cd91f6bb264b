//! Rule 21: records, by which anybody can see later that plan, programme and forecast are the same.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::canonical::canonical;
use crate::{
    base::json::{self, Json},
    faults::{
        error::{ErrorKind, Errors, Unanswered},
        findings::{Findings, shown},
        place::Place,
    },
    forecast::forecast::Forecast,
    model::model::Model,
    plan::plan::Plan,
    record::fields::Fields,
};

/// The record of a plan (rule 21): the version of the rules, and the SHA-256 of plan, programme and forecast, each as
/// canonical JSON (RFC 8785).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Record {
    /// The version of the rules.
    rules: String,
    /// Of the plan as it is written out, without its programme.
    plan: String,
    /// Of its programme, a reform merged.
    programme: String,
    /// Of its forecast, notices without their texts.
    forecast: String,
}

/// The record of a plan and its forecast (rule 21), as JSON: what a question for it answers, without calculating again.
///
/// ```
/// use shuangbai::{Plan, Station, answer_json, record_json};
/// let plan = Plan::builder("guangdong-2021", 2021, 2021)
///     .station(Station::new("440203001")?.villages(3)?)
///     .build()?;
/// let record = record_json(&plan, &plan.forecast()?);
/// let asked = format!(r#"{{"plan": {}, "record": {{}}}}"#, plan.to_json());
/// assert_eq!(answer_json(&asked), format!(r#"{{"record":{record}}}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn record_json(plan: &Plan, forecast: &Forecast) -> String {
    json::written(&Record::with(plan, forecast))
}

/// What of a record is not the same.
#[derive(Serialize)]
pub(crate) struct Verified {
    same: bool,
    differs: Vec<&'static str>,
}

/// The version of the rules that the library keeps to.
const RULES: &str = "2";

impl Record {
    /// The record of a plan and of its model.
    pub(crate) fn of(plan: &Plan, model: &Model) -> Result<Record, Errors> {
        Ok(Record::with(plan, &model.forecast().map_err(Unanswered::unwatched)?))
    }

    /// The record of a plan and its forecast.
    fn with(plan: &Plan, forecast: &Forecast) -> Record {
        let mut forecast = tree(forecast);
        if let Some(Value::Array(notices)) = forecast.get_mut("notices") {
            for notice in notices.iter_mut().filter_map(Value::as_object_mut) {
                notice.retain(|key, _| key == "code" || key == "at");
            }
        }
        let mut whole = tree(plan);
        for (value, key) in [(&mut whole, "programme"), (&mut forecast, "unlikely")] {
            value.as_object_mut().and_then(|fields| fields.remove(key));
        }
        Record {
            rules: RULES.to_owned(),
            plan: hash(&whole),
            programme: hash(&tree(&plan.programme)),
            forecast: hash(&forecast),
        }
    }

    /// Each part by its name, in order.
    fn parts(&self) -> [(&'static str, &str); 4] {
        let Record { rules, plan, programme, forecast } = self;
        [("rules", rules), ("plan", plan), ("programme", programme), ("forecast", forecast)]
    }

    /// Which parts of another record differ from this one's.
    pub(crate) fn verify(&self, other: &Record) -> Verified {
        let parts = self.parts().into_iter().zip(other.parts());
        let differs: Vec<_> = parts.filter(|(one, other)| one != other).map(|((name, _), _)| name).collect();
        Verified { same: differs.is_empty(), differs }
    }

    /// What is asked for with `record`: an object without fields.
    pub(crate) fn asked(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<()> {
        Fields::open(findings, place, json, &[]).map(|_| ())
    }

    /// A record to be verified.
    pub(crate) fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Record> {
        const NAMES: [&str; 4] = ["rules", "plan", "programme", "forecast"];
        let Json::Object(_) = json else {
            let wanted = (
                "一份记录：含 rules、plan、programme、forecast 的对象",
                "a record: an object of rules, plan, programme and forecast",
            );
            not_shaped(findings, place, Some(json), wanted);
            return None;
        };
        Fields::open(findings, place, json, &NAMES)?;
        let mut read: BTreeMap<&str, String> = BTreeMap::new();
        for name in NAMES {
            let text = match json.get(name) {
                Some(Json::Text(text)) => Some(text.as_ref()),
                _ => None,
            };
            let is_hash = |text: &str| {
                text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            };
            let (right, wanted) = match name {
                "rules" => (text == Some(RULES), ("规则版本 \"2\"", "the version of the rules, \"2\"")),
                _ => (
                    text.is_some_and(is_hash),
                    ("64 位小写十六进制的 SHA-256", "a SHA-256 in 64 lower-case hexadecimal digits"),
                ),
            };
            match text.filter(|_| right) {
                Some(text) => drop(read.insert(name, text.to_owned())),
                None => not_shaped(findings, place.key(name), json.get(name), wanted),
            }
        }
        let mut part = |name| read.remove(name);
        Some(Record {
            rules: part("rules")?,
            plan: part("plan")?,
            programme: part("programme")?,
            forecast: part("forecast")?,
        })
    }
}

fn not_shaped(findings: &mut Findings, place: Place<'_>, json: Option<&Json<'_>>, wanted: (&str, &str)) {
    let (zh, en) = match json {
        None => ("没有写".to_owned(), "nothing".to_owned()),
        Some(Json::Text(text)) => (format!("是“{}”", shown(text)), format!("`{}`", shown(text))),
        Some(json) => (format!("是 {}", shown(&json.to_string())), format!("`{}`", shown(&json.to_string()))),
    };
    let texts = (format!("这里{zh}，应为{}", wanted.0), format!("found {en}, expected {}", wanted.1));
    findings.add(ErrorKind::Format, place, texts);
}

/// What the library writes, as a tree.
fn tree(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| {
        debug_assert!(false, "{error}");
        Value::Null
    })
}

/// SHA-256 of the canonical text, in lower-case hexadecimal.
fn hash(value: &Value) -> String {
    let digest = Sha256::digest(canonical(value));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
