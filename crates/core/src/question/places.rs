//! Rule 19: places in the written form of a plan whose values can be varied.

use std::borrow::Cow;

use crate::{
    base::json::{Json, Number},
    faults::place::Place,
    plan::{
        assumptions::{Assumptions, Horizon},
        entries::{
            Appraisal, ByVillages, Contract, Cost, Dated, Fund, Norm, Raise, Range, Share, Sharing, Subsidy,
        },
        people::{Away, Graded, Hire, Move, Station, Worker},
        plan::Plan,
        programme::Programme,
    },
    record::{declare::Declared, holds::Held},
    values::{
        fen::{Amount, Rate},
        month::Month,
    },
};

/// What a varied value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Fen.
    Amount,
    /// Millionths.
    Rate,
    /// Months of the calendar.
    Month,
    Whole,
}

impl Kind {
    /// The kind of a field by what it holds, if it can be varied.
    fn of(held: Held) -> Option<Kind> {
        match held.kind {
            _ if held.list => None,
            "amount" => Some(Kind::Amount),
            "rate" => Some(Kind::Rate),
            "month" => Some(Kind::Month),
            "whole" | "year" | "effective" => Some(Kind::Whole),
            _ => None,
        }
    }

    /// A value as JSON writes it, from the number of its units. Nothing stands for one beyond what is written.
    pub(crate) fn json(self, number: i128) -> Json<'static> {
        let text = |text: Option<String>| text.map_or(Json::Null, |text| Json::Text(text.into()));
        let whole = |number: i128| Json::Number(Number(number.to_string().into()));
        match self {
            Kind::Amount => text(Amount::from_fen(number).ok().map(|amount| amount.to_string())),
            Kind::Rate => {
                let rate = u32::try_from(number).ok().and_then(Rate::from_millionths);
                text(rate.map(|rate| rate.to_string()))
            }
            Kind::Month => {
                let month = u32::try_from(number).ok().and_then(Month::from_ordinal);
                text(month.map(|month| month.to_string()))
            }
            Kind::Whole => whole(number),
        }
    }
}

/// The way to a value in the written form of a plan: keys, and places in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

impl Path {
    /// As a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        fn pointer(place: Place<'_>, rest: &[String]) -> String {
            match rest.split_first() {
                Some((key, rest)) => pointer(place.key(key), rest),
                None => place.into(),
            }
        }
        pointer(Place::Root, &self.0)
    }

    /// The field of the plan that it begins with.
    pub(crate) fn field(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The field that it ends with.
    pub(crate) fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Puts a value there, into what stands in the plan's field.
    pub(crate) fn put<'t>(&self, field: &mut Json<'t>, value: Json<'t>) {
        let mut at = field;
        let Some((key, parents)) = self.0.get(1..).and_then(<[String]>::split_last) else { return };
        for key in parents {
            let next = match at {
                Json::Object(fields) => {
                    fields.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
                }
                Json::List(items) => key.parse().ok().and_then(|place: usize| items.get_mut(place)),
                _ => None,
            };
            let Some(next) = next else { return };
            at = next;
        }
        if let Json::Object(fields) = at {
            match fields.iter_mut().find(|(name, _)| name == key) {
                Some((_, old)) => *old = value,
                None => fields.push((Cow::Owned(key.clone()), value)),
            }
        }
    }
}

/// Values that are varied together: all of one kind.
pub(crate) struct Places {
    pub(crate) kind: Kind,
    pub(crate) paths: Vec<Path>,
}

/// The places that a pointer names, `*` being every item; none where one of them can't be varied.
pub(crate) fn places(plan: &Json<'_>, pointer: &str) -> Option<Places> {
    let tokens: Vec<String> =
        pointer.strip_prefix('/')?.split('/').map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
    let mut found = Found { tokens: &tokens, path: Vec::new(), paths: Vec::new(), kind: None };
    found.walk(plan, Held { kind: "plan", list: false }, "")?;
    Some(Places { kind: found.kind?, paths: found.paths })
}

struct Found<'p> {
    tokens: &'p [String],
    path: Vec<String>,
    paths: Vec<Path>,
    kind: Option<Kind>,
}

