//! What the merchant's own server would answer: who is signed in, and with which token.

use axum::Json;
use axum::extract::{Query, State as Extract};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use update_payment_method_server as server;

use super::{State, history};
use crate::seeds::{Customer, Provider};
use crate::{Names, clock};

/// `?customer=KEY`.
#[derive(Debug, Deserialize)]
pub(super) struct Who {
    customer: String,
}

/// `GET /demo/customers`: everybody who can be signed in.
pub(super) async fn customers(Extract(state): Extract<State>) -> Response {
    let row = |customer: &Customer| {
        let status = state.summary(customer).map(|summary| summary.subscription_status);
        let status = status.as_deref().unwrap_or(customer.status());
        json!({
            "key": customer.key,
            "name": customer.name,
            "email": customer.email,
            "provider": customer.provider.as_str(),
            "label": customer.label,
            "plan": customer.plan,
            "status": status,
            "payment_link": state.paddle.debt(customer.key).map(|id| format!("/pay?_ptxn={id}")),
            "history": history::of(customer, status == "past_due", clock::now()),
        })
    };
    fresh(&state.seeds.iter().map(row).collect::<Vec<_>>())
}

/// `GET /demo/config`: the widget's options that name the doubles' addresses;
/// nothing where they go by the providers' own.
pub(super) async fn config(Extract(state): Extract<State>) -> Response {
    let urls = &state.urls;
    let loopback = state.names == Names::Loopback;
    fresh(&json!({
        "allowed_redirect_origins": loopback.then_some(&urls.stripe_checkout),
        "stripe_script": loopback.then(|| urls.stripe_script()),
        "paddle_script": loopback.then(|| urls.paddle_script()),
    }))
}

/// `GET /demo/token?customer=KEY`: a fresh customer token.
pub(super) async fn token(Extract(state): Extract<State>, Query(who): Query<Who>) -> Result<Response, Response> {
    let customer = state.customer(&who.customer).ok_or_else(unknown)?;
    let token = mint(&state, customer).map_err(broken)?;
    Ok(fresh(&json!({ "token": token })))
}

/// A fresh customer token.
pub(super) fn mint(state: &State, customer: &Customer) -> Result<String, server::TokenError> {
    let provider = match customer.provider {
        Provider::Stripe => server::Provider::Stripe,
        Provider::Paddle => server::Provider::Paddle,
    };
    let claims = server::Claims::new(provider, customer.customer_id, customer.subscription_id);
    server::mint_token(&state.tokens, &claims)
}

/// The answer when there is no token to be had.
pub(super) fn broken(error: server::TokenError) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": error.to_string() }))).into_response()
}

/// `GET /demo/state?customer=KEY`: what is on file at the provider.
pub(super) async fn state(Extract(state): Extract<State>, Query(who): Query<Who>) -> Result<Response, Response> {
    let customer = state.customer(&who.customer).ok_or_else(unknown)?;
    state.summary(customer).map(|summary| fresh(&summary)).ok_or_else(unknown)
}

/// JSON that is never kept.
pub(super) fn fresh(body: &impl Serialize) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn unknown() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "error": "no such customer" }))).into_response()
}
