//! The widget in a real browser, through its public door.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic)] // Clippy does not see that these are tests.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use update_payment_method::mount;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CustomEvent, Document, Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn place() -> HtmlElement {
    let div: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&div).unwrap();
    div
}

fn options(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

/// Everything the widget does at once is done after a turn of the event loop.
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

/// The codes of the `upm-error` events below `place`, as they come.
fn errors(place: &Element) -> Rc<RefCell<Vec<String>>> {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let list = heard.clone();
    let listener = Closure::<dyn FnMut(CustomEvent)>::new(move |event: CustomEvent| {
        let code = Reflect::get(&event.detail(), &"code".into()).unwrap();
        list.borrow_mut().push(code.as_string().unwrap());
    });
    place.add_event_listener_with_callback("upm-error", listener.as_ref().unchecked_ref()).unwrap();
    listener.forget();
    heard
}

/// A panel is in the language of its texts: the customer's only where texts of it are there.
#[wasm_bindgen_test]
async fn is_in_the_language_of_its_texts() {
    let place = place();
    let widget = mount(place.clone(), &options(r#"{"endpoint": "/nowhere", "locale": "he"}"#));
    let is = async |look: &str, label: &str| {
        let button = until(&place, &format!(".upm{look} .upm-button")).await;
        assert_eq!(button.text_content().unwrap(), label);
    };
    is("[dir=ltr][lang=en]", "Update payment method").await;
    widget
        .update(&options(r#"{"endpoint": "/nowhere", "locale": "en-AU", "messages": {"action_start": "Swap card"}}"#));
    is("[dir=ltr][lang=en-AU]", "Swap card").await;
    widget.update(&options(r#"{"endpoint": "/nowhere", "locale": "uk", "messages": {"action_start": "Змінити"}}"#));
    is("[dir=ltr][lang=en]", "Змінити").await;
    let arabic = include_str!("../src/locales/ar.json");
    widget.update(&options(&format!(r#"{{"endpoint": "/nowhere", "locale": "ar-EG", "messages": {arabic}}}"#)));
    is("[dir=rtl][lang=ar-EG]", "تحديث طريقة الدفع").await;
    widget.unmount();
    assert_eq!(place.inner_html(), "");
    place.remove();
}

/// A theme may keep the parts of a colour where the widget looks for one.
#[wasm_bindgen_test]
async fn an_accent_that_is_no_colour_is_ours() {
    let place = place();
    place.set_attribute("style", "--color-primary: 13 110 253").unwrap();
    let widget = mount(place.clone(), &options(r#"{"endpoint": "/nowhere"}"#));
    let button: HtmlElement = until(&place, ".upm[data-phase=ready] .upm-button").await.unchecked_into();
    button.focus().unwrap();
    let window = web_sys::window().unwrap();
    let computed: Function = Reflect::get(&window, &"getComputedStyle".into()).unwrap().unchecked_into();
    let computed = computed.call1(&window, &button).unwrap();
    let style = |name: &str| Reflect::get(&computed, &name.into()).unwrap().as_string().unwrap();
    assert_eq!(style("backgroundColor"), "rgb(29, 79, 140)");
    assert_eq!([style("outlineStyle"), style("outlineWidth")], ["solid", "3px"]);
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn bad_options_tell_the_engineer_and_the_customer() {
    for (json, code) in [
        ("{}", "invalid_option"),
        (r#"{"endpoint": "/x", "mode": "popup"}"#, "invalid_option"),
        (r#"{"endpoint": "/x", "clientToken": "pdl_live_apikey_x"}"#, "secret_refused"),
    ] {
        let place = place();
        let heard = errors(&place);
        let widget = mount(place.clone(), &options(json));
        until(&place, ".upm[data-phase=failed] [role=alert] .upm-message").await;
        assert!(place.query_selector(".upm-button").unwrap().is_none());
        turn().await;
        assert_eq!(*heard.borrow(), [code]);
        widget.unmount();
        place.remove();
    }
}

#[wasm_bindgen_test]
async fn what_an_authorization_throws_is_told_to_the_engineer() {
    let place = place();
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let told = heard.clone();
    let listener = Closure::<dyn FnMut(web_sys::CustomEvent)>::new(move |event: web_sys::CustomEvent| {
        let detail = Reflect::get(&event.detail(), &"detail".into()).unwrap();
        told.borrow_mut().push(detail.as_string().unwrap());
    });
    place.add_event_listener_with_callback("upm-error", listener.as_ref().unchecked_ref()).unwrap();
    let given = options(r#"{"endpoint": "/nowhere"}"#);
    let throws = Function::new_no_args("throw new Error('token service down')");
    Reflect::set(&given, &"authorization".into(), &throws).unwrap();
    let widget = mount(place.clone(), &given);
    until(&place, ".upm[data-phase=ready]").await;
    widget.open();
    until(&place, ".upm[data-phase=failed]").await;
    assert!(heard.borrow().concat().ends_with("token service down"), "{heard:?}");
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn new_options_mend_what_old_ones_broke() {
    let place = place();
    let widget = mount(place.clone(), &options("{}"));
    until(&place, ".upm[data-phase=failed]").await;
    widget.update(&options(r#"{"endpoint": "/nowhere", "theme": "dark"}"#));
    until(&place, ".upm[data-phase=ready][data-theme=dark] .upm-button").await;
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn an_endpoint_that_is_not_there_is_an_error_with_a_next_step() {
    let place = place();
    let heard = errors(&place);
    let widget = mount(place.clone(), &options(r#"{"endpoint": "/nowhere"}"#));
    until(&place, ".upm[data-phase=ready]").await;
    widget.open();
    until(&place, ".upm[data-phase=failed]").await;
    assert_eq!(heard.borrow().len(), 1);
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn what_stays_is_never_made_anew() {
    let place = place();
    let widget = mount(place.clone(), &options(r#"{"endpoint": "/nowhere"}"#));
    let kept = [".upm", "[role=status]", "[role=alert]", ".upm-frame"];
    until(&place, ".upm[data-phase=ready]").await;
    let before = kept.map(|selector| place.query_selector(selector).unwrap().unwrap());
    widget.open();
    until(&place, ".upm[data-phase=failed] [role=alert] .upm-message").await;
    assert_eq!(kept.map(|selector| place.query_selector(selector).unwrap().unwrap()), before);
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn a_prevented_start_starts_nothing() {
    let place = place();
    let listener = Closure::<dyn FnMut(CustomEvent)>::new(|event: CustomEvent| event.prevent_default());
    place.add_event_listener_with_callback("upm-start", listener.as_ref().unchecked_ref()).unwrap();
    let widget = mount(place.clone(), &options(r#"{"endpoint": "/nowhere"}"#));
    until(&place, ".upm[data-phase=ready]").await;
    widget.open();
    turn().await;
    assert!(place.query_selector(".upm[data-phase=ready]").unwrap().is_some());
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn unmounting_inside_an_event_breaks_nothing() {
    let place = place();
    let widget = Rc::new(mount(place.clone(), &options(r#"{"endpoint": "/nowhere"}"#)));
    let inner = widget.clone();
    let listener = Closure::<dyn FnMut(CustomEvent)>::new(move |_| inner.unmount());
    place.add_event_listener_with_callback("upm-start", listener.as_ref().unchecked_ref()).unwrap();
    widget.open();
    turn().await;
    assert_eq!(place.inner_html(), "");
    widget.open();
    widget.close();
    widget.update(&options("{}"));
    widget.unmount();
    place.remove();
}

#[wasm_bindgen_test]
async fn many_widgets_share_one_stylesheet() {
    let place = place();
    let widgets: Vec<_> = (0..20).map(|_| mount(place.clone(), &options(r#"{"endpoint": "/nowhere"}"#))).collect();
    for _ in 0..100 {
        if place.query_selector_all(".upm-button").unwrap().length() == 20 {
            break;
        }
        turn().await;
    }
    assert_eq!(place.query_selector_all(".upm-button").unwrap().length(), 20);
    let sheets = Reflect::get(&document(), &"adoptedStyleSheets".into()).unwrap();
    assert_eq!(Reflect::get(&sheets, &"length".into()).unwrap().as_f64(), Some(1.0));
    widgets.iter().for_each(update_payment_method::Widget::unmount);
    assert_eq!(place.inner_html(), "");
    place.remove();
}
