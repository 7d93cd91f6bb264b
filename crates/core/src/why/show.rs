//! Rule 17: an explanation as it is shown: folded, opened, in words, as JSON.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    texts::texts,
    told::{Because, Node, Op, Told},
    value::Value,
};
use crate::{
    base::json::write_json,
    faults::{
        error::{Promised, Unanswered},
        watch::Watch,
    },
};

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

/// A node with its parts as JSON, of which a sum shows so many; 0 for all.
pub(crate) fn shown(told: &Told<'_>, fold: usize, watch: &Watch) -> Result<String, Unanswered> {
    let mut pen = Pen { watch, fold, text: Vec::new(), nodes: BTreeMap::new(), parts: BTreeMap::new() };
    pen.node(told)?;
    Ok(String::from_utf8(pen.text).ok().promised("what is written is text")?)
}

/// Writes nodes. What several have in common is made once, and its text is taken again.
struct Pen<'p, 'w> {
    watch: &'p Watch,
    fold: usize,
    text: Vec<u8>,
    /// Where nodes stand that are parts of several, by their address; they are kept, so that it stays theirs.
    nodes: BTreeMap<usize, (Told<'w>, Range<usize>)>,
    /// The same of the parts of several nodes.
    parts: BTreeMap<usize, (Told<'w>, Vec<Told<'w>>, Range<usize>)>,
}

/// So many nodes are kept. The next ones rest on others, as a rule.
const KEPT: usize = 10_000;

impl<'w> Pen<'_, 'w> {
    fn node(&mut self, told: &Told<'w>) -> Result<(), Unanswered> {
        self.watch.going_with(self.text.len())?;
        if let Some((_, there)) = self.nodes.get(&told.address()) {
            self.text.extend_from_within(there.clone());
            return Ok(());
        }
        let begin = self.text.len();
        let known = self.parts.get(&told.address_of_parts());
        let known = known.map(|(_, parts, there)| (parts.clone(), there.clone()));
        let (parts, there) = match known {
            Some((parts, there)) => (parts, Some(there)),
            None => (told.parts()?, None),
        };
        let node = told.node();
        self.head(node, &parts);
        if told.has_parts() {
            self.put(",\"parts\":[");
            let begin = self.text.len();
            match there {
                Some(there) => self.text.extend_from_within(there),
                None => self.all(node, &parts)?,
            }
            if told.shares_parts() {
                let there = begin..self.text.len();
                self.parts.insert(told.address_of_parts(), (told.clone(), parts, there));
            }
            self.put("]");
        }
        self.put("}");
        if told.is_shared() {
            self.nodes.insert(told.address(), (told.clone(), begin..self.text.len()));
        }
        if self.nodes.len() + self.parts.len() > KEPT {
            self.nodes.clear();
            self.parts.clear();
        }
        Ok(())
    }

    /// The parts of a node that are shown, and the rest.
    fn all(&mut self, node: &Node<'w>, parts: &[Told<'w>]) -> Result<(), Unanswered> {
        let folds = matches!(node.op, Op::Sum) && self.fold > 0 && parts.len() > self.fold;
        let (shown, others) =
            if folds { largest(parts, self.fold) } else { (parts.iter().collect(), Vec::new()) };
        for (place, part) in shown.into_iter().enumerate() {
            self.put(if place > 0 { "," } else { "" });
            self.node(part)?;
        }
        if folds {
            self.put(",");
            self.rest(node, &others);
        }
        Ok(())
    }

    fn rest(&mut self, node: &Node<'w>, others: &[&Told<'w>]) {
        let zero = Value::zero(node.value.unit);
        let value = others.iter().fold(zero, |sum, part| sum.plus(part.value()));
        let (count, told) = (others.len(), value.told());
        self.first("value", &value);
        self.field("what", node.what);
        self.field("rule", &node.rule);
        self.field("op", "rest");
        self.field("count", &count);
        self.field("zh", &format!("其余 {count} 项合计 {told}"));
        self.field("en", &format!("the other {count} together: {told}"));
        self.put("}");
    }

    /// All of a node but its parts.
    fn head(&mut self, node: &Node<'w>, parts: &[Told<'w>]) {
        self.first("value", &node.value);
        self.field("what", node.what);
        self.field("rule", &node.rule);
        self.op(&node.op);
        if !node.because.is_empty() {
            self.field("because", &node.because);
        }
        let (zh, en) = texts(node, parts);
        self.field("zh", &zh);
        self.field("en", &en);
    }

    /// What made it, and what beside its parts that needs.
    fn op(&mut self, op: &Op<'w>) {
        self.field("op", op.word());
        match op {
            Op::Given { at, ground } => {
                self.field("at", at);
                if let Some(source) = ground.and_then(|ground| ground.source.as_ref()) {
                    self.field("source", source);
                }
                if let Some(status) = ground.and_then(|ground| ground.status) {
                    self.field("status", &status);
                }
            }
            Op::One { at } => self.field("at", at),
            Op::Months { at, first, last } => {
                self.field("at", at);
                self.field("first", first);
                self.field("last", last);
            }
            Op::Span(months) => {
                self.field("first", &months.first);
                self.field("last", &months.last);
            }
            Op::Split { at, place, .. } => {
                self.field("at", &**at);
                self.field("place", place);
            }
            Op::Expected(chances) => self.field("chances", chances),
            Op::Apportioned(place) => self.field("place", place),
            Op::Sum
            | Op::Difference
            | Op::Excess
            | Op::Lesser
            | Op::Times
            | Op::Raise
            | Op::RaiseSimple
            | Op::Rounded => {}
        }
    }

    fn first(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.put("{\"");
        self.named(name, value);
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.put(",\"");
        self.named(name, value);
    }

    fn named(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.put(name);
        self.put("\":");
        write_json(&mut self.text, value);
    }

    fn put(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }
}

/// The largest parts, so many, and the others.
fn largest<'t, 'w>(parts: &'t [Told<'w>], count: usize) -> (Vec<&'t Told<'w>>, Vec<&'t Told<'w>>) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let sizes: Vec<Value> = parts.iter().map(|part| part.value().size()).collect();
    // the largest absolute values first, earlier ones on a tie; shown parts keep their order
    order.sort_by_key(|place| Reverse(&sizes[*place]));
    let others = order.split_off(count);
    order.sort_unstable();
    let taken = |places: Vec<usize>| places.into_iter().map(|place| &parts[place]).collect();
    (taken(order), taken(others))
}

impl Serialize for Because {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry("value", &self.value)?;
        map.end()
    }
}
