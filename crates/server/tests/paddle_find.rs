//! A token that names only the customer: which of the customer's subscriptions is meant.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use common::{CUSTOMER, Mock, PADDLE_CUSTOMER, PADDLE_SUBSCRIPTION, Seen, app, get, post, post_form, press, tokens};
use serde_json::{Value, json};
use update_payment_method_server::{Claims, Provider, mint_token};

const ACTIVE: &str = include_str!("fixtures/paddle_active.json");
const ID: &str = "txn_01m7wv8dz0p7ft4y5m95edq0pv";

fn bearer() -> String {
    mint_token(&tokens(), &Claims::new(Provider::Paddle, PADDLE_CUSTOMER, None)).unwrap()
}

fn subscription(id: &str, status: &str) -> Value {
    json!({"id": id, "status": status, "customer_id": PADDLE_CUSTOMER, "collection_mode": "automatic"})
}

/// Paddle with these subscriptions, two on a page.
async fn having(all: Vec<Value>) -> Mock {
    Mock::start(move |seen| match seen.path.as_str() {
        "/subscriptions" => page(&all, seen),
        path if path.starts_with("/subscriptions/") && path.ends_with("transaction") || path.ends_with(ID) => {
            let mut body: Value = serde_json::from_str(ACTIVE).unwrap();
            body["data"]["customer_id"] = json!(PADDLE_CUSTOMER);
            body["data"]["subscription_id"] =
                json!(path.split('/').nth(2).filter(|id| id.starts_with("sub_")).unwrap_or("sub_other"));
            Json(body).into_response()
        }
        "/transactions" => Json(json!({"data": []})).into_response(),
        path => Json(json!({"data": subscription(path.rsplit('/').next().unwrap(), "active")})).into_response(),
    })
    .await
}

fn page(all: &[Value], seen: &Seen) -> Response {
    assert_eq!(seen.query["customer_id"], PADDLE_CUSTOMER);
    assert_eq!(seen.query["status"], "active,past_due,paused,trialing");
    let begin = seen.query.get("after").map_or(0, |id| all.iter().position(|one| one["id"] == *id).unwrap() + 1);
    let page: Vec<_> = all.iter().skip(begin).take(2).collect();
    // The address is Paddle's own, and the key must not follow it anywhere else.
    let pagination = json!({"next": "https://elsewhere.example.com/subscriptions?after=x", "has_more": begin + page.len() < all.len()});
    Json(json!({"data": page, "meta": {"pagination": pagination}})).into_response()
}

#[tokio::test]
async fn the_one_that_is_past_due_is_found_on_any_page_and_asked_for_once() {
    let mock = having(vec![
        subscription("sub_1", "active"),
        subscription("sub_2", "trialing"),
        subscription("sub_3", "active"),
        subscription("sub_4", "past_due"),
        subscription("sub_5", "active"),
    ])
    .await;
    let app = app(&mock);
    let started = post(&app, &bearer(), &press()).await;
    assert_eq!(started.json()["transaction_id"], ID, "{}", started.body);
    assert_eq!(
        mock.lines(),
        [
            "GET /subscriptions",
            "GET /subscriptions",
            "GET /subscriptions",
            "GET /subscriptions/sub_4/update-payment-method-transaction"
        ]
    );
    let after: Vec<_> = mock.seen().iter().map(|seen| seen.query.get("after").cloned()).collect();
    assert_eq!(after, [None, Some("sub_2".to_owned()), Some("sub_4".to_owned()), None]);

    mock.clear();
    let overview = get(&app, "/payment-method-updates", &bearer()).await;
    assert_eq!(overview.json()["subscription"]["status"], "active", "{}", overview.body);
    assert!(!mock.lines().contains(&"GET /subscriptions".to_owned()), "it is known for a moment");
}

#[tokio::test]
async fn a_trial_is_not_stopped() {
    let mock = having(vec![subscription(PADDLE_SUBSCRIPTION, "trialing")]).await;
    assert_eq!(post(&app(&mock), &bearer(), &press()).await.status, 200);
}

#[tokio::test]
async fn a_transaction_needs_no_search_and_must_be_the_customers() {
    let mock = having(vec![subscription("sub_1", "active"), subscription("sub_2", "active")]).await;
    let path = format!("/payment-method-updates/{ID}");
    assert_eq!(get(&app(&mock), &path, &bearer()).await.json(), json!({"status": "pending"}));
    assert_eq!(mock.lines(), [format!("GET /transactions/{ID}")]);

    let foreign = mint_token(&tokens(), &Claims::new(Provider::Paddle, "ctm_other", None)).unwrap();
    assert_eq!(get(&app(&mock), &path, &foreign).await.code(), "unknown");
}

#[tokio::test]
async fn none_several_and_only_foreign_ones_are_said_so() {
    let mut invoiced = subscription("sub_1", "active");
    invoiced["collection_mode"] = json!("manual");
    let mut foreign = subscription("sub_1", "active");
    foreign["customer_id"] = json!("ctm_other");
    for (all, status, code) in [
        (vec![], 404, "not_found"),
        (vec![foreign], 404, "not_found"),
        (vec![invoiced], 409, "manual_collection"),
        (vec![subscription("sub_1", "active"), subscription("sub_2", "trialing")], 409, "subscription_unnamed"),
    ] {
        let mock = having(all).await;
        let app = app(&mock);
        let answer = post(&app, &bearer(), &press()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code));
        assert_eq!(get(&app, "/payment-method-updates", &bearer()).await.code(), code);
        let form = post_form(&app, &[("customer_token", &bearer())]).await;
        assert!(form.status == status && form.body.contains(code), "{}", form.body);
        assert!(!mock.lines().iter().any(|line| line.ends_with("transaction")), "nothing is made");
    }
}

#[tokio::test]
async fn a_list_that_never_ends_is_left() {
    let mock = Mock::start(|seen| {
        let n: u32 = seen.query.get("after").map_or(0, |id| id[4..].parse().unwrap());
        let next = subscription(&format!("sub_{}", n + 1), "active");
        Json(json!({"data": [next], "meta": {"pagination": {"has_more": true}}}))
    })
    .await;
    assert_eq!(post(&app(&mock), &bearer(), &press()).await.code(), "subscription_unnamed");
    assert_eq!(mock.seen().len(), 10);
}

#[tokio::test]
async fn stripe_wants_it_named() {
    let mock = Mock::start(|_| "").await;
    let app = app(&mock);
    let bearer = mint_token(&tokens(), &Claims::new(Provider::Stripe, CUSTOMER, None)).unwrap();
    for answer in [post(&app, &bearer, &press()).await, get(&app, "/payment-method-updates", &bearer).await] {
        assert_eq!(answer.code(), "subscription_unnamed");
        assert!(answer.body.contains("claim `subscription`"), "it says what to do");
    }
    assert!(mock.seen().is_empty());
}
