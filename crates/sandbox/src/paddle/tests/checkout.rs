//! Section 8 of the reference: what the events carry, and when there are none.

use serde_json::{Value, json};

use super::harness::{Double, seed};

#[tokio::test]
async fn a_past_due_checkout_loads_with_numbers_in_major_units() {
    let double = Double::start().await;
    let customer = seed("paddle_past_due");
    let id = customer.debt.unwrap().id;
    let opened = double.open(id, json!({})).await;
    let mut data = opened["data"].clone();
    assert!(data["id"].as_str().unwrap().starts_with("che_"));
    data["id"] = json!("che_any");
    let item = &customer.items[0];
    let expected = json!({
        "id": "che_any", "transaction_id": id, "status": "past_due", "custom_data": null, "currency_code": "EUR",
        "customer": {"id": customer.customer_id, "email": customer.email, "business": null,
            "address": {"id": customer.address_id, "country_code": "DE", "postal_code": "79098", "region": "", "city": null, "first_line": null}},
        "items": [{"price_id": item.price_id, "price_name": "Team monthly",
            "product": {"id": item.product_id, "name": "Fernway Team", "description": null, "image_url": null},
            "billing_cycle": {"interval": "month", "frequency": 1}, "trial_period": null, "quantity": 2,
            "totals": {"subtotal": 24.9, "tax": 4.98, "total": 29.88, "discount": 0, "balance": 29.88, "credit": 0},
            "recurring_totals": {"subtotal": 24.9, "tax": 4.98, "discount": 0, "total": 29.88}}],
        "totals": {"subtotal": 24.9, "tax": 4.98, "total": 29.88, "discount": 0, "credit": 5.0, "balance": 24.88},
        "recurring_totals": {"subtotal": 24.9, "tax": 4.98, "discount": 0, "total": 29.88, "balance": 29.88, "credit": 0.0},
        "payment": {"method_details": {"type": "none"}},
        "settings": {"display_mode": "inline", "theme": "light", "variant": "one-page"}, "upsell": null,
    });
    assert_eq!(data, expected);
    // The same transaction again is another checkout.
    assert_ne!(double.open(id, json!({})).await["data"]["id"], opened["data"]["id"]);
}

#[tokio::test]
async fn an_update_loads_with_zeros_and_recurring_totals_in_four_variants() {
    let double = Double::start().await;
    let id = double.update_transaction("paddle_active").await.data()["id"].as_str().unwrap().to_owned();
    let data = double.open(&id, json!({})).await["data"].clone();
    assert_eq!(data["status"], "ready");
    assert_eq!(data["totals"]["subtotal"], 0.0);
    assert_eq!(data["customer"]["address"], Value::Null);
    assert_eq!(data["items"][0]["totals"]["total"], 0.0);
    assert_eq!(data["recurring_totals"]["subtotal"], 9.99);
    assert_eq!(data["items"][0]["recurring_totals"].get("balance"), None);
    for (variant, expected) in [("absent", None), ("null", Some(Value::Null)), ("zero", Some(json!(0.0)))] {
        double.control(json!({"recurring_totals": variant})).await;
        let data = double.open(&id, json!({})).await["data"].clone();
        let seen = match data.get("recurring_totals") {
            Some(Value::Object(totals)) => totals.get("total").cloned(),
            other => other.cloned(),
        };
        assert_eq!(seen, expected, "{variant}");
    }
}

#[tokio::test]
async fn each_currency_has_its_own_decimals() {
    let double = Double::start().await;
    for (key, decimals, total) in [("paddle_jpy", 0, 1650.0), ("paddle_huf", 2, 3797.94), ("paddle_past_due", 2, 29.88)]
    {
        let opened = double.open(seed(key).debt.unwrap().id, json!({})).await;
        assert_eq!(opened["decimals"], decimals, "{key}");
        assert_eq!(opened["data"]["totals"]["total"], total, "{key}");
    }
    let forty = double.open(seed("paddle_forty").debt.unwrap().id, json!({})).await;
    let items = forty["data"]["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 40);
    let pence = |value: &Value| (value.as_f64().unwrap() * 100.0).round() as i64;
    let sum: i64 = items.iter().map(|item| pence(&item["totals"]["total"])).sum();
    assert_eq!(pence(&forty["data"]["totals"]["total"]), sum);
}

#[tokio::test]
async fn a_token_of_the_wrong_environment_says_little_or_nothing() {
    let double = Double::start().await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    for wrong in [
        json!({"environment": "production"}),
        json!({"token": "live_fernwayexample000000000"}),
        json!({"token": "test_ofsomebodyelse"}),
        json!({"token": "pdl_sdbx_apikey_01k"}),
    ] {
        let refused = double.open(id, wrong.clone()).await;
        assert_eq!(refused["error"]["code"], "validation", "{wrong}");
        assert!(refused["error"]["detail"].as_str().unwrap().starts_with("Something went wrong"));
    }
    let live = json!({"environment": "production", "token": "live_fernwayexample000000000"});
    assert_eq!(double.open(id, live).await["data"]["transaction_id"], id);
    double.control(json!({"token_mismatch": "silent"})).await;
    let refused = double.open(id, json!({"environment": "production"})).await;
    assert_eq!(refused, json!({"silent": true}));
}

#[tokio::test]
async fn a_checkout_that_cannot_open_has_a_flat_error() {
    let double = Double::start().await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    let unknown = double.open("txn_01k00000000000000000000000", json!({})).await;
    assert_eq!(unknown["error"]["code"], "validation");
    assert!(unknown["error"]["detail"].as_str().unwrap().ends_with("not_found"));
    let relative = double.open(id, json!({"success_url": "/thanks"})).await;
    assert_eq!(relative["error"]["type"], "front-end_error");
    double.control(json!({"no_payment_link": "checkout"})).await;
    let unlinked = double.open(id, json!({})).await;
    assert_eq!(
        unlinked["error"],
        json!({
            "type": "api_error", "code": "validation", "detail": "transaction_default_checkout_url_not_set",
        })
    );
    double.control(json!({"reset": true})).await;
    double.pay(id, "4242424242424242").await;
    let settled = double.open(id, json!({})).await;
    assert_eq!(settled["error"]["code"], "validation");
}

#[tokio::test]
async fn an_overlay_may_report_a_mode_that_open_does_not_know() {
    let double = Double::start().await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    let mut seen = Vec::new();
    for (mode, variant) in [("overlay", "one-page"), ("overlay", "multi-page"), ("inline", "multi-page")] {
        let opened = double.open(id, json!({"display_mode": mode, "variant": variant})).await;
        seen.push(opened["data"]["settings"]["display_mode"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, ["overlay", "wide-overlay", "inline"]);
}
