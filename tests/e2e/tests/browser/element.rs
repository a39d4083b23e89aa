//! The element in the document: moved, taken out, copied, defined by other names.

use std::time::Duration;

use e2e::doubles::{GLUE, WASM};
use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::wait::throughout;
use e2e::{Stage, run};
use serde_json::{Value, json};

const INDEX: &str = "/index.js";

#[test]
fn a_move_in_one_turn_is_not_a_removal() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let script = "
            const widget = document.querySelector('update-payment-method');
            const root = widget.shadowRoot.querySelector('.upm');
            document.querySelector('#history').append(widget);
            await new Promise((done) => setTimeout(done));
            return root === widget.shadowRoot.querySelector('.upm');";
        assert!(stage.browser.run::<bool>(script).await, "the same widget");
        account.start().await;
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn a_move_closes_an_inline_checkout_and_says_so() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        stage
            .browser
            .run::<Value>("document.querySelector('#history').append(document.querySelector('update-payment-method'))")
            .await;
        assert_eq!(stage.browser.hears("upm-close").await, json!({ "reason": "moved" }));
        stage.browser.holds("the frame to be gone", "return document.querySelector('iframe') === null").await;
    });
}

#[test]
fn move_before_keeps_an_inline_checkout() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        stage
            .browser
            .run::<Value>(
                "document.querySelector('#history').moveBefore(document.querySelector('update-payment-method'), null)",
            )
            .await;
        PaddleFrame::inline(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(stage.browser.told_as("upm-close").await, [] as [Value; 0]);
    });
}

#[test]
fn taken_out_while_it_loads_it_mounts_only_where_it_comes_back() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [WASM] })).await;
        let account = AccountPage::arrive(stage, "stripe_active", "", "").await;
        stage.doubles.is_asked_for(WASM).await;
        let remove = "
            window.parked = document.querySelector('update-payment-method');
            window.parked.remove();";
        stage.browser.run::<Value>(remove).await;
        stage.doubles.files(json!({})).await;
        stage.browser.holds("the module", "
            return performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('.wasm') && responseEnd > 0)").await;
        let mounted = "return window.parked.shadowRoot.querySelector('.upm') !== null";
        assert!(!stage.browser.run::<bool>(mounted).await);
        stage.browser.run::<Value>("document.querySelector('#payment-method').append(window.parked)").await;
        account.until("a mounted widget", |_| true).await;
        account.start().await;
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn taken_out_before_that_it_fetches_no_module() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [INDEX] })).await;
        AccountPage::arrive(stage, "stripe_active", "", "").await;
        stage.doubles.is_asked_for(INDEX).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').remove()").await;
        stage.doubles.files(json!({})).await;
        stage.browser.run::<Value>("await import('/index.js')").await;
        throughout(Duration::from_millis(500), "no request for the module", async || {
            let served = stage.doubles.served_of_ours().await;
            if served.iter().all(|served| served.path != WASM) { Ok(()) } else { Err("one".into()) }
        })
        .await;
    });
}

#[test]
fn taken_out_it_shows_the_fallback_again_and_comes_back_as_new() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let script = "
            const widget = document.querySelector('update-payment-method');
            const place = widget.parentNode;
            widget.remove();
            await Promise.resolve();
            const slots = [...widget.shadowRoot.querySelectorAll('slot:not([name])')].length;
            const roots = widget.shadowRoot.querySelectorAll('.upm').length;
            place.append(widget);
            return [slots, roots];";
        assert_eq!(stage.browser.run::<[u32; 2]>(script).await, [1, 0]);
        account.until("the overview", |panel| panel.file.is_some()).await;
        let once = "return document.querySelector('update-payment-method').shadowRoot.querySelectorAll('.upm').length";
        assert_eq!(stage.browser.run::<u32>(once).await, 1);
    });
}

