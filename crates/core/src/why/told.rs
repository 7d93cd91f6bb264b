//! Rule 17: numbers that keep how they came about: the nodes of an explanation.

use std::{cmp::Ordering, rc::Rc};

use super::value::{Fraction, Unit, Value};
use crate::{
    faults::error::{Fault, Promised, Unanswered},
    plan::entries::{Ground, Share},
    rules::{
        made::{Adds, MOST, Made},
        split::split_into,
    },
    values::{
        month::{Month, Months},
        words::{Payer, Post},
    },
};

/// What made a value of its parts.
#[derive(Clone)]
pub(crate) enum Op<'w> {
    /// It stands in the plan's written form; on this ground, where its entry has one.
    Given {
        at: String,
        ground: Option<&'w Ground>,
    },
    One {
        at: String,
    },
    Months {
        at: String,
        first: Month,
        last: Month,
    },
    Sum,
    Difference,
    Excess,
    Lesser,
    Times,
    Span(Months),
    Raise,
    RaiseSimple,
    /// The share with a place, by the parts of the entry at a pointer.
    Split {
        at: Rc<str>,
        place: usize,
        parts: Rc<[u32]>,
    },
    Expected(Vec<Fraction>),
    Rounded,
    Apportioned(usize),
}

impl Op<'_> {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Op::Given { .. } => "given",
            Op::One { .. } => "one",
            Op::Months { .. } => "months",
            Op::Sum => "sum",
            Op::Difference => "difference",
            Op::Excess => "excess",
            Op::Lesser => "lesser",
            Op::Times => "times",
            Op::Span(_) => "span",
            Op::Raise => "raise",
            Op::RaiseSimple => "raise_simple",
            Op::Split { .. } => "split",
            Op::Expected(_) => "expected",
            Op::Rounded => "rounded",
            Op::Apportioned(_) => "apportioned",
        }
    }
}

/// What decided a value.
#[derive(Clone)]
pub(crate) struct Because {
    pub(crate) at: String,
    pub(crate) value: serde_json::Value,
}

/// What a node is about, as its texts say it: a year, and a region, a station or somebody.
#[derive(Clone, Default)]
pub(crate) struct About {
    pub(crate) year: Option<u16>,
    pub(crate) place: Option<Rc<str>>,
    pub(crate) payer: Option<Payer>,
    pub(crate) post: Option<Post>,
    /// Said in place of the year.
    pub(crate) month: Option<Month>,
}

/// The parts of a node: there, or found when somebody looks.
enum Parts<'w> {
    None,
    There(Vec<Told<'w>>),
    Later(Box<dyn Fn() -> Result<Vec<Told<'w>>, Unanswered> + 'w>),
}

/// A node of an explanation.
#[derive(Clone)]
pub(crate) struct Node<'w> {
    pub(crate) value: Value,
    /// The word of rules 0 and 14.
    pub(crate) what: &'static str,
    pub(crate) rule: u8,
    pub(crate) op: Op<'w>,
    pub(crate) about: About,
    pub(crate) because: Vec<Because>,
    parts: Rc<Parts<'w>>,
}

/// A number, and how it came about.
#[derive(Clone)]
pub(crate) struct Told<'w>(Rc<Node<'w>>);

impl<'w> Told<'w> {
    fn new(value: Value, what: &'static str, rule: u8, op: Op<'w>, parts: Parts<'w>) -> Told<'w> {
        let (about, because, parts) = (About::default(), Vec::new(), Rc::new(parts));
        Told(Rc::new(Node { value, what, rule, op, about, because, parts }))
    }

    /// What stands in the plan.
    pub(crate) fn given(
        value: Value,
        what: &'static str,
        rule: u8,
        at: String,
        ground: Option<&'w Ground>,
    ) -> Told<'w> {
        Told::new(value, what, rule, Op::Given { at, ground }, Parts::None)
    }

    pub(crate) fn one(what: &'static str, rule: u8, at: String) -> Told<'w> {
        Told::new(Value::count(1), what, rule, Op::One { at }, Parts::None)
    }

    pub(crate) fn months(what: &'static str, rule: u8, at: String, first: Month, last: Month) -> Told<'w> {
        let count = i128::from(last.ordinal()) - i128::from(first.ordinal()) + 1;
        Told::new(Value::count(count), what, rule, Op::Months { at, first, last }, Parts::None)
    }

    /// All parts added up.
    pub(crate) fn sum_of(unit: Unit, what: &'static str, rule: u8, parts: Vec<Told<'w>>) -> Told<'w> {
        let value = added_up(unit, &parts);
        Told::new(value, what, rule, Op::Sum, Parts::There(parts))
    }

    /// The same of what is known already.
    pub(crate) fn later(
        value: Value,
        what: &'static str,
        rule: u8,
        op: Op<'w>,
        parts: impl Fn() -> Result<Vec<Told<'w>>, Unanswered> + 'w,
    ) -> Told<'w> {
        Told::new(value, what, rule, op, Parts::Later(Box::new(parts)))
    }

