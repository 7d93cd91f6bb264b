//! One line of JSON on standard error for each request: which door, how it ended, how long it took. Neither what came nor what
//! was answered stands there, since people's data may be in both, nor the query, which may name a place.

use std::{
    io::{self, Write as _},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use serde::Serialize;

/// A request that is answered, or left.
struct Asked {
    method: Method,
    path: Option<MatchedPath>,
    begun: Instant,
    status: Option<StatusCode>,
}

#[derive(Serialize)]
struct Line<'l> {
    /// Milliseconds since 1970.
    at: u128,
    method: &'l str,
    /// The door; nothing for the page's files.
    door: Option<&'l str>,
    /// Nothing where the client went before it was answered.
    status: Option<u16>,
    ms: u128,
}

impl Drop for Asked {
    fn drop(&mut self) {
        let line = Line {
            at: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis()),
            method: self.method.as_str(),
            door: self.path.as_ref().map(MatchedPath::as_str),
            status: self.status.map(|status| status.as_u16()),
            ms: self.begun.elapsed().as_millis(),
        };
        // A full disk, or nobody who reads it, ends no request.
        let _ = writeln!(io::stderr(), "{}", serde_json::to_string(&line).unwrap_or_default());
    }
}

pub(crate) async fn logged(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let mut asked = Asked { method: request.method().clone(), path, begun: Instant::now(), status: None };
    let response = next.run(request).await;
    asked.status = Some(response.status());
    response
}
