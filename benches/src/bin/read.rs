use shuangbai::Plan;
use shuangbai_benches::{People, Result, chances, plan_2017};
fn main() -> Result<()> {
    let plan = plan_2017(chances()?)?;
    let json = People::new(30_000, 1610)?.plan_json(&plan)?;
    for _ in 0..40 {
        std::hint::black_box(Plan::from_json(&json)?);
    }
    Ok(())
}
