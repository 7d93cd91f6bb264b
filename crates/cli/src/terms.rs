//! What everything is called, by the core's dictionary: here is how several terms make a heading, and how values are written.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::lang::Lang;

/// What one thing is called.
#[derive(Debug, Deserialize)]
pub(crate) struct Term {
    zh: String,
    en: String,
    /// Of a column: how it adds up.
    #[serde(default)]
    adds: String,
    /// Of a column that there is for each payer or cost: how the names begin.
    #[serde(default)]
    each: String,
    /// Of a field: what it holds.
    #[serde(default)]
    pub(crate) holds: String,
}

impl Term {
    pub(crate) fn of(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

type Group = IndexMap<String, Term>;
type Groups = IndexMap<String, Group>;

#[derive(Debug, Default, Deserialize)]
struct Dictionary {
    words: Groups,
    fields: Groups,
    tables: Groups,
    columns: Groups,
    notices: Group,
    unlikely: Group,
}

fn dictionary() -> &'static Dictionary {
    static TERMS: OnceLock<Dictionary> = OnceLock::new();
    TERMS.get_or_init(|| {
        let read = serde_json::from_str(&shuangbai::terms_json());
        debug_assert!(read.is_ok(), "{read:?}");
        read.unwrap_or_default()
    })
}

fn term(groups: &'static Groups, group: &str, name: &str) -> Option<&'static Term> {
    groups.get(group)?.get(name)
}

/// A column of the tables that stands for itself.
fn column(name: &str) -> Option<&'static Term> {
    let tables = dictionary().columns.iter().filter(|(table, _)| *table != "cost");
    tables.filter_map(|(_, columns)| columns.get(name)).rfind(|term| term.each.is_empty())
}

/// Of a column that there is for each payer or cost: what it is, and the rest of its name.
fn each(name: &str) -> Option<(&'static Term, &str)> {
    let tables = ["rows", "ratios", "sheet"].into_iter().filter_map(|table| dictionary().columns.get(table));
    let mut terms = tables.flat_map(IndexMap::values).filter(|term| !term.each.is_empty());
    terms.find_map(|term| Some((term, name.strip_prefix(&term.each)?)))
}

/// A cost's name, which of its figures a column has, and whose share that is.
fn of_cost(rest: &str) -> Option<(&str, &'static Term, &str)> {
    let share = &term(&dictionary().columns, "rows", "shares")?.each;
    if let Some((name, by)) = rest.rsplit_once(&format!("_{share}")) {
        return Some((name, term(&dictionary().columns, "cost", "shares")?, by));
    }
    let (name, figure) = rest.rsplit_once('_')?;
    Some((name, term(&dictionary().columns, "cost", figure)?, ""))
}

fn called<'n>(term: Option<&'static Term>, name: &'n str, lang: Lang) -> &'n str {
    term.map_or(name, |term| term.of(lang))
}

/// A payer's term (rule 0), or that of the subsidy where a fund pays it; a cost is called by its name.
pub(crate) fn payer(word: &str, lang: Lang) -> &str {
    let words = |kind| term(&dictionary().words, kind, word);
    called(words("payer").or_else(|| words("pays")), word, lang)
}

/// A word's term, of a kind such as `grade`; what is no word of the kind stays as it is.
pub(crate) fn word<'w>(kind: &str, word: &'w str, lang: Lang) -> &'w str {
    called(term(&dictionary().words, kind, word), word, lang)
}

/// Whether a column names its rows.
pub(crate) fn is_key(name: &str) -> bool {
    column(name).is_some_and(|term| term.adds == "key")
}

/// Whether a column holds amounts.
pub(crate) fn is_money(name: &str) -> bool {
    if let Some(term) = column(name) {
        return ["money", "balance", "mean"].contains(&&term.adds[..]);
    }
    each(name).is_some_and(|(term, rest)| match &term.adds[..] {
        "costs" => of_cost(rest).is_some_and(|(_, figure, _)| figure.adds != "whole"),
        adds => adds == "money_by_payer",
    })
}

/// Whether a column holds parts of one.
pub(crate) fn is_ratio(name: &str) -> bool {
    let term = column(name).or_else(|| each(name).map(|(term, _)| term));
    term.is_some_and(|term| ["ratio", "ratio_by_payer"].contains(&&term.adds[..]))
}

