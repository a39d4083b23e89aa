//! All three calls for a customer of Paddle.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use axum::{
    Json,
    http::{StatusCode, header},
    response::IntoResponse,
};
use common::{Mock, PADDLE_CUSTOMER, PADDLE_SUBSCRIPTION, app, get, post, post_form, press, token};
use serde_json::{Value, json};
use update_payment_method_server::Provider;

const ACTIVE: &str = include_str!("fixtures/paddle_active.json");
const PAST_DUE: &str = include_str!("fixtures/paddle_past_due.json");
const ID: &str = "txn_01m7wv8dz0p7ft4y5m95edq0pv";

/// A fixture, made the token's, with some members changed.
fn body(fixture: &str, changes: &[(&str, Value)]) -> Value {
    let mut body: Value = serde_json::from_str(fixture).unwrap();
    body["data"]["customer_id"] = json!(PADDLE_CUSTOMER);
    body["data"]["subscription_id"] = json!(PADDLE_SUBSCRIPTION);
    for (pointer, value) in changes {
        *body["data"].pointer_mut(pointer).unwrap() = value.clone();
    }
    body
}

fn moments_ago() -> String {
    let time = std::time::SystemTime::now() - std::time::Duration::from_secs(30);
    humantime::format_rfc3339_nanos(time).to_string()
}

async fn serving(body: Value) -> Mock {
    Mock::start(move |_| Json(body.clone())).await
}

#[tokio::test]
async fn an_active_subscription_starts_without_a_charge_and_without_personal_data() {
    let mock = serving(body(ACTIVE, &[])).await;
    let answer = post(&app(&mock), &token(Provider::Paddle), &press()).await;
    assert_eq!(
        answer.json(),
        json!({"transaction_id": ID, "checkout": {"url": format!("https://app.example.com/pay?_ptxn={ID}")}, "client_token": "test_made_up",
            "notice": {"kind": "zero_value", "charged_now": false}})
    );
    let seen = mock.seen().pop().unwrap();
    assert_eq!(seen.line(), format!("GET /subscriptions/{PADDLE_SUBSCRIPTION}/update-payment-method-transaction"));
    assert_eq!((seen.header("authorization"), seen.header("paddle-version")), ("Bearer pdl_sdbx_apikey_made_up", "1"));
}

