//! The calls of the API: a table of method and path, and one function for each.

mod create;
mod customers;
mod events;
mod expand;
mod intents;
mod invoices;
mod list;
mod metadata;
mod pay;
mod portal;
mod rules;
mod sessions;
mod subscriptions;
mod ui;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::Inner;
use super::error::ApiError;
use super::wire::Call;

/// Executes one call.
pub(super) fn dispatch(inner: &mut Inner, call: &Call) -> Result<Value, ApiError> {
    let path = call.path.strip_prefix("/v1/").unwrap_or_default();
    let path: Vec<&str> = path.split('/').collect();
    let (get, post) = (call.method == Method::GET, call.method == Method::POST);
    let before = (post && call.params.has("expand")).then(|| inner.data.clone());
    let mut answer = match path.as_slice() {
        ["checkout", "sessions"] if post => create::create(inner, call)?,
        ["checkout", "sessions"] if get => sessions::list(inner, call)?,
        ["checkout", "sessions", id] if get => sessions::retrieve(inner, call, id)?,
        ["checkout", "sessions", id] if post => sessions::update(inner, call, id)?,
        ["checkout", "sessions", id, "expire"] if post => sessions::expire(inner, call, id)?,
        ["setup_intents"] if get => intents::list(inner, call)?,
        ["setup_intents", id] if get => intents::retrieve(inner, call, id)?,
        ["payment_methods", id] if get => intents::payment_method(inner, call, id)?,
        ["customers", id] if get => customers::retrieve(inner, call, id)?,
        ["customers", id] if post => customers::update(inner, call, id)?,
        ["subscriptions", id] if get => subscriptions::retrieve(inner, call, id)?,
        ["subscriptions", id] if post => subscriptions::update(inner, call, id)?,
        ["invoices"] if get => invoices::list(inner, call)?,
        ["invoices", id] if get => invoices::retrieve(inner, call, id)?,
        ["invoices", id, "lines"] if get => invoices::lines(inner, call, id)?,
        ["invoices", id, "pay"] if post => pay::pay(inner, call, id)?,
        ["billing_portal", "sessions"] if post => portal::create(inner, call)?,
        ["events"] if get => events::list(inner, call)?,
        ["events", id] if get => events::retrieve(inner, call, id)?,
        _ => return Err(unrecognized(call)),
    };
    for expansion in call.params.list("expand") {
        if let Err(refused) = expand::expand(&mut answer, expansion, &inner.data, &call.version) {
            // A refused call leaves nothing behind.
            if let Some(before) = before {
                inner.data = before;
            }
            return Err(refused);
        }
    }
    Ok(answer)
}

fn unrecognized(call: &Call) -> ApiError {
    ApiError::invalid(format!(
        "Unrecognized request URL ({}: {}). If you are trying to list objects, remove the trailing \
         slash. If you are trying to retrieve an object, make sure you passed a valid ID.",
        call.method, call.path
    ))
    .with_status(StatusCode::NOT_FOUND)
}

/// The object that the path names, or 404.
fn retrieve(inner: &Inner, call: &Call, what: &str, prefix: &str, id: &str) -> Result<Value, ApiError> {
    let known = id.strip_prefix(prefix).is_some();
    known
        .then(|| inner.data.object(id, &call.version))
        .flatten()
        .ok_or_else(|| ApiError::no_such(what, id, "id", StatusCode::NOT_FOUND))
}
