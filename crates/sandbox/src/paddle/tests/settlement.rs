//! What paying does to transactions, subscriptions and the method on file.

use serde_json::{Value, json};

use super::harness::{Double, seed};

#[tokio::test]
async fn a_debt_is_paid_then_completed_and_the_method_changes() {
    let double = Double::start().await;
    let customer = seed("paddle_past_due");
    let id = customer.debt.unwrap().id;
    double.control(json!({"settle_ms": 3_600_000})).await;
    let answer = double.pay(id, "4242424242424242").await;
    assert_eq!(answer["completed"]["status"], "completed");

    // The browser says completed, the API still says paid.
    let paid = double.transaction(id).await;
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["details"]["totals"]["balance"], "0");
    assert_eq!(paid["details"]["totals"]["fee"], Value::Null);
    assert_eq!(paid["invoice_id"], Value::Null);
    let [captured, failed] = paid["payments"].as_array().unwrap().as_slice() else { panic!() };
    assert_eq!((&captured["status"], &captured["error_code"]), (&json!("captured"), &Value::Null));
    assert_eq!(captured["amount"], "2488");
    assert!(captured["captured_at"].is_string());
    assert_eq!(captured["method_details"]["card"]["last4"], "4242");
    assert!(captured["payment_method_id"].as_str().unwrap().starts_with("paymtd_"));
    assert_ne!(captured["payment_method_id"], failed["payment_method_id"]);
    assert_eq!(failed["error_code"], "declined");

    double.control(json!({"settle_ms": 0})).await;
    let completed = double.transaction(id).await;
    assert_eq!(completed["status"], "completed");
    assert!(completed["invoice_id"].as_str().unwrap().starts_with("inv_"));
    assert!(completed["details"]["totals"]["earnings"].is_string());

    let path = format!("/subscriptions/{}", customer.subscription_id);
    assert_eq!(double.get(&path).await.data()["status"], "active");
    let summary = double.state.summary("paddle_past_due").unwrap();
    assert_eq!(summary.subscription_status, "active");
    assert_eq!(summary.payment_method.unwrap().last4.as_deref(), Some("4242"));
    // From now on an update has no debt to pay.
    let next = double.update_transaction("paddle_past_due").await.data();
    assert_eq!((&next["status"], &next["details"]["totals"]["total"]), (&json!("ready"), &json!("0")));
}

#[tokio::test]
async fn an_update_captures_nothing_and_keeps_the_subscription() {
    let double = Double::start().await;
    double.control(json!({"settle_ms": 0})).await;
    let id = double.update_transaction("paddle_active").await.data()["id"].as_str().unwrap().to_owned();
    double.pay(&id, "5555555555554444").await;
    let done = double.transaction(&id).await;
    assert_eq!(done["status"], "completed");
    assert_eq!(done["payments"][0]["amount"], "0");
    let summary = double.state.summary("paddle_active").unwrap();
    assert_eq!(summary.subscription_status, "active");
    assert_eq!(summary.payment_method.unwrap().brand.as_deref(), Some("mastercard"));
    assert!(double.state.summary("nobody").is_none());
}

#[tokio::test]
async fn a_declined_card_changes_nothing_but_the_list_of_attempts() {
    let double = Double::start().await;
    let customer = seed("paddle_past_due");
    let id = customer.debt.unwrap().id;
    // The page learns no reason; only the API has one.
    assert_eq!(double.pay(id, "4000000000009995").await, json!({"failed": true}));
    let after = double.transaction(id).await;
    assert_eq!(after["status"], "past_due");
    assert_eq!(after["payments"].as_array().unwrap().len(), 2);
    assert_eq!(after["payments"][0]["error_code"], "not_enough_balance");
    assert_eq!(after["payments"][0]["payment_method_id"], Value::Null);
    let on_file = double.state.summary("paddle_past_due").unwrap().payment_method.unwrap();
    assert_eq!(on_file.last4.as_deref(), Some(customer.card.last4));
    // No test card, no success.
    assert_eq!(double.pay(id, "4111111111111111").await, json!({"failed": true}));
    assert_eq!(double.pay(id, "4242424242424242").await["completed"]["status"], "completed");
}

#[tokio::test]
async fn a_popup_method_settles_without_a_word_to_the_page() {
    let double = Double::start().await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    let success = json!({"success_url": "https://app.example.com/thanks"});
    let opened = double.open(id, success).await;
    let path = format!("/transaction-checkout/{}/pay", opened["data"]["id"].as_str().unwrap());
    let answer = double.post(&path, &json!({"method": "paypal"})).await.json();
    assert_eq!(answer["success_url"], "https://app.example.com/thanks");
    let paid = double.transaction(id).await;
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["payments"][0]["method_details"]["type"], "paypal");
    let on_file = double.state.summary("paddle_past_due").unwrap().payment_method.unwrap();
    assert_eq!((on_file.kind.as_str(), on_file.last4), ("paypal", None));
    // The same checkout cannot be paid twice.
    assert_eq!(double.post(&path, &json!({"method": "paypal"})).await.json(), json!({"failed": true}));
}

#[tokio::test]
async fn a_retry_by_the_provider_pays_with_the_previous_method() {
    let double = Double::start().await;
    let customer = seed("paddle_huf");
    double.control(json!({"collect_debt": customer.subscription_id})).await;
    let paid = double.transaction(customer.debt.unwrap().id).await;
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["payments"][0]["payment_method_id"], customer.card.id);
    assert_eq!(paid["payments"][1]["payment_method_id"], customer.card.id);
    assert_eq!(double.state.summary("paddle_huf").unwrap().subscription_status, "active");
}

#[tokio::test]
async fn a_retry_that_wins_the_race_pays_with_the_previous_method_although_the_page_hears_completed() {
    let double = Double::start().await;
    let customer = seed("paddle_past_due");
    let id = customer.debt.unwrap().id;
    double.control(json!({"collects_first": true})).await;
    assert_eq!(double.pay(id, "4242424242424242").await["completed"]["status"], "completed");
    let paid = double.transaction(id).await;
    assert_eq!(paid["status"], "paid");
    assert_eq!(paid["payments"].as_array().unwrap().len(), 2, "the customer's own was never made");
    assert_eq!(paid["payments"][0]["payment_method_id"], customer.card.id);
    let on_file = double.state.summary("paddle_past_due").unwrap().payment_method.unwrap();
    assert_eq!(on_file.last4.as_deref(), Some(customer.card.last4));
    // Where nothing is due there is nothing to retry.
    let update = double.update_transaction("paddle_active").await.data()["id"].as_str().unwrap().to_owned();
    double.pay(&update, "5555555555554444").await;
    assert_eq!(double.transaction(&update).await["payments"][0]["method_details"]["card"]["last4"], "4444");
}

#[tokio::test]
async fn any_decline_code_can_be_had() {
    let double = Double::start().await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    for code in ["issuer_unavailable", "preferred_network_not_supported", "unknown"] {
        double.control(json!({"decline": code})).await;
        assert_eq!(double.pay(id, "4242424242424242").await, json!({"failed": true}));
        assert_eq!(double.transaction(id).await["payments"][0]["error_code"], code);
    }
    double.control(json!({"decline": ""})).await;
    assert_eq!(double.pay(id, "4242424242424242").await["completed"]["status"], "completed");
}
