//! `sheet`: who is paid what in a month, and the call on each payer (rule 20).

use std::{collections::HashMap, io::Write as _, path::Path, sync::Arc};

use clap::ArgMatches;
use shuangbai::{
    Code, Flaw, Month, NotWritten, Sheet, SheetMonth, Unanswered,
    arrow::{SheetTables, arrow_array::RecordBatch},
};

use crate::{
    console::Console,
    faulty::Faulty,
    forecast::of_book,
    lang::Lang,
    options::{text, texts},
    plan::Plan,
    printed::To,
    shown::Shown,
    stop::{Answer, Stop, Told},
    table::{Table, fault, joined},
    terms::{self, Unit},
};

/// What is asked of a plan.
struct Asked {
    first: Month,
    last: Month,
    stations: Vec<Code>,
}

impl Asked {
    /// The months and stations that the options are.
    fn read(given: &ArgMatches) -> Answer<Asked> {
        let wrong = |place: &str, wrong: &NotWritten| {
            let code = if wrong.flaw == Flaw::Range { "range" } else { "format" };
            let texts = (wrong.zh(), wrong.to_string());
            Stop::Faulty(Faulty::one(code, &format!("/sheet/{place}"), texts, &[]))
        };
        let first = text(given, "month").unwrap_or_default();
        let last = text(given, "last").unwrap_or_else(|| first.clone());
        let month = |place, text: &str| text.parse().map_err(|why| wrong(place, &why));
        let (first, last) = (month("first", &first)?, month("last", &last)?);
        let codes = texts(given, "station").into_iter().enumerate();
        let code =
            |(at, text): (usize, String)| text.parse().map_err(|why| wrong(&format!("stations/{at}"), &why));
        Ok(Asked { first, last, stations: codes.map(code).collect::<Answer<_>>()? })
    }
}

/// The tables of a sheet of one month or of some.
struct Tables {
    rows: Table,
    calls: Table,
    totals: Table,
}

impl Tables {
    /// Those of months, one after the other.
    fn of(months: &[SheetTables]) -> Answer<Tables> {
        let table = |of: fn(&SheetTables) -> &RecordBatch, zh, en| {
            let batches: Vec<&RecordBatch> = months.iter().map(of).collect();
            Ok(Table::new(joined(&batches)?, zh, en))
        };
        Ok(Tables {
            rows: table(|month| &month.sheet, "工资表", "Pay sheet")?,
            calls: table(|month| &month.calls, "分月用款计划", "Monthly call on each payer")?,
            totals: table(|month| &month.totals, "各月合计", "Totals by month")?,
        })
    }

    fn one(self, name: &str) -> Table {
        match name {
            "calls" => {
                let mut regions = self.calls.texts("region");
                regions.sort_unstable();
                regions.dedup();
                // Of one region its totals say the same.
                self.calls.above((regions.len() > 1).then_some(self.totals))
            }
            "totals" => self.totals,
            _ => self.rows,
        }
    }
}

pub(crate) fn sheet(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let to = To::read(given, console)?;
    let table = text(given, "table").unwrap_or_default();
    let plan = Plan::read(given, console)?;
    let asked = Asked::read(given)?;
    let whole = plan.whole()?;
    if to.format == "csv" {
        return by_month(&plan, &whole, &asked, &table, &to, console);
    }
    // Programs and workbooks take rows, all else columns.
    let in_rows = matches!(&to.format[..], "json" | "xlsx");
    let (mut sheet, mut months) = (Sheet { rows: Vec::new(), totals: Vec::new() }, Vec::new());
    let shown = console.watched("工资表 pay sheet", |watch| {
        whole.sheet_by_month(asked.first, asked.last, &asked.stations, Arc::clone(watch), |month| {
            if in_rows {
                sheet.rows.extend(month.rows());
                sheet.totals.extend_from_slice(month.totals());
            } else {
                months.push(month.to_arrow());
            }
        })
    })?;
    shown.map_err(|errors| plan.faulty(&errors))?;
    let months: Vec<SheetTables> = months.into_iter().collect::<Result<_, _>>().map_err(fault)?;
    match &to.format[..] {
        "json" => {
            to.write(format!("{}\n", serde_json::to_string(&sheet).map_err(fault)?).as_bytes(), console)
        }
        "xlsx" => {
            let book =
                shuangbai_excel::write_sheet(&whole, &sheet, of_book(to.unit, lang)?).map_err(fault)?;
            to.write(&book, console)
        }
        "table" if table == "rows" => {
            let title = whole.programme().title();
            let title = Told::new(&title.zh, &title.en);
            let names = whole.station_codes().zip(whole.station_names());
            let names = names.filter_map(|(code, name)| Some((code.as_str().to_owned(), name?.to_owned())));
            let names: HashMap<String, String> = names.collect();
            let mut shown = Vec::with_capacity(months.len());
            for month in &months {
                let Tables { rows, totals, .. } = Tables::of(std::slice::from_ref(month))?;
                let month = totals.texts("month").concat();
                shown.push(of_month(&rows, &month, &title, &names, to.unit, lang));
            }
            to.show(&shown, console)
        }
        "table" => {
            let chosen = Tables::of(&months)?.one(&table);
            let mut shown = chosen.shown(to.unit, lang, &chosen.told(), None);
            shown.notes.clear();
            to.show(&[shown], console)
        }
        _ => to.table(&Tables::of(&months)?.one(&table), console),
    }
}