#[test]
fn in_another_document_it_works_on_without_a_throw() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let script = "
            const widget = document.querySelector('update-payment-method');
            const frame = document.createElement('iframe');
            document.body.append(frame);
            frame.contentDocument.body.append(widget);
            await new Promise((done) => setTimeout(done));
            const there = widget.shadowRoot.querySelector('.upm') !== null;
            frame.contentDocument.adoptNode(widget);
            await new Promise((done) => setTimeout(done));
            frame.remove();
            document.querySelector('#payment-method').append(widget);
            return there;";
        assert!(stage.browser.run::<bool>(script).await);
        account.until("the overview", |panel| panel.file.is_some()).await;
        account.start().await;
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn two_elements_fetch_one_module() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let second = account.add_second("auto").await;
        assert_eq!(second.panel().await.phase, "ready");
        let served = stage.doubles.served_of_ours().await;
        for file in ["/define.js", "/element.js", INDEX, GLUE, WASM] {
            assert_eq!(served.iter().filter(|served| served.path == file).count(), 1, "{file}: {served:#?}");
        }
    });
}

#[test]
fn a_copy_is_a_widget_of_its_own_without_the_checkout_of_the_first() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        let script = "
            const first = document.querySelector('update-payment-method');
            const copy = first.cloneNode(true);
            const frames = copy.querySelectorAll('[slot=upm-frame]').length;
            document.querySelector('#history').append(copy);
            for (let turn = 0; turn < 200 && !copy.shadowRoot.querySelector('.upm'); turn++) {
              await new Promise((done) => setTimeout(done, 20));
            }
            return [frames, copy.querySelectorAll('[slot=upm-frame]').length, copy.querySelectorAll('form').length,
              copy.shadowRoot.querySelectorAll('.upm[data-phase=ready]').length, first.querySelectorAll('[slot=upm-frame]').length];";
        assert_eq!(stage.browser.run::<[u32; 5]>(script).await, [1, 0, 1, 1, 1]);
        assert_eq!(account.panel().await.phase, "open");
    });
}

#[test]
fn it_is_defined_once_and_by_any_name() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "stripe_active", "").await;
        let script = "
            const { UpdatePaymentMethodElement: Element } = await import('/element.js');
            const same = Element.define() === Element && Element.define() === customElements.get('update-payment-method');
            const other = Element.define('pay-differently');
            const again = Element.define('pay-differently') === other && other !== Element && other.prototype instanceof Element;
            customElements.define('of-the-page', class extends HTMLElement {});
            const foreign = Element.define('of-the-page') === customElements.get('of-the-page');
            const made = [new Element(), new other()].map(({ localName }) => localName);
            const widget = document.createElement('pay-differently');
            widget.endpoint = '/payment-method-updates';
            document.querySelector('#history').append(widget);
            for (let turn = 0; turn < 200 && !widget.shadowRoot.querySelector('.upm'); turn++) {
              await new Promise((done) => setTimeout(done, 20));
            }
            return [same, again, foreign, ...made, widget.shadowRoot.querySelector('.upm').dataset.phase];";
        let answers: Vec<Value> = stage.browser.run(script).await;
        let expected = json!([true, true, true, "update-payment-method", "pay-differently", "ready"]);
        assert_eq!(json!(answers), expected);
    });
}

#[test]
fn it_is_defined_in_a_registry_of_a_shadow_root() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "stripe_active", "").await;
        let script = "
            const { UpdatePaymentMethodElement: Element } = await import('/element.js');
            const registry = new CustomElementRegistry();
            Element.define('pay-here', registry);
            const host = document.querySelector('#history').appendChild(document.createElement('div'));
            const root = host.attachShadow({ mode: 'open', customElementRegistry: registry });
            const widget = document.createElement('pay-here', { customElementRegistry: registry });
            widget.setAttribute('endpoint', '/payment-method-updates');
            root.append(widget);
            for (let turn = 0; turn < 200 && !widget.shadowRoot?.querySelector('.upm'); turn++) {
              await new Promise((done) => setTimeout(done, 20));
            }
            return [widget instanceof Element, customElements.get('pay-here') === undefined,
              widget.shadowRoot.querySelector('.upm').dataset.phase];";
        let answers: Vec<Value> = stage.browser.run(script).await;
        assert_eq!(json!(answers), json!([true, true, "ready"]));
    });
}
