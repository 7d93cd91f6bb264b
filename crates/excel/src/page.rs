//! A sheet that is being written: amounts, counts and formulas with what they come to.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};
use shuangbai::{Fen, Quantity, Rate};

use crate::style::Style;

/// A figure, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Money(Fen),
    Count(Quantity),
    Whole(u64),
}

/// Numbers of more than fifteen digits are text: a cell's number would be another.
const MOST: u64 = 1_000_000_000_000_000;

impl Value {
    /// Whether a cell's number is exactly this.
    pub(crate) fn fits(self) -> bool {
        match self {
            Value::Money(fen) => fen.0.unsigned_abs() < MOST,
            Value::Count(Quantity::Expected(parts)) => parts < u128::from(MOST),
            Value::Count(Quantity::Whole(count)) | Value::Whole(count) => count < MOST,
        }
    }

    fn number(self) -> f64 {
        match self {
            Value::Money(fen) => fen.0 as f64 / 100.0,
            Value::Count(Quantity::Expected(parts)) => parts as f64 / 10_000.0,
            Value::Count(Quantity::Whole(count)) | Value::Whole(count) => count as f64,
        }
    }

    fn text(self) -> String {
        match self {
            Value::Money(fen) => fen.to_string(),
            Value::Count(count) => count.to_string(),
            Value::Whole(count) => count.to_string(),
        }
    }

    pub(crate) fn is_money(self) -> bool {
        matches!(self, Value::Money(_))
    }
}

/// The formats of a row: of a table's body, or of one that sums up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Body,
    Sum,
}

/// What is held against what: a cell says 平 where nothing is left.
pub(crate) struct Check {
    /// A formula that is true where all is even.
    pub(crate) formula: String,
    pub(crate) even: bool,
}

impl Check {
    /// Of identities whose sides are sums of amounts, each by its place among the values and its cell there.
    pub(crate) fn of_sides(
        identities: &[(Vec<usize>, Vec<usize>)],
        values: &[Value],
        cell: impl Fn(usize) -> String,
    ) -> Check {
        let joined = |places: &[usize], sign: &str| {
            places.iter().map(|place| cell(*place)).collect::<Vec<_>>().join(sign)
        };
        let fen = |place: &usize| if let Value::Money(fen) = values[*place] { i128::from(fen.0) } else { 0 };
        let sum = |places: &[usize]| places.iter().map(fen).sum::<i128>();
        let formulas = identities
            .iter()
            .map(|(one, other)| format!("ROUND({}-{},2)=0", joined(one, "+"), joined(other, "-")));
        Check {
            formula: format!("AND({})", formulas.collect::<Vec<_>>().join(",")),
            even: identities.iter().all(|(one, other)| sum(one) == sum(other)),
        }
    }
}

/// A sheet being written.
pub(crate) struct Page<'s> {
    pub(crate) sheet: Worksheet,
    pub(crate) style: &'s Style,
    /// 平 and 不平.
    even: (&'s str, &'s str),
}

impl<'s> Page<'s> {
    pub(crate) fn new(name: &str, style: &'s Style, even: (&'s str, &'s str)) -> Result<Page<'s>, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        Ok(Page { sheet, style, even })
    }

    /// Text stays text, whatever it begins with.
    pub(crate) fn text(
        &mut self,
        row: usize,
        column: usize,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        const LONGEST: usize = 32_767; // characters that a cell holds
        let cut: String;
        let text = match text.chars().count() > LONGEST {
            true => {
                cut = text.chars().take(LONGEST).collect();
                &cut
            }
            false => text,
        };
        match text {
            "" => self.sheet.write_blank(row as u32, column as u16, format)?,
            text => self.sheet.write_string_with_format(row as u32, column as u16, text, format)?,
        };
        Ok(())
    }

    pub(crate) fn label(
        &mut self,
        row: usize,
        column: usize,
        text: &str,
        look: Look,
    ) -> Result<(), XlsxError> {
        let style = self.style;
        self.text(row, column, text, if look == Look::Sum { &style.sum.text } else { &style.text })
    }

    pub(crate) fn year(
        &mut self,
        row: usize,
        column: usize,
        year: u16,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(row as u32, column as u16, year, format)?;
        Ok(())
    }

