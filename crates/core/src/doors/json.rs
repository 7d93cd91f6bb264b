//! Rules 11, 14 and 15: JSON in, JSON out.

use std::{num::NonZeroUsize, sync::Arc};

use crate::{
    faults::{error::Unanswered, watch::Watch},
    plan::{plan::Plan, roster::Roster},
};

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
    answered(plan, NonZeroUsize::MIN, &Arc::default()).map_err(|why| why.unwatched().to_json())
}

/// The same on so many threads, and soon at an end when the watch is stopped: then there is no answer.
///
/// ```
/// # use std::{num::NonZeroUsize, sync::Arc};
/// # use shuangbai::{Watch, forecast_json, forecast_watched};
/// let (watch, two) = (Arc::new(Watch::new()), NonZeroUsize::new(2).unwrap());
/// assert_eq!(forecast_watched("{}", two, &watch), Some(forecast_json("{}")));
/// watch.stop();
/// assert_eq!(forecast_watched("{}", two, &watch), None);
/// ```
pub fn forecast_watched(
    plan: &str,
    threads: NonZeroUsize,
    watch: &Arc<Watch>,
) -> Option<Result<String, String>> {
    let answer = answered(plan, threads, watch);
    (!watch.is_stopped()).then(|| answer.map_err(|why| why.unwatched().to_json()))
}

fn answered(plan: &str, threads: NonZeroUsize, watch: &Arc<Watch>) -> Result<String, Unanswered> {
    Plan::from_json(plan)?.check_watched(&Roster::default(), threads, Arc::clone(watch))?.forecast_text()
}
