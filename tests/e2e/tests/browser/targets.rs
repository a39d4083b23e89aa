//! Whose default is set at Stripe: the subscription's, the customer's, or both.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use serde_json::{Value, json};

const CUSTOMER: &str = "cus_uDxYYMfGmzWkpA";
const SUBSCRIPTION: &str = "sub_1ePcEJIukB4geqNfngAFTClo";

/// Updates Sam, whose card on file is the customer's default, and answers the two
/// defaults: of the subscription and of the customer.
async fn update(stage: &Stage, apply_to: &str) -> [Value; 2] {
    stage.doubles.set_up(json!({ "back_end": { "apply_to": apply_to } })).await;
    let account = AccountPage::open(stage, "stripe_past_due", "").await;
    account.start().await;
    CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
    let panel = account.reaches("updated").await;
    assert!(panel.words().contains("Mastercard ending in 4444 will be used from now on."), "{}", panel.words());
    let next = AccountPage::open(stage, "stripe_past_due", "").await.panel().await;
    assert_eq!(next.file.as_deref(), Some("Mastercard•••• 4444Expires 04/2030"));
    assert_eq!(stage.doubles.on_file("stripe_past_due").await, ["card", "mastercard", "4444"]);
    defaults(stage).await
}

async fn defaults(stage: &Stage) -> [Value; 2] {
    let subscription = stage.doubles.stripe_api(&format!("/v1/subscriptions/{SUBSCRIPTION}")).await;
    let customer = stage.doubles.stripe_api(&format!("/v1/customers/{CUSTOMER}")).await;
    [subscription["default_payment_method"].clone(), customer["invoice_settings"]["default_payment_method"].clone()]
}

#[test]
fn the_subscriptions() {
    run(async |stage: &Stage| {
        let [_, before] = defaults(stage).await;
        let [subscription, customer] = update(stage, "subscription").await;
        assert!(subscription.is_string());
        assert_eq!(customer, before, "the customer's other subscriptions keep theirs");
    });
}

#[test]
fn the_customers() {
    run(async |stage: &Stage| {
        let [_, before] = defaults(stage).await;
        let [subscription, customer] = update(stage, "customer").await;
        assert_eq!(subscription, Value::Null);
        assert_ne!(customer, before);
    });
}

#[test]
fn both() {
    run(async |stage: &Stage| {
        let [subscription, customer] = update(stage, "both").await;
        assert!(subscription.is_string());
        assert_eq!(subscription, customer);
    });
}
