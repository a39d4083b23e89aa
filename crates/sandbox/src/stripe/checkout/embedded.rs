//! Checkout inside the merchant's page: what `stripe.js` asks before it shows a
//! session, and the frame it shows. The client secret is the way in.

use axum::extract::{Path, State as Extract};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

use super::save::Entered;
use super::{page, take};
use crate::stripe::data::{Data, Session, Status, Then};
use crate::stripe::{State, html};

/// What `stripe.js` sends.
#[derive(Debug, Deserialize)]
pub(in crate::stripe) struct Init {
    key: String,
    client_secret: String,
}

/// `POST /v1/payment_pages/{id}/init`, from any page.
pub(in crate::stripe) async fn init(
    Extract(state): Extract<State>,
    Path(id): Path<String>,
    Form(init): Form<Init>,
) -> Response {
    let mut inner = state.lock();
    inner.data.expire_sessions();
    inner.publish();
    let (status, body) = match usable(&inner.data, &id, &init) {
        Ok(()) => {
            let frame = format!("{}/c/embedded/{}", inner.urls.stripe_checkout, init.client_secret);
            (StatusCode::OK, json!({ "frame": frame }))
        }
        Err((status, message)) => (status, json!({ "error": { "type": "invalid_request_error", "message": message } })),
    };
    (status, [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn usable(data: &Data, id: &str, init: &Init) -> Result<(), (StatusCode, String)> {
    if !init.key.starts_with("pk_test_") {
        return Err((StatusCode::UNAUTHORIZED, "Invalid API Key provided.".to_owned()));
    }
    let refused = |message: &str| Err((StatusCode::BAD_REQUEST, message.to_owned()));
    match of(data, &init.client_secret).filter(|session| session.id == id) {
        None => refused("No such payment_page: the client secret is not that of an embedded Checkout Session."),
        Some(session) => match session.status {
            Status::Open => Ok(()),
            Status::Complete => refused("This Checkout Session has already been completed."),
            Status::Expired => refused("This Checkout Session has expired. Create a new one."),
        },
    }
}

/// The embedded session with this secret.
fn of<'a>(data: &'a Data, secret: &str) -> Option<&'a Session> {
    let embedded = |session: &&Session| matches!(session.then, Then::Embedded { .. });
    data.sessions.iter().filter(embedded).find(|session| session.client_secret() == secret)
}

/// `GET /c/embedded/{secret}`.
pub(in crate::stripe) async fn show(Extract(state): Extract<State>, Path(secret): Path<String>) -> Response {
    html::send_framed(render(&state, &secret, &Entered::default(), None))
}

/// `POST /c/embedded/{secret}`.
pub(in crate::stripe) async fn submit(
    Extract(state): Extract<State>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let id = of(&state.lock().data, &secret).map(|session| session.id.clone()).unwrap_or_default();
    let saved = take(&state, &id, &entered).await;
    html::answer(&headers, saved, &entered, |entered, problem| render(&state, &secret, entered, problem))
}

fn render(state: &State, secret: &str, entered: &Entered, problem: Option<&super::save::Problem>) -> html::Page {
    let mut inner = state.lock();
    inner.data.expire_sessions();
    inner.publish();
    let id = of(&inner.data, secret).map(|session| session.id.clone()).unwrap_or_default();
    let (status, document) = page::render(&inner.data, &id, entered, problem);
    let own = r#"<link rel="stylesheet" href="/assets/embedded.css">
<script src="/assets/embedded.js" defer></script>
</head>"#;
    (status, document.replacen("</head>", own, 1))
}