    pub(crate) fn difference(&self, other: &Told<'w>, what: &'static str, rule: u8) -> Told<'w> {
        let parts = Parts::There(vec![self.clone(), other.clone()]);
        Told::new(self.value().minus(other.value()), what, rule, Op::Difference, parts)
    }

    pub(crate) fn excess_of(&self, other: &Told<'w>, what: &'static str, rule: u8) -> Told<'w> {
        let parts = Parts::There(vec![self.clone(), other.clone()]);
        Told::new(self.value().excess(other.value()), what, rule, Op::Excess, parts)
    }

    pub(crate) fn times(&self, other: &Told<'w>, what: &'static str, rule: u8) -> Told<'w> {
        let parts = Parts::There(vec![self.clone(), other.clone()]);
        Told::new(self.value().times(other.value()), what, rule, Op::Times, parts)
    }

    /// The share of a payer, by the parts of the entry at a pointer; none where it has none.
    pub(crate) fn share(&self, shares: &[Share], payer: Option<Payer>, at: String) -> Option<Told<'w>> {
        let place = shares.iter().position(|share| Some(share.payer) == payer)?;
        let parts: Vec<u32> = shares.iter().map(|share| share.parts.get()).collect();
        let mut split = vec![0; parts.len()];
        split_into(self.units(), &parts, &mut split);
        let op = Op::Split { at: at.into(), place, parts: parts.into() };
        let value = Value::fen(split[place].into());
        Some(Told::new(value, "shares", 6, op, Parts::There(vec![self.clone()])).of_payer(payer))
    }

    /// What some parts come to, each by its chance; a part that is certain stands for itself.
    pub(crate) fn expected(parts: Vec<(Fraction, Told<'w>)>, unit: Unit, what: &'static str) -> Told<'w> {
        if parts.iter().all(|(chance, _)| chance.is_one()) {
            return match &parts[..] {
                [(_, only)] => only.clone(),
                _ => Told::sum_of(unit, what, 9, parts.into_iter().map(|(_, part)| part).collect()),
            };
        }
        let (chances, parts): (Vec<Fraction>, Vec<Told<'w>>) = parts.into_iter().unzip();
        let weighed = chances.iter().zip(&parts).map(|(chance, part)| part.value().weighed(chance));
        let value = weighed.fold(Value::zero(unit), |sum, part| sum.plus(&part));
        Told::new(value, what, 9, Op::Expected(chances), Parts::There(parts))
    }

    /// Rounded by rule 1.
    pub(crate) fn rounded(&self, what: &'static str, rule: u8) -> Result<Told<'w>, Fault> {
        let value = self.value().rounded().promised("what is rounded fits")?;
        Ok(Told::new(value, what, rule, Op::Rounded, Parts::There(vec![self.clone()])))
    }

    /// The same number as another figure.
    pub(crate) fn named(&self, what: &'static str, rule: u8) -> Told<'w> {
        Told(Rc::new(Node { what, rule, ..Node::clone(&self.0) }))
    }

    pub(crate) fn about(&self, year: Option<u16>, place: Option<Rc<str>>) -> Told<'w> {
        let about = About { year, place, ..self.0.about.clone() };
        Told(Rc::new(Node { about, ..Node::clone(&self.0) }))
    }

    /// The same as a payer's.
    pub(crate) fn of_payer(&self, payer: Option<Payer>) -> Told<'w> {
        let about = About { payer, ..self.0.about.clone() };
        Told(Rc::new(Node { about, ..Node::clone(&self.0) }))
    }

    /// The same for a reason.
    pub(crate) fn because(&self, because: Vec<Because>) -> Told<'w> {
        if because.is_empty() {
            return self.clone();
        }
        let mut node = Node::clone(&self.0);
        node.because.extend(because);
        Told(Rc::new(node))
    }

    /// The same of a month.
    pub(crate) fn in_month(&self, month: Month) -> Told<'w> {
        let about = About { month: Some(month), ..self.0.about.clone() };
        Told(Rc::new(Node { about, ..Node::clone(&self.0) }))
    }

    /// The same of one kind of post.
    pub(crate) fn of_post(&self, post: Post) -> Told<'w> {
        let about = About { post: Some(post), ..self.0.about.clone() };
        Told(Rc::new(Node { about, ..Node::clone(&self.0) }))
    }

    pub(crate) fn node(&self) -> &Node<'w> {
        &self.0
    }

    pub(crate) fn value(&self) -> &Value {
        &self.0.value
    }

    /// What it is known by, as long as somebody has it.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// What its parts are known by.
    pub(crate) fn address_of_parts(&self) -> usize {
        Rc::as_ptr(&self.0.parts).addr()
    }

    /// Whether it may be a part of several: more have it than one node, and whoever looks.
    pub(crate) fn is_shared(&self) -> bool {
        Rc::strong_count(&self.0) > 2
    }

    /// Whether its parts are those of others, too.
    pub(crate) fn shares_parts(&self) -> bool {
        Rc::strong_count(&self.0.parts) > 1
    }

    /// Whether it has parts at all.
    pub(crate) fn has_parts(&self) -> bool {
        !matches!(*self.0.parts, Parts::None)
    }

    /// Its parts, in order.
    pub(crate) fn parts(&self) -> Result<Vec<Told<'w>>, Unanswered> {
        match &*self.0.parts {
            Parts::None => Ok(Vec::new()),
            Parts::There(parts) => Ok(parts.clone()),
            Parts::Later(find) => {
                let parts = find()?;
                self.holds(&parts).promised("a figure is what its parts come to")?;
                Ok(parts)
            }
        }
    }

    /// Whether it is what its op makes of parts that were found later: the figure was made before, with others.
    fn holds(&self, parts: &[Told<'w>]) -> Option<()> {
        let value = match self.0.op {
            Op::Sum => added_up(self.value().unit, parts),
            Op::Apportioned(place) => {
                let (whole, others) = parts.split_first()?;
                let others: Vec<&Value> = others.iter().map(Told::value).collect();
                Value::apportioned(whole.value(), &others)?.into_iter().nth(place)?
            }
            Op::Rounded => parts.first()?.value().rounded()?,
            Op::Excess => parts.first()?.value().excess(parts.get(1)?.value()),
            _ => return Some(()),
        };
        (value == *self.value()).then_some(())
    }
}

