//! `seek`: how far a value of the plan can go so that a figure stays within a limit (rule 19), and short ways for what is asked
//! most.

use clap::ArgMatches;
use serde::Deserialize;
use serde_json::{Value as Json, json, value::RawValue};

use crate::{
    ask::{is_json, read},
    console::Console,
    figures::{Figure, Number},
    lang::Lang,
    options::{self, text, texts, years},
    plan::Plan,
    shown::Shown,
    stop::{Answer, wrong},
    table::fault,
    terms::{self, Unit},
};

/// What is asked.
struct Question {
    /// JSON pointers into the plan.
    vary: Vec<String>,
    span: [Json; 2],
    step: Option<Json>,
    figure: Figure,
    /// What the figure may be at most, or at least.
    limit: Option<String>,
    least: Option<String>,
    /// The last candidate, or the first.
    last: bool,
}

impl Question {
    /// As rule 19 has it.
    fn asked(&self) -> Json {
        let at = if let [one] = &self.vary[..] { json!(one) } else { json!(self.vary) };
        let [from, to] = &self.span;
        let mut vary = json!({"at": at, "from": from, "to": to});
        if let Some(step) = &self.step {
            vary["step"] = step.clone();
        }
        let find = if self.last { "last" } else { "first" };
        let mut asked = json!({"vary": vary, "figure": self.figure.asked(), "find": find});
        for (name, limit) in [("at_most", &self.limit), ("at_least", &self.least)] {
            if let Some(limit) = limit {
                asked[name] = options::number(limit);
            }
        }
        asked
    }
}

#[derive(Deserialize)]
struct Found {
    value: Option<Number>,
    figure: Option<Number>,
    next: Option<Tried>,
    tried: Vec<Tried>,
}

#[derive(Deserialize)]
struct Tried {
    value: Number,
    figure: Number,
}

/// How what is varied is told.
#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// By its own value.
    #[default]
    Value,
    /// The posts held and those required with it; none where not even none is within.
    Posts(Option<(Number, Number)>),
    /// The share of a payer, whose parts are varied, where the others have so many.
    Share { payer: String, others: u64 },
}

/// An answer, with what was asked.
#[derive(Deserialize)]
pub(crate) struct Answered {
    found: Found,
    /// What is varied: JSON pointers into the plan.
    vary: Vec<String>,
    /// What the figure is called, in the language.
    figure: String,
    /// What it may be at most, or at least.
    limit: String,
    at_most: bool,
    /// The last candidate was looked for, or the first.
    last: bool,
    #[serde(default)]
    told: Told,
}

impl Answered {
    /// What the varied field is called.
    fn subject(&self, lang: Lang) -> String {
        match &self.told {
            Told::Share { payer, .. } => {
                let who = terms::payer(payer, lang);
                lang.of(format!("{who}分担比例"), format!("The share of the {who}"))
            }
            _ => {
                let pointer = self.vary.first().map_or("", String::as_str);
                let keys: Vec<&str> = pointer.split('/').skip(1).collect();
                let object = match keys[..] {
                    ["programme", list, ..] => list,
                    ["assumptions", ..] => "assumptions",
                    [list, ..] => list.trim_end_matches('s'),
                    [] => "",
                };
                let term = keys.last().and_then(|field| terms::of_object(object, field));
                term.map_or(pointer, |term| term.of(lang)).to_owned()
            }
        }
    }

    /// A candidate as people read it.
    fn value(&self, value: &Number) -> String {
        match (&self.told, value) {
            // Half away from zero, as all that is shown.
            (Told::Share { others, .. }, Number::Whole(parts)) => {
                let all = i128::from(*parts) + i128::from(*others);
                let millionths = (i128::from(*parts) * 2_000_000 + all) / (2 * all);
                format!("{}.{:04}%", millionths / 10_000, millionths % 10_000)
            }
            _ => value.grouped(),
        }
    }

    /// What the figure may be: `不超过 690,000,000.00 元`.
    fn within(&self, lang: Lang) -> String {
        let (zh, en) = if self.at_most { ("不超过", "most") } else { ("不低于", "least") };
        let limit = self.limit(lang);
        lang.of(format!("{zh} {limit}"), format!("at {en} {limit}"))
    }

    /// The limit, printed as the figure is.
    fn limit(&self, lang: Lang) -> String {
        let like = self.found.tried.first().map(|tried| tried.figure.of_limit(&self.limit));
        number(&like.unwrap_or(Number::Text(self.limit.clone())), lang)
    }

