//! Rule 11: a station in a table, by its code or by its name.

use std::collections::BTreeMap;

use super::{
    misnamed::meant,
    text::SUMS,
    values::{Found, code, code_number},
};
use crate::{
    base::{
        numbered::Numbered,
        text::{comparable, trimmed},
    },
    check::plan::unknown_station,
    faults::{
        error::{Error, ErrorKind},
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
    /// The names of regions by their codes.
    regions: BTreeMap<String, String>,
}

impl Stations {
    pub(crate) fn new(list: Vec<Station>, complete: bool, regions: BTreeMap<String, String>) -> Stations {
        let (mut numbers, mut by_number, mut by_name) = (Numbered::default(), Vec::new(), BTreeMap::new());
        for (index, station) in (0..).zip(&list) {
            if let Ok(number) = code_number(Found::Text(station.code.as_str()))
                && numbers.number(&number) as usize == by_number.len()
            {
                by_number.push(index);
            }
            if let Some(name) = &station.name {
                by_name
                    .entry(comparable(name).into_owned())
                    .and_modify(|other| *other = UNKNOWN)
                    .or_insert(index);
            }
        }
        Stations { list, complete, numbers, by_number, by_name, regions }
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
            (Err(_), Found::Text(text)) => match self.by_name.get(&*comparable(text)) {
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
        let Found::Text(written) = found else { return };
        let name = comparable(written);
        let has_it =
            |station: &&Station| station.name.as_deref().is_some_and(|other| comparable(other) == name);
        // Mostly none, and then nobody is looked for one by one.
        let list = if self.by_name.contains_key(&*name) { &self.list[..] } else { &[] };
        let same: Vec<String> = list.iter().filter(has_it).map(|it| self.called(it)).collect();
        if same.is_empty() {
            return self.misnamed(findings, place, trimmed(written));
        }
        let (stations, name) = (same.len(), shown(&name));
        let (zh, en) = shown_names(same.iter().map(String::as_str));
        let texts = (
            format!("有 {stations} 个社工站叫“{name}”，请写编码：{zh}"),
            format!("{stations} stations are called `{name}`, write the code: {en}"),
        );
        findings.add(ErrorKind::UnknownStation, place, texts);
    }

    /// Notes that no station has this name, with all that are equally near to it.
    fn misnamed(&self, findings: &mut Findings, place: Place<'_>, name: &str) {
        let compared = findings.compare(self.list.len());
        let names = self.list.iter().take(compared).map(|station| station.name.as_deref());
        let near: Vec<&Station> =
            meant(name, names).into_iter().filter_map(|place| self.list.get(place)).collect();
        let (stations, name) = (self.list.len(), shown(name));
        let (mut zh, mut en) = (
            format!("所列 {stations} 个社工站中没有“{name}”"),
            format!("`{name}` is none of the {stations} stations listed"),
        );
        if SUMS.iter().chain(&["共计"]).any(|sum| name.ends_with(sum)) {
            zh += "；这一行像是合计，请删去";
            en += "; the row seems to sum up others, leave it out";
        }
        let called: Vec<String> = near.iter().map(|station| self.called(station)).collect();
        if !called.is_empty() {
            let (near_zh, near_en) = shown_names(called.iter().map(String::as_str));
            zh += &format!("，是否应为：{near_zh}？");
            en += &format!(", did you mean {near_en}?");
        }
        // One that is written in its place.
        let nearest = match &near[..] {
            [one] => one.name.clone(),
            _ => None,
        };
        findings.add_told(Error { nearest, ..Error::new(ErrorKind::UnknownStation, place, (zh, en)) });
    }

    /// A station by code, name and county, as far as these are known.
    fn called(&self, station: &Station) -> String {
        let county = station.code.as_str().get(..6).and_then(|county| self.regions.get(county));
        let county = county.map(|name| format!("（{name}）")).unwrap_or_default();
        format!("{} {}{county}", station.code, station.name.as_deref().map(trimmed).unwrap_or_default())
    }
}
