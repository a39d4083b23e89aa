//! Rate limits, proxies, cut connections, and the control endpoint itself.

use reqwest::Method;
use serde_json::json;

use super::harness::{Double, seed};
use crate::keys::PADDLE_API_KEY;

#[tokio::test]
async fn over_the_budget_the_answer_names_the_seconds_and_has_no_meta() {
    let double = Double::start().await;
    double.control(json!({"rate_limit": 2})).await;
    for _ in 0..2 {
        assert_eq!(double.update_transaction("paddle_past_due").await.status, 200);
    }
    let refused = double.update_transaction("paddle_past_due").await;
    assert_eq!(refused.error(), (429, "too_many_requests".to_owned()));
    assert_eq!(refused.json()["error"]["type"], "api_error");
    assert_eq!(refused.json().get("meta"), None);
    let seconds: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn faults_come_once_and_only_where_they_were_asked_for() {
    let double = Double::start().await;
    double
        .control(json!({"fail_next": [
            {"path": "update-payment-method", "status": 502},
            {"path": "update-payment-method", "status": 429, "retry_after": 7},
            {"path": "update-payment-method", "status": 403},
        ]}))
        .await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    assert_eq!(double.transaction(id).await["status"], "past_due");
    let page = double.update_transaction("paddle_past_due").await;
    assert_eq!((page.status, page.headers["content-type"].to_str().unwrap()), (502, "text/html; charset=utf-8"));
    let limited = double.update_transaction("paddle_past_due").await;
    assert_eq!((limited.status, limited.headers["retry-after"].to_str().unwrap()), (429, "7"));
    let forbidden = double.update_transaction("paddle_past_due").await;
    assert_eq!(forbidden.error(), (403, "forbidden".to_owned()));
    assert_eq!(double.update_transaction("paddle_past_due").await.status, 200);
}

#[tokio::test]
async fn a_cut_connection_gives_no_answer() {
    let double = Double::start().await;
    double.control(json!({"fail_next": [{"status": 0}]})).await;
    let key = format!("Bearer {PADDLE_API_KEY}");
    let path = format!("/subscriptions/{}", seed("paddle_active").subscription_id);
    double.send(Method::GET, &path, Some(&key)).await.unwrap_err();
    assert_eq!(double.get(&path).await.status, 200);
}

#[tokio::test]
async fn a_connection_is_cut_before_or_after_the_work() {
    let double = Double::start().await;
    let transactions =
        async || double.get("/transactions").await.json()["meta"]["pagination"]["estimated_total"].clone();
    let before = transactions().await.as_u64().unwrap();
    let key = format!("Bearer {PADDLE_API_KEY}");
    let id = seed("paddle_active").subscription_id;
    let path = format!("/subscriptions/{id}/update-payment-method-transaction");
    for (executed, made) in [(false, 0), (true, 1)] {
        double.control(json!({"fail_next": [{"status": 0, "executed": executed}]})).await;
        double.send(Method::GET, &path, Some(&key)).await.unwrap_err();
        assert_eq!(transactions().await, before + made, "executed: {executed}");
    }
    // Carrying it out needs the key.
    double.control(json!({"fail_next": [{"status": 500, "executed": true}]})).await;
    assert_eq!(double.fetch(&path, None).await.status, 500);
    assert_eq!(transactions().await, before + 1);
}

#[tokio::test]
async fn a_burst_ends_after_its_number_and_a_code_can_be_chosen() {
    let double = Double::start().await;
    let path = format!("/subscriptions/{}", seed("paddle_active").subscription_id);
    double
        .control(json!({"fail_next": [
            {"path": "/subscriptions/", "status": 503, "times": 3, "delay_ms": 1},
            {"status": 403, "code": "invalid_token"},
        ]}))
        .await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(double.get(&path).await.status);
    }
    assert_eq!(seen, [503, 503, 503, 403, 200]);
    double.control(json!({"fail_next": [{"status": 403, "code": "invalid_token"}]})).await;
    assert_eq!(double.get(&path).await.error(), (403, "invalid_token".to_owned()));
}

#[tokio::test]
async fn the_control_endpoint_refuses_what_it_does_not_know() {
    let double = Double::start().await;
    for change in [
        json!({"settle": 1}),
        json!({"loaded": "sometimes"}),
        json!({"subscriptions": {"nobody": "active"}}),
        json!({"collect_debt": seed("paddle_active").subscription_id}),
        json!({"refuse": {"paddle_active": "subscription_is_tired"}}),
        json!({"refuse": {"nobody": "not_found"}}),
        json!({"decline": "bad_mood"}),
        json!({"webhooks": {"copies": 0}}),
        json!({"webhooks": {"resend": "evt_unknown"}}),
    ] {
        assert_eq!(double.post("/_control", &change).await.status, 422, "{change}");
    }
}

#[tokio::test]
async fn reset_takes_everything_back() {
    let double = Double::start().await;
    let before = double.control(json!({})).await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    double.control(json!({"settle_ms": 0, "rate_limit": 3, "script": {"slow": 1}})).await;
    double.pay(id, "4242424242424242").await;
    assert_ne!(double.control(json!({})).await, before);
    assert_eq!(double.control(json!({"reset": true})).await, before);
    double.pay(id, "4242424242424242").await;
    double.state.reset();
    assert_eq!(double.control(json!({})).await, before);
}
