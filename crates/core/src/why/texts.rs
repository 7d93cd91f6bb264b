//! Rule 17: a node as a sentence that can stand in a memo of calculation (测算说明).

use super::{
    told::{Because, Node, Op, Told},
    value::{Fraction, Value},
};
use crate::{
    ledger::columns::{ALIKE, ARREARS, COST, FUND, Figure, NORM, PAYABLE},
    plan::{
        assumptions::Assumptions,
        entries::{Appraisal, ByVillages, Cost, Fund, Ground, Raise, Range, Subsidy},
        people::{Hire, Station, Worker},
    },
    record::{declare::Declared, given::Field},
    values::{
        month::Months,
        words::{Grade, Word},
    },
};

/// A text in Chinese and English.
type Texts = (String, String);

/// What a node is, of what it was made, by which rule and on what ground.
pub(super) fn texts<'w>(node: &Node<'w>, parts: &[Told<'w>]) -> Texts {
    let (what_zh, what_en) = subject(node);
    let value = node.value.told();
    let (made_zh, made_en) = made(node, parts);
    let ground = parts.iter().map(Told::node).chain([node]).rev().find_map(|node| match node.op {
        Op::Given { ground, .. } => ground,
        _ => None,
    });
    let ground = ground.filter(|_| matches!(node.op, Op::Given { .. } | Op::Raise | Op::RaiseSimple));
    let (mut zh, mut en) = (format!("规则 {}", node.rule), format!("rule {}", node.rule));
    for (more_zh, more_en) in ground.map(grounds).into_iter().flatten().chain(reasons(&node.because)) {
        zh = format!("{zh}；{more_zh}");
        en = format!("{en}; {more_en}");
    }
    let join = |made: String| if made.is_empty() { String::new() } else { format!("{made} = ") };
    (
        format!("{what_zh} = {}{value}（{zh}）", join(made_zh)),
        format!("{what_en} = {}{value} ({en})", join(made_en)),
    )
}

/// What a node is: of which year and whom.
fn subject(node: &Node<'_>) -> Texts {
    let (term_zh, term_en) = term(node);
    let about = &node.about;
    let mut zh = String::new();
    let mut en = term_en.to_owned();
    if let Some(payer) = about.payer {
        en = format!("{en} ({payer})");
    }
    match (about.month, about.year) {
        (Some(month), _) => {
            zh = format!("{} 年 {} 月", month.year(), month.of_year());
            en = format!("{en} {month}");
        }
        (None, Some(year)) => {
            zh = format!("{year} 年");
            en = format!("{en} {year}");
        }
        (None, None) => {}
    }
    if let Some(place) = &about.place {
        zh = format!("{zh} {place} ");
        en = format!("{en}, {place}");
    }
    if let Some(post) = about.post {
        zh = format!("{zh}{} ", post.zh());
        en = format!("{en} ({post})");
    }
    zh.push_str(term_zh);
    if let Some(payer) = about.payer {
        zh = format!("{zh}（{}）", payer.zh());
    }
    (zh.trim_start().to_owned(), en)
}

/// How the field or figure of a node is called.
fn term(node: &Node<'_>) -> (&'static str, &'static str) {
    if let Op::Given { at, .. } = &node.op
        && let Some(field) = field_at(at)
    {
        return (field.zh, field.en);
    }
    let columns = Figure::ALL.iter().map(|figure| figure.column());
    let columns = columns.chain(NORM.iter().copied()).chain(FUND.iter().copied()).chain(COST.iter().copied());
    let columns = columns.chain(ALIKE.iter().copied()).chain(ARREARS.iter().copied()).chain([PAYABLE]);
    let column = columns.into_iter().find(|column| column.name == node.what);
    column.map_or(("递增", "Raise"), |column| (column.zh, column.en))
}

/// The field that a pointer into a plan ends with.
fn field_at(at: &str) -> Option<&'static Field> {
    let name = at.rsplit('/').next()?;
    let fields: [&'static [Field]; 11] = [
        Subsidy::FIELDS,
        Raise::FIELDS,
        Appraisal::FIELDS,
        Cost::FIELDS,
        Fund::FIELDS,
        Range::FIELDS,
        ByVillages::FIELDS,
        Worker::FIELDS,
        Hire::FIELDS,
        Station::FIELDS,
        Assumptions::FIELDS,
    ];
    fields.into_iter().flatten().find(|field| field.name == name)
}

