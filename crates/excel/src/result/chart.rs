//! Charts that Excel draws itself, of the cells beside them.

use rust_xlsxwriter::{Chart, ChartFont, ChartLegendPosition, ChartSolidFill, Worksheet, XlsxError};

use crate::style::SERIES;

/// A series along a row, or down a column.
pub(crate) struct Series {
    /// The cell that names it.
    pub(crate) name: (usize, usize),
    /// The first and the last of the years.
    pub(crate) years: (usize, usize),
    /// The row of the figures.
    pub(crate) row: usize,
}

impl Series {
    /// A row's figures, with the years of the row `headings` as categories.
    pub(crate) fn add(&self, chart: &mut Chart, sheet: &str, headings: usize, place: usize) {
        let (first, last) = (self.years.0 as u16, self.years.1 as u16);
        let row = self.row as u32;
        chart
            .add_series()
            .set_name((sheet, self.name.0 as u32, self.name.1 as u16))
            .set_categories((sheet, headings as u32, first, headings as u32, last))
            .set_values((sheet, row, first, row, last))
            .set_format(ChartSolidFill::new().set_color(SERIES[place % SERIES.len()]));
    }
}

/// A column's figures, with the years of another as categories.
pub(crate) fn column<'c>(
    chart: &'c mut Chart,
    sheet: &str,
    (first, last): (usize, usize),
    name: &str,
    years: usize,
    figures: usize,
) -> &'c mut rust_xlsxwriter::ChartSeries {
    let (first, last) = (first as u32, last as u32);
    chart
        .add_series()
        .set_name(name)
        .set_categories((sheet, first, years as u16, last, years as u16))
        .set_values((sheet, first, figures as u16, last, figures as u16))
}

/// The years of a chart whose series have each their own.
pub(crate) fn years(chart: &mut Chart, first: u16, last: u16) {
    chart.x_axis().set_min(f64::from(first)).set_max(f64::from(last.max(first + 1)));
    chart.x_axis().set_major_unit(1.0).set_num_format("0").set_major_gridlines(false);
}

/// Puts a chart below a table, on a page of its own where it would be cut.
pub(crate) fn below(sheet: &mut Worksheet, row: usize, chart: &Chart) -> Result<(), XlsxError> {
    const ROWS_OF_A_PAGE: usize = 16; // that leave room for a chart
    if row > ROWS_OF_A_PAGE {
        sheet.set_page_breaks(&[row as u32])?;
    }
    sheet.insert_chart(row as u32 + 1, 0, chart)?;
    Ok(())
}

/// Title, axes and size.
pub(crate) fn finish(chart: &mut Chart, title: &str, axis: &str, number: &str) {
    let mut font = ChartFont::new();
    font.set_size(12).set_bold();
    chart.title().set_name(title).set_font(&font);
    chart.y_axis().set_name(axis).set_num_format(number);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(760).set_height(360);
}
