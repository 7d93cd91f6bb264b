//! The Double Hundred Plan (双百计划) with a SYNTHETIC roster: whether its pools sufficed, and what
//! the programme owes by year.
//!
//! ```text
//! cargo run --release --example plan_2017 [-- FOLDER]
//! ```
//!
//! The folder holds `stations.csv` and `workers.csv`, as `data/plan-2017` does.

mod common;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use common::{Both, CODE, Fault, Line, Table, decimals, due, notices, people, percent, wan};
use shuangbai::{
    Assumptions, By, Code, Fen, FundReport, FundYear, Grade, Month, Payer, Plan, Post, Purpose, Refill, Row,
    Station, Word, Worker, Year,
};

/// 揭阳.
const CITY: &str = "4452";
/// The roster tells what was until the end of the year before.
const ASSUMED_FROM: u16 = 2021;

fn main() -> ExitCode {
    common::main(run)
}

fn run() -> Result<(), Fault> {
    let folder = common::folder("plan-2017")?;
    let stations = common::read(&folder.join("stations.csv"), station)?;
    let workers = common::read(&folder.join("workers.csv"), worker)?;
    let (all_stations, all_workers) = (stations.len(), workers.len());

    let assumptions = Assumptions {
        pass_rate: "0.96".parse()?,
        leave_rate: "0.08".parse()?,
        refill: Refill::January,
        from: Some(ASSUMED_FROM.try_into()?),
        ..Assumptions::default()
    };
    let mut builder = Plan::builder("guangdong-2017", 2017, 2026).stations(stations).workers(workers);
    for (code, name) in common::regions(&common::data("guangdong-2023").join("regions.csv"))? {
        builder = builder.region(code, name);
    }
    let plan = builder.assumptions(assumptions).by(By::City).build()?;
    let forecast = plan.forecast()?;

    let mut out = BufWriter::new(io::stdout().lock());
    let title = plan.programme().title();
    writeln!(out, "{}\n{}\n", title.zh, title.en)?;
    writeln!(out, "*** 名册为合成数据,不对应任何真实的站点、岗位、薪酬或个人 ***")?;
    writeln!(out, "*** The roster is SYNTHETIC: no row is a real station, post, pay or person ***\n")?;
    writeln!(out, "社工站 Stations: {}", decimals(all_stations.into(), 0))?;
    let to = ASSUMED_FROM - 1;
    writeln!(out, "名册 Roster: 截至 to {to}-12, {} 人 workers", decimals(all_workers.into(), 0))?;
    writeln!(out, "{ASSUMED_FROM} 年起假设 Assumed from {ASSUMED_FROM}:")?;
    writeln!(out, "  年度考核合格率 pass rate: {}", assumptions.pass_rate)?;
    let refill = assumptions.refill.zh();
    writeln!(out, "  年流失率 leave rate: {}; {refill} refilled in January\n", assumptions.leave_rate)?;
    writeln!(out, "金额单位为万元,四舍五入到百元;合计先加总、后取整;{ASSUMED_FROM} 年起为期望值")?;
    writeln!(
        out,
        "Amounts in 万元 (10,000 yuan), to the nearest 100 yuan; totals are summed before rounding;"
    )?;
    writeln!(out, "from {ASSUMED_FROM} on they are expected values")?;
    writeln!(out, "地方:市、县、镇合计,方案未再划分")?;
    writeln!(out, "Local: city, county and town together, as the programme does not divide it\n")?;
    writeln!(out, "一、统筹资金 Pools\n")?;
    let open = &serde_json::to_value(plan.programme())?["funds"];
    for (place, fund) in forecast.funds.iter().enumerate() {
        let month = |end| open[place][end].as_str().unwrap_or_default();
        writeln!(out, "{}", pool(fund, [month("first"), month("last")])?)?;
    }
    writeln!(out, "二、分年度 By year\n\n{}", by_year(&forecast.totals))?;
    let city: Vec<Row> = forecast.rows.iter().filter(|row| row.region == CITY).cloned().collect();
    if let Some(Row { name, .. }) = city.first() {
        writeln!(
            out,
            "三、{name}(合成名册) City {CITY} (synthetic roster): 应付见末列 what it owes stands last\n"
        )?;
        writeln!(out, "{}", by_year(&city))?;
    }
    write!(out, "{}", notices(&forecast))?;
    Ok(out.flush()?)
}

const MONTH: Both = ("月份,如 2017-07", "a month like 2017-07");

