//! Without JavaScript: the form there and back, and errors as pages.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::wait::until;
use e2e::{Stage, run};
use serde_json::json;

/// A page without scripts from now on.
pub(crate) async fn without_script(stage: &Stage) {
    stage.browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
}

pub(crate) async fn with_script(stage: &Stage) {
    stage.browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
}

pub(crate) async fn press_the_form(stage: &Stage, customer: &str) {
    stage.browser.load(&format!("/?customer={customer}")).await;
    stage.browser.click("update-payment-method button").await;
}

#[test]
fn stripe_there_and_back() {
    run(async |stage: &Stage| {
        without_script(stage).await;
        press_the_form(stage, "stripe_active").await;
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        stage.browser.arrives_at(&stage.browser.page).await;
        // Nobody asked on the return page: the webhook has done it.
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
        with_script(stage).await;
        let next = AccountPage::open(stage, "stripe_active", "").await.panel().await;
        assert_eq!(next.file.as_deref(), Some("Mastercard•••• 4444Expires 04/2030"));
    });
}

/// Paddle's checkout is a script: the page that the form leads to says so.
#[test]
fn paddle_as_far_as_it_goes() {
    run(async |stage: &Stage| {
        without_script(stage).await;
        press_the_form(stage, "paddle_active").await;
        stage.browser.arrives_at(&format!("{}/pay?_ptxn=txn_", stage.browser.page)).await;
        assert!(stage.browser.says("noscript").await.contains("needs JavaScript"));
        assert_eq!(stage.browser.shows("#back").await, "Back to your account");
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

/// What the page says, and its way back.
async fn says(stage: &Stage, heading: &str, code: &str) {
    until(heading, async || {
        let seen = stage.browser.says("h1").await;
        if seen == heading { Ok(()) } else { Err(seen.into()) }
    })
    .await;
    assert_eq!(stage.browser.says("small").await, code);
    stage.browser.click("a").await;
    stage.browser.shows("update-payment-method").await;
}

#[test]
fn refusals_are_pages_with_a_way_back() {
    run(async |stage: &Stage| {
        without_script(stage).await;
        for (condition, heading, code) in [
            ("canceled", "This subscription has ended", "subscription_canceled"),
            ("paused", "This subscription is paused", "subscription_paused"),
            ("manual", "This subscription is paid by invoice", "manual_collection"),
            ("locked", "Your subscription is being updated", "subscription_locked"),
        ] {
            stage.doubles.paddle(json!({ "subscriptions": { "paddle_active": condition } })).await;
            press_the_form(stage, "paddle_active").await;
            says(stage, heading, code).await;
        }
        stage.doubles.stripe(json!({ "subscription_status": { "stripe_active": "canceled" } })).await;
        press_the_form(stage, "stripe_active").await;
        says(stage, "This subscription has ended", "subscription_canceled").await;
    });
}

#[test]
fn who_is_no_longer_signed_in_is_told_so() {
    run(async |stage: &Stage| {
        stage.browser.load("/?e2e=1&customer=stripe_active").await;
        let forge = "
            const form = document.querySelector('update-payment-method form');
            form.customer_token.value = 'no.such.token';
            form.submit();";
        stage.browser.run::<serde_json::Value>(forge).await;
        says(stage, "Please sign in again", "token_invalid").await;
    });
}
