//! Providers that are busy, fail, cut connections or take their time: what the
//! person sees, and that the next try works.

use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::json;

const STRIPE: &str = "stripe_active";
const PADDLE: &str = "paddle_active";

async fn api(stage: &Stage, how: &str) {
    stage.doubles.set_up(json!({ "faults": { "api": how } })).await;
}

const LATER: &str = "This is not possible at the moment. Please try again in a minute; nothing was charged.";

/// A start while the provider's API is in trouble; then the trouble is over.
async fn fails_and_then_works<'a>(stage: &'a Stage, customer: &str, how: &str) -> AccountPage<'a> {
    let account = AccountPage::open(stage, customer, "").await;
    api(stage, how).await;
    account.start().await;
    let panel = account.reaches("failed").await;
    assert_eq!(panel.words(), format!("That did not work {LATER}"), "{how}");
    assert_eq!(panel.buttons, ["Try again"]);
    assert_eq!(stage.browser.told_as("upm-error").await.pop().unwrap()["retryable"], true);
    api(stage, "works").await;
    account.press("Try again").await;
    account
}

#[test]
fn stripe_fails_and_then_works() {
    run(async |stage: &Stage| {
        for how in ["busy", "fails", "cut"] {
            fails_and_then_works(stage, STRIPE, how).await;
            CheckoutPage::reached(stage).await;
        }
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        AccountPage::here(stage).reaches("updated").await;
        assert_eq!(stage.doubles.on_file(STRIPE).await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn paddle_fails_and_then_works() {
    run(async |stage: &Stage| {
        for how in ["busy", "fails", "cut"] {
            fails_and_then_works(stage, PADDLE, how).await;
            PaddleFrame::overlay(stage).await;
        }
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        AccountPage::here(stage).reaches("updated").await;
        assert_eq!(stage.doubles.on_file(PADDLE).await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_slow_provider_is_waited_for() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, PADDLE, "").await;
        api(stage, "slow").await;
        account.start().await;
        let panel = account.reaches("starting").await;
        assert_eq!(panel.words(), "Preparing a secure page…");
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;

        let account = AccountPage::open(stage, STRIPE, "").await;
        account.start().await;
        account.reaches("starting").await;
        CheckoutPage::reached(stage).await;
    });
}

/// Neither the webhook nor the return page gets through at first.
#[test]
fn a_return_in_the_middle_of_trouble_is_confirmed_in_the_end() {
    run(async |stage: &Stage| {
        for how in ["busy", "fails", "cut"] {
            let account = AccountPage::open(stage, STRIPE, "").await;
            account.start().await;
            let checkout = CheckoutPage::reached(stage).await;
            stage.doubles.set_up(json!({ "faults": { "webhooks": "never", "api": how } })).await;
            checkout.save_card("5555555555554444").await;
            let panel = account.reaches_within(40, "updated").await;
            assert_eq!(panel.message().title, "Payment method updated");
            assert_eq!(stage.doubles.on_file(STRIPE).await, ["card", "mastercard", "4444"], "{how}");
        }
    });
}