    /// What was found, and what proves it.
    fn crossing(&self, lang: Lang) -> String {
        let (figure, within, subject) = (&self.figure, self.within(lang), self.subject(lang));
        let (Some(value), Some(amount)) = (&self.found.value, &self.found.figure) else {
            return lang.of(
                format!("没有候选值使 {figure}{within}。"),
                format!("There is no candidate with which {figure} is {within}."),
            );
        };
        let (found, amount) = (self.value(value), number(amount, lang));
        let Some(next) = &self.found.next else {
            return lang.of(
                format!("{subject}到候选值的尽头 {found} 都满足：{figure}为 {amount}，{within}。"),
                format!("{subject} goes as far as {found}, where the candidates end: {figure} is {amount}, {within}."),
            );
        };
        let (beyond, far) = (self.value(&next.value), number(&next.figure, lang));
        let to = match self.last {
            true => lang.of(format!("可以到 {found}"), format!("can go to {found}")),
            false => lang.of(format!("可以从 {found} 起"), format!("can begin at {found}")),
        };
        lang.of(
            format!("{subject}{to}：{figure}为 {amount}，{within}；换成 {beyond} 就是 {far}。"),
            format!("{subject} {to}: {figure} is {amount}, {within}; with {beyond} it is {far}."),
        )
    }

    fn sentence(&self, lang: Lang) -> String {
        let Told::Posts(Some((posts, required))) = &self.told else { return self.crossing(lang) };
        // A part of a post is none.
        let (posts, required, limit) = (posts.whole(), required.whole(), self.limit(lang));
        if self.found.next.is_none() {
            let (figure, amount) = (&self.figure, self.found.figure.as_ref().map(|one| number(one, lang)));
            let amount = amount.unwrap_or_default();
            return lang.of(
                format!("{limit}可以承担应配的全部 {required} 个岗位：{figure}为 {amount}。"),
                format!("{limit} carries all of the {required} posts required: {figure} is {amount}."),
            );
        }
        let crossing = self.crossing(lang);
        lang.of(
            format!("{limit}可以承担 {posts} 个岗位（应配 {required} 个）。{crossing}"),
            format!("{limit} carries {posts} posts (of {required} required). {crossing}"),
        )
    }

    /// The sentence, and beneath it both sides of the crossing as a table.
    pub(crate) fn shown(&self, lang: Lang) -> Shown {
        let [within, beyond] = lang.of(["满足", "不满足"], ["within", "beyond"]);
        let header = vec![self.subject(lang), self.figure.clone(), lang.of("条件", "Limit").to_owned()];
        let title = match self.found.next {
            Some(_) => lang.of("界线两边", "Both sides"),
            None => lang.of("试过的", "Tried"),
        };
        let mut shown = Shown::new(title, header, vec![true, true, false]);
        let mut add = |value: &Number, figure: &Number, side: &str| {
            shown.add(vec![self.value(value), number(figure, lang), side.to_owned()], false);
        };
        match (&self.found.value, &self.found.figure) {
            (Some(value), Some(figure)) => {
                add(value, figure, within);
                if let Some(next) = &self.found.next {
                    add(&next.value, &next.figure, beyond);
                }
            }
            _ => self.found.tried.iter().for_each(|tried| add(&tried.value, &tried.figure, beyond)),
        }
        let count = self.found.tried.len();
        shown.notes.push(lang.of(format!("试了 {count} 个候选值。"), format!("Candidates tried: {count}.")));
        if self.found.next.is_some() {
            let note = lang.of(
                "这是一处界线；数若有升有降，别处可能还有。",
                "This is a crossing; where the figure goes up and down there may be others.",
            );
            shown.notes.push(note.to_owned());
        }
        Shown { below: vec![shown], ..Shown::sentences(self.sentence(lang), Vec::new()) }
    }
}

fn number(number: &Number, lang: Lang) -> String {
    number.written(Unit::Yuan, lang)
}

/// What is missing.
fn needed<T>(option: &str, given: Option<T>) -> Answer<T> {
    match given {
        Some(given) => Ok(given),
        None => wrong(format!("还需要 {option}"), format!("{option} is needed")),
    }
}

pub(crate) fn seek(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let (vary, figure) = (texts(given, "vary"), text(given, "figure"));
    let way = text(given, "for");
    if let Some(way) = way {
        if !vary.is_empty() || figure.is_some() || text(given, "at-least").is_some() {
            return wrong(
                format!("--for {way} 自己定了变动的值和数字"),
                format!("--for {way} says itself what is varied and which figure"),
            );
        }
        let year = text(given, "year").map(|text| years("--year", &text)).transpose()?;
        if year.is_some_and(|(first, last)| first != last) {
            return wrong("--year 这里是一年", "--year is one year here");
        }
        if way != "standard" {
            needed("--at-most", text(given, "at-most"))?;
        }
        let plan = Plan::read(given, console)?;
        return short(&way, plan, year.map(|(year, _)| year), given, lang, console);
    }
    let figure = needed("--figure", figure)?;
    let value = |name: &str| text(given, name).map(|text| options::number(&text));
    let span = [needed("--from", value("from"))?, needed("--to", value("to"))?];
    let vary = needed("--vary", (!vary.is_empty()).then_some(vary))?;
    let question = Question {
        vary,
        span,
        step: value("step"),
        figure: Figure::read(figure, given)?,
        limit: text(given, "at-most"),
        least: text(given, "at-least"),
        last: text(given, "find").as_deref() != Some("first"),
    };
    let plan = Plan::read(given, console)?;
    answer_of(&plan, &question, |_, _| Ok(Told::Value), given, lang, console)
}

