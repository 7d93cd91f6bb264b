//! `compare`: why a figure differs between two plans, by causes (rule 18).

use clap::ArgMatches;
use serde::Deserialize;
use serde_json::json;

use crate::{
    ask::{is_json, read},
    console::Console,
    figures::{Figure, Number},
    lang::Lang,
    options::{Options, text, texts},
    plan::Plan,
    printed::unit,
    shown::Shown,
    stop::{Answer, wrong},
    terms::{self, Unit},
};

#[derive(Deserialize)]
pub(crate) struct Compared {
    base: Number,
    other: Number,
    difference: Number,
    effects: Vec<Effect>,
}

#[derive(Deserialize)]
struct Effect {
    cause: String,
    effect: Number,
    alone: Number,
    last: Number,
}

/// What a cause does, in a sentence.
pub(crate) fn does(cause: &str, effect: &Number, unit: Unit, lang: Lang) -> String {
    let (name, amount) = (terms::word("cause", cause, lang), effect.magnitude().written(unit, lang));
    let (zh, en) = match (effect.is_zero(), effect.is_negative()) {
        (true, _) => ("对它没有影响".to_owned(), "no effect".to_owned()),
        (_, true) => (format!("使它减少 {amount}"), format!("down {amount}")),
        _ => (format!("使它增加 {amount}"), format!("up {amount}")),
    };
    match lang {
        Lang::Zh => format!("{name}{zh}。"),
        Lang::En => {
            let rest = name.get(1..).unwrap_or_default();
            format!("{}{rest}: {en}.", name[..name.len() - rest.len()].to_uppercase())
        }
    }
}

impl Compared {
    fn sentence(&self, figure: &str, unit: Unit, lang: Lang) -> String {
        let [base, other, by] =
            [&self.base, &self.other, &self.difference.magnitude()].map(|one| one.written(unit, lang));
        let change = match (self.difference.is_zero(), self.difference.is_negative()) {
            (true, _) => lang.of("没有变化".to_owned(), "no change".to_owned()),
            (_, true) => lang.of(format!("减少 {by}"), format!("down {by}")),
            _ => lang.of(format!("增加 {by}"), format!("up {by}")),
        };
        let gap = if base.ends_with('元') { "" } else { " " };
        lang.of(
            format!("{figure}从 {base}{gap}变为 {other}，{change}。"),
            format!("{figure}: from {base} to {other}, {change}."),
        )
    }

    /// The causes as a table, with a sentence for each.
    pub(crate) fn shown(&self, figure: &str, unit: Unit, lang: Lang) -> Shown {
        let named = unit.name(lang);
        let note = match self.difference.is_money() {
            true => lang.of(format!("（单位：{named}）"), format!(" ({named})")),
            false => String::new(),
        };
        let title = lang.of(format!("{figure}差在哪里{note}"), format!("{figure}: why it differs{note}"));
        let header = lang.of(["因素", "影响", "单独变", "最后变"], ["Cause", "Effect", "Alone", "Last"]);
        let mut shown = Shown::new(title, header.map(str::to_owned).to_vec(), vec![false, true, true, true]);
        for one in &self.effects {
            let numbers = [&one.effect, &one.alone, &one.last].map(|number| number.signed(unit));
            shown.add(
                [vec![terms::word("cause", &one.cause, lang).to_owned()], numbers.to_vec()].concat(),
                false,
            );
        }
        let total = lang.of("合计", "Total").to_owned();
        shown.add(vec![total, self.difference.signed(unit), String::new(), String::new()], true);
        shown.notes.push(self.sentence(figure, unit, lang));
        let effects = self.effects.iter().filter(|one| !one.effect.is_zero());
        shown.notes.extend(effects.map(|one| does(&one.cause, &one.effect, unit, lang)));
        shown
    }
}

pub(crate) fn compare(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let figure = Figure::read(text(given, "figure").unwrap_or_default(), given)?;
    let options = Options::read(given, console)?;
    let other = text(given, "other");
    if other.is_none() == options.reforms.is_empty() {
        return wrong(
            "请给出另一个方案 OTHER，或改革（--reform、--set）",
            "give another plan, OTHER, or a reform (--reform, --set)",
        );
    }
    // A reform is what the other plan has and this one has not.
    let (options, reforms) = options.without_reforms();
    let base = Plan::of(options, given, console)?;
    let other = match other {
        Some(path) => Plan::of(Options::of_path(path), given, console)?,
        None => base.again(),
    };
    let other = reforms.iter().try_fold(other, |other, reform| other.reformed(reform.get()))?;
    let causes = |text: &String| -> Vec<String> {
        text.split([',', '，', '、']).map(|cause| cause.trim().to_owned()).collect()
    };
    let join: Vec<Vec<String>> = texts(given, "join").iter().map(causes).collect();
    let asked = json!({"figure": figure.asked(), "join": join}).to_string();
    let asked = format!("{},\"with\":{}}}", &asked[..asked.len() - 1], other.whole()?.to_json());
    let answer = base.ask(None, "compare", &asked, given, console)?;
    if is_json(given) {
        return console.say(answer.get());
    }
    let found: Compared = read(&answer)?;
    console.show(&found.shown(&figure.of(base.horizon()).told(lang), unit(given), lang))
}
