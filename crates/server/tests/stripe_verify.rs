//! `GET` for a customer of Stripe: what became of it, and which default is set.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use common::{CUSTOMER, Mock, SUBSCRIPTION, Seen, config, get, token};
use serde_json::{Value, json};
use update_payment_method_server::{ApplyTo, Provider, router};

/// A Stripe account of one customer: two finished updates and what is on file.
struct Account {
    subscription: Value,
    customer: Value,
    sessions: Vec<Value>,
    intents: Vec<Value>,
    /// A finished update that appears right after the first write.
    late: Option<Value>,
    /// What Stripe reports as changed, newest first.
    events: Vec<Value>,
}

fn metadata() -> Value {
    json!({"subscription_id": SUBSCRIPTION, "upm_attempt": "x"})
}

fn intent(n: u64, succeeded: u64) -> Value {
    json!({"id": format!("seti_{n}"), "object": "setup_intent", "status": "succeeded", "customer": CUSTOMER, "payment_method": format!("pm_{n}"),
        "created": n, "metadata": metadata(), "latest_attempt": {"id": format!("setatt_{n}"), "object": "setup_attempt", "created": succeeded}})
}

fn session(n: u64) -> Value {
    json!({"id": format!("cs_test_{n}"), "object": "checkout.session", "mode": "setup", "status": "complete", "livemode": false, "url": null, "customer": CUSTOMER,
        "payment_status": "no_payment_required", "metadata": metadata(), "setup_intent": intent(n, 0)})
}

/// Two updates: the first was opened earlier but succeeded later.
fn account() -> Account {
    Account {
        subscription: json!({"id": SUBSCRIPTION, "status": "active", "customer": CUSTOMER, "currency": "usd", "collection_method": "charge_automatically",
            "default_payment_method": "pm_0", "default_source": null, "metadata": {"plan": "solo"}}),
        customer: json!({"id": CUSTOMER, "invoice_settings": {"default_payment_method": null}, "metadata": {}}),
        sessions: vec![session(1), session(2)],
        intents: vec![intent(2, 200), intent(1, 300)],
        late: None,
        events: vec![],
    }
}

