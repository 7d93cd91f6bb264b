//! A pay sheet as a workbook (rule 20): who gets what, a sheet a month, and the monthly call on each payer.

use std::collections::HashMap;

use indexmap::IndexMap;
use rust_xlsxwriter::XlsxError;
use shuangbai::{Fen, Payer, Plan, Quantity, Sheet, SheetFigures, SheetRow, SheetTotal};

use crate::{
    address::{cell, down},
    error::WriteError,
    page::{Check, Look, Page, Value},
    payers::{parts, payers},
    result::WriteOptions,
    style::{Style, paper, workbook},
    terms::Terms,
};

const HEADINGS: (usize, usize) = (2, 3);
const FIRST: usize = 4;
const FOOTER: &str = concat!("shuangbai ", env!("CARGO_PKG_VERSION"));
/// Before the figures of a row: station, code, post, who.
const KEYS: usize = 4;

/// The workbook (.xlsx) of a plan's pay sheet: 分月用款计划, then a sheet a month, 工资表 by station with 小计 and 合计,
/// arrears and a row to sign. Sums are formulas, whose results are the sheet's own figures. The same input gives the same
/// bytes.
///
/// # Errors
/// More rows than a sheet has room for: 1,048,576.
///
/// ```
/// use shuangbai::{Hire, Plan, Post, Station};
/// use shuangbai_excel::{WriteOptions, write_sheet};
/// let plan = Plan::builder("guangdong-2021", 2021, 2022)
///     .station(Station::new("440203001")?.villages(3)?)
///     .hire(Hire::new("440203001", Post::Service, 2, "2021-08")?)
///     .build()?;
/// let sheet = plan.sheet("2021-08".parse()?, "2021-09".parse()?, &[])?;
/// assert!(write_sheet(&plan, &sheet, WriteOptions::default())?.starts_with(b"PK"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_sheet(plan: &Plan, sheet: &Sheet, options: WriteOptions) -> Result<Vec<u8>, WriteError> {
    let terms = Terms::new(options.language);
    let names = plan.station_codes().zip(plan.station_names());
    let names = names.filter_map(|(code, name)| Some((code.as_str().to_owned(), name?.to_owned())));
    let paying = Paying {
        style: Style::new(options.language, options.unit),
        names: names.collect(),
        unit: options.unit.term(&terms).to_owned(),
        terms,
    };
    let mut book = workbook(paying.terms.of("工资表", "Pay sheet"))?;
    let mut pages = vec![paying.calls(sheet)?];
    for rows in sheet.rows.chunk_by(|one, other| one.month == other.month) {
        pages.push(paying.month(rows)?);
    }
    for page in pages {
        book.push_worksheet(page.sheet);
    }
    Ok(book.save_to_buffer()?)
}

struct Paying {
    terms: Terms,
    style: Style,
    names: HashMap<String, String>,
    unit: String,
}

/// A column of amounts or counts.
struct Column {
    group: String,
    name: String,
}

