//! The API, as far as an update of a payment method needs it.

use axum::extract::{Path, State as Extract};
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::State;
use super::errors::{ApiError, method_not_allowed};
use super::switches::PaymentLink;
use super::transaction::Kind;
use super::{entity, gate, list};
use crate::{clock, ids, log};

pub(super) fn routes(state: &State) -> Router<State> {
    let only = |route: MethodRouter<State>| route.fallback(method_not_allowed);
    Router::new()
        .route("/subscriptions", only(get(list::subscriptions)))
        .route("/subscriptions/{id}", only(get(subscription)))
        .route("/subscriptions/{id}/update-payment-method-transaction", only(get(update_transaction)))
        .route("/transactions", only(get(list::transactions)))
        .route("/transactions/{id}", only(get(transaction)))
        .layer(from_fn_with_state(state.clone(), gate::guard))
        .layer(from_fn_with_state((state.log.clone(), "paddle"), log::requests))
}

/// A `GET` with a side effect, hence never to be cached.
async fn update_transaction(Extract(state): Extract<State>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let mut world = state.world();
    let switches = world.switches.clone();
    if switches.no_payment_link == PaymentLink::Api {
        return Err(ApiError::of("transaction_default_checkout_url_not_set").unwrap_or_else(ApiError::not_found));
    }
    let (transaction, account) = world.update_transaction(&id)?;
    let data = entity::transaction(transaction, account, &switches, &state.urls.page);
    if transaction.kind == Kind::Update {
        for kind in ["transaction.created", "transaction.ready"] {
            state.tell_of(kind, transaction, account, &switches);
        }
    }
    Ok(answer(data, switches.meta))
}

async fn transaction(Extract(state): Extract<State>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let world = state.world();
    let (transaction, account) = world.transaction(&id).ok_or_else(ApiError::not_found)?;
    let data = entity::transaction(transaction, account, &world.switches, &state.urls.page);
    Ok(answer(data, world.switches.meta))
}

async fn subscription(Extract(state): Extract<State>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let world = state.world();
    let account = world.account(&id).ok_or_else(ApiError::not_found)?;
    Ok(answer(account.entity(clock::now()), world.switches.meta))
}

fn answer(data: Value, meta: bool) -> Response {
    let mut body = json!({"data": data});
    if let (true, Some(object)) = (meta, body.as_object_mut()) {
        object.insert("meta".to_owned(), json!({"request_id": ids::uuid()}));
    }
    let no_store = HeaderValue::from_static("no-store");
    ([(header::CACHE_CONTROL, no_store)], Json(body)).into_response()
}
