//! One bench, again and again: for a profile.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --bin one -- peers 1000000 1 10
//! ```
//!
//! `certain`, `expected`, `peers` and so many people, `province`, or `reforms`, a thousand of so many people; on so many
//! threads, so many times.

use std::time::Instant;

use shuangbai::Assumptions;
use shuangbai_benches::{
    People, Result, chances, plan_2017, plan_of_peers, province, reforms, threads, used,
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |place: usize, other: usize| arguments.get(place).map_or(Ok(other), |it| it.parse::<usize>());
    let (count, on, runs) = (number(1, 1_000_000)?, number(2, 1)?, number(3, 5)?);
    let which = arguments.first().map_or("certain", String::as_str);
    let plan = match which {
        "peers" => plan_of_peers()?,
        "province" => province()?,
        "expected" => plan_2017(chances()?)?,
        _ => plan_2017(Assumptions::default())?,
    };
    let people = match which {
        "peers" => People::many_pays(count, 1610)?,
        "province" => People::new(0, 1610)?,
        _ => People::new(count, 1610)?,
    };
    let roster = people.roster();
    if which == "reforms" {
        let (model, patches) = (plan.check_on(&roster, threads(on))?, reforms());
        for _ in 0..runs {
            let (start, begin) = (Instant::now(), used()?);
            let forecasts = model.sweep(&patches);
            assert!(forecasts.iter().all(std::result::Result::is_ok));
            let (time, used) = (start.elapsed().as_millis(), (used()? - begin) / 1_000_000);
            println!("{} reforms of {count}: {time} ms by the clock; this thread {used} ms", patches.len());
        }
        return Ok(());
    }
    for _ in 0..runs {
        let (start, begin) = (Instant::now(), used()?);
        let model = plan.check_on(&roster, threads(on))?;
        let checked = used()?;
        let forecast = model.forecast()?;
        let (end, time) = (used()?, start.elapsed());
        assert_eq!(forecast.totals.len(), 10);
        println!(
            "{which} {count}: {} us by the clock; this thread {} us packing, {} us forecasting",
            time.as_micros(),
            (checked - begin) / 1000,
            (end - checked) / 1000
        );
    }
    Ok(())
}
