//! The other ways at Stripe: embedded, with pay now, over the Billing portal; and
//! what a start does to the sessions before it.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;
use update_payment_method_server::{Config, StripeConfig, router};
use upm_sandbox::{Names, keys, tokens};

use crate::running::{Running, start};
use crate::update::{begin_with, save_card, verify};

const SAM: &str = "stripe_past_due";

async fn begin(running: &Running, more: Value) -> Value {
    let (status, text) = begin_with(running, SAM, &more).await;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// With a back end that does it this way, and a double that does not mind how fast tests are.
async fn start_with(stripe: &str) -> Running {
    let running = start(Names::Loopback).await;
    let control = format!("http://127.0.0.1:{}/_control", running.sandbox.stripe_port());
    let request = running.http.post(control).header("Content-Type", "application/json");
    assert_eq!(request.body(json!({ "limit": "off" }).to_string()).send().await.unwrap().status(), 200);
    set_up(&running, stripe).await;
    running
}

async fn set_up(running: &Running, stripe: &str) {
    let setup = json!({ "back_end": { "stripe": stripe } }).to_string();
    let request = running.http.post(running.url("/demo/setup")).header("Content-Type", "application/json");
    assert_eq!(request.body(setup).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_start_expires_the_session_before_it() {
    let running = start_with("session").await;
    let (first, second) = (begin(&running, json!({})).await, begin(&running, json!({})).await);
    assert_eq!(verify(&running, SAM, first["id"].as_str().unwrap()).await["status"], "expired");
    save_card(&running, &second, "5555555555554444").await;
    assert_eq!(verify(&running, SAM, second["id"].as_str().unwrap()).await["status"], "updated");
}

#[tokio::test]
async fn an_agreed_invoice_is_paid_and_every_outcome_is_told() {
    for (number, status, reason) in [
        ("5555555555554444", "paid", None),
        ("4000000000000341", "declined", Some("generic_decline")),
        ("4000002760003184", "requires_action", None),
    ] {
        let running = start_with("pay_now").await;
        let shown = begin(&running, json!({})).await["notice"].clone();
        assert_eq!(shown["charged_now"], true);
        let agreed = json!({ "invoice": shown["invoice"], "amount": shown["due"]["amount"], "currency": "GBP" });
        let opened = begin(&running, json!({ "agreed": agreed })).await;
        save_card(&running, &opened, number).await;
        if status == "requires_action" {
            // The bank asks at the set-up already, and again at the payment.
            let form = running.http.post(opened["url"].as_str().unwrap());
            let form = form.header("Content-Type", "application/x-www-form-urlencoded").body("challenge=complete");
            assert_eq!(form.send().await.unwrap().status(), 303);
        }
        let answer = verify(&running, SAM, opened["id"].as_str().unwrap()).await;
        assert_eq!((&answer["status"], &answer["invoice"]["status"]), (&json!("updated"), &json!(status)), "{answer}");
        assert_eq!(answer["invoice"]["reason"].as_str(), reason);
        assert_eq!(answer["invoice"]["amount"], shown["due"]);
        assert_eq!(answer["invoice"]["url"].is_string(), status != "paid", "where it can be paid");
        assert_eq!(answer["payment_method"]["last4"].as_str().unwrap(), &number[12..]);
        let log = running.json("/demo/log").await;
        let paid = log.as_array().unwrap().iter().filter(|entry| entry["path"].as_str().unwrap().ends_with("/pay"));
        assert!(paid.count() >= 1);
    }
}

#[tokio::test]
async fn without_consent_nothing_is_paid() {
    let running = start_with("pay_now").await;
    let opened =
        begin(&running, json!({ "agreed": { "invoice": "in_other", "amount": 2639, "currency": "GBP" } })).await;
    save_card(&running, &opened, "5555555555554444").await;
    let answer = verify(&running, SAM, opened["id"].as_str().unwrap()).await;
    assert_eq!((&answer["status"], &answer["invoice"]["status"]), (&json!("updated"), &json!("open")));
    let log = running.json("/demo/log").await;
    assert!(log.as_array().unwrap().iter().all(|entry| !entry["path"].as_str().unwrap().ends_with("/pay")));
}

#[tokio::test]
async fn the_portal_leads_back_with_a_state_that_is_verified() {
    let running = start_with("portal").await;
    let opened = begin(&running, json!({ "locale": "en-AU" })).await;
    let id = opened["id"].as_str().unwrap();
    assert_eq!(verify(&running, SAM, id).await, json!({ "status": "pending" }));
    let location = save_card(&running, &opened, "5555555555554444").await;
    assert_eq!(location, running.url(&format!("/?upm_session={id}")));
    // A new back end, which has not heard the first question.
    set_up(&running, "portal").await;
    let answer = verify(&running, SAM, id).await;
    assert_eq!((&answer["status"], &answer["payment_method"]["last4"]), (&json!("updated"), &json!("4444")));
    assert_eq!(verify(&running, "stripe_active", id).await["code"], "unknown");

    let (status, text) = begin_with(&running, "stripe_active", &json!({})).await;
    assert!(status == 422 && text.contains("portal_overruled"), "{status} {text}");
}

#[tokio::test]
async fn a_session_inside_the_page_is_verified_like_any_other() {
    let running = start_with("session").await;
    for version in [StripeConfig::VERSION, "2025-11-17.clover"] {
        let mut stripe = StripeConfig::new(keys::STRIPE_SECRET_KEY);
        stripe.api_base = format!("http://127.0.0.1:{}", running.sandbox.stripe_port());
        stripe.publishable_key = Some("pk_test_made_up".to_owned());
        stripe.version = version.to_owned();
        let mut config = Config::new(tokens(), running.url("/"));
        config.stripe = Some(stripe);
        let app = router(config).unwrap();
        let bearer = format!("Bearer {}", running.token(SAM).await);
        let attempt = uuid::Uuid::now_v7().to_string();
        let request = Request::post("/payment-method-updates")
            .header("Authorization", &bearer)
            .header("Content-Type", "application/json")
            .body(Body::from(json!({ "attempt": attempt, "mode": "inline" }).to_string()));
        let answer = app.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        let opened: Value = serde_json::from_slice(&body).unwrap();
        let id = opened["id"].as_str().unwrap();
        assert!(opened["client_secret"].as_str().unwrap().starts_with(&format!("{id}_secret_")), "{version}");
        assert_eq!((&opened["publishable_key"], opened.get("url")), (&json!("pk_test_made_up"), None));
        let request = Request::get(format!("/payment-method-updates/{id}")).header("Authorization", &bearer);
        let answer = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), json!({ "status": "pending" }));
    }
}
