//! SetupIntents and payment methods, to read only.

use serde_json::Value;

use super::list::{self, Entry};
use super::retrieve as find;
use crate::stripe::Inner;
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

pub(super) fn retrieve(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, "setupintent", "seti_", id)
}

pub(super) fn payment_method(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, "PaymentMethod", "pm_", id)
}

/// Filters by customer, payment method and time, never by metadata.
pub(super) fn list(inner: &Inner, call: &Call) -> Result<Value, ApiError> {
    list::check(call, &["customer", "payment_method"])?;
    let customer = call.params.text("customer")?;
    let method = call.params.text("payment_method")?;
    let entries = inner
        .data
        .setup_intents
        .iter()
        .filter(|intent| customer.is_none_or(|id| intent.customer == id))
        .filter(|intent| method.is_none_or(|id| intent.payment_method.as_deref() == Some(id)))
        .map(|intent| Entry { id: &intent.id, created: intent.created });
    list::page(call, entries, |id| inner.data.object(id, &call.version))
}
