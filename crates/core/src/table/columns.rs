//! Rule 15: a table that comes in batches: its columns read, and what is wrong with them noted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

#[cfg(feature = "arrow")]
use super::bulk;
use super::{
    cells::{Batch, Cells},
    known::Known,
    names::{Field, Heading, Scale, TableKind},
    options::{TableOptions, Unknown},
    stations::{Stations, UNKNOWN},
    text::{Aside, LeftOut},
    values::{Found, Kind, id},
};
use crate::{
    base::text::trimmed,
    faults::{
        error::ErrorKind,
        findings::{Findings, shown_names},
        hint::{Hint, HintCode},
        place::Place,
    },
    values::written::Flaw,
};

/// A table so far.
#[derive(Debug)]
pub(super) struct Table {
    kind: TableKind,
    /// How many of the plan's own are before its first row.
    pub(super) first: usize,
    /// Rows of the batches so far.
    pub(super) rows: usize,
    /// The fields that the last batch has columns for.
    pub(super) there: Vec<Field>,
    /// The columns that there were, each looked at once.
    headings: BTreeMap<String, Option<Heading>>,
    /// Those that are no field.
    pub(super) unknown: Vec<String>,
    /// Fields with something wrong in all of their rows.
    noted: BTreeSet<(Field, ErrorKind)>,
    pub(super) options: Arc<TableOptions>,
    /// What its files told.
    hints: Vec<Hint>,
}

impl Table {
    pub(super) fn new(kind: TableKind, first: usize, options: Arc<TableOptions>) -> Table {
        let (there, headings, unknown, noted, hints) = Default::default();
        Table { kind, first, rows: 0, there, headings, unknown, noted, options, hints }
    }

    /// The same kind of table, read likewise, without a batch.
    pub(super) fn another(&self) -> Table {
        Table::new(self.kind, self.first, Arc::clone(&self.options))
    }

    /// Whether no batch has come yet.
    pub(super) fn is_new(&self) -> bool {
        self.rows == 0 && self.headings.is_empty() && self.noted.is_empty()
    }

    /// The table before its first row, its columns known.
    pub(super) fn start_again(&mut self) {
        self.rows = 0;
    }

