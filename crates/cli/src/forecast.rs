//! `forecast` and `check`.

use std::collections::BTreeMap;

use clap::ArgMatches;
use shuangbai::{Forecast, arrow::Tables};
use shuangbai_excel::{Unit as BookUnit, WriteOptions, mark_errors, write_forecast};

use crate::{
    console::{Console, hint},
    faulty::Hint,
    files,
    lang::Lang,
    options::text,
    plan::Plan,
    printed,
    shown::Shown,
    stop::{Answer, Stop, Told, wrong},
    table::{Table, fault},
    terms::{self, Unit},
    towns,
};

/// A forecast as tables.
pub(crate) struct Done {
    pub(crate) forecast: Forecast,
    tables: Tables,
    hints: Vec<Hint>,
    title: Told,
    /// The names of regions, by code: the plan's own, else those of Guangdong's cities, counties and towns.
    names: BTreeMap<String, String>,
}

impl Done {
    fn new(plan: &Plan, forecast: Forecast) -> Answer<Done> {
        let tables = forecast.to_arrow().map_err(fault)?;
        let rows = forecast.rows.iter().map(|row| (row.region.clone(), row.name.clone()));
        let norm = forecast.norm.iter().map(|row| (row.region.clone(), String::new()));
        let (given, nameless): (BTreeMap<_, _>, BTreeMap<_, _>) =
            rows.chain(norm).partition(|(_, name)| !name.is_empty());
        let codes = nameless.keys().filter(|code| !given.contains_key(*code)).map(String::as_str);
        let mut names = towns::known_names(codes);
        names.extend(given);
        let title = plan.outline().programme().title();
        let (title, hints) = (Told::new(&title.zh, &title.en), plan.hints(&forecast));
        Ok(Done { tables, hints, title, names, forecast })
    }

    fn totals(&self) -> Table {
        Table::new(self.tables.totals.clone(), "合计", "Totals")
    }

    fn norm(&self) -> Answer<Table> {
        let norm = Table::new(
            self.tables.norm.clone(),
            terms::part("norm", Lang::Zh),
            terms::part("norm", Lang::En),
        );
        norm.named(&self.names)
    }

    fn funds(&self) -> Table {
        Table::new(self.tables.funds.clone(), terms::part("funds", Lang::Zh), terms::part("funds", Lang::En))
    }

    /// One of the tables.
    fn table(
        &self,
        name: &str,
        plan: &Plan,
        by: Option<&str>,
        lang: Lang,
        console: &Console<'_>,
    ) -> Answer<Table> {
        Ok(match name {
            "totals" => self.totals(),
            "ratios" => {
                let ratios = self.forecast.ratios_to_arrow().map_err(fault)?;
                Table::new(ratios, "占比与人均", "Parts and per head").named(&self.names)?
            }
            "norm" => self.norm()?,
            "posts" => {
                let posts = plan.posts(by, console)?;
                Table::new(posts, "分岗位配备", "Norm by kind of post").named(&self.names)?
            }
            "funds" => self.funds(),
            "notices" => Table::new(self.tables.notices.clone(), "提示", "Notices"),
            "unlikely" => {
                let of =
                    |of: fn(&Hint, Lang) -> String| self.hints.iter().map(|hint| of(hint, lang)).collect();
                let columns = vec![
                    ("code", of(|hint, _| hint.code.clone())),
                    ("at", of(Hint::place)),
                    ("zh", of(|hint, _| hint.zh.clone())),
                    ("en", of(|hint, _| hint.en.clone())),
                ];
                Table::of_texts(columns, "请核对", "Please check")?
            }
            _ => {
                let rows = Table::new(self.tables.rows.clone(), "分地区", "By region").named(&self.names)?;
                let mut regions = rows.texts("region");
                regions.sort_unstable();
                regions.dedup();
                rows.above((regions.len() > 1).then(|| self.totals()))
            }
        })
    }

    /// The forecast for people: the years, the norm, the funds, and the notices beneath.
    fn shown(&self, unit: Unit, lang: Lang) -> Answer<Shown> {
        /// So many rows of a long table are shown: half of them from its head, half from its tail.
        const ROWS: Option<usize> = Some(40);
        let totals = self.totals();
        let names = totals.columns();
        let cost = |name: &&String| name.starts_with("cost_") && name.ends_with("_amount");
        let due = terms::payers(&names).into_iter().map(|payer| format!("due_{payer}"));
        let columns = ["year", "headcount", "pay", "subsidy", "top_up"].map(str::to_owned).into_iter();
        let columns =
            columns.chain(names.iter().filter(cost).cloned()).chain(due).chain(["raise_cost".to_owned()]);
        let mut shown = totals.shown(unit, lang, &columns.collect::<Vec<_>>(), ROWS);
        let title = self.title.of(lang);
        let named = unit.name(lang);
        shown.title =
            lang.of(format!("{title} 分年度（单位：{named}）"), format!("{title} by year ({named})"));
        let colon = lang.of("：", ": ");
        if !self.hints.is_empty() {
            // Before what nobody has confirmed: that is of the rules, this of what was given.
            let told = |hint: &Hint| format!("{}{colon}{}", hint.place(lang), hint.text(lang));
            let notes = self.hints.iter().map(told).collect();
            shown.below.push(Shown::sentences(lang.of("请核对", "Please check"), notes));
        }
        let norm = self.norm()?;
        if norm.len() > 0 {
            let columns =
                ["year", "stations", "required", "held", "short", "over", "coverage"].map(str::to_owned);
            // The rows of all regions together come last.
            let of_all = norm.texts("region").iter().filter(|region| region.is_empty()).count();
            let of_all = norm.rows(norm.len() - of_all, of_all);
            shown.below.push(of_all.shown(Unit::Yuan, lang, &columns, ROWS));
        }
        let funds = self.funds();
        if funds.len() > 0 {
            let columns: Vec<_> = funds.columns().into_iter().filter(|name| name != "fund").collect();
            let mut funds = funds.shown(unit, lang, &columns, ROWS);
            funds.notes.clear(); // the unit is explained above
            shown.below.push(funds);
        }
        if !self.forecast.notices.is_empty() {
            let told = |notice: &shuangbai::Notice| {
                format!("{}{colon}{}", terms::entry(&notice.at, lang), lang.of(&notice.zh, &notice.en))
            };
            let notes = self.forecast.notices.iter().map(told).collect();
            shown.below.push(Shown::sentences(lang.of("提示", "Notices"), notes));
        }
        Ok(shown)
    }

