//! Rule 15: a table that comes in batches: its columns read, and what is wrong with them noted.

use std::collections::{BTreeMap, BTreeSet};

#[cfg(feature = "arrow")]
use super::bulk;
use super::{
    cells::{Batch, Cells},
    known::Known,
    names::{Field, TableKind, cleaned},
    stations::{Stations, UNKNOWN},
    values::{Found, Kind},
};
use crate::{
    faults::{error::ErrorKind, findings::Findings, place::Place},
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
    fields: BTreeMap<String, Option<Field>>,
    /// Fields with something wrong in all of their rows.
    noted: BTreeSet<(Field, ErrorKind)>,
}

impl Table {
    pub(super) fn new(kind: TableKind, first: usize) -> Table {
        Table { kind, first, rows: 0, there: Vec::new(), fields: BTreeMap::new(), noted: BTreeSet::new() }
    }

    /// Whether no batch has come yet.
    pub(super) fn is_new(&self) -> bool {
        self.rows == 0 && self.fields.is_empty() && self.noted.is_empty()
    }

    /// The table before its first row, its columns known.
    pub(super) fn start_again(&mut self) {
        self.rows = 0;
    }

    /// The columns of one more batch that can be read, after those before it.
    pub(super) fn add<'b>(&mut self, findings: &mut Findings, batch: &Batch<'b>) -> Vec<Column<'b>> {
        let (kind, first) = (self.kind, self.first + self.rows);
        self.rows += batch.rows;
        let mut there: Vec<(Field, &str)> = Vec::new();
        let mut columns = Vec::new();
        for &(name, cells) in &batch.columns {
            let field = match self.fields.get(name) {
                Some(field) => *field,
                None => {
                    let field = kind.field(findings, Place::Root.key(kind.list()).index(first), name);
                    self.fields.insert(name.to_owned(), field);
                    field
                }
            };
            let Some(field) = field else { continue };
            let name = cleaned(name);
            if let Some((_, other)) = there.iter().find(|(other, _)| *other == field) {
                self.note(findings, field, ErrorKind::Duplicate, first, twice(other, name));
            } else if let Some(column) = self.column(findings, field, name, cells, first) {
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

    /// A column, where its type is one that the field takes.
    fn column<'b>(
        &mut self,
        findings: &mut Findings,
        field: Field,
        name: &str,
        cells: Cells<'b>,
        first: usize,
    ) -> Option<Column<'b>> {
        let kind = cells.kind();
        let taken = kind.filter(|kind| field.takes(*kind));
        if let Some(kind) = taken.or_else(|| cells.is_empty().then_some(Kind::Nothing)) {
            return Some(Column { table: self.kind, field, kind, cells, first });
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
            field.at(self.kind, list.index(row), |place| findings.add(code, place, texts));
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
        #[cfg_attr(not(feature = "arrow"), expect(unused_variables, reason = "text is read row by row"))]
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

    /// The texts of all rows, as they stand.
    pub(super) fn texts(&self) -> Vec<Option<&'b str>> {
        self.cells.texts()
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
