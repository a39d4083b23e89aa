//! Objects as older versions of the API show them.

use serde_json::{Value, json};

use super::data::set;
use super::version::Version;

/// Turns an object of the newest shape into one of `version`.
pub(super) fn shape(object: &mut Value, version: &Version) {
    if version.is_newest() {
        return;
    }
    match object.get("object").and_then(Value::as_str) {
        Some("checkout.session") => session(object, version),
        Some("subscription") if !version.has_parents() => subscription(object),
        Some("invoice") if !version.has_parents() => invoice(object),
        _ => {}
    }
}

fn session(object: &mut Value, version: &Version) {
    // The names changed, their order did not.
    let newest = Version::newest();
    let at = newest.ui_modes().iter().position(|mode| taken(object, "/ui_mode") == **mode);
    set(object, "ui_mode", at.and_then(|at| version.ui_modes().get(at)).copied());
    if !version.has_allowed_types() {
        remove(object, "allowed_payment_method_types");
    }
}

/// Until 2025-03-31.basil the period stood on the subscription.
fn subscription(object: &mut Value) {
    for name in ["current_period_start", "current_period_end"] {
        let value = taken(object, &format!("/items/data/0/{name}"));
        set(object, name, value);
    }
    for item in object.pointer_mut("/items/data").and_then(Value::as_array_mut).into_iter().flatten() {
        remove(item, "current_period_start");
        remove(item, "current_period_end");
    }
}

/// Until 2025-03-31.basil an invoice named its subscription itself.
fn invoice(object: &mut Value) {
    let subscription = taken(object, "/parent/subscription_details/subscription");
    let paid = taken(object, "/status") == "paid";
    let tax = taken(object, "/total_taxes/0/amount");
    remove(object, "parent");
    remove(object, "total_taxes");
    set(object, "subscription", subscription);
    set(object, "subscription_details", json!({ "metadata": {} }));
    set(object, "paid", paid);
    set(object, "payment_intent", Value::Null);
    set(object, "charge", Value::Null);
    set(object, "tax", tax);
}

/// A copy of what is at `pointer`, or null.
fn taken(object: &Value, pointer: &str) -> Value {
    object.pointer(pointer).cloned().unwrap_or_default()
}

fn remove(object: &mut Value, name: &str) {
    if let Value::Object(members) = object {
        members.remove(name);
    }
}
