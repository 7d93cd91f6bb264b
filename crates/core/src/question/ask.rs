//! Rule 16: the door for questions, JSON in, JSON out.

use std::{num::NonZeroUsize, sync::Arc};

use serde::Serialize;

use super::{
    compare::{Compare, Compared},
    record::{Record, Verified},
    seek::{Found, Seek},
    why,
};
use crate::{
    base::json::{Json, written},
    faults::{
        error::{ErrorKind, Errors, Unanswered},
        findings::Findings,
        place::Place,
        watch::Watch,
    },
    model::model::Model,
    plan::{plan::Plan, roster::Roster},
    read::{plan as read, text},
    record::{
        fields::{Fields, alone, close},
        read::Read,
    },
    sheet::{ask::Ask, known, rows::Sheet},
};

/// The answer to a question about plans (rules 16 to 21), as compact JSON: an object with the question's one field, or
/// `{"errors": [...]}`, whose places start at the question.
///
/// A question is an object with a `plan` and one of
///
/// - `why` (rule 17): a figure of the forecast as a tree of what it is made of,
/// - `compare` (rule 18): a figure's difference to another plan, by its causes,
/// - `seek` (rule 19): how far a value of the plan can go so that a figure stays within a limit,
/// - `sheet` (rule 20): who is paid what, month by month,
/// - `record` and `verify` (rule 21): what plan, programme and forecast are known by later, and whether they still are.
///
/// ```
/// let answer = shuangbai::answer_json(r#"{
///     "plan": {
///         "programme": "guangdong-2021",
///         "horizon": {"first": 2021, "last": 2022},
///         "stations": [{"code": "440203001", "villages": 3}],
///         "hires": [{"station": "440203001", "post": "service", "count": 1, "month": "2021-01"}]
///     },
///     "seek": {
///         "vary": {"at": "/hires/0/count", "from": 1, "to": 100},
///         "figure": {"figure": "pay", "years": 2022},
///         "at_most": "500000.00"
///     }
/// }"#);
/// assert!(answer.starts_with(r#"{"seek":{"value":9,"figure":"472500.00","next":{"value":10,"#), "{answer}");
/// ```
pub fn answer_json(question: &str) -> String {
    answered(question, NonZeroUsize::MIN, &Arc::default())
}

/// The same on so many threads, and soon at an end when the watch is stopped: then there is no answer.
///
/// ```
/// # use std::{num::NonZeroUsize, sync::Arc};
/// # use shuangbai::{Watch, answer_json, answer_watched};
/// let (watch, two) = (Arc::new(Watch::new()), NonZeroUsize::new(2).unwrap());
/// assert_eq!(answer_watched("{}", two, &watch), Some(answer_json("{}")));
/// watch.stop();
/// assert_eq!(answer_watched("{}", two, &watch), None);
/// ```
pub fn answer_watched(question: &str, threads: NonZeroUsize, watch: &Arc<Watch>) -> Option<String> {
    let answer = answered(question, threads, watch);
    (!watch.is_stopped()).then_some(answer)
}

fn answered(question: &str, threads: NonZeroUsize, watch: &Arc<Watch>) -> String {
    match answer(question, threads, watch) {
        Ok(Answer::Why(tree)) => format!("{{\"{WHY}\":{tree}}}"),
        Ok(answer) => written(&answer),
        Err(errors) => errors.to_json(),
    }
}

/// What is asked of a plan.
enum Asked {
    Why(why::Ask),
    Compare(Box<Compare>),
    Seek(Box<Seek>),
    Sheet(Ask),
    Record,
    Verify(Record),
}

/// The answer, under the question's field.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    /// As it is written.
    #[serde(skip)]
    Why(String),
    Compare(Compared),
    Seek(Found),
    Sheet(Sheet),
    Record(Record),
    Verify(Verified),
}

const PLAN: &str = "plan";
const WHY: &str = "why";
const COMPARE: &str = "compare";
const SEEK: &str = "seek";
const SHEET: &str = "sheet";
const RECORD: &str = "record";
const VERIFY: &str = "verify";

/// What can be asked.
const KINDS: [&str; 6] = [WHY, COMPARE, SEEK, SHEET, RECORD, VERIFY];