    fn format(&self, value: Value, look: Look) -> &'s Format {
        match (value.is_money(), look) {
            (true, Look::Body) => &self.style.money,
            (true, Look::Sum) => &self.style.sum.money,
            (false, Look::Body) => &self.style.count,
            (false, Look::Sum) => &self.style.sum.count,
        }
    }

    pub(crate) fn value(
        &mut self,
        row: usize,
        column: usize,
        value: Value,
        look: Look,
    ) -> Result<(), XlsxError> {
        let format = self.format(value, look);
        if !value.fits() {
            return self.text(row, column, &value.text(), format);
        }
        self.sheet.write_number_with_format(row as u32, column as u16, value.number(), format)?;
        Ok(())
    }

    /// A formula and the figure that it comes to.
    pub(crate) fn formula(
        &mut self,
        row: usize,
        column: usize,
        formula: &str,
        value: Value,
        look: Look,
    ) -> Result<(), XlsxError> {
        if !value.fits() {
            return self.value(row, column, value, look);
        }
        let format = self.format(value, look);
        let formula = Formula::new(formula).set_result(shortest(&value.text()));
        self.sheet.write_formula_with_format(row as u32, column as u16, formula, format)?;
        Ok(())
    }

    /// A part of one, rounded to a millionth, or nothing where there is no whole.
    pub(crate) fn ratio(
        &mut self,
        row: usize,
        column: usize,
        formula: &str,
        ratio: Option<Rate>,
        look: Look,
    ) -> Result<(), XlsxError> {
        let format = if look == Look::Sum { &self.style.sum.ratio } else { &self.style.ratio };
        let result = ratio.map_or(String::new(), |ratio| ratio.to_string());
        let formula = Formula::new(formula).set_result(result);
        self.sheet.write_formula_with_format(row as u32, column as u16, formula, format)?;
        Ok(())
    }

    pub(crate) fn check(
        &mut self,
        row: usize,
        column: usize,
        check: &Check,
        look: Look,
    ) -> Result<(), XlsxError> {
        let (even, uneven) = self.even;
        let formula = format!("IF({},\"{even}\",\"{uneven}\")", check.formula);
        let formula = Formula::new(formula).set_result(if check.even { even } else { uneven });
        let format = if look == Look::Sum { &self.style.sum.check } else { &self.style.check };
        self.sheet.write_formula_with_format(row as u32, column as u16, formula, format)?;
        Ok(())
    }

    /// Title, and below it in what amounts are.
    pub(crate) fn title(&mut self, title: &str, below: &str) -> Result<(), XlsxError> {
        let style = self.style;
        self.sheet.set_row_height(0, 26)?;
        self.text(0, 0, title, &style.title)?;
        self.text(1, 0, below, &style.small)
    }

    /// A heading; over several rows or columns it is one cell.
    pub(crate) fn head(
        &mut self,
        (first_row, last_row): (usize, usize),
        (first, last): (usize, usize),
        text: &str,
    ) -> Result<(), XlsxError> {
        let style = self.style;
        if (first_row, first) == (last_row, last) {
            return self.text(first_row, first, text, &style.head);
        }
        let (rows, columns) = ((first_row as u32, last_row as u32), (first as u16, last as u16));
        self.sheet.merge_range(rows.0, columns.0, rows.1, columns.1, text, &style.head)?;
        Ok(())
    }

    /// A row of headings and how wide their columns are, from the first column on.
    pub(crate) fn heads<'t>(
        &mut self,
        row: usize,
        headings: impl IntoIterator<Item = (&'t str, f64)>,
    ) -> Result<(), XlsxError> {
        for (column, (heading, width)) in headings.into_iter().enumerate() {
            self.head((row, row), (column, column), heading)?;
            self.width(column, width)?;
        }
        Ok(())
    }

    pub(crate) fn width(&mut self, column: usize, characters: f64) -> Result<(), XlsxError> {
        self.sheet.set_column_width(column as u16, characters)?;
        Ok(())
    }
}

/// How high a row must be for texts that go on over lines, each in a column so wide.
pub(crate) fn high<'t>(texts: impl IntoIterator<Item = (&'t str, f64)>) -> f64 {
    const LINE: f64 = 14.0;
    let lines = texts.into_iter().map(|(text, width)| {
        text.lines().map(|line| (wide(line) / (width - 1.0)).ceil().max(1.0)).sum::<f64>()
    });
    lines.fold(1.0, f64::max) * LINE + 2.0
}

/// A decimal without needless zeros, as workbooks have the results of formulas.
fn shortest(number: &str) -> String {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number.to_owned(),
    }
}

/// How wide a text is in columns' units: a Chinese letter takes two.
pub(crate) fn wide(text: &str) -> f64 {
    let longest = text.lines().map(|line| line.chars().map(|char| if char.is_ascii() { 1 } else { 2 }).sum());
    f64::from(longest.max().unwrap_or(0_u32))
}
