//! Rules 11, 14 and 15: JSON in, JSON out.

use crate::{faults::error::Unanswered, plan::plan::Plan};

/// The forecast of a plan in JSON (rule 14), or `{"errors": [...]}` (rule 15) as the error.
///
/// ```
/// let answer = shuangbai::forecast_json("{}");
/// assert!(answer.unwrap_err().starts_with(r#"{"errors":[{"code":"missing","at":"/horizon","#));
/// ```
///
/// # Errors
/// What any round finds, as JSON.
pub fn forecast_json(plan: &str) -> Result<String, String> {
    let model = Plan::from_json(plan).and_then(|plan| plan.check());
    let text = model.and_then(|model| model.forecast_text().map_err(Unanswered::unwatched));
    text.map_err(|errors| errors.to_json())
}
