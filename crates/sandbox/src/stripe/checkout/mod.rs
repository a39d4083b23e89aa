//! The hosted Checkout page: works with and without JavaScript.

mod page;
pub(super) mod save;

use std::time::Duration;

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::json;

use super::State;
pub(super) use save::{Entered, Saved};

/// The page's own files only. No `form-action`: a saved method redirects to the
/// merchant, and browsers apply it to redirects as well.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'";

/// How long the redirect waits for the answer to `checkout.session.completed`.
const PATIENCE: Duration = Duration::from_secs(10);

/// `GET /c/pay/{id}`.
pub(super) async fn show(Extract(state): Extract<State>, Path(id): Path<String>) -> Response {
    let mut inner = state.lock();
    inner.data.expire_sessions();
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
    let (saved, answered) = {
        let mut inner = state.lock();
        inner.data.expire_sessions();
        let saved = save::save(&mut inner.data, &id, &entered);
        (saved, inner.publish())
    };
    if let Some(answered) = answered {
        // Whatever the endpoint answers, and even if it does not.
        let _ = tokio::time::timeout(PATIENCE, answered).await;
    }
    let by_script = headers.get(ACCEPT).is_some_and(|accept| accept == "application/json");
    let page = |entered, problem| html(page::render(&state.lock().data, &id, entered, problem));
    match saved {
        Saved::Done(Some(location)) if by_script => json_answer(&json!({ "location": location })),
        Saved::Done(Some(location)) => Redirect::to(&location).into_response(),
        Saved::Done(None) | Saved::Again if by_script => json_answer(&json!({ "reload": true })),
        Saved::Done(None) | Saved::Again => page(&Entered::default(), None),
        Saved::Refused(problem) if by_script => {
            json_answer(&json!({ "field": problem.field, "message": problem.message }))
        }
        Saved::Refused(problem) => page(&entered, Some(&problem)),
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
