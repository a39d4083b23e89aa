//! `POST` for a customer of Stripe.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::sync::atomic::{AtomicU32, Ordering};

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use common::{CUSTOMER, Mock, SUBSCRIPTION, Seen, app, checkout_words, post, post_form, press, token};
use serde_json::{Value, json};
use update_payment_method_server::Provider;

const URL: &str = "https://checkout.stripe.com/c/pay/cs_test_1#fidExampleOfALongFragment";

fn subscription(status: &str) -> Value {
    json!({"id": SUBSCRIPTION, "object": "subscription", "status": status, "customer": CUSTOMER, "currency": "usd",
        "collection_method": "charge_automatically", "default_payment_method": null, "default_source": null, "metadata": {}})
}

fn session() -> Value {
    json!({"id": "cs_test_1", "object": "checkout.session", "url": URL, "mode": "setup", "status": "open", "expires_at": 1_795_276_800_u64,
        "customer_details": {"email": "sam@example.com"}})
}

fn stripe(status: &'static str) -> impl Fn(&Seen) -> Response {
    move |seen| {
        match seen.path.as_str() {
        "/v1/invoices" => Json(json!({"object": "list", "has_more": false, "data": [
            {"id": "in_old", "created": 1, "currency": "usd", "amount_remaining": 1},
            {"id": "in_1", "created": 2, "currency": "usd", "amount_due": 2988, "amount_remaining": 2988, "subtotal": 2490, "total": 2988, "total_taxes": [{"amount": 498}],
             "next_payment_attempt": 1_795_450_200, "lines": {"object": "list", "has_more": true, "data": []}}]})).into_response(),
        "/v1/invoices/in_1/lines" => Json(json!({"object": "list", "has_more": false, "data": [{"description": "2 × Team (at $12.45 / month)", "amount": 2490, "quantity": 2}]})).into_response(),
        "/v1/checkout/sessions" if seen.method == "GET" => no_other_session(),
        "/v1/checkout/sessions" => Json(session()).into_response(),
        _ => Json(subscription(status)).into_response(),
    }
    }
}

fn no_other_session() -> Response {
    Json(json!({"object": "list", "has_more": false, "data": []})).into_response()
}

#[tokio::test]
async fn an_active_subscription_starts_with_exactly_these_parameters() {
    let mock = Mock::start(stripe("active")).await;
    let app = app(&mock);
    let start = press();
    let answer = post(&app, &token(Provider::Stripe), &start).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(
        answer.json(),
        json!({"url": URL, "id": "cs_test_1", "expires_at": 1_795_276_800_u64, "notice": {"kind": "zero_value", "charged_now": false}})
    );

    assert_eq!(mock.lines()[0], format!("GET /v1/subscriptions/{SUBSCRIPTION}"));
    let mut at_once = mock.lines().split_off(1);
    at_once.sort();
    assert_eq!(at_once, ["GET /v1/checkout/sessions", "POST /v1/checkout/sessions"]);
    let seen = mock.posts().pop().unwrap();
    assert_eq!(seen.header("stripe-version"), "2026-10-28.endive");
    assert_eq!(seen.header("authorization"), "Bearer sk_test_made_up");
    assert_eq!(seen.header("content-type"), "application/x-www-form-urlencoded");
    let attempt = start["attempt"].as_str().unwrap();
    let made = uuid::Uuid::parse_str(attempt).unwrap().get_timestamp().unwrap().to_unix().0;
    let expected = [
        ("cancel_url", common::RETURN_URL),
        ("currency", "usd"),
        ("custom_text[submit][message]", &checkout_words("later")),
        ("customer", CUSTOMER),
        ("expires_at", &(made + 43_200).to_string()),
        ("locale", "pt-BR"),
        ("metadata[subscription_id]", SUBSCRIPTION),
        ("metadata[upm_attempt]", attempt),
        ("metadata[upm_before_subscription]", "none"),
        ("mode", "setup"),
        ("setup_intent_data[metadata][subscription_id]", SUBSCRIPTION),
        ("setup_intent_data[metadata][upm_attempt]", attempt),
        ("setup_intent_data[metadata][upm_before_subscription]", "none"),
        ("success_url", "https://app.example.com/account?tab=billing&upm_session={CHECKOUT_SESSION_ID}#card"),
    ];
    let form = seen.form();
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(form, expected);
    assert!(seen.body.contains("upm_session%3D%7BCHECKOUT_SESSION_ID%7D"), "encoded once");
}

#[tokio::test]
async fn a_repeated_attempt_is_the_same_request_and_a_new_one_is_not() {
    let mock = Mock::start(stripe("active")).await;
    let app = app(&mock);
    let (first, second) = (press(), press());
    let mut elsewhere = first.clone();
    elsewhere["return_url"] = json!("https://app.example.com/team");
    let mut foreign = first.clone();
    foreign["return_url"] = json!("https://evil.example/");
    for start in [&first, &first, &second, &elsewhere, &foreign] {
        assert_eq!(post(&app, &token(Provider::Stripe), start).await.status, StatusCode::OK);
    }
    let posts = mock.posts();
    let key = |n: usize| posts[n].header("idempotency-key");
    assert_eq!((key(0), &posts[0].body), (key(1), &posts[1].body));
    assert!(key(0) != key(2) && key(0) != key(3));
    assert!(posts[3].form()["success_url"].starts_with("https://app.example.com/team?upm_session="));
    assert_eq!(posts[4].body, posts[0].body, "a return_url that is not configured is not honoured");
}