impl Found<'_> {
    /// Follows the rest of the pointer from what stands in a field; none where that can't be.
    fn walk(&mut self, json: &Json<'_>, held: Held, field: &str) -> Option<()> {
        let Some(token) = self.tokens.get(self.path.len()) else { return self.end(held) };
        match json {
            Json::List(items) if held.list => {
                let of_item = Held { list: false, ..held };
                let places = match token.as_str() {
                    "*" => 0..items.len(),
                    _ => {
                        let place: usize =
                            token.parse().ok().filter(|place: &usize| place.to_string() == *token)?;
                        place..place.checked_add(1)?
                    }
                };
                for place in places {
                    self.enter(place.to_string(), items.get(place)?, of_item, field)?;
                }
                Some(())
            }
            Json::Object(there) if !held.list => {
                let mut fields = fields_of(held, field, json);
                fields.retain(|(name, _)| token == "*" || name == token);
                if fields.is_empty() {
                    return None;
                }
                for (name, held) in &fields {
                    let value = there.iter().find(|(key, _)| key == name).map(|(_, value)| value);
                    // Every item of an object is what it has; by its name a field may also have been left out.
                    match value {
                        Some(value) => self.enter((*name).to_owned(), value, *held, name)?,
                        None if token == "*" => {}
                        None => self.enter((*name).to_owned(), &Json::Null, *held, name)?,
                    }
                }
                Some(())
            }
            _ => None,
        }
    }

    fn enter(&mut self, token: String, json: &Json<'_>, held: Held, field: &str) -> Option<()> {
        self.path.push(token);
        let walked = self.walk(json, held, field);
        self.path.pop();
        walked
    }

    fn end(&mut self, held: Held) -> Option<()> {
        let kind = Kind::of(held)?;
        self.paths.push(Path(self.path.clone()));
        (*self.kind.get_or_insert(kind) == kind).then_some(())
    }
}

/// The fields of what stands in a field that holds this; none of what has none that can be varied.
fn fields_of<'j>(held: Held, field: &str, json: &'j Json<'_>) -> Vec<(&'j str, Held)> {
    match held.kind {
        "plan" => fields::<Plan>(),
        "horizon" => fields::<Horizon>(),
        "station" => fields::<Station>(),
        "worker" => fields::<Worker>(),
        "hire" => fields::<Hire>(),
        "assumptions" => fields::<Assumptions>(),
        "programme" => fields::<Programme>(),
        "share" => fields::<Share>(),
        "move" => fields::<Move>(),
        "absence" => fields::<Away>(),
        "grades_by_year" => grades(json),
        "graded" => fields::<Graded>(),
        "entry" => entry(field, json),
        _ => Vec::new(),
    }
}

/// The years of grades, and what each has beside the grade.
fn grades<'j>(json: &'j Json<'_>) -> Vec<(&'j str, Held)> {
    let Json::Object(years) = json else { return Vec::new() };
    years.iter().map(|(year, _)| (year.as_ref(), Held { kind: "graded", list: false })).collect()
}

/// The fields of an entry of a list.
fn entry(list: &str, json: &Json<'_>) -> Vec<(&'static str, Held)> {
    let of_norm = |kind: &str| json.get(Norm::KIND.0) == Some(&Json::Text(kind.into()));
    let says = match list {
        "subsidy" => fields::<Subsidy>(),
        "sharing" => fields::<Sharing>(),
        "raise" => fields::<Raise>(),
        "appraisal" => fields::<Appraisal>(),
        "contract" => fields::<Contract>(),
        "norm" if of_norm(Norm::KINDS[0].0) => fields::<Range>(),
        "norm" => fields::<ByVillages>(),
        "costs" => fields::<Cost>(),
        "funds" => return fields::<Fund>(),
        _ => Vec::new(),
    };
    [fields::<Dated>(), says].concat()
}

fn fields<D: Declared>() -> Vec<(&'static str, Held)> {
    D::NAMES.iter().copied().zip(D::HELD.iter().copied()).collect()
}
