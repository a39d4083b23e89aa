//! The package's files as they are, without a bundler.

use e2e::Stage;
use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use serde_json::json;

use crate::page::{UPDATE, fetched, heard, is_content, run_page};

#[test]
fn a_module_script_defines_the_element() {
    run_page("plain", async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_past_due", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        account.reaches("updated").await;
        assert_eq!(heard(stage).await, UPDATE);
        assert_eq!(fetched(stage).await, ["update-payment-method_bg.wasm"]);
        is_content(stage).await;
    });
}

#[test]
fn an_import_map_finds_mount() {
    run_page("plain", async |stage: &Stage| {
        // A policy without a hash or nonce for it forbids an import map, which is inline by its nature.
        stage.browser.cdp("Page.setBypassCSP", json!({ "enabled": true })).await;
        stage.browser.load("/mount.html?customer=paddle_active").await;
        let account = AccountPage::mounted(stage, "#billing");
        account.until("the overview", |panel| panel.file.is_some()).await;
        account.start().await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(heard(stage).await, UPDATE);
        is_content(stage).await;
    });
}
