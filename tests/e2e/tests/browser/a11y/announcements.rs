//! What is announced, and how often: a whole life of an update, as it is heard.

use e2e::accessibility::Heard;
use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::json;

const PREPARING: &str = "status: Preparing a secure page…";
const OPENING: &str = "status: Opening the secure checkout…";
const FINISH: &str = "status: Finish in the secure checkout";
const CONFIRMING: &str = "status: Confirming your new payment method… This usually takes a few seconds.";
const UPDATED: &str = "status: Payment method updated Mastercard ending in 4444 will be used from now on.";
const CANCELLED: &str = "status: Nothing was changed You closed the checkout before it was finished.";
const LATER: &str =
    "alert: That did not work This is not possible at the moment. Please try again in a minute; nothing was charged.";

#[test]
fn a_cancel_and_a_success_above_the_page() {
    run(async |stage: &Stage| {
        let heard = Heard::listen(stage).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        assert_eq!(heard.all().await, [] as [&str; 0], "nothing has happened yet");
        account.start().await;
        PaddleFrame::overlay(stage).await.close().await;
        assert_eq!(heard.up_to("status: Nothing").await, [PREPARING, OPENING, FINISH, CANCELLED]);
        account.start().await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        let all = heard.up_to("status: Payment method updated").await;
        assert_eq!(all, [PREPARING, OPENING, FINISH, CONFIRMING, UPDATED]);
    });
}

#[test]
fn a_decline_and_a_success_inside_the_page() {
    run(async |stage: &Stage| {
        let heard = Heard::listen(stage).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        let frame = PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        frame.pay("4000000000000069").await;
        let declined = "status: That did not work Your card was declined because it has expired. Check its date or use another one.";
        assert_eq!(heard.up_to("status: That did not work").await, [PREPARING, OPENING, declined]);
        frame.pay("5555555555554444").await;
        assert_eq!(heard.up_to("status: Payment method updated").await, [CONFIRMING, UPDATED]);
    });
}

#[test]
fn a_failure_twice_is_heard_twice() {
    run(async |stage: &Stage| {
        let heard = Heard::listen(stage).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        stage.doubles.set_up(json!({ "faults": { "api": "fails" } })).await;
        account.start().await;
        assert_eq!(heard.up_to("alert:").await, [PREPARING, LATER]);
        account.press("Try again").await;
        assert_eq!(heard.up_to("alert:").await, [PREPARING, LATER]);
    });
}

#[test]
fn a_redirect_and_a_return() {
    run(async |stage: &Stage| {
        let heard = Heard::listen(stage).await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        account.reaches("updated").await;
        let all = heard.up_to("status: Payment method updated").await;
        assert_eq!(all.first().map(String::as_str), Some(PREPARING), "{all:#?}");
        assert_eq!(all.last().map(String::as_str), Some(UPDATED));
        assert!(all.contains(&"status: Taking you to a secure payment page…".to_owned()), "{all:#?}");
        let mut once = all.clone();
        once.dedup();
        assert_eq!(once, all, "nothing is said twice in a row");
    });
}

/// What stands there already is not news when it changes its language.
#[test]
fn another_language_is_not_announced() {
    run(async |stage: &Stage| {
        let heard = Heard::listen(stage).await;
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        PaddleFrame::overlay(stage).await.close().await;
        heard.up_to("status: Nothing was changed").await;
        account.set("locale", "de").await;
        account
            .until("German", |panel| panel.message.as_ref().is_some_and(|message| message.title.contains("nicht")))
            .await;
        assert_eq!(heard.all().await, [] as [&str; 0]);
        account.press("Zahlungsart aktualisieren").await;
        heard.up_to("status: ").await;
    });
}
