//! Questions about plans (rules 17 and 21): `why`, `record` and `verify`.

use clap::ArgMatches;
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use shuangbai::Forecast;

use crate::{
    console::Console,
    files,
    lang::Lang,
    options::text,
    plan::Plan,
    printed::To,
    stop::{Answer, Stop, wrong},
    table::fault,
    terms,
};

/// An answer, read.
pub(crate) fn read<'a, T: Deserialize<'a>>(answer: &'a RawValue) -> Answer<T> {
    serde_json::from_str(answer.get()).map_err(fault)
}

/// Whether the answer is asked for as JSON.
pub(crate) fn is_json(given: &ArgMatches) -> bool {
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
