//! A page that takes the widget away while it works.

use std::time::Duration;

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::wait::throughout;
use e2e::{Stage, run};
use serde_json::{Value, json};

async fn nothing_opens(stage: &Stage) {
    throughout(Duration::from_millis(1500), "no checkout opens", async || {
        let checkouts = stage.doubles.paddle(json!({})).await["checkouts"].clone();
        if PaddleFrame::exists(stage).await || checkouts != 0 { Err("one did".into()) } else { Ok(()) }
    })
    .await;
}

#[test]
fn unmounted_while_the_script_loads_it_opens_nothing() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "script": { "slow": 1500 } })).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        account.reaches("opening").await;
        account.remove().await;
        stage.browser.holds("Paddle.js to have loaded", "return window.Paddle !== undefined").await;
        nothing_opens(stage).await;
        assert!(!stage.browser.run::<bool>("return window.Paddle.Initialized").await, "never before it is needed");
    });
}

#[test]
fn unmounted_while_the_start_is_answered_it_opens_nothing() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        stage.doubles.paddle(json!({ "delay_ms": 800 })).await;
        account.start().await;
        account.reaches("starting").await;
        account.remove().await;
        nothing_opens(stage).await;
        assert!(stage.browser.run::<bool>("return window.Paddle === undefined").await);
    });
}

#[test]
fn unmounted_while_the_start_is_answered_it_does_not_navigate() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        stage.doubles.stripe(json!({ "delay_ms": 800 })).await;
        account.start().await;
        account.reaches("starting").await;
        account.remove().await;
        let address = stage.browser.address().await;
        throughout(Duration::from_secs(4), "the page stays", async || {
            let now = stage.browser.address().await;
            if now == address { Ok(()) } else { Err(now.into()) }
        })
        .await;
    });
}

#[test]
fn unmounted_while_open_it_closes_its_checkout_and_can_come_back() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        let script = "
            const widget = document.querySelector('update-payment-method');
            window.parked = widget;
            widget.remove();";
        stage.browser.run::<Value>(script).await;
        stage
            .browser
            .holds("the overlay to be gone", "return document.querySelector('#paddle-overlay') === null")
            .await;
        stage.browser.run::<Value>("document.querySelector('#payment-method').append(window.parked)").await;
        let panel = account.until("the overview", |panel| panel.file.is_some()).await;
        assert_eq!(panel.phase, "ready");
        account.start().await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
    });
}