#[tokio::test]
async fn past_due_is_charged_now() {
    let mock = serving(body(PAST_DUE, &[])).await;
    let answer = post(&app(&mock), &token(Provider::Paddle), &press()).await;
    let notice = &answer.json()["notice"];
    assert_eq!(
        (&notice["kind"], &notice["charged_now"], &notice["due"]["amount"]),
        (&json!("past_due"), &json!(true), &json!(2988))
    );
    for personal in ["Sam Example", "0002", "paymtd_", "ctm_"] {
        assert!(!answer.body.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn one_press_makes_one_transaction() {
    let mock = serving(body(ACTIVE, &[])).await;
    let app = app(&mock);
    let start = press();
    let bearer = token(Provider::Paddle);
    let (a, b) = tokio::join!(post(&app, &bearer, &start), post(&app, &bearer, &start));
    assert_eq!(a.body, b.body);
    assert_eq!(mock.seen().len(), 1);
    post(&app, &token(Provider::Paddle), &press()).await;
    assert_eq!(mock.seen().len(), 2, "another press, another transaction");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn who_is_cut_off_gets_the_transaction_that_was_under_way() {
    let (arrived, mut asked) = tokio::sync::mpsc::unbounded_channel();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let mock = Mock::start(move |_| {
        arrived.send(()).unwrap();
        // A second call, if there is one, is not held.
        let _ = held.lock().unwrap().recv();
        Json(body(ACTIVE, &[]))
    })
    .await;
    let (app, bearer, start) = (app(&mock), token(Provider::Paddle), press());
    let first = tokio::spawn({
        let (app, bearer, start) = (app.clone(), bearer.clone(), start.clone());
        async move { post(&app, &bearer, &start).await }
    });
    asked.recv().await.unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    drop(release);
    let again = post(&app, &bearer, &start).await;
    assert_eq!((again.status, &again.json()["transaction_id"]), (StatusCode::OK, &json!(ID)));
    assert_eq!(mock.seen().len(), 1, "one press, one transaction");
}

#[tokio::test]
async fn a_link_to_another_transaction_is_mended_and_a_bad_one_dropped() {
    let other = serving(body(ACTIVE, &[("/checkout/url", json!("https://app.example.com/pay?_ptxn=txn_other"))])).await;
    let answer = post(&app(&other), &token(Provider::Paddle), &press()).await.json();
    assert_eq!(answer["checkout"]["url"], format!("https://app.example.com/pay?_ptxn={ID}"));
    for checkout in [Value::Null, json!({"url": null}), json!({"url": "javascript:alert(1)"})] {
        let mock = serving(body(ACTIVE, &[("/checkout", checkout)])).await;
        let app = app(&mock);
        assert_eq!(post(&app, &token(Provider::Paddle), &press()).await.json()["checkout"], Value::Null);
        let form = post_form(&app, &[("customer_token", &token(Provider::Paddle))]).await;
        assert!(form.status == StatusCode::INTERNAL_SERVER_ERROR && form.body.contains("payment_link_missing"));
    }
}

#[tokio::test]
async fn the_fallback_form_goes_to_the_payment_link() {
    let mock = serving(body(ACTIVE, &[])).await;
    let answer = post_form(&app(&mock), &[("customer_token", &token(Provider::Paddle))]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers[header::LOCATION], format!("https://app.example.com/pay?_ptxn={ID}"));
}

#[tokio::test]
async fn refusals_are_named_and_never_repeated() {
    for (status, code, expected, ours) in [
        (400, "subscription_is_canceled_action_invalid", 409, "subscription_canceled"),
        (400, "subscription_not_automatic_collection", 409, "manual_collection"),
        (400, "subscription_is_inactive_action_invalid", 409, "subscription_paused"),
        (400, "subscription_missing_payment_method_cannot_update", 409, "payment_method_missing"),
        (400, "transaction_default_checkout_url_not_set", 500, "payment_link_missing"),
        (409, "subscription_locked_renewal", 409, "subscription_locked"),
        (403, "forbidden", 500, "provider_forbidden"),
        (401, "invalid_token", 500, "provider_key_refused"),
        (404, "not_found", 404, "not_found"),
        (429, "too_many_requests", 429, "rate_limited"),
        (500, "internal_error", 502, "provider_unavailable"),
    ] {
        let mock = Mock::start(move |_| {
            let error = json!({"error": {"type": "request_error", "code": code, "detail": "About sam@example.com"}});
            (StatusCode::from_u16(status).unwrap(), [(header::RETRY_AFTER, "37")], Json(error)).into_response()
        })
        .await;
        let answer = post(&app(&mock), &token(Provider::Paddle), &press()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (expected, ours));
        assert!(!answer.body.contains("sam@"), "{}", answer.body);
        assert_eq!(mock.seen().len(), 1, "{code}");
        if matches!(ours, "rate_limited" | "subscription_locked") {
            assert_eq!(answer.headers[header::RETRY_AFTER], "37");
        }
    }
    let nobody = app(&Mock::start(|_| StatusCode::OK).await);
    assert_eq!(post(&nobody, &token(Provider::Paddle), &press()).await.code(), "provider_unavailable");
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_said_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let app = update_payment_method_server::router(common::config(&base)).unwrap();
    let answer = post(&app, &token(Provider::Paddle), &press()).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "provider_unreachable"));
    assert_eq!(answer.headers[header::RETRY_AFTER], "5");
}

#[tokio::test]
async fn verification_reads_the_transaction_of_this_customer_only() {
    let captured = json!([{"status": "captured", "payment_method_id": "paymtd_new", "created_at": moments_ago(), "method_details": {"type": "card", "card": {"type": "visa", "last4": "4242", "expiry_month": 4, "expiry_year": 2030}}},
        {"status": "error", "payment_method_id": "paymtd_old", "created_at": "2026-11-14T09:30:01Z"}]);
    let mock = serving(body(PAST_DUE, &[("/status", json!("paid")), ("/payments", captured)])).await;
    let path = format!("/payment-method-updates/{ID}");
    let answer = get(&app(&mock), &path, &token(Provider::Paddle)).await;
    assert_eq!(
        answer.json(),
        json!({"status": "updated", "payment_method": {"type": "card", "brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030},
            "invoice": {"status": "paid", "amount": {"amount": 2988, "currency": "EUR", "decimals": 2}}})
    );
    assert_eq!(mock.lines(), [format!("GET /transactions/{ID}")]);

    let mut unknown = Vec::new();
    for changes in [
        [("/customer_id", json!("ctm_other"))],
        [("/subscription_id", json!("sub_other"))],
        [("/subscription_id", Value::Null)],
    ] {
        let mock = serving(body(PAST_DUE, &changes)).await;
        unknown.push(get(&app(&mock), &path, &token(Provider::Paddle)).await);
    }
    for (status, code) in [(404, "not_found"), (400, "invalid_url")] {
        let mock =
            Mock::start(move |_| (StatusCode::from_u16(status).unwrap(), Json(json!({"error": {"code": code}})))).await;
        unknown.push(get(&app(&mock), &path, &token(Provider::Paddle)).await);
    }
    assert!(unknown.iter().all(|answer| answer.status == StatusCode::NOT_FOUND && answer.body == unknown[0].body));
}

#[tokio::test]
async fn verification_says_why_a_new_card_was_declined() {
    let declined = json!([{"status": "error", "error_code": "not_enough_balance", "payment_method_id": null, "created_at": moments_ago(),
        "method_details": {"type": "card", "card": {"type": "visa", "last4": "9995", "cardholder_name": "Sam Example"}}},
        {"status": "error", "error_code": "declined", "payment_method_id": "paymtd_old", "created_at": "2026-11-14T09:30:01Z"}]);
    let mock = serving(body(PAST_DUE, &[("/payments", declined)])).await;
    let answer = get(&app(&mock), &format!("/payment-method-updates/{ID}"), &token(Provider::Paddle)).await;
    assert_eq!(
        answer.json(),
        json!({"status": "pending", "invoice": {"status": "declined", "reason": "not_enough_balance",
            "amount": {"amount": 2988, "currency": "EUR", "decimals": 2}}})
    );
}

#[tokio::test]
async fn the_overview_makes_no_transaction() {
    let overdue = body(PAST_DUE, &[])["data"].clone();
    let paid = body(PAST_DUE, &[("/status", json!("completed")), ("/payments", json!([{"status": "captured", "captured_at": "2026-10-14T09:30:01Z",
        "method_details": {"type": "card", "card": {"type": "visa", "last4": "0002", "expiry_month": 1, "expiry_year": 2027}}}]))])["data"].clone();
    let mock = Mock::start(move |seen| match seen.path.as_str() {
        "/transactions" => Json(json!({"data": [overdue, paid], "meta": {"pagination": {"has_more": false}}})),
        _ => Json(json!({"data": {"id": PADDLE_SUBSCRIPTION, "status": "past_due", "customer_id": PADDLE_CUSTOMER}})),
    })
    .await;
    let answer = get(&app(&mock), "/payment-method-updates", &token(Provider::Paddle)).await.json();
    assert_eq!(answer["subscription"]["status"], "past_due");
    assert_eq!(answer["payment_method"]["last4"], "0002");
    assert_eq!((&answer["notice"]["kind"], &answer["notice"]["due"]["amount"]), (&json!("past_due"), &json!(2988)));
    let mut lines = mock.lines();
    lines.sort();
    assert_eq!(lines, [format!("GET /subscriptions/{PADDLE_SUBSCRIPTION}"), "GET /transactions".to_owned()]);
    let list = mock.seen().into_iter().find(|seen| seen.path == "/transactions").unwrap();
    assert_eq!(list.query["subscription_id"], PADDLE_SUBSCRIPTION);
    assert_eq!(list.query["status"], "paid,completed,past_due");
}
