//! Reading invoices.

use serde_json::Value;

use super::list::{self, Entry};
use super::retrieve as find;
use crate::stripe::Inner;
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

const STATUSES: [&str; 5] = ["draft", "open", "paid", "uncollectible", "void"];

pub(super) fn retrieve(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["expand.#"])?;
    find(inner, call, "invoice", "in_", id)
}

/// In the order in which they stand on the invoice.
pub(super) fn lines(inner: &Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    call.params.check(&["limit", "starting_after", "ending_before", "expand.#"])?;
    find(inner, call, "invoice", "in_", id)?;
    let invoice = inner.data.invoices.iter().find(|invoice| invoice.id == id);
    let lines: Vec<Value> = invoice.map(|invoice| invoice.lines().collect()).unwrap_or_default();
    let name = |line: &Value| line.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let names: Vec<String> = lines.iter().map(name).collect();
    let entries = (0..).zip(&names).map(|(at, id)| Entry { id, created: -at });
    list::page(call, entries, |id| lines.iter().find(|line| name(line) == id).cloned())
}

pub(super) fn list(inner: &Inner, call: &Call) -> Result<Value, ApiError> {
    list::check(call, &["customer", "subscription", "status"])?;
    let customer = call.params.text("customer")?;
    let subscription = call.params.text("subscription")?;
    let status = call.params.text("status")?;
    if status.is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(
            ApiError::invalid(format!("Invalid status: must be one of {}", STATUSES.join(", "))).with_param("status")
        );
    }
    let entries = inner
        .data
        .invoices
        .iter()
        .filter(|invoice| customer.is_none_or(|id| invoice.customer == id))
        .filter(|invoice| subscription.is_none_or(|id| invoice.subscription == id))
        .filter(|invoice| status.is_none_or(|status| invoice.status == status))
        .map(|invoice| Entry { id: &invoice.id, created: invoice.created });
    list::page(call, entries, |id| inner.data.object(id, &call.version))
}
