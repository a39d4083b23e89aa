//! A press on the fallback before the widget is there.

use e2e::doubles::WASM;
use e2e::pages::{AccountPage, CheckoutPage};
use e2e::wait::until;
use e2e::{Stage, run};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The account page whose module is held back.
async fn held<'a>(stage: &'a Stage, prepare: &str) -> AccountPage<'a> {
    stage.doubles.files(json!({ "hold": [WASM] })).await;
    let account = AccountPage::arrive(stage, "stripe_active", "", prepare).await;
    stage.doubles.is_asked_for(WASM).await;
    account
}

async fn release(stage: &Stage) {
    stage.doubles.files(json!({})).await;
}

/// What a person sees, and hears, of waiting: the line's name, or nothing.
const LINE: &str = "
    const widget = document.querySelector('update-payment-method');
    const line = widget.shadowRoot.querySelector('[role=progressbar]');
    if (!line) return null;
    const { width, height } = line.getBoundingClientRect();
    if (width < 100 || height < 3) throw new Error(`the line is ${width} by ${height}`);
    return line.getAttribute('aria-label');";

async fn line(stage: &Stage) -> Option<String> {
    stage.browser.run(LINE).await
}

/// The widget came, and nothing was begun.
async fn nothing_begun(stage: &Stage, account: &AccountPage<'_>) {
    assert_eq!(account.until("a mounted widget", |_| true).await.phase, "ready");
    assert_eq!(stage.doubles.starts().await, 0);
    assert_eq!(stage.browser.told_as("upm-start").await, [] as [Value; 0]);
}

#[test]
fn it_shows_at_once_and_is_carried_out_when_the_widget_is_there() {
    run(async |stage: &Stage| {
        held(stage, "").await;
        assert_eq!(line(stage).await, None);
        // In one task: before the next frame.
        let script = format!(
            "const element = document.querySelector('update-payment-method');
             const before = element.outerHTML;
             element.querySelector('button').click();
             if (element.outerHTML !== before) throw new Error(element.outerHTML);
             {LINE}"
        );
        assert_eq!(stage.browser.run::<String>(&script).await, "Update payment method");
        let tree = stage.browser.cdp("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().unwrap();
        let line = nodes.iter().find(|node| node["role"]["value"] == "progressbar").unwrap();
        assert_eq!(line["name"]["value"], "Update payment method");
        let still = "return document.querySelector('update-payment-method').shadowRoot.querySelector('.upm') === null";
        assert!(stage.browser.run::<bool>(still).await);
        assert_eq!(stage.doubles.starts().await, 0);
        release(stage).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
        stage.browser.back().await;
        assert_eq!(stage.browser.told_as("upm-start").await.len(), 1, "by the widget, not by the form");
    });
}

#[test]
fn enter_is_a_press_too_and_the_keyboard_stays_with_the_button() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method button').focus()").await;
        stage.browser.driver.action_chain().send_keys(Key::Enter).perform().await.unwrap();
        assert_eq!(line(stage).await.unwrap(), "Update payment method");
        // Taken back, so that the widget stays.
        stage.browser.driver.action_chain().send_keys(Key::Enter).perform().await.unwrap();
        assert_eq!(line(stage).await, None);
        release(stage).await;
        nothing_begun(stage, &account).await;
        let focused = "
            const { activeElement } = document.querySelector('update-payment-method').shadowRoot;
            return activeElement?.textContent ?? null;";
        assert_eq!(stage.browser.run::<String>(focused).await, "Update payment method");
        stage.browser.driver.action_chain().send_keys(Key::Enter).perform().await.unwrap();
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn a_focus_elsewhere_stays_there() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        stage.browser.run::<Value>("document.querySelector('[href=\"#plan\"]').focus()").await;
        release(stage).await;
        account.until("a mounted widget", |_| true).await;
        assert_eq!(stage.browser.run::<String>("return document.activeElement.textContent").await, "Plan");
    });
}

