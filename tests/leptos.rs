//! The component in a real browser, as a Leptos application uses it.
#![cfg(all(target_arch = "wasm32", feature = "csr"))]
#![allow(clippy::unwrap_used, clippy::panic)] // Clippy does not see that these are tests.

use std::cell::RefCell;

use js_sys::Promise;
use leptos::{mount::mount_to, prelude::*};
use update_payment_method::{Error, Messages, Preventable, Reason, UpdatePaymentMethod, WidgetHandle, paddle_event};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

fn place() -> HtmlElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let div: HtmlElement = document.create_element("div").unwrap().unchecked_into();
    document.body().unwrap().append_child(&div).unwrap();
    div
}

async fn turn() {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 20).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

async fn until(place: &Element, selector: &str) -> Element {
    for _ in 0..200 {
        if let Some(found) = place.query_selector(selector).unwrap() {
            return found;
        }
        turn().await;
    }
    panic!("no {selector} in {}", place.inner_html());
}

thread_local! {
    /// What callbacks said, in order.
    static HEARD: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn hear(word: &'static str) {
    HEARD.with_borrow_mut(|heard| heard.push(word));
}

fn heard() -> Vec<&'static str> {
    HEARD.take()
}

/// An authorization that never comes: the start stays under way.
async fn never() -> Option<String> {
    std::future::pending().await
}

#[wasm_bindgen_test]
async fn a_handle_opens_and_closes_a_widget_without_a_button() {
    let handle = WidgetHandle::new();
    handle.open();
    let place = place();
    let mounted = mount_to(place.clone(), move || {
        view! { <UpdatePaymentMethod endpoint="/nowhere" trigger="manual" handle=handle authorization=never /> }
    });
    until(&place, ".upm[data-phase=ready]").await;
    turn().await;
    assert!(place.query_selector("button, form, input").unwrap().is_none(), "{}", place.inner_html());
    handle.open();
    until(&place, ".upm[data-phase=starting]").await;
    handle.close();
    until(&place, ".upm[data-phase=cancelled]").await;
    drop(mounted);
    handle.open();
    handle.close();
    assert_eq!(place.inner_html(), "");
    place.remove();
}

#[wasm_bindgen_test]
async fn one_of_two_widgets_with_a_handle_goes_and_the_other_listens() {
    let handle = WidgetHandle::new();
    let (stays, goes) = (place(), place());
    let mount = |place: &HtmlElement| {
        mount_to(place.clone(), move || {
            view! { <UpdatePaymentMethod endpoint="/nowhere" handle=handle authorization=never /> }
        })
    };
    for earlier in [true, false] {
        let (first, second) = if earlier { (&goes, &stays) } else { (&stays, &goes) };
        let first_mounted = mount(first);
        until(first, ".upm[data-phase=ready]").await;
        turn().await;
        let second_mounted = mount(second);
        until(second, ".upm[data-phase=ready]").await;
        turn().await;
        let (kept, gone) = if earlier { (second_mounted, first_mounted) } else { (first_mounted, second_mounted) };
        drop(gone);
        handle.open();
        until(&stays, ".upm[data-phase=starting]").await;
        drop(kept);
    }
    stays.remove();
    goes.remove();
}

#[wasm_bindgen_test]
async fn what_an_effect_of_the_page_changes_at_the_beginning_counts() {
    let place = place();
    let (theme, endpoint) = (RwSignal::new("light".to_owned()), RwSignal::new("/nowhere".to_owned()));
    let mounted = mount_to(place.clone(), move || {
        Effect::new(move || {
            theme.set("dark".to_owned());
            endpoint.set(String::new());
        });
        let on_error = |error: Error| hear(error.code.as_str());
        view! { <UpdatePaymentMethod endpoint=endpoint theme=theme on_error=on_error /> }
    });
    until(&place, ".upm[data-phase=failed]").await;
    turn().await;
    assert_eq!(heard(), ["invalid_option"], "once");
    endpoint.set("/nowhere".to_owned());
    until(&place, ".upm[data-phase=ready][data-theme=dark]").await;
    drop(mounted);
    place.remove();
}

