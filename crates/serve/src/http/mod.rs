//! The service over HTTP: what is asked of it (`asked.rs`), tables (`tables.rs`), what it says of itself (`openapi.rs`), the
//! page (`page.rs`); how calculations wait, run and end (`work.rs`), what else can be wrong (`problem.rs`), one line of a log
//! for each request (`log.rs`), and how connections are taken and ended (`listen.rs`).

mod asked;
mod forms;
mod listen;
mod log;
mod openapi;
mod page;
mod problem;
mod tables;
mod work;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{MethodRouter, get, post},
};
use shuangbai_cli::Settings;

pub use listen::{Listening, listen};
use work::Work;

/// What all requests have in common.
type Shared = Arc<Work>;

/// A door: how it is asked, where it is, and who answers.
struct Door {
    method: &'static str,
    path: &'static str,
    answer: fn() -> MethodRouter<Shared>,
}

/// Everything that is answered, but for the page's files.
const DOORS: [Door; 8] = [
    Door { method: "post", path: "/forecast", answer: || post(asked::forecast) },
    Door { method: "post", path: "/check", answer: || post(asked::check) },
    Door { method: "post", path: "/ask", answer: || post(asked::ask) },
    Door { method: "post", path: "/tables", answer: || post(tables::forecast) },
    Door { method: "post", path: "/tables/sheet", answer: || post(tables::sheet) },
    Door { method: "get", path: "/presets", answer: || get(asked::presets) },
    Door { method: "get", path: "/openapi.json", answer: || get(openapi::openapi) },
    Door { method: "get", path: "/healthz", answer: || get(asked::healthz) },
];

/// The service as the settings say.
fn router(settings: &Settings) -> Router {
    let doors = DOORS.iter().fold(Router::new(), |all, door| all.route(door.path, (door.answer)()));
    doors
        .fallback(page::file)
        .method_not_allowed_fallback(problem::not_so)
        .layer(middleware::from_fn(log::logged))
        .with_state(Arc::new(Work::new(settings)))
}
