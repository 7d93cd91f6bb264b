//! Rule 20: a month of a pay sheet, as it is worked out.

use super::{
    figures::{Due, FigureRow, FigureTable, checked},
    rows::{SheetFigures, SheetRow, SheetTotal, by_payer},
    seats::Key,
};
use crate::{
    plan::plan::Plan,
    values::{fen::Fen, month::Month, words::Payer},
};

/// What a sheet is of, in all of its months.
pub(crate) struct Book<'s> {
    pub(crate) plan: &'s Plan,
    pub(crate) payers: &'s [Payer],
    /// What rows are of.
    pub(crate) keys: &'s [Key],
    /// The pointers of those in the plan.
    places: Vec<String>,
}

impl<'s> Book<'s> {
    pub(crate) fn new(plan: &'s Plan, payers: &'s [Payer], keys: &'s [Key]) -> Book<'s> {
        Book { plan, payers, keys, places: keys.iter().map(|key| key.who.place()).collect() }
    }
}

/// What somebody, or several who are alike, are paid in a month at a leaf.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    /// The place of the key.
    pub(crate) key: u32,
    /// Whether they are on the payroll.
    pub(crate) there: bool,
    /// Of all who are alike.
    pub(crate) due: Due,
    pub(crate) count: u64,
    pub(crate) annual: Fen,
}

impl Line {
    /// Of nobody yet.
    pub(crate) fn none(key: u32) -> Line {
        let due = Due { now: FigureRow::NOTHING, arrears: FigureRow::NOTHING };
        Line { key, there: false, due, count: 0, annual: Fen(0) }
    }
}

/// A month of a pay sheet (工资表) (rule 20), as [`Plan::sheet_by_month`] shows it: as [rows](SheetMonth::rows), or, with the
/// feature `arrow`, as [tables](SheetMonth::to_arrow) without a row made of anybody.
pub struct SheetMonth<'s> {
    pub(crate) book: &'s Book<'s>,
    pub(crate) month: Month,
    pub(crate) lines: &'s [Line],
    pub(crate) table: &'s FigureTable,
    pub(crate) totals: &'s [SheetTotal],
}

impl SheetMonth<'_> {
    /// The month.
    pub fn month(&self) -> Month {
        self.month
    }

    /// Its rows, by station, and who.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = SheetRow> {
        self.lines.iter().map(|line| self.row(line))
    }

    /// What it comes to: by region, then of all.
    pub fn totals(&self) -> &[SheetTotal] {
        self.totals
    }

    pub(crate) fn key(&self, line: &Line) -> &Key {
        &self.book.keys[line.key as usize]
    }

    /// The pointer of the worker, the hire or the station in the plan.
    pub(crate) fn at(&self, line: &Line) -> &str {
        &self.book.places[line.key as usize]
    }

    /// The worker's id, `""` of others.
    pub(crate) fn id(&self, line: &Line) -> &str {
        let row = self.key(line).who.row();
        row.and_then(|row| self.book.plan.workers.get(row)).map_or("", |worker| &worker.id)
    }

    fn row(&self, line: &Line) -> SheetRow {
        let (key, table, payers) = (self.key(line), self.table, self.book.payers);
        let [figures, arrears] =
            [line.due.now, line.due.arrears].map(|row| SheetFigures::new(table.get(row), payers));
        SheetRow {
            month: self.month,
            station: key.station,
            post: key.leaf.post(),
            at: self.at(line).to_owned(),
            id: self.id(line).to_owned(),
            count: line.count,
            annual: line.annual,
            figures,
            arrears,
            due: by_payer(payers, |payer| table.owed(line.due, payer)),
            payable: checked(table.payable(line.due)),
        }
    }
}
