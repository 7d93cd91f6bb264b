//! Times every bench a few times and prints the fastest run of each: the table of RESULTS.md.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --bin measure
//! ```

use std::time::{Duration, Instant};

use shuangbai::{Assumptions, Plan, Unanswered};
use shuangbai_benches::{People, Result, chances, plan_2017, plan_of_peers, province, reforms, threads};

fn fastest<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = work();
            let time = start.elapsed();
            drop(result);
            time
        })
        .min()
        .unwrap_or_default()
}

/// A time shared by so many, in nanoseconds with one decimal.
fn tenths_each(time: Duration, count: usize) -> String {
    let tenths = time.as_nanos() * 10 / count as u128;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn main() -> Result<()> {
    let most: usize = std::env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse())?;
    for count in [30_000, 1_000_000, 10_000_000].into_iter().filter(|count| *count <= most) {
        let (few, many) = (People::new(count, 1610)?, People::many_pays(count, 1610)?);
        for (name, people, plan) in [
            ("certain", &few, plan_2017(Assumptions::default())?),
            ("expected", &few, plan_2017(chances()?)?),
            ("many pays", &many, plan_of_peers()?),
        ] {
            let roster = people.roster();
            for on in [1, 2] {
                let checked = fastest(5, || plan.check_on(&roster, threads(on)));
                let whole = fastest(5, || {
                    plan.check_on(&roster, threads(on))
                        .map_err(Unanswered::from)
                        .and_then(|model| model.forecast())
                });
                println!(
                    "{count:>9} {name:<9} {on} thread(s): {:>9} us, {:>6} ns a person (packing {})",
                    whole.as_micros(),
                    tenths_each(whole, count),
                    tenths_each(checked, count),
                );
            }
        }
    }
    let plan = plan_2017(chances()?)?;
    let people = People::new(30_000, 1610)?;
    let json = people.plan_json(&plan)?;
    let read = fastest(5, || Plan::from_json(&json));
    let whole = fastest(5, || shuangbai::forecast_json(&json));
    println!(
        "JSON plan of 30,000 workers ({} kB), expected: {whole:?}, of it reading {read:?}",
        json.len() / 1000
    );
    let certain = people.plan_json(&plan_2017(Assumptions::default())?)?;
    println!("the same, certain: {:?}", fastest(5, || shuangbai::forecast_json(&certain)));
    let province = province()?;
    println!("province: {:?}", fastest(9, || province.forecast()));
    let patches = reforms();
    for (name, assumptions) in [("certain", Assumptions::default()), ("expected", chances()?)] {
        let model = plan_2017(assumptions)?.check_on(&people.roster(), threads(2))?;
        println!(
            "1,000 reforms of 30,000 people, {name}, 2 threads: {:?}",
            fastest(1, || model.sweep(&patches))
        );
    }
    Ok(())
}
