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
use serde_json::{Value, json};
use shuangbai_cli::Settings;

pub use listen::{Listening, listen};
use openapi::{all_of, of, of_tables, said};
use work::Work;

/// What all requests have in common.
type Shared = Arc<Work>;

/// A door: how it is asked, where it is, who answers, and what is said of it.
struct Door {
    method: &'static str,
    path: &'static str,
    answer: fn() -> MethodRouter<Shared>,
    said: fn() -> Value,
}

/// Everything that is answered, but for the page's files.
const DOORS: [Door; 8] = [
    Door {
        method: "post",
        path: "/forecast",
        answer: || post(asked::forecast),
        said: || said("The forecast of a plan 预测 (rules 11, 14)", Some("plan"), of("forecast"), true),
    },
    Door {
        method: "post",
        path: "/check",
        answer: || post(asked::check),
        said: || said("All errors of a plan 检查 (rule 15)", Some("plan"), of("errors"), false),
    },
    Door {
        method: "post",
        path: "/ask",
        answer: || post(asked::ask),
        said: || said("The answer to a question 提问 (rules 16 to 21)", Some("question"), of("answer"), true),
    },
    Door {
        method: "post",
        path: "/tables",
        answer: || post(|work, query, request| tables::tables("forecast", work, query, request)),
        said: || of_tables("forecast", "Tables in, a forecast out 表格预测 (rules 11, 14)"),
    },
    Door {
        method: "post",
        path: "/tables/sheet",
        answer: || post(|work, query, request| tables::tables("sheet", work, query, request)),
        said: || of_tables("sheet", "Tables in, a pay sheet out 表格工资表 (rule 20)"),
    },
    Door {
        method: "get",
        path: "/presets",
        answer: || get(asked::presets),
        said: || {
            said("The programmes built in, by id 预设的计划 (rule 13)", None, all_of("programme"), false)
        },
    },
    Door {
        method: "get",
        path: "/openapi.json",
        answer: || get(openapi::openapi),
        said: || said("This document 本说明", None, json!({"type": "object"}), false),
    },
    Door {
        method: "get",
        path: "/healthz",
        answer: || get(asked::healthz),
        said: || {
            said(
                "Whether the service runs, and its version 是否在运行",
                None,
                json!({"type": "object"}),
                false,
            )
        },
    },
];

/// The service as the settings say.
fn router(settings: &Settings) -> Router {
    let doors = DOORS.iter().fold(Router::new(), |all, door| all.route(door.path, (door.answer)()));
    let policy = page::policy(settings);
    doors
        .fallback(move |uri, headers| page::file(uri, headers, policy))
        .method_not_allowed_fallback(problem::not_so)
        .layer(middleware::from_fn(log::logged))
        .with_state(Arc::new(Work::new(settings)))
}
