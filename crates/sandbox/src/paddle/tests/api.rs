//! Section 9 of the reference, and the errors of section 10.

use reqwest::Method;
use serde_json::{Value, json};

use super::harness::{Double, seed};
use crate::keys::PADDLE_API_KEY;

#[tokio::test]
async fn an_active_subscription_gets_a_new_zero_value_transaction_on_each_call() {
    let double = Double::start().await;
    let answer = double.update_transaction("paddle_active").await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(answer.json()["meta"]["request_id"].is_string());
    let first = answer.data();
    let id = first["id"].as_str().unwrap();
    assert_eq!(id.len(), "txn_".len() + 26);
    assert!(id[4..].bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    assert_eq!(first["status"], "ready");
    assert_eq!(first["origin"], "subscription_payment_method_change");
    assert_eq!(first["collection_mode"], "automatic");
    assert_eq!(first["billed_at"], Value::Null);
    assert_eq!(first["payments"], json!([]));
    assert_eq!(first["billing_period"]["starts_at"], first["billing_period"]["ends_at"]);
    assert_eq!(
        first["details"]["totals"],
        json!({
            "subtotal": "0", "tax": "0", "discount": "0", "total": "0", "fee": null, "credit": "0",
            "credit_to_balance": "0", "balance": "0", "grand_total": "0", "earnings": null,
            "currency_code": "USD",
        })
    );
    assert_eq!(first["items"][0]["price"]["unit_price"]["amount"], "999");
    assert_eq!(first["checkout"]["url"], format!("http://127.0.0.1:1/pay?_ptxn={id}"));
    let created = first["created_at"].as_str().unwrap();
    assert_eq!(created.len(), "2026-11-20T16:05:00.159083017Z".len(), "{created}");

    let second = double.update_transaction("paddle_active").await.data();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(double.transaction(id).await["status"], "ready");
}

#[tokio::test]
async fn a_past_due_subscription_gets_its_debt_each_time() {
    let double = Double::start().await;
    let first = double.update_transaction("paddle_past_due").await.data();
    let second = double.update_transaction("paddle_past_due").await.data();
    assert_eq!(first["id"], second["id"]);
    assert_eq!(first["id"], seed("paddle_past_due").debt.unwrap().id);
    assert_eq!(first["status"], "past_due");
    assert_eq!(first["origin"], "subscription_recurring");
    assert!(first["billed_at"].is_string());
    let totals = &first["details"]["totals"];
    // 2 x 12.45 plus 20 % is 29.88; 5.00 of credit leave 24.88.
    assert_eq!(totals["subtotal"], "2490");
    assert_eq!(totals["tax"], "498");
    assert_eq!(totals["total"], "2988");
    assert_eq!(totals["credit"], "500");
    assert_eq!(totals["balance"], "2488");
    assert_eq!(
        first["details"]["line_items"][0]["unit_totals"],
        json!({
            "subtotal": "1245", "tax": "249", "discount": "0", "total": "1494",
        })
    );
    let payment = &first["payments"][0];
    assert_eq!(payment["status"], "error");
    assert_eq!(payment["error_code"], "declined");
    assert_eq!(payment["captured_at"], Value::Null);
    assert_eq!(payment["payment_method_id"], seed("paddle_past_due").card.id);
    assert_eq!(payment["method_details"]["card"]["last4"], "0002");
}

#[tokio::test]
async fn personal_data_comes_along_if_the_key_may_read_it() {
    let double = Double::start().await;
    let data = double.update_transaction("paddle_past_due").await;
    for secret in ["sam.lindqvist@example.com", "Sam Lindqvist", "79098"] {
        assert!(data.text.contains(secret), "{secret}");
    }
    double.control(json!({"includes": false, "meta": false})).await;
    let bare = double.update_transaction("paddle_past_due").await;
    assert!(!bare.text.contains("sam.lindqvist@example.com"));
    assert_eq!(bare.json().get("meta"), None);
    for include in ["customer", "address", "available_payment_methods"] {
        assert_eq!(bare.data().get(include), None);
    }
}

#[tokio::test]
async fn the_key_is_checked_and_the_scheme_has_no_case() {
    let double = Double::start().await;
    let path = format!("/subscriptions/{}", seed("paddle_active").subscription_id);
    for authorization in [None, Some("Bearer wrong"), Some(PADDLE_API_KEY), Some("Basic x")] {
        let answer = double.fetch(&path, authorization).await;
        assert_eq!(answer.error(), (401, "invalid_token".to_owned()), "{authorization:?}");
        assert!(answer.json()["meta"]["request_id"].is_string());
    }
    let answer = double.fetch(&path, Some(&format!("bearer {PADDLE_API_KEY}"))).await;
    assert_eq!(answer.data()["status"], "active");
}

#[tokio::test]
async fn only_get_is_allowed_and_unknown_ids_are_not_found() {
    let double = Double::start().await;
    let id = seed("paddle_active").subscription_id;
    let path = format!("/subscriptions/{id}/update-payment-method-transaction");
    let key = format!("Bearer {PADDLE_API_KEY}");
    let refused = double.send(Method::POST, &path, Some(&key)).await.unwrap();
    assert_eq!(refused.status(), 405);
    assert!(refused.text().await.unwrap().contains("\"method_not_allowed\""));
    for path in [
        "/subscriptions/sub_01k00000000000000000000000/update-payment-method-transaction",
        "/subscriptions/nonsense",
        "/transactions/txn_01k00000000000000000000000",
        "/nothing/here",
    ] {
        assert_eq!(double.get(path).await.error(), (404, "not_found".to_owned()), "{path}");
    }
    // Only the API is in the log, refusals included.
    let logged = double.log.entries();
    assert_eq!(logged.iter().map(|entry| entry.status).collect::<Vec<_>>(), [405, 404, 404, 404]);
}

#[tokio::test]
async fn a_subscription_that_cannot_be_updated_says_why() {
    let double = Double::start().await;
    for (condition, status, code) in [
        ("manual", 400, "subscription_not_automatic_collection"),
        ("canceled", 400, "subscription_is_canceled_action_invalid"),
        ("paused", 400, "subscription_is_inactive_action_invalid"),
        ("no_method", 400, "subscription_missing_payment_method_cannot_update"),
        ("locked", 409, "subscription_locked_renewal"),
    ] {
        double.control(json!({"subscriptions": {"paddle_active": condition}})).await;
        let answer = double.update_transaction("paddle_active").await;
        assert_eq!(answer.error(), (status, code.to_owned()));
        let page = format!("https://developer.paddle.com/errors/subscriptions/{code}");
        assert_eq!(answer.json()["error"]["documentation_url"], page);
    }
    double.control(json!({"subscriptions": {"paddle_active": "trialing"}})).await;
    assert_eq!(double.update_transaction("paddle_active").await.data()["status"], "ready");
    double.control(json!({"subscriptions": {"paddle_active": "past_due"}})).await;
    assert_eq!(double.update_transaction("paddle_active").await.data()["status"], "past_due");
    // Which of the like codes this call has is not documented, so a test may want any.
    for (code, status) in [
        ("subscription_update_when_canceled", 400),
        ("subscription_not_active", 400),
        ("subscription_cannot_be_paused", 400),
        ("subscription_locked_processing", 409),
        ("subscription_locked_pending_changes", 409),
        ("transaction_default_checkout_url_not_set", 400),
        ("invalid_token", 403),
        ("forbidden", 403),
        ("not_found", 404),
        ("too_many_requests", 429),
    ] {
        double.control(json!({"refuse": {"paddle_active": code}})).await;
        let answer = double.update_transaction("paddle_active").await;
        assert_eq!(answer.error(), (status, code.to_owned()));
        assert_eq!(answer.headers.contains_key("retry-after"), status == 429);
        assert_eq!(double.update_transaction("paddle_past_due").await.status, 200, "only the one");
    }
    double.control(json!({"refuse": {"paddle_active": ""}})).await;
    assert_eq!(double.update_transaction("paddle_active").await.status, 200);
    double.control(json!({"no_payment_link": "api"})).await;
    let answer = double.update_transaction("paddle_active").await;
    assert_eq!(answer.error(), (400, "transaction_default_checkout_url_not_set".to_owned()));
}

#[tokio::test]
async fn a_subscription_has_its_portal_links_unless_collected_by_hand() {
    let double = Double::start().await;
    let id = seed("paddle_active").subscription_id;
    let path = format!("/subscriptions/{id}");
    let active = double.get(&path).await.data();
    assert_eq!(active["items"][0]["price"]["name"], "Solo monthly");
    assert_eq!(
        active["management_urls"]["update_payment_method"],
        format!("https://buyer-portal.paddle.com/subscriptions/{id}/update-payment-method")
    );
    double.control(json!({"subscriptions": {"paddle_active": "manual"}})).await;
    let manual = double.get(&path).await.data();
    assert_eq!(manual["collection_mode"], "manual");
    assert_eq!(manual["management_urls"]["update_payment_method"], Value::Null);
}

#[tokio::test]
async fn checkout_can_be_null_or_name_another_transaction() {
    let double = Double::start().await;
    double.control(json!({"checkout_url": "null"})).await;
    assert_eq!(double.update_transaction("paddle_active").await.data()["checkout"], Value::Null);
    double.control(json!({"checkout_url": "null_url"})).await;
    let data = double.update_transaction("paddle_active").await.data();
    assert_eq!(data["checkout"], json!({"url": null}));
    double.control(json!({"checkout_url": "other"})).await;
    let data = double.update_transaction("paddle_active").await.data();
    let url = data["checkout"]["url"].as_str().unwrap();
    assert!(url.contains("?_ptxn=txn_") && !url.contains(data["id"].as_str().unwrap()), "{url}");
}
