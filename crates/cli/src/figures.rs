//! The figure that a question speaks of (rule 16), and the numbers of its answer.

use clap::ArgMatches;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::{
    lang::Lang,
    options::{text, years},
    stop::Answer,
    terms::{self, Unit},
};

/// A figure of a forecast: which, of which years, of which region.
#[derive(Clone)]
pub(crate) struct Figure {
    /// A column of a row, deeper ones with `/`: `due/local`.
    pub(crate) name: String,
    /// The first year and the last.
    pub(crate) years: Option<(u16, u16)>,
    pub(crate) region: String,
}

impl Figure {
    /// As the options say.
    pub(crate) fn read(name: String, given: &ArgMatches) -> Answer<Figure> {
        let years = text(given, "year").map(|text| years("--year", &text)).transpose()?;
        Ok(Figure { name, years, region: text(given, "region").unwrap_or_default() })
    }

    /// As rule 16 has it.
    pub(crate) fn asked(&self) -> Json {
        let mut figure = json!({"figure": self.name, "region": self.region});
        match self.years {
            None => {}
            Some((first, last)) if first == last => figure["years"] = json!(first),
            Some(years) => figure["years"] = json!(years),
        }
        figure
    }

    /// What it is called, without years and region.
    fn heading(&self, lang: Lang) -> String {
        let parts: Vec<&str> = self.name.split('/').collect();
        let column = match parts[..] {
            ["shares", payer] => format!("share_{payer}"),
            ["top_ups", payer] => format!("top_up_by_{payer}"),
            ["due", payer] => format!("due_{payer}"),
            ["norm", column] => column.to_owned(),
            ["costs", ref cost @ .., "shares", payer] if !cost.is_empty() => {
                format!("cost_{}_share_{payer}", cost.join("/"))
            }
            ["costs", ref cost @ .., figure] if !cost.is_empty() => {
                format!("cost_{}_{figure}", cost.join("/"))
            }
            ["funds", place, figure] => {
                return format!("{} {place} {}", terms::part("funds", lang), terms::heading(figure, lang));
            }
            _ => self.name.clone(),
        };
        terms::heading(&column, lang)
    }

    /// The same, of all years of the horizon where none are named; but what is left unspent is one figure.
    pub(crate) fn of(self, horizon: (u16, u16)) -> Figure {
        let all = (!self.name.ends_with("/unspent")).then_some(horizon);
        Figure { years: self.years.or(all), ..self }
    }

    /// What it is, with its years and region.
    pub(crate) fn told(&self, lang: Lang) -> String {
        let when = match self.years {
            None => String::new(),
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first}–{last}"),
        };
        let (heading, region) = (self.heading(lang), &self.region);
        let nowhere = region.is_empty();
        match lang {
            Lang::Zh => {
                let when = if when.is_empty() { when } else { format!("{when} 年") };
                let place = if nowhere { String::new() } else { format!(" {region} 地区") };
                format!("{when}{place}{heading}").trim().to_owned()
            }
            Lang::En => {
                let when = if when.is_empty() { when } else { format!(" {when}") };
                let place = if nowhere { String::new() } else { format!(", region {region}") };
                format!("{heading}{when}{place}")
            }
        }
    }
}

/// A number of an answer, as it is printed: an amount has two decimals, an expected count four. Or a month.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Number {
    Whole(i64),
    Text(String),
}

impl Number {
    fn printed(&self) -> String {
        match self {
            Number::Whole(number) => number.to_string(),
            Number::Text(text) => text.clone(),
        }
    }

    /// As JSON has it.
    pub(crate) fn json(&self) -> Json {
        match self {
            Number::Whole(number) => json!(number),
            Number::Text(text) => json!(text),
        }
    }

    /// Its fen, if it is an amount.
    fn fen(&self) -> Option<i128> {
        let Number::Text(text) = self else { return None };
        let (_, decimals) = text.split_once('.')?;
        (decimals.len() == 2).then(|| text.replace('.', "").parse().ok()).flatten()
    }

    pub(crate) fn is_money(&self) -> bool {
        self.fen().is_some()
    }

    pub(crate) fn is_zero(&self) -> bool {
        !self.printed().contains(|digit: char| ('1'..='9').contains(&digit))
    }

    pub(crate) fn is_negative(&self) -> bool {
        !self.is_zero() && self.printed().starts_with('-')
    }

    pub(crate) fn magnitude(&self) -> Number {
        match self {
            Number::Whole(number) => Number::Whole(number.saturating_abs()),
            Number::Text(text) => Number::Text(text.trim_start_matches('-').to_owned()),
        }
    }

    /// Its whole part.
    pub(crate) fn whole(&self) -> String {
        let printed = self.printed();
        Number::Text(printed.split('.').next().unwrap_or_default().to_owned()).grouped()
    }

    /// With its commas; a month as it is.
    pub(crate) fn grouped(&self) -> String {
        let printed = self.printed();
        let magnitude = printed.strip_prefix('-').unwrap_or(&printed);
        let (whole, decimals) = magnitude.split_once('.').unwrap_or((magnitude, ""));
        if whole.is_empty() || !whole.bytes().all(|digit| digit.is_ascii_digit()) {
            return printed;
        }
        let sign = if magnitude.len() < printed.len() { "-" } else { "" };
        let point = if decimals.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{decimals}", terms::grouped(whole))
    }

    /// As people read it, an amount with its unit.
    pub(crate) fn written(&self, unit: Unit, lang: Lang) -> String {
        let Some(fen) = self.fen() else { return self.grouped() };
        let times = if lang == Lang::En && unit != Unit::Yuan { " × " } else { " " };
        format!("{}{times}{}", unit.shown(fen), unit.name(lang))
    }

    /// A change with its sign, without its unit.
    pub(crate) fn signed(&self, unit: Unit) -> String {
        let text = self.fen().map_or_else(|| self.grouped(), |fen| unit.shown(fen));
        if self.is_zero() || self.is_negative() { text } else { format!("+{text}") }
    }

    /// A limit as figures like this one are printed: an amount with two decimals.
    pub(crate) fn of_limit(&self, limit: &str) -> Number {
        let places = self.printed().split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let (whole, decimals) = limit.split_once('.').unwrap_or((limit, ""));
        match places {
            0 => Number::Text(limit.to_owned()),
            _ => Number::Text(format!("{whole}.{decimals:0<places$}")),
        }
    }
}
