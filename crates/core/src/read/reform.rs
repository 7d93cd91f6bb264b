//! Rule 11: a reform, a merge patch in which a list may also be given by amendments of it.

use std::borrow::Cow;

use crate::{
    base::{json::Json, patch::merge},
    faults::{
        error::ErrorKind,
        findings::{Findings, shown},
        place::Place,
    },
    plan::{
        entries::left_out,
        programme::Programme,
        resets::{Reset, Resets},
    },
    record::{
        given::{Field, Given},
        read::{FirstMonth, Read},
    },
    values::month::Month,
};

/// What says which entries an amendment speaks of.
const NAMED_BY: [&str; 3] = ["tier", "post", "name"];

/// What an amendment says of itself, never of the entry that it changes.
const GROUNDS: [&str; 3] = ["source", "status", "decided"];

/// Several amendments of one list stand under this key.
const AMEND: &str = "amend";

/// The list whose entries have no `from`.
const FUNDS: &str = "funds";

/// Why an amendment can't be made.
enum NoEntry<'a, 't> {
    /// `amend` beside other fields, or no list of objects.
    Shape,
    /// It speaks of no entry.
    Spoken(&'a Json<'t>),
}

/// The tree of a programme under a reform; as it stands, and noted, where an amendment is of something that is not
/// there.
pub(crate) fn reformed<'t>(findings: &mut Findings, programme: Json<'t>, reform: &Json<'t>) -> Json<'t> {
    let Json::Object(changes) = reform else { return reform.clone() };
    let place = Place::Root.key("reform");
    let mut patch = Vec::with_capacity(changes.len());
    for (key, change) in changes {
        let list = Programme::lists().find(|list| list == key);
        let change = match (list, change) {
            (Some(list), Json::Object(_)) => match amended(list, programme.get(key), change) {
                Ok(amended) => amended,
                Err(why) => {
                    findings.add(ErrorKind::NoEntry, place.key(key), why.texts(list));
                    continue;
                }
            },
            _ => change.clone(),
        };
        patch.push((key.clone(), change));
    }
    if patch.len() == changes.len() { merge(programme, &Json::Object(patch)) } else { programme }
}

/// A list under an amendment, or under several in order.
fn amended<'a, 't>(
    list: &str,
    entries: Option<&Json<'t>>,
    given: &'a Json<'t>,
) -> Result<Json<'t>, NoEntry<'a, 't>> {
    let amendments = match (given.get(AMEND), given) {
        (None, _) => std::slice::from_ref(given),
        (Some(Json::List(amendments)), Json::Object(fields)) if fields.len() == 1 => amendments,
        _ => return Err(NoEntry::Shape),
    };
    // As a merge patch takes what is no object for an empty one, so this what is no list.
    let mut entries = match entries {
        Some(Json::List(entries)) => entries.clone(),
        Some(other) if amendments.is_empty() => return Ok(other.clone()),
        None if amendments.is_empty() => return Ok(Json::Null),
        _ => Vec::new(),
    };
    for amendment in amendments {
        amend(list, &mut entries, amendment)?;
    }
    Ok(Json::List(entries))
}

fn amend<'a, 't>(
    list: &str,
    entries: &mut Vec<Json<'t>>,
    amendment: &'a Json<'t>,
) -> Result<(), NoEntry<'a, 't>> {
    let Json::Object(_) = amendment else { return Err(NoEntry::Shape) };
    // Its `tier`, `post` and `name` say which entries it speaks of.
    let spoken_of = |entry: &Json<'t>| {
        matches!(entry, Json::Object(_))
            && NAMED_BY.iter().all(|key| named(entry, key) == named(amendment, key))
    };
    let begins = |entry: &Json<'t>| entry.get("from").and_then(month);
    // Without `from` (never in `funds`) it changes the other fields it has in all of these entries; with `from` in the
    // one that begins in that month,
    let from = amendment.get("from").filter(|_| list != FUNDS).map(month);
    let is_changed = |entry: &Json<'t>| match from {
        None => spoken_of(entry),
        Some(from) => from.is_some() && begins(entry) == from && spoken_of(entry),
    };
    let mut there = false;
    for entry in entries.iter_mut().filter(|entry| is_changed(entry)) {
        *entry = said_otherwise(entry, amendment);
        there = true;
    }
    match (there, from) {
        (true, _) => {}
        (false, None) => return Err(NoEntry::Spoken(amendment)),
        // or else it adds an entry that begins then and says otherwise what the one of these in force before says.
        (false, Some(from)) => {
            let is_before = |entry: &&Json<'t>| begins(entry).is_some_and(|month| Some(month) < from);
            let before = entries.iter().filter(|entry| spoken_of(entry)).filter(is_before);
            let last = before.rev().max_by_key(|entry| begins(entry));
            entries.push(said_otherwise(last.unwrap_or(&Json::Object(Vec::new())), amendment));
        }
    }
    Ok(())
}

