//! March's pay sheet (工资表) of one station, with a grade that was decided late, a move and an absence; and that the months
//! of the year add up to its forecast.
//!
//! ```text
//! cargo run --release --example sheet
//! ```

#[expect(dead_code, reason = "what other examples share")]
mod common;

use std::process::ExitCode;

use common::{Fault, Table};
use shuangbai::{By, Fen, Grade, Payer, Plan, Post, SheetRow, Station, Worker};

fn main() -> ExitCode {
    common::main(run)
}

fn plan() -> Result<Plan, Fault> {
    let pay = |yuan: &str| yuan.parse();
    let of_2021 = |id: &str, station: &str| Worker::new(id, station, Post::Service, "2021-01");
    // 甲's grade of 2021 became known in March; 乙's raise was paid from January on.
    let jia = of_2021("甲", "440203001")?.pay(pay("60000")?).appraisal_decided(
        2021,
        Grade::Pass,
        "2022-03",
        None,
    )?;
    let yi = of_2021("乙", "440203001")?.pay(pay("52000")?).appraisal(2021, Grade::Excellent)?;
    // 丙 is away from February to April, 丁 came from another station in March.
    let bing = of_2021("丙", "440203001")?.appraisal(2021, Grade::Pass)?.away("2022-02", "2022-04")?;
    let ding =
        of_2021("丁", "440203002")?.appraisal(2021, Grade::Fail)?.moves("2022-03", "440203001", None)?;
    let plan = Plan::builder("guangdong-2021", 2022, 2022)
        .stations([
            Station::new("440203001")?.name("西联镇").villages(2)?,
            Station::new("440203002")?.name("西河镇").villages(2)?,
        ])
        .workers([jia, yi, bing, ding])
        .by(By::Station);
    Ok(plan.build()?)
}

fn run() -> Result<(), Fault> {
    let plan = plan()?;
    let station = "440203001".parse()?;
    let march = plan.sheet("2022-03".parse()?, "2022-03".parse()?, &[station])?;
    let mut table = Table::new(
        1,
        &[
            ("编号", "Id"),
            ("年薪", "Annual"),
            ("薪酬", "Pay"),
            ("补发", "Arrears"),
            ("应发", "Payable"),
            ("省应付", "Due: province"),
            ("地方应付", "Due: local"),
        ],
    );
    let due = |row: &SheetRow, payer| row.due.get(&payer).copied().unwrap_or(Fen(0));
    let columns: [&dyn Fn(&SheetRow) -> Fen; 5] = [
        &|row| row.figures.pay,
        &|row| row.arrears.pay,
        &|row| row.payable,
        &|row| due(row, Payer::Province),
        &|row| due(row, Payer::Local),
    ];
    for row in &march.rows {
        let cells = columns.iter().map(|of| of(row).to_string());
        table.row([row.id.clone(), row.annual.to_string()].into_iter().chain(cells));
    }
    let sums = columns.iter().map(|of| Fen(march.rows.iter().map(|row| of(row).0).sum()).to_string());
    table.row(["合计 Total".to_owned(), String::new()].into_iter().chain(sums));
    println!("西联镇 2022 年 3 月工资表（元） Pay sheet of March 2022 (yuan)\n\n{table}");

    // Month by month, what was paid by the end of the year is what the year's forecast has.
    let months = plan.sheet("2022-01".parse()?, "2022-12".parse()?, &[station])?;
    let called = |payer| months.rows.iter().map(|row| due(row, payer).0).sum::<i64>();
    let forecast = plan.forecast()?;
    let year = forecast.rows.iter().find(|row| row.region == "440203001").ok_or("the station has a row")?;
    for (name, payer) in [("省应付 Due: province", Payer::Province), ("地方应付 Due: local", Payer::Local)]
    {
        let (months, forecast) = (Fen(called(payer)), common::due(year, payer));
        if months != forecast {
            return Err(format!("{name}: {months}, {forecast}").into());
        }
        println!("十二个月合计 Twelve months, {name}: {months}；年度预测 the year's forecast: {forecast}");
    }
    Ok(())
}
