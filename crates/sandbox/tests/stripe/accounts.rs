//! Customers, subscriptions and invoices.

use serde_json::json;

use crate::client::{seed, start};

#[tokio::test]
async fn a_subscription_takes_only_methods_of_its_customer() {
    let double = start().await;
    let (own, other) = (seed("stripe_past_due"), seed("stripe_active"));
    let path = format!("/v1/subscriptions/{}", own.subscription_id);
    let set = async |method: &str| double.post(&path, &[("default_payment_method", method)]).await;
    assert_eq!(set(other.card.id).await.error().0, 400);
    assert_eq!(
        set("pm_unknown").await.error(),
        (400, "invalid_request_error", "resource_missing", "default_payment_method")
    );
    assert_eq!(set("").await.error().2, "parameter_invalid_empty");
    assert!(double.get(&path).await.json["default_payment_method"].is_null());
    assert_eq!(set(own.card.id).await.json["default_payment_method"], own.card.id);
    assert_eq!(double.get(&path).await.json["default_payment_method"], own.card.id);
}

#[tokio::test]
async fn a_customer_takes_only_attached_methods() {
    let double = start().await;
    let (own, other) = (seed("stripe_active"), seed("stripe_past_due"));
    let path = format!("/v1/customers/{}", own.customer_id);
    let name = "invoice_settings[default_payment_method]";
    assert_eq!(double.post(&path, &[(name, other.card.id)]).await.error().3, name);
    assert_eq!(double.post(&path, &[(name, "pm_unknown")]).await.error().2, "resource_missing");
    let set = double.post(&path, &[(name, own.card.id)]).await;
    assert_eq!(set.json["invoice_settings"]["default_payment_method"], own.card.id);
    let expanded = double.get(&format!("{path}?expand[]=invoice_settings.default_payment_method")).await;
    assert_eq!(expanded.text("/invoice_settings/default_payment_method/card/last4"), own.card.last4);
}

#[tokio::test]
async fn seeds_say_where_the_default_stands() {
    let double = start().await;
    for (key, on_subscription) in [("stripe_active", true), ("stripe_past_due", false), ("stripe_kwd", true)] {
        let seed = seed(key);
        let subscription = double.get(&format!("/v1/subscriptions/{}", seed.subscription_id)).await;
        let customer = double.get(&format!("/v1/customers/{}", seed.customer_id)).await;
        assert_eq!(subscription.json["default_payment_method"].is_string(), on_subscription, "{key}");
        let default = &customer.json["invoice_settings"]["default_payment_method"];
        assert_eq!(default.is_string(), !on_subscription, "{key}");
        assert_eq!(customer.json["delinquent"], key != "stripe_active");
    }
}

#[tokio::test]
async fn metadata_merges_and_an_empty_value_removes() {
    let double = start().await;
    let path = format!("/v1/subscriptions/{}", seed("stripe_active").subscription_id);
    double.post(&path, &[("metadata[a]", "1"), ("metadata[b]", "2")]).await;
    let merged = double.post(&path, &[("metadata[a]", ""), ("metadata[c]", "3")]).await;
    assert_eq!(merged.json["metadata"], json!({ "b": "2", "c": "3" }));
    assert_eq!(double.post(&path, &[("metadata", "")]).await.json["metadata"], json!({}));
    let long = "v".repeat(501);
    assert_eq!(double.post(&path, &[("metadata[a]", &long)]).await.error().3, "metadata[a]");
}

#[tokio::test]
async fn ended_and_incomplete_subscriptions_refuse_updates() {
    let double = start().await;
    let customer = seed("stripe_active");
    let path = format!("/v1/subscriptions/{}", customer.subscription_id);
    let set = async || double.post(&path, &[("default_payment_method", customer.card.id)]).await.status;
    for status in ["canceled", "incomplete_expired", "incomplete"] {
        double.control(json!({ "subscription_status": { "stripe_active": status } })).await;
        assert_eq!(set().await, 400, "{status}");
        let metadata = double.post(&path, &[("metadata[a]", "1")]).await.status;
        assert_eq!(metadata, if status == "incomplete" { 200 } else { 400 });
    }
    double.control(json!({ "reset": true })).await;
    assert_eq!(set().await, 200);
}

