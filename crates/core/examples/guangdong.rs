//! The Double Hundred Project (双百工程) in all 1,610 towns of Guangdong: what it costs by year and
//! by city, and whether the programme's rules give the appropriation that was announced.
//!
//! ```text
//! cargo run --release --example guangdong [-- FOLDER]
//! ```
//!
//! The folder holds `towns.csv` and `regions.csv`, as `data/guangdong-2023` does.

mod common;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
    time::Instant,
};

use common::{Both, CODE, Fault, Line, Table, decimals, due, notices, people, percent, wan};
use rust_decimal::Decimal;
use shuangbai::{
    Assumptions, By, Fen, Fill, Forecast, FundYear, Payer, Plan, Purpose, Refill, RegionCode, Row, Station,
};

const PRESET: &str = "guangdong-2021";
/// The months in which the stations open, by turns.
const OPENS: [&str; 2] = ["2021-08", "2022-01"];
const BY_CITY: u16 = 2025;
/// The first year of the appropriation that was announced for every year.
const CHECKED: u16 = 2022;

fn main() -> ExitCode {
    common::main(run)
}

fn run() -> Result<(), Fault> {
    let folder = common::folder("guangdong-2023")?;
    let regions = common::regions(&folder.join("regions.csv"))?;
    let towns = common::read(&folder.join("towns.csv"), town)?.into_iter().flatten();
    let opened = towns.zip(OPENS.into_iter().cycle()).map(|(town, month)| town.opens(month));
    let stations = opened.collect::<Result<Vec<_>, _>>()?;

    let assumptions = Assumptions {
        pass_rate: "0.96".parse()?,
        leave_rate: "0.08".parse()?,
        refill: Refill::January,
        fill: Fill::Norm,
        ..Assumptions::default()
    };
    let plan = plan(&stations, &regions, (2021, 2030), assumptions, By::City)?;
    let begun = Instant::now();
    let forecast = plan.forecast()?;
    let took = begun.elapsed();

    let mut out = BufWriter::new(io::stdout().lock());
    let title = plan.programme().title();
    writeln!(out, "{}\n{}\n", title.zh, title.en)?;
    let count = decimals(stations.len().into(), 0);
    writeln!(out, "社工站 Stations: {count}; 轮流开站 opening by turns: {}", OPENS.join(", "))?;
    writeln!(out, "年度考核合格率 Pass rate: {}", assumptions.pass_rate)?;
    let refill = assumptions.refill.zh();
    writeln!(out, "年流失率 Leave rate: {}; {refill} refilled in January", assumptions.leave_rate)?;
    writeln!(out, "岗位 Posts: {} filled to the norm\n", assumptions.fill.zh())?;
    writeln!(out, "金额为期望值,四舍五入到百元;合计先加总、后取整")?;
    writeln!(out, "Amounts are expected values, to the nearest 100 yuan; totals are summed before rounding")?;
    writeln!(out, "递增增支:当年这一步递增所增加的薪酬;在岗月数不足的年份不考核、不递增")?;
    writeln!(
        out,
        "Raise cost: what the year's own step adds; a year with too few months on the payroll brings none\n"
    )?;
    writeln!(out, "一、分年度 By year (万元, 10,000 yuan)\n\n{}", by_year(&forecast))?;
    writeln!(out, "二、{BY_CITY} 年分地市 By city, {BY_CITY} (万元, 10,000 yuan)\n\n{}", by_city(&forecast))?;
    writeln!(out, "三、{CHECKED} 年与公布数核对 Against the announced appropriation of {CHECKED}\n")?;
    writeln!(out, "{}", against_announced(&stations, &regions)?)?;
    write!(out, "{}", notices(&forecast))?;
    out.flush()?;
    eprintln!("\n预测用时 The forecast took {} ms", took.as_millis());
    Ok(())
}

/// A street, town or township; the units of the other class have no station.
fn town(line: &Line<'_>) -> Result<Option<Station>, Fault> {
    const CLASS: Both = ("street、town、township 或 other", "street, town, township or other");
    const VILLAGES: Both = ("0 至 10,000 的整数", "a whole number from 0 to 10,000");
    let has_station = line.field("class", CLASS, |class| match class {
        "street" | "town" | "township" => Some(true),
        "other" => Some(false),
        _ => None,
    })?;
    let station = line.field("code", CODE, |code| Station::new(code).ok())?.name(line.text("name")?);
    let villages = |text: &str| text.parse().ok().and_then(|villages| station.villages(villages).ok());
    let station = line.field("villages", VILLAGES, villages)?;
    Ok(has_station.then_some(station))
}

fn plan(
    stations: &[Station],
    regions: &[(RegionCode, String)],
    (first, last): (u16, u16),
    assumptions: Assumptions,
    by: By,
) -> Result<Plan, Fault> {
    let mut builder = Plan::builder(PRESET, first, last).stations(stations.iter().cloned());
    for (code, name) in regions {
        builder = builder.region(code.clone(), name);
    }
    Ok(builder.assumptions(assumptions).by(by).build()?)
}