/// A node's value as its parts make it; nothing of what has no parts.
fn made(node: &Node<'_>, parts: &[Told<'_>]) -> Texts {
    let told: Vec<String> = parts.iter().take(FEW).map(|part| part.value().told()).collect();
    let both = |text: String| (text.clone(), text);
    match (&node.op, &told[..]) {
        (Op::One { at }, _) => both(at.clone()),
        (Op::Months { first, last, .. }, _) => {
            (format!("{first} 至 {last} 的月数"), format!("months {first} to {last}"))
        }
        (Op::Sum, [_]) => both(String::new()),
        (Op::Sum, told) if parts.len() <= FEW && !told.is_empty() => both(told.join(" + ")),
        (Op::Sum, _) => (format!("{} 项合计", parts.len()), format!("the sum of {}", parts.len())),
        (Op::Difference, [one, other]) => both(format!("{one} − {other}")),
        (Op::Excess, [one, other]) => {
            (format!("{one} − {other}（不足 0 按 0）"), format!("{one} − {other} (0 if less)"))
        }
        (Op::Lesser, told) => {
            (format!("{}中较低的", told.join(" 与 ")), format!("the lower of {}", told.join(" and ")))
        }
        (Op::Times, [one, other]) => both(format!("{one} × {other}")),
        (Op::Span(months), [annual]) if *months == Months::YEAR => {
            (format!("{annual} 的全年"), format!("the whole year of {annual}"))
        }
        (Op::Span(Months { first, last }), [annual]) => {
            (format!("{annual} 的 {first} 月至 {last} 月"), format!("months {first} to {last} of {annual}"))
        }
        (Op::Raise, [old, rate]) => both(format!("{old} × (1 + {rate})")),
        (Op::RaiseSimple, [old, base, rate]) => both(format!("{old} + {base} × {rate}")),
        (Op::Split { place, parts, .. }, [amount]) => {
            let whole: u64 = parts.iter().copied().map(u64::from).sum();
            both(format!("{amount} × {}/{whole}", parts[*place]))
        }
        (Op::Expected(chances), told) if parts.len() <= FEW => {
            let each = chances.iter().zip(told).map(|(chance, part)| format!("{} × {part}", by(chance)));
            both(each.collect::<Vec<_>>().join(" + "))
        }
        (Op::Expected(_), _) => {
            let count = parts.len();
            (format!("{count} 种结果的期望"), format!("what {count} outcomes are expected to come to"))
        }
        (Op::Rounded, [part]) => (format!("{part} 四舍五入"), format!("{part} rounded")),
        (Op::Apportioned(place), [whole, ..]) => {
            let part = parts.get(place + 1).map_or_else(String::new, |part| part.value().told());
            (
                format!("{whole} 按最大余数分给各项，本项期望 {part}"),
                format!("of {whole}, apportioned, the part of {part}"),
            )
        }
        _ => (String::new(), String::new()),
    }
}

/// So many parts are shown one by one.
const FEW: usize = 3;

/// A chance as people read it.
fn by(chance: &Fraction) -> String {
    Value::of_chance(chance).told()
}

/// What an entry rests on.
fn grounds(ground: &Ground) -> Vec<Texts> {
    let source = ground.source.as_ref().map(|source| {
        let (zh, en) = source.texts();
        (format!("依据：{}", zh.trim_end_matches('。')), format!("by: {}", en.trim_end_matches('.')))
    });
    let status = ground.status.map(|status| (status.zh().to_owned(), status.word().to_owned()));
    source.into_iter().chain(status).collect()
}

/// What decided it.
fn reasons(because: &[Because]) -> impl Iterator<Item = Texts> {
    because.iter().map(|Because { at, value }| {
        let told = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let Some((_, year)) = at.split_once("/appraisals/") {
            let (year, field) = year.split_once('/').unwrap_or((year, "grade"));
            if field == "decided" {
                return (
                    format!("{year} 年考核到 {told} 才公布"),
                    format!("the appraisal of {year} becomes known in {told}"),
                );
            }
            let zh = Grade::from_word(&told).map_or("", Grade::zh);
            return (format!("{year} 年考核{zh}"), format!("appraisal of {year}: {told}"));
        }
        let (zh, en) = field_at(at).map_or(("地区分档", "Tier"), |field| (field.zh, field.en));
        (format!("{zh} {told}"), format!("{en} {told}"))
    })
}
