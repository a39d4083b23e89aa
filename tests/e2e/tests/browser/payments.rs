//! Payments inside Paddle's frame that do not go straight.

use std::time::Duration;

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::wait::throughout;
use e2e::{Stage, run};

#[test]
fn a_failed_payment_is_not_the_end() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        frame.pay("4000000000000002").await;
        assert!(frame.error().await.contains("declined"));
        assert_eq!(account.panel().await.phase, "open");
        assert_eq!(stage.browser.told_as("upm-error").await.len(), 0);
        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(
            panel.message().texts,
            ["Mastercard ending in 4444 will be used from now on.", "Your payment of €24.88 went through."]
        );
        assert_eq!(stage.doubles.on_file("paddle_past_due").await, ["card", "mastercard", "4444"]);
    });
}

/// Paddle's frame and its events keep the reason to themselves; its API has it.
#[test]
fn a_failed_payment_says_why_on_the_page() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        let frame = PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        for (number, why) in [("4000000000000069", "expired"), ("4000000000009995", "not enough money")] {
            frame.pay(number).await;
            let told = |text: &String| text.contains(why);
            let panel = account
                .until(why, |panel| panel.message.as_ref().is_some_and(|message| message.texts.iter().any(told)))
                .await;
            assert_eq!((panel.phase.as_str(), panel.message().tone.as_str()), ("open", "warning"));
        }
        frame.pay("5555555555554444").await;
        account.reaches("updated").await;
    });
}

/// Closing after a failed payment is a cancel, not a payment that might have worked.
#[test]
fn a_failed_payment_and_then_the_x_is_a_cancel() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        frame.pay("4000000000000002").await;
        frame.error().await;
        frame.close().await;
        account.reaches("cancelled").await;
    });
}

#[test]
fn paypal_never_reports_back_and_ends_by_verification() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        frame.approve_with_paypal().await;
        let panel = account.reaches_within(30, "updated").await;
        assert_eq!(panel.words(), "Payment method updated PayPal will be used from now on.");
        stage
            .browser
            .holds("the overlay to be gone", "return document.querySelector('#paddle-overlay') === null")
            .await;
        assert_eq!(stage.doubles.on_file("paddle_active").await[0], "paypal");
        assert_eq!(stage.browser.told_as("upm-close").await.len(), 0);
    });
}

#[test]
fn paypal_and_then_the_x_is_not_a_cancel() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        frame.approve_with_paypal().await;
        frame.close().await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts, ["PayPal will be used from now on.", "Your payment of €24.88 went through."]);
    });
}

#[test]
fn completed_and_then_closed_is_a_success() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        frame.pay("5555555555554444").await;
        // At once, while the back end is still being asked.
        frame.done().await;
        account.reaches("updated").await;
        throughout(Duration::from_millis(700), "it stays updated", async || {
            let phase = account.panel().await.phase;
            if phase == "updated" { Ok(()) } else { Err(phase.into()) }
        })
        .await;
        assert_eq!(stage.browser.told_as("upm-close").await.len(), 0);
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 1);
    });
}

#[test]
fn what_takes_long_to_settle_is_not_called_updated_before() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        // The back end cannot ask Paddle for a while.
        let faults: Vec<_> = (0..3).map(|_| serde_json::json!({ "path": "/transactions/", "status": 500 })).collect();
        stage.doubles.paddle(serde_json::json!({ "fail_next": faults })).await;
        frame.pay("5555555555554444").await;
        let panel = account.reaches("confirming").await;
        assert_eq!(panel.words(), "Confirming your new payment method… This usually takes a few seconds.");
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 0);
        account.reaches_within(40, "updated").await;
    });
}
