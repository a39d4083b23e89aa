//! `POST /v1/invoices/:id/pay`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::retrieve as find;
use crate::stripe::Inner;
use crate::stripe::acts::charge::charge;
use crate::stripe::cards::{Charge, Decline};
use crate::stripe::error::ApiError;
use crate::stripe::params::Params;
use crate::stripe::wire::Call;

const METHOD: &str = "payment_method";
const NOT_MODELLED: [&str; 4] = ["forgive", "mandate", "paid_out_of_band", "source"];

/// Charges the method that is named, or else the one that would be charged next.
/// A refusal is 402 and leaves the invoice open.
pub(super) fn pay(inner: &mut Inner, call: &Call, id: &str) -> Result<Value, ApiError> {
    let params = &call.params;
    if let Some(name) = NOT_MODELLED.iter().find(|name| params.has(name)) {
        return Err(ApiError::not_modelled(name));
    }
    params.check(&[METHOD, "off_session", "expand.#"])?;
    boolean(params, "off_session")?;
    find(inner, call, "invoice", "in_", id)?;
    let method = method(inner, params, id)?;
    match inner.data.invoice(id).map(|invoice| invoice.status) {
        Some("open" | "uncollectible") => {}
        Some("paid") => return Err(ApiError::invalid("Invoice is already paid")),
        status => {
            let status = status.unwrap_or_default();
            return Err(ApiError::invalid(format!(
                "This invoice can not be paid: its status is `{status}`. Only open invoices can be paid."
            )));
        }
    }
    match charge(&mut inner.data, id, &method) {
        Charge::Paid | Charge::Later => find(inner, call, "invoice", "in_", id),
        Charge::Authenticate => Err(needs_action(inner, &method)),
        Charge::Declined(why) => Err(declined(inner, &method, why)),
    }
}

/// The method to charge, which must be attached to the invoice's customer.
fn method(inner: &Inner, params: &Params, id: &str) -> Result<String, ApiError> {
    let invoice =
        inner.data.invoice(id).ok_or_else(|| ApiError::no_such("invoice", id, "id", StatusCode::NOT_FOUND))?;
    let Some(method) = params.text(METHOD)? else {
        let subscription = inner.data.subscription(&invoice.subscription);
        let next = subscription.and_then(|subscription| inner.data.charged_next(subscription));
        return next.map(str::to_owned).ok_or_else(|| {
            ApiError::invalid(
                "There is no `default_payment_method` set on this Customer or Invoice. Please set a \
                 `default_payment_method` or pass a `payment_method` in your pay request.",
            )
        });
    };
    let Some(found) = inner.data.method(method) else {
        return Err(ApiError::no_such("PaymentMethod", method, METHOD, StatusCode::BAD_REQUEST));
    };
    if found.customer.as_deref() != Some(&invoice.customer) {
        return Err(ApiError::invalid(format!(
            "The customer does not have a payment method with the ID {method}. The payment method must be \
             attached to the customer."
        ))
        .with_param(METHOD));
    }
    Ok(method.to_owned())
}

fn boolean(params: &Params, name: &str) -> Result<(), ApiError> {
    match params.text(name)? {
        None | Some("true" | "false") => Ok(()),
        Some(odd) => Err(ApiError::invalid(format!("Invalid boolean: {odd}")).with_param(name)),
    }
}

fn needs_action(inner: &Inner, method: &str) -> ApiError {
    let message = "This payment requires additional user action before it can be completed successfully. \
                   Payment can be completed using the PaymentIntent associated with the invoice.";
    ApiError::invalid(message)
        .with_kind("card_error")
        .with_status(StatusCode::PAYMENT_REQUIRED)
        .with_code("invoice_payment_intent_requires_action")
        .with_members(details(inner, method, "requires_action"))
}

fn declined(inner: &Inner, method: &str, why: Decline) -> ApiError {
    let mut more = details(inner, method, "requires_payment_method");
    more.extend(why.decline_code.map(|code| ("decline_code", json!(code))));
    ApiError::invalid(why.message)
        .with_kind("card_error")
        .with_status(StatusCode::PAYMENT_REQUIRED)
        .with_code(why.code)
        .with_members(more)
}

/// What Stripe adds to a refused payment, with the secret that must not be
/// passed on.
fn details(inner: &Inner, method: &str, status: &str) -> Vec<(&'static str, Value)> {
    let intent = inner.data.ids.stripe("pi_3", 23);
    vec![
        ("charge", json!(inner.data.ids.stripe("ch_3", 23))),
        (
            "payment_intent",
            json!({
                "id": intent,
                "object": "payment_intent",
                "client_secret": format!("{intent}_secret_{}", inner.data.ids.stripe("", 25)),
                "status": status,
            }),
        ),
        ("payment_method", inner.data.newest(method).unwrap_or_default()),
    ]
}
