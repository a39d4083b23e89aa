//! Paddle's overlay.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};

#[test]
fn an_active_customer_replaces_the_card_for_nothing() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        let panel = account.panel().await;
        assert_eq!(panel.file.as_deref(), Some("Visa•••• 4242Expires 04/2030"));
        assert_eq!(panel.notice, None);
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        assert_eq!(frame.title().await, "You're updating your payment method");
        let panel = account.reaches("open").await;
        let notice = panel.notice();
        assert_eq!(notice.kind, "zero_value");
        assert_eq!(notice.title, "Nothing is charged today");
        assert_eq!(notice.text, "You only replace the payment method on file. Your subscription stays as it is.");
        assert_eq!(notice.summary.as_deref(), Some("Fernway Solo"));
        assert_eq!((notice.lines(), notice.sums()), (vec![], vec![]));
        assert_eq!(panel.message().title, "Finish in the secure checkout");
        assert_eq!(stage.browser.hears("upm-loaded").await["notice"]["kind"], "zero_value");

        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert_eq!(stage.doubles.on_file("paddle_active").await, ["card", "mastercard", "4444"]);

        // Dismissing the overlay's own success page is not a cancel.
        frame.done().await;
        stage
            .browser
            .holds("the overlay to be gone", "return document.querySelector('#paddle-overlay') === null")
            .await;
        assert_eq!(account.panel().await.phase, "updated");
        let names: Vec<_> = stage.browser.told().await.into_iter().map(|event| event.name).collect();
        assert_eq!(names, ["upm-start", "upm-loaded", "upm-updated"]);
    });
}

#[test]
fn a_past_due_customer_sees_every_amount_and_pays() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "mode=overlay").await;
        let panel = account.panel().await;
        check_past_due(panel.notice());
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        assert_eq!(frame.title().await, "€24.88 overdue");
        let panel = account.reaches("open").await;
        check_past_due(panel.notice());
        let loaded = stage.browser.hears("upm-loaded").await;
        assert_eq!(loaded["notice"]["due"]["amount"], 2488);
        assert_eq!(loaded["notice"]["charged_now"], true);

        frame.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(
            panel.message().texts,
            ["Mastercard ending in 4444 will be used from now on.", "Your payment of €24.88 went through."]
        );
        assert_eq!(panel.notice, None);
        assert_eq!(stage.doubles.on_file("paddle_past_due").await, ["card", "mastercard", "4444"]);
        assert_eq!(stage.doubles.state("paddle_past_due").await["subscription_status"], "active");
    });
}

/// 2 x 12.45, 20 % tax, 5.00 of credit.
pub(crate) fn check_past_due(notice: &e2e::pages::Notice) {
    assert_eq!(notice.kind, "past_due");
    assert_eq!(notice.title, "Your payment of €24.88 is overdue");
    assert_eq!(notice.text, "You pay €24.88 now, and your new payment method is used from then on.");
    assert_eq!(notice.lines(), ["Fernway Team × 2 €24.90"]);
    assert_eq!(notice.sums(), ["Subtotal €24.90", "Tax €4.98", "Total €29.88", "Credit -€5.00", "Due now €24.88"]);
    assert_eq!(notice.totals.iter().filter(|row| row.due).count(), 1);
}
