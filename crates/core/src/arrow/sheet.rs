//! Rule 20: a pay sheet's tables as record batches, digit by digit.

use std::{ops::Range, sync::Arc};

use arrow_array::{ArrayRef, Int32Array, RecordBatch};
use arrow_schema::ArrowError;

use super::write::{Columns, amounts_array};
use crate::{
    ledger::columns::{
        ALIKE, ARREARS, Column, FUND, Figure, KEYS, MONTHLY, MONTHLY_BALANCES, ON_PAYROLL, PAYABLE,
        SHEET_KEYS, cost_amount, cost_share,
    },
    rules::fund::BurnDown,
    sheet::{
        figures::{Due, FigureRow, FigureTable, Figures},
        month::SheetMonth,
        rows::{SheetFigures, SheetTotal},
    },
    values::{fen::Fen, words::Payer},
};

/// The tables of a month of a pay sheet (rule 20); see [`SheetMonth::to_arrow`]. Amounts are yuan with two decimals as in
/// [`Tables`](super::Tables), counts `int64`, all else `utf8`; nothing is null.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SheetTables {
    /// Who is paid what (工资表): `month`, `station`, `post`, `at`, `id`, `count`, `annual`; `pay`, `subsidy`, `share_province`,
    /// … for each payer of the programme, `top_up`, `surplus`; the same as `arrears_pay`, …, `arrears_share_province`, …;
    /// `due_province`, … and `payable`.
    pub sheet: RecordBatch,
    /// The monthly call on each payer (分月用款计划), by month and region: `month`, `region`, `name`, `on_payroll`, the figures
    /// and arrears as in `sheet`, for each cost, say 督导, `cost_督导_amount` and `cost_督导_share_province`, …; `due_province`,
    /// … and `payable`. Those of all regions are not here.
    pub calls: RecordBatch,
    /// One row: `calls` of all regions together, of which `region` and `name` are empty.
    pub totals: RecordBatch,
}

impl SheetMonth<'_> {
    /// The month's tables in Arrow (rule 20), with the digits that JSON has.
    ///
    /// # Errors
    /// Never.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use shuangbai::{Hire, Plan, Post, Station, arrow::arrow_array::{cast::AsArray, types::Decimal128Type}};
    /// let plan = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
    ///     .build()?;
    /// let (mut months, mut paid) = (0, Vec::new());
    /// plan.sheet_by_month("2021-07".parse()?, "2021-12".parse()?, &[], Arc::default(), |month| {
    ///     let Ok(tables) = month.to_arrow() else { return };
    ///     months += tables.totals.num_rows();
    ///     let payable = tables.sheet["payable"].as_primitive::<Decimal128Type>().clone();
    ///     paid.extend((0..payable.len()).map(|row| payable.value_as_string(row)));
    /// })?;
    /// assert_eq!((months, paid.len(), &paid[0][..]), (6, 5, "8333.32"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_arrow(&self) -> Result<SheetTables, ArrowError> {
        let totals = self.totals();
        let (of_all, of_regions): (Vec<&SheetTotal>, Vec<&SheetTotal>) =
            totals.iter().partition(|total| total.region.is_empty());
        Ok(SheetTables {
            sheet: self.sheet()?,
            calls: calls(&of_regions, totals.first(), self.book.payers)?,
            totals: calls(&of_all, totals.first(), self.book.payers)?,
        })
    }

    /// The rows' columns, from the lines.
    fn sheet(&self) -> Result<RecordBatch, ArrowError> {
        let (lines, book) = (self.lines, self.book);
        let [month, station, post, at, id] = SHEET_KEYS.map(|column| column.name);
        let [count, _] = ALIKE.map(|column| column.name);
        let mut columns = Columns::default();
        columns.repeated(month, &self.month.to_string(), lines.len());
        let runs = runs(lines.iter().map(|line| line.key as usize));
        for (name, texts) in
            [(station, &book.stations), (post, &book.posts), (at, &book.places), (id, &book.ids)]
        {
            columns.chosen(name, (&texts.all, &texts.bounds), &runs)?;
        }
        columns.whole(count, lines.iter().map(|line| Some(line.count)))?;
        Amounts::new(self).put(&mut columns)?;
        columns.batch()
    }
}

