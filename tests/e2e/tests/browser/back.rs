//! Coming back from Checkout without having saved anything.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};

#[test]
fn back_restores_the_page_with_a_button_that_works() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        let account = AccountPage::open(stage, "stripe_past_due", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await;
        let first = browser.address().await;

        browser.back().await;
        browser.arrives_at(&browser.page).await;
        let shows: Vec<bool> = browser.run("return window.e2e.shows").await;
        assert_eq!(shows, [false, true], "the page must come from the back/forward cache, or this tests nothing");
        let panel = account.reaches("ready").await;
        assert_eq!(panel.buttons, ["Update payment method"]);
        assert_eq!(panel.message, None);
        assert_eq!(panel.notice().title, "Your payment of £26.39 is overdue");

        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        account.reaches("updated").await;
        assert_eq!(stage.doubles.starts().await, 2);
        assert_ne!(browser.address().await, first);
        assert_eq!(stage.doubles.on_file("stripe_past_due").await, ["card", "visa", "4242"]);
    });
}

/// With or without a back/forward cache.
#[test]
fn back_leaves_a_button_that_works() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await;
        stage.browser.back().await;
        stage.browser.arrives_at(&stage.browser.page).await;
        let panel = account.reaches("ready").await;
        assert_eq!((panel.buttons, panel.message), (vec!["Update payment method".to_owned()], None));
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        account.reaches("updated").await;
    });
}

#[test]
fn the_way_back_on_checkout_leads_to_a_fresh_page() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await;
        stage.browser.click("#back").await;
        stage.browser.arrives_at(&stage.browser.page).await;
        let panel = account.until("the overview", |panel| panel.file.is_some()).await;
        assert_eq!((panel.phase.as_str(), panel.message), ("ready", None));
        account.start().await;
        CheckoutPage::reached(stage).await;
    });
}
