//! Questions about plans (rules 17 to 19 and 21): `why`, `compare`, `seek`, `record` and `verify`.

use clap::ArgMatches;
use serde::Deserialize;
use serde_json::{Value as Json, json, value::RawValue};
use shuangbai::Forecast;

use crate::{
    console::Console,
    files,
    lang::Lang,
    options::{Options, text, texts, years},
    plan::Plan,
    printed::To,
    shown::Shown,
    stop::{Answer, Stop, wrong},
    table::fault,
    terms,
};

fn read<'a, T: Deserialize<'a>>(answer: &'a RawValue) -> Answer<T> {
    serde_json::from_str(answer.get()).map_err(fault)
}

fn is_json(given: &ArgMatches) -> bool {
    text(given, "format").as_deref() == Some("json")
}

// ---- why ----

/// Of a tree: what it is, and what it is made of.
#[derive(Deserialize)]
struct Node {
    zh: String,
    en: String,
    #[serde(default)]
    parts: Vec<Node>,
}

impl Node {
    fn write(&self, lines: &mut String, lang: Lang, depth: Option<u16>, indent: usize) {
        lines.push_str(&" ".repeat(indent));
        lines.push_str(lang.of(&self.zh, &self.en));
        lines.push('\n');
        if depth != Some(0) {
            let depth = depth.map(|depth| depth - 1);
            self.parts.iter().for_each(|part| part.write(lines, lang, depth, indent + 2));
        }
    }
}

pub(crate) fn why(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let plan = Plan::read(given, console)?;
    let figure = text(given, "figure").unwrap_or_default();
    let figure = if figure.contains('/') { figure } else { figure.replace('.', "/") };
    let region = text(given, "region").unwrap_or_default();
    let year = given.get_one::<u16>("year").copied();
    let own = plan.outline().by().word();
    let of_region = match region.len() {
        2 => "province",
        4 => "city",
        6 => "county",
        9 => "station",
        _ => own,
    };
    let asked_by = text(given, "by");
    let by = if region.is_empty() { asked_by.as_deref().unwrap_or(own) } else { of_region };
    let forecast = plan.forecast(Some(by), console)?;
    let at = match figure.strip_prefix("funds/") {
        Some(fund) => of_fund(&forecast, &plan, fund, year)?,
        None => {
            let norm = figure.strip_prefix("norm/");
            let row = row(&forecast, &plan, norm.is_some(), year, &region)?;
            format!("{row}/{}", norm.unwrap_or(&figure))
        }
    };
    let fold = given.get_one::<u32>("fold").copied().unwrap_or(2);
    let asked = json!({"at": at, "fold": fold}).to_string();
    let answer = plan.ask(Some(by), "why", &asked, given, console)?;
    if is_json(given) {
        return console.say(answer.get());
    }
    let (mut lines, depth) = (String::new(), given.get_one::<u16>("depth").copied());
    read::<Node>(&answer)?.write(&mut lines, lang, depth, 0);
    console.print(lines.as_bytes())
}

/// Where the forecast has the row of a year and a region.
fn row(forecast: &Forecast, plan: &Plan, norm: bool, year: Option<u16>, region: &str) -> Answer<String> {
    let horizon = plan.outline().horizon();
    let (first, last) = (horizon.first.number(), horizon.last.number());
    let year = year.unwrap_or(last);
    let place = match (norm, region) {
        (true, _) => forecast.norm.iter().position(|row| row.year == year && row.region == region),
        (false, "") => forecast.totals.iter().position(|row| row.year == year),
        (false, _) => forecast.rows.iter().position(|row| row.year == year && row.region == region),
    };
    let list = if norm {
        "norm"
    } else if region.is_empty() {
        "totals"
    } else {
        "rows"
    };
    match place {
        Some(place) => Ok(format!("/{list}/{place}")),
        None => wrong(
            format!("没有 {year} 年、地区“{region}”的行：{first}–{last} 年"),
            format!("no row of {year} and region `{region}`: {first} to {last}"),
        ),
    }
}