    /// The columns of one more batch that can be read, after those before it.
    pub(super) fn add<'b>(&mut self, findings: &mut Findings, batch: &Batch<'b>) -> Vec<Column<'b>> {
        let (kind, first) = (self.kind, self.first + self.rows);
        self.rows += batch.rows;
        self.left_out(batch.left_out);
        let mut there: Vec<(Field, &str)> = Vec::new();
        let mut columns = Vec::new();
        for (&(name, cells), heading) in batch.columns.iter().zip(self.known(findings, batch, first)) {
            let Some(heading @ Heading { field, .. }) = heading else { continue };
            let name = trimmed(name);
            if let Some((_, other)) = there.iter().find(|(other, _)| *other == field) {
                self.note(findings, field, ErrorKind::Duplicate, first, twice(other, name));
            } else if let Some(column) = self.column(findings, heading, name, cells, first) {
                columns.push(column);
            }
            there.push((field, name));
        }
        for (field, declared) in kind.fields() {
            if kind.needs(field) && there.iter().all(|(other, _)| *other != field) {
                let texts = (
                    format!("缺少必需的列“{}”（{}）", declared.zh, declared.name),
                    format!("the required column `{}` ({}) is missing", declared.name, declared.zh),
                );
                self.note(findings, field, ErrorKind::Missing, first, texts);
            }
        }
        self.there = there.into_iter().map(|(field, _)| field).collect();
        columns
    }

    /// Looks at what there is in a batch whose rows are read elsewhere.
    pub(super) fn look(&mut self, batch: &Batch<'_>) {
        self.left_out(batch.left_out);
        self.known(&mut Findings::default(), batch, self.first);
    }

    /// What the columns of a batch are; those that are no field are noted, or left out, once.
    fn known(&mut self, findings: &mut Findings, batch: &Batch<'_>, first: usize) -> Vec<Option<Heading>> {
        let kind = self.kind;
        let headings = |name: &str| self.headings.get(name).copied().unwrap_or_else(|| kind.heading(name));
        let mut found: Vec<Option<Heading>> = batch.columns.iter().map(|(name, _)| headings(name)).collect();
        // Of a field that has a column by its own name others are none: 入职 beside 合同始期.
        let own: Vec<Field> = found.iter().flatten().filter(|it| it.own).map(|it| it.field).collect();
        for heading in &mut found {
            *heading = heading.filter(|it| it.own || !own.contains(&it.field));
        }
        let mut unknown = Vec::new();
        for ((name, _), heading) in batch.columns.iter().zip(&found) {
            if self.headings.insert((*name).to_owned(), *heading).is_none() && heading.is_none() {
                unknown.push(trimmed(name).to_owned());
            }
        }
        let row = Place::Root.key(kind.list());
        unknown.retain(|name| !kind.wrong_year(findings, row.index(first), name));
        if self.options.unknown == Unknown::Error {
            kind.unknown(findings, Place::Root.key(kind.list()).index(first), &unknown);
        }
        self.unknown.extend(unknown);
        found
    }

    /// What there was besides the table: rows of its file, columns.
    pub(super) fn hints(&mut self) -> Vec<Hint> {
        let at = format!("/{}", self.kind.list());
        let mut hints = std::mem::take(&mut self.hints);
        if !self.unknown.is_empty() {
            let (zh, en) = shown_names(self.unknown.iter().map(String::as_str));
            let texts = (
                format!("有 {} 列没有读入：{zh}", self.unknown.len()),
                format!("{} columns were not read: {en}", self.unknown.len()),
            );
            hints.push(Hint::new(HintCode::ColumnsLeftOut, at, texts));
        }
        hints
    }

    /// Notes rows of a file that are none of the table's.
    fn left_out(&mut self, rows: &[LeftOut]) {
        for why in [Aside::Above, Aside::Total, Aside::Note] {
            let rows: Vec<&LeftOut> = rows.iter().filter(|row| row.why == why).collect();
            if rows.is_empty() {
                continue;
            }
            let first = || rows.iter().take(5);
            let zh: Vec<_> = first().map(|row| format!("第 {} 行“{}”", row.line, row.text)).collect();
            let en: Vec<_> = first().map(|row| format!("row {} `{}`", row.line, row.text)).collect();
            let (why_zh, why_en) = match why {
                Aside::Above => ("在表头之前", "above the headings"),
                Aside::Total => ("是合计", "sum up others"),
                Aside::Note => ("是说明或签名", "are notes"),
            };
            let texts = (
                format!("{} 行{why_zh}，没有读入：{}", rows.len(), zh.join("、")),
                format!("{} rows {why_en} and were not read: {}", rows.len(), en.join(", ")),
            );
            self.hints.push(Hint::new(HintCode::RowsLeftOut, format!("/{}", self.kind.list()), texts));
        }
    }

    /// A column, where its type is one that the field takes.
    fn column<'b>(
        &mut self,
        findings: &mut Findings,
        Heading { field, scale, .. }: Heading,
        name: &str,
        cells: Cells<'b>,
        first: usize,
    ) -> Option<Column<'b>> {
        let kind = cells.kind();
        let taken = kind.filter(|kind| field.takes(*kind));
        if let Some(kind) = taken.or_else(|| cells.is_empty().then_some(Kind::Nothing)) {
            return Some(Column { table: self.kind, field, scale, kind, cells, first });
        }
        let ((wanted_zh, wanted_en), (remedy_zh, remedy_en)) = (field.wanted(), field.remedy(kind));
        let of = cells.type_name();
        let texts = (
            format!("列“{name}”的类型是 {of}，应为{wanted_zh}{remedy_zh}"),
            format!("the column `{name}` is of {of}, needed: {wanted_en}{remedy_en}"),
        );
        self.note(findings, field, ErrorKind::Type, first, texts);
        None
    }

    /// Notes what is wrong with a whole column, once.
    pub(super) fn note(
        &mut self,
        findings: &mut Findings,
        field: Field,
        code: ErrorKind,
        row: usize,
        texts: (String, String),
    ) {
        if self.noted.insert((field, code)) {
            let list = Place::Root.key(self.kind.list());
            field.at(self.kind, list.index(row), |place| findings.add_column(code, place, texts, None));
        }
    }
}

