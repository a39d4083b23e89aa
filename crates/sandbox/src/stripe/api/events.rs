//! Events of the last 30 days.

use axum::http::StatusCode;
use serde_json::Value;

use super::list::{self, Entry};
use crate::clock::DAY;
use crate::stripe::Inner;
use crate::stripe::data::Event;
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

/// How long Stripe keeps an event.
const KEPT: i64 = 30 * DAY;
/// The most types in one filter.
const MOST_TYPES: usize = 20;

pub(super) fn retrieve(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    show(inner, id).ok_or_else(|| ApiError::no_such("event", id, "id", StatusCode::NOT_FOUND))
}

/// Filters by one type or several, and by time; `customer.*` stands for all of a kind.
pub(super) fn list(inner: &Inner, call: &Call) -> Result<Value, ApiError> {
    list::check(call, &["type", "types.#"])?;
    let mut types = call.params.list("types");
    if types.len() > MOST_TYPES {
        return Err(ApiError::invalid(format!("You may pass up to {MOST_TYPES} types.")).with_param("types"));
    }
    if let Some(one) = call.params.text("type")? {
        if !types.is_empty() {
            return Err(ApiError::invalid("You may only specify one of these parameters: type, types."));
        }
        types.push(one);
    }
    let wanted = |event: &&Event| {
        types.is_empty()
            || types.iter().any(|one| match one.strip_suffix('*') {
                Some(kind) => event.kind.starts_with(kind),
                None => event.kind == *one,
            })
    };
    let entries = kept(inner).filter(wanted).map(|event| Entry { id: &event.id, created: event.created });
    list::page(call, entries, |id| show(inner, id))
}

fn kept(inner: &Inner) -> impl DoubleEndedIterator<Item = &Event> {
    let since = inner.data.clock.now() - KEPT;
    inner.data.events.iter().filter(move |event| event.created > since)
}

/// In the account's version, whatever the caller's.
fn show(inner: &Inner, id: &str) -> Option<Value> {
    let event = kept(inner).rev().find(|event| event.id == id)?;
    Some(event.json(&inner.data.account.version, inner.pending()))
}
