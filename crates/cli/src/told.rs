//! What is known without a plan: presets, rules, towns, templates, completion; and many reforms of one plan.

use std::collections::BTreeSet;

use clap::ArgMatches;
use indexmap::IndexMap;
use serde_json::{Value as Json, json, value::RawValue};
use shuangbai::{Programme, arrow::tidy};

use crate::{
    command::command,
    console::Console,
    faulty::Faulty,
    files,
    lang::Lang,
    options::{self, text},
    plan::Plan,
    printed::To,
    shown::Shown,
    stop::{Answer, Stop, Told, wrong},
    table::{Table, fault},
    terms::{self, Unit},
    towns,
};

pub(crate) fn presets(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let id = text(given, "id");
    let ids: Vec<&str> = id.as_deref().map_or_else(|| Programme::presets().collect(), |id| vec![id]);
    let read = |id: &str| -> Answer<Json> {
        let preset = Programme::preset(id).map_err(|errors| Stop::Faulty(Faulty::of(&errors, &[])))?;
        serde_json::from_str(&preset.to_json()).map_err(fault)
    };
    let found = ids.into_iter().map(read).collect::<Answer<Vec<_>>>()?;
    if text(given, "format").as_deref() == Some("json") {
        let brief =
            |one: &Json| json!({"id": one["id"], "title": one["title"], "confirmed": one["confirmed"]});
        let answer = match (&id, &found[..]) {
            (Some(_), [one]) => one.clone(),
            _ => found.iter().map(brief).collect(),
        };
        return console.say(&serde_json::to_string_pretty(&answer).map_err(fault)?);
    }
    if let (Some(_), [one]) = (id, &found[..]) {
        return console.show(&entries(one, lang));
    }
    let header = ["id", "title", "confirmed"].map(|name| terms::part(name, lang).to_owned());
    let mut shown = Shown::new(lang.of("预设计划", "Presets"), header.to_vec(), vec![false; 3]);
    for one in &found {
        shown.add([&one["id"], &one["title"][lang.word()], &one["confirmed"]].map(said).to_vec(), false);
    }
    console.show(&shown)
}

