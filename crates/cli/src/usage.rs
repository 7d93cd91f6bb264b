//! What is wrong with the arguments, in one sentence of the language.

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::stop::Told;

/// The sentence for what clap found.
pub(crate) fn told(error: &Error) -> Told {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let list = |kind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    };
    let argument = bare(&text(ContextKind::InvalidArg)).to_owned();
    let value = text(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => unknown(
            "命令",
            "command",
            &text(ContextKind::InvalidSubcommand),
            &list(ContextKind::SuggestedSubcommand),
        ),
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            unknown("选项", "option", &argument, &list(ContextKind::SuggestedArg))
        }
        ErrorKind::UnknownArgument => {
            Told::new(format!("多出了参数 {argument}"), format!("unexpected extra argument {argument}"))
        }
        ErrorKind::MissingRequiredArgument => {
            let all = list(ContextKind::InvalidArg);
            let all: Vec<&str> = all.iter().map(|argument| bare(argument)).collect();
            Told::new(format!("还需要 {}", all.join("、")), format!("missing {}", all.join(", ")))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Told::new(format!("{argument} 后面缺值"), format!("{argument} needs a value"))
        }
        ErrorKind::InvalidValue => {
            let all = list(ContextKind::ValidValue);
            Told::new(
                format!("{argument} 的值不对，可选：{}", all.join("、")),
                format!("{argument}: '{value}' is not one of {}", all.join(", ")),
            )
        }
        ErrorKind::ValueValidation => Told::new(
            format!("{argument} 的值不对：{value}"),
            format!("{argument}: '{value}' is no value of it"),
        ),
        ErrorKind::ArgumentConflict => {
            Told::new(format!("{argument} 只能给一次"), format!("{argument} is given twice"))
        }
        _ => {
            let said = error.to_string();
            let said = said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Told::new(format!("用法不对：{said}"), said)
        }
    }
}

/// An option without its value's name.
fn bare(argument: &str) -> &str {
    let bare = argument.split([' ', '=']).next().unwrap_or(argument);
    bare.trim_matches(['<', '>', '[', ']'])
}

/// What there is not, and what may be meant.
fn unknown(zh: &str, en: &str, name: &str, near: &[String]) -> Told {
    let (near_zh, near_en) = match near {
        [] => (String::new(), String::new()),
        near => (format!("，是否应为 {}？", near.join("、")), format!("; did you mean {}?", near.join(", "))),
    };
    Told::new(format!("没有{zh} {name}{near_zh}"), format!("no such {en} {name}{near_en}"))
}