fn answer(account: &Mutex<Account>, seen: &Seen) -> Response {
    let mut account = account.lock().unwrap();
    let missing = || {
        (StatusCode::NOT_FOUND, Json(json!({"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such object"}}))).into_response()
    };
    let (head, id) = seen.path.rsplit_once('/').unwrap();
    match (seen.method.as_str(), head, id) {
        ("GET", "/v1/checkout/sessions", id) => {
            assert_eq!(seen.query["expand[0]"], "setup_intent");
            account.sessions.iter().find(|session| session["id"] == id).map_or_else(missing, |session| Json(session.clone()).into_response())
        }
        ("GET", "/v1", "setup_intents") => {
            assert_eq!((seen.query["customer"].as_str(), seen.query["expand[0]"].as_str()), (CUSTOMER, "data.latest_attempt"));
            Json(json!({"object": "list", "has_more": false, "data": account.intents})).into_response()
        }
        ("GET", "/v1", "events") => {
            let of_kind: Vec<_> = account.events.iter().filter(|event| event["type"] == seen.query["type"]).collect();
            Json(json!({"object": "list", "has_more": false, "data": of_kind})).into_response()
        }
        ("GET", "/v1/subscriptions", _) => Json(account.subscription.clone()).into_response(),
        ("GET", "/v1/customers", _) => Json(account.customer.clone()).into_response(),
        ("GET", "/v1/payment_methods", id) => {
            Json(json!({"id": id, "type": "card", "card": {"brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030}, "billing_details": {"email": "sam@example.com"}})).into_response()
        }
        ("GET", "/v1", "invoices") => Json(json!({"data": [{"id": "in_1", "currency": "kwd", "created": 1, "amount_remaining": 4750, "next_payment_attempt": 1_795_450_200,
            "hosted_invoice_url": "https://invoice.stripe.com/i/acct_1/test_1"}]})).into_response(),
        ("POST", head, _) => {
            let form = seen.form();
            let object = if head == "/v1/customers" { &mut account.customer } else { &mut account.subscription };
            if let Some(method) = form.get("default_payment_method") {
                object["default_payment_method"] = json!(method);
            }
            if let Some(method) = form.get("invoice_settings[default_payment_method]") {
                object["invoice_settings"]["default_payment_method"] = json!(method);
            }
            object["metadata"]["upm_applied"] = json!(form["metadata[upm_applied]"]);
            let object = object.clone();
            if let Some(late) = account.late.take() {
                account.intents.insert(0, late);
            }
            Json(object).into_response()
        }
        other => panic!("{other:?}"),
    }
}

async fn start(account: Account, apply_to: ApplyTo) -> (Router, Mock, Arc<Mutex<Account>>) {
    let account = Arc::new(Mutex::new(account));
    let shared = account.clone();
    let mock = Mock::start(move |seen| answer(&shared, seen)).await;
    (app(&mock, apply_to), mock, account)
}

/// A router of its own has a cache of its own.
fn app(mock: &Mock, apply_to: ApplyTo) -> Router {
    let mut config = config(&mock.base);
    if let Some(stripe) = &mut config.stripe {
        stripe.apply_to = apply_to;
    }
    router(config).unwrap()
}

async fn verify(app: &Router, id: &str) -> Value {
    let answer = get(app, &format!("/payment-method-updates/{id}"), &token(Provider::Stripe)).await;
    if answer.status == StatusCode::OK { answer.json() } else { json!(answer.code()) }
}

/// What the object's default comes from, without the part that tells writes apart.
fn marker(object: &Value) -> &str {
    let (comes_from, write) = object["metadata"]["upm_applied"].as_str().unwrap().rsplit_once(':').unwrap();
    assert_eq!(write.len(), 12, "{object}");
    comes_from
}

fn posts(mock: &Mock) -> Vec<Seen> {
    mock.seen().into_iter().filter(|seen| seen.method == "POST").collect()
}

#[tokio::test]
async fn a_finished_update_becomes_the_default_once() {
    let (first, mock, account) = start(account(), ApplyTo::Subscription).await;
    let updated = json!({"status": "updated", "payment_method": {"type": "card", "brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030}});
    assert_eq!(verify(&first, "cs_test_1").await, updated);
    assert_eq!(account.lock().unwrap().subscription["default_payment_method"], "pm_1");
    assert_eq!(marker(&account.lock().unwrap().subscription), "300:seti_1");
    assert_eq!(account.lock().unwrap().subscription["metadata"]["plan"], "solo");
    assert_eq!(account.lock().unwrap().customer["invoice_settings"]["default_payment_method"], Value::Null);

    assert_eq!(verify(&app(&mock, ApplyTo::Subscription), "cs_test_1").await, updated, "again, by another replica");
    assert_eq!(posts(&mock).len(), 1, "written once");
}

#[tokio::test]
async fn an_older_session_never_overwrites_a_newer_one() {
    let (first, mock, account) = start(account(), ApplyTo::Subscription).await;
    // The second session was opened later but succeeded earlier.
    assert_eq!(verify(&first, "cs_test_2").await["status"], "updated");
    assert_eq!(account.lock().unwrap().subscription["default_payment_method"], "pm_1");
    assert_eq!(verify(&app(&mock, ApplyTo::Subscription), "cs_test_1").await["status"], "updated");
    assert_eq!(posts(&mock).len(), 1);
}

#[tokio::test]
async fn a_default_set_elsewhere_afterwards_stays() {
    let (first, mock, account) = start(account(), ApplyTo::Subscription).await;
    verify(&first, "cs_test_1").await;
    account.lock().unwrap().subscription["default_payment_method"] = json!("pm_portal");
    assert_eq!(verify(&app(&mock, ApplyTo::Subscription), "cs_test_1").await["status"], "updated");
    assert_eq!(account.lock().unwrap().subscription["default_payment_method"], "pm_portal");
}

/// Somebody set the subscription's default at `at`.
fn elsewhere(at: u64, method: &str) -> Value {
    json!({"id": format!("evt_{at}"), "type": "customer.subscription.updated", "created": at, "data": {
        "object": {"id": SUBSCRIPTION, "default_payment_method": method},
        "previous_attributes": {"default_payment_method": "pm_0"}}})
}

/// The default after a return, with this default found and these changes reported.
async fn after(found: &str, events: Vec<Value>) -> (String, usize) {
    let mut account = account();
    account.subscription["default_payment_method"] = json!(found);
    account.events = events;
    let (app, mock, account) = start(account, ApplyTo::Subscription).await;
    assert_eq!(verify(&app, "cs_test_1").await["status"], "updated");
    let now = account.lock().unwrap().subscription["default_payment_method"].as_str().unwrap().to_owned();
    (now, posts(&mock).len())
}

#[tokio::test]
async fn the_later_of_a_change_elsewhere_and_an_update_wins() {
    assert_eq!(after("pm_x", vec![elsewhere(400, "pm_x")]).await, ("pm_x".to_owned(), 0), "after the update");
    assert_eq!(after("pm_0", vec![elsewhere(400, "pm_0")]).await, ("pm_0".to_owned(), 0), "set back after the update");
    assert_eq!(after("pm_x", vec![]).await, ("pm_1".to_owned(), 1), "before the update: nothing is reported since");
    let mut other = elsewhere(400, "pm_x");
    other["data"]["object"]["id"] = json!("sub_other");
    assert_eq!(after("pm_0", vec![other]).await, ("pm_1".to_owned(), 1), "another subscription's");
}

#[tokio::test]
async fn a_change_elsewhere_that_an_older_update_was_written_over_is_put_back() {
    let mut account = account();
    account.subscription["default_payment_method"] = json!("pm_2");
    account.subscription["metadata"]["upm_applied"] = json!("200:seti_2");
    let mut ours = elsewhere(401, "pm_2");
    ours["data"]["previous_attributes"]["metadata"] = json!({"upm_applied": null});
    account.events = vec![ours, elsewhere(400, "pm_x")];
    let (app, mock, account) = start(account, ApplyTo::Subscription).await;
    verify(&app, "cs_test_1").await;
    let account = account.lock().unwrap();
    assert_eq!(account.subscription["default_payment_method"], "pm_x");
    assert_eq!(marker(&account.subscription), "400:evt_400");
    assert_eq!(posts(&mock).len(), 1);
}

#[tokio::test]
async fn without_the_events_only_a_default_that_explains_itself_is_replaced() {
    for (found, replaced) in [("pm_old", true), ("pm_2", true), ("pm_x", false)] {
        let mut account = account();
        account.subscription["default_payment_method"] = json!(found);
        for intent in &mut account.intents {
            intent["metadata"]["upm_before_subscription"] = json!("pm_old");
        }
        let account = Arc::new(Mutex::new(account));
        let shared = account.clone();
        let mock = Mock::start(move |seen| match seen.path.as_str() {
            "/v1/events" => StatusCode::FORBIDDEN.into_response(),
            _ => answer(&shared, seen),
        })
        .await;
        let verified = verify(&app(&mock, ApplyTo::Subscription), "cs_test_1").await;
        let expected = if replaced { json!("pm_1") } else { json!(found) };
        assert_eq!(account.lock().unwrap().subscription["default_payment_method"], expected);
        assert_eq!(verified == json!("provider_forbidden"), !replaced, "{verified}");
    }
}

#[tokio::test]
async fn an_update_that_finishes_meanwhile_still_wins() {
    let (app, mock, account) = start(Account { late: Some(intent(3, 400)), ..account() }, ApplyTo::Subscription).await;
    assert_eq!(verify(&app, "cs_test_1").await["status"], "updated");
    assert_eq!(account.lock().unwrap().subscription["default_payment_method"], "pm_3");
    let keys: Vec<String> = posts(&mock).iter().map(|seen| seen.header("idempotency-key").to_owned()).collect();
    assert!(keys.len() == 2 && keys[0] != keys[1]);
}

#[tokio::test]
async fn a_repair_is_not_answered_from_storage() {
    // Two writers put the same update in place, one after another was put back.
    let keys = |before: Option<&'static str>| async move {
        let mut account = account();
        if let Some(marker) = before {
            account.subscription["metadata"]["upm_applied"] = json!(marker);
        }
        let (app, mock, _) = start(account, ApplyTo::Subscription).await;
        verify(&app, "cs_test_1").await;
        posts(&mock)[0].header("idempotency-key").to_owned()
    };
    assert_ne!(keys(None).await, keys(Some("200:seti_2:0123456789ab")).await);
    assert_eq!(keys(None).await, keys(None).await);
}

#[tokio::test]
async fn the_customer_or_both_are_set_where_configured() {
    let (app, mock, account) = start(account(), ApplyTo::Customer).await;
    assert_eq!(verify(&app, "cs_test_1").await["status"], "updated");
    let lines: Vec<String> = posts(&mock).iter().map(Seen::line).collect();
    assert_eq!(lines, [format!("POST /v1/customers/{CUSTOMER}")]);
    assert_eq!(account.lock().unwrap().customer["invoice_settings"]["default_payment_method"], "pm_1");
    assert_eq!(account.lock().unwrap().subscription["default_payment_method"], "pm_0");

    let (app, mock, account) = start(self::account(), ApplyTo::Both).await;
    assert_eq!(verify(&app, "cs_test_1").await["status"], "updated");
    assert_eq!(posts(&mock).len(), 2);
    assert_eq!(marker(&account.lock().unwrap().customer), "300:seti_1");
    assert_eq!(marker(&account.lock().unwrap().subscription), "300:seti_1");
}

#[tokio::test]
async fn others_sessions_and_unknown_ones_look_the_same() {
    let mut account = account();
    account.sessions[0]["customer"] = json!("cus_other");
    account.sessions[1]["metadata"]["subscription_id"] = json!("sub_other");
    let (app, mock, _) = start(account, ApplyTo::Subscription).await;
    let mut bodies = Vec::new();
    for id in ["cs_test_1", "cs_test_2", "cs_test_9"] {
        let mut answer = get(&app, &format!("/payment-method-updates/{id}"), &token(Provider::Stripe)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        answer.headers.remove("x-request-id");
        bodies.push((answer.body, answer.headers));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(posts(&mock).is_empty());
}

#[tokio::test]
async fn unfinished_sessions_change_nothing() {
    for (status, expected) in [("open", "pending"), ("expired", "expired")] {
        let mut account = account();
        account.sessions[0]["status"] = json!(status);
        let (app, mock, _) = start(account, ApplyTo::Subscription).await;
        assert_eq!(verify(&app, "cs_test_1").await, json!({"status": expected}));
        assert_eq!(mock.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_link_older_than_the_window_is_history() {
    let mut account = account();
    account.intents.clear();
    let (app, mock, _) = start(account, ApplyTo::Subscription).await;
    assert_eq!(verify(&app, "cs_test_1").await, json!({"status": "expired"}));
    assert!(posts(&mock).is_empty());
}

#[tokio::test]
async fn a_debt_is_reported_apart_from_the_saved_card() {
    let mut account = account();
    account.subscription["status"] = json!("past_due");
    let (app, _, _) = start(account, ApplyTo::Subscription).await;
    let answer = verify(&app, "cs_test_1").await;
    assert_eq!(answer["status"], "updated");
    assert_eq!(
        answer["invoice"],
        json!({"status": "open", "amount": {"amount": 4750, "currency": "KWD", "decimals": 3}, "url": "https://invoice.stripe.com/i/acct_1/test_1", "next_attempt": "2026-11-23T16:10:00Z"})
    );
}

#[tokio::test]
async fn a_detail_that_cannot_be_read_does_not_hide_the_update() {
    for (status, expected) in [(403, json!({"status": "updated"})), (503, json!("provider_unavailable"))] {
        let account = Arc::new(Mutex::new(account()));
        let shared = account.clone();
        let mock = Mock::start(move |seen| match seen.path.as_str() {
            "/v1/payment_methods/pm_1" => StatusCode::from_u16(status).unwrap().into_response(),
            _ => answer(&shared, seen),
        })
        .await;
        assert_eq!(verify(&app(&mock, ApplyTo::Subscription), "cs_test_1").await, expected, "{status}");
        assert_eq!(account.lock().unwrap().subscription["default_payment_method"], "pm_1");
    }
}

#[tokio::test]
async fn polls_share_one_answer_and_the_overview_follows() {
    let (app, mock, account) = start(account(), ApplyTo::Subscription).await;
    let bearer = token(Provider::Stripe);
    let overview = || get(&app, "/payment-method-updates", &bearer);
    assert_eq!(overview().await.json()["payment_method"]["last4"], "4242");
    let methods =
        |mock: &Mock| mock.lines().into_iter().filter(|line| line.contains("payment_methods")).collect::<Vec<_>>();
    assert_eq!(methods(&mock), ["GET /v1/payment_methods/pm_0"]);
    overview().await;
    assert_eq!(methods(&mock).len(), 1, "kept");

    mock.clear();
    let (a, b) = tokio::join!(verify(&app, "cs_test_1"), verify(&app, "cs_test_1"));
    assert_eq!(a, b);
    assert_eq!(mock.lines().iter().filter(|line| line.starts_with("GET /v1/checkout/sessions")).count(), 1);

    account.lock().unwrap().subscription["status"] = json!("past_due");
    let fresh = overview().await.json();
    assert_eq!(fresh["subscription"]["status"], "past_due");
    assert_eq!(fresh["notice"]["due"]["amount"], 4750);
    assert!(methods(&mock).contains(&"GET /v1/payment_methods/pm_1".to_owned()));
}
