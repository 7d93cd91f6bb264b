//! Why a figure of the whole province is so (rule 17): the answer's size and the processor time of the question, from text to
//! text, and of the same explanation where the forecast is kept.
//!
//! ```text
//! cargo run --release -p shuangbai-benches --bin why -- /totals/4/due/local 20 [PLACE,PLACE,…] [RUNS]
//! ```

use shuangbai::Plan;
use shuangbai_benches::{Result, province, used};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |place: usize, other: &'static str| arguments.get(place).map_or(other, String::as_str);
    let (at, fold, open) = (argument(0, "/totals/4/due/local"), argument(1, "20"), argument(2, ""));
    let plan = province()?.to_json();
    let question = format!(r#"{{"plan":{plan},"why":{{"at":"{at}","fold":{fold},"open":[{open}]}}}}"#);
    for _ in 0..argument(3, "3").parse()? {
        let start = used()?;
        let answer = shuangbai::answer_json(&question);
        let time = (used()? - start) / 1000;
        let nodes = answer.matches(r#""op":"#).count();
        assert!(nodes > 0, "{answer}");
        println!("{at} fold {fold} open [{open}]: {time} us, {} bytes, {nodes} nodes", answer.len());
    }
    let start = used()?;
    let kept = Plan::from_json(&plan)?.explanations()?;
    println!("plan read and forecast, to be kept: {} us", (used()? - start) / 1000);
    let places: Vec<usize> = open
        .split(',')
        .filter(|place| !place.is_empty())
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()?;
    for _ in 0..argument(3, "3").parse()? {
        let start = used()?;
        let told = kept.explain(at, fold.parse()?, &places)?;
        println!(
            "{at} fold {fold} open [{open}], kept: {} us, {} bytes",
            (used()? - start) / 1000,
            told.len()
        );
    }
    Ok(())
}
