//! shuangbai for JavaScript: JSON text in, JSON text out. It converts and computes nothing.
//!
//! What is wrong with a plan is thrown as the text of rule 15, `{"errors": [...]}`; the package's
//! `bare.js` makes a `PlanError` of it. The functions are documented where JavaScript sees them,
//! in the package's `bare.d.ts`.

use shuangbai::{Errors, Forecast, Plan, Programme};
use wasm_bindgen::prelude::*;

/// A text of JSON, or the text of the errors, which is thrown.
type Answer = Result<String, String>;

fn written(forecast: Result<Forecast, Errors>) -> Answer {
    forecast.map(|forecast| forecast.to_json()).map_err(|errors| errors.to_json())
}

/// The forecast of a plan (rule 14).
#[wasm_bindgen]
pub fn forecast(plan: &str) -> Answer {
    shuangbai::forecast_json(plan)
}

/// The plan written out, its programme and reform merged, when reading and meaning find nothing wrong.
#[wasm_bindgen]
pub fn check(plan: &str) -> Answer {
    let checked = Plan::from_json(plan).and_then(|plan| plan.check().map(|_| plan.to_json()));
    checked.map_err(|errors| errors.to_json())
}

/// The ids of the presets (rule 13).
#[wasm_bindgen]
pub fn presets() -> Vec<String> {
    Programme::presets().map(str::to_owned).collect()
}

/// A preset written out (rule 13).
#[wasm_bindgen]
pub fn preset(id: &str) -> Answer {
    Programme::preset(id).map(|preset| preset.to_json()).map_err(|errors| errors.to_json())
}

/// A checked plan that is kept to try changes on.
#[wasm_bindgen]
pub struct Calculator(shuangbai::Calculator);

#[wasm_bindgen]
impl Calculator {
    /// Checks a plan and keeps it.
    #[wasm_bindgen(constructor)]
    pub fn new(plan: &str) -> Result<Calculator, String> {
        let kept = Plan::from_json(plan).and_then(shuangbai::Calculator::new);
        kept.map(Calculator).map_err(|errors| errors.to_json())
    }

    /// The plan's own forecast.
    pub fn forecast(&self) -> Answer {
        written(self.0.forecast())
    }

    /// The forecast under a reform of the programme.
    pub fn reform(&self, patch: &str) -> Answer {
        written(self.0.reform(patch))
    }

    /// The forecast of the plan with a change.
    pub fn change(&self, change: &str) -> Answer {
        written(self.0.change(change))
    }
}
