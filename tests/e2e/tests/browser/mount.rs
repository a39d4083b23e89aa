//! `mount` from JavaScript.

use std::time::Duration;

use e2e::doubles::WASM;
use e2e::pages::{AccountPage, CheckoutPage};
use e2e::wait::throughout;
use e2e::{Stage, run};
use serde_json::{Value, json};

const ARABIC: &str = "/locales/ar.json";

/// A page without the element, and a place for the widget.
async fn page(stage: &Stage) {
    stage.browser.load("/?e2e=1&customer=stripe_active").await;
    let script = "
        window.authorization = document.querySelector('update-payment-method').authorization;
        document.querySelector('update-payment-method').remove();
        const place = document.createElement('div');
        place.id = 'place';
        document.querySelector('#payment-method').append(place);
        window.index = await import('/index.js');
        window.mounted = (options) => window.index.mount(place,
          { endpoint: '/payment-method-updates', authorization: window.authorization, ...options });";
    stage.browser.run::<Value>(script).await;
}

/// A text of the Arabic file.
fn arabic(key: &str) -> String {
    let file: Value = serde_json::from_str(include_str!("../../../../src/locales/ar.json")).unwrap();
    file[key].as_str().unwrap().to_owned()
}

const TEXT: &str = "return document.querySelector('#place .upm-button')?.textContent ?? null;";

#[test]
fn it_answers_at_once_and_is_ready_when_it_stands_there() {
    run(async |stage: &Stage| {
        page(stage).await;
        let script = "
            window.widget = mounted();
            const before = document.querySelector('#place .upm') !== null;
            await window.widget.ready;
            return [before, document.querySelector('#place .upm') !== null];";
        assert_eq!(stage.browser.run::<[bool; 2]>(script).await, [false, true]);
        stage.browser.run::<Value>("window.widget.open(); return null").await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

#[test]
fn what_is_asked_for_before_it_is_ready_is_done_then() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [WASM, ARABIC] })).await;
        page(stage).await;
        let script = "
            window.widget = mounted({ locale: 'de' });
            window.widget.open();
            window.widget.close();
            window.widget.update({ endpoint: '/payment-method-updates', locale: 'ar' });
            return null;";
        stage.browser.run::<Value>(script).await;
        stage.doubles.is_asked_for(WASM).await;
        stage.doubles.files(json!({ "hold": [ARABIC] })).await;
        throughout(Duration::from_millis(500), "it does not begin in English", async || {
            let text: Option<String> = stage.browser.run(TEXT).await;
            text.map_or(Ok(()), |text| Err(text.into()))
        })
        .await;
        stage.doubles.files(json!({})).await;
        stage.browser.run::<Value>("await window.widget.ready").await;
        let seen: [String; 2] = stage
            .browser
            .run("return [document.querySelector('#place .upm').dir, document.querySelector('#place .upm').dataset.phase]")
            .await;
        assert_eq!(seen, ["rtl", "ready"]);
        let arabic = "return (await (await fetch('/locales/ar.json')).json()).action_start";
        assert_eq!(stage.browser.run::<String>(TEXT).await, stage.browser.run::<String>(arabic).await);
        assert_eq!(stage.browser.told_as("upm-start").await, [] as [Value; 0]);
        let script = "
            window.widget.unmount();
            window.widget = mounted();
            window.widget.open();
            return null;";
        stage.browser.run::<Value>(script).await;
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn texts_that_do_not_come_hold_nothing_back() {
    run(async |stage: &Stage| {
        page(stage).await;
        stage.doubles.files(json!({ "hold": [ARABIC] })).await;
        stage.browser.run::<Value>("window.widget = mounted({ locale: 'ar' }); return null").await;
        let text =
            |wanted: &str| format!("return document.querySelector('#place .upm-button')?.textContent === '{wanted}'");
        stage.browser.holds("English for the time being", &text("Update payment method")).await;
        stage.doubles.files(json!({})).await;
        stage.browser.holds("Arabic when it has come", &text(&arabic("action_start"))).await;
    });
}

#[test]
fn unmounted_it_is_gone_and_stays_so() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [WASM] })).await;
        page(stage).await;
        stage.browser.run::<Value>("window.widget = mounted(); window.widget.unmount(); return null").await;
        stage.doubles.is_asked_for(WASM).await;
        stage.doubles.files(json!({})).await;
        let script = "
            await window.widget.ready;
            window.widget.open();
            const other = mounted();
            await other.ready;
            const count = document.querySelectorAll('#place .upm').length;
            other.unmount();
            other.unmount();
            other.open();
            other.update({ endpoint: '/x' });
            other.close();
            return [count, document.querySelectorAll('#place .upm').length];";
        assert_eq!(stage.browser.run::<[u32; 2]>(script).await, [1, 0]);
        assert_eq!(stage.doubles.starts().await, 0);
    });
}

#[test]
fn a_failed_load_is_told_and_open_tries_again() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "refuse": [WASM] })).await;
        page(stage).await;
        let script = "
            window.widget = mounted();
            return window.widget.ready.then(() => 'ready', (error) => error.constructor.name);";
        assert_ne!(stage.browser.run::<String>(script).await, "ready");
        let error = stage.browser.hears("upm-error").await;
        assert_eq!((&error["code"], &error["retryable"]), (&json!("module_failed"), &json!(true)));
        stage.doubles.files(json!({})).await;
        stage.browser.run::<Value>("window.widget.open(); await window.widget.ready").await;
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn no_element_and_no_options_are_told_clearly() {
    run(async |stage: &Stage| {
        page(stage).await;
        let script = "
            try {
              window.index.mount(document.querySelector('#nowhere'), {});
              return 'mounted';
            } catch (error) {
              return `${error.name}: ${error.message}`;
            }";
        let expected =
            "TypeError: mount(element, options): the first argument must be an element; is it in the document yet?";
        assert_eq!(stage.browser.run::<String>(script).await, expected);
        let script = "
            await window.index.mount(document.querySelector('#place')).ready;
            window.index.paddleEvent({ name: 'checkout.loaded' });";
        stage.browser.run::<Value>(script).await;
        let error = stage.browser.hears("upm-error").await;
        assert_eq!(error["detail"], "The option endpoint must be the address of your back end's resource.");
    });
}

#[test]
fn it_can_be_imported_alone_and_fetches_nothing() {
    run(async |stage: &Stage| {
        AccountPage::arrive(stage, "stripe_active", "", "widget.remove();").await;
        stage.expect_complaint("null");
        let names = "
            const module = await import('/index.js');
            module.paddleEvent({ name: 'checkout.loaded' });
            return Object.keys(module).sort();";
        let names: Vec<String> = stage.browser.run(names).await;
        assert!(["mount", "paddleEvent"].iter().all(|name| names.iter().any(|known| known == name)), "{names:?}");
        let served = stage.doubles.served_of_ours().await;
        assert!(served.iter().all(|served| !served.path.contains("update-payment-method")), "{served:#?}");
    });
}