/// A JSON value as text.
fn said(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A programme's entries (rule 12): since when, what they say, on what ground.
fn entries(programme: &Json, lang: Lang) -> Shown {
    let comma = lang.of("，", ", ");
    let of_entry = terms::fields("subsidy", programme);
    let named = |name: &str| {
        let term = of_entry.iter().find(|(other, _)| *other == name);
        term.map_or(name, |(_, term)| term.of(lang)).to_owned()
    };
    let header = vec![
        lang.of("条目", "Entry").to_owned(),
        named("from"),
        lang.of("内容", "What").to_owned(),
        named("status"),
        named("source"),
    ];
    let (title, until) = (said(&programme["title"][lang.word()]), lang.of("确认至", "confirmed until"));
    let title = format!("{title}{comma}{until} {}", said(&programme["confirmed"]));
    let mut shown = Shown::new(title, header, vec![false; 5]);
    shown.notes.push(lang.of("带 * 的尚无人确认", "what is marked * nobody has confirmed").to_owned());
    let mut tiers: IndexMap<String, Vec<&str>> = IndexMap::new();
    for (code, tier) in programme["tiers"].as_object().into_iter().flatten() {
        tiers.entry(said(tier)).or_default().push(code);
    }
    for (tier, codes) in tiers {
        let says = format!("{tier}{comma}{}", codes.join(" "));
        let name = terms::part("tiers", lang).to_owned();
        shown.add(vec![name, String::new(), says, String::new(), String::new()], false);
    }
    for (name, listed) in programme.as_object().into_iter().flatten() {
        for entry in listed.as_array().into_iter().flatten() {
            let fields = terms::fields(name, entry);
            let (mut apart, mut says) = (IndexMap::new(), Vec::new());
            for (key, value) in entry.as_object().into_iter().flatten() {
                let Some((_, term)) = fields.iter().find(|(other, _)| other == key) else { continue };
                let told = terms::field(term, value, lang);
                match &key[..] {
                    "from" | "first" | "status" | "source" => drop(apart.insert(key.as_str(), told)),
                    _ => says.push(format!("{} {told}", term.of(lang))),
                }
            }
            let assumed = entry["status"] == "assumed";
            let mut of = |name: &str| apart.shift_remove(name).unwrap_or_default();
            let since = [of("from"), of("first")].concat();
            let ground = [if assumed { "* " } else { "" }, &of("status")].concat();
            let row = vec![terms::part(name, lang).to_owned(), since, says.join(comma), ground, of("source")];
            shown.add(row, assumed);
        }
    }
    shown
}

pub(crate) fn rules(given: &ArgMatches, console: &mut Console<'_>) -> Answer {
    match given.get_one::<u32>("n") {
        None => shuangbai::rule_texts()
            .try_for_each(|rule| console.say(&format!("{:>3}  {}", rule.number, rule.title))),
        Some(number) => match shuangbai::rule_text(*number) {
            Ok(text) => console.say(text),
            Err(none) => wrong(none.zh(), none.to_string()),
        },
    }
}

pub(crate) fn towns(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let to = To::read(given, console)?;
    let towns = towns::towns(&text(given, "within").unwrap_or_default())?;
    let texts = |of: fn(&towns::Town) -> String| towns.iter().map(of).collect::<Vec<_>>();
    let columns = vec![
        ("code", texts(|town| town.code.clone())),
        ("name", texts(|town| town.name.clone())),
        ("villages", texts(|town| town.villages.to_string())),
    ];
    if to.format == "table" {
        let title = lang.of("广东省乡镇（街道）", "Towns of Guangdong");
        let heading = |name: &str| terms::of_table("stations", name, lang).to_owned();
        let mut shown = Shown::new(
            title,
            columns.iter().map(|(name, _)| heading(name)).collect(),
            vec![false, false, true],
        );
        for town in &towns {
            shown.add(vec![town.code.clone(), town.name.clone(), town.villages.to_string()], false);
        }
        return to.show(&[shown], console);
    }
    to.table(&Table::of_texts(columns, "", "")?, console)
}

pub(crate) fn template(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let output = text(given, "output").unwrap_or_else(|| "-".to_owned());
    let to = To { format: "xlsx".to_owned(), output, unit: Unit::Yuan };
    to.no_terminal(console)?;
    let mut outline = json!({"programme": text(given, "programme")});
    if let Some(text) = text(given, "years") {
        let (first, last) = options::years("--years", &text)?;
        outline["horizon"] = json!({"first": first, "last": last});
    }
    if let Some(within) = text(given, "within") {
        (outline["stations"], outline["regions"]) = towns::of_plan(&towns::towns(&within)?);
    }
    let book = shuangbai_excel::template(lang.into(), &outline.to_string());
    let book = book.map_err(|error| Stop::Wrong(Told::new(error.to_string(), error.to_string())))?;
    to.write(&book, console)
}

pub(crate) fn completion(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let shell = text(given, "shell").and_then(|name| name.parse::<clap_complete::Shell>().ok());
    let mut script = Vec::new();
    if let Some(shell) = shell {
        clap_complete::generate(shell, &mut command(lang), "shuangbai", &mut script);
    }
    console.print(&script)
}

/// The reforms of a file: an object of names and patches, or a list of patches, named by their places from 0.
fn reforms(text: &RawValue) -> Option<IndexMap<String, Box<RawValue>>> {
    let named = serde_json::from_str::<IndexMap<String, Box<RawValue>>>(text.get());
    named.ok().or_else(|| {
        let listed: Vec<Box<RawValue>> = serde_json::from_str(text.get()).ok()?;
        Some(listed.into_iter().enumerate().map(|(place, patch)| (place.to_string(), patch)).collect())
    })
}

pub(crate) fn sweep(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let to = To::read(given, console)?;
    if ["json", "xlsx"].contains(&&to.format[..]) {
        return wrong(
            "多方案的表可为 table、csv、parquet、arrow",
            "a sweep is a table, csv, parquet or arrow",
        );
    }
    let path = text(given, "reforms").unwrap_or_default();
    let Some(reforms) = reforms(&files::json(&path, console)?) else {
        return wrong(
            format!("{path}: 应为名称到改革的对象，或改革的列表"),
            format!("{path}: an object of names and reforms is needed, or a list of reforms"),
        );
    };
    let plan = Plan::read(given, console)?;
    let patches: Vec<&str> = reforms.values().map(|patch| patch.get()).collect();
    let answers = plan.sweep(&patches, console)?;
    let mut forecasts = Vec::with_capacity(answers.len());
    for (name, answer) in reforms.keys().zip(answers) {
        match answer {
            Ok(forecast) => forecasts.push((&name[..], forecast)),
            Err(why) => {
                console.tell(&lang.of(format!("改革“{name}”："), format!("reform `{name}`:")))?;
                return Err(why.errors().map_or(Stop::Interrupted, |errors| plan.faulty(&errors)));
            }
        }
    }
    let rows = text(given, "table").as_deref() == Some("rows");
    let named = forecasts.iter().map(|(name, forecast)| (*name, forecast));
    let table =
        tidy(named, |forecast| if rows { &forecast.rows } else { &forecast.totals }).map_err(fault)?;
    let table = Table::new(table, "方案比较", "Reforms");
    if to.format != "table" {
        return to.table(&table, console);
    }
    let columns: BTreeSet<&str> = BTreeSet::from([
        "reform",
        "year",
        "region",
        "name",
        "headcount",
        "pay",
        "subsidy",
        "top_up",
        "raise_cost",
    ]);
    let kept = |name: &String| {
        columns.contains(&name[..])
            || name.starts_with("due_")
            || name.starts_with("cost_") && name.ends_with("_amount")
    };
    let columns: Vec<String> = table.told().into_iter().filter(kept).collect();
    to.show(&[table.shown(to.unit, lang, &columns, None)], console)
}