/// `0/drawn` of a year is `/funds/0/years/3/drawn`.
fn of_fund(forecast: &Forecast, plan: &Plan, name: &str, year: Option<u16>) -> Answer<String> {
    let (fund, figure) = name.split_once('/').unwrap_or((name, ""));
    if figure == "unspent" {
        return Ok(format!("/funds/{fund}/unspent"));
    }
    let report = fund.parse::<usize>().ok().and_then(|place| forecast.funds.get(place));
    let year = year.unwrap_or_else(|| plan.outline().horizon().last.number());
    let place = match report {
        None => 0,
        Some(report) => match report.years.iter().position(|of| of.year == year) {
            Some(place) => place,
            None => {
                return wrong(
                    format!("资金 {fund} 在 {year} 年不开放"),
                    format!("fund {fund} is not open in {year}"),
                );
            }
        },
    };
    Ok(format!("/funds/{fund}/years/{place}/{figure}"))
}

// ---- compare and seek ----

/// A number of an answer, as it is printed.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Text(String),
}

impl Number {
    fn written(&self) -> String {
        match self {
            Number::Whole(number) => number.to_string(),
            Number::Text(text) => text.clone(),
        }
    }

    /// With commas; a month as it is.
    fn shown(&self) -> String {
        let written = self.written();
        let magnitude = written.strip_prefix('-').unwrap_or(&written);
        let (whole, decimals) = magnitude.split_once('.').unwrap_or((magnitude, ""));
        if whole.is_empty() || !whole.bytes().all(|digit| digit.is_ascii_digit()) {
            return written;
        }
        let sign = if magnitude.len() < written.len() { "-" } else { "" };
        let point = if decimals.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{decimals}", terms::grouped(whole))
    }

    fn signed(&self) -> String {
        let shown = self.shown();
        if shown.starts_with('-') { shown } else { format!("+{shown}") }
    }
}

#[derive(Deserialize)]
struct Compared {
    base: Number,
    other: Number,
    difference: Number,
    effects: Vec<Effect>,
}

#[derive(Deserialize)]
struct Effect {
    cause: String,
    effect: Number,
    alone: Number,
    last: Number,
}

/// The figure, years and region that are asked for.
fn figure(given: &ArgMatches) -> Answer<Json> {
    let name = text(given, "figure").unwrap_or_default();
    let mut figure = json!({"figure": name, "region": text(given, "region").unwrap_or_default()});
    if let Some(text) = text(given, "of-years") {
        let (first, last) = years(&text)?;
        figure["years"] = if first == last { json!(first) } else { json!([first, last]) };
    }
    Ok(figure)
}

