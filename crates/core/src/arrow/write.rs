//! Rule 14: the forecast's tables as record batches, digit by digit.

use std::{iter, sync::Arc};

use arrow_array::{
    Array, ArrayRef, BinaryArray, Decimal128Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{ArrowError, Field, Schema};
use num_bigint::BigUint;

use crate::{
    forecast::{
        forecast::Forecast,
        posts::PostRow,
        ratios::RatioRow,
        rows::{CostRow, NormRow, Row, Shown},
    },
    ledger::columns::{
        Adds, COVERAGE, FUND, Figure, NORM, POST, RATIOS, REFORM, cost_amount, cost_hours, cost_share,
    },
    plan::programme::distinct,
    rules::{fund::FundReport, notice::Notice},
    values::{
        fen::{Fen, Rate},
        quantity::Quantity,
        words::Payer,
    },
};

/// A forecast's tables (rule 14); see [`Forecast::to_arrow`].
///
/// An amount is yuan a year with two decimals, `decimal128(18, 2)`. A count is `int64` in a certain forecast and
/// `decimal128(15, 4)` in an expected one; all of a forecast are of one type. These widths are what engines can
/// divide by each other, and hold every sum below 10^16 yuan and every count below 10^11. A column with more in it is
/// `decimal128(19, 2)`, as wide as 64-bit fen, or `decimal128(24, 4)`: no digit is lost. Years are `int32`, codes, names and words `utf8`. Signed types for
/// what is never negative, since some engines have no others. Only the columns of `funds` that say
/// so have nulls.
///
/// ```
/// use shuangbai::{Hire, Plan, Post, Station, arrow::arrow_schema::DataType};
/// let forecast = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
///     .build()?
///     .forecast()?;
/// let tables = forecast.to_arrow()?;
/// assert_eq!((tables.rows.num_rows(), tables.totals.num_rows()), (2, 2));
/// let schema = tables.rows.schema();
/// assert_eq!(schema.field_with_name("due_province")?.data_type(), &DataType::Decimal128(18, 2));
/// assert_eq!(schema.field_with_name("headcount")?.data_type(), &DataType::Int64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tables {
    /// One row a year and region: the columns are the fields of [`Row`] in its order, except that
    ///
    /// - `shares` is a column `share_province`, … for each payer of the programme,
    /// - `top_ups` is `top_up_by_province`, …,
    /// - `due` is `due_province`, …,
    /// - `costs` is, for each cost of the programme, say 督导, `cost_督导_amount`,
    ///   `cost_督导_share_province`, … and `cost_督导_hours` (`int64`).
    pub rows: RecordBatch,
    /// One row a year; the columns are those of `rows`, `region` and `name` are empty.
    pub totals: RecordBatch,
    /// One row a year and region, then one a year for region `""`; the columns are the fields of
    /// [`NormRow`], `stations` and `required` are `int64`; behind them its [`coverage`](NormRow::coverage)
    /// (`decimal128(7, 6)`, null where nothing is required).
    pub norm: RecordBatch,
    /// One row a fund and year: `fund` (`int32`, the fund's index in the programme, from 0, because
    /// two can have one name), `name`, `payer`, `pays`, `kind`, `year`, `opening`, `drawn`, `closing`,
    /// `shortfall`, and `unspent`, which stands in a fund's last row and is null in the others, so
    /// that every column adds up. A fund that is not open in the horizon has one row, with nulls
    /// from `year` to `shortfall`.
    pub funds: RecordBatch,
    /// `code`, `at`, `zh`, `en`.
    pub notices: RecordBatch,
}

