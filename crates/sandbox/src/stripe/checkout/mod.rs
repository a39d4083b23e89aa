//! The hosted Checkout page: works with and without JavaScript.

pub(super) mod away;
pub(super) mod embedded;
mod page;
pub(super) mod save;

use std::time::Duration;

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::{State, html};
use save::{Entered, Saved};

/// How long the redirect waits for the answer to `checkout.session.completed`.
const PATIENCE: Duration = Duration::from_secs(10);

/// `GET /c/pay/{id}`.
pub(super) async fn show(Extract(state): Extract<State>, Path(id): Path<String>) -> Response {
    let mut inner = state.lock();
    inner.data.expire_sessions();
    inner.publish();
    html::send(page::render(&inner.data, &id, &Entered::default(), None))
}

/// `POST /c/pay/{id}`.
pub(super) async fn submit(
    Extract(state): Extract<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let saved = take(&state, &id, &entered).await;
    html::answer(&headers, saved, &entered, |entered, problem| page::render(&state.lock().data, &id, entered, problem))
}

async fn take(state: &State, id: &str, entered: &Entered) -> Saved {
    let (saved, answered) = {
        let mut inner = state.lock();
        inner.data.expire_sessions();
        let away = format!("{}/redirect/authenticate/{id}", inner.urls.stripe_hooks);
        let saved = save::save(&mut inner.data, id, entered, &away);
        (saved, inner.publish())
    };
    if let Some(answered) = answered {
        // Whatever the endpoint answers, and even if it does not.
        let _ = tokio::time::timeout(PATIENCE, answered).await;
    }
    saved
}

/// The style sheet.
pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../../assets/stripe/checkout.css"))
}

/// The script: saves without leaving a second entry in the history.
pub(super) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../../assets/stripe/checkout.js"))
}

/// What the embedded page has besides.
pub(super) async fn embedded_style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../../assets/stripe/embedded.css"))
}

/// Its line to the page around it.
pub(super) async fn embedded_script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../../assets/stripe/embedded.js"))
}

fn asset(kind: &'static str, body: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], body).into_response()
}
