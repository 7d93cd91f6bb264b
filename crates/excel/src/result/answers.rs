//! Answers to `why` and `compare` (rules 17 and 18) as sheets of their own: a tree with outline levels, causes that add up.

use rust_xlsxwriter::XlsxError;
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use shuangbai::Fen;

use super::Writing;
use crate::{
    address::{cell, down},
    page::{Check, Look, Page, Value, high},
};

/// An answer, as far as it has a sheet.
#[derive(Deserialize)]
pub(crate) struct Answer {
    why: Option<Node>,
    compare: Option<Comparison>,
}

#[derive(Deserialize)]
struct Node {
    #[serde(deserialize_with = "figure")]
    value: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    rule: Option<u8>,
    op: String,
    zh: String,
    en: String,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    parts: Vec<Node>,
}

impl Node {
    /// Its value, if it is an amount; that of a raise given is a rate.
    fn amount(&self) -> Option<Value> {
        amount(&self.value).filter(|_| (&self.what[..], &self.op[..]) != ("raise", "given"))
    }
}

#[derive(Deserialize)]
struct Comparison {
    #[serde(deserialize_with = "figure")]
    base: String,
    #[serde(deserialize_with = "figure")]
    other: String,
    #[serde(deserialize_with = "figure")]
    difference: String,
    effects: Vec<Effect>,
}

#[derive(Deserialize)]
struct Effect {
    cause: String,
    #[serde(deserialize_with = "figure")]
    effect: String,
    #[serde(deserialize_with = "figure")]
    alone: String,
    #[serde(deserialize_with = "figure")]
    last: String,
    exact: String,
}

/// A figure as it is printed: counts are numbers, all else text.
fn figure<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Json::deserialize(deserializer)? {
        Json::String(text) => text,
        other => other.to_string(),
    })
}

/// The sheet of an answer; its number tells several apart.
pub(crate) fn write<'w>(
    writing: &'w Writing<'_>,
    answer: &Answer,
    number: usize,
) -> Result<Option<Page<'w>>, XlsxError> {
    match (&answer.why, &answer.compare) {
        (Some(tree), _) => why(writing, tree, number).map(Some),
        (None, Some(comparison)) => compare(writing, comparison, number).map(Some),
        (None, None) => Ok(None),
    }
}

const HEADINGS: usize = 2;
const WIDE: f64 = 80.0;
/// So deep outlines go.
const DEEPEST: usize = 7;

fn why<'w>(writing: &'w Writing<'_>, tree: &Node, number: usize) -> Result<Page<'w>, XlsxError> {
    let terms = &writing.terms;
    let mut page = writing.page(&terms.of(format!("来由{number}"), format!("Why {number}")))?;
    page.title(terms.of("数从何来", "Where a figure comes from"), &writing.below_title())?;
    let headings = [
        (terms.of("说明", "What"), WIDE),
        (terms.of("数", "Figure"), 20.0),
        (terms.of("算法", "How"), 14.0),
        (terms.of("规则", "Rule"), 8.0),
        (terms.of("位置", "Place"), 36.0),
    ];
    page.heads(HEADINGS, headings)?;
    page.sheet.group_symbols_above(true);
    let mut row = HEADINGS + 1;
    node(&mut page, writing, tree, &mut row, 0)?;
    page.sheet.set_freeze_panes(HEADINGS as u32 + 1, 1)?;
    page.sheet.set_repeat_rows(HEADINGS as u32, HEADINGS as u32)?;
    Ok(page)
}

/// A node and what it is made of, below it; the row that it stands in.
fn node(
    page: &mut Page<'_>,
    writing: &Writing<'_>,
    of: &Node,
    row: &mut usize,
    depth: usize,
) -> Result<usize, XlsxError> {
    let (style, at) = (page.style, *row);
    *row += 1;
    let text = format!("{}{}", "　".repeat(depth), writing.terms.of(&of.zh, &of.en));
    page.text(at, 0, &text, &style.wrapped)?;
    page.sheet.set_row_height(at as u32, high([(&text[..], WIDE)]))?;
    page.text(at, 2, &of.op, &style.text)?;
    page.text(at, 3, &of.rule.map_or(String::new(), |rule| rule.to_string()), &style.text)?;
    page.text(at, 4, of.at.as_deref().unwrap_or_default(), &style.text)?;
    for _ in 0..depth.min(DEEPEST) {
        page.sheet.group_rows(at as u32, at as u32)?;
    }
    let mut parts = Vec::new();
    for part in &of.parts {
        parts.push(node(page, writing, part, row, depth + 1)?);
    }
    let amounts = of.parts.iter().all(|part| part.amount().is_some());
    let joined = |sign: &str| parts.iter().map(|row| cell(*row, 1)).collect::<Vec<_>>().join(sign);
    match (of.amount(), &of.op[..]) {
        (Some(value), "sum") if amounts && !parts.is_empty() && parts.len() <= 200 => {
            page.formula(at, 1, &format!("ROUND({},2)", joined("+")), value, Look::Body)?;
        }
        (Some(value), "difference") if amounts && parts.len() == 2 => {
            page.formula(at, 1, &format!("ROUND({},2)", joined("-")), value, Look::Body)?;
        }
        (Some(value), _) => page.value(at, 1, value, Look::Body)?,
        (None, _) => page.text(at, 1, &of.value, &style.count)?,
    }
    Ok(at)
}

