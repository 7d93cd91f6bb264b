//! The pay sheet (rule 20) of made-up people as Arrow tables, month by month.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --features arrow --bin sheet -- 30000 12 [late] [RUNS]
//! ```
//!
//! With `late`, a third of the grades of 2020 becomes known in each of March, May and June 2021. Each run is asserted to come to what the
//! forecast has, and told with the processor time that it took, from the plan to the last table.

use std::sync::Arc;

use shuangbai::{
    Assumptions, Fen, Plan,
    arrow::arrow_array::{cast::AsArray, types::Decimal128Type},
};
use shuangbai_benches::{People, Result, plan_2017, used};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    let number = |place: usize, other: usize| numbers.get(place).copied().unwrap_or(other);
    let (people, months, runs) = (number(0, 30_000), number(1, 12), number(2, 5));
    let late = arguments.iter().any(|it| it == "late");
    let plan = plan_2017(Assumptions::default())?;
    let people = People::new(people, 1610)?;
    let plan = if late {
        Plan::from_json(&people.decided_late(&plan)?)?
    } else {
        plan.with_workers(&people.roster())?
    };
    let (first, last) = ("2021-01".parse()?, format!("{}-12", 2020 + months / 12).parse()?);
    let forecast = plan.forecast()?;
    let due: Vec<Fen> = forecast.totals.iter().take(months / 12).map(|year| year.pay).collect();
    let due: i128 = due.iter().map(|fen| i128::from(fen.0)).sum();
    for _ in 0..runs {
        let start = used()?;
        let (mut rows, mut paid, mut failed) = (0, 0, None);
        plan.sheet_by_month(first, last, &[], Arc::default(), |month| match month.to_arrow() {
            Ok(tables) => {
                rows += tables.sheet.num_rows();
                let payable = tables.totals.column_by_name("payable");
                let payable = payable.map(|column| column.as_primitive::<Decimal128Type>().value(0));
                paid += payable.unwrap_or_default();
            }
            Err(error) => failed = Some(error),
        })?;
        let time = (used()? - start) / 1000;
        if let Some(error) = failed {
            return Err(error.into());
        }
        assert_eq!(paid, due, "what is paid is what the forecast has");
        println!("{months} months, {rows} rows: {time} us, {} ns a row", time * 1000 / rows as u64);
    }
    Ok(())
}
