//! Section 11 of the reference: which events there are, and what they carry.

use serde_json::{Value, json};

use super::harness::{Double, seed};

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event_type"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_update_is_created_and_ready_then_paid_and_completed() {
    let double = Double::start().await;
    double.hold().await;
    let id = double.update_transaction("paddle_active").await.data()["id"].as_str().unwrap().to_owned();
    let events = double.events();
    assert_eq!(kinds(&events), ["transaction.created", "transaction.ready"]);
    let mut members: Vec<&String> = events[0].as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["data", "event_id", "event_type", "notification_id", "occurred_at"]);
    for event in &events {
        assert!(event["event_id"].as_str().unwrap().starts_with("evt_"));
        assert!(event["notification_id"].as_str().unwrap().starts_with("ntf_"));
        assert_eq!((&event["data"]["id"], &event["data"]["status"]), (&json!(id), &json!("ready")));
        for include in ["customer", "address", "available_payment_methods"] {
            assert_eq!(event["data"].get(include), None);
        }
    }
    assert_ne!(events[0]["event_id"], events[1]["event_id"]);

    double.pay(&id, "5555555555554444").await;
    let events = double.events();
    assert_eq!(
        kinds(&events),
        ["transaction.updated", "transaction.paid", "payment_method.saved", "transaction.completed"],
        "nothing of the subscription, which has not changed"
    );
    let [_, paid, saved, completed] = events.try_into().unwrap();
    assert_eq!((&paid["data"]["status"], &paid["data"]["invoice_id"]), (&json!("paid"), &Value::Null));
    assert_eq!(completed["data"]["status"], "completed");
    assert!(completed["data"]["invoice_id"].as_str().unwrap().starts_with("inv_"));
    let method = &paid["data"]["payments"][0]["payment_method_id"];
    assert_eq!((&saved["data"]["id"], &saved["data"]["type"]), (method, &json!("card")));
    assert_eq!(saved["data"]["customer_id"], seed("paddle_active").customer_id);
    assert!(!saved.to_string().contains("4444"), "no digits");
}

#[tokio::test]
async fn a_paid_debt_makes_the_subscription_active() {
    let double = Double::start().await;
    double.hold().await;
    let customer = seed("paddle_past_due");
    let id = customer.debt.unwrap().id;
    double.update_transaction("paddle_past_due").await;
    assert!(double.events().is_empty(), "the debt is not new");
    double.pay(id, "4000000000009995").await;
    let events = double.events();
    assert_eq!(kinds(&events), ["transaction.payment_failed"]);
    assert_eq!(events[0]["data"]["status"], "past_due");
    assert_eq!(events[0]["data"]["payments"][0]["error_code"], "not_enough_balance");

    double.pay(id, "4242424242424242").await;
    let events = double.events();
    assert_eq!(
        kinds(&events),
        [
            "transaction.updated",
            "transaction.paid",
            "payment_method.saved",
            "transaction.completed",
            "subscription.updated"
        ]
    );
    let paid = &events[1]["data"];
    assert_eq!(
        (&paid["payments"][0]["status"], &paid["details"]["totals"]["balance"]),
        (&json!("captured"), &json!("0"))
    );
    assert_eq!(paid["details"]["totals"]["fee"], Value::Null);
    let subscription = &events[4]["data"];
    assert_eq!((&subscription["id"], &subscription["status"]), (&json!(customer.subscription_id), &json!("active")));
    assert_eq!(subscription.get("management_urls"), None);
}

#[tokio::test]
async fn paddles_own_retry_saves_no_method() {
    let double = Double::start().await;
    double.hold().await;
    double.control(json!({"collect_debt": "paddle_huf"})).await;
    let events = double.events();
    assert_eq!(
        kinds(&events),
        ["transaction.updated", "transaction.paid", "transaction.completed", "subscription.updated"]
    );
    assert_eq!(events[1]["data"]["payments"][0]["payment_method_id"], seed("paddle_huf").card.id);
}

#[tokio::test]
async fn completed_comes_when_it_has_settled_and_once() {
    let double = Double::start().await;
    double.hold().await;
    double.control(json!({"settle_ms": 3_600_000})).await;
    let id = seed("paddle_past_due").debt.unwrap().id;
    double.pay(id, "4242424242424242").await;
    assert_eq!(kinds(&double.events()).last(), Some(&"payment_method.saved"));
    double.control(json!({"settle_ms": 0})).await;
    assert_eq!(kinds(&double.events()), ["transaction.completed", "subscription.updated"]);
    double.control(json!({"settle_ms": 0})).await;
    assert!(double.events().is_empty());
}

#[tokio::test]
async fn completed_comes_by_itself_after_the_time_to_settle() {
    let double = Double::start().await;
    double.hold().await;
    double.control(json!({"settle_ms": 20})).await;
    double.pay(seed("paddle_jpy").debt.unwrap().id, "4242424242424242").await;
    let mut events = double.events();
    for _ in 0..1_000 {
        if events.len() == 5 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        events.extend(double.events());
    }
    assert_eq!(kinds(&events)[3..], ["transaction.completed", "subscription.updated"]);
}

#[tokio::test]
async fn the_text_is_not_in_the_order_of_the_api() {
    let double = Double::start().await;
    double.hold().await;
    let answer = double.update_transaction("paddle_active").await.text;
    let event = double.courier.take().remove(0);
    let place = |text: &str, name: &str| text.find(&format!("\"{name}\":")).unwrap();
    let before = |text: &str| place(text, "currency_code") < place(text, "subscription_id");
    assert_ne!(before(&answer), before(&event.body));
    assert_eq!(event.kind, "transaction.created");
    assert!(event.body.contains(&event.id));
}