#[tokio::test]
async fn past_due_says_what_is_due_and_that_it_is_not_charged() {
    let mock = Mock::start(stripe("past_due")).await;
    let answer = post(&app(&mock), &token(Provider::Stripe), &press()).await;
    let usd = |amount: i64| json!({"amount": amount, "currency": "USD", "decimals": 2});
    assert_eq!(
        answer.json()["notice"],
        json!({"kind": "past_due", "charged_now": false, "due": usd(2988), "invoice": "in_1", "next_attempt": "2026-11-23T16:10:00Z",
            "items": [{"name": "Team", "quantity": 2, "amount": usd(2490)}], "totals": {"subtotal": usd(2490), "tax": usd(498), "total": usd(2988)}})
    );
    let seen = mock.seen();
    assert_eq!(seen[1].query["subscription"], SUBSCRIPTION);
    assert_eq!(seen[1].query["status"], "open");
    assert_eq!(mock.posts()[0].form()["custom_text[submit][message]"], checkout_words("tried_again"));
}

#[tokio::test]
async fn a_stored_failure_is_left_behind_by_a_new_key() {
    let sessions = AtomicU32::new(0);
    let mock = Mock::start(move |seen| {
        if seen.method == "GET" {
            return if seen.path == "/v1/checkout/sessions" {
                no_other_session()
            } else {
                Json(subscription("active")).into_response()
            };
        }
        match sessions.fetch_add(1, Ordering::SeqCst) {
            0 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            1 => (StatusCode::INTERNAL_SERVER_ERROR, [("idempotent-replayed", "true")]).into_response(),
            _ => Json(session()).into_response(),
        }
    })
    .await;
    assert_eq!(post(&app(&mock), &token(Provider::Stripe), &press()).await.status, StatusCode::OK);
    let keys: Vec<String> = mock.posts().iter().map(|seen| seen.header("idempotency-key").to_owned()).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys[0] == keys[1] && keys[1] != keys[2]);
}

#[tokio::test]
async fn refusals_are_named_and_stripes_text_stays_here() {
    for (status, body, expected, code) in [
        (
            400,
            r#"{"error": {"type": "invalid_request_error", "code": "resource_missing", "param": "customer", "message": "No such customer: 'cus_secret'"}}"#,
            404,
            "not_found",
        ),
        (
            400,
            r#"{"error": {"type": "invalid_request_error", "code": "parameter_unknown", "param": "payment_method_types", "message": "cus_secret"}}"#,
            502,
            "provider_refused",
        ),
        (401, r#"{"error": {"type": "invalid_request_error", "message": "cus_secret"}}"#, 500, "provider_key_refused"),
        (403, r#"{"error": {"message": "cus_secret"}}"#, 500, "provider_forbidden"),
        (429, r#"{"error": {"code": "rate_limit", "message": "cus_secret"}}"#, 429, "rate_limited"),
        (200, "<html>cus_secret</html>", 502, "provider_unavailable"),
    ] {
        let mock = Mock::start(move |seen| match seen.path.as_str() {
            "/v1/checkout/sessions" => (StatusCode::from_u16(status).unwrap(), body).into_response(),
            _ => Json(subscription("active")).into_response(),
        })
        .await;
        let answer = post(&app(&mock), &token(Provider::Stripe), &press()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (expected, code));
        assert!(!answer.body.contains("cus_secret"), "{}", answer.body);
        assert_eq!(mock.posts().len(), 1, "{code} is not repeated");
    }
}

#[tokio::test]
async fn subscriptions_that_cannot_use_it_make_no_session() {
    for (changes, status, code) in [
        (json!({"status": "canceled"}), 409, "subscription_canceled"),
        (json!({"status": "incomplete"}), 409, "subscription_incomplete"),
        (json!({"collection_method": "send_invoice"}), 409, "manual_collection"),
        (json!({"customer": "cus_other"}), 404, "not_found"),
    ] {
        let mut object = subscription("active");
        object.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let mock = Mock::start(move |_| Json(object.clone())).await;
        let answer = post(&app(&mock), &token(Provider::Stripe), &press()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code));
        assert_eq!(mock.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_finished_session_is_not_handed_out_again() {
    let mock = Mock::start(|seen| {
        let mut session = session();
        session["url"] = Value::Null;
        if seen.method == "POST" { Json(session) } else { Json(subscription("active")) }
    })
    .await;
    assert_eq!(post(&app(&mock), &token(Provider::Stripe), &press()).await.code(), "session_finished");
}

#[tokio::test]
async fn the_fallback_form_is_sent_on_or_told_why_not() {
    let mock = Mock::start(stripe("active")).await;
    let app = app(&mock);
    let answer = post_form(&app, &[("customer_token", &token(Provider::Stripe)), ("locale", "de-CH")]).await;
    assert_eq!((answer.status, answer.headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, URL));
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(mock.posts()[0].form()["locale"], "de");

    mock.clear();
    let answer = post_form(&app, &[("customer_token", "forged")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(
        answer.body.contains("Please sign in again")
            && answer.body.contains("token_invalid")
            && answer.body.contains("Back to your account")
    );
    assert!(mock.seen().is_empty());
}