/// CSV month by month: many years of many people take the memory of one month. Nothing is written for a plan with errors.
fn by_month(
    plan: &Plan,
    whole: &shuangbai::Plan,
    asked: &Asked,
    table: &str,
    to: &To,
    console: &mut Console<'_>,
) -> Answer {
    let (mut file, mut data) = (None, to.mark().to_vec());
    let (path, files) = (Path::new(&to.output), console.files);
    let written = console.watched("工资表 pay sheet", |watch| {
        let mut failed = Ok(());
        let mut month = |sheet: &SheetMonth<'_>| -> Answer {
            let header = data.len() == to.mark().len() && file.is_none();
            let tables = sheet.to_arrow().map_err(fault)?;
            data.extend(Tables::of(&[tables])?.one(table).csv(header)?);
            if to.output != "-" {
                let file = match &mut file {
                    Some(file) => file,
                    none => {
                        none.insert(files.create(&to.output).map_err(|error| Stop::of_file(path, &error))?)
                    }
                };
                file.write_all(&data).map_err(|error| Stop::of_file(path, &error))?;
                data.clear();
            }
            Ok(())
        };
        let shown =
            whole.sheet_by_month(asked.first, asked.last, &asked.stations, Arc::clone(watch), |sheet| {
                if failed.is_ok() {
                    failed = month(sheet);
                    if failed.is_err() {
                        watch.stop();
                    }
                }
            });
        match (shown, failed) {
            (_, Err(stop)) => Ok(Err(stop)),
            (Err(Unanswered::Wrong(errors)), _) => Err(errors.into()),
            (Err(Unanswered::Stopped), _) => Err(Unanswered::Stopped),
            (Ok(()), Ok(())) => Ok(Ok(())),
        }
    })?;
    written.map_err(|errors| plan.faulty(&errors))??;
    if to.output == "-" { console.print(&data) } else { Ok(()) }
}

/// The pay sheet of one month, with a sum below. Columns that say nothing are left out: ids where nobody has one, arrears and
/// a surplus where there are none; and so are the payers' shares of the subsidy, which CSV has.
fn of_month(
    rows: &Table,
    month: &str,
    title: &Told,
    stations: &HashMap<String, String>,
    unit: Unit,
    lang: Lang,
) -> Shown {
    let kept = |name: &String| match &name[..] {
        "month" | "at" => false,
        "id" | "surplus" => rows.says(name),
        name if name.starts_with("share_") || name.starts_with("arrears_share_") => false,
        name => !name.starts_with("arrears_") || rows.says(name),
    };
    let names = terms::in_order(rows.columns().into_iter().filter(kept).collect());
    let (year, number) = month.split_once('-').unwrap_or((month, ""));
    let (of_unit, title) = (unit.name(lang), title.of(lang));
    let note = match unit {
        Unit::Yuan => String::new(),
        _ => lang.of(format!("（单位：{of_unit}）"), format!(" ({of_unit})")),
    };
    let titled = lang.of(
        format!("{title} {year}年{}月工资表{note}", number.trim_start_matches('0')),
        format!("{title}: pay sheet of {month}{note}"),
    );
    let header = names.iter().map(|name| terms::heading(name, lang)).collect();
    let is_number = |name: &String| terms::is_money(name) || name == "count";
    let mut shown = Shown::new(titled, header, names.iter().map(is_number).collect());
    for row in 0..rows.len() {
        let cell = |name: &String| {
            let cell = rows.cell(name, row, unit, lang);
            if name == "station" {
                stations.get(&cell).filter(|name| !name.is_empty()).cloned().unwrap_or(cell)
            } else {
                cell
            }
        };
        shown.add(names.iter().map(cell).collect(), false);
    }
    let total = |(place, name): (usize, &String)| match &name[..] {
        _ if place == 0 => lang.of("合计", "Total").to_owned(),
        "annual" => String::new(),
        "count" => terms::whole(rows.sum(name)),
        name if terms::is_money(name) => unit.shown(rows.sum(name)),
        _ => String::new(),
    };
    shown.add(names.iter().enumerate().map(total).collect(), true);
    shown
}
