//! Pay now at Stripe: what is announced, what is agreed to, and what becomes of it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use common::{Answer, CUSTOMER, Mock, SUBSCRIPTION, Seen, checkout_words, config, get, post, post_form, press, token};
use serde_json::{Value, json};
use update_payment_method_server::{Provider, router};

const HOSTED: &str = "https://invoice.stripe.com/i/acct_1/test_1";
const AGREED: &str = "setup_intent_data[metadata][upm_agreed]";
const TEXT: &str = "custom_text[submit][message]";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A customer who owes, and an update with the new card that succeeded `age` seconds ago.
#[derive(Clone)]
struct Account {
    remaining: i64,
    invoice: &'static str,
    /// Whose the invoice is: customer and subscription.
    of: (&'static str, &'static str),
    agreed: Option<&'static str>,
    age: u64,
    /// What paying answers.
    pay: (u16, Value),
}

fn account() -> Account {
    Account {
        remaining: 2988,
        invoice: "open",
        of: (CUSTOMER, SUBSCRIPTION),
        agreed: Some("in_1:2988:usd"),
        age: 10,
        pay: (200, json!({"id": "in_1", "status": "paid"})),
    }
}

impl Account {
    fn answer(&self, seen: &Seen) -> Response {
        let mut metadata = json!({"subscription_id": SUBSCRIPTION, "upm_attempt": "x"});
        let session_metadata = metadata.clone();
        if let Some(agreed) = self.agreed {
            metadata["upm_agreed"] = json!(agreed);
        }
        let succeeded = now() - self.age;
        let intent = json!({"id": "seti_1", "status": "succeeded", "customer": CUSTOMER, "payment_method": "pm_1", "created": succeeded,
            "metadata": metadata, "latest_attempt": {"id": "setatt_1", "created": succeeded}});
        let invoice = json!({"id": "in_1", "status": self.invoice, "customer": self.of.0, "currency": "usd", "created": 1, "amount_due": 2988,
            "amount_remaining": self.remaining, "hosted_invoice_url": HOSTED, "parent": {"subscription_details": {"subscription": self.of.1}}});
        let list = |data: Value| Json(json!({"object": "list", "has_more": false, "data": data})).into_response();
        let subscription = json!({"id": SUBSCRIPTION, "status": "past_due", "customer": CUSTOMER, "currency": "usd",
            "default_payment_method": "pm_1", "metadata": {"upm_applied": format!("{succeeded}:seti_1")}});
        match seen.line().as_str() {
            "GET /v1/invoices" => list(json!([invoice])),
            "GET /v1/invoices/in_1" => Json(invoice).into_response(),
            "POST /v1/invoices/in_1/pay" => {
                let (status, body) = &self.pay;
                (StatusCode::from_u16(*status).unwrap(), Json(body.clone())).into_response()
            }
            "GET /v1/setup_intents" => list(json!([intent])),
            "GET /v1/checkout/sessions" | "GET /v1/events" => list(json!([])),
            "POST /v1/checkout/sessions" => {
                Json(json!({"id": "cs_test_1", "url": "https://checkout.stripe.com/c/pay/cs_test_1", "created": 1})).into_response()
            }
            "GET /v1/checkout/sessions/cs_test_1" => {
                Json(json!({"id": "cs_test_1", "mode": "setup", "status": "complete", "customer": CUSTOMER, "metadata": session_metadata, "setup_intent": intent}))
                    .into_response()
            }
            "GET /v1/payment_methods/pm_1" => {
                Json(json!({"id": "pm_1", "type": "card", "card": {"brand": "visa", "last4": "4242"}})).into_response()
            }
            line if line == format!("GET /v1/subscriptions/{SUBSCRIPTION}") => Json(subscription).into_response(),
            line if line == format!("GET /v1/customers/{CUSTOMER}") => Json(json!({"id": CUSTOMER})).into_response(),
            line => panic!("{line}"),
        }
    }
}

async fn app(account: Account, pay_now: bool) -> (Router, Mock) {
    let mock = Mock::start(move |seen| account.answer(seen)).await;
    let mut config = config(&mock.base);
    if let Some(stripe) = &mut config.stripe {
        stripe.pay_now = pay_now;
    }
    (router(config).unwrap(), mock)
}