/// Who pays, of the columns of a forecast: from the highest authority down, as rule 0 lists them.
pub(crate) fn payers(columns: &[String]) -> Vec<&'static str> {
    let there = |word: &&str| columns.iter().any(|name| name.strip_prefix("due_") == Some(word));
    let words = dictionary().words.get("payer").into_iter().flat_map(IndexMap::keys);
    words.map(String::as_str).filter(there).collect()
}

/// Columns with those by payer in the payers' order: the others keep their places.
pub(crate) fn in_order(columns: Vec<String>) -> Vec<String> {
    let payers = dictionary().words.get("payer");
    let family = |name: &str| {
        let rank = |(begins, last): (&str, &str)| Some((begins.to_owned(), payers?.get_index_of(last)?));
        let ranked = name.rsplit_once('_').and_then(rank).filter(|_| each(name).is_some());
        ranked.unwrap_or_else(|| (name.to_owned(), 0))
    };
    let mut families: IndexMap<String, Vec<(usize, String)>> = IndexMap::new();
    for name in columns {
        let (begins, rank) = family(&name);
        families.entry(begins).or_default().push((rank, name));
    }
    let sorted = families.into_values().flat_map(|mut family| {
        family.sort_by_key(|(rank, _)| *rank);
        family
    });
    sorted.map(|(_, name)| name).collect()
}

/// A column's heading in the officials' terms.
pub(crate) fn heading(name: &str, lang: Lang) -> String {
    if let Some(term) = column(name) {
        return term.of(lang).to_owned();
    }
    let Some((term_of, rest)) = each(name) else { return name.to_owned() };
    if term_of.adds != "costs" {
        let (payer, what) = (payer(rest, lang), term_of.of(lang));
        return lang.of(format!("{payer}{what}"), format!("{what}: {payer}"));
    }
    let Some((cost, figure, by)) = of_cost(rest) else { return name.to_owned() };
    let (payer, what) = (payer(by, lang), figure.of(lang));
    let colon = if by.is_empty() { "" } else { ": " };
    lang.of(format!("{cost}{payer}{what}"), format!("{cost}, {what}{colon}{payer}"))
}

/// A value of a column that names rows: words and codes in their terms.
pub(crate) fn told<'v>(name: &str, value: &'v str, lang: Lang) -> &'v str {
    if name == "code" {
        let known = dictionary().notices.get(value).or_else(|| dictionary().unlikely.get(value));
        return called(known, value, lang);
    }
    // What a fund's report repeats of the fund.
    let fund = term(&dictionary().fields, "funds", name);
    word(fund.map_or(name, |fund| &fund.holds), value, lang)
}

/// What a part of a programme or plan is called: a list, or another field.
pub(crate) fn part(name: &str, lang: Lang) -> &str {
    let fields = |object| term(&dictionary().fields, object, name);
    // The table of what a worker is `away`.
    let of_worker = || term(&dictionary().fields, "worker", if name == "absences" { "away" } else { name });
    called(fields("programme").or_else(|| fields("plan")).or_else(of_worker), name, lang)
}

/// A field of a list's entries, or of a station, worker, hire or what is assumed; nothing where there is none.
pub(crate) fn of_object(name: &str, field: &str) -> Option<&'static Term> {
    let fields = &dictionary().fields;
    let dated = fields.get("programme").is_some_and(|lists| lists.contains_key(name));
    let objects =
        [name, &format!("{name}_range"), &format!("{name}_villages"), if dated { "entry" } else { "" }];
    objects.into_iter().find_map(|object| term(fields, object, field))
}

/// What a column of a plan's table is called.
pub(crate) fn of_table<'n>(table: &str, name: &'n str, lang: Lang) -> &'n str {
    called(term(&dictionary().tables, table, name), name, lang)
}

/// What a JSON pointer into the programme means to people: the list, and which of its entries.
pub(crate) fn entry(at: &str, lang: Lang) -> String {
    let mut parts = at.split('/').skip(2);
    let named = part(parts.next().unwrap_or_default(), lang);
    match parts.next().and_then(|place| place.parse::<usize>().ok()) {
        None => named.to_owned(),
        Some(place) => {
            let number = place + 1;
            lang.of(format!("{named} 第 {number} 条"), format!("{named}, entry {number}"))
        }
    }
}

