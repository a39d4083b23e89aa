//! A whole update at Stripe: widget's calls, hosted page, return.

use serde_json::{Value, json};
use upm_sandbox::Names;
use upm_sandbox::courier::Change;

use crate::running::{Running, header, start};

/// A start as the widget sends it; the attempt's time must be recent.
fn body(more: &Value) -> String {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let hex = format!("{:012x}", elapsed.as_millis());
    let attempt = format!("{}-{}-7000-8000-{:012x}", &hex[..8], &hex[8..], elapsed.subsec_nanos());
    let mut start = json!({ "attempt": attempt, "mode": "auto", "locale": "en" });
    start.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    start.to_string()
}

async fn begin(running: &Running, customer: &str) -> Value {
    let (status, text) = begin_with(running, customer, &json!({})).await;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// A start with `more` members; its status and answer.
pub async fn begin_with(running: &Running, customer: &str, more: &Value) -> (u16, String) {
    let request = running
        .http
        .post(running.url("/payment-method-updates"))
        .bearer_auth(running.token(customer).await)
        .header("Content-Type", "application/json")
        .body(body(more));
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

pub async fn verify(running: &Running, customer: &str, id: &str) -> Value {
    let request = running.http.get(running.url(&format!("/payment-method-updates/{id}")));
    let request = request.bearer_auth(running.token(customer).await);
    serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
}

/// Submits a card on the session's page; gives where the browser goes.
async fn save(running: &Running, opened: &Value) -> String {
    save_card(running, opened, "5555555555554444").await
}

/// The same with the card of this number.
pub async fn save_card(running: &Running, opened: &Value, number: &str) -> String {
    let form = format!("method=card&cardNumber={number}&cardExpiry=0430&cardCvc=123&billingName=Sam");
    let request = running.http.post(opened["url"].as_str().unwrap());
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
    header(&request.send().await.unwrap(), "location").to_owned()
}

#[tokio::test]
async fn the_webhook_has_come_when_checkout_leads_back() {
    let running = start(Names::Loopback).await;
    let opened = begin(&running, "stripe_past_due").await;
    save(&running, &opened).await;
    let state = running.json("/demo/state?customer=stripe_past_due").await;
    assert_eq!(state["payment_method"]["last4"], "4444");
}

#[tokio::test]
async fn a_card_is_replaced_at_stripe_there_and_back() {
    let running = start(Names::Loopback).await;
    let opened = begin(&running, "stripe_past_due").await;
    let (origin, _) = opened["url"].as_str().unwrap().split_once("/c/pay/").unwrap();
    let control = running.http.post(format!("{origin}/_control")).header("Content-Type", "application/json");
    let no_webhooks = control.body(json!({ "webhooks": { "deliver": false } }).to_string());
    assert_eq!(no_webhooks.send().await.unwrap().status(), 200);
    assert_eq!(opened["notice"]["kind"], "past_due");
    assert_eq!(opened["notice"]["due"], json!({ "amount": 2639, "currency": "GBP", "decimals": 2 }));
    assert_eq!(opened["notice"]["items"][1]["name"], "Offline maps, per device");

    let location = save(&running, &opened).await;
    let id = opened["id"].as_str().unwrap();
    assert_eq!(location, running.url(&format!("/?upm_session={id}")));

    // Nothing has changed until the back end has seen it.
    let state = running.json("/demo/state?customer=stripe_past_due").await;
    assert_eq!(state["payment_method"]["last4"], "0341");
    let verified = verify(&running, "stripe_past_due", id).await;
    assert_eq!(verified["status"], "updated", "{verified}");
    assert_eq!(verified["payment_method"]["last4"], "4444");
    let state = running.json("/demo/state?customer=stripe_past_due").await;
    assert_eq!(state["payment_method"]["brand"], "mastercard");

    let log = running.json("/demo/log").await;
    let asked = |method: &str, path: &str| {
        log.as_array().unwrap().iter().any(|e| e["provider"] == "stripe" && e["method"] == method && e["path"] == path)
    };
    assert!(asked("POST", "/v1/checkout/sessions") && asked("GET", &format!("/v1/checkout/sessions/{id}")));

    assert_eq!(running.http.post(running.url("/demo/reset")).send().await.unwrap().status(), 204);
    let log = running.json("/demo/log").await;
    let sweep = |entry: &Value| entry["path"] == "/v1/checkout/sessions" && entry["method"] == "GET";
    assert!(log.as_array().unwrap().iter().all(sweep), "a new back end only looks for what is finished: {log}");
    let state = running.json("/demo/state?customer=stripe_past_due").await;
    assert_eq!(state["payment_method"]["last4"], "0341");
}

#[tokio::test]
async fn paddle_answers_the_back_end_too() {
    let running = start(Names::Loopback).await;
    let opened = begin(&running, "paddle_active").await.to_string();
    assert!(opened.contains("txn_"), "{opened}");
    let log = running.json("/demo/log").await;
    assert!(log.as_array().unwrap().iter().any(|entry| entry["provider"] == "paddle"), "{log}");
}

#[tokio::test]
async fn another_customers_session_is_unknown() {
    let running = start(Names::Loopback).await;
    let opened = begin(&running, "stripe_past_due").await;
    let path = format!("/payment-method-updates/{}", opened["id"].as_str().unwrap());
    let request = running.http.get(running.url(&path)).bearer_auth(running.token("stripe_active").await);
    assert_eq!(request.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn webhooks_go_to_the_back_end_beside_the_page() {
    let running = start(Names::Loopback).await;
    for (courier, provider) in
        [(running.sandbox.stripe_courier(), "stripe"), (running.sandbox.paddle_courier(), "paddle")]
    {
        let destination = running.url(&format!("/webhooks/{provider}"));
        assert_eq!(courier.snapshot()["destination"], destination);
    }
    let courier = running.sandbox.paddle_courier();
    courier.apply(&Change { tries: Some(1), ..Change::default() }).unwrap();
    begin(&running, "paddle_active").await;
    courier.idle().await;
    let deliveries = courier.deliveries();
    let kinds: Vec<&str> = deliveries.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["transaction.created", "transaction.ready"]);
    assert!(deliveries.iter().all(|one| one.tries == 1 && one.last_status.is_some()), "{deliveries:?}");
    assert_eq!(running.http.post(running.url("/demo/reset")).send().await.unwrap().status(), 204);
    assert!(courier.deliveries().is_empty());
    assert_eq!(courier.switches().tries, 3);
}
