//! What forecasts cost. Each bench asserts its result before it is timed; `-- --test` asserts only.

use std::{error::Error, hint::black_box, num::NonZeroUsize};

use criterion::{BenchmarkId, Criterion, Throughput};
use shuangbai::{Assumptions, Fen, Forecast, Plan, Quantity, Roster};
use shuangbai_benches::{People, Result, chances, plan_2017, province, reforms, threads};

fn main() -> Result<()> {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    // Asserting alone does not need ten million people.
    let only_assert = std::env::args().any(|argument| argument == "--test");
    for people in [30_000, 1_000_000, 10_000_000].into_iter().take(if only_assert { 2 } else { 3 }) {
        people_in_columns(&mut criterion, people)?;
    }
    json(&mut criterion)?;
    whole_province(&mut criterion)?;
    a_thousand_reforms(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// `people/certain/1000000/2`: so many people from columns, on so many threads.
fn people_in_columns(criterion: &mut Criterion, count: usize) -> Result<()> {
    let people = People::new(count, 1610)?;
    let roster = people.roster();
    for (name, assumptions) in [("certain", Assumptions::default()), ("expected", chances()?)] {
        let plan = plan_2017(assumptions)?;
        let one = forecast(&plan, &roster, threads(1))?;
        assert_eq!(one, forecast(&plan, &roster, threads(2))?, "no result depends on the number of threads");
        assert_adds_up(&one)?;
        if name == "certain" {
            for row in &one.totals {
                assert_eq!(row.headcount, Quantity::Whole(people.headcount(row.year)?), "{}", row.year);
            }
        }
        let mut group = criterion.benchmark_group(format!("people/{name}"));
        group.throughput(Throughput::Elements(count as u64));
        for on in [1, 2] {
            group.bench_function(BenchmarkId::new(count.to_string(), on), |bencher| {
                bencher.iter(|| forecast(&plan, &roster, threads(on)).map(black_box));
            });
        }
        group.finish();
    }
    Ok(())
}

fn forecast(
    plan: &Plan,
    roster: &Roster<'_>,
    on: NonZeroUsize,
) -> std::result::Result<Forecast, shuangbai::Unanswered> {
    plan.check_on(roster, on)?.forecast()
}

/// Pay + surplus = subsidy + top-up, shares add up to the subsidy, rows to the totals.
fn assert_adds_up(forecast: &Forecast) -> Result<()> {
    for row in forecast.rows.iter().chain(&forecast.totals) {
        assert_eq!(row.pay.0 + row.surplus.0, row.subsidy.0 + row.top_up.0, "{} {}", row.year, row.region);
        assert_eq!(row.shares.values().map(|share| share.0).sum::<i64>(), row.subsidy.0);
    }
    for total in &forecast.totals {
        let rows = forecast.rows.iter().filter(|row| row.year == total.year);
        let pay: Option<Fen> = rows.map(|row| row.pay).sum();
        assert_eq!(pay.ok_or("a sum that does not fit")?, total.pay, "{}", total.year);
    }
    Ok(())
}

/// `json/read/30000` and `json/forecast/30000`: a plan of 30,000 workers in JSON.
fn json(criterion: &mut Criterion) -> Result<()> {
    let people = People::new(30_000, 1610)?;
    for (name, assumptions) in [("certain", Assumptions::default()), ("expected", chances()?)] {
        let plan = plan_2017(assumptions)?;
        let json = people.plan_json(&plan)?;
        let from_columns = forecast(&plan, &people.roster(), threads(1))?.to_json();
        let from_json = shuangbai::forecast_json(&json).map_err(Box::<dyn Error>::from)?;
        assert_eq!(from_json, from_columns, "the same digits from JSON and from columns");
        let mut group = criterion.benchmark_group(format!("json/{name}"));
        group.throughput(Throughput::Bytes(json.len() as u64));
        group.bench_function("read/30000", |bencher| bencher.iter(|| Plan::from_json(&json).map(black_box)));
        group.bench_function("forecast/30000", |bencher| bencher.iter(|| shuangbai::forecast_json(&json)));
        group.finish();
    }
    Ok(())
}

/// `province/expected/1`: all towns of Guangdong filled to the norm, ten years, expected values.
fn whole_province(criterion: &mut Criterion) -> Result<()> {
    let plan = province()?;
    let forecast = plan.forecast()?;
    assert_adds_up(&forecast)?;
    assert_eq!(forecast.totals[1].headcount.to_string(), "29744.0000", "the posts of the norm");
    criterion
        .bench_function("province/expected/1", |bencher| bencher.iter(|| plan.forecast().map(black_box)));
    Ok(())
}

/// `reforms/certain/1000/2`: a thousand reforms of a plan of 30,000 workers.
fn a_thousand_reforms(criterion: &mut Criterion) -> Result<()> {
    let people = People::new(30_000, 1610)?;
    let model = plan_2017(Assumptions::default())?.check_on(&people.roster(), threads(2))?;
    let patches = reforms();
    let forecasts = model.sweep(&patches);
    assert_eq!(forecasts.len(), patches.len());
    for (patch, forecast) in patches.iter().zip(forecasts).step_by(100) {
        assert_eq!(forecast?, model.reformed(patch)?.forecast()?, "{patch}");
    }
    let mut group = criterion.benchmark_group("reforms/certain");
    group.throughput(Throughput::Elements(patches.len() as u64));
    group.bench_function("1000/2", |bencher| bencher.iter(|| black_box(model.sweep(&patches))));
    group.finish();
    Ok(())
}
