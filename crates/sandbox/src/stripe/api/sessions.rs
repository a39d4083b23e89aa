//! Reading, changing and expiring Checkout Sessions.

use serde_json::Value;

use super::list::{self, Entry};
use super::{metadata, retrieve as find};
use crate::stripe::Inner;
use crate::stripe::data::Status;
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

const WHAT: &str = "checkout.session";

pub(super) fn retrieve(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, WHAT, "cs_", id)
}

pub(super) fn update(inner: &mut Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["metadata", "metadata.*", "expand.#"])?;
    find(inner, call, WHAT, "cs_", id)?;
    if let Some(session) = inner.data.session_mut(id) {
        let mut merged = session.metadata.clone();
        metadata::merge(&call.params, "metadata", &mut merged)?;
        session.metadata = merged;
    }
    find(inner, call, WHAT, "cs_", id)
}

pub(super) fn expire(inner: &mut Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, WHAT, "cs_", id)?;
    if let Some(session) = inner.data.session(id).filter(|session| session.status != Status::Open) {
        return Err(ApiError::invalid(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout \
             Session has a status of `{}`.",
            session.status.as_str()
        )));
    }
    inner.data.expire(id);
    find(inner, call, WHAT, "cs_", id)
}

pub(super) fn list(inner: &Inner, call: &Call) -> Result<Value, ApiError> {
    list::check(call, &["customer", "status", "subscription"])?;
    let customer = call.params.text("customer")?;
    let subscription = call.params.text("subscription")?;
    let status = call.params.text("status")?;
    if let Some(odd) = status.filter(|status| !["open", "complete", "expired"].contains(status)) {
        return Err(ApiError::invalid(format!("Invalid status: must be one of open, complete, or expired, not {odd}"))
            .with_param("status"));
    }
    let entries = inner
        .data
        .sessions
        .iter()
        .filter(|session| customer.is_none_or(|id| session.customer == id))
        .filter(|session| subscription.is_none_or(|id| session.subscription.as_deref() == Some(id)))
        .filter(|session| status.is_none_or(|status| session.status.as_str() == status))
        .map(|session| Entry { id: &session.id, created: session.created });
    list::page(call, entries, |id| inner.data.object(id, &call.version))
}
