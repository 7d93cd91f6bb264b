//! 资金: each fund's years, its balances as formulas, and how they burn down.

use rust_xlsxwriter::{Chart, ChartLine, ChartType, XlsxError};
use shuangbai::{Fen, FundKind, FundReport, Purpose};

use super::{Writing, chart};
use crate::{
    address::{cell, down},
    page::{Check, Look, Page, Value},
    style::SERIES,
};

const NAMES: [&str; 4] = ["opening", "drawn", "closing", "shortfall"];

/// The sheet; a programme without funds has none.
pub(crate) fn write<'w>(writing: &'w Writing<'_>) -> Result<Option<Page<'w>>, XlsxError> {
    let funds = &writing.forecast.funds;
    if funds.is_empty() {
        return Ok(None);
    }
    let terms = &writing.terms;
    let name = terms.of("资金", "Funds");
    let mut page = writing.page(name)?;
    page.title(terms.of("资金支用与结存表", "Funds drawn and left"), &writing.below_title())?;
    let mut chart = Chart::new(ChartType::ScatterStraightWithMarkers);
    let mut row = 3;
    for (place, fund) in funds.iter().enumerate() {
        let years = block(&mut page, writing, row, fund)?;
        if let Some(rows) = years {
            let mut line = ChartLine::new();
            line.set_color(SERIES[place % SERIES.len()]).set_width(2.25);
            chart::column(&mut chart, name, rows, &fund.name, 0, 3).set_format(&mut line);
        }
        row += fund.years.len() + 4;
    }
    page.width(0, 12.0)?;
    (1..=4).try_for_each(|column| page.width(column, 20.0))?;
    page.width(5, 9.0)?;
    chart::finish(
        &mut chart,
        terms.of("资金年末余额", "Left at the end of each year"),
        writing.axis(),
        page.style.number,
    );
    let years = || writing.forecast.totals.iter().map(|total| total.year);
    chart::years(&mut chart, years().min().unwrap_or(0), years().max().unwrap_or(0));
    chart::below(&mut page.sheet, row, &chart)?;
    page.sheet.set_freeze_panes(2, 0)?;
    Ok(Some(page))
}

/// One fund; the first and last row of its years.
fn block(
    page: &mut Page<'_>,
    writing: &Writing<'_>,
    top: usize,
    fund: &FundReport,
) -> Result<Option<(usize, usize)>, XlsxError> {
    let terms = &writing.terms;
    let style = page.style;
    let pays = match &fund.pays {
        Purpose::Subsidy => terms.word("pays", "subsidy"),
        Purpose::Cost(name) => name,
    };
    let is_pool = fund.kind == FundKind::Pool;
    let (payer, kind) = (terms.word("payer", fund.payer.word()), terms.word("fund", fund.kind.word()));
    let title = terms.noted(&fund.name, &format!("{payer}·{pays}·{kind}"));
    page.text(top, 0, &title, &style.section)?;
    page.head((top + 1, top + 1), (0, 0), terms.column("rows", "year"))?;
    for (column, name) in (1..).zip(NAMES) {
        page.head((top + 1, top + 1), (column, column), terms.column("funds", name))?;
    }
    page.head((top + 1, top + 1), (5, 5), terms.of("核对", "Check"))?;
    let first = top + 2;
    let last = first + fund.years.len();
    for (row, year) in (first..).zip(&fund.years) {
        page.year(row, 0, year.year, &style.check)?;
        match is_pool && row > first {
            true => page.formula(row, 1, &cell(row - 1, 3), Value::Money(year.opening), Look::Body)?,
            false => page.value(row, 1, Value::Money(year.opening), Look::Body)?,
        }
        page.value(row, 2, Value::Money(year.drawn), Look::Body)?;
        let left = format!("ROUND({}-{},2)", cell(row, 1), cell(row, 2));
        page.formula(row, 3, &left, Value::Money(year.closing), Look::Body)?;
        page.value(row, 4, Value::Money(year.shortfall), Look::Body)?;
        // Nothing is drawn beyond what there is.
        let check = Check {
            formula: format!("AND({}>=0,{}>=0,{}>=0)", cell(row, 2), cell(row, 3), cell(row, 4)),
            even: year.drawn.0 >= 0 && year.closing.0 >= 0 && year.shortfall.0 >= 0,
        };
        page.check(row, 5, &check, Look::Body)?;
    }
    page.label(last, 0, terms.of("合计·未用", "Sum, unspent"), Look::Sum)?;
    page.label(last, 1, "", Look::Sum)?;
    page.label(last, 5, "", Look::Sum)?;
    if fund.years.is_empty() {
        page.value(last, 3, Value::Money(fund.unspent), Look::Sum)?;
        return Ok(None);
    }
    for (column, sum) in [
        (2, fund.years.iter().map(|year| i128::from(year.drawn.0)).sum::<i128>()),
        (4, fund.years.iter().map(|year| i128::from(year.shortfall.0)).sum()),
    ] {
        let formula = format!("ROUND(SUM({}),2)", down(first, last - 1, column));
        let sum = Fen(i64::try_from(sum).unwrap_or(i64::MAX));
        page.formula(last, column, &formula, Value::Money(sum), Look::Sum)?;
    }
    // A pool's is what it holds last, of the others the sum of what lapsed.
    let unspent = match is_pool {
        true => cell(last - 1, 3),
        false => format!("ROUND(SUM({}),2)", down(first, last - 1, 3)),
    };
    page.formula(last, 3, &unspent, Value::Money(fund.unspent), Look::Sum)?;
    Ok(Some((first, last - 1)))
}