#[wasm_bindgen_test]
async fn a_callback_prevents_what_comes_next() {
    let (place, handle) = (place(), WidgetHandle::new());
    let refuse = RwSignal::new(true);
    let on_start = move |start: Preventable<()>| {
        hear("start");
        if refuse.get_untracked() {
            start.prevent_default();
        }
    };
    let on_close = |close: Preventable<Reason>| {
        hear(close.as_str());
        close.prevent_default();
    };
    let mounted = mount_to(place.clone(), move || {
        view! {
            <UpdatePaymentMethod
                endpoint="/nowhere" handle=handle authorization=never on_start=on_start on_close=on_close
            />
        }
    });
    let button: HtmlElement = until(&place, ".upm[data-phase=ready] .upm-button").await.unchecked_into();
    turn().await;
    button.click();
    turn().await;
    assert!(place.query_selector(".upm[data-phase=ready]").unwrap().is_some());
    assert_eq!(heard(), ["start"]);
    refuse.set(false);
    button.click();
    until(&place, ".upm[data-phase=starting]").await;
    handle.close();
    until(&place, ".upm[data-phase=ready]").await;
    turn().await;
    assert!(place.query_selector(".upm-message").unwrap().is_none(), "the message was prevented");
    assert_eq!(heard(), ["start", "cancelled"]);
    drop(mounted);
    place.remove();
}

#[wasm_bindgen_test]
async fn options_change_under_the_same_elements() {
    let place = place();
    let (locale, theme) = (RwSignal::new("en".to_owned()), RwSignal::new(Some("light".to_owned())));
    let endpoint = RwSignal::new("/nowhere".to_owned());
    let messages = Signal::derive(move || {
        let texts = match locale.get().as_str() {
            "de" => include_str!("../src/locales/de.json"),
            "ar" => include_str!("../src/locales/ar.json"),
            _ => "{}",
        };
        let texts: serde_json::Value = serde_json::from_str(texts).unwrap();
        Messages::from_lookup(|key| texts.get(key)?.as_str().map(str::to_owned))
    });
    let mounted = mount_to(place.clone(), move || {
        view! { <UpdatePaymentMethod endpoint=endpoint locale=locale theme=theme messages=messages /> }
    });
    let button = until(&place, ".upm[lang=en][data-theme=light] .upm-button").await;
    turn().await;
    assert_eq!(button.text_content().unwrap(), "Update payment method");
    locale.set("de".to_owned());
    theme.set(None);
    assert!(until(&place, ".upm[lang=de][data-theme=auto] .upm-button").await == button, "made anew");
    assert_eq!(button.text_content().unwrap(), "Zahlungsart aktualisieren");
    locale.set("ar".to_owned());
    until(&place, ".upm[lang=ar][dir=rtl]").await;
    endpoint.set(String::new());
    until(&place, ".upm[data-phase=failed] [role=alert] .upm-message").await;
    endpoint.set("/nowhere".to_owned());
    until(&place, ".upm[data-phase=ready] .upm-button").await;
    drop(mounted);
    place.remove();
}

#[wasm_bindgen_test]
async fn an_authorization_that_has_no_token_asks_nobody() {
    let (place, handle) = (place(), WidgetHandle::new());
    let bearer = || async {
        hear("asked");
        None
    };
    let on_error = |error: Error| hear(error.code.as_str());
    let mounted = mount_to(place.clone(), move || {
        view! { <UpdatePaymentMethod endpoint="/nowhere" handle=handle authorization=bearer on_error=on_error /> }
    });
    until(&place, ".upm[data-phase=ready]").await;
    turn().await;
    handle.open();
    until(&place, ".upm[data-phase=failed]").await;
    assert_eq!(heard(), ["asked", "unauthorized"]);
    drop(mounted);
    place.remove();
}

#[wasm_bindgen_test]
async fn the_pages_own_callback_hears_paddles_events_after_the_widget() {
    let place = place();
    let theirs = |_: JsValue| hear("theirs");
    let mounted = mount_to(place.clone(), move || {
        view! { <UpdatePaymentMethod endpoint="/nowhere" paddle_events="replace" paddle_callback=theirs /> }
    });
    until(&place, ".upm[data-phase=ready]").await;
    turn().await;
    paddle_event(&JsValue::NULL);
    assert_eq!(heard(), ["theirs"]);
    drop(mounted);
    // Paddle keeps its callback; that of a component that is gone is silent.
    paddle_event(&JsValue::NULL);
    assert_eq!(heard(), [""; 0]);
    place.remove();
}