#[tokio::test]
async fn the_open_invoice_explains_what_is_due() {
    let double = start().await;
    let customer = seed("stripe_past_due");
    let list = double.get(&format!("/v1/invoices?subscription={}&status=open", customer.subscription_id)).await;
    assert_eq!(list.json["data"].as_array().unwrap().len(), 1);
    let invoice = double.get(&format!("/v1/invoices/{}", list.text("/data/0/id"))).await;
    assert_eq!(invoice.json, list.json["data"][0]);
    // 12.99 + 3 x 3.00 = 21.99; 20 % line by line: 2.60 + 1.80.
    let amounts = ["subtotal", "total", "amount_due", "amount_paid", "amount_remaining"];
    let amounts = amounts.map(|name| invoice.json[name].as_i64().unwrap());
    assert_eq!(amounts, [2199, 2639, 2639, 0, 2639]);
    assert_eq!(invoice.json["total_taxes"][0]["amount"], 440);
    assert_eq!(invoice.json["total_taxes"][0]["tax_behavior"], "exclusive");
    assert_eq!(invoice.json["currency"], "gbp");
    let lines = &invoice.json["lines"]["data"];
    assert_eq!(lines[0]["description"], "1 × Fernway Family (at £12.99 / month)");
    assert_eq!(lines[1]["description"], "3 × Offline maps, per device (at £3.00 / month)");
    assert_eq!((&lines[1]["quantity"], &lines[1]["amount"]), (&json!(3), &json!(900)));
    // Today's shape: no top-level subscription, payment_intent or tax.
    assert_eq!(invoice.text("/parent/subscription_details/subscription"), customer.subscription_id);
    for gone in ["subscription", "payment_intent", "tax"] {
        assert!(invoice.json.get(gone).is_none(), "{gone}");
    }
    assert!(invoice.json["next_payment_attempt"].as_u64().unwrap() > crate::client::now());
}

#[tokio::test]
async fn dinars_have_three_decimals_and_active_customers_owe_nothing() {
    let double = start().await;
    let due = async |key: &str| {
        let path = format!("/v1/invoices?customer={}&status=open", seed(key).customer_id);
        double.get(&path).await.json["data"].as_array().unwrap().clone()
    };
    assert!(due("stripe_active").await.is_empty());
    let kwd = &due("stripe_kwd").await[0];
    assert_eq!((&kwd["amount_remaining"], &kwd["currency"]), (&json!(4750), &json!("kwd")));
    assert_eq!(kwd["lines"]["data"][0]["description"], "1 × Fernway Guide (at KWD 4.750 / month)");
    assert_eq!(kwd["total_taxes"], json!([]));
    assert_eq!(double.get("/v1/invoices?status=overdue").await.error().3, "status");
}

#[tokio::test]
async fn managed_payments_and_older_sources() {
    let double = start().await;
    let customer = seed("stripe_active");
    let path = format!("/v1/subscriptions/{}", customer.subscription_id);
    let set = async |name: &str, value: &str| double.post(&path, &[(name, value)]).await;
    double.control(json!({ "managed_payments": { "stripe_active": true } })).await;
    assert_eq!(set("default_payment_method", customer.card.id).await.error().3, "default_payment_method");
    assert_eq!(set("metadata[a]", "1").await.status, 200);
    double.control(json!({ "managed_payments": { "stripe_active": false } })).await;
    assert_eq!(set("default_payment_method", customer.card.id).await.status, 200);

    double.control(json!({ "default_source": { "stripe_active": "card_1Old" } })).await;
    assert_eq!(double.get(&path).await.json["default_source"], "card_1Old");
    assert_eq!(set("default_source", "card_1Other").await.error().2, "resource_missing");
    assert!(set("default_source", "").await.json["default_source"].is_null());
}

#[tokio::test]
async fn a_default_can_be_changed_elsewhere() {
    let double = start().await;
    let customer = seed("stripe_past_due");
    let set = async |of: &str, to: serde_json::Value| double.control(json!({ "set_default": { of: to } })).await.status;
    assert_eq!(set(customer.subscription_id, json!(customer.card.id)).await, 200);
    let path = format!("/v1/subscriptions/{}", customer.subscription_id);
    assert_eq!(double.get(&path).await.json["default_payment_method"], customer.card.id);
    assert_eq!(set(customer.subscription_id, json!(null)).await, 200);
    assert!(double.get(&path).await.json["default_payment_method"].is_null());
    assert_eq!(set(customer.subscription_id, json!(seed("stripe_active").card.id)).await, 404);
    assert_eq!(set("sub_unknown", json!(null)).await, 404);
    let events = double.get("/v1/events?type=customer.subscription.updated").await;
    assert_eq!(events.json["data"].as_array().unwrap().len(), 2);
}