#[test]
fn enter_in_a_field_without_a_button_is_a_press() {
    run(async |stage: &Stage| {
        let field = "widget.querySelector('button').remove(); widget.querySelector('form').append(new Option(), Object.assign(document.createElement('input'), { id: 'field' }));";
        held(stage, field).await;
        stage.browser.run::<Value>("document.querySelector('#field').focus()").await;
        stage.browser.driver.action_chain().send_keys(Key::Enter).perform().await.unwrap();
        assert!(line(stage).await.is_some());
        release(stage).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

const LINK: &str = "
    widget.replaceChildren(Object.assign(document.createElement('a'), { href: '/?followed', textContent: 'Pay' }));";

#[test]
fn a_link_is_as_good_as_a_form() {
    run(async |stage: &Stage| {
        // Text nodes are no targets, elements inside the link are.
        let prepare = [LINK, "widget.firstChild.append(document.createElement('b'));"].concat();
        // The page's own script looks for the form's field.
        stage.expect_complaint("value");
        held(stage, &prepare).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method b').click()").await;
        assert_eq!(line(stage).await.unwrap(), "Pay");
        release(stage).await;
        CheckoutPage::reached(stage).await;
    });
}

/// Clicks like this; whether the fallback was let alone.
const CLICK: &str = "
    const [selector, init] = arguments;
    let left = null;
    const stop = (event) => {
      left = !event.defaultPrevented;
      event.preventDefault();
    };
    document.addEventListener('submit', stop, { once: true });
    const link = document.querySelector(selector).closest('a');
    if (link) document.addEventListener('click', stop, { once: true });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...init });
    document.querySelector(selector).dispatchEvent(click);
    document.removeEventListener('submit', stop);
    return left;";

async fn is_left(stage: &Stage, selector: &str, init: Value) -> bool {
    stage.browser.run_with(CLICK, vec![json!(selector), init]).await
}

#[test]
fn modified_clicks_are_never_taken() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        let button = "update-payment-method button";
        for init in ["ctrlKey", "metaKey", "shiftKey", "altKey"].map(|key| json!({ key: true })) {
            assert!(is_left(stage, button, init.clone()).await, "{init}");
        }
        assert!(is_left(stage, button, json!({ "button": 1 })).await, "the middle button");
        assert_eq!(line(stage).await, None);
        assert!(!is_left(stage, button, json!({})).await, "a plain one is");
        stage.browser.run::<Value>("document.querySelector('update-payment-method').close()").await;
        assert_eq!(line(stage).await, None, "close() takes it back");
        release(stage).await;
        nothing_begun(stage, &account).await;
    });
}

#[test]
fn what_the_page_prevents_and_other_links_are_the_pages_own() {
    run(async |stage: &Stage| {
        let prepare = "
            const link = Object.assign(document.createElement('a'), { href: '#help', id: 'help', textContent: 'Help' });
            widget.append(link);
            widget.querySelector('form').addEventListener('submit', (event) => event.preventDefault());";
        held(stage, prepare).await;
        assert!(is_left(stage, "#help", json!({})).await);
        assert!(!is_left(stage, "update-payment-method button", json!({})).await, "by the page");
        assert_eq!(line(stage).await, None);
    });
}

#[test]
fn a_second_press_takes_it_back() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        stage.browser.click("update-payment-method button").await;
        assert!(line(stage).await.is_some());
        stage.browser.click("update-payment-method button").await;
        assert_eq!(line(stage).await, None);
        release(stage).await;
        nothing_begun(stage, &account).await;
        account.start().await;
        CheckoutPage::reached(stage).await;
    });
}