/// An entry, its ground taken away, under an amendment.
fn said_otherwise<'t>(entry: &Json<'t>, amendment: &Json<'t>) -> Json<'t> {
    let Json::Object(fields) = entry else { return amendment.clone() };
    let own = |(key, _): &&(Cow<'t, str>, Json<'t>)| !GROUNDS.contains(&key.as_ref());
    merge(Json::Object(fields.iter().filter(own).cloned().collect()), amendment)
}

/// What the lists of a reform, given whole, leave out of what their entries had before.
pub(crate) fn resets(programme: &Json<'_>, reform: &Json<'_>) -> Resets {
    let mut resets = Vec::new();
    for list in Programme::lists() {
        let (Some(Json::List(before)), Some(Json::List(now))) = (programme.get(list), reform.get(list))
        else {
            continue;
        };
        for (entry, now) in now.iter().enumerate() {
            let Some(before) = entry_before(list, before, now) else { continue };
            let fields: Vec<_> = left_out(list)
                .filter(|field| !NAMED_BY.contains(&field.name) && !GROUNDS.contains(&field.name))
                .filter(|field| named(now, field.name).is_none())
                .filter(|field| named(before, field.name).is_some_and(|value| !is_default(field, value)))
                .map(|field| field.name)
                .collect();
            if !fields.is_empty() {
                resets.push(Reset { list, entry, fields });
            }
        }
    }
    Resets(resets)
}

/// The entry of a list that was in force where one begins: with its tier, post and name, the latest up to its month.
fn entry_before<'b, 't>(list: &str, before: &'b [Json<'t>], now: &Json<'t>) -> Option<&'b Json<'t>> {
    let mut alike =
        before.iter().filter(|entry| NAMED_BY.iter().all(|key| named(entry, key) == named(now, key)));
    if list == FUNDS {
        return alike.next();
    }
    let begins = |entry: &Json<'_>| entry.get("from").and_then(month);
    let from = begins(now)?;
    alike.filter(|entry| begins(entry).is_some_and(|month| month <= from)).max_by_key(|entry| begins(entry))
}

/// Whether a value is what the field is where it is left out.
fn is_default(field: &Field, value: &Json<'_>) -> bool {
    let Given::OrDefault(default) = field.given else { return false };
    Json::parse(&default()).is_ok_and(|default| default == *value)
}

/// What stands under a key; null is nothing.
fn named<'j, 't>(json: &'j Json<'t>, key: &str) -> Option<&'j Json<'t>> {
    json.get(key).filter(|name| **name != Json::Null)
}

fn month(json: &Json<'_>) -> Option<Month> {
    FirstMonth::read(&mut Findings::default(), Place::Root, json)
}

impl NoEntry<'_, '_> {
    fn texts(&self, list: &str) -> (String, String) {
        let NoEntry::Spoken(amendment) = self else {
            return (
                "修订应是对象，几条修订写成 {\"amend\": [修订, …]}，旁边没有别的字段".to_owned(),
                "an amendment is an object, and several are `{\"amend\": [...]}` with nothing beside it"
                    .to_owned(),
            );
        };
        let names = NAMED_BY.iter().filter_map(|key| {
            let name = named(amendment, key)?;
            let name = if let Json::Text(text) = name { shown(text) } else { shown(&name.to_string()) };
            Some((format!("{key} 为“{name}”"), format!("{key} `{name}`")))
        });
        let (zh, en): (Vec<_>, Vec<_>) = names.unzip();
        let (which_zh, which_en) = if zh.is_empty() {
            (format!("不写 {} ", NAMED_BY.join("、")), format!("without {}", NAMED_BY.join(", ")))
        } else {
            (zh.join("、"), format!("with {}", en.join(", ")))
        };
        let (from_zh, from_en) = match list {
            FUNDS => ("", ""),
            _ => ("；要新增一条，请写 from", "; with `from` it adds one"),
        };
        (
            format!("{list} 中没有 {which_zh}的条目可以修订{from_zh}"),
            format!("no entry of {list} {which_en} is there to be amended{from_en}"),
        )
    }
}