fn compare<'w>(
    writing: &'w Writing<'_>,
    comparison: &Comparison,
    number: usize,
) -> Result<Page<'w>, XlsxError> {
    let terms = &writing.terms;
    let mut page = writing.page(&terms.of(format!("差异{number}"), format!("Difference {number}")))?;
    page.title(terms.of("差异的来由", "A difference by its causes"), &writing.below_title())?;
    let style = page.style;
    let headings = [
        (terms.of("原因", "Cause"), 20.0),
        (terms.of("影响", "Effect"), 20.0),
        (terms.of("单独改变", "Alone"), 20.0),
        (terms.of("最后改变", "Last"), 20.0),
        (terms.of("精确值（最小单位）", "Exact, in smallest units"), 26.0),
        (terms.of("核对", "Check"), 8.0),
    ];
    page.heads(HEADINGS, headings)?;
    let first = HEADINGS + 1;
    for (row, effect) in (first..).zip(&comparison.effects) {
        page.label(row, 0, terms.word("cause", &effect.cause), Look::Body)?;
        for (column, figure) in [(1, &effect.effect), (2, &effect.alone), (3, &effect.last)] {
            put(&mut page, row, column, figure)?;
        }
        page.text(row, 4, &effect.exact, &style.text)?;
        page.label(row, 5, "", Look::Body)?;
    }
    let last = first + comparison.effects.len();
    for (row, (label, figure)) in (last + 1..).zip([
        (terms.of("原方案", "Base"), &comparison.base),
        (terms.of("新方案", "Other"), &comparison.other),
    ]) {
        page.label(row, 0, label, Look::Body)?;
        put(&mut page, row, 1, figure)?;
    }
    page.label(last, 0, terms.of("合计（差）", "Sum, the difference"), Look::Sum)?;
    (2..5).try_for_each(|column| page.label(last, column, "", Look::Sum))?;
    let sum = (!comparison.effects.is_empty()).then(|| down(first, last - 1, 1));
    match (amount(&comparison.difference), sum) {
        (Some(value), Some(sum)) => {
            page.formula(last, 1, &format!("ROUND(SUM({sum}),2)"), value, Look::Sum)?;
            let formula =
                format!("ROUND({}-({}-{}),2)=0", cell(last, 1), cell(last + 2, 1), cell(last + 1, 1));
            let whole = |text: &str| match amount(text) {
                Some(Value::Money(fen)) => i128::from(fen.0),
                _ => 0,
            };
            let effects: i128 = comparison.effects.iter().map(|effect| whole(&effect.effect)).sum();
            let even = effects == whole(&comparison.other) - whole(&comparison.base);
            page.check(last, 5, &Check { formula, even }, Look::Sum)?;
        }
        _ => page.label(last, 1, &comparison.difference, Look::Sum)?,
    }
    Ok(page)
}

fn put(page: &mut Page<'_>, row: usize, column: usize, figure: &str) -> Result<(), XlsxError> {
    match amount(figure) {
        Some(value) => page.value(row, column, value, Look::Body),
        None => page.label(row, column, figure, Look::Body),
    }
}

/// An amount, as it is printed with two decimals; nothing for a count or a fraction.
fn amount(text: &str) -> Option<Value> {
    let (yuan, fen) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if fen.len() != 2 || !digits(fen) || !digits(yuan.strip_prefix('-').unwrap_or(yuan)) {
        return None;
    }
    format!("{yuan}{fen}").parse().ok().map(|fen| Value::Money(Fen(fen)))
}
