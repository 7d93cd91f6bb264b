//! What is wrong with a plan (rule 15), and what can hardly be meant, told so that its author finds it.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use serde::Serialize;
use shuangbai::Errors;
use shuangbai_excel::ReadErrors;

use crate::{lang::Lang, shown::Shown, terms};

/// So many lines of errors are shown, and so many rows of those that are alike.
const LINES: usize = 100;
const ROWS: usize = 5;

/// A table that a plan came in: how its author counts its rows and calls its columns.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// The plan's list that it is.
    pub(crate) list: String,
    /// The name of its file.
    pub(crate) file: Option<String>,
    /// The rows of a spreadsheet; none where rows are counted from 0.
    pub(crate) lines: Vec<usize>,
    /// By field, the author's own name of the column.
    pub(crate) names: HashMap<String, String>,
    /// Of a workbook: the sheet, and by field the letters of its column.
    pub(crate) sheet: Option<(String, BTreeMap<String, String>)>,
}

/// One error, and where it is.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct One {
    code: String,
    at: String,
    zh: String,
    en: String,
    #[serde(skip)]
    nearest: Option<String>,
    #[serde(skip)]
    table: Option<String>,
    #[serde(skip)]
    row: Option<usize>,
    #[serde(skip)]
    column: Option<String>,
    #[serde(skip)]
    file: Option<String>,
    #[serde(skip)]
    cell: Option<String>,
}

/// All errors of a round, written as rule 15 has them.
#[derive(Debug, Serialize)]
pub(crate) struct Faulty<E = One> {
    errors: Vec<E>,
    #[serde(skip_serializing_if = "is_zero")]
    more: u64,
}

/// An error as a program that handed over tables needs it.
#[derive(Serialize)]
struct Located<'f> {
    #[serde(flatten)]
    one: &'f One,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: &'f Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: &'f Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: &'f Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: &'f Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: &'f Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: &'f Option<String>,
}

impl Located<'_> {
    fn of(one: &One) -> Located<'_> {
        let One { file, table, row, column, cell, nearest, .. } = one;
        Located { one, file, table, row, column, cell, nearest }
    }
}

fn is_zero(more: &u64) -> bool {
    *more == 0
}

impl From<ReadErrors> for Faulty {
    fn from(found: ReadErrors) -> Faulty {
        let one = |error: shuangbai_excel::CellError| One {
            code: error.code,
            at: error.at,
            zh: error.zh,
            en: error.en,
            nearest: error.nearest,
            table: error.table,
            row: error.row,
            column: error.column,
            file: None,
            cell: error.cell,
        };
        Faulty { errors: found.errors.into_iter().map(one).collect(), more: found.more.unwrap_or(0) }
    }
}

impl Faulty {
    /// A single error of a table.
    pub(crate) fn one(code: &str, at: &str, (zh, en): (String, String), sources: &[Source]) -> Faulty {
        let error = One { code: code.to_owned(), at: at.to_owned(), zh, en, ..One::default() };
        Faulty { errors: vec![located(error, sources, false, None)], more: 0 }
    }

    /// A round's errors, with rows and columns as their author knows them.
    pub(crate) fn of(errors: &Errors, sources: &[Source]) -> Faulty {
        let one = |error: &shuangbai::Error| {
            let found = One {
                code: error.code.code().to_owned(),
                at: error.at.clone(),
                zh: error.zh.clone(),
                en: error.en.clone(),
                nearest: error.nearest.clone(),
                ..One::default()
            };
            located(found, sources, error.whole_column, error.other.as_deref())
        };
        Faulty { errors: errors.iter().map(one).collect(), more: errors.more() }
    }

    /// `{"errors": [...]}`, as rule 15 has it.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same with the file, row and column of each, or its cell, and the nearest valid name, where they are known.
    pub(crate) fn located_json(&self) -> String {
        let errors: Vec<Located<'_>> = self.errors.iter().map(Located::of).collect();
        serde_json::to_string(&Faulty { errors, more: self.more }).unwrap_or_default()
    }