/// The fields that an entry of a programme's list can have, in their order.
pub(crate) fn fields(list: &str, entry: &Json) -> Vec<(&'static str, &'static Term)> {
    let of_norm = format!("norm_{}", entry["kind"].as_str().unwrap_or_default());
    let own = if list == "norm" { &of_norm } else { list };
    let objects = [if list == "funds" { "" } else { "entry" }, own, "ground"];
    let groups = objects.into_iter().filter_map(|object| dictionary().fields.get(object));
    groups.flatten().map(|(name, term)| (&name[..], term)).collect()
}

/// A field's value as people read it: words in their terms, the parts of a split as `province 6 : local 4`.
pub(crate) fn field(term: &Term, value: &Json, lang: Lang) -> String {
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match (&term.holds[..], value) {
        ("share", Json::Array(parts)) => {
            let part =
                |part: &Json| format!("{} {}", payer(&text(&part["payer"]), lang), text(&part["parts"]));
            parts.iter().map(part).collect::<Vec<_>>().join(" : ")
        }
        ("source", Json::Object(texts)) => texts.get(lang.word()).map(text).unwrap_or_default(),
        (holds, Json::Array(values)) => {
            let words = values.iter().map(|value| word(holds, &text(value), lang).to_owned());
            words.collect::<Vec<_>>().join(lang.of("、", " "))
        }
        (holds, value) => word(holds, &text(value), lang).to_owned(),
    }
}

/// A unit in which amounts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Yuan,
    Wan,
    Yi,
}

impl Unit {
    /// The words that options may name it by.
    pub(crate) const WORDS: [(&'static str, Unit); 6] = [
        ("元", Unit::Yuan),
        ("万元", Unit::Wan),
        ("亿元", Unit::Yi),
        ("yuan", Unit::Yuan),
        ("wan", Unit::Wan),
        ("yi", Unit::Yi),
    ];

    pub(crate) fn name(self, lang: Lang) -> &'static str {
        match self {
            Unit::Yuan => lang.of("元", "yuan"),
            Unit::Wan => lang.of("万元", "10,000 yuan"),
            Unit::Yi => lang.of("亿元", "100 million yuan"),
        }
    }

    /// An amount in fen as people read it: rounded half away from zero for the eye only.
    pub(crate) fn shown(self, fen: i128) -> String {
        // Of fen as the unit shows them, and how many decimals these are.
        let (power, decimals) = match self {
            Unit::Yuan => (0, 2),
            Unit::Wan => (4, 2),
            Unit::Yi => (6, 4),
        };
        decimal(rounded(fen, power), decimals, fen < 0)
    }
}

/// A whole number without its last `power` digits, half away from zero.
fn rounded(number: i128, power: u32) -> u128 {
    let (magnitude, unit) = (number.unsigned_abs(), 10_u128.pow(power));
    magnitude / unit + u128::from(magnitude % unit >= unit.div_ceil(2) && unit > 1)
}

/// A number of so many decimals, with a comma before every three digits of its whole part.
fn decimal(magnitude: u128, decimals: u32, negative: bool) -> String {
    let unit = 10_u128.pow(decimals);
    let sign = if negative { "-" } else { "" };
    let whole = grouped(&(magnitude / unit).to_string());
    match decimals {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{:0width$}", magnitude % unit, width = decimals as usize),
    }
}

/// Digits with a comma before every three.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A whole number with its commas.
pub(crate) fn whole(number: i128) -> String {
    decimal(number.unsigned_abs(), 0, number < 0)
}

/// A count of so many decimals as people read it: an expected one with one decimal.
pub(crate) fn count(number: i128, scale: u32) -> String {
    let unit = 10_i128.pow(scale);
    match number % unit {
        0 => whole(number / unit),
        _ => decimal(rounded(number, scale.saturating_sub(1)), scale.min(1), number < 0),
    }
}

/// A part of one, of so many decimals, as people read it.
pub(crate) fn percent(number: i128, scale: u32) -> String {
    let (magnitude, decimals) = (rounded(number, scale.saturating_sub(4)), 2);
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}%", magnitude / 10_u128.pow(decimals), magnitude % 10_u128.pow(decimals))
}
