//! The redirect to Paddle's `checkout.url`.

use e2e::pages::{AccountPage, PayPage};
use e2e::{Stage, run};

use crate::overlay::check_past_due;

#[test]
fn an_active_customer_goes_there_and_back() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=redirect").await;
        account.start().await;
        let pay = PayPage::reached(stage).await;
        assert_eq!(pay.frame.title().await, "You're updating your payment method");
        let loaded = stage.browser.hears("upm-loaded").await;
        assert_eq!(loaded["notice"]["kind"], "zero_value");
        pay.frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert_eq!(stage.browser.address().await, format!("{}/", stage.browser.page));
        assert_eq!(stage.doubles.on_file("paddle_active").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_redirect_that_charges_is_reviewed_first() {
    run(async |stage: &Stage| {
        let account = AccountPage::open_without_overview(stage, "paddle_past_due", "mode=redirect").await;
        account.start().await;
        let panel = account.reaches("review").await;
        check_past_due(panel.notice());
        assert_eq!(panel.buttons, ["Continue and pay €24.88", "Cancel"]);
        let before = stage.browser.address().await;
        account.press("Continue and pay €24.88").await;
        let pay = PayPage::reached(stage).await;
        assert_ne!(before, stage.browser.address().await);
        assert_eq!(pay.frame.title().await, "€24.88 overdue");
        assert_eq!(stage.doubles.starts().await, 1, "agreeing is not another start");
        pay.frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts[1], "Your payment of €24.88 went through.");
        assert_eq!(stage.doubles.on_file("paddle_past_due").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_review_can_be_left_without_paying() {
    run(async |stage: &Stage| {
        let account = AccountPage::open_without_overview(stage, "paddle_past_due", "mode=redirect").await;
        account.start().await;
        account.reaches("review").await;
        account.press("Cancel").await;
        account.reaches("cancelled").await;
        assert_eq!(stage.browser.told_as("upm-close").await, [serde_json::json!({ "reason": "cancelled" })]);
        account.start().await;
        account.reaches("review").await;
    });
}

#[test]
fn what_the_overview_has_shown_needs_no_review() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "mode=redirect").await;
        check_past_due(account.panel().await.notice());
        account.start().await;
        let pay = PayPage::reached(stage).await;
        assert_eq!(pay.state().await, "open");
        pay.frame.pay("5555555555554444").await;
        account.reaches("updated").await;
    });
}
