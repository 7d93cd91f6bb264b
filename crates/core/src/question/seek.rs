//! Rule 19: how far a value of a plan can go, so that a figure stays within a limit.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Serialize, Serializer};

use super::{
    figure::Figure,
    places::{Kind, Path, Places, places},
    printed::{Printed, Unit},
};
use crate::{
    base::json::Json,
    faults::{
        error::{ErrorKind, Errors, Fault},
        findings::{Findings, shown},
        place::Place,
    },
    model::model::Model,
    plan::{
        assumptions::Assumptions,
        people::{Hire, Station, Worker},
        plan::Plan,
        programme::Programme,
    },
    read::plan::horizon,
    record::{
        fields::{Fields, TEXT, alone, list_of_some, not_written, one_of, str_of, wrong_type},
        read::{ListOf, Read, SomeOf},
    },
    values::{
        fen::{Amount, Rate, decimal},
        month::Month,
        written::{Flaw, Form, NotWritten},
    },
};

/// There are at most so many candidates: 2^53.
const MOST: i128 = 1 << 53;

/// What is asked: which value, varied how, for which figure within which limit.
pub(crate) struct Seek {
    vary: Vary,
    figure: Figure,
    limit: Limit,
    find: Find,
}

/// The candidates: from, from + step, … as far as they do not pass `to`.
struct Vary {
    kind: Kind,
    paths: Vec<Path>,
    from: i128,
    to: i128,
    step: i128,
}

enum Limit {
    AtMost(Printed),
    AtLeast(Printed),
}

#[derive(Clone, Copy)]
enum Find {
    First,
    Last,
}

const FIND: [(&str, &str); 2] = [("last", "最后一个"), ("first", "第一个")];

/// A candidate and what the figure is with it.
#[derive(Clone, Serialize)]
struct Tried {
    #[serde(serialize_with = "as_written")]
    value: Json<'static>,
    figure: Printed,
}

/// How far it can go.
#[derive(Serialize)]
pub(crate) struct Found {
    /// The last, or the first, that fulfils the condition; null with none.
    #[serde(serialize_with = "maybe_written")]
    value: Option<Json<'static>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    figure: Option<Printed>,
    /// The neighbour that does not; null where the candidates end, and nothing at all where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Option<Tried>>,
    tried: Vec<Tried>,
}

fn as_written<S: Serializer>(value: &Json<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Json::Text(text) => serializer.serialize_str(text),
        Json::Number(number) => match number.whole() {
            Some(whole) => serializer.serialize_i128(whole),
            None => serializer.serialize_none(),
        },
        _ => serializer.serialize_none(),
    }
}

fn maybe_written<S: Serializer>(value: &Option<Json<'_>>, serializer: S) -> Result<S::Ok, S::Error> {
    as_written(value.as_ref().unwrap_or(&Json::Null), serializer)
}

impl Seek {
    /// Where the plan could not be read, the places in it are not looked for.
    pub(crate) fn read(
        findings: &mut Findings,
        place: Place<'_>,
        json: &Json<'_>,
        plan: Option<&Plan>,
    ) -> Option<Seek> {
        const NAMES: [&str; 5] = ["vary", "figure", "at_most", "at_least", "find"];
        let mut fields = Fields::open(findings, place, json, &NAMES)?;
        let vary = fields.need("vary", |findings, place, json| Vary::read(findings, place, json, plan));
        let figure = fields.need("figure", Figure::read);
        let is_count = json.get("figure").is_some_and(Figure::is_count);
        let limit = |findings: &mut Findings, place: Place<'_>, json: &Json<'_>| {
            if is_count { count(findings, place, json) } else { amount(findings, place, json) }
        };
        let (at_most, at_least) = (fields.may("at_most", limit), fields.may("at_least", limit));
        let find = fields.or("find", find, Find::Last);
        let given = ["at_most", "at_least"].iter().filter(|name| json.get(name).is_some()).count();
        if given != 1 {
            let texts = (
                format!("at_most 和 at_least 写一个，这里有 {given} 个"),
                format!("it takes one of at_most and at_least, there are {given}"),
            );
            findings.add(ErrorKind::Choice, place, texts);
        }
        let limit = at_most.map(Limit::AtMost).or(at_least.map(Limit::AtLeast));
        Some(Seek { vary: vary?, figure: figure?, limit: limit?, find: find? })
    }

