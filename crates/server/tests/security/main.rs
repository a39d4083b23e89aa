//! What must not be possible, and what must not leak while it is tried.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

mod bodies;
mod headers;
mod host;
mod ids;
mod process;
mod tokens;
mod webhooks;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use common::{Answer, CUSTOMER, SUBSCRIPTION, Seen};
use serde_json::json;

/// What only the provider and this service may know.
pub const SECRETS: [&str; 7] = [
    "0123456789abcdef0123456789abcdef",
    "sk_test_made_up",
    "pdl_sdbx_apikey_made_up",
    "whsec_made_up",
    "pdl_ntfset_made_up",
    "seti_1_secret_made_up",
    "sam@example.com",
];

/// No answer holds a secret, or the token that was sent.
pub fn leaks_nothing(answer: &Answer, token: &str) {
    let headers = format!("{:?}", answer.headers);
    for secret in SECRETS.iter().copied().chain([token]).filter(|secret| !secret.is_empty()) {
        assert!(!answer.body.contains(secret) && !headers.contains(secret), "{}", answer.body);
    }
}

/// Stripe, with one subscription, one session of its customer's that has succeeded, and personal data all over.
pub fn stripe(seen: &Seen) -> Response {
    let metadata = json!({"subscription_id": SUBSCRIPTION, "upm_attempt": "x"});
    let intent = json!({"id": "seti_1", "status": "succeeded", "customer": CUSTOMER, "payment_method": "pm_1", "created": 100,
        "client_secret": "seti_1_secret_made_up", "metadata": metadata, "latest_attempt": {"id": "setatt_1", "created": 100}});
    let session = json!({"id": "cs_test_1", "mode": "setup", "status": "complete", "livemode": false, "customer": CUSTOMER,
        "customer_details": {"email": "sam@example.com"}, "metadata": metadata, "setup_intent": intent});
    match seen.line().as_str() {
        "GET /v1/setup_intents" => Json(json!({"data": [intent], "has_more": false})).into_response(),
        "GET /v1/checkout/sessions/cs_test_1" => Json(session).into_response(),
        "POST /v1/checkout/sessions" => Json(json!({"id": "cs_test_2", "url": "https://checkout.stripe.com/c/pay/cs_test_2#made_up", "expires_at": 1_795_276_800})).into_response(),
        "GET /v1/payment_methods/pm_1" => Json(json!({"id": "pm_1", "type": "card", "customer": CUSTOMER, "billing_details": {"email": "sam@example.com"},
            "card": {"brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030}})).into_response(),
        line if line.starts_with("GET /v1/customers/") => {
            Json(json!({"id": CUSTOMER, "email": "sam@example.com", "invoice_settings": {}})).into_response()
        }
        line if line.contains(" /v1/subscriptions/") => Json(json!({"id": SUBSCRIPTION, "status": "active", "customer": CUSTOMER, "currency": "usd",
            "collection_method": "charge_automatically", "default_payment_method": "pm_1", "metadata": {"upm_applied": "100:seti_1"}})).into_response(),
        line if line.starts_with("GET /v1/checkout/sessions/") => {
            (axum::http::StatusCode::NOT_FOUND, Json(json!({"error": {"type": "invalid_request_error", "code": "resource_missing",
                "message": "No such session; sam@example.com"}}))).into_response()
        }
        _ => Json(json!({"data": [], "has_more": false})).into_response(),
    }
}