/// Columns of the amounts of a month's lines. Those who are alike have theirs in one row of the table, so each figure is worked
/// out there, and then given to everybody.
struct Amounts<'l> {
    table: &'l FigureTable,
    payers: &'l [Payer],
    now: Vec<usize>,
    /// None where nobody is owed anything.
    arrears: Option<Vec<usize>>,
}

impl<'l> Amounts<'l> {
    fn new(month: &'l SheetMonth<'_>) -> Amounts<'l> {
        let rows = |row: fn(Due) -> FigureRow| month.lines.iter().map(move |line| row(line.due).place());
        let arrears: Vec<usize> = rows(|due| due.arrears).collect();
        let nothing = FigureRow::NOTHING.place();
        let arrears = Some(arrears).filter(|rows| rows.iter().any(|row| *row != nothing));
        let (table, payers) = (month.table, month.book.payers);
        Amounts { table, payers, now: rows(|due| due.now).collect(), arrears }
    }

    fn put(&self, columns: &mut Columns) -> Result<(), ArrowError> {
        let none = self.array(vec![0; self.now.len()])?;
        let [_, annual] = ALIKE.map(|column| column.name);
        columns.put(annual, self.array(gathered(&self.table.annual(), &self.now))?);
        self.figures(MONTHLY, |name, of| {
            columns.put(name, self.array(gathered(&self.table.column(of), &self.now))?);
            Ok(())
        })?;
        self.figures(ARREARS, |name, of| {
            let owed = self.arrears.as_ref().map(|rows| self.array(gathered(&self.table.column(of), rows)));
            columns.put(name, owed.transpose()?.unwrap_or_else(|| Arc::clone(&none)));
            Ok(())
        })?;
        for (place, payer) in self.payers.iter().enumerate() {
            columns.put(due(*payer), self.both(|figures| figures.due(place))?);
        }
        columns.put(PAYABLE.name, self.both(|figures| figures.pay())?);
        Ok(())
    }

    /// The columns of a month's figures, or of their arrears.
    fn figures(
        &self,
        [pay, subsidy, shares, top_up, surplus]: &[Column; 5],
        mut put: impl FnMut(String, &dyn Fn(Figures<'_>) -> i128) -> Result<(), ArrowError>,
    ) -> Result<(), ArrowError> {
        put(pay.name.to_owned(), &|figures| figures.pay())?;
        put(subsidy.name.to_owned(), &|figures| figures.subsidy())?;
        for (place, payer) in self.payers.iter().enumerate() {
            put(shares.adds.of_payer(*payer), &|figures| figures.share(place))?;
        }
        put(top_up.name.to_owned(), &|figures| figures.top_up())?;
        put(surplus.name.to_owned(), &|figures| figures.surplus())
    }

    /// Of the month and its arrears together.
    fn both(&self, of: impl Fn(Figures<'_>) -> i128) -> Result<ArrayRef, ArrowError> {
        let column = self.table.column(of);
        let mut amounts = gathered(&column, &self.now);
        if let Some(arrears) = &self.arrears {
            amounts.iter_mut().zip(arrears).for_each(|(amount, row)| *amount += column[*row]);
        }
        self.array(amounts)
    }

    fn array(&self, amounts: Vec<i128>) -> Result<ArrayRef, ArrowError> {
        amounts_array(amounts, self.table.is_usual())
    }
}

/// Places that follow each other, together.
fn runs(places: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for place in places {
        match runs.last_mut() {
            Some(run) if run.end == place => run.end += 1,
            _ => runs.push(place..place + 1),
        }
    }
    runs
}

/// What a column of the table has in some rows.
fn gathered(column: &[i128], rows: &[usize]) -> Vec<i128> {
    rows.iter().map(|row| column[*row]).collect()
}

fn calls(
    totals: &[&SheetTotal],
    shape: Option<&SheetTotal>,
    payers: &[Payer],
) -> Result<RecordBatch, ArrowError> {
    let mut columns = Columns::default();
    columns.text(SHEET_KEYS[0].name, totals.iter().map(|total| total.month.to_string()));
    columns.text(KEYS[1].name, totals.iter().map(|total| &total.region));
    columns.text(KEYS[2].name, totals.iter().map(|total| &total.name));
    columns.whole(ON_PAYROLL.name, totals.iter().map(|total| Some(total.headcount)))?;
    figures(&mut columns, MONTHLY, payers, || totals.iter().map(|total| &total.figures))?;
    figures(&mut columns, ARREARS, payers, || totals.iter().map(|total| &total.arrears))?;
    for cost in shape.iter().flat_map(|total| total.costs.keys()) {
        let costs = || totals.iter().map(|total| total.costs.get(cost));
        columns.money(cost_amount(cost), costs().map(|cost| Some(cost?.amount)))?;
        for payer in payers {
            columns.money(cost_share(cost, *payer), costs().map(|cost| cost?.shares.get(payer).copied()))?;
        }
    }
    for payer in payers {
        columns.money(due(*payer), totals.iter().map(|total| total.due.get(payer).copied()))?;
    }
    columns.money(PAYABLE.name, totals.iter().map(|total| Some(total.payable)))?;
    columns.batch()
}

/// What funds pay month by month (rule 10, [`Plan::burn_down`](crate::Plan::burn_down)): one row a fund and month, with the
/// columns `fund` (`int32`, its place in the programme), `name`, `payer`, `pays`, `kind`, `month`, `month_opening`, `drawn`,
/// `month_closing` and `shortfall`.
///
/// # Errors
/// Never for what the library made.
pub fn burn_down(funds: &[BurnDown]) -> Result<RecordBatch, ArrowError> {
    let rows =
        || (0..).zip(funds).flat_map(|(at, fund)| fund.months.iter().map(move |month| (at, fund, month)));
    let [fund, payer, pays, kind, _, drawn, _, shortfall, _] = FUND.map(|column| column.name);
    let [opening, closing] = MONTHLY_BALANCES.map(|column| column.name);
    let mut columns = Columns::default();
    columns.push(fund, false, Int32Array::from_iter_values(rows().map(|(at, ..)| at)));
    columns.text(KEYS[2].name, rows().map(|(_, fund, _)| &fund.name));
    columns.text(payer, rows().map(|(_, fund, _)| fund.payer.word()));
    columns.text(pays, rows().map(|(_, fund, _)| fund.pays.as_str()));
    columns.text(kind, rows().map(|(_, fund, _)| fund.kind.word()));
    columns.text(SHEET_KEYS[0].name, rows().map(|(.., month)| month.month.to_string()));
    columns.money(opening, rows().map(|(.., month)| Some(month.opening)))?;
    columns.money(drawn, rows().map(|(.., month)| Some(month.drawn)))?;
    columns.money(closing, rows().map(|(.., month)| Some(month.closing)))?;
    columns.money(shortfall, rows().map(|(.., month)| Some(month.shortfall)))?;
    columns.batch()
}

fn due(payer: Payer) -> String {
    Figure::Due.column().adds.of_payer(payer)
}

/// The columns of a month's figures, or of their arrears.
fn figures<'f, F: Iterator<Item = &'f SheetFigures>>(
    columns: &mut Columns,
    [pay, subsidy, shares, top_up, surplus]: &[Column; 5],
    payers: &[Payer],
    figures: impl Fn() -> F,
) -> Result<(), ArrowError> {
    let money = |columns: &mut Columns, name: &str, of: fn(&SheetFigures) -> Fen| {
        columns.money(name, figures().map(|figures| Some(of(figures))))
    };
    money(columns, pay.name, |figures| figures.pay)?;
    money(columns, subsidy.name, |figures| figures.subsidy)?;
    for payer in payers {
        columns.money(
            shares.adds.of_payer(*payer),
            figures().map(|figures| figures.shares.get(payer).copied()),
        )?;
    }
    money(columns, top_up.name, |figures| figures.top_up)?;
    money(columns, surplus.name, |figures| figures.surplus)
}
