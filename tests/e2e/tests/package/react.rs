//! React 19, the element and `mount`, under strict mode.

use e2e::Stage;
use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use serde_json::Value;

use crate::page::{UPDATE, fetched, heard, is_content, run_page};

/// React's development build, which mounts everything twice in strict mode, and says that it is one.
async fn is_development(stage: &Stage) {
    let console = stage.browser.console().await;
    assert!(console.iter().any(|line| line.contains("React DevTools")), "{console:#?}");
}

#[test]
fn a_german_customer_goes_to_stripe_and_back() {
    run_page("react", async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "lang=de").await;
        account.press("Zahlungsart aktualisieren").await;
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().title, "Zahlungsart aktualisiert");
        stage
            .browser
            .holds("React to have heard of it", "return document.body.textContent.includes('ends in 4444')")
            .await;
        assert_eq!(heard(stage).await, UPDATE);
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
        // Of all the languages only the one that is read.
        assert_eq!(fetched(stage).await, ["de.json", "update-payment-method_bg.wasm"]);
        is_content(stage).await;
    });
}

#[test]
fn mounted_twice_the_element_starts_once_and_tells_once() {
    run_page("react-development", async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "").await;
        is_development(stage).await;
        // Through the ref.
        stage.browser.click("main > button:not(#leave)").await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        stage
            .browser
            .holds("React to have heard of it", "return document.body.textContent.includes('ends in 4444')")
            .await;
        assert_eq!(heard(stage).await, UPDATE);
        assert_eq!(stage.doubles.starts().await, 1);
        is_content(stage).await;
    });
}

#[test]
fn an_effect_that_mounts_twice_leaves_one_widget() {
    run_page("react-development", async |stage: &Stage| {
        stage.browser.load("/?customer=paddle_active&way=mount").await;
        let account = AccountPage::mounted(stage, "#billing");
        account.reaches("ready").await;
        is_development(stage).await;
        assert_eq!(stage.browser.run::<u32>("return document.querySelectorAll('.upm').length").await, 1);
        account.start().await;
        PaddleFrame::inline(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(heard(stage).await, UPDATE);
        assert_eq!(stage.doubles.starts().await, 1);
        is_content(stage).await;
    });
}

#[test]
fn what_react_takes_away_leaves_nothing_behind() {
    run_page("react-development", async |stage: &Stage| {
        for (way, selector) in [("element", "update-payment-method"), ("mount", "#billing")] {
            stage.browser.load(&format!("/?customer=paddle_active&way={way}")).await;
            let account = AccountPage::mounted(stage, selector);
            account.reaches("ready").await;
            account.start().await;
            stage.browser.shows("iframe[name=paddle_frame]").await;
            account.reaches("open").await;
            // An overlay covers the button.
            stage.browser.run::<Value>("document.querySelector('#leave').click()").await;
            stage.browser.shows("#left").await;
            let gone = "
                const left = document.querySelectorAll('update-payment-method, .upm, iframe, [slot], #paddle-overlay');
                return left.length === 0 || [...left].map((node) => node.outerHTML).join();";
            stage.browser.holds("nothing of the widget to be left", gone).await;
        }
        is_content(stage).await;
    });
}