    /// The round of meaning.
    pub(crate) fn check(&self, findings: &mut Findings, place: Place<'_>, plan: &Plan) {
        self.figure.check(findings, place.key("figure"), plan.horizon, &[&plan.programme], &[&plan.stations]);
        let Vary { kind, from, to, .. } = self.vary;
        let vary = place.key("vary");
        if to < from {
            let [from, to] = [from, to].map(|number| kind.json(number).to_string());
            let texts =
                (format!("to（{to}）小于 from（{from}）"), format!("`to`, {to}, is before `from`, {from}"));
            findings.add(ErrorKind::Order, vary.key("to"), texts);
        }
    }

    /// The answer, of a plan whose meaning is right.
    pub(crate) fn answer(&self, plan: &Plan, model: &Model) -> Result<Found, Errors> {
        let last = (self.vary.to - self.vary.from) / self.vary.step;
        let mut asking = Asking { seek: self, plan, model, tried: Vec::new() };
        // From `good`, if it fulfils the condition, towards `bad`.
        let (mut good, mut bad) = match self.find {
            Find::Last => (0, last),
            Find::First => (last, 0),
        };
        if asking.fulfils(bad)? {
            return asking.found(Some(bad), None);
        }
        if good == bad || !asking.fulfils(good)? {
            return asking.found(None, None);
        }
        while (good - bad).abs() > 1 {
            let low = good.min(bad);
            let middle = low + (good - bad).abs() / 2;
            if asking.fulfils(middle)? { good = middle } else { bad = middle }
        }
        asking.found(Some(good), Some(bad))
    }
}

/// Candidates asked for, in order.
struct Asking<'s> {
    seek: &'s Seek,
    plan: &'s Plan,
    model: &'s Model,
    tried: Vec<(i128, Tried)>,
}

impl Asking<'_> {
    fn fulfils(&mut self, candidate: i128) -> Result<bool, Errors> {
        let Vary { kind, from, step, .. } = self.seek.vary;
        let value = kind.json(from + candidate * step);
        let figure = self.model_with(&value).and_then(|model| self.seek.figure.of(model));
        let figure = figure.map_err(|errors| self.seek.vary.moved(errors))?;
        self.tried.push((candidate, Tried { value, figure }));
        Ok(match self.seek.limit {
            Limit::AtMost(limit) => figure.compare(limit).is_le(),
            Limit::AtLeast(limit) => figure.compare(limit).is_ge(),
        })
    }

    /// The model of the plan with this value in all places: what does not rest on it is not read or checked anew.
    fn model_with(&self, value: &Json<'static>) -> Result<Model, Errors> {
        let mut plan = self.plan.outline();
        let mut with_workers = None;
        let mut people_stay = true;
        let fields: BTreeSet<&str> = self.seek.vary.paths.iter().map(Path::field).collect();
        for field in fields {
            let mut json = written(self.plan, field);
            for path in self.seek.vary.paths.iter().filter(|path| path.field() == field) {
                path.put(&mut json, value.clone());
                people_stay &= match field {
                    "programme" | "assumptions" | "hires" => true,
                    "stations" => ["opens", "villages"].contains(&path.last()),
                    _ => false,
                };
            }
            let place = Place::Root.key(field);
            match field {
                "programme" => plan.programme = alone(|findings| Programme::read(findings, place, &json))?,
                "assumptions" => {
                    plan.assumptions = alone(|findings| Assumptions::read(findings, place, &json))?
                }
                "hires" => plan.hires = alone(|findings| ListOf::<Hire>::read(findings, place, &json))?,
                "stations" => {
                    plan.stations = alone(|findings| SomeOf::<Station>::read(findings, place, &json))?
                }
                "horizon" => plan.horizon = alone(|findings| horizon(findings, place, &json))?,
                _ => with_workers = Some(alone(|findings| ListOf::<Worker>::read(findings, place, &json))?),
            }
        }
        if people_stay {
            return self.model.under(plan);
        }
        plan.workers = with_workers.unwrap_or_else(|| self.plan.workers.clone());
        self.model.anew(&plan)
    }

    fn found(self, good: Option<i128>, bad: Option<i128>) -> Result<Found, Errors> {
        let of = |place: i128| {
            let tried = self.tried.iter().find(|(candidate, _)| *candidate == place);
            tried.map(|(_, tried)| tried.clone()).ok_or_else(|| Fault::here("an answer has been tried"))
        };
        let (good, bad) = (good.map(of).transpose()?, bad.map(of).transpose()?);
        let next = good.is_some().then_some(bad);
        let (value, figure) = good.map(|Tried { value, figure }| (value, figure)).unzip();
        Ok(Found { value, figure, next, tried: self.tried.into_iter().map(|(_, tried)| tried).collect() })
    }
}

