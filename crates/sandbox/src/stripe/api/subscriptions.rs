//! Subscriptions: their default payment method and metadata.

use axum::http::StatusCode;
use serde_json::Value;

use super::{metadata, retrieve as find};
use crate::stripe::Inner;
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

const DEFAULT: &str = "default_payment_method";
const SOURCE: &str = "default_source";

pub(super) fn retrieve(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, "subscription", "sub_", id)
}

/// A default must belong to the subscription's customer. Incomplete
/// subscriptions take only metadata, ended ones nothing.
pub(super) fn update(inner: &mut Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    let params = &call.params;
    params.check(&[DEFAULT, SOURCE, "metadata", "metadata.*", "expand.#"])?;
    find(inner, call, "subscription", "sub_", id)?;
    let Some(subscription) = inner.data.subscription(id) else {
        return Err(ApiError::no_such("subscription", id, "id", StatusCode::NOT_FOUND));
    };
    match subscription.status.as_str() {
        status @ ("canceled" | "incomplete_expired") => {
            return Err(ApiError::invalid(format!(
                "A {status} subscription can not be updated: this state is terminal."
            )));
        }
        "incomplete" if params.has(DEFAULT) => {
            return Err(ApiError::invalid(
                "Only `metadata` and `default_source` can be updated while a subscription is `incomplete`.",
            )
            .with_param(DEFAULT));
        }
        _ => {}
    }
    if subscription.managed && params.has(DEFAULT) {
        return Err(ApiError::invalid(
            "You can not update `default_payment_method` on a subscription with Managed Payments. Its customer \
             must use the customer portal.",
        )
        .with_param(DEFAULT));
    }
    let default = match params.text(DEFAULT)? {
        Some(method) => Some(owned(inner, method, &subscription.customer)?),
        None => None,
    };
    // An empty text clears it; older sources to set there are none.
    let source = params.get(SOURCE);
    if let Some(source) = source.filter(|source| !source.is_empty()) {
        return Err(ApiError::no_such("source", source, SOURCE, StatusCode::BAD_REQUEST));
    }
    let mut merged = subscription.metadata.clone();
    metadata::merge(params, "metadata", &mut merged)?;
    inner.data.watched(&[id], |data| {
        if let Some(subscription) = data.subscriptions.iter_mut().find(|s| s.id == id) {
            subscription.metadata = merged;
            if default.is_some() {
                subscription.default_payment_method = default;
            }
            if source.is_some() {
                subscription.default_source = None;
            }
        }
    });
    find(inner, call, "subscription", "sub_", id)
}

fn owned(inner: &Inner, method: &str, customer: &str) -> Result<String, ApiError> {
    let Some(found) = inner.data.method(method) else {
        return Err(ApiError::no_such("PaymentMethod", method, DEFAULT, StatusCode::BAD_REQUEST));
    };
    if found.customer.as_deref() != Some(customer) {
        return Err(ApiError::invalid(format!(
            "The payment method {method} does not belong to the subscription's customer {customer}."
        ))
        .with_param(DEFAULT));
    }
    Ok(method.to_owned())
}