fn station(line: &Line<'_>) -> Result<Station, Fault> {
    let mut station = line.field("code", CODE, |code| Station::new(code).ok())?.name(line.text("name")?);
    let tier = line.text("tier")?;
    if !tier.is_empty() {
        station = station.tier(tier);
    }
    line.field("opens", MONTH, |month| station.opens(month).ok())
}

fn worker(line: &Line<'_>) -> Result<Worker, Fault> {
    const POST: Both = ("service 或 administrative", "service or administrative");
    const AMOUNT: Both = ("元为单位、至多两位小数的金额", "an amount in yuan with at most two decimals");
    const YEAR: Both = ("1949 至 2200 的年份", "a year from 1949 to 2200");
    const GRADE: Both = ("excellent、pass、basic 或 fail", "excellent, pass, basic or fail");
    let code: Code = line.field("station", CODE, |code| code.parse().ok())?;
    let post = line.field("post", POST, Post::from_word)?;
    let hired: Month = line.field("hired", MONTH, |month| month.parse().ok())?;
    let mut worker = Worker::new(line.text("id")?, code.as_str(), post, &hired.to_string())?;
    if !line.text("left")?.is_empty() {
        worker = line.field("left", MONTH, |month| worker.left(month).ok())?;
    }
    if !line.text("pay")?.is_empty() {
        worker = worker.pay(line.field("pay", AMOUNT, |pay| pay.parse().ok())?);
    }
    if !line.text("pay_year")?.is_empty() {
        worker = line.field("pay_year", YEAR, |year| worker.pay_year(year.parse().ok()?).ok())?;
    }
    // Every column that is called by a year holds that year's grades.
    for column in &line.columns {
        let year = column.parse().ok().and_then(|year: u16| Year::try_from(year).ok());
        if let (Some(year), false) = (year, line.text(column)?.is_empty()) {
            worker = worker.appraisal(year.number(), line.field(column, GRADE, Grade::from_word)?)?;
        }
    }
    Ok(worker)
}

/// What a pool paid in each year, and whether it sufficed in the months in which it was open.
fn pool(fund: &FundReport, [first, last]: [&str; 2]) -> Result<String, Fault> {
    let mut table = Table::new(
        1,
        &[
            ("年份", "Year"),
            ("年初", "Opening"),
            ("支出", "Drawn"),
            ("年末", "Closing"),
            ("缺口", "Shortfall"),
        ],
    );
    for year in &fund.years {
        let amounts = [year.opening, year.drawn, year.closing, year.shortfall];
        table.row([year.year.to_string()].into_iter().chain(amounts.map(wan)));
    }
    let sum = |amount: fn(&FundYear) -> Fen| fund.years.iter().map(amount).sum::<Option<Fen>>();
    let (drawn, shortfall) = (sum(|year| year.drawn), sum(|year| year.shortfall));
    let (drawn, shortfall) = drawn.zip(shortfall).ok_or("the sum of a pool does not fit")?;
    let amount = fund.years.first().map_or(Fen::ZERO, |year| year.opening);

    let pays = match &fund.pays {
        Purpose::Subsidy => "资助 subsidy",
        Purpose::Cost(name) => name,
    };
    let verdict = if shortfall == Fen::ZERO {
        format!("足够 it sufficed, 剩余 left: {}", wan(fund.unspent))
    } else {
        format!("不足 it did not suffice, 缺口 shortfall: {}", wan(shortfall))
    };
    let (name, payer) = (&fund.name, fund.payer);
    Ok(format!(
        "  {name}: {} 万元, {first} 至 to {last}, {} {payer}, {pays}\n\n{table}\n  \
         共支出 Drawn in all: {} ({}); {verdict}\n",
        wan(amount),
        payer.zh(),
        wan(drawn),
        percent(drawn, amount),
    ))
}

fn by_year(rows: &[Row]) -> Table {
    let mut table = Table::new(
        1,
        &[
            ("年份", "Year"),
            ("年末人数", "Headcount"),
            ("薪酬", "Pay"),
            ("资助", "Subsidy"),
            ("自筹", "Top-up"),
            ("结余", "Surplus"),
            ("督导", "Supervision"),
            ("省应付", "Due: province"),
            ("地方应付", "Due: local"),
        ],
    );
    for row in rows {
        let supervision = row.costs.values().map(|cost| cost.amount).sum::<Option<Fen>>().unwrap_or_default();
        let due = [due(row, Payer::Province), due(row, Payer::Local)];
        let amounts = [row.pay, row.subsidy, row.top_up, row.surplus, supervision].into_iter().chain(due);
        table.row([row.year.to_string(), people(row.headcount)].into_iter().chain(amounts.map(wan)));
    }
    table
}
