//! Files that do not come at first.

use e2e::doubles::{GLUE, WASM};
use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use serde_json::{Value, json};

const INDEX: &str = "/index.js";
/// Nothing is ever seen: only what a person or the page does loads the widget.
const BLIND: &str = "window.IntersectionObserver = class { observe() {} disconnect() {} };";
const FALLBACK: &str = "
    const widget = document.querySelector('update-payment-method');
    return widget.querySelector('button').checkVisibility() && !widget.matches(':state(busy)')
      && !widget.shadowRoot.querySelector('[role=progressbar], .upm');";

async fn failures(stage: &Stage) -> usize {
    stage.browser.told_as("upm-error").await.len()
}

/// Has failed so often, as is documented, and the fallback is there.
async fn has_failed(stage: &Stage, times: usize) {
    e2e::wait::until("a failed load", async || match failures(stage).await {
        failures if failures == times => Ok(()),
        failures => Err(format!("{failures} errors").into()),
    })
    .await;
    let error = stage.browser.hears("upm-error").await;
    assert_eq!((&error["code"], &error["retryable"]), (&json!("module_failed"), &json!(true)), "{error}");
    assert!(error["detail"].as_str().unwrap().len() > 10, "{error}");
    assert!(stage.browser.run::<bool>(FALLBACK).await);
}

async fn open(stage: &Stage) {
    stage.browser.run::<Value>("document.querySelector('update-payment-method').open()").await;
}

/// A file that is refused at first, and again, and then not.
async fn comes_in_the_end(stage: &Stage, file: &str) {
    stage.doubles.files(json!({ "refuse": [file] })).await;
    AccountPage::arrive(stage, "stripe_active", "", BLIND).await;
    open(stage).await;
    has_failed(stage, 1).await;
    open(stage).await;
    has_failed(stage, 2).await;
    stage.doubles.files(json!({})).await;
    open(stage).await;
    CheckoutPage::reached(stage).await;
    assert_eq!(stage.doubles.starts().await, 1);
    let served = stage.doubles.served_of_ours().await.into_iter().map(|served| served.path);
    let asked: Vec<_> = served.filter(|path| path.starts_with(file)).collect();
    // This browser may ask again for a script that failed; many others never do by the same address.
    let again = |number| if file == WASM { file.to_owned() } else { format!("{file}?retry={number}") };
    assert_eq!(asked, [file.to_owned(), again(1), again(2)]);
}

#[test]
fn index_js_is_asked_for_again() {
    run(async |stage: &Stage| comes_in_the_end(stage, INDEX).await);
}

#[test]
fn the_glue_is_asked_for_again() {
    run(async |stage: &Stage| comes_in_the_end(stage, GLUE).await);
}

#[test]
fn the_module_is_asked_for_again() {
    run(async |stage: &Stage| comes_in_the_end(stage, WASM).await);
}

#[test]
fn a_pointer_on_the_fallback_asks_again_and_so_does_a_press() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "refuse": [INDEX] })).await;
        let account = AccountPage::arrive(stage, "stripe_active", "", "").await;
        has_failed(stage, 1).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method button').focus()").await;
        has_failed(stage, 2).await;
        stage.doubles.files(json!({ "hold": [INDEX] })).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method button').click()").await;
        assert!(!stage.browser.run::<bool>(FALLBACK).await, "the press is kept");
        stage.doubles.files(json!({})).await;
        CheckoutPage::reached(stage).await;
        stage.browser.back().await;
        assert_eq!(stage.browser.told_as("upm-start").await.len(), 1);
        account.until("a mounted widget", |_| true).await;
    });
}

#[test]
fn scrolling_back_to_it_asks_again_but_nothing_does_by_itself() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "refuse": [GLUE] })).await;
        let account =
            AccountPage::arrive(stage, "stripe_active", "", "document.body.style.paddingBlockEnd = '9000px';").await;
        has_failed(stage, 1).await;
        let asked = stage.doubles.served_of_ours().await.len();
        e2e::wait::throughout(std::time::Duration::from_secs(1), "it asks no more", async || {
            let now = stage.doubles.served_of_ours().await.len();
            if now == asked { Ok(()) } else { Err(format!("{now} requests").into()) }
        })
        .await;
        stage.doubles.files(json!({})).await;
        stage.browser.run::<Value>("scrollTo(0, 8000); await new Promise((done) => setTimeout(done, 200))").await;
        stage.browser.run::<Value>("scrollTo(0, 0)").await;
        account.until("a mounted widget", |_| true).await;
    });
}

#[test]
fn what_fails_in_the_end_leaves_the_form_as_it_is_without_script() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "refuse": [INDEX] })).await;
        AccountPage::arrive(stage, "stripe_active", "", "").await;
        has_failed(stage, 1).await;
        stage.browser.click("update-payment-method button").await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        stage.browser.arrives_at(&stage.browser.page).await;
    });
}