fn twice(one: &str, other: &str) -> (String, String) {
    if one == other {
        (format!("列“{one}”出现了两次"), format!("the column `{one}` is there twice"))
    } else {
        (
            format!("列“{one}”与“{other}”是同一字段，只能有一列"),
            format!("the columns `{one}` and `{other}` are one field, only one can be there"),
        )
    }
}

/// A column of a batch; `first` is its first row in the plan's list.
pub(super) struct Column<'b> {
    table: TableKind,
    pub(super) field: Field,
    /// In what it is, where it is of amounts.
    pub(super) scale: Scale,
    pub(super) kind: Kind,
    pub(super) cells: Cells<'b>,
    first: usize,
}

/// So many rows at a time: their cells stay in the fastest cache.
const BLOCK: usize = 4096;

impl<'b> Column<'b> {
    /// The place of this field in a row of the batch.
    pub(super) fn at<T>(&self, row: usize, then: impl FnOnce(Place<'_>) -> T) -> T {
        let list = Place::Root.key(self.table.list());
        self.field.at(self.table, list.index(self.first + row), then)
    }

    /// Puts the values of all rows behind others, when nothing is wrong with any of them; `usable` is what the roster
    /// holds for a value or a null, where it can. False, and nothing is put, when something is, or may be.
    pub(super) fn put_all<T: Copy, V: Copy>(
        &self,
        #[cfg_attr(not(feature = "arrow"), expect(unused_variables, reason = "text is read row by row"))]
        known: &mut Known<T>,
        #[cfg_attr(
            not(feature = "arrow"),
            expect(unused_variables, clippy::ptr_arg, reason = "text is read row by row")
        )]
        values: &mut Vec<V>,
        #[cfg_attr(not(feature = "arrow"), expect(unused_variables, reason = "text is read row by row"))]
        read: impl FnMut(Found<'_>) -> Result<T, Flaw>,
        #[cfg_attr(not(feature = "arrow"), expect(unused_variables, reason = "text is read row by row"))]
        usable: impl Fn(Option<T>) -> Option<V>,
    ) -> bool {
        match self.cells {
            Cells::Text(..) => false,
            #[cfg(feature = "arrow")]
            Cells::Arrow(array) => bulk::column(array, known, &mut bulk::Rows { read, usable, values }),
        }
    }

