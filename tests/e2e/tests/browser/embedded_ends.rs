//! Stripe's checkout in the page, when it ends before it is finished: there is one on a page at most,
//! it takes its time to be made, and Stripe.js throws where there would be two.

use std::time::Duration;

use e2e::pages::{AccountPage, EmbeddedFrame};
use e2e::wait::throughout;
use e2e::{Stage, run};
use serde_json::{Value, json};

/// While it is made, it waits for `release()`.
pub const HOLD: &str = "
    const real = window.fetch;
    window.held = 0;
    window.fetch = async (...what) => {
      if (String(what[0]).includes('/payment_pages/') && window.held !== 'never') {
        window.held += 1;
        await new Promise((resolve) => { window.release = resolve; });
      }
      return real(...what);
    };";
/// Whoever is held goes on, and nobody is from now on.
pub const RELEASE: &str = "window.held = 'never'; window.release();";

/// Opens the page and begins, until Stripe.js is making the checkout.
pub async fn held(stage: &Stage) -> AccountPage<'_> {
    let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
    stage.browser.run::<Value>(HOLD).await;
    account.start().await;
    stage.browser.holds("a checkout that is being made", "return window.held === 1").await;
    account.reaches("opening").await;
    account
}

async fn frames(stage: &Stage) -> u32 {
    stage.browser.run("return document.querySelectorAll('iframe[name=embedded-checkout]').length").await
}

async fn no_frame(stage: &Stage) {
    throughout(Duration::from_millis(1200), "no checkout is shown", async || {
        if EmbeddedFrame::exists(stage).await { Err("there is one".into()) } else { Ok(()) }
    })
    .await;
}

/// Nothing went wrong, at Stripe.js least of all.
async fn no_errors(stage: &Stage) {
    assert!(stage.browser.told_as("upm-error").await.is_empty());
    let console = stage.browser.console().await;
    assert!(!console.iter().any(|line| line.contains("IntegrationError")), "{console:#?}");
}

#[test]
fn cancel_takes_the_frame_away_and_another_start_works() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        EmbeddedFrame::shown(stage).await;
        account.reaches("open").await;
        account.press("Cancel").await;
        let panel = account.reaches("cancelled").await;
        assert_eq!(panel.words(), "Nothing was changed You closed the checkout before it was finished.");
        assert!(!EmbeddedFrame::exists(stage).await);
        assert_eq!(stage.browser.told_as("upm-close").await, [json!({ "reason": "cancelled" })]);
        let focused =
            "return document.querySelector('update-payment-method').shadowRoot.activeElement?.dataset.act === 'press'";
        stage.browser.holds("the focus on the button that began it", focused).await;
        account.start().await;
        EmbeddedFrame::shown(stage).await.save_card("5555555555554444").await;
        account.reaches("updated").await;
        no_errors(stage).await;
    });
}

#[test]
fn a_cancel_that_came_too_late_is_an_update() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        let frame = EmbeddedFrame::shown(stage).await;
        // Saved, and the frame has not said so yet.
        let stuck = "
            const real = window.fetch;
            window.fetch = async (...what) => {
              await real(...what);
              window.saved = true;
              return new Promise(() => {});
            };";
        frame.inside(async |browser| browser.run::<Value>(stuck).await).await;
        frame.save_card("5555555555554444").await;
        frame.inside(async |browser| browser.holds("the card to be saved", "return window.saved === true").await).await;
        account.press("Cancel").await;
        let panel = account.reaches("updated").await;
        assert!(panel.words().contains("ending in 4444"), "{}", panel.words());
        assert!(stage.browser.told_as("upm-close").await.is_empty(), "it was no cancel");
    });
}

#[test]
fn unmounted_while_it_is_made_it_is_destroyed() {
    run(async |stage: &Stage| {
        let account = held(stage).await;
        let park = "
            const widget = document.querySelector('update-payment-method');
            window.parked = widget;
            widget.remove();";
        stage.browser.run::<Value>(park).await;
        stage.browser.run::<Value>(RELEASE).await;
        no_frame(stage).await;
        stage.browser.run::<Value>("document.querySelector('#payment-method').append(window.parked)").await;
        account.until("the overview", |panel| panel.file.is_some()).await;
        account.start().await;
        EmbeddedFrame::shown(stage).await.save_card("5555555555554444").await;
        account.reaches("updated").await;
        no_errors(stage).await;
    });
}

#[test]
fn mounted_again_while_the_first_is_still_made_it_waits_for_it() {
    run(async |stage: &Stage| {
        let account = held(stage).await;
        let again = "
            const widget = document.querySelector('update-payment-method');
            widget.remove();
            document.querySelector('#payment-method').append(widget);
            widget.open();";
        stage.browser.run::<Value>(again).await;
        account.reaches("opening").await;
        no_frame(stage).await;
        assert_eq!(stage.browser.run::<u32>("return window.held").await, 1, "Stripe.js would have thrown");
        stage.browser.run::<Value>(RELEASE).await;
        EmbeddedFrame::shown(stage).await;
        account.reaches("open").await;
        assert_eq!(frames(stage).await, 1);
        no_errors(stage).await;
    });
}

#[test]
fn unmounted_while_open_and_mounted_at_once_it_opens_again() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        EmbeddedFrame::shown(stage).await;
        let again = "
            const widget = document.querySelector('update-payment-method');
            widget.remove();
            document.querySelector('#payment-method').append(widget);
            widget.open();";
        stage.browser.run::<Value>(again).await;
        account.reaches("open").await;
        EmbeddedFrame::shown(stage).await.save_card("5555555555554444").await;
        account.reaches("updated").await;
        no_errors(stage).await;
    });
}

#[test]
fn the_second_widget_supersedes_the_first_even_while_that_is_made() {
    run(async |stage: &Stage| {
        let first = held(stage).await;
        let second = first.add_second("inline").await;
        second.start().await;
        first.reaches("ready").await;
        assert_eq!(stage.browser.told_as("upm-close").await, [json!({ "reason": "superseded" })]);
        second.reaches("opening").await;
        stage.browser.run::<Value>(RELEASE).await;
        second.reaches("open").await;
        EmbeddedFrame::shown(stage).await;
        // And the first takes it back.
        first.start().await;
        first.reaches("open").await;
        second.reaches("ready").await;
        assert_eq!(frames(stage).await, 1);
        EmbeddedFrame::shown(stage).await.save_card("5555555555554444").await;
        first.reaches("updated").await;
        no_errors(stage).await;
    });
}