impl Forecast {
    /// The forecast's tables in Arrow (rule 14), with the digits that JSON has.
    ///
    /// A table without rows has its columns all the same.
    ///
    /// # Errors
    /// Never for a forecast that the library made. One put together by hand is refused when a row
    /// lacks a payer or a cost that another names, or a count is 2^63 or more (whole), 10^20 or
    /// more (expected).
    ///
    /// ```
    /// use shuangbai::{Hire, Plan, Post, Station, arrow::arrow_array::cast::AsArray};
    /// let forecast = Plan::builder("guangdong-2021", 2021, 2021)
    ///     .station(Station::new("440203001")?.villages(3)?)
    ///     .hire(Hire::new("440203001", Post::Service, 1, "2021-08")?)
    ///     .build()?
    ///     .forecast()?;
    /// let rows = forecast.to_arrow()?.rows;
    /// let pay = rows.column_by_name("pay").unwrap();
    /// assert_eq!(pay.as_primitive::<shuangbai::arrow::arrow_array::types::Decimal128Type>().value_as_string(0), "20833.33");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_arrow(&self) -> Result<Tables, ArrowError> {
        let shape = Shape::of(&[self]);
        let rows = |rows: &[Row]| shape.rows(Columns::default(), &rows.iter().collect::<Vec<_>>())?.batch();
        Ok(Tables {
            rows: rows(&self.rows)?,
            totals: rows(&self.totals)?,
            norm: shape.norm(&self.norm)?,
            funds: funds(&self.funds)?,
            notices: notices(&self.notices)?,
        })
    }

    /// The [ratios](Forecast::ratios) as a table: `year`, `region`, `name`, `part_province`, … for each payer
    /// (`decimal128(7, 6)`), `due_per_head` and `pay_per_head`; null without a denominator.
    ///
    /// # Errors
    /// Never.
    pub fn ratios_to_arrow(&self) -> Result<RecordBatch, ArrowError> {
        Shape::of(&[self]).ratios(&self.ratios())
    }
}

/// One table of many forecasts, each with its name: their rows, or their totals, one after the other.
///
/// The first column is `reform`, the name; then come those of [`Tables::rows`]. Where programmes name
/// different payers or costs, there are those of all forecasts in the order in which they first come, and
/// null (only these columns may have any) where a forecast does not name it. Counts are
/// decimals when one of the forecasts is an expected one.
///
/// # Errors
/// As [`Forecast::to_arrow`].
///
/// ```
/// use shuangbai::{Hire, Plan, Post, Station, arrow};
/// let model = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
///     .build()?
///     .check()?;
/// let (now, reform) = (model.forecast()?, model.reformed(r#"{"funds": null}"#)?.forecast()?);
/// let totals = arrow::tidy([("now", &now), ("no funds", &reform)], |forecast| &forecast.totals)?;
/// assert_eq!((totals.num_rows(), totals.schema().field(0).name().as_str()), (4, "reform"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tidy<'f>(
    forecasts: impl IntoIterator<Item = (&'f str, &'f Forecast)>,
    table: impl Fn(&'f Forecast) -> &'f [Row],
) -> Result<RecordBatch, ArrowError> {
    let (names, forecasts): (Vec<&str>, Vec<&Forecast>) = forecasts.into_iter().unzip();
    let named =
        names.iter().zip(&forecasts).flat_map(|(name, forecast)| iter::repeat_n(name, table(forecast).len()));
    let mut columns = Columns::default();
    columns.text(REFORM.name, named);
    let rows: Vec<&Row> = forecasts.iter().copied().flat_map(table).collect();
    let mut columns = Shape::of(&forecasts).rows(columns, &rows)?;
    for (field, array) in columns.fields.iter_mut().zip(&columns.arrays) {
        field.set_nullable(array.null_count() > 0);
    }
    columns.batch()
}

/// What tables of forecasts have in common, so that one without rows has its columns too.
struct Shape<'f> {
    payers: Vec<Payer>,
    costs: Vec<(&'f str, Vec<Payer>)>,
    expected: bool,
}

