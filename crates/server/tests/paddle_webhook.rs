//! `POST /webhooks/paddle`: what is forgotten at once, and what is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::{
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Body,
    http::{Request, StatusCode},
};
use common::{Mock, PADDLE_CUSTOMER, PADDLE_SUBSCRIPTION, ask, config, get, post, press, token};
use ring::hmac;
use serde_json::{Value, json};
use update_payment_method_server::{Provider, router};

const ACTIVE: &str = include_str!("fixtures/paddle_active.json");
const ID: &str = "txn_01m7wv8dz0p7ft4y5m95edq0pv";
const SECRET: &str = "pdl_ntfset_made_up_current";
const PREVIOUS: &str = "pdl_ntfset_made_up_previous";

/// The back end before a Paddle that has this transaction, now and later.
struct Running {
    app: Router,
    mock: Mock,
    transaction: Arc<Mutex<Value>>,
}

impl Running {
    async fn start() -> Self {
        let mut active: Value = serde_json::from_str(ACTIVE).unwrap();
        active["data"]["customer_id"] = json!(PADDLE_CUSTOMER);
        active["data"]["subscription_id"] = json!(PADDLE_SUBSCRIPTION);
        active["data"]["updated_at"] = json!(humantime::format_rfc3339_nanos(SystemTime::now()).to_string());
        let transaction = Arc::new(Mutex::new(active));
        let told = transaction.clone();
        let mock = Mock::start(move |seen| {
            let body = told.lock().unwrap().clone();
            Json(match seen.path.as_str() {
                "/transactions" => json!({"data": [body["data"]]}),
                path if path.ends_with(PADDLE_SUBSCRIPTION) => {
                    json!({"data": {"id": PADDLE_SUBSCRIPTION, "status": "active", "customer_id": PADDLE_CUSTOMER}})
                }
                _ => body,
            })
        })
        .await;
        let mut config = config(&mock.base);
        if let Some(paddle) = &mut config.paddle {
            paddle.webhook_secrets = vec![SECRET.into(), PREVIOUS.into()];
        }
        Self { app: router(config).unwrap(), mock, transaction }
    }

    async fn status(&self) -> Value {
        get(&self.app, &format!("/payment-method-updates/{ID}"), &token(Provider::Paddle)).await.json()["status"]
            .clone()
    }

    /// What Paddle was asked while this was done.
    async fn asked_by<T>(&self, work: impl Future<Output = T>) -> usize {
        self.mock.clear();
        work.await;
        self.mock.seen().len()
    }

