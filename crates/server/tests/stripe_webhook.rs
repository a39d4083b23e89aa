//! `POST /webhooks/stripe`: the answers that make Stripe do the right thing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use axum::{
    Json, Router,
    body::Body,
    http::{Request, StatusCode},
    response::IntoResponse,
};
use common::{CUSTOMER, Mock, SUBSCRIPTION, Seen, ask, config};
use ring::hmac;
use serde_json::{Value, json};
use update_payment_method_server::router;

const SECRET: &str = "whsec_made_up_current";
const PREVIOUS: &str = "whsec_made_up_previous";

fn app(mock: &Mock) -> Router {
    let mut config = config(&mock.base);
    if let Some(stripe) = &mut config.stripe {
        stripe.webhook_secrets = vec![SECRET.into(), PREVIOUS.into()];
    }
    router(config).unwrap()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn signed(body: &str, secret: &str, at: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

async fn deliver(app: &Router, body: &str, signature: Option<&str>) -> StatusCode {
    let request = Request::post("/webhooks/stripe");
    let request = signature.into_iter().fold(request, |request, text| request.header("stripe-signature", text));
    ask(app, request.body(Body::from(body.to_owned())).unwrap()).await.status
}

fn event(kind: &str, object: &Value) -> String {
    json!({"id": "evt_1", "object": "event", "type": kind, "created": now(), "livemode": false, "data": {"object": object}})
        .to_string()
}

fn completed() -> String {
    let metadata = json!({"subscription_id": SUBSCRIPTION, "upm_attempt": "x"});
    event(
        "checkout.session.completed",
        &json!({"id": "cs_test_1", "mode": "setup", "status": "complete", "customer": CUSTOMER, "metadata": metadata}),
    )
}

/// One finished update, nothing applied yet.
fn answer(seen: &Seen) -> axum::response::Response {
    let metadata = json!({"subscription_id": SUBSCRIPTION, "upm_attempt": "x"});
    match seen.line().as_str() {
        "GET /v1/setup_intents" => {
            let applied = json!({"id": "seti_1", "status": "succeeded", "customer": CUSTOMER, "payment_method": "pm_1",
                "created": 100, "metadata": metadata, "latest_attempt": {"id": "setatt_1", "created": 100}});
            Json(json!({"data": [applied], "has_more": false})).into_response()
        }
        "GET /v1/events" => Json(json!({"data": [], "has_more": false})).into_response(),
        line if line.ends_with(SUBSCRIPTION) => {
            Json(json!({"id": SUBSCRIPTION, "status": "active", "customer": CUSTOMER,
            "default_payment_method": "pm_1", "metadata": {"upm_applied": "100:seti_1"}}))
            .into_response()
        }
        line => (StatusCode::NOT_FOUND, format!("unexpected: {line}")).into_response(),
    }
}

#[tokio::test]
async fn a_finished_session_is_reconciled_and_every_secret_counts() {
    let mock = Mock::start(answer).await;
    let app = app(&mock);
    let body = completed();
    for secret in [SECRET, PREVIOUS] {
        assert_eq!(deliver(&app, &body, Some(&signed(&body, secret, now()))).await, 200);
    }
    let reads = mock.seen().iter().filter(|seen| seen.line() == "GET /v1/setup_intents").count();
    assert_eq!(reads, 2, "each is a signal to look");
    assert!(mock.seen().iter().all(|seen| seen.method == "GET"), "what is applied already is not written again");
}

#[tokio::test]
async fn what_is_not_stripes_is_refused_before_it_is_read() {
    let mock = Mock::start(answer).await;
    let app = app(&mock);
    let body = completed();
    let good = signed(&body, SECRET, now());
    for signature in [None, Some(""), Some("t=1,v1=00"), Some(signed(&body, "whsec_other", now()).as_str())] {
        assert_eq!(deliver(&app, &body, signature).await, 400, "{signature:?}");
    }
    assert_eq!(deliver(&app, &body.replace("cs_test_1", "cs_test_2"), Some(&good)).await, 400, "changed");
    assert_eq!(deliver(&app, &body, Some(&signed(&body, SECRET, now() - 400))).await, 400, "old");
    assert_eq!(deliver(&app, &body, Some(&signed(&body, SECRET, now() + 400))).await, 400, "from the future");
    assert_eq!(mock.seen().len(), 0, "Stripe was not asked");
}

#[tokio::test]
async fn what_is_not_ours_is_taken_and_left() {
    let mock = Mock::start(answer).await;
    let app = app(&mock);
    for body in [
        event("some.new_type", &json!({})),
        event("checkout.session.completed", &json!({"id": "cs_1", "mode": "payment"})),
    ] {
        assert_eq!(deliver(&app, &body, Some(&signed(&body, SECRET, now()))).await, 200, "{body}");
    }
    assert_eq!(mock.seen().len(), 0);
}

#[tokio::test]
async fn what_cannot_be_finished_now_is_sent_again_and_what_never_can_is_not() {
    let down = Mock::start(|_| StatusCode::INTERNAL_SERVER_ERROR).await;
    let body = completed();
    assert_eq!(deliver(&app(&down), &body, Some(&signed(&body, SECRET, now()))).await, 503);
    let ended = Mock::start(|seen| match seen.line().as_str() {
        "GET /v1/setup_intents" => answer(seen),
        _ => Json(json!({"id": SUBSCRIPTION, "status": "canceled", "customer": CUSTOMER})).into_response(),
    })
    .await;
    assert_eq!(deliver(&app(&ended), &body, Some(&signed(&body, SECRET, now()))).await, 200);
}

#[tokio::test]
async fn without_a_secret_there_is_no_such_page() {
    let mock = Mock::start(answer).await;
    let app = router(config(&mock.base)).unwrap();
    let body = completed();
    assert_eq!(deliver(&app, &body, Some(&signed(&body, SECRET, now()))).await, 404);
}