impl Paying {
    fn page(&self, name: &str) -> Result<Page<'_>, XlsxError> {
        Page::new(name, &self.style, self.terms.of(("平", "不平"), ("even", "uneven")))
    }

    /// The columns of the figures of a month, or of its arrears.
    fn figures(&self, figures: &SheetFigures, group: &str) -> Vec<Column> {
        let terms = &self.terms;
        let plain =
            |name: &str| Column { group: group.to_owned(), name: terms.column("rows", name).to_owned() };
        let mut columns = vec![plain("pay"), plain("subsidy")];
        for payer in payers(&figures.shares) {
            let share = terms.column("rows", "shares");
            let name = format!("{share}·{}", terms.word("payer", &payer.to_string()));
            columns.push(Column { group: group.to_owned(), name });
        }
        columns.extend([plain("top_up"), plain("surplus")]);
        columns
    }

    fn due(&self, due: &IndexMap<Payer, Fen>) -> Vec<Column> {
        let group = self.terms.column("rows", "due").to_owned();
        let name = |payer: Payer| self.terms.word("payer", payer.word()).to_owned();
        payers(due).map(|payer| Column { group: group.clone(), name: name(payer) }).collect()
    }

    fn title(&self, page: &mut Page<'_>, title: &str) -> Result<(), XlsxError> {
        let unit = &self.unit;
        page.title(title, &self.terms.of(format!("金额单位：{unit}"), format!("Amounts in {unit}")))
    }

    fn headings(
        &self,
        page: &mut Page<'_>,
        keys: &[(String, f64)],
        columns: &[Column],
    ) -> Result<(), XlsxError> {
        for (column, (name, width)) in keys.iter().enumerate() {
            page.head(HEADINGS, (column, column), name)?;
            page.width(column, *width)?;
        }
        let mut at = 0;
        for group in columns.chunk_by(|one, other| !one.group.is_empty() && one.group == other.group) {
            let first = keys.len() + at;
            if group[0].group.is_empty() {
                page.head(HEADINGS, (first, first), &group[0].name)?;
            } else {
                page.head((HEADINGS.0, HEADINGS.0), (first, first + group.len() - 1), &group[0].group)?;
                for (column, of) in (first..).zip(group) {
                    page.head((HEADINGS.1, HEADINGS.1), (column, column), &of.name)?;
                }
            }
            (first..first + group.len()).try_for_each(|column| page.width(column, 13.0))?;
            at += group.len();
        }
        let check = keys.len() + columns.len();
        page.head(HEADINGS, (check, check), self.terms.of("核对", "Check"))?;
        page.width(check, 8.0)?;
        page.sheet.set_freeze_panes(FIRST as u32, keys.len() as u16)?;
        page.sheet.set_repeat_rows(HEADINGS.0 as u32, HEADINGS.1 as u32)?;
        // So many columns of a page can be read.
        const READABLE: usize = 14;
        page.sheet.set_repeat_columns(0, keys.len() as u16 - 1)?;
        paper(&mut page.sheet, self.terms.language, columns.len().div_ceil(READABLE) as u16, FOOTER);
        Ok(())
    }

    /// One month's rows, by station.
    fn month(&self, rows: &[SheetRow]) -> Result<Page<'_>, XlsxError> {
        let (terms, first) = (&self.terms, &rows[0]);
        let month = first.month.to_string();
        let mut page = self.page(&month)?;
        self.title(&mut page, &terms.of(format!("{month} 工资表"), format!("Pay sheet of {month}")))?;
        let counted = |name: &str| Column { group: String::new(), name: name.to_owned() };
        let mut columns = vec![counted(terms.field("hire", "count")), counted(terms.field("worker", "pay"))];
        columns.extend(self.figures(&first.figures, terms.of("本月", "This month")));
        columns.extend(
            self.figures(&first.arrears, terms.of("补发（负为扣回）", "Arrears (negative: taken back)")),
        );
        columns.extend(self.due(&first.due));
        columns.push(counted(terms.of("实发", "Payable")));
        let keys = [
            (terms.field("worker", "station").to_owned(), 20.0),
            (terms.field("station", "code").to_owned(), 11.0),
            (terms.field("worker", "post").to_owned(), 9.0),
            (terms.field("worker", "id").to_owned(), 10.0),
        ];
        self.headings(&mut page, &keys, &columns)?;
        let (mut row, mut all) = (FIRST, vec![0_i128; columns.len()]);
        let subtotal = terms.of("小计", "Subtotal");
        for of_station in rows.chunk_by(|one, other| one.station == other.station) {
            let (top, code) = (row, of_station[0].station.as_str());
            let name = self.names.get(code).map_or(code, String::as_str);
            let mut sums = vec![0_i128; columns.len()];
            for of in of_station {
                let values = row_values(of);
                let who = if of.id.is_empty() { self.who(&of.at) } else { of.id.clone() };
                for (column, text) in
                    [name, code, terms.word("post", of.post.word()), &who].into_iter().enumerate()
                {
                    page.label(row, column, text, Look::Body)?;
                }
                for (place, value) in values.iter().enumerate() {
                    self.put(&mut page, row, place, *value, first, &columns, Look::Body)?;
                    sums[place] += whole(*value);
                }
                self.check(&mut page, row, first, &columns, &values, Look::Body)?;
                row += 1;
            }
            for (column, text) in [name, code, subtotal, ""].into_iter().enumerate() {
                page.label(row, column, text, Look::Sum)?;
            }
            let formula = |column: usize| format!("SUM({})", down(top, row - 1, column));
            self.sums(&mut page, row, first, &columns, &sums, formula)?;
            all.iter_mut().zip(&sums).for_each(|(all, sum)| *all += sum);
            row += 1;
        }
        for (column, text) in [terms.of("合计", "Total"), "", "", ""].into_iter().enumerate() {
            page.label(row, column, text, Look::Sum)?;
        }
        let posts = down(FIRST, row - 1, 2);
        let formula =
            |column: usize| format!("SUMIF({posts},\"{subtotal}\",{})", down(FIRST, row - 1, column));
        self.sums(&mut page, row, first, &columns, &all, formula)?;
        let style = page.style;
        for (place, who) in terms
            .of(
                ["制表：", "审核：", "负责人：", "日期："],
                ["Made by:", "Checked by:", "Approved by:", "Date:"],
            )
            .into_iter()
            .enumerate()
        {
            page.text(row + 2, place * 4, who, &style.small)?;
        }
        Ok(page)
    }

    /// Who is meant that has no id: a hire, or posts that are filled.
    fn who(&self, at: &str) -> String {
        match at.strip_prefix("/hires/").and_then(|place| place.parse::<usize>().ok()) {
            Some(place) => self.terms.of(format!("招录{}", place + 1), format!("hire {}", place + 1)),
            None => self.terms.of("补员", "filled").to_owned(),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a cell by its row, its place, and what its row is like")]
    fn put(
        &self,
        page: &mut Page<'_>,
        row: usize,
        place: usize,
        value: Value,
        like: &SheetRow,
        columns: &[Column],
        look: Look,
    ) -> Result<(), XlsxError> {
        // What is paid out is pay and its arrears.
        if place + 1 == columns.len() {
            let arrears = 2 + figures_of(&like.figures).len();
            let formula = format!("ROUND({}+{},2)", cell(row, KEYS + 2), cell(row, KEYS + arrears));
            return page.formula(row, KEYS + place, &formula, value, look);
        }
        page.value(row, KEYS + place, value, look)
    }

    fn sums(
        &self,
        page: &mut Page<'_>,
        row: usize,
        like: &SheetRow,
        columns: &[Column],
        sums: &[i128],
        formula: impl Fn(usize) -> String,
    ) -> Result<(), XlsxError> {
        let mut values = Vec::new();
        for (place, sum) in sums.iter().enumerate() {
            let column = KEYS + place;
            let value = match place {
                0 => Value::Whole(u64::try_from(*sum).unwrap_or(u64::MAX)),
                _ => Value::Money(Fen(i64::try_from(*sum).unwrap_or(i64::MAX))),
            };
            values.push(value);
            match place {
                0 => page.formula(row, column, &formula(column), value, Look::Sum)?,
                // The annual pay of one does not add up.
                1 => page.label(row, column, "", Look::Sum)?,
                _ => page.formula(row, column, &format!("ROUND({},2)", formula(column)), value, Look::Sum)?,
            }
        }
        self.check(page, row, like, columns, &values, Look::Sum)
    }

    /// Pay and surplus are subsidy and top-up, and what payers owe is subsidy and top-up, arrears too.
    fn check(
        &self,
        page: &mut Page<'_>,
        row: usize,
        like: &SheetRow,
        columns: &[Column],
        values: &[Value],
        look: Look,
    ) -> Result<(), XlsxError> {
        let many = figures_of(&like.figures).len();
        let (now, arrears) = (2, 2 + many);
        let due: Vec<usize> = (2 + 2 * many..columns.len() - 1).collect();
        let (subsidy, top_up, surplus) = (1, many - 2, many - 1);
        let sides = [
            (vec![now, now + surplus], vec![now + subsidy, now + top_up]),
            (due, vec![now + subsidy, now + top_up, arrears + subsidy, arrears + top_up]),
        ];
        let check = Check::of_sides(&sides, values, |place| cell(row, KEYS + place));
        page.check(row, KEYS + columns.len(), &check, look)
    }

    /// 分月用款计划: the monthly call on each payer, of all, then by region.
    fn calls(&self, sheet: &Sheet) -> Result<Page<'_>, XlsxError> {
        let terms = &self.terms;
        let mut page = self.page(terms.of("分月用款计划", "Monthly calls"))?;
        self.title(&mut page, terms.of("分月用款计划", "Monthly calls on each payer"))?;
        let Some(first) = sheet.totals.first() else { return Ok(page) };
        let keys = [
            (terms.of("月份", "Month").to_owned(), 10.0),
            (terms.column("rows", "region").to_owned(), 11.0),
            (terms.column("rows", "name").to_owned(), 18.0),
        ];
        let plain = |name: &str| Column { group: String::new(), name: name.to_owned() };
        let mut columns = vec![
            plain(terms.of("在册人数", "On the payroll")),
            plain(terms.column("rows", "pay")),
            plain(terms.column("rows", "subsidy")),
            plain(terms.column("rows", "top_up")),
            plain(terms.column("rows", "surplus")),
            plain(terms.of("补发资助", "Arrears of subsidy")),
            plain(terms.of("补发自筹", "Arrears of top-up")),
        ];
        columns.extend(first.costs.keys().map(|cost| plain(cost)));
        let costs = first.costs.len();
        columns.extend(self.due(&first.due));
        columns.push(plain(terms.of("应付合计", "Due in all")));
        self.headings(&mut page, &keys, &columns)?;
        let due: Vec<usize> = (7 + costs..columns.len() - 1).collect();
        let sides =
            [(vec![1, 4], vec![2, 3]), (due.clone(), [2, 3, 5, 6].into_iter().chain(7..7 + costs).collect())];
        let (all, regions): (Vec<_>, Vec<_>) = sheet.totals.iter().partition(|total| total.region.is_empty());
        let look = Look::Body;
        let line = |page: &mut Page<'_>, row: usize, total: &SheetTotal| -> Result<(), XlsxError> {
            page.label(row, 0, &total.month.to_string(), look)?;
            page.label(row, 1, &total.region, look)?;
            let name = if total.region.is_empty() { terms.of("全部", "All") } else { &total.name };
            page.label(row, 2, name, look)?;
            let values = total_values(total);
            for (place, value) in values.iter().enumerate() {
                page.value(row, keys.len() + place, *value, look)?;
            }
            let parts: Vec<_> = due.iter().map(|place| cell(row, keys.len() + place)).collect();
            let sum = due.iter().map(|place| whole(values[*place])).sum::<i128>();
            let sum = Value::Money(Fen(i64::try_from(sum).unwrap_or(i64::MAX)));
            let formula = format!("ROUND({},2)", parts.join("+"));
            page.formula(row, keys.len() + columns.len() - 1, &formula, sum, look)?;
            let check = Check::of_sides(&sides, &values, |place| cell(row, keys.len() + place));
            page.check(row, keys.len() + columns.len(), &check, look)
        };
        for (row, total) in (FIRST..).zip(&all) {
            line(&mut page, row, total)?;
        }
        let months = (FIRST, FIRST + all.len() - 1);
        let bottom = months.1 + 1;
        for (row, total) in (bottom + 2..).zip(&regions) {
            line(&mut page, row, total)?;
        }
        for (column, text) in [terms.of("合计", "Total"), "", "", ""].into_iter().enumerate() {
            page.label(bottom, column, text, Look::Sum)?;
        }
        for place in 1..columns.len() {
            let of = |total: &&SheetTotal| {
                let values = total_values(total);
                match values.get(place) {
                    Some(value) => whole(*value),
                    None => due.iter().map(|place| whole(values[*place])).sum(),
                }
            };
            let sum: i128 = all.iter().map(of).sum();
            let value = Value::Money(Fen(i64::try_from(sum).unwrap_or(i64::MAX)));
            let formula = format!("ROUND(SUM({}),2)", down(months.0, months.1, keys.len() + place));
            page.formula(bottom, keys.len() + place, &formula, value, Look::Sum)?;
        }
        page.label(bottom, keys.len() + columns.len(), "", Look::Sum)?;
        Ok(page)
    }
}

