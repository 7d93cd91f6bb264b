//! JSON in, JSON out: the very bytes of the library.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Shared, problem::Problem};
use crate::doors;

/// JSON that is written already.
fn json(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// An answer, or the errors of rule 15 in its place.
pub(crate) fn answered(answer: Result<String, String>) -> Response {
    match answer {
        Ok(text) => json(StatusCode::OK, text),
        Err(errors) => json(StatusCode::UNPROCESSABLE_ENTITY, errors),
    }
}

/// A plan (rule 11) in, its forecast (rule 14) out.
pub(crate) async fn forecast(State(work): State<Shared>, request: Request) -> Result<Response, Problem> {
    let plan = work.text(request).await?;
    work.calculated(move |watch| doors::forecast(&plan, watch)).await.map(answered)
}

/// A plan in, all of its errors (rule 15) out: none of one that has a forecast.
pub(crate) async fn check(State(work): State<Shared>, request: Request) -> Result<Response, Problem> {
    let plan = work.text(request).await?;
    work.calculated(move |watch| doors::check(&plan, watch)).await.map(|text| json(StatusCode::OK, text))
}

/// A question about a plan (rules 16 to 21) in, its answer out.
pub(crate) async fn ask(State(work): State<Shared>, request: Request) -> Result<Response, Problem> {
    let question = work.text(request).await?;
    work.calculated(move |watch| doors::ask(&question, watch)).await.map(answered)
}

/// The programmes that are built in (rule 13), by their ids, as rule 12 writes them.
pub(crate) async fn presets() -> Response {
    json(StatusCode::OK, doors::presets())
}

/// Whether the service runs, and which it is.
pub(crate) async fn healthz() -> Response {
    json(StatusCode::OK, serde_json::json!({"version": env!("CARGO_PKG_VERSION")}).to_string())
}
