//! Pressing more than once makes one session.

use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::Value;

/// Twice in one task: nothing of the page has run in between.
const TWICE: &str = "
    const button = document.querySelector('update-payment-method').shadowRoot.querySelector('.upm-button');
    button.click();
    button.click();";

#[test]
fn a_double_click_makes_one_session() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.double_click("Update payment method").await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
        let sessions = stage.doubles.stripe_api("/v1/checkout/sessions").await;
        assert_eq!(sessions["data"].as_array().unwrap().len(), 1);
        stage.browser.back().await;
        assert_eq!(stage.browser.told_as("upm-start").await.len(), 1);
    });
}

#[test]
fn two_clicks_in_one_task_make_one_session() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "stripe_active", "").await;
        stage.browser.run::<Value>(TWICE).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
        stage.browser.back().await;
        assert_eq!(stage.browser.told_as("upm-start").await.len(), 1);
    });
}

#[test]
fn two_clicks_in_one_task_make_one_transaction() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "").await;
        stage.browser.run::<Value>(TWICE).await;
        account.reaches("open").await;
        PaddleFrame::overlay(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
        assert_eq!(stage.doubles.paddle(serde_json::json!({})).await["checkouts"], 1);
    });
}

#[test]
fn presses_while_a_slow_answer_is_awaited_change_nothing() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        stage.doubles.stripe(serde_json::json!({ "delay_ms": 400 })).await;
        account.start().await;
        account.reaches("starting").await;
        stage.browser.run::<Value>(TWICE).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}
