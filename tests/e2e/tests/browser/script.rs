//! Paddle.js that does not come, or does not work.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

const BLOCKED: &str = "That did not work The secure checkout could not be loaded. A content blocker may be stopping it: allow it for this page and try again.";

/// Failed with the words for a blocked script; then Retry works.
async fn fails_then_works(stage: &Stage, account: AccountPage<'_>, unblock: impl AsyncFnOnce()) {
    let panel = account.reaches("failed").await;
    assert_eq!(panel.words(), BLOCKED);
    assert_eq!(panel.message().tone, "error");
    assert_eq!(panel.buttons, ["Try again"]);
    let error = stage.browser.hears("upm-error").await;
    assert_eq!((error["code"].as_str(), error["retryable"].as_bool()), (Some("script_failed"), Some(true)));
    assert!(error["detail"].as_str().unwrap().contains("https://cdn.paddle.com/paddle/v2/paddle.js"), "{error}");
    let tags = "return document.querySelectorAll('script[src*=\"paddle.com\"]').length";
    assert_eq!(stage.browser.run::<u32>(tags).await, 0, "a failed tag would be waited for");
    unblock().await;
    account.press("Try again").await;
    PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
    account.reaches("updated").await;
}

#[test]
fn blocked_by_the_browser_it_says_so_and_retry_works_once_it_is_not() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        stage.browser.cdp("Network.enable", json!({})).await;
        stage.browser.cdp("Network.setBlockedURLs", json!({ "urls": ["*://cdn.paddle.com/*"] })).await;
        account.start().await;
        let unblock = async || {
            // Still blocked: the same words again, and another try.
            account.press("Try again").await;
            account.reaches("failed").await;
            stage.browser.cdp("Network.setBlockedURLs", json!({ "urls": [] })).await;
        };
        fails_then_works(stage, account, unblock).await;
    });
}

#[test]
fn a_failing_server_is_asked_again_by_retry() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "script": { "fail_next": 1 } })).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        fails_then_works(stage, account, async || ()).await;
    });
}

#[test]
fn a_script_without_its_global_is_a_failure_too() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "script": "no_global" })).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        let repair = async || {
            stage.doubles.paddle(json!({ "script": "ok" })).await;
        };
        fails_then_works(stage, account, repair).await;
    });
}

#[test]
fn an_error_of_the_frame_closes_it_and_retry_works() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "error_frame": true })).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        let panel = account.reaches("failed").await;
        assert_eq!(panel.words(), "That did not work Your payment method was not changed. Please try again.");
        assert_eq!(stage.browser.hears("upm-error").await["code"], "checkout_failed");
        assert_eq!(panel.buttons, ["Try again"]);
    });
}

#[test]
fn a_checkout_that_never_loads_has_an_end() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "loaded": "never" })).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        account.reaches("opening").await;
        let panel = account.reaches_within(25, "failed").await;
        assert_eq!(panel.words(), BLOCKED);
        let error = stage.browser.hears("upm-error").await;
        assert_eq!(error["code"], "checkout_timeout");
        assert!(error["detail"].as_str().unwrap().contains("default payment link"), "{error}");
        stage.browser.holds("the frame to be gone", "return document.querySelector('iframe') === null").await;
        let _: Value = stage.doubles.paddle(json!({ "loaded": "normal" })).await;
        account.press("Try again").await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
    });
}

#[test]
fn an_overlay_that_is_given_up_before_it_has_loaded_does_not_stay() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "loaded": "never" })).await;
        let account = AccountPage::open(stage, "paddle_past_due", "mode=overlay").await;
        account.start().await;
        account.reaches("opening").await;
        let overlay = "return document.querySelector('#paddle-overlay') !== null";
        stage.browser.holds("the overlay to be there", overlay).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').close()").await;
        account.reaches("cancelled").await;
        let gone = "return document.querySelector('#paddle-overlay') === null";
        stage.browser.holds("the overlay to be gone, or it could be paid with nobody listening", gone).await;
    });
}
