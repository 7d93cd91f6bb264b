use shuangbai::Assumptions;
use shuangbai_benches::{People, Result, chances, plan_2017, threads};
fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let people = People::new(args[1].parse()?, 1610)?;
    let roster = people.roster();
    let plan = plan_2017(if args[2] == "e" { chances()? } else { Assumptions::default() })?;
    let runs: usize = args[4].parse()?;
    for _ in 0..runs {
        let model = plan.check_on(&roster, threads(args[3].parse()?))?;
        if args.len() > 5 {
            continue;
        }
        let _ = std::hint::black_box(model.forecast()?);
    }
    Ok(())
}