fn added_up(unit: Unit, parts: &[Told<'_>]) -> Value {
    parts.iter().fold(Value::zero(unit), |sum, part| sum.plus(part.value()))
}

impl PartialEq for Told<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for Told<'_> {}

impl PartialOrd for Told<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Told<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value().cmp(other.value())
    }
}

impl Adds for Told<'_> {
    fn sum(parts: impl Iterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.collect();
        match &parts[..] {
            [only] => only.clone(),
            [] => Told::sum_of(Unit::Fen, "pay", 3, parts),
            [first, ..] => {
                let (what, rule) = (first.0.what, first.0.rule);
                Told::sum_of(Unit::Fen, what, rule, parts)
            }
        }
    }

    fn excess(&self, other: &Self) -> Self {
        match self.0.what {
            "pay" => self.excess_of(other, "top_up", 5),
            // Rule 10: what a fund holds, less what is owed; and what is owed, less what it holds.
            "opening" | "closing" => self.excess_of(other, "closing", 10),
            _ => self.excess_of(other, "shortfall", 10),
        }
    }

    fn lesser(&self, other: &Self) -> Self {
        let (what, rule) = if self.0.what == "pay" { ("subsidy", 5) } else { ("drawn", 10) };
        let value = self.value().min(other.value()).clone();
        let parts = Parts::There(vec![self.clone(), other.clone()]);
        Told::new(value, what, rule, Op::Lesser, parts)
    }
}

impl Made for Told<'_> {
    fn untold(fen: u64) -> Self {
        Told::new(Value::fen(fen.into()), "pay", 4, Op::Sum, Parts::There(Vec::new()))
    }

    fn units(&self) -> u64 {
        self.value().whole().and_then(|whole| u64::try_from(whole).ok()).unwrap_or(u64::MAX)
    }

    fn span(&self, months: Months) -> Self {
        let Node { what, .. } = *self.0;
        let value = Value::fen(self.units().span(months).into());
        Told::new(value, what, 3, Op::Span(months), Parts::There(vec![self.clone()]))
    }

    fn raised(&self, rate: &Self) -> Option<Self> {
        let new = self.units().raised(&rate.units())?;
        let parts = Parts::There(vec![self.clone(), rate.clone()]);
        Some(Told::new(Value::fen(new.into()), self.0.what, 4, Op::Raise, parts))
    }

    fn raised_by(&self, base: &Self, rate: &Self) -> Option<Self> {
        let new = self.units().raised_by(&base.units(), &rate.units()).filter(|new| *new <= MOST)?;
        let parts = Parts::There(vec![self.clone(), base.clone(), rate.clone()]);
        Some(Told::new(Value::fen(new.into()), self.0.what, 4, Op::RaiseSimple, parts))
    }

    fn into_subsidy(self) -> Self {
        if self.0.what == "subsidy" { self } else { self.named("subsidy", self.0.rule) }
    }
}
