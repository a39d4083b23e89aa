//! Paying an open invoice, over the API and on its page.

use axum::http::Method;
use serde_json::{Value, json};
use upm_sandbox::stripe::{Pays, Visit};

use crate::client::{Answer, Case, encode, seed, start};
use crate::in_process::InProcess;

const KEY: &str = "stripe_past_due";

fn invoice() -> &'static str {
    seed(KEY).debt.unwrap().id
}

/// A card of the past-due customer's, saved by a session.
fn saved(double: &InProcess, number: &str) -> String {
    let session = double.session();
    assert!(matches!(double.state.complete(session["id"].as_str().unwrap(), Pays::Card(number)), Visit::Complete(_)));
    let intent = double.get(&format!("/v1/setup_intents/{}", session["setup_intent"].as_str().unwrap()));
    let _ = double.state.drain_events();
    intent["payment_method"].as_str().unwrap().to_owned()
}

fn pay(double: &InProcess, fields: &[(&str, &str)]) -> (u16, Value) {
    double.clock.advance(1);
    double.send(&Method::POST, &format!("/v1/invoices/{}/pay", invoice()), None, fields)
}

fn kinds(double: &InProcess) -> Vec<String> {
    double.state.drain_events().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_paid_invoice_makes_the_subscription_active_once() {
    let double = InProcess::new(1);
    let method = saved(&double, "4242424242424242");
    let (status, paid) = pay(&double, &[("payment_method", &method), ("off_session", "false")]);
    assert_eq!(status, 200, "{paid}");
    assert_eq!(
        (&paid["status"], &paid["amount_remaining"], &paid["amount_paid"]),
        (&json!("paid"), &json!(0), &json!(2639))
    );
    assert!(paid["next_payment_attempt"].is_null());
    let events = double.state.drain_events();
    let said: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let expected = [
        "invoice.updated",
        "customer.subscription.updated",
        "customer.updated",
        "invoice.paid",
        "invoice.payment_succeeded",
    ];
    assert_eq!(said, expected);
    assert_eq!(events[1]["data"]["previous_attributes"], json!({ "status": "past_due" }));
    assert_eq!(events[2]["data"]["previous_attributes"], json!({ "delinquent": true }));
    let subscription = double.get(&format!("/v1/subscriptions/{}", seed(KEY).subscription_id));
    assert_eq!((&subscription["status"], &subscription["default_payment_method"]), (&json!("active"), &Value::Null));

    let (status, again) = pay(&double, &[("payment_method", &method)]);
    assert_eq!((status, &again["error"]["message"]), (400, &json!("Invoice is already paid")));
    let found = double.state.invoices().into_iter().find(|found| found.id == invoice()).unwrap();
    assert_eq!((found.status, found.total, found.charges, found.attempts), ("paid", 2639, 1, 2));
    assert!(kinds(&double).is_empty());
}

#[test]
fn an_empty_body_charges_what_would_be_charged_next() {
    let double = InProcess::new(1);
    // The seeded default is a card that is always declined when charged.
    let (status, refused) = pay(&double, &[]);
    assert_eq!((status, &refused["error"]["decline_code"]), (402, &json!("generic_decline")));
    let method = saved(&double, "4242424242424242");
    assert!(double.state.set_default(seed(KEY).subscription_id, Some(&method)));
    assert_eq!(pay(&double, &[]).0, 200, "the subscription's own default wins");

    let double = InProcess::new(1);
    assert!(double.state.set_default(seed(KEY).customer_id, None));
    assert!(pay(&double, &[]).1["error"]["message"].as_str().unwrap().contains("default_payment_method"));
}

#[test]
fn a_decline_is_402_and_leaves_the_invoice_open() {
    for (number, code) in [("4000000000000341", "generic_decline"), ("4000008260003178", "insufficient_funds")] {
        let double = InProcess::new(1);
        let method = saved(&double, number);
        let (status, refused) = pay(&double, &[("payment_method", &method)]);
        let error = &refused["error"];
        assert_eq!((status, &error["type"], &error["code"]), (402, &json!("card_error"), &json!("card_declined")));
        assert_eq!(error["decline_code"], code);
        // A secret is inside, which nobody may pass on.
        assert!(error["payment_intent"]["client_secret"].as_str().unwrap().contains("_secret_"));
        assert_eq!(kinds(&double), ["invoice.updated", "invoice.payment_failed"]);
        let open = double.get(&format!("/v1/invoices/{}", invoice()));
        assert_eq!((&open["status"], &open["attempt_count"]), (&json!("open"), &json!(2)));
        assert!(open["next_payment_attempt"].is_i64());
    }
}

#[test]
fn a_decline_is_replayed_under_its_key_for_a_day() {
    let double = InProcess::new(1);
    let (declined, good) = (saved(&double, "4000000000000341"), saved(&double, "4242424242424242"));
    let path = format!("/v1/invoices/{}/pay", invoice());
    let pay = |key, method: &str| double.send(&Method::POST, &path, Some(key), &[("payment_method", method)]).0;
    let attempts = || double.state.invoices().into_iter().find(|found| found.id == invoice()).unwrap().attempts;
    assert_eq!((pay("a", &declined), attempts()), (402, 2));
    assert_eq!((pay("a", &declined), attempts()), (402, 2), "nobody was asked again");
    assert_eq!(pay("a", &good), 400, "another method needs another key");
    assert_eq!((pay("b", &good), attempts()), (200, 3));
}

#[test]
fn a_payment_that_needs_action_keeps_its_page() {
    let double = InProcess::new(1);
    let method = saved(&double, "4000002760003184");
    let (status, refused) = pay(&double, &[("payment_method", &method), ("off_session", "false")]);
    assert_eq!((status, &refused["error"]["code"]), (402, &json!("invoice_payment_intent_requires_action")));
    assert_eq!(kinds(&double), ["invoice.updated", "invoice.payment_action_required"]);
    let open = double.get(&format!("/v1/invoices/{}", invoice()));
    assert_eq!(open["status"], "open");
    assert!(open["hosted_invoice_url"].as_str().unwrap().contains("/i/acct_"));
}

#[test]
fn what_paying_refuses() {
    let double = InProcess::new(1);
    let odd: &[Case] = &[
        (&[("payment_method", "pm_unknown")], "resource_missing", "payment_method"),
        (&[("payment_method", seed("stripe_active").card.id)], "", "payment_method"),
        (&[("payment_method", "")], "parameter_invalid_empty", "payment_method"),
        (&[("off_session", "yes")], "", "off_session"),
        (&[("paid_out_of_band", "true")], "", "paid_out_of_band"),
        (&[("amount", "1")], "parameter_unknown", "amount"),
    ];
    for (fields, code, param) in odd {
        let (status, refused) = pay(&double, fields);
        assert_eq!((status, refused["error"]["code"].as_str().unwrap_or("")), (400, *code), "{fields:?}");
        assert_eq!(refused["error"]["param"], *param);
    }
    assert_eq!(double.send(&Method::POST, "/v1/invoices/in_unknown/pay", None, &[]).0, 404);
    assert!(kinds(&double).is_empty());
}

#[tokio::test]
async fn a_void_invoice_can_not_be_paid() {
    let double = start().await;
    double.control(json!({ "invoice_status": { invoice(): "void" } })).await;
    let refused = double.post(&format!("/v1/invoices/{}/pay", invoice()), &[]).await;
    assert_eq!(refused.error(), (400, "invalid_request_error", "", ""));
    assert_eq!(double.control(json!({ "invoice_status": { "in_unknown": "void" } })).await.status, 404);
}

#[tokio::test]
async fn the_hosted_page_takes_the_payment() {
    for number in ["4242424242424242", "4000002760003184"] {
        let double = start().await;
        let path = format!("/v1/invoices/{}", invoice());
        let url = double.get(&path).await.text("/hosted_invoice_url").to_owned();
        let send = async |fields: &[(&str, &str)]| {
            let form = double.http.post(&url).header("Content-Type", "application/x-www-form-urlencoded");
            Answer::of(form.body(encode(fields)).send().await.unwrap()).await.json.as_str().unwrap().to_owned()
        };
        let card = |number| {
            [("cardNumber", number), ("cardExpiry", "04/30"), ("cardCvc", "123"), ("billingName", "Sam Okafor")]
        };
        let page = double.http.get(&url).send().await.unwrap();
        assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        assert!(page.text().await.unwrap().contains("Pay £26.39"));
        assert!(send(&card("4000000000000002")).await.contains("Your card was declined."));
        assert_eq!(double.get(&path).await.json["status"], "open");
        let after = send(&card(number)).await;
        if number.ends_with("3184") {
            assert!(after.contains(r#"id="challenge""#));
            assert_eq!(double.get(&path).await.json["status"], "open");
            send(&[("challenge", "complete")]).await;
        }
        assert_eq!(double.get(&path).await.json["status"], "paid");
        assert!(double.http.get(&url).send().await.unwrap().text().await.unwrap().contains(r#"id="paid""#));
        let subscription = double.get(&format!("/v1/subscriptions/{}", seed(KEY).subscription_id)).await;
        assert_eq!(subscription.json["status"], "active");
        let found = double.state.invoices().into_iter().find(|found| found.id == invoice()).unwrap();
        assert_eq!(found.charges, 1);
    }
}
