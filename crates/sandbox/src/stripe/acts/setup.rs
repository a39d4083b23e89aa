//! Setting up a payment method.

use serde_json::{Value, json};

use crate::stripe::cards::{DEBIT_REFUSED, Decline, NOT_AUTHENTICATED};
use crate::stripe::data::{Attempt, Data, Kind, Metadata, Method, SetupIntent, set};
use crate::stripe::error::doc_url;

/// A SetupIntent that waits for its method.
pub(in crate::stripe) fn intent(data: &Data, customer: &str) -> SetupIntent {
    SetupIntent {
        id: data.ids.stripe("seti_1", 23),
        created: data.clock.now(),
        customer: customer.to_owned(),
        status: "requires_payment_method",
        description: None,
        metadata: Metadata::new(),
        types: vec!["card".to_owned()],
        allowed_types: Vec::new(),
        payment_method: None,
        latest_attempt: None,
        last_error: None,
    }
}

/// Adds `intent`.
pub(in crate::stripe) fn begin(data: &mut Data, intent: SetupIntent) {
    let id = intent.id.clone();
    data.setup_intents.push(intent);
    data.emit("setup_intent.created", &id);
}

/// A method that belongs to nobody yet.
pub(in crate::stripe) fn method(data: &mut Data, kind: Kind, name: &str) -> String {
    let id = data.ids.stripe("pm_1", 23);
    data.methods.push(Method {
        id: id.clone(),
        created: data.clock.now(),
        customer: None,
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        kind,
        metadata: Metadata::new(),
    });
    id
}

/// The method belongs to `customer` from now on.
pub(in crate::stripe) fn attach(data: &mut Data, method: &str, customer: &str) {
    if let Some(method) = data.methods.iter_mut().find(|object| object.id == method) {
        method.customer = Some(customer.to_owned());
    }
    data.emit("payment_method.attached", method);
}

/// The bank asks the customer.
pub(in crate::stripe) fn ask(data: &mut Data, intent: &str) {
    if let Some(intent) = data.setup_intent_mut(intent) {
        intent.status = "requires_action";
    }
    data.emit("setup_intent.requires_action", intent);
}

/// The method is attached and the SetupIntent has succeeded. No default is set:
/// that is the merchant's part.
pub(in crate::stripe) fn succeed(data: &mut Data, intent: &str, kind: Kind, name: &str) -> String {
    let method = method(data, kind, name);
    attempt(data, intent, &method, "succeeded", None);
    finish(data, intent, &method);
    method
}

/// The bank answers in some days.
pub(in crate::stripe) fn process(data: &mut Data, intent: &str, kind: Kind, name: &str) {
    let method = method(data, kind, name);
    attempt(data, intent, &method, "processing", None);
    if let Some(intent) = data.setup_intent_mut(intent) {
        intent.status = "processing";
        intent.payment_method = Some(method);
        intent.last_error = None;
    }
}

/// The SetupIntent falls back.
pub(in crate::stripe) fn decline(data: &mut Data, intent: &str, kind: Kind, name: &str, why: Decline) {
    let method = method(data, kind, name);
    let error = data.method(&method).map(|method| error(method, why));
    attempt(data, intent, &method, "failed", error.clone());
    refuse(data, intent, error);
}

/// The bank's late answer to a SetupIntent that is processing; `false` where none is.
pub(in crate::stripe) fn settle(data: &mut Data, intent: &str, succeeded: bool) -> bool {
    let Some(found) = data.setup_intent(intent).filter(|intent| intent.status == "processing").cloned() else {
        return false;
    };
    let method = found.payment_method.unwrap_or_default();
    let error = data.method(&method).map(|method| error(method, DEBIT_REFUSED)).filter(|_| !succeeded);
    if let Some(attempt) = data.attempts.iter_mut().rev().find(|attempt| attempt.setup_intent == intent) {
        attempt.status = if succeeded { "succeeded" } else { "failed" };
        attempt.error.clone_from(&error);
    }
    if succeeded {
        finish(data, intent, &method)
    } else {
        refuse(data, intent, error)
    }
    true
}

fn finish(data: &mut Data, intent: &str, method: &str) {
    let Some(found) = data.setup_intent_mut(intent) else { return };
    found.status = "succeeded";
    found.payment_method = Some(method.to_owned());
    found.last_error = None;
    let customer = found.customer.clone();
    attach(data, method, &customer);
    data.emit("setup_intent.succeeded", intent);
}

fn refuse(data: &mut Data, intent: &str, error: Option<Value>) {
    if let Some(intent) = data.setup_intent_mut(intent) {
        intent.status = "requires_payment_method";
        intent.payment_method = None;
        intent.last_error = error;
    }
    data.emit("setup_intent.setup_failed", intent);
}

fn attempt(data: &mut Data, intent: &str, method: &str, status: &'static str, error: Option<Value>) {
    let id = data.ids.stripe("setatt_1", 23);
    let created = data.clock.now();
    let kind = data.method(method).map_or("card", |method| method.kind.name());
    let Some(intent) = data.setup_intent_mut(intent) else { return };
    intent.latest_attempt = Some(id.clone());
    let (customer, setup_intent) = (intent.customer.clone(), intent.id.clone());
    data.attempts.push(Attempt {
        id,
        created,
        customer,
        setup_intent,
        payment_method: method.to_owned(),
        kind,
        status,
        error,
    });
}

/// `last_setup_error`.
fn error(method: &Method, why: Decline) -> Value {
    let kind = if why.code == NOT_AUTHENTICATED.code { "invalid_request_error" } else { "card_error" };
    let mut error = json!({
        "type": kind,
        "code": why.code,
        "message": why.message,
        "doc_url": doc_url(why.code),
        "payment_method": method.json(),
    });
    if let Some(code) = why.decline_code {
        set(&mut error, "decline_code", code);
    }
    error
}
