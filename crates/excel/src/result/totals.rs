//! 总表: the years side by side, each figure a formula into 分地区.

use rust_xlsxwriter::{Chart, ChartType, XlsxError};
use shuangbai::{Fen, Rate};

use super::{Writing, chart};
use crate::{
    address::{across, at, cell},
    page::{Check, Look, Page, Value, wide},
};

const HEADINGS: usize = 2;
const FIRST: usize = 3;
/// Figures of 分地区 stand behind its keys.
const KEYS: usize = 3;

/// The sheet, by the rows that the years have in 分地区.
pub(crate) fn write<'w>(writing: &'w Writing<'_>, sums: &[usize]) -> Result<Page<'w>, XlsxError> {
    let (terms, columns, totals) = (&writing.terms, &writing.columns, &writing.forecast.totals);
    let name = terms.of("总表", "Totals");
    let mut page = writing.page(name)?;
    page.title(&writing.title(), &writing.below_title())?;
    page.head((HEADINGS, HEADINGS), (0, 0), terms.of("项目", "Figure"))?;
    let (years, all) = (totals.len(), totals.len() + 1);
    let style = page.style;
    for (place, total) in totals.iter().enumerate() {
        page.year(HEADINGS, 1 + place, total.year, &style.head)?;
    }
    page.head((HEADINGS, HEADINGS), (all, all), terms.of("合计", "All years"))?;

    let regions = terms.of("分地区", "Regions");
    let values: Vec<Vec<Value>> = totals.iter().map(|total| columns.values(total)).collect();
    let (mut row, mut group) = (FIRST, None);
    let mut places = Vec::new();
    for (place, column) in columns.all.iter().enumerate() {
        if column.group.is_some() && column.group != group {
            let title = column.group.clone().unwrap_or_default();
            (0..=all).try_for_each(|column| {
                page.label(row, column, if column == 0 { &title } else { "" }, Look::Sum)
            })?;
            row += 1;
        }
        group.clone_from(&column.group);
        let indent = if group.is_some() { "　" } else { "" };
        page.label(row, 0, &format!("{indent}{}", column.name), Look::Body)?;
        for (year, values) in values.iter().enumerate() {
            let formula = at(regions, sums[year], KEYS + place);
            page.formula(row, 1 + year, &formula, values[place], Look::Body)?;
        }
        sum_of_years(&mut page, row, years, values.iter().map(|values| values[place]))?;
        places.push(row);
        row += 1;
    }
    row = parts(&mut page, writing, row, &places)?;
    page.label(row, 0, terms.of("核对", "Check"), Look::Sum)?;
    for (year, values) in values.iter().enumerate() {
        let check = Check::of_sides(&columns.identities(), values, |place| cell(places[place], 1 + year));
        page.check(row, 1 + year, &check, Look::Sum)?;
    }
    page.label(row, all, "", Look::Sum)?;

    let money = values.iter().flatten().map(|value| match value {
        Value::Money(Fen(fen)) => fen.to_string().len() as f64 * 1.3 + 2.0,
        _ => 8.0,
    });
    let width = money.fold(10.0, f64::max);
    page.width(0, columns.all.iter().map(|column| wide(&column.name)).fold(16.0, f64::max) + 4.0)?;
    (1..=all).try_for_each(|column| page.width(column, width))?;
    page.sheet.set_freeze_panes(FIRST as u32, 1)?;
    page.sheet.set_repeat_rows(HEADINGS as u32, HEADINGS as u32)?;
    page.sheet.set_repeat_columns(0, 0)?;

    let mut stacked = Chart::new(ChartType::ColumnStacked);
    for (payer, place) in columns.due.clone().enumerate() {
        let series = chart::Series { name: (places[place], 0), years: (1, years), row: places[place] };
        series.add(&mut stacked, name, HEADINGS, payer);
    }
    let title = terms.of("各出资方应付", "Due by payer");
    chart::finish(&mut stacked, title, writing.axis(), style.number);
    chart::below(&mut page.sheet, row + 1, &stacked)?;
    Ok(page)
}

/// Behind the years their sum, of amounts: nobody is counted twice.
fn sum_of_years(
    page: &mut Page<'_>,
    row: usize,
    years: usize,
    values: impl Iterator<Item = Value>,
) -> Result<(), XlsxError> {
    let mut sum: Option<i64> = Some(0);
    for value in values {
        sum = match value {
            Value::Money(fen) => sum.and_then(|sum| sum.checked_add(fen.0)),
            _ => None,
        };
    }
    match sum {
        Some(sum) => {
            let formula = format!("ROUND(SUM({}),2)", across(row, 1, years));
            page.formula(row, 1 + years, &formula, Value::Money(Fen(sum)), Look::Sum)
        }
        None => page.label(row, 1 + years, "", Look::Sum),
    }
}

/// Which part of what all owe each payer owes; the row behind.
fn parts(
    page: &mut Page<'_>,
    writing: &Writing<'_>,
    row: usize,
    places: &[usize],
) -> Result<usize, XlsxError> {
    let (terms, columns) = (&writing.terms, &writing.columns);
    let totals = &writing.forecast.totals;
    let title = terms.column("ratios", "parts");
    (0..=totals.len() + 1)
        .try_for_each(|column| page.label(row, column, if column == 0 { title } else { "" }, Look::Sum))?;
    let ratios = &writing.ratios;
    let first = row + 1;
    for (payer, place) in columns.due.clone().enumerate() {
        let payer_name = terms.word("payer", &columns.payers[payer].to_string()).to_owned();
        page.label(first + payer, 0, &format!("　{payer_name}"), Look::Body)?;
        for (year, ratio) in ratios.iter().enumerate() {
            let due: Vec<_> = columns.due.clone().map(|place| cell(places[place], 1 + year)).collect();
            let all = due.join("+");
            let formula =
                format!("IF(ROUND({all},2)=0,\"\",ROUND({}/({all}),6))", cell(places[place], 1 + year));
            let part: Option<Rate> = ratio[payer];
            page.ratio(first + payer, 1 + year, &formula, part, Look::Body)?;
        }
        page.label(first + payer, 1 + totals.len(), "", Look::Sum)?;
    }
    Ok(first + columns.due.len())
}