/// Asks, and tells the answer.
fn answer_of(
    plan: &Plan,
    question: &Question,
    told: impl FnOnce(&Found, &Console<'_>) -> Answer<Told>,
    given: &ArgMatches,
    lang: Lang,
    console: &mut Console<'_>,
) -> Answer {
    let answer = plan.ask(None, "seek", &question.asked().to_string(), given, console)?;
    if is_json(given) {
        return console.say(answer.get());
    }
    let found: Found = read(&answer)?;
    let (told, figure) = (told(&found, console)?, question.figure.clone().of(plan.horizon()).told(lang));
    let (vary, at_most) = (question.vary.clone(), question.limit.is_some());
    let limit = question.limit.clone().or_else(|| question.least.clone()).unwrap_or_default();
    console.show(&Answered { found, vary, figure, limit, at_most, last: question.last, told }.shown(lang))
}

/// A question that the core makes of what is asked most.
#[derive(Deserialize)]
struct Usual {
    reform: Option<Box<RawValue>>,
    seek: Sought,
    /// The parts of the other payers of a share.
    others: Option<u64>,
}

#[derive(Deserialize)]
struct Sought {
    vary: Varied,
    figure: OfYears,
    at_most: Option<String>,
    find: String,
}

#[derive(Deserialize)]
struct Varied {
    at: Vec<String>,
    from: Json,
    to: Json,
}

#[derive(Deserialize)]
struct OfYears {
    figure: String,
    years: Years,
    #[serde(default)]
    region: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Years {
    One(u16),
    Several(u16, u16),
}

/// What is asked most: how many posts an amount carries, from which month of a year stations can open, at which standard a fund
/// lasts, which share keeps a payer under a ceiling.
fn short(
    way: &str,
    plan: Plan,
    year: Option<u16>,
    given: &ArgMatches,
    lang: Lang,
    console: &mut Console<'_>,
) -> Answer {
    let mut about = json!({});
    let mut put = |name: &str, value: Option<Json>| {
        if let Some(value) = value {
            about[name] = value;
        }
    };
    let year_named = if way == "standard" { "until" } else { "year" };
    put(year_named, year.map(|year| json!(year)));
    put("entry", given.get_one::<u32>("entry").map(|place| json!(place)));
    for name in ["payer", "region", "fund"] {
        put(name, text(given, name).map(|text| json!(text)));
    }
    let asked = format!("{{\"plan\":{},\"{way}\":{about}}}", plan.outline().to_json());
    let answer = shuangbai::usual_json(&asked);
    let Ok(Usual { reform, seek, others }) = serde_json::from_str(&answer) else {
        let errors: shuangbai::Errors = serde_json::from_str(&answer).map_err(fault)?;
        return match errors.iter().next() {
            Some(error) => wrong(&error.zh, &error.en),
            None => Err(fault(answer)),
        };
    };
    let plan = match reform {
        Some(reform) => plan.reformed(reform.get())?,
        None => plan,
    };
    let years = match seek.figure.years {
        Years::One(year) => (year, year),
        Years::Several(first, last) => (first, last),
    };
    let question = Question {
        vary: seek.vary.at,
        span: [seek.vary.from, seek.vary.to],
        step: None,
        figure: Figure { name: seek.figure.figure, years: Some(years), region: seek.figure.region },
        limit: seek.at_most.or_else(|| text(given, "at-most")),
        least: None,
        last: seek.find == "last",
    };
    let told = |found: &Found, console: &Console<'_>| match (way, others, &found.value) {
        ("posts", _, None) => Ok(Told::Posts(None)),
        ("posts", _, Some(value)) => {
            let with = |name: &str| {
                let name = format!("norm/{name}");
                let figure = Figure { name, ..question.figure.clone() };
                let vary = json!({"at": question.vary[0], "from": value.json(), "to": value.json()});
                let asked = json!({"vary": vary, "figure": figure.asked(), "at_least": 0});
                let answer = plan.ask(None, "seek", &asked.to_string(), given, console)?;
                let found: Found = read(&answer)?;
                Ok(found.figure.unwrap_or(Number::Whole(0)))
            };
            Ok(Told::Posts(Some((with("held")?, with("required")?))))
        }
        (_, Some(others), _) => {
            let payer = question.figure.name.strip_prefix("due/").unwrap_or_default().to_owned();
            Ok(Told::Share { payer, others })
        }
        _ => Ok(Told::Value),
    };
    answer_of(&plan, &question, told, given, lang, console)
}
