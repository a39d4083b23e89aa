//! When the element fetches the widget.

use std::time::Duration;

use e2e::doubles::{GLUE, WASM};
use e2e::pages::{AccountPage, CheckoutPage};
use e2e::wait::{throughout, until};
use e2e::{Stage, run};
use serde_json::{Value, json};
use thirtyfour::By;

/// Far below what can be seen.
const BELOW: &str = "widget.style.marginBlockStart = '5000px';";
/// Nothing is ever seen, so that only what else loads the widget does.
const BLIND: &str = "window.IntersectionObserver = class { observe() {} disconnect() {} };";
/// What a page may download of ours before the widget is wanted.
const FIRST: u64 = 4_000;

/// For two seconds the page asks for nothing but `define.js` and `element.js`.
async fn stays_small(stage: &Stage) {
    throughout(Duration::from_secs(2), "nothing else is fetched", async || {
        let served = stage.doubles.served_of_ours().await;
        let paths: Vec<_> = served.iter().map(|served| served.path.as_str()).collect();
        if paths == ["/define.js", "/element.js"] { Ok(()) } else { Err(format!("{paths:?}").into()) }
    })
    .await;
}

#[test]
fn below_the_fold_a_page_downloads_little_until_it_is_scrolled_to() {
    run(async |stage: &Stage| {
        let account = AccountPage::arrive(stage, "stripe_active", "", BELOW).await;
        stays_small(stage).await;
        let served = stage.doubles.served_of_ours().await;
        let bytes: u64 = served.iter().map(|served| served.bytes).sum();
        assert!((1_000..=FIRST).contains(&bytes), "{served:#?}");
        stage.browser.run::<Value>("document.querySelector('update-payment-method').scrollIntoView()").await;
        assert_eq!(account.until("a mounted widget", |_| true).await.phase, "ready");
        let served = stage.doubles.served_of_ours().await;
        let mut paths: Vec<_> = served.iter().map(|served| served.path.as_str()).collect();
        assert_eq!(paths[..3], ["/define.js", "/element.js", "/index.js"]);
        // Side by side.
        paths.drain(..3);
        paths.sort_unstable();
        assert_eq!(paths, [GLUE, WASM]);
    });
}

#[test]
fn the_module_does_not_wait_for_its_glue() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [GLUE] })).await;
        let account = AccountPage::arrive(stage, "stripe_active", "", "").await;
        stage.doubles.is_asked_for(GLUE).await;
        stage.doubles.is_asked_for(WASM).await;
        stage.doubles.files(json!({})).await;
        account.until("a mounted widget", |_| true).await;
    });
}

/// Sets what the address says: `set-loading=idle`.
const SET: &str = "
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith('set-')) widget.setAttribute(name.slice(4), value);
    }";

async fn modules(stage: &Stage) -> usize {
    stage.doubles.served().await.iter().filter(|served| served.path == WASM).count()
}

#[test]
fn what_cannot_wait_is_fetched_below_the_fold_too() {
    run(async |stage: &Stage| {
        AccountPage::arrive(stage, "stripe_active", "", &[BELOW, BLIND, SET].concat()).await;
        stays_small(stage).await;
        for (number, query) in [
            "set-loading=eager",
            "set-loading=idle",
            "set-overview=",
            "trigger=load",
            "upm_session=cs_test_unknown",
            "set-return-param=session_id&session_id=cs_test_unknown",
            "_ptxn=txn_01unknown",
        ]
        .iter()
        .enumerate()
        {
            stage.browser.load(&format!("/?e2e=1&customer=stripe_active&overview=off&{query}")).await;
            until(query, async || {
                let modules = modules(stage).await;
                if modules > number { Ok(()) } else { Err(format!("{modules} requests for the module").into()) }
            })
            .await;
        }
    });
}

#[test]
fn what_is_off_does_not_fetch_it() {
    run(async |stage: &Stage| {
        let query = "set-overview=false&upm_sessio=cs_test_1&set-return-param=other&upm_session=cs_test_1";
        AccountPage::arrive(stage, "stripe_active", query, &[BELOW, BLIND, SET].concat()).await;
        stays_small(stage).await;
    });
}

#[test]
fn a_pointer_or_the_focus_on_the_fallback_fetches_it() {
    run(async |stage: &Stage| {
        let account = AccountPage::arrive(stage, "stripe_active", "", BLIND).await;
        stays_small(stage).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method button').focus()").await;
        account.until("a mounted widget", |_| true).await;
        stage.browser.load("/?e2e=1&customer=stripe_active&overview=off").await;
        let button = stage.browser.driver.find(By::Css("update-payment-method button")).await.unwrap();
        stage.browser.driver.action_chain().move_to_element_center(&button).perform().await.unwrap();
        account.until("a mounted widget", |_| true).await;
    });
}

#[test]
fn open_fetches_it_and_opens() {
    run(async |stage: &Stage| {
        AccountPage::arrive(stage, "stripe_active", "", &[BELOW, BLIND].concat()).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').open()").await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

#[test]
fn when_it_is_wanted_can_change() {
    run(async |stage: &Stage| {
        let account = AccountPage::arrive(stage, "stripe_active", "", BELOW).await;
        stays_small(stage).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').loading = 'eager'").await;
        account.until("a mounted widget", |_| true).await;
    });
}

#[test]
fn an_unknown_word_is_told_and_acts_as_the_default() {
    run(async |stage: &Stage| {
        let prepare = [BELOW, "widget.setAttribute('loading', 'lazy');"].concat();
        let account = AccountPage::arrive(stage, "stripe_active", "", &prepare).await;
        stays_small(stage).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').scrollIntoView()").await;
        assert_eq!(account.until("a mounted widget", |_| true).await.phase, "ready");
        let detail = "The option loading must be one of visible, eager, idle.";
        let error = json!({ "code": "invalid_option", "detail": detail, "retryable": false });
        assert_eq!(stage.browser.hears("upm-error").await, error);
        assert!(stage.browser.console().await.iter().any(|line| line.contains(detail)));
    });
}