    /// One table, or the main columns of the rows by region, or the whole forecast.
    fn overview(
        &self,
        table: Option<&str>,
        plan: &Plan,
        by: Option<&str>,
        (unit, lang): (Unit, Lang),
        console: &Console<'_>,
    ) -> Answer<Shown> {
        if table.is_none() && by.is_none() {
            return self.shown(unit, lang);
        }
        let chosen = self.table(table.unwrap_or("rows"), plan, by, lang, console)?;
        let hidden = match table {
            Some("funds") => "fund",
            Some("notices" | "unlikely") => lang.other().word(),
            _ => "",
        };
        let keeps = |name: &String| name != hidden && (table.is_some() || !is_detail(name));
        let columns: Vec<_> = chosen.told().into_iter().filter(keeps).collect();
        Ok(chosen.shown(unit, lang, &columns, None))
    }
}

/// Whether a column is one that a forecast by region leaves to `--table rows`.
fn is_detail(name: &str) -> bool {
    let begins =
        ["share_", "top_up_by_", "worker_months", "surplus", "hires", "leavers", "raised", "contracts_"];
    let of_cost = name.starts_with("cost_") && (name.contains("_share_") || name.ends_with("_hours"));
    of_cost || begins.iter().any(|begin| name.starts_with(begin))
}

/// What was done with a workbook, and what can hardly be meant, beside what is printed.
fn tell(hints: &[Hint], lang: Lang, console: &mut Console<'_>) -> Answer {
    for one in hints {
        console.tell(&hint(lang, &one.place(lang), one.text(lang)))?;
    }
    Ok(())
}

/// A unit as workbooks have it.
pub(crate) fn of_book(unit: Unit, lang: Lang) -> Answer<WriteOptions> {
    let unit = match unit {
        Unit::Yuan => BookUnit::Yuan,
        Unit::Wan => BookUnit::Wan,
        Unit::Yi => return wrong("工作簿以元或万元为单位", "a workbook is in yuan or wan"),
    };
    Ok(WriteOptions { language: lang.into(), unit })
}

/// The plan, its forecast, and where it has errors the copy of its workbook in which they are marked.
fn made(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer<(Plan, Done)> {
    let made = |console: &mut Console<'_>| {
        let plan = Plan::read(given, console)?;
        let forecast = plan.forecast(text(given, "by").as_deref(), console)?;
        let done = Done::new(&plan, forecast)?;
        Ok((plan, done))
    };
    let answer = made(console);
    if let (Err(Stop::Faulty(faulty)), Some(book), Some(mark)) =
        (&answer, text(given, "plan"), text(given, "mark"))
        && files::is_book(&book)
    {
        let marked = mark_errors(&files::bytes(&book, console)?, &faulty.marks(lang));
        let marked = marked.map_err(|error| Stop::Wrong(Told::new(error.to_string(), error.to_string())))?;
        files::write(&marked, &mark, console)?;
    }
    answer
}

pub(crate) fn forecast(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let to = printed::To::read(given, console)?;
    let (table, by) = (text(given, "table"), text(given, "by"));
    let (plan, done) = made(given, lang, console)?;
    tell(&plan.notes, lang, console)?;
    // The whole forecast and JSON have the hints themselves.
    let whole = to.format == "table" && table.is_none() && by.is_none();
    if !whole && to.format != "json" && table.as_deref() != Some("unlikely") {
        tell(&done.hints, lang, console)?;
    }
    match &to.format[..] {
        "json" => to.write(format!("{}\n", done.forecast.to_json()).as_bytes(), console),
        "xlsx" => {
            let options = of_book(to.unit, lang)?;
            let whole = plan.whole_by(by.as_deref())?;
            let book = write_forecast(&whole, &done.forecast, options).map_err(fault)?;
            to.write(&book, console)
        }
        "table" => {
            let shown = done.overview(table.as_deref(), &plan, by.as_deref(), (to.unit, lang), console)?;
            to.show(&[shown], console)
        }
        _ => {
            let chosen =
                done.table(table.as_deref().unwrap_or("rows"), &plan, by.as_deref(), lang, console)?;
            to.table(&chosen, console)
        }
    }
}

pub(crate) fn check(given: &ArgMatches, lang: Lang, console: &mut Console<'_>) -> Answer {
    let (plan, done) = made(given, lang, console)?;
    if text(given, "format").as_deref() == Some("json") {
        return console.say("{\"errors\":[]}");
    }
    let outline = plan.outline();
    let (id, horizon) = (outline.programme().id(), outline.horizon());
    let (first, last) = (horizon.first, horizon.last);
    let stations = terms::whole(outline.station_codes().len() as i128);
    let workers = terms::whole(plan.workers() as i128);
    console.say(&lang.of(
        format!("计划无误：{id}，{first} 至 {last} 年，{stations} 个社工站，{workers} 名社工"),
        format!("no errors: {id}, {first} to {last}, stations: {stations}, workers: {workers}"),
    ))?;
    tell(&done.hints, lang, console)
}
