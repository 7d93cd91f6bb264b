//! 分地区: by year and region, with subtotals of the regions above as outline levels.

use rust_xlsxwriter::XlsxError;
use shuangbai::{Fen, Forecast, Quantity, Row};

use super::Writing;
use crate::{
    address::{cell, down, letters},
    page::{Check, Look, Page, Value},
};

/// Before the figures: year, region, name.
const KEYS: usize = 3;
/// Below title and unit the headings, over two rows.
const HEADINGS: (usize, usize) = (2, 3);
const FIRST: usize = 4;

/// The sheet, and the row of each year's sum.
pub(crate) fn write<'w>(writing: &'w Writing<'_>) -> Result<(Page<'w>, Vec<usize>), XlsxError> {
    let terms = &writing.terms;
    let mut page = writing.page(terms.of("分地区", "Regions"))?;
    page.title(terms.of("分年度分地区测算表", "Forecast by year and region"), &writing.below_title())?;
    headings(&mut page, writing)?;
    let mut regions = Regions { page, writing, row: FIRST, levels: levels(writing.forecast) };
    let mut sums = Vec::new();
    for total in &writing.forecast.totals {
        sums.push(regions.year(total)?);
    }
    let Regions { mut page, row, .. } = regions;
    page.sheet.set_freeze_panes(FIRST as u32, KEYS as u16)?;
    page.sheet.set_repeat_rows(HEADINGS.0 as u32, HEADINGS.1 as u32)?;
    page.sheet.set_repeat_columns(0, KEYS as u16 - 1)?;
    page.sheet.group_symbols_above(false);
    let last = KEYS + writing.columns.all.len();
    page.sheet.set_print_area(0, 0, row.max(FIRST + 1) as u32 - 1, last as u16)?;
    Ok((page, sums))
}

fn headings(page: &mut Page<'_>, writing: &Writing<'_>) -> Result<(), XlsxError> {
    let (terms, columns) = (&writing.terms, &writing.columns);
    for (column, key) in ["year", "region", "name"].into_iter().enumerate() {
        page.head(HEADINGS, (column, column), terms.column("rows", key))?;
        page.width(column, [8.0, 11.0, 18.0][column])?;
    }
    let mut at = 0;
    while at < columns.all.len() {
        let group = columns.all[at].group.as_ref();
        let same =
            columns.all[at..].iter().take_while(|other| group.is_some() && other.group.as_ref() == group);
        let many = same.count().max(1);
        match group {
            None => page.head(HEADINGS, (KEYS + at, KEYS + at), &columns.all[at].name)?,
            Some(group) => {
                page.head((HEADINGS.0, HEADINGS.0), (KEYS + at, KEYS + at + many - 1), group)?;
                for (place, column) in (KEYS + at..).zip(&columns.all[at..at + many]) {
                    page.head((HEADINGS.1, HEADINGS.1), (place, place), &column.name)?;
                }
            }
        }
        at += many;
    }
    let widest = writing.forecast.totals.iter().flat_map(|total| columns.values(total));
    let money = widest.filter(|value| value.is_money()).map(|value| match value {
        Value::Money(fen) => fen.to_string().len(),
        _ => 0,
    });
    let money = money.max().unwrap_or(8) as f64 * 1.25 + 1.0;
    for (place, value) in columns.values(&writing.forecast.totals[0]).into_iter().enumerate() {
        page.width(KEYS + place, if value.is_money() { money } else { 10.0 })?;
    }
    let check = KEYS + columns.all.len();
    page.head(HEADINGS, (check, check), terms.of("核对", "Check"))?;
    page.width(check, 8.0)
}

/// How many digits the regions above the rows' have that are summed up, the largest regions first.
fn levels(forecast: &Forecast) -> Vec<usize> {
    let digits = forecast.rows.first().map_or(0, |row| row.region.len());
    // A region that all are in is summed up by the year's total.
    let several = |level: &usize| {
        let region = |row: &Row| row.region.get(..*level).map(str::to_owned);
        let first = forecast.rows.first().and_then(region);
        forecast.rows.iter().any(|row| region(row) != first)
    };
    [2, 4, 6].into_iter().filter(|level| *level < digits).filter(several).collect()
}

struct Regions<'w, 'f> {
    page: Page<'w>,
    writing: &'w Writing<'f>,
    row: usize,
    levels: Vec<usize>,
}

/// A row that is written: where, and what it has.
struct Written {
    row: usize,
    values: Vec<Value>,
}

impl Regions<'_, '_> {
    /// A year's rows and their sum, whose row is the answer.
    fn year(&mut self, total: &Row) -> Result<usize, XlsxError> {
        let rows = &self.writing.forecast.rows;
        let first = rows.partition_point(|row| row.year < total.year);
        let of_year = &rows[first..rows.partition_point(|row| row.year <= total.year)];
        let tops = self.regions(of_year, 0)?;
        let row = self.row;
        let year = format!("{}", total.year);
        let name = self.writing.terms.of(format!("{year} 年合计"), format!("Total {year}"));
        self.sum(total.year, "", &name, &tops, &self.writing.columns.values(total), 0)?;
        Ok(row)
    }

