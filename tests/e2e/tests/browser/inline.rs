//! Paddle's checkout inside the page.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};

use crate::overlay::check_past_due;

#[test]
fn an_active_customer_replaces_the_card_in_the_page() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        let frame = PaddleFrame::inline(stage).await;
        let panel = account.reaches("open").await;
        assert_eq!(panel.notice().title, "Nothing is charged today");
        assert_eq!(panel.buttons, ["Cancel"]);
        // Paddle looks for its place in the document; the page's own children stay untouched.
        let place = "
            const widget = document.querySelector('update-payment-method');
            const frame = document.querySelector('iframe[name=paddle_frame]');
            return frame.parentElement.parentElement === widget && frame.parentElement.slot === 'upm-frame'
              && frame.getBoundingClientRect().width > 280 && widget.querySelector('form') !== null;";
        assert!(stage.browser.run::<bool>(place).await);
        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert!(!PaddleFrame::exists(stage).await, "a finished frame does not stay in the page");
        assert_eq!(stage.doubles.on_file("paddle_active").await, ["card", "mastercard", "4444"]);
        // What our own checkout still says when it has been closed is not an event of the page's.
        assert!(stage.browser.told_as("upm-paddle-event").await.is_empty());
    });
}

#[test]
fn a_past_due_customer_sees_the_amounts_that_an_inline_frame_does_not_show() {
    run(async |stage: &Stage| {
        let account = AccountPage::open_without_overview(stage, "paddle_past_due", "mode=inline").await;
        assert_eq!(account.panel().await.notice, None);
        account.start().await;
        let frame = PaddleFrame::inline(stage).await;
        let panel = account.reaches("open").await;
        check_past_due(panel.notice());
        assert_eq!(frame.pay_label().await, "Update payment method");
        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts[1], "Your payment of €24.88 went through.");
        assert_eq!(stage.doubles.on_file("paddle_past_due").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn cancel_takes_the_frame_away_and_another_start_works() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        account.press("Cancel").await;
        let panel = account.reaches("cancelled").await;
        assert_eq!(panel.words(), "Nothing was changed You closed the checkout before it was finished.");
        assert!(!PaddleFrame::exists(stage).await);
        assert_eq!(stage.browser.told_as("upm-close").await, [serde_json::json!({ "reason": "cancelled" })]);
        account.start().await;
        PaddleFrame::inline(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
    });
}

#[test]
fn the_keyboard_comes_before_the_frame_not_behind_it() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        let press = "
            const root = document.querySelector('update-payment-method').shadowRoot;
            const button = root.querySelector('.upm-button');
            button.focus();
            button.click();";
        stage.browser.run::<serde_json::Value>(press).await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        let focus = "
            const root = document.querySelector('update-payment-method').shadowRoot;
            return root.activeElement?.className === 'upm-frame';";
        stage.browser.holds("the frame's place to have the focus", focus).await;
    });
}