    /// The cells of a workbook that errors are in, with what to write at them.
    pub(crate) fn marks(&self, lang: Lang) -> Vec<shuangbai_excel::Mark> {
        let mark = |one: &One| {
            Some(shuangbai_excel::Mark { cell: one.cell.clone()?, text: lang.of(&one.zh, &one.en).clone() })
        };
        self.errors.iter().filter_map(mark).collect()
    }

    /// The errors as people count rows, with those together that say the same of one field or column.
    fn grouped(&self) -> Vec<Vec<&One>> {
        let places: Vec<(&str, &str)> = self.errors.iter().map(|one| (&one.code[..], &one.at[..])).collect();
        let mut groups: IndexMap<(usize, &str), Vec<&One>> = IndexMap::new();
        for (group, places) in shuangbai::alike(&places).into_iter().enumerate() {
            for one in places.into_iter().map(|place| &self.errors[place]) {
                groups.entry((group, &one.zh)).or_default().push(one);
            }
        }
        groups.into_values().collect()
    }

    /// The errors as a table; what is alike stands together, with the first few rows. After a hundred lines it says how many
    /// others there are.
    pub(crate) fn shown(&self, lang: Lang) -> Shown {
        let count = self.errors.len() as u64 + self.more;
        let several = if count > 1 { "s" } else { "" };
        let title = lang.of(format!("计划有 {count} 处错误"), format!("The plan has {count} error{several}"));
        let header = lang.of(
            ["位置", "问题与允许的写法", "是否应为"],
            ["Place", "What is wrong, what is allowed", "Perhaps"],
        );
        let mut shown = Shown::new(title, header.map(str::to_owned).to_vec(), vec![false; 3]);
        let groups = self.grouped();
        for group in groups.iter().take(LINES) {
            let (first, near) = (group[0], group[0].nearest.clone().unwrap_or_default());
            shown.add(vec![place(group, lang), lang.of(&first.zh, &first.en).clone(), near], false);
        }
        let others = groups.iter().skip(LINES).map(Vec::len).sum::<usize>() as u64 + self.more;
        if others > 0 {
            let others = terms::whole(others.into());
            shown.notes.push(lang.of(format!("另有 {others} 处"), format!("and {others} more")));
        }
        shown
    }
}

/// An error with row and column as their author knows them, and another place that it names.
fn located(error: One, sources: &[Source], whole_column: bool, other: Option<&str>) -> One {
    let mut parts = error.at.splitn(4, '/').skip(1);
    let (list, row) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let field = parts.next().unwrap_or_default();
    let source = sources.iter().find(|source| source.list == list);
    let (Some(source), Ok(place)) = (source, row.parse::<usize>()) else { return error };
    let mut found = error.clone();
    if let Some(other) = other {
        let there = located(One { at: other.to_owned(), ..One::default() }, sources, false, None);
        found.zh = found.zh.replace(other, &self::place(&[&there], Lang::Zh));
        found.en = found.en.replace(other, &self::place(&[&there], Lang::En));
    }
    let line = if source.lines.is_empty() { Some(place) } else { source.lines.get(place).copied() };
    // What is no field is named as JSON pointers name keys.
    let named = || Some(field.replace("~1", "/").replace("~0", "~")).filter(|name| !name.is_empty());
    found.column = source.names.get(field).cloned().or_else(named);
    found.cell = source.sheet.as_ref().and_then(|(sheet, letters)| {
        let column = letters.get(field).map_or("A", String::as_str);
        Some(format!("{}!{column}{}", quoted(sheet), line?))
    });
    // Where a file has its headings.
    found.row = if whole_column { Some(1) } else { line };
    found.table = Some(source.list.clone());
    found.file = source.file.clone();
    found
}

/// A sheet's name as a formula has it.
fn quoted(sheet: &str) -> String {
    let plain = sheet.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !sheet.starts_with(|first: char| first.is_numeric());
    if plain { sheet.to_owned() } else { format!("'{}'", sheet.replace('\'', "''")) }
}

