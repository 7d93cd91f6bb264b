//! Rule 20: a month of a pay sheet as columns. Those who are alike have their amounts in one row of the table of figures, so
//! each is worked out there, and then given to everybody.

use std::convert::Infallible;

use super::{
    figures::{Due, FigureRow, FigureTable, Figures, checked},
    month::SheetMonth,
};
use crate::{
    ledger::columns::{ALIKE, ARREARS, Column, Figure, MONTHLY, PAYABLE},
    values::{fen::Fen, words::Payer},
};

/// A month of a pay sheet as columns (rule 20), as [`SheetMonth::columns`] gives it: each has what
/// [`rows`](SheetMonth::rows) have, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SheetColumns {
    /// Whose row it is: a place in [`SheetMonth::keys`].
    pub key: Vec<u32>,
    /// How many are alike.
    pub count: Vec<u64>,
    /// Amounts by the names that columns of tables have, `annual`, `pay`, `share_province`, …, `arrears_pay`, …,
    /// `due_province`, …, `payable`, in the order of rule 20.
    pub amounts: Vec<(String, Vec<Fen>)>,
}

impl SheetMonth<'_> {
    /// Its rows as columns, without a row made of anybody.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use shuangbai::{Fen, Hire, Plan, Post, Station};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(1)?)
    ///     .hire(Hire::new("440203001", Post::Service, 3, "2021-08")?)
    ///     .build()?;
    /// let august = "2021-08".parse()?;
    /// plan.sheet_by_month(august, august, &[], Arc::default(), |month| {
    ///     let columns = month.columns();
    ///     let [(annual, of_one), .., (payable, paid)] = &columns.amounts[..] else { return };
    ///     assert_eq!((&annual[..], of_one[0]), ("annual", Fen(50_000_00)));
    ///     assert_eq!((&payable[..], paid[0]), ("payable", Fen(12_499_98)));
    ///     let whose = month.keys().nth(columns.key[0] as usize);
    ///     assert_eq!(whose.map(|key| key.at), Some("/hires/0"));
    /// })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn columns(&self) -> SheetColumns {
        let (key, count) = self.lines.iter().map(|line| (line.key, line.count)).unzip();
        let mut columns = SheetColumns { key, count, amounts: Vec::new() };
        let Ok(()) = Amounts::new(self).each(checked, |name, amounts| {
            columns.amounts.push((name, amounts.unwrap_or_else(|| vec![Fen(0); self.lines.len()])));
            Ok::<(), Infallible>(())
        });
        columns
    }
}

/// The columns of the amounts of a month's lines.
pub(crate) struct Amounts<'l> {
    table: &'l FigureTable,
    payers: &'l [Payer],
    now: Vec<usize>,
    /// None where nobody is owed anything.
    arrears: Option<Vec<usize>>,
}

impl<'l> Amounts<'l> {
    pub(crate) fn new(month: &'l SheetMonth<'_>) -> Amounts<'l> {
        let rows = |row: fn(Due) -> FigureRow| month.lines.iter().map(move |line| row(line.due).place());
        let owed = month.lines.iter().any(|line| line.due.arrears != FigureRow::NOTHING);
        let arrears = owed.then(|| rows(|due| due.arrears).collect());
        let (table, payers) = (month.table, month.book.payers);
        Amounts { table, payers, now: rows(|due| due.now).collect(), arrears }
    }

    /// Puts each column by its name, in the order of rule 20; nothing for one in which every amount is 0, since nobody is owed
    /// anything.
    pub(crate) fn each<T: Copy, E>(
        &self,
        written: impl Fn(i128) -> T,
        mut put: impl FnMut(String, Option<Vec<T>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let gathered = |column: Vec<i128>, rows: &[usize]| {
            let column: Vec<T> = column.into_iter().map(&written).collect();
            rows.iter().map(|row| column[*row]).collect::<Vec<T>>()
        };
        let [_, annual] = ALIKE.map(|column| column.name);
        put(annual.to_owned(), Some(gathered(self.table.annual(), &self.now)))?;
        self.figures(MONTHLY, |name, of| put(name, Some(gathered(self.table.column(of), &self.now))))?;
        self.figures(ARREARS, |name, of| {
            put(name, self.arrears.as_ref().map(|rows| gathered(self.table.column(of), rows)))
        })?;
        // of the month and its arrears together
        let both = |of: &dyn Fn(Figures<'_>) -> i128| {
            let column = self.table.column(of);
            match &self.arrears {
                None => gathered(column, &self.now),
                Some(arrears) => {
                    let rows = self.now.iter().zip(arrears);
                    rows.map(|(now, arrears)| written(column[*now] + column[*arrears])).collect()
                }
            }
        };
        for (place, payer) in self.payers.iter().enumerate() {
            put(Figure::Due.column().adds.of_payer(*payer), Some(both(&|figures| figures.due(place))))?;
        }
        put(PAYABLE.name.to_owned(), Some(both(&|figures| figures.pay())))
    }

    /// The columns of a month's figures, or of their arrears.
    fn figures<E>(
        &self,
        [pay, subsidy, shares, top_up, surplus]: &[Column; 5],
        mut put: impl FnMut(String, &dyn Fn(Figures<'_>) -> i128) -> Result<(), E>,
    ) -> Result<(), E> {
        put(pay.name.to_owned(), &|figures| figures.pay())?;
        put(subsidy.name.to_owned(), &|figures| figures.subsidy())?;
        for (place, payer) in self.payers.iter().enumerate() {
            put(shares.adds.of_payer(*payer), &|figures| figures.share(place))?;
        }
        put(top_up.name.to_owned(), &|figures| figures.top_up())?;
        put(surplus.name.to_owned(), &|figures| figures.surplus())
    }
}
