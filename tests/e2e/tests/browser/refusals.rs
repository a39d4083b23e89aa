//! What Paddle refuses, in words for the customer and for the engineer.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::json;

const KIM: &str = "paddle_active";
const ENDED: &str = "This subscription has ended, so there is no payment method to replace.";
const PAUSED: &str = "This subscription is paused. Resume it first, then update your payment method.";
const INVOICED: &str = "This subscription is paid by invoice. Use the payment link on your latest invoice.";
const BUSY: &str = "Your subscription is being updated at this moment. Please try again in a minute.";
const LATER: &str = "This is not possible at the moment. Please try again in a minute; nothing was charged.";
const MISSING: &str = "There is no payment method on file yet that could be replaced. Please contact us.";
const SUPPORT: &str = "Your payment method cannot be updated here at the moment. Please contact us.";

async fn refuse(stage: &Stage, code: &str) {
    stage.doubles.paddle(json!({ "refuse": { KIM: code } })).await;
}

/// Presses, and checks what the customer reads, the event's code, a part of what it
/// tells the engineer, and whether there is another try.
async fn reads(stage: &Stage, [text, code, remedy]: [&str; 3], again: bool) {
    let account = AccountPage::open(stage, KIM, "mode=overlay").await;
    account.start().await;
    let panel = account.reaches("failed").await;
    assert_eq!(panel.words(), format!("That did not work {text}"));
    assert_eq!(panel.buttons, if again { vec!["Try again"] } else { vec![] });
    let error = stage.browser.told_as("upm-error").await.pop().unwrap();
    assert_eq!((error["code"].as_str(), error["retryable"].as_bool()), (Some(code), Some(again)));
    assert!(error["detail"].as_str().unwrap().contains(remedy), "{remedy}: {error}");
}

#[test]
fn what_no_time_mends_says_so() {
    run(async |stage: &Stage| {
        let ended = [ENDED, "subscription_canceled", "Offer the customer a new one"];
        let paused = [PAUSED, "subscription_paused", "Resume it"];
        for (refusal, expected) in [
            ("subscription_is_canceled_action_invalid", ended),
            ("subscription_update_when_canceled", ended),
            ("subscription_is_inactive_action_invalid", paused),
            ("subscription_not_active", paused),
            ("subscription_cannot_be_paused", paused),
            ("subscription_not_automatic_collection", [INVOICED, "manual_collection", "billed by invoice"]),
            (
                "subscription_missing_payment_method_cannot_update",
                [MISSING, "payment_method_missing", "Send the customer through a checkout first"],
            ),
            (
                "transaction_default_checkout_url_not_set",
                [SUPPORT, "payment_link_missing", "Checkout > Checkout settings"],
            ),
            ("invalid_token", [SUPPORT, "provider_setup", "has not been revoked"]),
            ("forbidden", [SUPPORT, "provider_setup", "It needs transaction.write"]),
            ("not_found", [SUPPORT, "not_found", "Check the ids in the customer token"]),
        ] {
            stage.browser.run::<serde_json::Value>("if (location.protocol === 'http:') sessionStorage.clear()").await;
            refuse(stage, refusal).await;
            reads(stage, expected, false).await;
        }
        assert_eq!(stage.doubles.on_file(KIM).await, ["card", "visa", "4242"]);
    });
}

/// The conditions themselves, not only their codes.
#[test]
fn what_the_subscription_is_decides() {
    run(async |stage: &Stage| {
        for (condition, text, code) in [
            ("manual", INVOICED, "manual_collection"),
            ("canceled", ENDED, "subscription_canceled"),
            ("paused", PAUSED, "subscription_paused"),
            ("no_method", MISSING, "payment_method_missing"),
        ] {
            stage.doubles.paddle(json!({ "subscriptions": { KIM: condition } })).await;
            reads(stage, [text, code, ""], false).await;
        }
    });
}

#[test]
fn what_is_locked_can_be_tried_again() {
    run(async |stage: &Stage| {
        let locked = [BUSY, "subscription_locked", "Try again in a moment"];
        for (refusal, expected) in [
            ("subscription_locked_renewal", locked),
            ("subscription_locked_processing", locked),
            ("subscription_locked_pending_changes", locked),
            ("too_many_requests", [LATER, "rate_limited", "Wait as long as Retry-After says"]),
        ] {
            refuse(stage, refusal).await;
            reads(stage, expected, true).await;
        }
        refuse(stage, "").await;
        let account = AccountPage::here(stage);
        account.press("Try again").await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(stage.doubles.on_file(KIM).await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_trial_is_like_an_active_subscription() {
    run(async |stage: &Stage| {
        stage.doubles.paddle(json!({ "subscriptions": { KIM: "trialing" } })).await;
        let account = AccountPage::open(stage, KIM, "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        assert_eq!(account.reaches("open").await.notice().title, "Nothing is charged today");
        frame.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(stage.doubles.on_file(KIM).await, ["card", "mastercard", "4444"]);
    });
}
