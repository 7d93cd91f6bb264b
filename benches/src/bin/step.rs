//! The steps of a slider on the whole province, for `benches/step.mjs` to compare with WebAssembly.
//!
//! `step plan` prints the plan, `step time` the nanoseconds of each step: a forecast of the plan's text,
//! then reforms and changes of a kept plan, from text to text.

use std::{hint::black_box, time::Instant};

use shuangbai::Calculator;
use shuangbai_benches::{Result, province};

fn main() -> Result<()> {
    let (plan, json) = (province()?, province()?.to_json());
    match std::env::args().nth(1).as_deref() {
        Some("plan") => println!("{json}"),
        Some("time") => {
            let calculator = Calculator::new(plan)?;
            let steps = 0..200;
            let texts: Vec<_> = steps.clone().map(|_| timed(|| shuangbai::forecast_json(&json))).collect();
            let reforms = steps.clone().map(|at| {
                let patch = format!(r#"{{"raise":[{{"from":2021,"rate":"0.{:03}"}}]}}"#, 20 + at % 60);
                timed(|| calculator.reform(&patch).map(|forecast| forecast.to_json()))
            });
            let reforms: Vec<_> = reforms.collect();
            let changes = steps.map(|at| {
                let change = format!(r#"{{"assumptions":{{"pass_rate":"0.{}"}}}}"#, 900 + at % 100);
                timed(|| calculator.change(&change).map(|forecast| forecast.to_json()))
            });
            let changes: Vec<_> = changes.collect();
            println!(r#"{{"text":{texts:?},"reform":{reforms:?},"change":{changes:?}}}"#);
        }
        _ => return Err("usage: step plan | time".into()),
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> u128 {
    let start = Instant::now();
    let result = black_box(work());
    let time = start.elapsed().as_nanos();
    drop(result);
    time
}
