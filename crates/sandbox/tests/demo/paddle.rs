//! A whole update at Paddle: the widget's calls, the checkout's service, Paddle's
//! own retries, the webhooks.

use std::time::Duration;

use serde_json::{Value, json};
use update_payment_method_server::{Claims, Provider, mint_token};
use upm_sandbox::{Names, keys, seeds, tokens};

use crate::running::{Running, start};
use crate::update::{begin_with, verify};

const SAM: &str = "paddle_past_due";
const KIM: &str = "paddle_active";

impl Running {
    async fn paddle(&self, path: &str, body: &Value) -> Value {
        let url = format!("http://127.0.0.1:{}{path}", self.sandbox.paddle_port());
        let request = self.http.post(url).header("Content-Type", "application/json").body(body.to_string());
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    async fn control(&self, change: Value) -> Value {
        self.paddle("/_control", &change).await
    }

    /// What a start of this customer's leads to.
    async fn started(&self, customer: &str) -> Value {
        let (status, text) = begin_with(self, customer, &json!({})).await;
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The transaction that it leads to.
    async fn transaction(&self, customer: &str) -> String {
        self.started(customer).await["transaction_id"].as_str().unwrap().to_owned()
    }

    /// Opens a checkout, as Paddle's frame does.
    async fn open(&self, transaction: &str) -> String {
        let wanted = json!({ "transaction_id": transaction, "token": keys::PADDLE_CLIENT_TOKEN, "environment": "sandbox",
            "display_mode": "overlay", "theme": "light", "variant": "one-page", "success_url": null });
        self.paddle("/transaction-checkout", &wanted).await["data"]["id"].as_str().unwrap().to_owned()
    }

    /// Pays in it, or is declined; nothing tells the page why.
    async fn pay(&self, checkout: &str, number: &str) -> Value {
        let card = json!({ "method": "card", "number": number, "expiry_month": 4, "expiry_year": 2030 });
        self.paddle(&format!("/transaction-checkout/{checkout}/pay"), &card).await
    }

    /// Waits until the back end has taken so many events of this kind.
    async fn hears(&self, kind: &str, times: usize) {
        for _ in 0..500 {
            let told = self.control(json!({})).await["webhooks"]["events"].clone();
            let taken = told.as_array().unwrap().iter().filter(|one| one["type"] == kind && one["delivered"] == true);
            if taken.count() >= times {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no {kind} has come");
    }
}

#[tokio::test]
async fn a_declined_card_is_told_and_another_pays_the_debt() {
    let running = start(Names::Loopback).await;
    let id = running.transaction(SAM).await;
    assert_eq!(verify(&running, SAM, &id).await, json!({ "status": "pending" }), "Paddle's own attempt is not hers");
    let checkout = running.open(&id).await;
    for (times, (number, reason)) in
        [("4000000000000069", "expired_card"), ("4000000000009995", "not_enough_balance")].into_iter().enumerate()
    {
        assert_eq!(running.pay(&checkout, number).await, json!({ "failed": true }));
        running.hears("transaction.payment_failed", times + 1).await;
        let answer = verify(&running, SAM, &id).await;
        assert_eq!(answer["status"], "pending");
        assert_eq!((&answer["invoice"]["status"], &answer["invoice"]["reason"]), (&json!("declined"), &json!(reason)));
        assert_eq!(answer["invoice"]["amount"]["amount"], 2488);
    }
    running.pay(&checkout, "5555555555554444").await;
    // The page has just asked, and the answer is kept for a moment: the event is what ends that.
    running.hears("transaction.paid", 1).await;
    let answer = verify(&running, SAM, &id).await;
    assert_eq!(
        (&answer["status"], &answer["payment_method"]["last4"]),
        (&json!("updated"), &json!("4444")),
        "{answer}"
    );
    assert_eq!(answer["invoice"]["status"], "paid");

    running.control(json!({ "settle_ms": 0 })).await;
    running.hears("transaction.completed", 1).await;
    running.hears("subscription.updated", 1).await;
    assert_eq!(verify(&running, SAM, &id).await["status"], "updated");
    assert_ne!(running.transaction(SAM).await, id, "what is paid is not opened again");
}

#[tokio::test]
async fn paddles_own_retry_is_not_called_an_update() {
    // While the checkout is open, and in the moment in which she pays.
    for race in [false, true] {
        let running = start(Names::Loopback).await;
        let id = running.transaction(SAM).await;
        let checkout = running.open(&id).await;
        running.pay(&checkout, "4000000000000002").await;
        if race {
            running.control(json!({ "collects_first": true })).await;
            running.pay(&checkout, "5555555555554444").await;
        } else {
            running.control(json!({ "collect_debt": SAM })).await;
        }
        running.hears("transaction.paid", 1).await;
        let answer = verify(&running, SAM, &id).await;
        assert_eq!(answer["status"], "paid_with_previous_method", "{answer}");
        assert_eq!(
            (&answer["payment_method"]["last4"], &answer["invoice"]["status"]),
            (&json!("0002"), &json!("paid"))
        );
    }
}

#[tokio::test]
async fn a_method_alone_is_replaced() {
    let running = start(Names::Loopback).await;
    let id = running.transaction(KIM).await;
    let checkout = running.open(&id).await;
    running.pay(&checkout, "4000000000000069").await;
    running.hears("transaction.payment_failed", 1).await;
    let answer = verify(&running, KIM, &id).await;
    assert_eq!(answer, json!({ "status": "pending", "invoice": { "status": "declined", "reason": "expired_card" } }));
    running.pay(&checkout, "5555555555554444").await;
    running.hears("transaction.paid", 1).await;
    let answer = verify(&running, KIM, &id).await;
    assert_eq!(
        (&answer["status"], &answer["payment_method"]["last4"]),
        (&json!("updated"), &json!("4444")),
        "{answer}"
    );
    assert_eq!(verify(&running, SAM, &id).await["code"], "unknown", "somebody else's");
}

#[tokio::test]
async fn last_months_transaction_is_not_taken_for_an_update() {
    let running = start(Names::Loopback).await;
    let customer = seeds::customers().into_iter().find(|one| one.key == KIM).unwrap();
    let renewal = format!("txn_{}", customer.subscription_id.trim_start_matches("sub_"));
    assert_eq!(verify(&running, KIM, &renewal).await["code"], "unknown");
}

#[tokio::test]
async fn every_refusal_is_named() {
    let condition = |name: &str| json!({ "subscriptions": { KIM: name } });
    let refuse = |code: &str| json!({ "refuse": { KIM: code } });
    for (change, status, code) in [
        (condition("trialing"), 200, ""),
        (condition("manual"), 409, "manual_collection"),
        (condition("canceled"), 409, "subscription_canceled"),
        (condition("paused"), 409, "subscription_paused"),
        (condition("locked"), 409, "subscription_locked"),
        (condition("no_method"), 409, "payment_method_missing"),
        (refuse("subscription_locked_pending_changes"), 409, "subscription_locked"),
        (refuse("subscription_not_active"), 409, "subscription_paused"),
        (json!({ "no_payment_link": "api" }), 500, "payment_link_missing"),
        (json!({ "fail_next": [{ "status": 429, "retry_after": 30 }] }), 429, "rate_limited"),
        (json!({ "fail_next": [{ "status": 403 }] }), 500, "provider_forbidden"),
        (json!({ "fail_next": [{ "status": 404 }] }), 404, "not_found"),
        (json!({ "fail_next": [{ "status": 502 }] }), 502, "provider_unavailable"),
    ] {
        let running = start(Names::Loopback).await;
        running.control(change.clone()).await;
        let (got, text) = begin_with(&running, KIM, &json!({})).await;
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((got, answer["code"].as_str().unwrap_or_default()), (status, code), "{change}: {text}");
    }
}

#[tokio::test]
async fn a_token_without_a_subscription_finds_the_one_that_runs() {
    let running = start(Names::Loopback).await;
    // Of three, on three pages.
    running.control(json!({ "page_size": 1 })).await;
    let customer = seeds::customers().into_iter().find(|one| one.key == KIM).unwrap();
    let token = mint_token(&tokens(), &Claims::new(Provider::Paddle, customer.customer_id, None)).unwrap();
    let ask = async |path: &str| -> Value {
        let request = running.http.get(running.url(path)).bearer_auth(&token);
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let overview = ask("/payment-method-updates").await;
    assert_eq!(overview["subscription"]["status"], "active", "{overview}");
    assert_eq!(overview["payment_method"]["last4"], customer.card.last4);

    let id = running.transaction(KIM).await;
    assert_eq!(ask(&format!("/payment-method-updates/{id}")).await, json!({ "status": "pending" }));
    let foreign = running.transaction(SAM).await;
    assert_eq!(ask(&format!("/payment-method-updates/{foreign}")).await["code"], "unknown");
}
