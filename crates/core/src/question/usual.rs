//! Rule 19: what is asked most of how far something can go, as the question that it is.

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::{
    base::json::{Json, written},
    faults::{
        error::{ErrorKind, Errors},
        findings::{Findings, shown, shown_names},
        place::Place,
    },
    plan::{
        entries::{Entry, Share, Sharing, Subsidy},
        plan::Plan,
    },
    read::{plan as read, text},
    record::{
        fields::{Fields, alone},
        read::{ListOf, Read},
    },
    values::{
        fen::Fen,
        month::Year,
        whole::{Part, Whole},
        words::{Fill, Payer},
    },
};

/// What is asked most of how far something can go, as a question of rule 19: `{"seek": {...}}`, which lacks only what the figure may
/// be `at_most` (where that is nothing, it has it), or `{"errors": [...]}`.
///
/// It is asked by an object with a `plan` and one of
///
/// - `posts`: how many posts 岗位 an amount carries, by what `payer` (`"province"`) owes in `year` (the last one) in `region`. The vacancy
///   rate is varied, of the posts that are filled to the norm, in every year alike: listed workers and hires stay.
/// - `opening`: from which month of `year` (the first one) on all stations can open 建站, or `stations`, by the same.
/// - `standard`: at which standard 标准 a fund, `fund` by its name or place (the first one), lasts through `until` (the last year): from
///   nothing to twice the standard of the subsidy's `entry`.
/// - `share`: which share 分担 keeps what `payer` (`"local"`) owes in `year` (the last one) in `region` under a ceiling. The parts of
///   `payer` in the sharing's `entry` are varied. The others share the rest as before, `other` (`"province"`) takes it where the
///   payer was alone; the question is about the plan under `reform`, in which the others have about 100,000 parts: `others`.
///
/// `entry` is a place in the programme's list, needed where it has several.
///
/// ```
/// let asked = r#"{"opening": {"year": 2021}, "plan": {
///     "programme": "guangdong-2021", "horizon": {"first": 2021, "last": 2022},
///     "stations": [{"code": "440203001", "villages": 3}], "assumptions": {"fill": "norm"}
/// }}"#;
/// assert_eq!(shuangbai::usual_json(asked), concat!(
///     r#"{"seek":{"vary":{"at":["/stations/*/opens"],"from":"2021-01","to":"2021-12"},"#,
///     r#""figure":{"figure":"due/province","years":2021},"find":"first"}}"#,
/// ));
/// ```
pub fn usual_json(asked: &str) -> String {
    match usual(asked) {
        Ok(answer) => written(&answer),
        Err(errors) => errors.to_json(),
    }
}

const PLAN: &str = "plan";
const POSTS: &str = "posts";
const OPENING: &str = "opening";
const STANDARD: &str = "standard";
const SHARE: &str = "share";

/// What can be asked.
const KINDS: [&str; 4] = [POSTS, OPENING, STANDARD, SHARE];

/// So finely the shares of others than the payer are told apart, by parts.
const FINE: u32 = 100_000;

/// A place in a list of entries.
type EntryPlace = Whole<0, { u32::MAX }>;

/// A question, and of which plan.
#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    reform: Option<Reform>,
    seek: Question,
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<u32>,
}

#[derive(Serialize)]
struct Reform {
    sharing: Vec<Entry<Sharing>>,
}

/// A question as rule 19 has it.
#[derive(Serialize)]
struct Question {
    vary: Vary,
    figure: Figure,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Fen>,
    find: &'static str,
}

#[derive(Serialize)]
struct Vary {
    at: Vec<String>,
    from: Candidate,
    to: Candidate,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Candidate {
    Whole(u32),
    Text(String),
}

#[derive(Serialize)]
struct Figure {
    figure: String,
    years: Years,
    #[serde(skip_serializing_if = "String::is_empty")]
    region: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Years {
    One(Year),
    Several([Year; 2]),
}

/// Who owes what is looked at, when and where.
struct Due {
    payer: Payer,
    year: Year,
    region: String,
}

impl Due {
    const NAMES: [&'static str; 3] = ["payer", "year", "region"];

    fn read(fields: &mut Fields<'_, '_>, payer: Payer, year: Year) -> Option<Due> {
        let payer = fields.or("payer", Payer::read, payer);
        let year = fields.or("year", Year::read, year);
        let region = fields.or("region", String::read, String::new());
        Some(Due { payer: payer?, year: year?, region: region? })
    }

    fn figure(self) -> Figure {
        Figure {
            figure: format!("due/{}", self.payer.word()),
            years: Years::One(self.year),
            region: self.region,
        }
    }
}

impl Question {
    fn new(
        at: Vec<String>,
        candidates: RangeInclusive<Candidate>,
        figure: Figure,
        find: &'static str,
    ) -> Question {
        let (from, to) = candidates.into_inner();
        Question { vary: Vary { at, from, to }, figure, at_most: None, find }
    }