/// The place of errors that are alike: the table or file, the first few rows, the column.
fn place(alike: &[&One], lang: Lang) -> String {
    let Some(first) = alike.first() else { return String::new() };
    let comma = lang.of("、", ", ");
    let (many, all) = (alike.len() > ROWS, terms::whole(alike.len() as i128));
    if first.cell.is_some() {
        let cells: Vec<&str> = alike.iter().take(ROWS).filter_map(|one| one.cell.as_deref()).collect();
        let more = lang.of(format!(" 等 {all} 处"), format!(" and others, {all} in all"));
        return cells.join(comma) + if many { &more } else { "" };
    }
    let Some(list) = &first.table else {
        let more = lang.of(format!(" 等 {all} 处"), format!(" and others, {all} in all"));
        let at = if first.at.is_empty() { lang.of("整个计划", "the whole plan") } else { &first.at };
        return format!("{at}{}", if alike.len() > 1 { &more[..] } else { "" });
    };
    let file = first.file.as_ref().map(|file| format!(" {file}")).unwrap_or_default();
    let table = lang.of(terms::part(list, lang), list);
    let rows: Vec<String> =
        alike.iter().take(ROWS).filter_map(|one| one.row).map(|row| row.to_string()).collect();
    let (listed, several) = (rows.join(comma), if alike.len() > 1 { "s" } else { "" });
    let rows = match rows.is_empty() {
        true => String::new(),
        false if many => {
            lang.of(format!(" 第 {listed} 等 {all} 行"), format!(", rows {listed} and others, {all} in all"))
        }
        false => lang.of(format!(" 第 {listed} 行"), format!(", row{several} {listed}")),
    };
    let column = first.column.as_ref().map(|name| lang.of(format!("“{name}”"), format!(", column `{name}`")));
    format!("{table}{file}{rows}{}", column.unwrap_or_default())
}

/// What can hardly be meant (the end of rule 14), or was done with a workbook: it changes no figure.
#[derive(Debug)]
pub(crate) struct Hint {
    pub(crate) code: String,
    at: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    /// The first rows that it is about.
    rows: Vec<One>,
}

impl Hint {
    /// Of the forecast.
    pub(crate) fn of(hint: &shuangbai::Hint, sources: &[Source]) -> Hint {
        let at = |at: String| located(One { at, ..One::default() }, sources, false, None);
        let list = hint.at.split('/').nth(1).unwrap_or_default();
        let rows: Vec<One> = hint.rows.iter().map(|row| at(format!("/{list}/{row}"))).collect();
        let rows = if rows.is_empty() { vec![at(hint.at.clone())] } else { rows };
        let (code, zh, en) = (hint.code.code().to_owned(), hint.zh.clone(), hint.en.clone());
        Hint { code, at: hint.at.clone(), zh, en, rows }
    }

    /// Of a workbook, at a sheet or cell.
    pub(crate) fn of_book(code: &str, at: &str, zh: &str, en: &str) -> Hint {
        let [code, at, zh, en] = [code, at, zh, en].map(str::to_owned);
        Hint { code, at, zh, en, rows: Vec::new() }
    }

    /// The place as its author knows it: table and rows, a sheet or cell of a workbook, or which entry of the programme.
    pub(crate) fn place(&self, lang: Lang) -> String {
        if self.rows.first().is_some_and(|row| row.table.is_some()) {
            return place(&self.rows.iter().collect::<Vec<_>>(), lang);
        }
        match self.at.strip_prefix('/') {
            None if !self.at.is_empty() => self.at.clone(),
            None => lang.of("整个计划", "the whole plan").to_owned(),
            Some(list @ ("stations" | "workers" | "hires" | "moves" | "absences")) => {
                terms::part(list, lang).to_owned()
            }
            Some(_) => terms::entry(&self.at, lang),
        }
    }

    pub(crate) fn text(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}
