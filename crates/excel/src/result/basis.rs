//! 参数与依据: what the programme says, on what ground, and what is assumed.

use rust_xlsxwriter::XlsxError;
use serde_json::Value as Json;

use super::Writing;
use crate::page::{Page, high};

const COLUMNS: usize = 5;
const HEADINGS: usize = 2;
const WIDTHS: [f64; COLUMNS] = [16.0, 10.0, 58.0, 10.0, 60.0];

/// The sheet.
pub(crate) fn write<'w>(writing: &'w Writing<'_>) -> Result<Page<'w>, XlsxError> {
    let terms = &writing.terms;
    let mut page = writing.page(terms.of("参数与依据", "Basis"))?;
    page.title(
        terms.of("参数与依据", "Parameters and what they rest on"),
        terms.of("黄底：假定，尚无文件证实", "Yellow: assumed, confirmed by nobody"),
    )?;
    let headings = [
        terms.of("规则", "Rule"),
        terms.field("entry", "from"),
        terms.of("内容", "Says"),
        terms.field("ground", "status"),
        terms.field("ground", "source"),
    ];
    page.heads(HEADINGS, headings.into_iter().zip(WIDTHS))?;
    let mut row = HEADINGS + 1;
    let outline = &writing.outline;
    for (name, object, value) in
        [("horizon", "horizon", &outline.horizon), ("assumptions", "assumptions", &outline.assumptions)]
    {
        let says = fields(writing, object, value, &[]);
        line(&mut page, row, [terms.field("plan", name), "", &says, "", ""], name == "assumptions")?;
        row += 1;
    }
    let Json::Object(programme) = &outline.programme else { return Ok(page) };
    for (list, value) in programme {
        let title = terms.field("programme", list);
        match value {
            Json::Array(entries) => {
                for entry in entries {
                    entry_line(&mut page, writing, row, list, title, entry)?;
                    row += 1;
                }
            }
            Json::Object(map) if list == "tiers" => {
                let tiers: Vec<String> = map
                    .iter()
                    .map(|(code, tier)| {
                        let name = writing.names.get(code).map_or("", String::as_str);
                        let named = writing.terms.of(format!("{code}{name}"), format!("{code} {name}"));
                        format!("{} {}", named.trim(), tier.as_str().unwrap_or_default())
                    })
                    .collect();
                line(&mut page, row, [title, "", &tiers.join(writing.terms.of("；", "; ")), "", ""], false)?;
                row += 1;
            }
            Json::Object(map) => {
                let text = map.get(terms.of("zh", "en")).and_then(Json::as_str).unwrap_or_default();
                line(&mut page, row, [title, "", text, "", ""], false)?;
                row += 1;
            }
            other => {
                line(&mut page, row, [title, "", &written(writing, list, "", other), "", ""], false)?;
                row += 1;
            }
        }
    }
    page.sheet.set_freeze_panes(HEADINGS as u32 + 1, 0)?;
    page.sheet.set_repeat_rows(HEADINGS as u32, HEADINGS as u32)?;
    Ok(page)
}

fn entry_line(
    page: &mut Page<'_>,
    writing: &Writing<'_>,
    row: usize,
    list: &str,
    title: &str,
    entry: &Json,
) -> Result<(), XlsxError> {
    let terms = &writing.terms;
    let text = |name: &str| entry.get(name).and_then(Json::as_str).unwrap_or_default();
    let object = match (list, text("kind")) {
        ("norm", "range") => "norm_range",
        ("norm", _) => "norm_villages",
        (list, _) => list,
    };
    let says = fields(writing, object, entry, &["from", "status", "source"]);
    let source = match entry.get("source") {
        Some(Json::Object(both)) => both.get(terms.of("zh", "en")).and_then(Json::as_str).unwrap_or_default(),
        _ => text("source"),
    };
    let status = text("status");
    line(page, row, [title, text("from"), &says, terms.word("status", status), source], status == "assumed")
}

fn line(page: &mut Page<'_>, row: usize, texts: [&str; COLUMNS], assumed: bool) -> Result<(), XlsxError> {
    let style = page.style;
    page.sheet.set_row_height(row as u32, high(texts.into_iter().zip(WIDTHS)))?;
    for (column, text) in texts.into_iter().enumerate() {
        page.text(row, column, text, if assumed { &style.noted } else { &style.wrapped })?;
    }
    Ok(())
}

/// An object's fields with their terms: 标准（元/年） 50000.00；资助口径 指数化.
fn fields(writing: &Writing<'_>, object: &str, value: &Json, but: &[&str]) -> String {
    let Json::Object(map) = value else { return String::new() };
    let shown = map.iter().filter(|(name, _)| !but.contains(&&name[..])).map(|(name, value)| {
        format!("{} {}", writing.terms.field(object, name), written(writing, object, name, value))
    });
    shown.collect::<Vec<_>>().join(writing.terms.of("；", "; "))
}

/// A value as people read it; its words by the dictionary.
fn written(writing: &Writing<'_>, object: &str, name: &str, value: &Json) -> String {
    let terms = &writing.terms;
    let kind = terms.fields(object).find(|(field, _)| *field == name).map_or("", |(_, term)| &term.holds);
    match value {
        Json::String(text) => terms.word(kind, text).to_owned(),
        Json::Array(items) => {
            let shown = items.iter().map(|item| match item {
                Json::Object(share) => {
                    let payer = share.get("payer").and_then(Json::as_str).unwrap_or_default();
                    let parts = share.get("parts").map(ToString::to_string).unwrap_or_default();
                    format!("{} {parts}", terms.word("payer", payer))
                }
                other => written(writing, object, name, other),
            });
            shown.collect::<Vec<_>>().join(terms.of("、", ", "))
        }
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
