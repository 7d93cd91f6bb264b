//! The calculator's page, as it lies in `web/dist/folder` when the program is built.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use shuangbai_cli::Settings;

use super::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist/folder"]
#[allow_missing = true]
struct Page;

/// The header that says who may show the page in a frame: its own site, and those of the settings. It is part of every answer,
/// since a browser that has the page already is only told that it is the same.
pub(crate) fn policy(settings: &Settings) -> HeaderValue {
    let sites =
        settings.embed_in.iter().fold("frame-ancestors 'self'".to_owned(), |all, site| all + " " + site);
    HeaderValue::from_str(&sites).unwrap_or(HeaderValue::from_static("frame-ancestors 'none'"))
}

/// A file of the page, under a policy.
pub(crate) async fn file(uri: Uri, headers: HeaderMap, policy: HeaderValue) -> Response {
    let mut response = found(&uri, &headers);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// A file of the page; what changes its bytes changes its tag, so that a browser asks whether it has it still.
fn found(uri: &Uri, headers: &HeaderMap) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let Some(file) = Page::get(path) else {
        return match path {
            "index.html" => {
                "本程序没有带页面：先 make web，再 make cli\nthis program was built without the page: `make web`, then `make cli`\n"
                    .into_response()
            }
            _ => Problem::Nowhere.into_response(),
        };
    };
    let tag: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    let told = [
        (header::CONTENT_TYPE, kind),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (told, file.data).into_response()
}