/// The page asked first, and it is not the page that the customer takes back.
#[test]
fn a_press_while_open_waits_is_carried_out() {
    run(async |stage: &Stage| {
        held(stage, "").await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').open(); return null").await;
        stage.browser.click("update-payment-method button").await;
        assert!(line(stage).await.is_some());
        release(stage).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

#[test]
fn a_double_click_is_one_press() {
    run(async |stage: &Stage| {
        held(stage, "").await;
        let button = stage.browser.driver.find(thirtyfour::By::Css("update-payment-method button")).await.unwrap();
        stage.browser.driver.action_chain().double_click_element(&button).perform().await.unwrap();
        assert!(line(stage).await.is_some());
        release(stage).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

#[test]
fn a_held_enter_is_one_press() {
    run(async |stage: &Stage| {
        held(stage, "").await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method button').focus()").await;
        // The second is a repetition: the key is not up between them.
        let key = json!({ "type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
        let text =
            json!({ "type": "char", "key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13 });
        for repeated in [false, true, true] {
            for mut event in [key.clone(), text.clone()] {
                event["autoRepeat"] = json!(repeated);
                stage.browser.cdp("Input.dispatchKeyEvent", event).await;
            }
            assert!(line(stage).await.is_some(), "repeated: {repeated}");
        }
        release(stage).await;
        CheckoutPage::reached(stage).await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

/// A form that says in the address how it was sent.
const FORM: &str = "
    const form = widget.querySelector('form');
    form.method = 'get';
    form.action = '/';
    form.querySelector('button').name = 'first';
    const second = Object.assign(document.createElement('button'), { id: 'second', name: 'by', value: 'second' });
    form.append(second);";

#[test]
fn where_the_widget_does_not_come_the_form_is_sent_with_its_button() {
    run(async |stage: &Stage| {
        held(stage, FORM).await;
        stage.browser.click("#second").await;
        assert!(line(stage).await.is_some());
        let address = stage.browser.arrives_at(&format!("{}/?customer_token=", stage.browser.page)).await;
        assert!(address.ends_with("&by=second"), "{address}");
        assert_eq!(stage.doubles.starts().await, 0);
    });
}

#[test]
fn where_the_widget_does_not_come_the_customer_gets_to_stripe_all_the_same() {
    run(async |stage: &Stage| {
        held(stage, "").await;
        stage.browser.click("update-payment-method button").await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        assert_eq!(stage.doubles.starts().await, 1);
    });
}

#[test]
fn when_the_widget_fails_to_load_the_form_is_sent_at_once() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [WASM], "refuse": [WASM] })).await;
        AccountPage::arrive(stage, "stripe_active", "", FORM).await;
        stage.doubles.is_asked_for(WASM).await;
        stage.browser.click("#second").await;
        assert!(line(stage).await.is_some());
        stage.doubles.files(json!({ "refuse": [WASM] })).await;
        stage.browser.arrives_at(&format!("{}/?customer_token=", stage.browser.page)).await;
    });
}

#[test]
fn a_form_that_the_page_made_anew_meanwhile_is_sent_all_the_same() {
    run(async |stage: &Stage| {
        stage.doubles.files(json!({ "hold": [WASM], "refuse": [WASM] })).await;
        AccountPage::arrive(stage, "stripe_active", "", FORM).await;
        stage.doubles.is_asked_for(WASM).await;
        stage.browser.click("#second").await;
        assert!(line(stage).await.is_some());
        let anew = "
            const form = document.querySelector('update-payment-method form');
            form.replaceWith(form.cloneNode(true));";
        stage.browser.run::<Value>(anew).await;
        stage.doubles.files(json!({ "refuse": [WASM] })).await;
        stage.browser.arrives_at(&format!("{}/?customer_token=", stage.browser.page)).await;
    });
}

#[test]
fn a_browser_that_lacks_what_it_needs_keeps_the_form() {
    run(async |stage: &Stage| {
        for (lacks, complaint) in [
            ("delete HTMLElement.prototype.attachInternals", "attachInternals"),
            (
                "window.CSSStyleSheet = function () { throw new TypeError('Illegal constructor') }",
                "Illegal constructor",
            ),
        ] {
            stage.expect_complaint(complaint);
            AccountPage::arrive(stage, "stripe_active", "", lacks).await;
            let defined = "return customElements.get('update-payment-method') !== undefined";
            stage.browser.holds("the element to be defined", defined).await;
            let form = "return document.querySelector('update-payment-method button').checkVisibility()";
            assert!(stage.browser.run::<bool>(form).await, "{lacks}");
        }
    });
}

#[test]
fn when_the_widget_fails_to_load_the_link_is_followed() {
    run(async |stage: &Stage| {
        stage.expect_complaint("value");
        stage.doubles.files(json!({ "refuse": [WASM] })).await;
        AccountPage::arrive(stage, "stripe_active", "", LINK).await;
        stage.browser.hears("upm-error").await;
        stage.browser.click("update-payment-method a").await;
        stage.browser.arrives_at(&format!("{}/?followed", stage.browser.page)).await;
    });
}

#[test]
fn a_press_that_is_carried_out_late_can_be_prevented() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        stage.browser.run::<Value>("addEventListener('upm-start', (event) => event.preventDefault())").await;
        stage.browser.click("update-payment-method button").await;
        release(stage).await;
        assert_eq!(account.until("a mounted widget", |_| true).await.phase, "ready");
        stage.browser.hears("upm-start").await;
        assert_eq!(account.panel().await.phase, "ready");
        assert_eq!(stage.doubles.starts().await, 0);
    });
}

#[test]
fn a_press_is_dropped_with_the_page_it_was_made_on() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        stage.browser.click("update-payment-method button").await;
        // As when the page goes into the back/forward cache, where timers stand still.
        let leave = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))";
        stage.browser.run::<Value>(leave).await;
        assert_eq!(line(stage).await, None);
        release(stage).await;
        nothing_begun(stage, &account).await;
    });
}

#[test]
fn a_press_on_an_element_that_goes_is_dropped() {
    run(async |stage: &Stage| {
        let account = held(stage, "").await;
        stage.browser.click("update-payment-method button").await;
        let script = "
            const widget = document.querySelector('update-payment-method');
            const place = widget.parentNode;
            widget.remove();
            await Promise.resolve();
            place.append(widget);";
        stage.browser.run::<Value>(script).await;
        assert_eq!(line(stage).await, None);
        release(stage).await;
        nothing_begun(stage, &account).await;
        until("no start", async || match stage.doubles.starts().await {
            0 => Ok(()),
            starts => Err(format!("{starts}").into()),
        })
        .await;
    });
}