impl<'f> Shape<'f> {
    fn of(forecasts: &[&'f Forecast]) -> Shape<'f> {
        let rows = || forecasts.iter().flat_map(|forecast| forecast.totals.iter().chain(&forecast.rows));
        let norms = forecasts.iter().flat_map(|forecast| &forecast.norm);
        let names = distinct(rows().flat_map(|row| row.costs.keys().map(String::as_str)));
        let payers = |name: &str| {
            let costs = rows().filter_map(|row| row.costs.get(name));
            distinct(costs.flat_map(|cost| cost.shares.keys().copied()))
        };
        let is_expected = |count: &Quantity| matches!(count, Quantity::Expected(_));
        let counts = |row: &'f Row| {
            Figure::ALL.iter().filter_map(move |figure| match row.shown(*figure) {
                Shown::Count(count) => Some(count),
                _ => None,
            })
        };
        let of_norms = norms.flat_map(|row| [row.held, row.short, row.over]);
        Shape {
            payers: distinct(rows().flat_map(|row| row.due.keys().copied())),
            costs: names.into_iter().map(|name| (name, payers(name))).collect(),
            expected: rows().flat_map(counts).chain(of_norms).any(|count| is_expected(&count)),
        }
    }

    /// Rows behind the columns that there are.
    fn rows(&self, mut columns: Columns, rows: &[&Row]) -> Result<Columns, ArrowError> {
        columns.years(rows.iter().map(|row| row.year));
        columns.text("region", rows.iter().map(|row| &row.region));
        columns.text("name", rows.iter().map(|row| &row.name));
        for &figure in Figure::ALL {
            self.figure(&mut columns, figure, rows)?;
        }
        Ok(columns)
    }

    /// The columns of a figure: one, or one for each payer, or those of every cost.
    fn figure(&self, columns: &mut Columns, figure: Figure, rows: &[&Row]) -> Result<(), ArrowError> {
        let name = figure.column().name;
        match figure.column().adds {
            Adds::Count => self.counts(
                columns,
                name,
                rows.iter().filter_map(|row| match row.shown(figure) {
                    Shown::Count(count) => Some(Some(count)),
                    _ => None,
                }),
            ),
            Adds::Money => columns.money(
                name,
                rows.iter().map(|row| match row.shown(figure) {
                    Shown::Money(amount) => Some(amount),
                    _ => None,
                }),
            ),
            Adds::Costs => self.costs(columns, figure, rows),
            _ => self.payers.iter().try_for_each(|payer| {
                let amounts = rows.iter().map(|row| match row.shown(figure) {
                    Shown::ByPayer(amounts) => amounts.get(payer).copied(),
                    _ => None,
                });
                columns.money(figure.column().adds.of_payer(*payer), amounts)
            }),
        }
    }

    fn costs(&self, columns: &mut Columns, figure: Figure, rows: &[&Row]) -> Result<(), ArrowError> {
        for (name, payers) in &self.costs {
            let costs = rows.iter().map(|row| match row.shown(figure) {
                Shown::Costs(costs) => costs.get(*name),
                _ => None,
            });
            let costs: Vec<Option<&CostRow>> = costs.collect();
            let costs = || costs.iter().copied();
            columns.money(cost_amount(name), costs().map(|cost| Some(cost?.amount)))?;
            for payer in payers {
                let shares = costs().map(|cost| cost?.shares.get(payer).copied());
                columns.money(cost_share(name, *payer), shares)?;
            }
            columns.whole(cost_hours(name), costs().map(|cost| Some(cost?.hours)))?;
        }
        Ok(())
    }

    fn norm(&self, rows: &[NormRow]) -> Result<RecordBatch, ArrowError> {
        let [stations, required, held, short, over] = NORM.map(|column| column.name);
        let mut columns = Columns::default();
        columns.years(rows.iter().map(|row| row.year));
        columns.text("region", rows.iter().map(|row| &row.region));
        columns.whole(stations, rows.iter().map(|row| Some(row.stations)))?;
        columns.whole(required, rows.iter().map(|row| Some(row.required)))?;
        self.counts(&mut columns, held, rows.iter().map(|row| Some(row.held)))?;
        self.counts(&mut columns, short, rows.iter().map(|row| Some(row.short)))?;
        self.counts(&mut columns, over, rows.iter().map(|row| Some(row.over)))?;
        columns.ratio(COVERAGE.name, rows.iter().map(NormRow::coverage))?;
        columns.nullable_from(2 + NORM.len());
        columns.batch()
    }

    fn ratios(&self, rows: &[RatioRow]) -> Result<RecordBatch, ArrowError> {
        let [parts, due, pay] = RATIOS;
        let mut columns = Columns::default();
        columns.years(rows.iter().map(|row| row.year));
        columns.text("region", rows.iter().map(|row| &row.region));
        columns.text("name", rows.iter().map(|row| &row.name));
        for payer in &self.payers {
            let part = |row: &RatioRow| *row.parts.get(payer)?;
            columns.ratio(parts.adds.of_payer(*payer), rows.iter().map(part))?;
        }
        columns.money(due.name, rows.iter().map(|row| row.due_per_head))?;
        columns.money(pay.name, rows.iter().map(|row| row.pay_per_head))?;
        columns.nullable_from(3);
        columns.batch()
    }

    /// Counts, of the type that all of the forecast have.
    fn counts(
        &self,
        columns: &mut Columns,
        name: &str,
        counts: impl Iterator<Item = Option<Quantity>>,
    ) -> Result<(), ArrowError> {
        if self.expected {
            let parts = counts.map(|count| match count? {
                Quantity::Whole(count) => Some(i128::from(count) * 10_000),
                Quantity::Expected(parts) => i128::try_from(parts).ok(),
            });
            return columns.decimal(name, parts, 4, [15, 24]);
        }
        columns.whole(
            name,
            counts.map(|count| match count? {
                Quantity::Whole(count) => Some(count),
                Quantity::Expected(_) => None,
            }),
        )
    }
}

/// The posts of a ledger as a table: `year`, `region`, `post`, `required`, `held`, `short` and `coverage`, as in
/// [`Tables::norm`]; null under a norm that is for both kinds together.
///
/// # Errors
/// Never for posts that the library made.
pub fn posts(rows: &[PostRow]) -> Result<RecordBatch, ArrowError> {
    let expected = rows.iter().any(|row| matches!(row.held, Quantity::Expected(_)));
    let shape = Shape { payers: Vec::new(), costs: Vec::new(), expected };
    let [_, required, held, short, _] = NORM.map(|column| column.name);
    let mut columns = Columns::default();
    columns.years(rows.iter().map(|row| row.year));
    columns.text("region", rows.iter().map(|row| &row.region));
    columns.text(POST.name, rows.iter().map(|row| row.post.word()));
    columns.whole(required, rows.iter().map(|row| row.required))?;
    shape.counts(&mut columns, held, rows.iter().map(|row| Some(row.held)))?;
    shape.counts(&mut columns, short, rows.iter().map(|row| row.short))?;
    columns.ratio(COVERAGE.name, rows.iter().map(PostRow::coverage))?;
    columns.nullable_from(3);
    columns.batch()
}

fn funds(funds: &[FundReport]) -> Result<RecordBatch, ArrowError> {
    let mut rows = Vec::new();
    for (index, fund) in (0..).zip(funds) {
        let last = fund.years.last();
        let years = fund.years.iter().map(Some);
        // One that is not open has a row without a year.
        let none = last.is_none().then_some(None);
        rows.extend(
            years.chain(none).map(|year| (index, fund, year, (year == last).then_some(fund.unspent))),
        );
    }
    let years = || rows.iter().map(|(_, _, year, _)| *year);
    let [fund, payer, pays, kind, opening, drawn, closing, shortfall, unspent] =
        FUND.map(|column| column.name);
    let mut columns = Columns::default();
    columns.push(fund, false, Int32Array::from_iter_values(rows.iter().map(|row| row.0)));
    columns.text("name", rows.iter().map(|row| &row.1.name));
    columns.text(payer, rows.iter().map(|row| row.1.payer.word()));
    columns.text(pays, rows.iter().map(|row| row.1.pays.as_str()));
    columns.text(kind, rows.iter().map(|row| row.1.kind.word()));
    columns.push("year", true, years().map(|year| Some(i32::from(year?.year))).collect::<Int32Array>());
    columns.money(opening, years().map(|year| Some(year?.opening)))?;
    columns.money(drawn, years().map(|year| Some(year?.drawn)))?;
    columns.money(closing, years().map(|year| Some(year?.closing)))?;
    columns.money(shortfall, years().map(|year| Some(year?.shortfall)))?;
    columns.money(unspent, rows.iter().map(|row| row.3))?;
    columns.nullable_from(6);
    columns.batch()
}

fn notices(notices: &[Notice]) -> Result<RecordBatch, ArrowError> {
    let mut columns = Columns::default();
    columns.text("code", notices.iter().map(|notice| notice.code.code()));
    columns.text("at", notices.iter().map(|notice| &notice.at));
    columns.text("zh", notices.iter().map(|notice| &notice.zh));
    columns.text("en", notices.iter().map(|notice| &notice.en));
    columns.batch()
}

/// The usual width of an amount, and that of any in 64 bits.
const AMOUNT: [u8; 2] = [18, 19];

/// The columns of a table so far.
#[derive(Default)]
pub(super) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    /// A column without nulls.
    pub(super) fn put(&mut self, name: impl Into<String>, array: ArrayRef) {
        self.fields.push(Field::new(name, array.data_type().clone(), false));
        self.arrays.push(array);
    }

