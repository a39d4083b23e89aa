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

#[tokio::test]
async fn a_burst_of_failures_lasts_as_long_as_it_says() {
    let double = start().await;
    let headers = json!({ "stripe-should-retry": "false" });
    double.control(json!({ "fail_next": [{ "path": "/v1/", "status": 503, "times": 3, "headers": headers }] })).await;
    for _ in 0..3 {
        let failed = double.get("/v1/invoices").await;
        assert_eq!(
            (failed.error().1, failed.status, failed.header("stripe-should-retry")),
            ("api_error", 503, "false")
        );
    }
    assert_eq!(double.get("/v1/invoices").await.status, 200);
}

#[tokio::test]
async fn the_rate_limit_is_answered_before_anything_is_done() {
    let double = start().await;
    double.control(json!({ "retry_after": 2 })).await;
    let calls = async || {
        let sent: Vec<_> =
            (0..60).map(|_| tokio::spawn(double.request(reqwest::Method::GET, "/v1/events").send())).collect();
        let mut limited = Vec::new();
        for answer in sent {
            let answer = Answer::of(answer.await.unwrap().unwrap()).await;
            if answer.status == 429 {
                limited.push(answer);
            }
        }
        limited
    };
    let limited = calls().await;
    assert_eq!(limited[0].error(), (429, "invalid_request_error", "rate_limit", ""));
    assert_eq!(limited[0].header("stripe-rate-limited-reason"), "global-rate");
    assert_eq!(limited[0].header("retry-after"), "2");
    double.control(json!({ "limit": "off" })).await;
    assert!(calls().await.is_empty());
    assert_eq!(double.control(json!({ "limit": "none" })).await.status, 422);
}

#[tokio::test]
async fn a_late_answer_of_the_bank_can_be_asked_for() {
    let double = start().await;
    double.control(json!({ "bank_debits": true })).await;
    let session = double.session("stripe_active", &[]).await;
    assert_eq!(session.json["payment_method_types"], json!(["card", "link", "us_bank_account"]));
    let euros = double.session("stripe_active", &[("currency", "eur")]).await;
    assert_eq!(euros.json["payment_method_types"], json!(["card", "link"]));
    let save = double.http.post(session.text("/url")).header("Content-Type", "application/x-www-form-urlencoded");
    let fields = "method=us_bank_account&routingNumber=110000000&accountNumber=000123456789";
    assert_eq!(save.body(fields).send().await.unwrap().status(), 303);
    let intent = session.text("/setup_intent");
    let status = async || double.get(&format!("/v1/setup_intents/{intent}")).await.json["status"].clone();
    assert_eq!(status().await, "processing");
    assert_eq!(double.control(json!({ "settle": { intent: "succeeded" } })).await.status, 200);
    assert_eq!(status().await, "succeeded");
    assert_eq!(double.control(json!({ "settle": { intent: "failed" } })).await.status, 404);
}
