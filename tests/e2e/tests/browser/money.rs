//! Amounts with the provider's digits, not the language's.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};

/// The sums before the press, and those of the open checkout, which must be the same.
async fn sums(stage: &Stage, customer: &str) -> (String, Vec<String>) {
    let account = AccountPage::open(stage, customer, "mode=inline").await;
    let before = account.panel().await.notice().sums();
    account.start().await;
    PaddleFrame::inline(stage).await;
    let open = account.reaches("open").await;
    assert_eq!(open.notice().sums(), before);
    (open.notice().title.clone(), before)
}

#[test]
fn yen_have_no_decimals() {
    run(async |stage: &Stage| {
        let (title, sums) = sums(stage, "paddle_jpy").await;
        assert_eq!(title, "Your payment of ¥1,650 is overdue");
        assert_eq!(sums, ["Subtotal ¥1,500", "Tax ¥150", "Due now ¥1,650"]);
    });
}

#[test]
fn forints_have_two_at_paddle() {
    run(async |stage: &Stage| {
        let (title, sums) = sums(stage, "paddle_huf").await;
        assert_eq!(title, "Your payment of HUF 3,797.94 is overdue");
        assert_eq!(sums, ["Subtotal HUF 2,990.50", "Tax HUF 807.44", "Due now HUF 3,797.94"]);
    });
}

#[test]
fn forty_items_are_all_there() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_forty", "mode=overlay").await;
        let expected = ["Subtotal £108.65", "Tax £21.73", "Due now £130.38"];
        assert_eq!(account.panel().await.notice().sums(), expected);
        account.start().await;
        PaddleFrame::overlay(stage).await;
        let panel = account.reaches("open").await;
        let lines = panel.notice().lines();
        assert_eq!(lines.len(), 40);
        assert_eq!(panel.notice().summary.as_deref(), Some("40 items"));
        assert_eq!(lines[0], "Map pack: Lake District £0.95");
        assert_eq!(lines[5], "Map pack: Loch Lomond & The Trossachs × 3 £5.10");
        assert_eq!(lines[25], "Map pack: MacGillycuddy's Reeks × 2 £3.10");
        assert_eq!(lines[39], "Map pack: Japanese Alps / 日本アルプス £1.55");
        assert_eq!(panel.notice().sums(), expected);
        let scrolls = "
            const items = document.querySelector('update-payment-method').shadowRoot.querySelector('.upm-items');
            return items.scrollHeight > items.clientHeight && items.clientHeight < 400 && items.tabIndex === 0
                && items.getAttribute('aria-label') === '40 items';";
        assert!(stage.browser.run::<bool>(scrolls).await, "a long list scrolls, also by keyboard");
    });
}