    pub(super) fn push(&mut self, name: impl Into<String>, nullable: bool, array: impl Array + 'static) {
        self.fields.push(Field::new(name, array.data_type().clone(), nullable));
        self.arrays.push(Arc::new(array));
    }

    fn years(&mut self, years: impl Iterator<Item = u16>) {
        self.push("year", false, Int32Array::from_iter_values(years.map(i32::from)));
    }

    /// A column of numerators, the highest byte first.
    pub(super) fn numbers(&mut self, name: &str, numbers: impl Iterator<Item = Option<BigUint>>) {
        self.push(name, true, numbers.map(|number| Some(number?.to_bytes_be())).collect::<BinaryArray>());
    }

    pub(super) fn text<S: AsRef<str>>(&mut self, name: &str, texts: impl Iterator<Item = S>) {
        self.push(name, false, StringArray::from_iter_values(texts));
    }

    /// One text so many times.
    pub(super) fn repeated(&mut self, name: &str, text: &str, times: usize) {
        self.push(name, false, StringArray::new_repeated(text, times));
    }

    pub(super) fn money(
        &mut self,
        name: impl Into<String>,
        amounts: impl Iterator<Item = Option<Fen>>,
    ) -> Result<(), ArrowError> {
        self.decimal(name, amounts.map(|amount| Some(i128::from(amount?.0))), 2, AMOUNT)
    }

