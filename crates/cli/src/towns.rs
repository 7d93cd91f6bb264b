//! The real towns of Guangdong, built into the program, packed.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::stop::{Answer, Told, wrong};

macro_rules! built_in {
    ($name:literal) => {
        unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".deflate")))
    };
}

fn unpacked(data: &[u8]) -> String {
    let text =
        miniz_oxide::inflate::decompress_to_vec(data).ok().and_then(|text| String::from_utf8(text).ok());
    debug_assert!(text.is_some(), "what was packed can be unpacked");
    text.unwrap_or_default()
}

/// A street, town or township.
pub(crate) struct Town {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) villages: u32,
}

/// The names of Guangdong's province, cities and counties by code.
pub(crate) fn regions() -> BTreeMap<String, String> {
    let text = built_in!("regions.csv");
    let pair = |line: &str| line.split_once(',').map(|(code, name)| (code.to_owned(), name.to_owned()));
    text.lines().skip(1).filter_map(pair).collect()
}

/// The towns, with what each is of.
fn listed() -> Vec<(Town, bool)> {
    let town = |line: &str| {
        let mut cells = line.split(',');
        let (code, name, class) = (cells.next()?, cells.next()?, cells.next()?);
        let villages = cells.nth(2)?.parse().ok()?;
        Some((Town { code: code.to_owned(), name: name.to_owned(), villages }, class != "other"))
    };
    built_in!("towns.csv").lines().skip(1).filter_map(town).collect()
}

/// The towns of a city or county, by its code or name, or of the whole province. Farms, zones and other units of that level
/// are left out: they have no station.
pub(crate) fn towns(within: &str) -> Answer<Vec<Town>> {
    let code = code(within)?;
    let chosen = |(town, has_station): &(Town, bool)| *has_station && town.code.starts_with(&code);
    Ok(listed().into_iter().filter(chosen).map(|(town, _)| town).collect())
}

/// The code of a region by its code or name.
fn code(within: &str) -> Answer<String> {
    let regions = regions();
    if within.is_empty() || regions.contains_key(within) {
        return Ok(within.to_owned());
    }
    let is_called = |name: &str| {
        name.strip_prefix(within).is_some_and(|rest| ["", "市", "区", "县", "省"].contains(&rest))
    };
    let found: Vec<&str> =
        regions.iter().filter(|(_, name)| is_called(name)).map(|(code, _)| code.as_str()).collect();
    match found[..] {
        [code] => Ok(code.to_owned()),
        [] => {
            let near =
                nearest(within, regions.iter().flat_map(|(code, name)| [code, name]).map(String::as_str));
            let near = near.map(did_you_mean).unwrap_or_else(|| Told::new("", ""));
            wrong(
                format!("广东没有市、县“{within}”{}", near.zh),
                format!("no city or county of Guangdong: {within}{}", near.en),
            )
        }
        _ => {
            let all = found.join(", ");
            wrong(
                format!("{within}: {all} 同名，请写编码"),
                format!("{within}: {all} have this name, give the code"),
            )
        }
    }
}

/// The question behind what there is not.
pub(crate) fn did_you_mean(name: &str) -> Told {
    Told::new(format!("，是否应为“{name}”？"), format!("; did you mean {name}?"))
}

/// The name that is near enough to be meant.
pub(crate) fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let (text, most) = (text.trim(), text.chars().count().div_ceil(2).min(3));
    let near = names.map(|name| (strsim::osa_distance(text, name), name));
    near.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// The names of those of the codes that are Guangdong's province, cities, counties and towns.
pub(crate) fn known_names<'c>(codes: impl IntoIterator<Item = &'c str>) -> BTreeMap<String, String> {
    let wanted: Vec<&str> = codes.into_iter().filter(|code| code.starts_with("44")).collect();
    let mut known = if wanted.is_empty() { BTreeMap::new() } else { regions() };
    if wanted.iter().any(|code| code.len() == 9) {
        known.extend(listed().into_iter().map(|(town, _)| (town.code, town.name)));
    }
    wanted.into_iter().filter_map(|code| Some((code.to_owned(), known.get(code)?.clone()))).collect()
}

/// Towns as a plan has its stations, and the names of the regions that they are in.
pub(crate) fn of_plan(towns: &[Town]) -> (Json, Json) {
    let station = |town: &Town| json!({"code": town.code, "name": town.name, "villages": town.villages});
    let codes = towns.iter().flat_map(|town| [2, 4, 6].map(|digits| &town.code[..digits]));
    let names = known_names(codes);
    (towns.iter().map(station).collect(), json!(names))
}
