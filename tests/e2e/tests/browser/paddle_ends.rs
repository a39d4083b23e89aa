//! How an update at Paddle ends when it does not end plainly: declined with a
//! reason, paid by the old method, told by a webhook. And a token that names only
//! the customer.

use e2e::pages::{AccountPage, PaddleFrame, PayPage};
use e2e::{Stage, run};
use serde_json::json;
use update_payment_method_server::{Claims, Provider, mint_token};

const KIM: &str = "paddle_active";
const SAM: &str = "paddle_past_due";

#[test]
fn a_decline_is_explained_and_the_next_card_can() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, SAM, "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        for (reason, text) in [
            ("expired_card", "Your card was declined because it has expired. Check its date or use another one."),
            (
                "not_enough_balance",
                "Your payment method was declined because there is not enough money on it. Try again later or use another one.",
            ),
            (
                "authentication_failed",
                "Your bank could not confirm that it was you. Please try again or use another payment method.",
            ),
            ("fraud", "Your payment method was not accepted. Please try again or use another one."),
        ] {
            stage.doubles.paddle(json!({ "decline": reason })).await;
            frame.pay("4242424242424242").await;
            let explained =
                |panel: &e2e::pages::Panel| panel.message.as_ref().is_some_and(|message| message.texts == [text]);
            let panel = account.until(reason, explained).await;
            assert_eq!((panel.phase.as_str(), panel.message().tone.as_str()), ("open", "warning"));
        }
        stage.doubles.paddle(json!({ "decline": "" })).await;
        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(
            panel.message().texts,
            ["Mastercard ending in 4444 will be used from now on.", "Your payment of €24.88 went through."]
        );
        assert_eq!(stage.doubles.on_file(SAM).await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_debt_that_the_old_card_pays_meanwhile_is_no_update() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, SAM, "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        stage.doubles.paddle(json!({ "collects_first": true })).await;
        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!((panel.message().title.as_str(), panel.message().tone.as_str()), ("Payment received", "warning"));
        assert_eq!(
            panel.message().texts,
            [
                "It was taken from the payment method you had before, which stays on file.",
                "Your payment of €24.88 went through."
            ]
        );
        assert_eq!(stage.browser.hears("upm-updated").await["outcome"]["status"], "paid_with_previous_method");
        assert_eq!(stage.doubles.on_file(SAM).await, ["card", "visa", "0002"]);
        assert_eq!(stage.doubles.state(SAM).await["subscription_status"], "active");
    });
}

/// Paid from a mail, by nobody who is signed in: only the webhook tells the back end.
async fn paid_by_link(stage: &Stage) {
    let started = stage.doubles.start_for(SAM).await;
    stage.browser.load(&format!("/pay?_ptxn={}", started["transaction_id"].as_str().unwrap())).await;
    PayPage::reached(stage).await.frame.pay("5555555555554444").await;
    stage.doubles.comes_on_file(SAM, ["card", "mastercard", "4444"]).await;
}

#[test]
fn a_webhook_makes_the_next_visit_show_what_was_paid_elsewhere() {
    run(async |stage: &Stage| {
        // The back end has just answered an overview, and would give the same again.
        assert_eq!(AccountPage::open(stage, SAM, "").await.panel().await.notice().kind, "past_due");
        paid_by_link(stage).await;
        stage.doubles.hear("transaction.paid").await;
        let next = AccountPage::open(stage, SAM, "").await.panel().await;
        assert_eq!((next.file.as_deref(), next.notice), (Some("Mastercard•••• 4444Expires 04/2031"), None));
    });
}

/// The page is waiting for a payment in PayPal's window, which never reports back.
#[test]
fn a_webhook_and_the_next_question_finish_a_page_that_waits() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, SAM, "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        frame.approve_with_paypal().await;
        stage.doubles.hear("transaction.paid").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts, ["PayPal will be used from now on.", "Your payment of €24.88 went through."]);
    });
}

#[test]
fn a_token_may_name_only_the_customer() {
    run(async |stage: &Stage| {
        // Former subscriptions come first, and on pages of their own.
        stage.doubles.paddle(json!({ "page_size": 1 })).await;
        let account = AccountPage::open(stage, KIM, "mode=overlay").await;
        let claims = Claims::new(Provider::Paddle, "ctm_01km9s346q3d25vt4f5v37e3s3", None);
        account.authorize(&mint_token(&upm_sandbox::tokens(), &claims).unwrap()).await;
        account.start().await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert_eq!(stage.doubles.on_file(KIM).await, ["card", "mastercard", "4444"]);
        assert!(stage.doubles.count("GET", "/subscriptions").await >= 2, "the list has pages");
    });
}