/// A field of a plan as it is written.
fn written(plan: &Plan, field: &str) -> Json<'static> {
    match field {
        "programme" => Json::of(&plan.programme),
        "assumptions" => Json::of(&plan.assumptions),
        "hires" => Json::of(&plan.hires),
        "stations" => Json::of(&plan.stations),
        "horizon" => Json::of(&plan.horizon),
        "workers" => Json::of(&plan.workers),
        _ => Json::Null,
    }
}

impl Vary {
    fn read(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, plan: Option<&Plan>) -> Option<Vary> {
        const NAMES: [&str; 4] = ["at", "from", "to", "step"];
        let mut fields = Fields::open(findings, place, json, &NAMES)?;
        let pointers = fields.need("at", pointers);
        let pointers = pointers.filter(|pointers| !pointers.is_empty());
        let there = pointers.as_deref().zip(plan).and_then(|(pointers, plan)| {
            let there = all_places(plan, pointers);
            if there.is_none() {
                not_varied(fields.findings, place.key("at"), pointers);
            }
            there
        });
        // What they are written like, only the places tell.
        let kind = there.as_ref().map(|there| there.kind);
        let value =
            |findings: &mut Findings, place: Place<'_>, json: &Json<'_>| number(findings, place, json, kind?);
        let (from, to) = (fields.need("from", value), fields.need("to", value));
        let step = fields.or("step", |findings, place, json| step(findings, place, json, kind?), 1);
        let (from, to, step) = (from?, to?, step?);
        if (to - from) / step >= MOST {
            let texts = (
                "从 from 到 to 的候选值超过 2^53 个，请写更大的 step".to_owned(),
                "from `from` to `to` there are more than 2^53 candidates, it takes a larger `step`"
                    .to_owned(),
            );
            findings.add(ErrorKind::Range, place.key("step"), texts);
            return None;
        }
        let Places { kind, paths } = there?;
        Some(Vary { kind, paths, from, to, step })
    }

    /// A candidate's errors as the question's: what it varies is `/seek/vary`, all else lies in the plan.
    fn moved(&self, errors: Errors) -> Errors {
        let varied: BTreeSet<String> = self.paths.iter().map(Path::pointer).collect();
        errors.moved(|at| {
            let mut ends = at.match_indices('/').map(|(end, _)| end).chain([at.len()]);
            let within = ends.any(|end| varied.contains(&at[..end]));
            if within { "/seek/vary".to_owned() } else { format!("/plan{at}") }
        })
    }
}

/// All that pointers name, of one kind.
fn all_places(plan: &Plan, pointers: &[Cow<'_, str>]) -> Option<Places> {
    let names = pointers.iter().map(|pointer| pointer.split('/').nth(1).unwrap_or_default());
    let fields: BTreeSet<&str> = names.collect();
    let fields = fields.into_iter().map(|field| (field.to_owned().into(), written(plan, field)));
    let written = Json::Object(fields.collect());
    let mut all: Option<Places> = None;
    for pointer in pointers {
        let Places { kind, paths } = places(&written, pointer)?;
        let all = all.get_or_insert(Places { kind, paths: Vec::new() });
        if kind != all.kind {
            return None;
        }
        all.paths.extend(paths);
    }
    all
}

/// A pointer, or a list of some.
fn pointers<'j>(findings: &mut Findings, place: Place<'_>, json: &'j Json<'j>) -> Option<Vec<Cow<'j, str>>> {
    match json {
        Json::List(_) => list_of_some(findings, place, json, |findings, place, json| {
            str_of(findings, place, json, TEXT).map(Cow::Borrowed)
        }),
        Json::Text(pointer) => Some(vec![Cow::Borrowed(pointer)]),
        _ => {
            wrong_type(findings, place, json, ("指针，或指针的列表", "a pointer, or a list of pointers"));
            None
        }
    }
}

