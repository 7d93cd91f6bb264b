//! Rule 17: an explanation as it is shown: folded, opened, in words.

use std::cmp::Reverse;

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    texts::texts,
    told::{Because, Node, Op, Told},
    value::{Fraction, Value},
};
use crate::{
    faults::error::Unanswered,
    plan::entries::Source,
    values::{month::Month, words::Status},
};

/// A node as it is shown, with the parts that are.
pub(crate) struct Shown {
    value: Value,
    what: &'static str,
    rule: u8,
    op: ShownOp,
    because: Vec<Because>,
    zh: String,
    en: String,
    parts: Option<Vec<Shown>>,
}

/// What beside its parts a node's op needs.
enum ShownOp {
    Given { at: String, source: Option<Source>, status: Option<Status> },
    One { at: String },
    Months { at: String, first: Month, last: Month },
    Rest(usize),
    Span(u8, u8),
    Split { at: String, place: usize },
    Expected(Vec<Fraction>),
    Apportioned(usize),
    Bare(&'static str),
}

/// The node that is reached by going from part to part; or how far the places lead.
pub(crate) fn opened<'w>(root: Told<'w>, places: &[usize]) -> Result<Result<Told<'w>, usize>, Unanswered> {
    let mut told = root;
    for (depth, place) in places.iter().enumerate() {
        match told.parts()?.into_iter().nth(*place) {
            Some(part) => told = part,
            None => return Ok(Err(depth)),
        }
    }
    Ok(Ok(told))
}

/// A node with its parts, of which a sum shows so many; 0 for all.
pub(crate) fn shown(told: &Told<'_>, fold: usize) -> Result<Shown, Unanswered> {
    let node = told.node();
    let parts = told.parts()?;
    let (zh, en) = texts(node, &parts);
    let count = parts.len();
    let (parts, rest) = if matches!(node.op, Op::Sum) && fold > 0 && count > fold {
        folded(node, parts, fold)
    } else {
        (parts, None)
    };
    let mut all = parts.iter().map(|part| shown(part, fold)).collect::<Result<Vec<Shown>, _>>()?;
    all.extend(rest);
    Ok(Shown {
        value: node.value.clone(),
        what: node.what,
        rule: node.rule,
        op: op_of(&node.op),
        because: node.because.clone(),
        zh,
        en,
        parts: told.has_parts().then_some(all),
    })
}

/// The parts of a sum that are shown, and the rest.
fn folded<'w>(node: &Node<'w>, parts: Vec<Told<'w>>, fold: usize) -> (Vec<Told<'w>>, Option<Shown>) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let sizes: Vec<Value> = parts.iter().map(|part| part.value().size()).collect();
    // the largest absolute values first, earlier ones on a tie; shown parts keep their order
    order.sort_by_key(|place| Reverse(&sizes[*place]));
    let (first, others) = order.split_at(fold);
    let value =
        others.iter().fold(Value::zero(node.value.unit), |sum, place| sum.plus(parts[*place].value()));
    let mut first = first.to_vec();
    first.sort_unstable();
    let shown = first.iter().map(|place| parts[*place].clone()).collect();
    let count = others.len();
    let rest = Shown {
        zh: format!("其余 {count} 项合计 {}", value.told()),
        en: format!("the other {count} together: {}", value.told()),
        value,
        what: node.what,
        rule: node.rule,
        op: ShownOp::Rest(count),
        because: Vec::new(),
        parts: None,
    };
    (shown, Some(rest))
}

fn op_of(op: &Op<'_>) -> ShownOp {
    match op {
        Op::Given { at, ground } => ShownOp::Given {
            at: at.clone(),
            source: ground.and_then(|ground| ground.source.clone()),
            status: ground.and_then(|ground| ground.status),
        },
        Op::One { at } => ShownOp::One { at: at.clone() },
        Op::Months { at, first, last } => ShownOp::Months { at: at.clone(), first: *first, last: *last },
        Op::Span(months) => ShownOp::Span(months.first, months.last),
        Op::Split { at, place, .. } => ShownOp::Split { at: at.to_string(), place: *place },
        Op::Expected(chances) => ShownOp::Expected(chances.clone()),
        Op::Apportioned(place) => ShownOp::Apportioned(*place),
        Op::Sum => ShownOp::Bare("sum"),
        Op::Difference => ShownOp::Bare("difference"),
        Op::Excess => ShownOp::Bare("excess"),
        Op::Lesser => ShownOp::Bare("lesser"),
        Op::Times => ShownOp::Bare("times"),
        Op::Raise => ShownOp::Bare("raise"),
        Op::RaiseSimple => ShownOp::Bare("raise_simple"),
        Op::Rounded => ShownOp::Bare("rounded"),
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("what", self.what)?;
        map.serialize_entry("rule", &self.rule)?;
        match &self.op {
            ShownOp::Given { at, source, status } => {
                map.serialize_entry("op", "given")?;
                map.serialize_entry("at", at)?;
                if let Some(source) = source {
                    map.serialize_entry("source", source)?;
                }
                if let Some(status) = status {
                    map.serialize_entry("status", status)?;
                }
            }
            ShownOp::One { at } => {
                map.serialize_entry("op", "one")?;
                map.serialize_entry("at", at)?;
            }
            ShownOp::Months { at, first, last } => {
                map.serialize_entry("op", "months")?;
                map.serialize_entry("at", at)?;
                map.serialize_entry("first", first)?;
                map.serialize_entry("last", last)?;
            }
            ShownOp::Rest(count) => {
                map.serialize_entry("op", "rest")?;
                map.serialize_entry("count", count)?;
            }
            ShownOp::Span(first, last) => {
                map.serialize_entry("op", "span")?;
                map.serialize_entry("first", first)?;
                map.serialize_entry("last", last)?;
            }
            ShownOp::Split { at, place } => {
                map.serialize_entry("op", "split")?;
                map.serialize_entry("at", at)?;
                map.serialize_entry("place", place)?;
            }
            ShownOp::Expected(chances) => {
                map.serialize_entry("op", "expected")?;
                map.serialize_entry("chances", chances)?;
            }
            ShownOp::Apportioned(place) => {
                map.serialize_entry("op", "apportioned")?;
                map.serialize_entry("place", place)?;
            }
            ShownOp::Bare(op) => map.serialize_entry("op", op)?,
        }
        if !self.because.is_empty() {
            map.serialize_entry("because", &self.because)?;
        }
        map.serialize_entry("zh", &self.zh)?;
        map.serialize_entry("en", &self.en)?;
        if let Some(parts) = &self.parts {
            map.serialize_entry("parts", parts)?;
        }
        map.end()
    }
}

impl Serialize for Because {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry("value", &self.value)?;
        map.end()
    }
}
