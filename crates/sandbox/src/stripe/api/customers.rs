//! Customers: their default payment method and metadata.

use axum::http::StatusCode;
use serde_json::Value;

use super::{metadata, retrieve as find};
use crate::stripe::Inner;
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

const DEFAULT: &str = "invoice_settings[default_payment_method]";

pub(super) fn retrieve(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, "customer", "cus_", id)
}

/// A default must be attached to this customer.
pub(super) fn update(inner: &mut Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    let params = &call.params;
    params.check(&["invoice_settings.default_payment_method", "metadata", "metadata.*", "expand.#"])?;
    find(inner, call, "customer", "cus_", id)?;
    let default = match params.get("invoice_settings.default_payment_method") {
        None => None,
        Some("") => Some(None),
        Some(method) => Some(Some(attached(inner, method, id)?)),
    };
    let mut merged = inner.data.customer(id).map(|customer| customer.metadata.clone()).unwrap_or_default();
    metadata::merge(params, "metadata", &mut merged)?;
    inner.data.watched(&[id], |data| {
        if let Some(customer) = data.customers.iter_mut().find(|customer| customer.id == id) {
            customer.metadata = merged;
            if let Some(default) = default {
                customer.default_payment_method = default;
            }
        }
    });
    find(inner, call, "customer", "cus_", id)
}

fn attached(inner: &Inner, method: &str, customer: &str) -> Result<String, ApiError> {
    let Some(found) = inner.data.method(method) else {
        return Err(ApiError::no_such("PaymentMethod", method, DEFAULT, StatusCode::BAD_REQUEST));
    };
    if found.customer.as_deref() != Some(customer) {
        return Err(ApiError::invalid(format!(
            "The customer does not have a payment method with the ID {method}. The payment method \
             must be attached to the customer."
        ))
        .with_param(DEFAULT));
    }
    Ok(method.to_owned())
}