fn not_varied(findings: &mut Findings, place: Place<'_>, pointers: &[Cow<'_, str>]) {
    let all: Vec<String> = pointers.iter().map(|pointer| shown(pointer)).collect();
    let texts = (
        format!("“{}”应指向方案写出后的金额、比率、月份或整数，且都是同一种", all.join("、")),
        format!(
            "`{}` should name amounts, rates, months or whole numbers in the plan as it is written out, all of one kind",
            all.join("`, `")
        ),
    );
    findings.add(ErrorKind::Type, place, texts);
}

/// A value of a kind, as the number of its units.
fn number(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, kind: Kind) -> Option<i128> {
    match kind {
        Kind::Amount => Amount::read(findings, place, json).map(|amount| amount.fen().0.into()),
        Kind::Rate => Rate::read(findings, place, json).map(|rate| rate.millionths().into()),
        Kind::Month => Month::read(findings, place, json).map(|month| month.ordinal().into()),
        Kind::Whole => whole(findings, place, json, -MOST, WHOLE),
    }
}

/// A step is written like the value, in months for months; it is not 0.
fn step(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, kind: Kind) -> Option<i128> {
    match kind {
        Kind::Month | Kind::Whole => whole(findings, place, json, 1, STEP),
        Kind::Amount | Kind::Rate => {
            let step = number(findings, place, json, kind)?;
            if step == 0 {
                let form = if kind == Kind::Rate { "0.000001" } else { "0.01" };
                let texts =
                    (format!("步长是 0，应至少为 {form}"), format!("the step is 0, it is {form} at least"));
                findings.add(ErrorKind::Range, place, texts);
                return None;
            }
            Some(step)
        }
    }
}

const WHOLE: Form = Form::new(("整数", "a whole number"), ("-2^53 到 2^53", "-2^53 to 2^53"));
const STEP: Form = Form::new(("正整数", "a whole number above 0"), ("1 到 2^53", "1 to 2^53"));

fn whole(
    findings: &mut Findings,
    place: Place<'_>,
    json: &Json<'_>,
    least: i128,
    form: Form,
) -> Option<i128> {
    let number = if let Json::Number(number) = json { number.whole() } else { None };
    let Some(number) = number else {
        wrong_type(findings, place, json, form.written);
        return None;
    };
    if !(least..=MOST).contains(&number) {
        not_written(findings, place, &NotWritten::new(Flaw::Range, json, form));
        return None;
    }
    Some(number)
}

fn amount(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Printed> {
    Amount::read(findings, place, json).map(|amount| amount.fen().into())
}

/// A count as rows print it: a whole number, or a text with at most four decimals.
fn count(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Printed> {
    const COUNT: Form = Form::new(
        (
            "人数：整数，或如 \"12.5000\" 的文本（至多四位小数）",
            "a count: a whole number, or a string like \"12.5000\" with at most four decimals",
        ),
        ("0 到 2^53", "0 to 2^53"),
    );
    let (value, unit) = match json {
        Json::Text(text) => match decimal(text, 4) {
            Ok(value) => (value, Unit::TenThousandth),
            Err(flaw) => {
                not_written(findings, place, &NotWritten::new(flaw, text, COUNT));
                return None;
            }
        },
        _ => (whole(findings, place, json, 0, COUNT)?, Unit::One),
    };
    if value > (Printed { value: MOST, unit: Unit::One }).to(unit).value {
        not_written(findings, place, &NotWritten::new(Flaw::Range, json, COUNT));
        return None;
    }
    Some(Printed { value, unit })
}

fn find(findings: &mut Findings, place: Place<'_>, json: &Json<'_>) -> Option<Find> {
    let word = one_of(findings, place, json, &FIND)?;
    Some(if word == FIND[0].0 { Find::Last } else { Find::First })
}
