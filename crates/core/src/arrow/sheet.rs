//! Rule 20: a pay sheet's tables as record batches, digit by digit.

use std::{ops::Range, sync::Arc};

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray, make_array};
use arrow_data::{ArrayData, transform::MutableArrayData};
use arrow_schema::ArrowError;

use super::write::{Columns, amounts_array};
use crate::{
    ledger::columns::{
        ALIKE, ARREARS, Column, FUND, Figure, KEYS, MONTHLY, MONTHLY_BALANCES, ON_PAYROLL, PAYABLE,
        SHEET_KEYS, cost_amount, cost_share,
    },
    rules::fund::BurnDown,
    sheet::{
        columns::Amounts,
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
        let lines = self.lines;
        let [month, station, post, at, id] = SHEET_KEYS.map(|column| column.name);
        let [count, _] = ALIKE.map(|column| column.name);
        let mut columns = Columns::default();
        columns.repeated(month, &self.month.to_string(), lines.len());
        let texts = match self.book.texts.get() {
            Some(texts) => texts,
            None => {
                let texts = self.texts()?;
                self.book.texts.get_or_init(|| texts)
            }
        };
        let runs = runs(lines.iter().map(|line| line.key as usize));
        for (name, texts) in [station, post, at, id].into_iter().zip(texts) {
            columns.put(name, chosen(texts, &runs)?);
        }
        columns.whole(count, lines.iter().map(|line| Some(line.count)))?;
        let array = |amounts| amounts_array(amounts, self.table.is_usual());
        let none = array(vec![0; lines.len()])?;
        Amounts::new(self).each(
            |amount| amount,
            |name, column| {
                columns.put(name, column.map_or_else(|| Ok(Arc::clone(&none)), array)?);
                Ok::<(), ArrowError>(())
            },
        )?;
        columns.batch()
    }

    /// The columns that tell whose row it is, of all keys.
    fn texts(&self) -> Result<[ArrayData; 4], ArrowError> {
        let keys = || self.keys();
        Ok([
            texts(self.book.keys.iter().map(|key| key.station.as_str()))?,
            texts(keys().map(|key| key.post.word()))?,
            texts(keys().map(|key| key.at))?,
            texts(keys().map(|key| key.id))?,
        ])
    }
}

/// A column of texts, or an error where they are longer than one can be.
fn texts<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Result<ArrayData, ArrowError> {
    let length = texts.clone().map(str::len).sum();
    i32::try_from(length).map_err(|_| ArrowError::OffsetOverflowError(length))?;
    Ok(StringArray::from_iter_values(texts).into())
}

/// Some runs of a column.
fn chosen(column: &ArrayData, runs: &[Range<usize>]) -> Result<ArrayRef, ArrowError> {
    let rows = runs.iter().map(ExactSizeIterator::len).sum();
    let mut chosen = MutableArrayData::new(vec![column], false, rows);
    runs.iter().try_for_each(|run| chosen.try_extend(0, run.start, run.end))?;
    Ok(make_array(chosen.freeze()))
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
