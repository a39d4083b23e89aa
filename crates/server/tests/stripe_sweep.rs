//! What a sweep makes of finished sessions.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use common::{Mock, Seen, config};
use serde_json::{Value, json};
use update_payment_method_server::Server;

/// Four customers with a finished session each; the last one's subscription cannot be read.
fn stripe(seen: &Seen) -> Response {
    let list = |data: Value| Json(json!({"object": "list", "has_more": false, "data": data})).into_response();
    let subscription = |n: u32, changes: Value| {
        let mut subscription = json!({"id": format!("sub_{n}"), "customer": format!("cus_{n}"), "status": "active"});
        subscription.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        Json(subscription).into_response()
    };
    match seen.line().as_str() {
        "GET /v1/checkout/sessions" => list(
            (1..=4)
                .map(|n| {
                    json!({"id": format!("cs_{n}"), "mode": "setup", "status": "complete", "customer": format!("cus_{n}"),
                        "metadata": {"subscription_id": format!("sub_{n}"), "upm_attempt": "x"}})
                })
                .collect(),
        ),
        "GET /v1/setup_intents" => list(json!([])),
        "GET /v1/subscriptions/sub_1" => subscription(1, json!({})),
        "GET /v1/subscriptions/sub_2" => subscription(2, json!({"status": "canceled"})),
        "GET /v1/subscriptions/sub_3" => subscription(3, json!({"collection_method": "send_invoice"})),
        "GET /v1/subscriptions/sub_4" => StatusCode::BAD_REQUEST.into_response(),
        line => panic!("{line}"),
    }
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_no_failure() {
    let mock = Mock::start(stripe).await;
    let swept = Server::new(config(&mock.base)).unwrap().sweep().await.unwrap();
    assert_eq!((swept.looked_at, swept.failed), (4, 1));
}