/// The year of the province's appropriation for its shares, with the fund's name.
fn appropriation(forecast: &Forecast, year: u16) -> Option<(&str, &FundYear)> {
    let ours = |payer, pays: &Purpose| payer == Payer::Province && *pays == Purpose::Subsidy;
    let funds = forecast.funds.iter().filter(|fund| ours(fund.payer, &fund.pays));
    let mut years = funds.flat_map(|fund| fund.years.iter().map(|year| (fund.name.as_str(), year)));
    years.find(|(_, of)| of.year == year)
}

/// In millions of yuan with two decimals, half away from zero.
fn million(amount: Fen) -> String {
    decimals(Decimal::new(amount.0, 8), 2)
}

fn by_year(forecast: &Forecast) -> Table {
    let mut table = Table::new(
        1,
        &[
            ("年份", "Year"),
            ("年末人数", "Headcount"),
            ("薪酬", "Pay"),
            ("省应付", "Due: province"),
            ("地方应付", "Due: local"),
            ("递增增支", "Raise cost"),
            ("省级拨款", "Appropriated"),
            ("拨款未用", "Not drawn"),
            ("拨款缺口", "Shortfall"),
        ],
    );
    for row in &forecast.totals {
        let (province, local) = (due(row, Payer::Province), due(row, Payer::Local));
        let mut cells = vec![row.year.to_string(), people(row.headcount)];
        cells.extend([row.pay, province, local, row.raise_cost].map(wan));
        if let Some((_, fund)) = appropriation(forecast, row.year) {
            cells.extend([fund.opening, fund.closing, fund.shortfall].map(wan));
        }
        table.row(cells);
    }
    table
}

fn by_city(forecast: &Forecast) -> Table {
    let mut table = Table::new(
        2,
        &[
            ("代码", "Code"),
            ("地市", "City"),
            ("社工站", "Stations"),
            ("年末人数", "Headcount"),
            ("薪酬", "Pay"),
            ("省应付", "Due: province"),
            ("地方应付", "Due: local"),
            ("其中自筹", "of it top-up"),
            ("递增增支", "Raise cost"),
        ],
    );
    for row in forecast.rows.iter().chain(&forecast.totals).filter(|row| row.year == BY_CITY) {
        let norm = forecast.norm.iter().find(|norm| norm.year == row.year && norm.region == row.region);
        let stations = norm.map_or(0, |norm| norm.stations);
        let name = if row.region.is_empty() { "合计 Total" } else { &row.name };
        let (province, local) = (due(row, Payer::Province), due(row, Payer::Local));
        let mut cells = vec![row.region.clone(), name.to_owned()];
        cells.extend([decimals(stations.into(), 0), people(row.headcount)]);
        cells.extend([row.pay, province, local, row.top_up, row.raise_cost].map(wan));
        table.row(cells);
    }
    table
}

/// The norm's posts of which the province bears a part, times that part, and what was announced.
fn against_announced(stations: &[Station], regions: &[(RegionCode, String)]) -> Result<String, Fault> {
    // With nothing left to chance every post of the norm is held, all year by one worker.
    let certain = Assumptions { fill: Fill::Norm, ..Assumptions::default() };
    let forecast = plan(stations, regions, (CHECKED, CHECKED), certain, By::Station)?.forecast()?;
    let part = |row: &Row| row.shares.get(&Payer::Province).copied().unwrap_or_default();
    let shared = || forecast.rows.iter().filter(|row| part(row) > Fen::ZERO);
    let posts: Decimal = shared().map(|row| Decimal::from(row.headcount)).sum();
    let needed = shared().map(part).sum::<Option<Fen>>().ok_or("the province's part does not fit")?;
    let a_post = Decimal::from(needed).checked_div(posts).unwrap_or_default();
    let (fund, announced) = appropriation(&forecast, CHECKED).ok_or("no appropriation")?;
    let announced = announced.opening;
    let difference = needed.checked_sub(announced).ok_or("the difference does not fit")?;

    let mut table = Table::new(1, &[("", ""), ("万元", "10,000 yuan"), ("百万元", "Million yuan")]);
    let (a_post, posts) = (decimals(a_post, 2), decimals(posts, 0));
    for (item, amount) in [
        (format!("省分担部分 Province's part: {posts} 岗 posts x {a_post} 元 yuan"), needed),
        (format!("公布拨款 Announced: {fund}"), announced),
        (format!("差额 Difference: {}", percent(difference, announced)), difference),
    ] {
        table.row([item, wan(amount), million(amount)]);
    }
    let stations = decimals(shared().count().into(), 0);
    let area =
        format!("省分担地区 Where the province shares: {stations} 站 stations, {posts} 岗 posts of the norm");
    Ok(format!("  {area}\n\n{table}"))
}