    fn alone(self) -> Answer {
        Answer { reform: None, seek: self, others: None }
    }
}

fn between(from: impl ToString, to: impl ToString) -> RangeInclusive<Candidate> {
    Candidate::Text(from.to_string())..=Candidate::Text(to.to_string())
}

fn usual(asked: &str) -> Result<Answer, Errors> {
    let tree = text::json(asked)?;
    alone(|findings| {
        let names = [&[PLAN], &KINDS[..]].concat();
        let mut fields = Fields::open(findings, Place::Root, &tree, &names)?;
        let plan = fields.need(PLAN, |findings, place, json| {
            read::plan(json).map_err(|errors| findings.extend(errors.under(place))).ok()
        })?;
        let kinds: Vec<&str> = KINDS.iter().copied().filter(|kind| tree.get(kind).is_some()).collect();
        let [kind] = kinds[..] else {
            let texts = (
                format!("写 {} 中的一项", KINDS.join("、")),
                format!("it takes one of {}", KINDS.join(", ")),
            );
            findings.add(ErrorKind::Choice, "", texts);
            return None;
        };
        fields.may(kind, |findings, place, json| match kind {
            POSTS => posts(findings, place, json, &plan),
            OPENING => opening(findings, place, json, &plan),
            STANDARD => standard(findings, place, json, &plan),
            _ => share(findings, place, json, &plan),
        })
    })
}

fn posts(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, plan: &Plan) -> Option<Answer> {
    let mut fields = Fields::open(findings, place, json, &Due::NAMES)?;
    let due = Due::read(&mut fields, Payer::Province, plan.horizon.last)?;
    if plan.assumptions.fill != Fill::Norm {
        let texts = (
            "方案没有按编制配岗：assumptions.fill 应为 norm".to_owned(),
            "the plan fills no posts: `assumptions.fill` is `norm` where it does".to_owned(),
        );
        findings.add(ErrorKind::Choice, Place::Root.key(PLAN).key("assumptions").key("fill"), texts);
        return None;
    }
    let at = vec!["/assumptions/vacancy_rate".to_owned()];
    Some(Question::new(at, between("0", "1"), due.figure(), "first").alone())
}

fn opening(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, plan: &Plan) -> Option<Answer> {
    const STATIONS: &str = "stations";
    let names = [&Due::NAMES[..], &[STATIONS]].concat();
    let mut fields = Fields::open(findings, place, json, &names)?;
    let due = Due::read(&mut fields, Payer::Province, plan.horizon.first);
    let chosen = fields.or(STATIONS, ListOf::<String>::read, Vec::new());
    let (due, chosen) = (due?, chosen?);
    let codes: Vec<String> = plan.stations.iter().map(|station| station.code.to_string()).collect();
    let mut at = Vec::new();
    for (index, code) in chosen.iter().enumerate() {
        match codes.iter().position(|known| known == code) {
            Some(place) => at.push(format!("/stations/{place}/opens")),
            None => {
                let near = findings.nearest(code, codes.iter().map(String::as_str));
                let texts = (format!("没有社工站“{}”", shown(code)), format!("no station `{}`", shown(code)));
                findings.add_near(ErrorKind::UnknownStation, place.key(STATIONS).index(index), texts, near);
            }
        }
    }
    if at.len() < chosen.len() {
        return None;
    }
    if chosen.is_empty() {
        at.push("/stations/*/opens".to_owned());
    }
    let year = due.year;
    let months = between(format!("{year}-01"), format!("{year}-12"));
    Some(Question::new(at, months, due.figure(), "first").alone())
}

fn standard(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, plan: &Plan) -> Option<Answer> {
    let mut fields = Fields::open(findings, place, json, &["fund", "until", "entry"])?;
    let horizon = plan.horizon;
    let fund = fields.or("fund", String::read, "0".to_owned());
    let until = fields.or("until", Year::read, horizon.last);
    let entry = entry(&mut fields, place, "subsidy", &plan.programme.subsidy, of_subsidy);
    let (fund, until, entry) = (fund?, until?, entry?);
    let funds = &plan.programme.funds;
    let names = || funds.iter().map(|fund| &fund.says.name[..]);
    let named = names().position(|name| name == fund);
    let Some(fund) = named.or_else(|| fund.parse().ok().filter(|place| *place < funds.len())) else {
        let near = findings.nearest(&fund, names());
        let (zh, en) = shown_names(names());
        let fund = shown(&fund);
        let texts = (format!("没有资金“{fund}”，有：{zh}"), format!("no fund `{fund}`, the funds are {en}"));
        findings.add_near(ErrorKind::Choice, place.key("fund"), texts, near);
        return None;
    };
    let now = Fen::from(plan.programme.subsidy[entry].says.standard);
    let figure = Figure {
        figure: format!("funds/{fund}/shortfall"),
        years: Years::Several([horizon.first, until]),
        region: String::new(),
    };
    let at = vec![format!("/programme/subsidy/{entry}/standard")];
    let candidates = between(Fen(0), Fen(now.0.saturating_mul(2)));
    let question = Question::new(at, candidates, figure, "last");
    // Nothing falls short of it.
    Some(Question { at_most: Some(Fen(0)), ..question }.alone())
}

fn share(findings: &mut Findings, place: Place<'_>, json: &Json<'_>, plan: &Plan) -> Option<Answer> {
    let names = [&Due::NAMES[..], &["other", "entry"]].concat();
    let mut fields = Fields::open(findings, place, json, &names)?;
    let due = Due::read(&mut fields, Payer::Local, plan.horizon.last);
    let other = fields.or("other", Payer::read, Payer::Province);
    let entry = entry(&mut fields, place, "sharing", &plan.programme.sharing, of_sharing);
    let (due, other, entry) = (due?, other?, entry?);
    let mut sharing = plan.programme.sharing.clone();
    let parts = &mut sharing[entry].says.parts;
    parts.retain(|share| share.payer != due.payer);
    if parts.is_empty() {
        parts.push(Share { payer: other, parts: Part::fixed::<1>() });
    }
    let sum: u32 = parts.iter().map(|share| share.parts.get()).sum();
    let times = (FINE / sum).max(1);
    for share in parts.iter_mut() {
        share.parts = Part::new(share.parts.get().saturating_mul(times)).ok()?;
    }
    let own = format!("/programme/sharing/{entry}/parts/{}/parts", parts.len());
    parts.push(Share { payer: due.payer, parts: Part::fixed::<1>() });
    let candidates = Candidate::Whole(1)..=Candidate::Whole(1_000_000);
    let seek = Question::new(vec![own], candidates, due.figure(), "last");
    Some(Answer { reform: Some(Reform { sharing }), seek, others: Some(sum * times) })
}

/// By what entries of subsidy differ, and of sharing.
fn of_subsidy(it: &Subsidy) -> [Option<&str>; 2] {
    [it.tier.as_deref(), it.post.map(|post| post.word())]
}

fn of_sharing(it: &Sharing) -> [Option<&str>; 2] {
    [it.tier.as_deref(), None]
}

/// The place of an entry: the one that is given, or the only one.
fn entry<T>(
    fields: &mut Fields<'_, '_>,
    place: Place<'_>,
    list: &str,
    entries: &[Entry<T>],
    kind: impl Fn(&T) -> [Option<&str>; 2],
) -> Option<usize> {
    let read = |findings: &mut Findings, place: Place<'_>, json: &Json<'_>| {
        EntryPlace::read(findings, place, json).map(Some)
    };
    match (fields.or("entry", read, None)?, entries.len()) {
        (Some(given), count) if (given.get() as usize) < count => return Some(given.get() as usize),
        (None, 1) => return Some(0),
        _ => {}
    }
    let told = entries.iter().enumerate().map(|(place, entry)| {
        let [tier, post] = kind(&entry.says);
        let from = entry.from.to_string();
        let words = [tier, post, Some(&from)].into_iter().flatten().collect::<Vec<_>>();
        format!("{place}: {}", words.join(", "))
    });
    let told = shown(&told.collect::<Vec<_>>().join("; "));
    let texts = (
        format!("{list} 有 {} 条，请写 entry：{told}", entries.len()),
        format!("which entry of {list}? `entry` is one of {told}"),
    );
    fields.findings.add(ErrorKind::Range, place.key("entry"), texts);
    None
}
