//! The gallery: every state of the widget, on the demo's own origin.

use std::fs;

use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::State;
use super::merchant::fresh;

/// Where it is.
pub(super) const PATH: &str = "/gallery";

/// `GET /gallery`.
pub(super) async fn page(Extract(state): Extract<State>) -> Response {
    match fs::read_to_string(state.dist.join("page/gallery/index.html")) {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /demo/languages`: English, which is built in, and those that have a file.
pub(super) async fn languages(Extract(state): Extract<State>) -> Response {
    let files = fs::read_dir(state.dist.join("locales")).into_iter().flatten().flatten();
    let name = |file: fs::DirEntry| Some(file.file_name().to_str()?.strip_suffix(".json")?.to_owned());
    let mut names: Vec<_> = files.filter_map(name).chain(["en".to_owned()]).collect();
    names.sort();
    names.dedup();
    fresh(&names)
}
