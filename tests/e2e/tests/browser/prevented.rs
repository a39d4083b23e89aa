//! Events that a page prevents: their default action does not happen.

use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

async fn prevents(stage: &Stage, name: &str) {
    let script = "addEventListener(arguments[0], (event) => event.preventDefault())";
    stage.browser.in_every_document(&script.replace("arguments[0]", &json!(name).to_string())).await;
}

#[test]
fn a_prevented_start_does_nothing() {
    run(async |stage: &Stage| {
        prevents(stage, "upm-start").await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        stage.browser.hears("upm-start").await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').open()").await;
        assert_eq!(stage.browser.told_as("upm-start").await.len(), 2);
        assert_eq!(account.panel().await.phase, "ready");
        assert_eq!(stage.doubles.starts().await, 0);
    });
}

#[test]
fn a_prevented_update_shows_the_button_again() {
    run(async |stage: &Stage| {
        prevents(stage, "upm-updated").await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        assert_eq!(stage.browser.hears("upm-updated").await["confirmed"], true);
        let panel = account.reaches("ready").await;
        assert!(panel.message.is_none(), "{panel:#?}");
        assert_eq!(panel.buttons, ["Update payment method"]);
    });
}

#[test]
fn a_prevented_close_shows_the_button_again() {
    run(async |stage: &Stage| {
        prevents(stage, "upm-close").await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        PaddleFrame::overlay(stage).await.close().await;
        assert_eq!(stage.browser.hears("upm-close").await, json!({ "reason": "cancelled" }));
        let panel = account.reaches("ready").await;
        assert!(panel.message.is_none(), "{panel:#?}");
    });
}

/// Only these three can be.
#[test]
fn the_other_events_cannot_be_prevented() {
    run(async |stage: &Stage| {
        let script = "
            window.seen = {};
            for (const name of ['upm-start', 'upm-loaded', 'upm-updated', 'upm-close', 'upm-error']) {
              addEventListener(name, (event) => { window.seen[name] = [event.cancelable, event.bubbles, event.composed]; });
            }";
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        stage.browser.run::<Value>(script).await;
        account.start().await;
        PaddleFrame::overlay(stage).await.close().await;
        account.reaches("cancelled").await;
        stage.doubles.paddle(json!({ "script": "ok", "subscriptions": { "paddle_active": "canceled" } })).await;
        account.start().await;
        account.reaches("failed").await;
        let seen: Value = stage.browser.run("return window.seen").await;
        let [yes, no] = [json!([true, true, true]), json!([false, true, true])];
        assert_eq!(seen, json!({ "upm-start": yes, "upm-loaded": no, "upm-close": yes, "upm-error": no }));
    });
}
