//! The account page, as the merchant's server sends it: with a customer token in
//! the form that works without script.

use axum::Extension;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::State;
use super::merchant::{broken, mint};
use super::policy::SignedIn;

const FIELD: &str = r#"name="customer_token""#;

/// `GET /`. Without a customer it is the first one's, as the page's script has it.
pub(super) async fn account(Extract(state): Extract<State>, signed_in: Option<Extension<SignedIn>>) -> Response {
    let Ok(html) = std::fs::read_to_string(state.dist.join("index.html")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let customer = signed_in.and_then(|Extension(SignedIn(key))| state.customer(key)).or(state.seeds.first());
    match customer.map(|customer| mint(&state, customer)) {
        // A token needs no escaping: base64url and dots.
        Some(Ok(token)) => Html(html.replacen(FIELD, &format!(r#"{FIELD} value="{token}""#), 1)).into_response(),
        Some(Err(error)) => broken(error),
        None => Html(html).into_response(),
    }
}