fn answer(question: &str, threads: NonZeroUsize, watch: &Arc<Watch>) -> Result<Answer, Errors> {
    let tree = text::json(question)?;
    let (plan, asked) = alone(|findings| read_question(findings, &tree))?;
    // The round of meaning, of the plans and of the question's own fields.
    let mut findings = Findings::default();
    let place = Place::Root;
    // The model of a plan that stands at a place, or what is wrong with its meaning, noted.
    let checked = |findings: &mut Findings, place: Place<'_>, plan: &Plan| {
        let model = plan.check_watched(&Roster::default(), threads, Arc::clone(watch));
        model.map_err(|unanswered| findings.extend(unanswered.unwatched().under(place))).ok()
    };
    let model = checked(&mut findings, place.key(PLAN), &plan);
    match asked {
        Asked::Why(ask) => {
            let own = place.key(WHY);
            ask.check(&mut findings, own, &plan);
            let model = close(findings, model)?;
            ask.answer(plan, model, own).map(Answer::Why)
        }
        Asked::Compare(compare) => {
            let place = place.key(COMPARE);
            let other = checked(&mut findings, place.key("with"), compare.with());
            let causes = compare.check(&mut findings, place, &plan);
            let (model, other) = close(findings, model.zip(other))?;
            compare.answer(&plan, &causes, [model, other]).map(Answer::Compare)
        }
        Asked::Seek(seek) => {
            seek.check(&mut findings, place.key(SEEK), &plan);
            seek.answer(&plan, &close(findings, model)?).map(Answer::Seek)
        }
        Asked::Sheet(ask) => {
            let (own, plans) = (place.key(SHEET), place.key(PLAN));
            let mut of_plan = Findings::default();
            known::check(&mut of_plan, &plan);
            of_plan.close().unwrap_or_else(|errors| findings.extend(errors.under(plans)));
            ask.check(&mut findings, own, &plan);
            let model = close(findings, model)?;
            let mut findings = Findings::default();
            ask.uncertain(&mut findings, own, &plan);
            let calculated = model.forecast().map_err(Unanswered::unwatched);
            calculated.map(drop).unwrap_or_else(|errors| findings.extend(errors.under(plans)));
            findings.close()?;
            let sheet = ask.answer(&plan, &model).map_err(|why| why.unwatched().under(plans));
            sheet.map(Answer::Sheet)
        }
        Asked::Record => record_of(&plan, &close(findings, model)?).map(Answer::Record),
        Asked::Verify(record) => {
            let own = record_of(&plan, &close(findings, model)?)?;
            Ok(Answer::Verify(own.verify(&record)))
        }
    }
}

fn record_of(plan: &Plan, model: &Model) -> Result<Record, Errors> {
    Record::of(plan, model).map_err(|errors| errors.under(Place::Root.key(PLAN)))
}

fn read_question(findings: &mut Findings, json: &Json<'_>) -> Option<(Plan, Asked)> {
    let names = [&[PLAN], &KINDS[..]].concat();
    let mut fields = Fields::open(findings, Place::Root, json, &names)?;
    let plan = fields.need(PLAN, read_plan);
    let why = fields.may(WHY, why::Ask::read);
    let compare =
        fields.may(COMPARE, |findings, place, json| Compare::read(findings, place, json, read_plan));
    let seek = fields.may(SEEK, |findings, place, json| Seek::read(findings, place, json, plan.as_ref()));
    let sheet = fields.may(SHEET, Ask::read);
    let record = fields.may(RECORD, Record::asked);
    let verify = fields.may(VERIFY, Record::read);
    let asked: Vec<&str> = KINDS.iter().copied().filter(|kind| json.get(kind).is_some()).collect();
    if asked.len() != 1 {
        not_one(findings, &asked);
        return None;
    }
    let why = why.map(Asked::Why);
    let compare = compare.map(|compare| Asked::Compare(Box::new(compare)));
    let seek = seek.map(|seek| Asked::Seek(Box::new(seek)));
    let record = record.map(|()| Asked::Record);
    let asked = why.or(compare).or(seek).or(sheet.map(Asked::Sheet)).or(record).or(verify.map(Asked::Verify));
    plan.zip(asked)
}

/// A plan inside a question: what is wrong with it stands there.
fn read_plan(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Plan> {
    read::plan(json).map_err(|errors| findings.extend(errors.under(place))).ok()
}

/// Notes that a question does not ask one thing.
fn not_one(findings: &mut Findings, asked: &[&str]) {
    let offered = KINDS.join("、");
    let (zh, en) = match asked {
        [] => ("没有".to_owned(), "none".to_owned()),
        _ => (format!("有 {}", asked.join("、")), asked.join(", ")),
    };
    let texts = (
        format!("一次问一件事，这里{zh}；可以问：{offered}"),
        format!("a question asks one thing of {}, there is {en}", KINDS.join(", ")),
    );
    findings.add(ErrorKind::Choice, "", texts);
}