fn whole(value: Value) -> i128 {
    match value {
        Value::Money(fen) => i128::from(fen.0),
        Value::Whole(count) | Value::Count(Quantity::Whole(count)) => i128::from(count),
        Value::Count(Quantity::Expected(_)) => 0,
    }
}

fn figures_of(figures: &SheetFigures) -> Vec<Value> {
    let mut values = vec![figures.pay, figures.subsidy];
    values.extend(parts(&figures.shares));
    values.extend([figures.top_up, figures.surplus]);
    values.into_iter().map(Value::Money).collect()
}

fn row_values(row: &SheetRow) -> Vec<Value> {
    let mut values = vec![Value::Whole(row.count), Value::Money(row.annual)];
    values.extend(figures_of(&row.figures));
    values.extend(figures_of(&row.arrears));
    values.extend(parts(&row.due).map(Value::Money));
    values.push(Value::Money(row.payable));
    values
}

fn total_values(total: &SheetTotal) -> Vec<Value> {
    let SheetFigures { pay, subsidy, top_up, surplus, .. } = total.figures;
    let mut values = vec![Value::Whole(total.headcount)];
    values.extend(
        [pay, subsidy, top_up, surplus, total.arrears.subsidy, total.arrears.top_up].map(Value::Money),
    );
    values.extend(total.costs.values().map(|cost| Value::Money(cost.amount)));
    values.extend(parts(&total.due).map(Value::Money));
    values
}
