//! Rule 11: a station in a table, by its code or by its name.

use std::collections::BTreeMap;

use super::values::{Found, code, code_number, trimmed};
use crate::{
    base::numbered::Numbered,
    check::plan::unknown_station,
    faults::{
        error::ErrorKind,
        findings::{Findings, shown, shown_names},
        place::Place,
    },
    plan::people::Station,
    values::written::Flaw,
};

/// The index of a station that the plan does not list.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// A plan's stations by the numbers that their codes are, and by name.
#[derive(Debug)]
pub(crate) struct Stations {
    list: Vec<Station>,
    /// Whether these are all; if some could not be read, nobody knows what their names are.
    complete: bool,
    /// The distinct codes, and the first station of each.
    numbers: Numbered<u32>,
    by_number: Vec<u32>,
    /// `UNKNOWN` where several have the name.
    by_name: BTreeMap<String, u32>,
}

impl Stations {
    pub(crate) fn new(list: Vec<Station>, complete: bool) -> Stations {
        let (mut numbers, mut by_number, mut by_name) = (Numbered::default(), Vec::new(), BTreeMap::new());
        for (index, station) in (0..).zip(&list) {
            if let Ok(number) = code_number(Found::Text(station.code.as_str()))
                && numbers.number(&number) as usize == by_number.len()
            {
                by_number.push(index);
            }
            if let Some(name) = &station.name {
                by_name.entry(trimmed(name).to_owned()).and_modify(|other| *other = UNKNOWN).or_insert(index);
            }
        }
        Stations { list, complete, numbers, by_number, by_name }
    }

    pub(crate) fn list(&self) -> &[Station] {
        &self.list
    }

    /// The index of the station that a value means, or `UNKNOWN`.
    pub(crate) fn index(&self, found: Found<'_>) -> Result<u32, Flaw> {
        match (code_number(found), found) {
            (Ok(number), _) => {
                Ok(self.numbers.find(&number).map_or(UNKNOWN, |place| self.by_number[place as usize]))
            }
            (Err(_), Found::Text(text)) => match self.by_name.get(trimmed(text)) {
                Some(index) => Ok(*index),
                None if self.complete && text.is_ascii() => Err(Flaw::Format),
                None => Ok(UNKNOWN),
            },
            (Err(why), _) => Err(why),
        }
    }

    /// Notes of a value that it means no station, or no one in particular.
    pub(crate) fn unknown(&self, findings: &mut Findings, place: Place<'_>, found: Found<'_>) {
        if let Ok(code) = code(found) {
            let codes = self.list.iter().map(|station| station.code.as_str());
            return unknown_station(findings, place, code.as_str(), codes);
        }
        let Found::Text(name) = found else { return };
        let name = trimmed(name);
        let has_it = |station: &&Station| station.name.as_deref().is_some_and(|other| trimmed(other) == name);
        // Mostly none, and then nobody is looked for one by one.
        let list = if self.by_name.contains_key(name) { &self.list[..] } else { &[] };
        let meant: Vec<String> = list.iter().filter(has_it).map(|it| format!("{} {name}", it.code)).collect();
        if meant.is_empty() {
            let names: Vec<&str> = self.list.iter().filter_map(|station| station.name.as_deref()).collect();
            return unknown_station(findings, place, name, names.into_iter());
        }
        let (stations, name) = (meant.len(), shown(name));
        let (zh, en) = shown_names(meant.iter().map(String::as_str));
        let texts = (
            format!("有 {stations} 个社工站叫“{name}”，请写编码：{zh}"),
            format!("{stations} stations are called `{name}`, write the code: {en}"),
        );
        findings.add(ErrorKind::UnknownStation, place, texts);
    }
}