pub(crate) fn compare(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let figure = figure(given)?;
    let options = Options::read(given, console)?;
    let other = text(given, "with");
    if other.is_none() && options.reforms.is_empty() {
        return wrong(
            "请给出另一个方案（--with），或改革（--reform、--set）",
            "give the other plan (--with), or a reform (--reform, --set)",
        );
    }
    // A reform is what the other plan has and this one has not.
    let (options, reforms) = options.without_reforms();
    let base = Plan::of(options, given, console)?;
    let other = match other {
        Some(path) => Plan::of(Options::of_path(path), given, console)?,
        None => base.again(),
    };
    let other = reforms.iter().try_fold(other, |other, reform| other.reformed(reform.get()))?;
    let join: Vec<Vec<String>> = texts(given, "join")
        .iter()
        .map(|causes| causes.split(',').map(|cause| cause.trim().to_owned()).collect())
        .collect();
    let asked = json!({"figure": figure, "join": join}).to_string();
    let asked = format!("{},\"with\":{}}}", &asked[..asked.len() - 1], other.whole()?.to_json());
    let answer = base.ask(None, "compare", &asked, given, console)?;
    if is_json(given) {
        return console.say(answer.get());
    }
    let found: Compared = read(&answer)?;
    let name = figure["figure"].as_str().unwrap_or_default();
    let (from, to, difference) = (found.base.shown(), found.other.shown(), found.difference.signed());
    let title = lang.of(
        format!("{name} 从 {from} 变为 {to}，差 {difference}。"),
        format!("{name} goes from {from} to {to}: {difference}."),
    );
    let header = lang.of(["因素", "影响", "单独变", "最后变"], ["Cause", "Effect", "Alone", "Last"]);
    let mut shown = Shown::new(title, header.map(str::to_owned).to_vec(), vec![false, true, true, true]);
    for effect in &found.effects {
        let cause = terms::word("cause", &effect.cause, lang).to_owned();
        shown.add(vec![cause, effect.effect.signed(), effect.alone.signed(), effect.last.signed()], false);
    }
    let total = lang.of("合计", "Total").to_owned();
    shown.add(vec![total, difference, String::new(), String::new()], true);
    console.show(&shown)
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

impl Found {
    /// What was found, and what proves it.
    fn sentence(&self, lang: Lang) -> String {
        let (Some(value), Some(figure)) = (&self.value, &self.figure) else {
            return lang.of("没有候选值满足条件。", "No candidate fulfils the condition.").to_owned();
        };
        let (value, figure) = (value.shown(), figure.shown());
        match &self.next {
            None => lang.of(
                format!("直到最后的 {value} 都满足，此时为 {figure}。"),
                format!("It holds as far as {value}, the last one tried: {figure}."),
            ),
            Some(next) => {
                let (beyond, then) = (next.value.shown(), next.figure.shown());
                lang.of(
                    format!("可以到 {value}（{figure}）；到 {beyond} 就是 {then}。"),
                    format!("It can go to {value} ({figure}); with {beyond} it is {then}."),
                )
            }
        }
    }
}

pub(crate) fn seek(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let number = |name: &str| text(given, name).map(|text| crate::options::number(&text));
    let vary = texts(given, "vary");
    let at = if let [one] = &vary[..] { json!(one) } else { json!(vary) };
    let mut varied = json!({"at": at, "from": number("from"), "to": number("to")});
    let mut asked =
        json!({"figure": figure(given)?, "find": text(given, "find").unwrap_or_else(|| "last".to_owned())});
    if let Some(step) = number("step") {
        varied["step"] = step;
    }
    for (name, key) in [("at-most", "at_most"), ("at-least", "at_least")] {
        if let Some(limit) = number(name) {
            asked[key] = limit;
        }
    }
    asked["vary"] = varied;
    let plan = Plan::read(given, console)?;
    let answer = plan.ask(None, "seek", &asked.to_string(), given, console)?;
    if is_json(given) {
        return console.say(answer.get());
    }
    let found: Found = read(&answer)?;
    let header = lang.of(["候选值", "数字"], ["Candidate", "Figure"]).map(str::to_owned).to_vec();
    let mut shown = Shown::new(found.sentence(lang), header, vec![true, true]);
    for tried in &found.tried {
        shown.add(vec![tried.value.shown(), tried.figure.shown()], false);
    }
    console.show(&shown)
}

// ---- records ----

pub(crate) fn record(given: &ArgMatches, console: &mut Console<'_>) -> Answer {
    let output = text(given, "output").unwrap_or_else(|| "-".to_owned());
    let to = To { format: "json".to_owned(), output, unit: terms::Unit::Yuan };
    let plan = Plan::read(given, console)?;
    let record = plan.ask(None, "record", "{}", given, console)?;
    to.write(format!("{record}\n").as_bytes(), console)
}

#[derive(Deserialize)]
struct Verified {
    same: bool,
    differs: Vec<String>,
}

pub(crate) fn verify(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let kept = text(given, "record").unwrap_or_default();
    let plan = Plan::read(given, console)?;
    let record = files::json(&kept, console)?;
    let answer = plan.ask(None, "verify", record.get(), given, console)?;
    let told: Verified = read(&answer)?;
    if is_json(given) {
        console.say(answer.get())?;
    } else if told.same {
        console.say(lang.of("与记录一致", "the same as in the record"))?;
    } else {
        let name = |part: &String| match &part[..] {
            "plan" => lang.of("方案", "plan").to_owned(),
            "programme" => lang.of("计划", "programme").to_owned(),
            "forecast" => lang.of("预测", "forecast").to_owned(),
            other => other.to_owned(),
        };
        let all = told.differs.iter().map(name).collect::<Vec<_>>().join(lang.of("、", ", "));
        console.say(&lang.of(format!("与记录不同：{all}"), format!("differs from the record: {all}")))?;
    }
    if told.same { Ok(()) } else { Err(Stop::Said) }
}
