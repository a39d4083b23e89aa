//! The hosted Checkout page: works with and without JavaScript.

mod cards;
mod page;
mod save;

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::json;

use super::State;
use crate::clock;
use save::{Entered, Saved};

/// The page's own files only. No `form-action`: a saved method redirects to the
/// merchant, and browsers apply it to redirects as well.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'";

/// `GET /c/pay/{id}`.
pub(super) async fn show(Extract(state): Extract<State>, Path(id): Path<String>) -> Response {
    let mut inner = state.lock();
    inner.data.expire_sessions(clock::now());
    html(page::render(&inner.data, &id, &Entered::default(), None))
}

/// `POST /c/pay/{id}`: 303 to the merchant once a method is saved, else the page
/// again. The page's script asks for JSON instead.
pub(super) async fn submit(
    Extract(state): Extract<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let mut inner = state.lock();
    let now = clock::now();
    inner.data.expire_sessions(now);
    let saved = save::save(&mut inner.data, &id, &entered, now);
    let by_script = headers.get(ACCEPT).is_some_and(|accept| accept == "application/json");
    match saved {
        Saved::Done(location) if by_script => json_answer(&json!({ "location": location })),
        Saved::Done(location) => Redirect::to(&location).into_response(),
        Saved::Again if by_script => json_answer(&json!({ "reload": true })),
        Saved::Again => html(page::render(&inner.data, &id, &Entered::default(), None)),
        Saved::Refused(problem) if by_script => {
            json_answer(&json!({ "field": problem.field, "message": problem.message }))
        }
        Saved::Refused(problem) => html(page::render(&inner.data, &id, &entered, Some(&problem))),
    }
}

/// The style sheet.
pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../../assets/stripe/checkout.css"))
}

/// The script: saves without leaving a second entry in the history.
pub(super) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../../assets/stripe/checkout.js"))
}

fn html((status, body): (StatusCode, String)) -> Response {
    (status, [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-cache")], Html(body)).into_response()
}

fn json_answer(body: &serde_json::Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn asset(kind: &'static str, body: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], body).into_response()
}
