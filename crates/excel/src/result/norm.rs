//! 人员编制: posts required and held, all together and by region.

use rust_xlsxwriter::{Chart, ChartSolidFill, ChartType, XlsxError};
use shuangbai::{NormRow, Quantity};

use super::{Writing, chart};
use crate::{
    address::cell,
    page::{Check, Look, Page, Value},
    style::SERIES,
};

const NAMES: [&str; 5] = ["stations", "required", "held", "short", "over"];
const KEYS: usize = 3;
const COVERAGE: usize = KEYS + NAMES.len();
const CHECK: usize = COVERAGE + 1;
const HEADINGS: usize = 2;
const FIRST: usize = 3;

/// The sheet; a programme without a norm has none.
pub(crate) fn write<'w>(writing: &'w Writing<'_>) -> Result<Option<Page<'w>>, XlsxError> {
    let norm = &writing.forecast.norm;
    let (all, regions): (Vec<&NormRow>, Vec<&NormRow>) = norm.iter().partition(|row| row.region.is_empty());
    if all.is_empty() {
        return Ok(None);
    }
    let terms = &writing.terms;
    let name = terms.of("人员编制", "Staffing");
    let mut page = writing.page(name)?;
    page.title(
        terms.of("人员配备表（各年末）", "Staffing norm, each December"),
        terms.of("单位：个、人", "In stations and posts"),
    )?;
    headings(&mut page, writing, HEADINGS)?;
    let below = FIRST + all.len() + 22;
    let first = below + 2;
    let last = (first + regions.len()).max(first + 1) - 1;
    for (row, of_year) in (FIRST..).zip(&all) {
        let label = terms.of("全部", "All");
        line(&mut page, row, of_year, label, Look::Sum)?;
        let years = format!("$A${}:$A${}", first + 1, last + 1);
        let sums = |column: usize| {
            let letters = crate::address::letters(column);
            format!("SUMIFS(${letters}${}:${letters}${},{years},$A{})", first + 1, last + 1, row + 1)
        };
        let even = (KEYS..COVERAGE).map(|column| {
            // Expected counts are rounded each by itself, at a ten-thousandth.
            format!("ABS({}-{})<=0.0001*(COUNTIF({years},$A{})+1)", sums(column), cell(row, column), row + 1)
        });
        let even: Vec<String> = even.collect();
        let of_regions = regions.iter().filter(|row| row.year == of_year.year);
        let is_even = adds_up(of_year, of_regions.copied());
        let check = Check { formula: format!("AND({})", even.join(",")), even: is_even };
        page.check(row, CHECK, &check, Look::Sum)?;
    }
    headings(&mut page, writing, first - 1)?;
    page.head((first - 1, first - 1), (CHECK, CHECK), "")?;
    for (row, of_region) in (first..).zip(&regions) {
        let named = writing.names.get(&of_region.region).map_or("", String::as_str);
        line(&mut page, row, of_region, named, Look::Body)?;
    }
    for (column, width) in [8.0, 12.0, 18.0].into_iter().chain([11.0; 7]).enumerate() {
        page.width(column, width)?;
    }
    page.sheet.set_freeze_panes(FIRST as u32, 0)?;
    page.sheet.set_repeat_rows(HEADINGS as u32, HEADINGS as u32)?;

    let mut chart = Chart::new(ChartType::Column);
    let rows = (FIRST, FIRST + all.len() - 1);
    for (place, figure) in [1, 2].into_iter().enumerate() {
        let mut fill = ChartSolidFill::new();
        fill.set_color(SERIES[place]);
        let title = terms.column("norm", NAMES[figure]).to_owned();
        chart::column(&mut chart, name, rows, &title, 0, KEYS + figure).set_format(&mut fill);
    }
    chart::finish(
        &mut chart,
        terms.of("应配与实有岗位", "Posts required and held"),
        terms.of("个", "Posts"),
        "#,##0",
    );
    page.sheet.insert_chart((FIRST + all.len() + 1) as u32, 0, &chart)?;
    Ok(Some(page))
}

fn headings(page: &mut Page<'_>, writing: &Writing<'_>, row: usize) -> Result<(), XlsxError> {
    let terms = &writing.terms;
    for (column, name) in ["year", "region", "name"].into_iter().enumerate() {
        page.head((row, row), (column, column), terms.column("rows", name))?;
    }
    for (column, name) in (KEYS..).zip(NAMES.into_iter().chain(["coverage"])) {
        page.head((row, row), (column, column), terms.column("norm", name))?;
    }
    page.head((row, row), (CHECK, CHECK), terms.of("核对", "Check"))
}

fn line(page: &mut Page<'_>, row: usize, norm: &NormRow, name: &str, look: Look) -> Result<(), XlsxError> {
    let style = page.style;
    let centered = if look == Look::Sum { &style.sum.check } else { &style.check };
    page.year(row, 0, norm.year, centered)?;
    page.text(row, 1, &norm.region, centered)?;
    page.label(row, 2, name, look)?;
    for (column, value) in (KEYS..).zip(values(norm)) {
        page.value(row, column, value, look)?;
    }
    let (required, short) = (cell(row, KEYS + 1), cell(row, KEYS + 3));
    let formula = format!("IF({required}=0,\"\",ROUND(MAX({required}-{short},0)/{required},6))");
    page.ratio(row, COVERAGE, &formula, norm.coverage(), look)
}

fn values(norm: &NormRow) -> [Value; 5] {
    let NormRow { stations, required, held, short, over, .. } = norm;
    [
        Value::Whole(*stations),
        Value::Whole(*required),
        Value::Count(*held),
        Value::Count(*short),
        Value::Count(*over),
    ]
}

/// Whether the regions add up to all of them, but for how expected counts are rounded.
fn adds_up<'r>(all: &NormRow, regions: impl Iterator<Item = &'r NormRow>) -> bool {
    let parts = |row: &NormRow| {
        values(row).map(|value| match value {
            Value::Count(Quantity::Expected(parts)) => parts,
            Value::Count(Quantity::Whole(count)) | Value::Whole(count) => u128::from(count) * 10_000,
            Value::Money(_) => 0,
        })
    };
    let (mut sums, mut many) = ([0; 5], 1);
    for row in regions {
        sums.iter_mut().zip(parts(row)).for_each(|(sum, part)| *sum += part);
        many += 1;
    }
    sums.into_iter().zip(parts(all)).all(|(sum, all)| sum.abs_diff(all) <= many)
}
