//! A plan's forecast as a workbook:
//!
//! ```sh
//! cargo run -p shuangbai-excel --example workbook -- PLAN.json RESULT.xlsx [zh|en] [yuan|wan]
//! ```

use shuangbai::Plan;
use shuangbai_excel::{Language, Unit, WriteOptions, write_forecast};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [plan, result, rest @ ..] = &given[..] else {
        return Err("PLAN.json RESULT.xlsx [zh|en] [yuan|wan]".into());
    };
    let plan = Plan::from_json(&std::fs::read_to_string(plan)?)?;
    let language = rest.iter().find_map(|word| Language::from_name(word)).unwrap_or_default();
    let unit = rest.iter().find_map(|word| Unit::from_name(word)).unwrap_or_default();
    let forecast = plan.forecast()?;
    std::fs::write(result, write_forecast(&plan, &forecast, WriteOptions { language, unit })?)?;
    Ok(())
}
