//! Another customer's ids, which are as unknown as those that do not exist.

use axum::{Json, http::StatusCode, response::IntoResponse};
use serde_json::{Value, json};
use update_payment_method_server::{Claims, Provider, mint_token};

use crate::{
    common::{Mock, PADDLE_SUBSCRIPTION, SUBSCRIPTION, app, get, post, press, token, tokens},
    leaks_nothing,
};

fn stranger(provider: Provider) -> String {
    let (customer, subscription) = match provider {
        Provider::Stripe => ("cus_stranger", SUBSCRIPTION),
        Provider::Paddle => ("ctm_stranger", PADDLE_SUBSCRIPTION),
    };
    mint_token(&tokens(), &Claims::new(provider, customer, subscription)).unwrap()
}

#[tokio::test]
async fn a_session_of_anothers_is_unknown_and_changes_nothing() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    let theirs = token(Provider::Stripe);
    let asked = get(&app, "/payment-method-updates/cs_test_1", &theirs).await;
    assert_eq!((asked.status, asked.json()["status"].as_str()), (StatusCode::OK, Some("updated")));
    let token = stranger(Provider::Stripe);
    let foreign = get(&app, "/payment-method-updates/cs_test_1", &token).await;
    let missing = get(&app, "/payment-method-updates/cs_test_9", &token).await;
    for answer in [&foreign, &missing] {
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "unknown"));
        leaks_nothing(answer, &token);
    }
    assert_eq!(foreign.body, missing.body);
    assert!(mock.seen().iter().all(|seen| seen.method == "GET"));
}

#[tokio::test]
async fn a_subscription_of_anothers_starts_nothing_and_shows_nothing() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    let token = stranger(Provider::Stripe);
    for answer in [post(&app, &token, &press()).await, get(&app, "/payment-method-updates", &token).await] {
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
        leaks_nothing(&answer, &token);
    }
    assert!(mock.seen().iter().all(|seen| seen.method == "GET"));
}

#[tokio::test]
async fn a_transaction_of_anothers_is_unknown() {
    const ID: &str = "txn_01m7wv8dz0p7ft4y5m95edq0pv";
    let mock = Mock::start(|seen| {
        if seen.path != format!("/transactions/{ID}") && !seen.path.starts_with("/subscriptions/") {
            let body = json!({"error": {"type": "request_error", "code": "not_found", "detail": "sam@example.com"}});
            return (StatusCode::NOT_FOUND, Json(body)).into_response();
        }
        let mut body: Value = serde_json::from_str(include_str!("../fixtures/paddle_past_due.json")).unwrap();
        body["data"]["customer_id"] = json!(crate::common::PADDLE_CUSTOMER);
        body["data"]["subscription_id"] = json!(PADDLE_SUBSCRIPTION);
        Json(body).into_response()
    })
    .await;
    let app = app(&mock);
    let path = format!("/payment-method-updates/{ID}");
    assert_eq!(get(&app, &path, &token(Provider::Paddle)).await.status, StatusCode::OK);
    let token = stranger(Provider::Paddle);
    let foreign = get(&app, &path, &token).await;
    let missing = get(&app, "/payment-method-updates/txn_01m7wv8dz0p7ft4y5m95edq0px", &token).await;
    assert_eq!((foreign.status, foreign.code().as_str()), (StatusCode::NOT_FOUND, "unknown"));
    assert_eq!(foreign.body, missing.body);
    leaks_nothing(&missing, &token);
    assert_eq!(post(&app, &token, &press()).await.code(), "not_found");
}