    fn ratio(
        &mut self,
        name: impl Into<String>,
        parts: impl Iterator<Item = Option<Rate>>,
    ) -> Result<(), ArrowError> {
        self.decimal(name, parts.map(|part| part.map(|part| part.millionths().into())), 6, [7; 2])
    }

    pub(super) fn whole(
        &mut self,
        name: impl Into<String>,
        numbers: impl Iterator<Item = Option<u64>>,
    ) -> Result<(), ArrowError> {
        let numbers = numbers.map(|number| number.map(i64::try_from).transpose());
        let numbers = numbers.collect::<Result<Int64Array, _>>();
        self.push(
            name,
            false,
            numbers.map_err(|_| ArrowError::ComputeError("a count of 2^63 or more".into()))?,
        );
        Ok(())
    }

    fn decimal(
        &mut self,
        name: impl Into<String>,
        numbers: impl Iterator<Item = Option<i128>>,
        scale: i8,
        widths: [u8; 2],
    ) -> Result<(), ArrowError> {
        self.push(name, false, wide_enough(numbers.collect(), scale, widths)?);
        Ok(())
    }

    /// Columns from this place on may have nulls.
    pub(super) fn nullable_from(&mut self, place: usize) {
        self.fields.iter_mut().skip(place).for_each(|field| field.set_nullable(true));
    }

    /// The table; an error where a column that must not has a null.
    pub(super) fn batch(self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays)
    }
}

/// Decimals, of the usual width where all of them fit it.
fn wide_enough(
    numbers: Decimal128Array,
    scale: i8,
    [usual, widest]: [u8; 2],
) -> Result<Decimal128Array, ArrowError> {
    let width = if numbers.validate_decimal_precision(usual).is_ok() { usual } else { widest };
    let numbers = numbers.with_precision_and_scale(width, scale)?;
    numbers.validate_decimal_precision(width)?;
    Ok(numbers)
}

/// Amounts in fen, and whether all are known to have the usual width.
pub(super) fn amounts_array(amounts: Vec<i128>, are_usual: bool) -> Result<ArrayRef, ArrowError> {
    let amounts = Decimal128Array::from(amounts);
    let amounts = if are_usual {
        amounts.with_precision_and_scale(AMOUNT[0], 2)
    } else {
        wide_enough(amounts, 2, AMOUNT)
    };
    Ok(Arc::new(amounts?))
}