    /// Puts the values of all rows of a column that has no null behind others; a row with something wrong is noted
    /// and left out.
    pub(super) fn put<T: Copy>(
        &self,
        findings: &mut Findings,
        known: &mut Known<T>,
        mut read: impl FnMut(Found<'_>) -> Result<T, Flaw>,
        values: &mut Vec<T>,
    ) {
        if !self.put_all(known, values, &mut read, |value| value) {
            self.read(findings, known, read, |_, value| values.extend(value));
        }
    }

    /// The same of a column that may have nulls, behind `start` others.
    pub(super) fn put_given<T: Copy>(
        &self,
        findings: &mut Findings,
        known: &mut Known<T>,
        mut read: impl FnMut(Found<'_>) -> Result<T, Flaw>,
        values: &mut Vec<Option<T>>,
        start: usize,
    ) {
        values.resize(start, None);
        if !self.put_all(known, values, &mut read, Some) {
            self.read(findings, known, read, |_, value| values.push(value));
        }
    }

    /// Reads values row by row; a row with something wrong is noted and left out.
    pub(super) fn read<T: Copy>(
        &self,
        findings: &mut Findings,
        known: &mut Known<T>,
        mut read: impl FnMut(Found<'_>) -> Result<T, Flaw>,
        mut put: impl FnMut(usize, Option<T>),
    ) {
        let has_no_null = self.table.needs(self.field) || self.field == Field::Id;
        let mut values = Vec::with_capacity(BLOCK.min(self.cells.len()));
        for start in (0..self.cells.len()).step_by(BLOCK) {
            values.clear();
            self.cells.read(start..self.cells.len().min(start + BLOCK), known, &mut read, &mut values);
            for (row, value) in (start..).zip(&values) {
                match value {
                    Ok(None) if has_no_null => self.null(findings, row),
                    Ok(value) => put(row, *value),
                    Err(why) => self.wrong(findings, row, *why),
                }
            }
        }
    }

    // Apart, so that reading is not made anew with them for each type of value.
    #[cold]
    #[inline(never)]
    fn null(&self, findings: &mut Findings, row: usize) {
        self.at(row, |place| {
            let texts = ("此行为空，但此列必填".to_owned(), "null, but it is required".to_owned());
            findings.add(ErrorKind::Missing, place, texts);
        });
    }

    #[cold]
    #[inline(never)]
    fn wrong(&self, findings: &mut Findings, row: usize, why: Flaw) {
        self.at(row, |place| self.field.wrong(findings, place, &self.cells.written(row), self.kind, why));
    }

    /// The values of all rows, with nothing for a row with something wrong.
    pub(super) fn values<T: Copy>(
        &self,
        findings: &mut Findings,
        read: impl FnMut(Found<'_>) -> Result<T, Flaw>,
    ) -> Vec<Option<T>> {
        let mut values = vec![None; self.cells.len()];
        self.read(findings, &mut Known::default(), read, |row, value| values[row] = value);
        values
    }

    /// Whether a row has nothing.
    pub(super) fn is_null(&self, row: usize) -> bool {
        let mut is_null = true;
        self.cells.found(row, &mut |_| is_null = false);
        is_null
    }

    /// Notes each row that has a value here, but none in the column of the field that it is about: the month in which a
    /// grade became known, without the grade.
    pub(super) fn needs<T>(
        &self,
        findings: &mut Findings,
        values: &[Option<T>],
        field: Field,
        columns: &[Column<'_>],
    ) {
        let about = columns.iter().find(|other| other.field == field);
        let there = (0..values.len()).filter(|row| values[*row].is_some());
        for row in there.filter(|row| about.is_none_or(|about| about.is_null(*row))) {
            let list = Place::Root.key(self.table.list());
            let note = |place: Place<'_>| findings.add(ErrorKind::Missing, place, field.lacking());
            field.at(self.table, list.index(self.first + row), note);
        }
    }

    /// The whole numbers of all rows as they are written: what programs make of ids when they read a spreadsheet.
    pub(super) fn numbers_written(&self, findings: &mut Findings) -> Vec<Option<String>> {
        let numbers = self.values(findings, |found| found.whole());
        let written = |(row, number): (usize, &Option<i64>)| match number {
            // Or one beyond 64 bits, of which the column knows the digits.
            Some(i64::MAX) => Some(self.cells.written(row)),
            number => number.map(|number| number.to_string()),
        };
        numbers.iter().enumerate().map(written).collect()
    }

    /// The ids of all rows, as they stand.
    pub(super) fn ids(&self, findings: &mut Findings) -> Vec<Option<String>> {
        if self.kind != Kind::Text {
            return self.numbers_written(findings);
        }
        self.read(findings, &mut Known::default(), id, |_, _| ());
        self.texts().into_iter().map(|id| id.map(str::to_owned)).collect()
    }

    /// The texts of all rows, as they stand.
    pub(super) fn texts(&self) -> Vec<Option<&'b str>> {
        self.cells.texts()
    }

    /// The indices of the stations of all rows; notes what is none.
    pub(super) fn stations(
        &self,
        findings: &mut Findings,
        meaning: &mut Findings,
        stations: &Stations,
    ) -> Vec<Option<u32>> {
        let indices = self.values(findings, |found| stations.index(found));
        for (row, index) in indices.iter().enumerate() {
            self.known_station(row, *index, stations, meaning);
        }
        indices
    }

    /// Notes that a row's station is not listed, when it is not.
    pub(super) fn known_station(
        &self,
        row: usize,
        station: Option<u32>,
        stations: &Stations,
        meaning: &mut Findings,
    ) {
        if station == Some(UNKNOWN) {
            self.unknown_station(row, stations, meaning);
        }
    }

    #[cold]
    #[inline(never)]
    fn unknown_station(&self, row: usize, stations: &Stations, meaning: &mut Findings) {
        self.cells.found(row, &mut |found| self.at(row, |place| stations.unknown(meaning, place, found)));
    }
}

/// A row's value, where its column is there and has one.
pub(super) fn cell<T: Copy>(column: &[Option<T>], row: usize) -> Option<T> {
    column.get(row).copied().flatten()
}