    async fn tell(&self, kind: &str) {
        let body = event(kind, PADDLE_CUSTOMER);
        assert_eq!(deliver(&self.app, &body, Some(&signed(&body, SECRET, now()))).await, 200, "{kind}");
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn signed(body: &str, secret: &str, at: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}:{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("ts={at};h1={hex}")
}

async fn deliver(app: &Router, body: &str, signature: Option<&str>) -> StatusCode {
    let request = Request::post("/webhooks/paddle");
    let request = signature.into_iter().fold(request, |request, text| request.header("paddle-signature", text));
    ask(app, request.body(Body::from(body.to_owned())).unwrap()).await.status
}

fn event(kind: &str, customer: &str) -> String {
    json!({"event_id": "evt_01m7x", "event_type": kind, "occurred_at": "2026-11-21T10:00:00.123456Z", "notification_id": "ntf_01m7x",
        "data": {"id": ID, "customer_id": customer, "status": "paid"}})
    .to_string()
}

#[tokio::test]
async fn the_next_question_after_an_event_reads_the_truth() {
    let running = Running::start().await;
    for kind in [
        "transaction.paid",
        "transaction.completed",
        "transaction.payment_failed",
        "payment_method.saved",
        "subscription.updated",
    ] {
        running.transaction.lock().unwrap()["data"]["status"] = json!("ready");
        running.tell(kind).await;
        assert_eq!(running.status().await, "pending");
        running.transaction.lock().unwrap()["data"]["status"] = json!("completed");
        running.tell(kind).await;
        assert_eq!(running.status().await, "updated", "{kind}");
    }
}

#[tokio::test]
async fn the_overview_is_forgotten_too_and_a_start_only_when_it_is_of_no_more_use() {
    let running = Running::start().await;
    let bearer = token(Provider::Paddle);
    let start = press();
    let overview = || get(&running.app, "/payment-method-updates", &bearer);
    overview().await;
    post(&running.app, &bearer, &start).await;
    assert_eq!(running.asked_by(overview()).await, 0);
    for (kind, again) in [
        ("transaction.payment_failed", 0),
        ("payment_method.saved", 0),
        ("transaction.paid", 1),
        ("subscription.updated", 1),
    ] {
        running.tell(kind).await;
        assert_eq!(running.asked_by(overview()).await, 2, "{kind}");
        assert_eq!(running.asked_by(post(&running.app, &bearer, &start)).await, again, "{kind}");
    }
}

#[tokio::test]
async fn doubled_and_late_events_change_nothing_that_is_true() {
    let running = Running::start().await;
    running.transaction.lock().unwrap()["data"]["status"] = json!("completed");
    for kind in ["transaction.completed", "transaction.paid", "transaction.payment_failed", "transaction.paid"] {
        running.tell(kind).await;
        assert_eq!(running.status().await, "updated", "{kind}");
    }
}

#[tokio::test]
async fn other_customers_and_unknown_types_are_taken_and_left() {
    let running = Running::start().await;
    let bearer = token(Provider::Paddle);
    let overview = || get(&running.app, "/payment-method-updates", &bearer);
    overview().await;
    for body in [
        event("transaction.paid", "ctm_other"),
        // Not the beginning of another's id either.
        event("transaction.paid", &PADDLE_CUSTOMER[..10]),
        event("some.new_type", PADDLE_CUSTOMER),
        json!({"event_type": "transaction.paid", "data": null}).to_string(),
        json!({"event_type": "transaction.paid"}).to_string(),
        // Signed, so it is of no use to send it again.
        json!({"hello": "there"}).to_string(),
    ] {
        assert_eq!(deliver(&running.app, &body, Some(&signed(&body, PREVIOUS, now()))).await, 200, "{body}");
        assert_eq!(running.asked_by(overview()).await, 0, "{body}");
    }
}

#[tokio::test]
async fn what_is_not_paddles_is_refused_before_it_is_read() {
    let running = Running::start().await;
    let app = &running.app;
    let body = event("transaction.paid", PADDLE_CUSTOMER);
    let good = signed(&body, SECRET, now());
    for signature in [None, Some(""), Some("ts=1;h1=00"), Some(signed(&body, "pdl_ntfset_other", now()).as_str())] {
        assert_eq!(deliver(app, &body, signature).await, 400, "{signature:?}");
    }
    assert_eq!(deliver(app, &body.replace("paid", "done"), Some(&good)).await, 400, "changed");
    assert_eq!(deliver(app, &body, Some(&signed(&body, SECRET, now() - 60))).await, 400, "old");
    assert_eq!(deliver(app, &body, Some(&signed(&body, SECRET, now() + 60))).await, 400, "from the future");
    let rotating = format!("{};h1={}", signed(&body, "pdl_ntfset_next", now()), good.split_once("h1=").unwrap().1);
    assert_eq!(deliver(app, &body, Some(&rotating)).await, 200, "two signatures");
    let large = "x".repeat((1 << 20) + 1);
    assert_eq!(deliver(app, &large, Some(&signed(&large, SECRET, now()))).await, 413);

    let without = router(config(&running.mock.base)).unwrap();
    assert_eq!(deliver(&without, &body, Some(&good)).await, 404, "no secrets, no route");
    assert!(running.mock.seen().is_empty());
}
