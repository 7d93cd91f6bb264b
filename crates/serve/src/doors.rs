//! What is asked of the library, by whichever service.

use std::{num::NonZeroUsize, sync::Arc};

use serde_json::{Map, Value, value::RawValue};
use shuangbai::{Programme, Watch};

/// Calculations are spread over requests, not over threads.
const THREADS: NonZeroUsize = NonZeroUsize::MIN;

/// What the library answers: the answer, or its errors (rule 15), both as JSON; nothing when it was stopped.
pub(crate) type Answered = Option<Result<String, String>>;

/// Stops a calculation when nobody waits for it any more.
pub(crate) struct Waiting(pub(crate) Arc<Watch>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// The forecast of a plan (rules 11 and 14).
pub(crate) fn forecast(plan: &str, watch: &Arc<Watch>) -> Answered {
    shuangbai::forecast_watched(plan, THREADS, watch)
}

/// All errors of a plan, none of one that has a forecast.
pub(crate) fn check(plan: &str, watch: &Arc<Watch>) -> Option<String> {
    let checked = forecast(plan, watch)?;
    Some(checked.map_or_else(|errors| errors, |_| "{\"errors\":[]}".to_owned()))
}

/// The answer to a question about a plan (rule 16).
pub(crate) fn ask(question: &str, watch: &Arc<Watch>) -> Answered {
    let answer = shuangbai::answer_watched(question, THREADS, watch)?;
    Some(if answer.starts_with("{\"errors\":") { Err(answer) } else { Ok(answer) })
}

/// The programmes that are built in, by their ids, as rule 12 writes them.
pub(crate) fn presets() -> String {
    let written = Programme::presets().filter_map(|id| {
        let text = Programme::preset(id).ok()?.to_json();
        Some((id, RawValue::from_string(text).ok()?))
    });
    serde_json::to_string(&written.collect::<indexmap::IndexMap<_, _>>()).unwrap_or_default()
}

/// What comes in and goes out, as JSON Schemas by name.
pub(crate) fn schemas() -> Map<String, Value> {
    shuangbai::schema::schemas().into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}
