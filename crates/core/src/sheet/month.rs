//! Rule 20: a month of a pay sheet, as it is worked out.

use super::{
    figures::{Due, FigureRow, FigureTable, checked},
    rows::{SheetFigures, SheetRow, SheetTotal, by_payer},
    seats::Key,
};
use crate::{
    plan::plan::Plan,
    values::{
        code::Code,
        month::Month,
        words::{Payer, Post},
    },
};

/// What a sheet is of, in all of its months.
pub(crate) struct Book<'s> {
    pub(crate) plan: &'s Plan,
    pub(crate) payers: &'s [Payer],
    /// What rows are of.
    pub(crate) keys: &'s [Key],
    /// By key, pointers in the plan and the workers' ids, `""` of others.
    places: Texts,
    ids: Texts,
    /// The texts of keys as columns, from the first month on that asks for them.
    #[cfg(feature = "arrow")]
    pub(crate) texts: std::cell::OnceCell<[arrow_data::ArrayData; 4]>,
}

/// Texts one after the other.
#[derive(Default)]
struct Texts {
    all: String,
    /// Where each begins, and where the last ends.
    bounds: Vec<usize>,
}

impl Texts {
    fn new<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> Texts {
        let mut found = Texts { all: String::new(), bounds: vec![0] };
        for text in texts {
            found.all.push_str(text.as_ref());
            found.bounds.push(found.all.len());
        }
        found
    }

    fn get(&self, place: u32) -> &str {
        let place = place as usize;
        &self.all[self.bounds[place]..self.bounds[place + 1]]
    }
}

impl<'s> Book<'s> {
    pub(crate) fn new(plan: &'s Plan, payers: &'s [Payer], keys: &'s [Key]) -> Book<'s> {
        let id = |key: &Key| key.who.row().and_then(|row| plan.workers.get(row)).map_or("", |it| &it.id);
        Book {
            plan,
            payers,
            keys,
            places: Texts::new(keys.iter().map(|key| key.who.place())),
            ids: Texts::new(keys.iter().map(id)),
            #[cfg(feature = "arrow")]
            texts: std::cell::OnceCell::new(),
        }
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
}

impl Line {
    /// Of nobody yet.
    pub(crate) fn none(key: u32) -> Line {
        let due = Due { now: FigureRow::NOTHING, arrears: FigureRow::NOTHING };
        Line { key, there: false, due, count: 0 }
    }
}

/// Whose row of a pay sheet (rule 20) it is: the row's own `station`, `post`, `at` and `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SheetKey<'s> {
    /// The station's code.
    pub station: Code,
    /// The kind of post.
    pub post: Post,
    /// The worker or the hire in the plan; the station for posts that are filled or refilled: a JSON pointer.
    pub at: &'s str,
    /// The worker's id; `""` of others.
    pub id: &'s str,
}

/// A month of a pay sheet (工资表) (rule 20), as [`Plan::sheet_by_month`] shows it: as [rows](SheetMonth::rows), as
/// [columns](SheetMonth::columns), or, with the feature `arrow`, as [tables](SheetMonth::to_arrow).
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

    /// Whose rows the sheet can have, in all of its months, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = SheetKey<'_>> + Clone {
        let book = self.book;
        book.keys.iter().enumerate().map(|(place, key)| SheetKey {
            station: key.station,
            post: key.leaf.post(),
            at: book.places.get(place as u32),
            id: book.ids.get(place as u32),
        })
    }

    /// What it comes to: by region, then of all.
    pub fn totals(&self) -> &[SheetTotal] {
        self.totals
    }

    fn row(&self, line: &Line) -> SheetRow {
        let (book, table) = (self.book, self.table);
        let (key, payers) = (&book.keys[line.key as usize], book.payers);
        let [figures, arrears] =
            [line.due.now, line.due.arrears].map(|row| SheetFigures::new(table.get(row), payers));
        SheetRow {
            month: self.month,
            station: key.station,
            post: key.leaf.post(),
            at: book.places.get(line.key).to_owned(),
            id: book.ids.get(line.key).to_owned(),
            count: line.count,
            annual: table.annual_of(line.due.now),
            figures,
            arrears,
            due: by_payer(payers, |payer| table.owed(line.due, payer)),
            payable: checked(table.payable(line.due)),
        }
    }
}