    /// Rows of one region, by the regions below it; what is to be added up for the region itself.
    fn regions(&mut self, rows: &[Row], level: usize) -> Result<Vec<Written>, XlsxError> {
        let Some(&digits) = self.levels.get(level) else {
            return rows.iter().map(|row| self.leaf(row)).collect();
        };
        let region = |row: &Row| row.region.get(..digits).unwrap_or_default().to_owned();
        let mut sums = Vec::new();
        for of_region in rows.chunk_by(|one, other| region(one) == region(other)) {
            let (code, year) = (region(&of_region[0]), of_region[0].year);
            let parts = self.regions(of_region, level + 1)?;
            let values = added(&parts);
            let named = self.writing.names.get(&code).map_or(&code[..], String::as_str);
            let name = self.writing.terms.of(format!("{named} 小计"), format!("{named}, subtotal"));
            let row = self.row;
            self.sum(year, &code, &name, &parts, &values, level + 1)?;
            sums.push(Written { row, values });
        }
        Ok(sums)
    }

    fn leaf(&mut self, row: &Row) -> Result<Written, XlsxError> {
        let at = self.row;
        let values = self.writing.columns.values(row);
        self.keys(row.year, &row.region, &row.name, Look::Body)?;
        let due = &self.writing.columns.due;
        for (place, value) in values.iter().enumerate().filter(|(place, _)| !due.contains(place)) {
            self.page.value(at, KEYS + place, *value, Look::Body)?;
        }
        self.due(at, &values, Look::Body)?;
        self.end(&values, Look::Body, self.levels.len() + 1)?;
        Ok(Written { row: at, values })
    }

    /// A row that adds others up.
    fn sum(
        &mut self,
        year: u16,
        region: &str,
        name: &str,
        parts: &[Written],
        values: &[Value],
        level: usize,
    ) -> Result<(), XlsxError> {
        let at = self.row;
        self.keys(year, region, name, Look::Sum)?;
        let due = &self.writing.columns.due;
        let is_run = parts.windows(2).all(|pair| pair[0].row + 1 == pair[1].row);
        for (place, value) in values.iter().enumerate().filter(|(place, _)| !due.contains(place)) {
            let column = KEYS + place;
            let expected = matches!(value, Value::Count(Quantity::Expected(_)));
            // Expected counts are rounded each by itself: what is printed does not add up.
            if expected && level > 0 {
                self.page.label(at, column, "", Look::Sum)?;
            } else if parts.is_empty() || expected {
                self.page.value(at, column, *value, Look::Sum)?;
            } else {
                let letters = letters(column);
                let all = match parts {
                    [first, .., last] if is_run => format!("SUM({})", down(first.row, last.row, column)),
                    _ => {
                        let cells: Vec<_> =
                            parts.iter().map(|part| format!("{letters}{}", part.row + 1)).collect();
                        cells.join("+")
                    }
                };
                let formula = if value.is_money() { format!("ROUND({all},2)") } else { all };
                self.page.formula(at, column, &formula, *value, Look::Sum)?;
            }
        }
        self.due(at, values, Look::Sum)?;
        self.end(values, Look::Sum, level)
    }

    fn keys(&mut self, year: u16, region: &str, name: &str, look: Look) -> Result<(), XlsxError> {
        let style = self.page.style;
        let centered = if look == Look::Sum { &style.sum.check } else { &style.check };
        self.page.year(self.row, 0, year, centered)?;
        self.page.text(self.row, 1, region, centered)?;
        self.page.label(self.row, 2, name, look)
    }

    /// What each payer owes, as a formula of the row.
    fn due(&mut self, at: usize, values: &[Value], look: Look) -> Result<(), XlsxError> {
        let columns = &self.writing.columns;
        for (payer, place) in columns.due.clone().enumerate() {
            let owed: Vec<_> = columns.owed(payer).into_iter().map(|part| cell(at, KEYS + part)).collect();
            self.page.formula(
                at,
                KEYS + place,
                &format!("ROUND({},2)", owed.join("+")),
                values[place],
                look,
            )?;
        }
        Ok(())
    }

    fn end(&mut self, values: &[Value], look: Look, level: usize) -> Result<(), XlsxError> {
        let columns = &self.writing.columns;
        let check = Check::of_sides(&columns.identities(), values, |place| cell(self.row, KEYS + place));
        self.page.check(self.row, KEYS + columns.all.len(), &check, look)?;
        if level > 0 {
            self.page.sheet.group_rows(self.row as u32, self.row as u32)?;
        }
        for _ in 1..level {
            self.page.sheet.group_rows(self.row as u32, self.row as u32)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// The sums of what is written.
fn added(parts: &[Written]) -> Vec<Value> {
    let add = |one: Value, other: Value| match (one, other) {
        (Value::Money(one), Value::Money(other)) => Value::Money(Fen(one.0.saturating_add(other.0))),
        (Value::Whole(one), Value::Whole(other)) => Value::Whole(one.saturating_add(other)),
        (Value::Count(Quantity::Whole(one)), Value::Count(Quantity::Whole(other))) => {
            Value::Count(Quantity::Whole(one.saturating_add(other)))
        }
        (one, _) => one,
    };
    let mut parts = parts.iter();
    let first = parts.next().map(|part| part.values.clone()).unwrap_or_default();
    parts.fold(first, |sums, part| {
        sums.into_iter().zip(&part.values).map(|(sum, value)| add(sum, *value)).collect()
    })
}