async fn start(app: &Router, agreed: Option<Value>) -> Answer {
    let mut start = press();
    if let Some(agreed) = agreed {
        start["agreed"] = agreed;
    }
    let answer = post(app, &token(Provider::Stripe), &start).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer
}

fn agreed() -> Value {
    json!({"invoice": "in_1", "amount": 2988, "currency": "USD"})
}

#[tokio::test]
async fn the_charge_is_announced_before_and_at_the_start_where_it_is_on() {
    let usd = json!({"amount": 2988, "currency": "USD", "decimals": 2});
    for pay_now in [true, false] {
        let (app, _mock) = app(account(), pay_now).await;
        let overview = get(&app, "/payment-method-updates", &token(Provider::Stripe)).await;
        for notice in [&overview.json()["notice"], &start(&app, None).await.json()["notice"]] {
            assert_eq!(notice["charged_now"], pay_now);
            assert_eq!((&notice["invoice"], &notice["due"]), (&json!("in_1"), &usd));
        }
    }
    let (app, _mock) = app(Account { remaining: 0, ..account() }, true).await;
    assert_eq!(start(&app, None).await.json()["notice"]["charged_now"], false, "nothing is left to pay");
}

#[tokio::test]
async fn what_was_agreed_to_is_kept_and_said_where_the_card_is_entered() {
    let (app, mock) = app(account(), true).await;
    assert_eq!(start(&app, Some(agreed())).await.json()["notice"]["charged_now"], true);
    let form = mock.posts()[0].form();
    assert_eq!(form[AGREED], "in_1:2988:usd");
    assert_eq!(form[TEXT], checkout_words("charged").replace("{amount}", "29.88 USD"));
    assert!(!form.contains_key("metadata[upm_agreed]"), "the setup intent's decides");
}

#[tokio::test]
async fn anything_else_is_no_consent() {
    let mut other_amount = agreed();
    other_amount["amount"] = json!(2987);
    let mut other_invoice = agreed();
    other_invoice["invoice"] = json!("in_0");
    let mut other_currency = agreed();
    other_currency["currency"] = json!("EUR");
    for (agreed, pay_now) in [
        (None, true),
        (Some(other_amount), true),
        (Some(other_invoice), true),
        (Some(other_currency), true),
        (Some(agreed()), false),
    ] {
        let (app, mock) = app(account(), pay_now).await;
        let notice = start(&app, agreed.clone()).await.json()["notice"].clone();
        assert_eq!((&notice["charged_now"], &notice["due"]["amount"]), (&json!(pay_now), &json!(2988)), "as it is now");
        let form = mock.posts()[0].form();
        assert!(!form.contains_key(AGREED), "{agreed:?} {pay_now}");
        assert!([checkout_words("tried_again"), checkout_words("stays_open")].contains(&form[TEXT]), "{}", form[TEXT]);
    }
}

