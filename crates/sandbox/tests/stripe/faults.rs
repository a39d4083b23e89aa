//! The faults that tests switch on.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Answer, SUCCESS, seed, start};

#[tokio::test]
async fn a_failure_is_used_up_by_the_call_it_fits() {
    let double = start().await;
    let fault =
        json!({ "method": "POST", "path": "/v1/checkout/sessions", "status": 429, "headers": { "Retry-After": "3" } });
    double.control(json!({ "fail_next": [fault] })).await;
    assert_eq!(double.get("/v1/checkout/sessions").await.status, 200);
    let limited = double.session("stripe_active", &[]).await;
    assert_eq!((limited.error().2, limited.header("retry-after")), ("rate_limit", "3"));
    assert_eq!(double.session("stripe_active", &[]).await.status, 200);
}

#[tokio::test]
async fn an_answer_can_be_html_of_something_in_between() {
    let double = start().await;
    let html = "<html><h1>502 Bad Gateway</h1></html>";
    double.control(json!({ "fail_next": [{ "path": "/v1/", "status": 502, "html": html }] })).await;
    let answer = double.get("/v1/invoices").await;
    assert_eq!((answer.status, answer.json.as_str()), (502, Some(html)));
    assert!(answer.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn a_connection_closes_before_or_after_the_work() {
    let double = start().await;
    let fields = [
        ("mode", "setup"),
        ("customer", seed("stripe_active").customer_id),
        ("currency", "usd"),
        ("success_url", SUCCESS),
    ];
    let made = async || double.get("/v1/checkout/sessions").await.json["data"].as_array().unwrap().len();
    for (when, sessions) in [("before", 0), ("after", 1)] {
        double
            .control(json!({ "reset": true, "fail_next": [{ "path": "/v1/checkout/sessions", "drop": when }] }))
            .await;
        let send = || double.form("/v1/checkout/sessions", &fields).header("Idempotency-Key", "a").send();
        assert!(send().await.is_err(), "{when}: no answer");
        assert_eq!(made().await, sessions, "{when}");
        let retried = Answer::of(send().await.unwrap()).await;
        assert_eq!(retried.status, 200);
        assert_eq!(retried.header("idempotent-replayed"), if when == "after" { "true" } else { "" });
        assert_eq!(made().await, 1, "{when}");
    }
    assert_eq!(double.log.entries()[0].status, 0, "the log shows the cut");
}

#[tokio::test]
async fn a_session_can_point_anywhere() {
    let double = start().await;
    for url in ["https://checkout.stripe.com.evil.example/c/pay/{CHECKOUT_SESSION_ID}", "javascript:alert(1)"] {
        double.control(json!({ "session_url": url })).await;
        let session = double.session("stripe_active", &[]).await;
        assert_eq!(session.text("/url"), url.replace("{CHECKOUT_SESSION_ID}", session.text("/id")));
    }
    double.control(json!({ "session_url": "", "custom_domain": "https://pay.example.com" })).await;
    let session = double.session("stripe_active", &[]).await;
    assert!(session.text("/url").starts_with("https://pay.example.com/c/pay/cs_test_"));
}

#[tokio::test]
async fn everything_can_be_slow_and_reset_ends_it() {
    let double = start().await;
    double.control(json!({ "delay_ms": 300 })).await;
    let from = Instant::now();
    assert_eq!(double.get("/v1/invoices").await.status, 200);
    assert!(from.elapsed() >= Duration::from_millis(300));
    assert_eq!(double.control(json!({ "reset": true })).await.json["delay_ms"], 0);
    assert_eq!(double.control(json!({ "colour": "red" })).await.status, 422);
    assert_eq!(double.control(json!({ "subscription_status": { "nobody": "active" } })).await.status, 404);
}