#[tokio::test]
async fn a_form_agrees_to_nothing() {
    let (app, mock) = app(account(), true).await;
    let bearer = token(Provider::Stripe);
    let fields =
        [("customer_token", bearer.as_str()), ("agreed", r#"{"invoice":"in_1","amount":2988,"currency":"USD"}"#)];
    assert_eq!(post_form(&app, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(!mock.posts()[0].form().contains_key(AGREED));
    assert!(mock.posts()[0].form()[TEXT].starts_with("Nothing is charged now."));
}

async fn outcome(account: Account, pay_now: bool) -> (Value, usize) {
    let (app, mock) = app(account, pay_now).await;
    let answer = get(&app, "/payment-method-updates/cs_test_1", &token(Provider::Stripe)).await.json();
    assert_eq!((&answer["status"], &answer["payment_method"]["last4"]), (&json!("updated"), &json!("4242")));
    let paid: Vec<Seen> = mock.posts();
    for seen in &paid {
        assert_eq!(seen.line(), "POST /v1/invoices/in_1/pay");
        let form = seen.form();
        assert_eq!((form["payment_method"].as_str(), form["off_session"].as_str()), ("pm_1", "false"));
    }
    (answer["invoice"].clone(), paid.len())
}

#[tokio::test]
async fn every_outcome_is_told_apart_from_the_saved_card() {
    let usd = json!({"amount": 2988, "currency": "USD", "decimals": 2});
    let refusal = |code: &str, decline: Option<&str>| {
        (402, json!({"error": {"type": "card_error", "code": code, "decline_code": decline, "message": "cus_secret"}}))
    };
    for (pay, expected) in [
        (account().pay, json!({"status": "paid", "amount": usd})),
        (
            refusal("card_declined", Some("insufficient_funds")),
            json!({"status": "declined", "amount": usd, "url": HOSTED, "reason": "insufficient_funds"}),
        ),
        (
            refusal("card_declined", Some("stolen_card")),
            json!({"status": "declined", "amount": usd, "url": HOSTED, "reason": "generic_decline"}),
        ),
        (
            refusal("expired_card", None),
            json!({"status": "declined", "amount": usd, "url": HOSTED, "reason": "expired_card"}),
        ),
        (
            refusal("invoice_payment_intent_requires_action", None),
            json!({"status": "requires_action", "amount": usd, "url": HOSTED}),
        ),
        ((200, json!({"id": "in_1", "status": "open"})), json!({"status": "open", "amount": usd, "url": HOSTED})),
        (
            (400, json!({"error": {"type": "invalid_request_error", "code": "invoice_not_editable"}})),
            json!({"status": "open", "amount": usd, "url": HOSTED}),
        ),
    ] {
        assert_eq!(outcome(Account { pay: pay.clone(), ..account() }, true).await, (expected, 1), "{pay:?}");
    }
    let void = Account { invoice: "void", ..account() };
    assert_eq!(outcome(void, true).await.1, 0);
    let paid_already = Account { invoice: "paid", remaining: 0, ..account() };
    assert_eq!(outcome(paid_already, true).await, (json!({"status": "paid", "amount": usd}), 0));
}

/// Stripe's scheduled attempt, or an answer of ours that got lost.
#[tokio::test]
async fn an_invoice_that_is_paid_meanwhile_is_told_as_paid() {
    let mut account = account();
    account.pay = (400, json!({"error": {"type": "invalid_request_error", "code": "invoice_already_paid"}}));
    let paid = std::sync::atomic::AtomicBool::new(false);
    let mock = Mock::start(move |seen| {
        let was_paid = match seen.method.as_str() {
            "POST" => paid.swap(true, std::sync::atomic::Ordering::SeqCst),
            _ => paid.load(std::sync::atomic::Ordering::SeqCst),
        };
        Account { invoice: if was_paid { "paid" } else { "open" }, ..account.clone() }.answer(seen)
    })
    .await;
    let mut config = config(&mock.base);
    if let Some(stripe) = &mut config.stripe {
        stripe.pay_now = true;
    }
    let answer = get(&router(config).unwrap(), "/payment-method-updates/cs_test_1", &token(Provider::Stripe)).await;
    assert_eq!(answer.json()["invoice"]["status"], "paid", "{}", answer.body);
    assert_eq!(mock.posts().len(), 1);
}

#[tokio::test]
async fn without_consent_for_exactly_this_nothing_is_paid() {
    for (changed, pay_now) in [
        (Account { agreed: None, ..account() }, true),
        (account(), false),
        (Account { remaining: 2989, ..account() }, true),
        (Account { agreed: Some("in_1:2988:eur"), ..account() }, true),
        (Account { age: 3601, ..account() }, true),
        (Account { agreed: Some("in_1:much:usd"), ..account() }, true),
        (Account { of: ("cus_other", SUBSCRIPTION), ..account() }, true),
        (Account { of: (CUSTOMER, "sub_other"), ..account() }, true),
    ] {
        let amount = changed.remaining;
        let (invoice, calls) = outcome(changed, pay_now).await;
        assert_eq!(calls, 0);
        assert_eq!((&invoice["status"], &invoice["amount"]["amount"]), (&json!("open"), &json!(amount)));
    }
}
