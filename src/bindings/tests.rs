//! The bindings in a real browser.

#![allow(clippy::unwrap_used, clippy::panic)] // Clippy does not see that these are tests.

use upm_contract::{Money, Value};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element};

use super::{intl, js, page, sheet, write};
use crate::{panel::Line, redirect};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn div() -> Element {
    let div = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&div).unwrap();
    div
}

fn money(amount: i64, currency: &str, decimals: u8, locale: &str) -> String {
    let text = intl::money(&Money { amount, currency: currency.into(), decimals }, locale).unwrap();
    // No-break spaces differ between versions of the browser's data.
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[wasm_bindgen_test]
fn the_senders_decimals_win_over_those_of_intl() {
    assert_eq!(money(2988, "EUR", 2, "de"), "29,88 €");
    assert_eq!(money(123_456, "HUF", 2, "en"), "HUF 1,234.56");
    assert_eq!(money(1500, "JPY", 0, "en"), "¥1,500");
    assert_eq!(money(9_990, "KWD", 3, "en"), "KWD 9.990");
    assert_eq!(money(-500, "USD", 2, "en"), "-$5.00");
}

#[wasm_bindgen_test]
fn what_intl_would_throw_on_is_nothing() {
    assert_eq!(intl::money(&Money { amount: 1, currency: "<b>".into(), decimals: 2 }, "en"), None);
    assert_eq!(money(500, "EUR", 2, "auto"), "€5.00");
    assert_eq!(money(500, "EUR", 2, "zh-cmn"), "€5.00");
    assert_eq!(intl::day("not a day", "en"), None);
    assert_eq!(intl::month(2030, 0, "en"), None);
    assert_eq!(intl::month(2030, 4, "en").as_deref(), Some("04/2030"));
}

#[wasm_bindgen_test]
fn a_card_expires_in_the_year_that_stands_on_it() {
    for locale in ["th", "th-TH", "de"] {
        let month = intl::month(2030, 4, locale).unwrap();
        assert!(month.contains("2030"), "{locale}: {month}");
    }
}

#[wasm_bindgen_test]
fn numbers_lists_and_plurals_are_the_languages() {
    assert_eq!(intl::number(12_345, "de").as_deref(), Some("12.345"));
    assert_eq!(intl::number(12_345, "hi-IN-u-nu-deva").as_deref(), Some("१२,३४५"));
    let line = |name: &str, quantity| Line { name: name.into(), quantity, amount: None };
    let three = [line("Maps", None), line("Notes", Some("× 2".into())), line("Sky", None)];
    assert_eq!(intl::list(&three, "en").as_deref(), Some("Maps, Notes × 2, and Sky"));
    assert_eq!(intl::list(&three, "ja").as_deref(), Some("Maps、Notes × 2、Sky"));
    let arabic = intl::list(&three, "ar").unwrap();
    assert!(arabic.contains("\u{2068}Notes × 2\u{2069}"), "{arabic}");
    assert_eq!(intl::list(&[], "en").as_deref(), Some(""));
    for (locale, expected) in [("en", "one other other"), ("ar", "one few many"), ("ja", "other other other")] {
        let categories = [1, 3, 11].map(|number| intl::category(number, locale).unwrap());
        assert_eq!(categories.join(" "), expected, "{locale}");
    }
}

/// The days of whichever day it is, where months and years of the calendar tell them.
#[wasm_bindgen_test]
fn a_card_works_until_its_month_is_over() {
    let today = js_sys::Date::new_0();
    #[allow(clippy::cast_possible_truncation)]
    let (year, month) = (today.get_full_year() as u16, today.get_month() as u8 + 1);
    let last = js_sys::Date::new_with_year_month_day(year.into(), month.into(), 0).get_date();
    assert_eq!(intl::days_left(year, month), last - today.get_date() + 1);
    let year_more = intl::days_left(year + 1, month) - intl::days_left(year, month);
    assert!((365..=366).contains(&year_more), "{year_more}");
    assert_eq!(intl::days_left(2020, 12), 0);
}

#[wasm_bindgen_test]
fn addresses_are_taken_apart_by_the_browser() {
    let allowed =
        |url: &str| page::address(url).is_some_and(|(target, _)| redirect::check(&target, &page::own(), &[]).is_ok());
    assert!(allowed("https://checkout.stripe.com/c/pay/cs_test_1#fidExample"));
    assert!(allowed("  https://CHECKOUT.stripe.com/c/pay/x"));
    // A browser reads the backslash as a slash, so this is a path at Stripe.
    assert!(allowed("https://checkout.stripe.com\\@evil.example/"));
    for bad in [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "https://checkout.stripe.com@evil.example/",
        "https://user@checkout.stripe.com/",
        "https://checkout.stripe.com.evil.example/",
        "https://checkout.stripe.com:8443/",
        "http://checkout.stripe.com/",
        "//evil.example/",
        "data:text/html,x",
        "blob:https://checkout.stripe.com/1",
        "https://chеckout.stripe.com/",
        "https://",
    ] {
        assert!(!allowed(bad), "{bad}");
    }
    let (_, href) = page::address("https://checkout.stripe.com/c/pay/cs_1?a=b#fid%20x").unwrap();
    assert_eq!(href, "https://checkout.stripe.com/c/pay/cs_1?a=b#fid%20x");
}

#[wasm_bindgen_test]
fn hostile_values_end_in_nothing_not_in_a_throw() {
    let cycle = js_sys::Object::new();
    js_sys::Reflect::set(&cycle, &"self".into(), &cycle).unwrap();
    assert_eq!(js::value(&cycle), None);

    let thrower = js_sys::eval("({ get name() { throw new Error('no') } })").unwrap();
    assert_eq!(js::value(&thrower), None);
    assert!(js::get(&thrower, "name").is_undefined());
    assert_eq!(js::value(&JsValue::UNDEFINED), None);
    assert_eq!(js::value(&JsValue::NULL), Some(Value::None));

    let odd =
        js_sys::eval("({ name: 'x', f() {}, date: new Date(0), big: 2 ** 60, nan: NaN, list: [1, , null] })").unwrap();
    let value = js::value(&odd).unwrap();
    assert_eq!(value.get("name").text(), Some("x"));
    assert_eq!(value.get("f"), &Value::None);
    assert_eq!(value.get("date").text(), Some("1970-01-01T00:00:00.000Z"));
    assert_eq!(value.get("nan"), &Value::None);
    assert_eq!(value.get("list").list().len(), 3);
}

#[wasm_bindgen_test]
fn the_stylesheet_is_adopted_once_by_each_root() {
    let count = |root: &JsValue| js::get(&js::get(root, "adoptedStyleSheets"), "length").as_f64();
    let host = div();
    let init = web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open);
    let shadow = host.attach_shadow(&init).unwrap();
    let inner = document().create_element("div").unwrap();
    shadow.append_child(&inner).unwrap();
    sheet::adopt(&inner);
    sheet::adopt(&inner);
    assert_eq!(count(&shadow), Some(1.0));
    assert_eq!(page::shadow_host(&inner).as_ref(), Some(&host));
    host.remove();
}

#[wasm_bindgen_test]
fn the_language_is_the_nearest_one_through_shadow_roots() {
    let host = div();
    host.set_attribute("lang", "de-AT").unwrap();
    let shadow = host.attach_shadow(&web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open)).unwrap();
    let inner = document().create_element("div").unwrap();
    shadow.append_child(&inner).unwrap();
    assert_eq!(page::language(&inner).as_deref(), Some("de-AT"));
    inner.set_attribute("lang", "not a tag").unwrap();
    assert_eq!(page::language(&inner).as_deref(), Some("de-AT"));
    host.remove();
}

#[wasm_bindgen_test]
fn stripping_a_parameter_keeps_the_rest_and_the_pages_state() {
    let history = web_sys::window().unwrap().history().unwrap();
    let before = web_sys::window().unwrap().location().href().unwrap();
    history.replace_state_with_url(&"mine".into(), "", Some("?a=1&upm_session=cs_1&b=2#here")).unwrap();
    assert_eq!(page::query("upm_session").as_deref(), Some("cs_1"));
    page::strip_query("upm_session");
    let location = web_sys::window().unwrap().location();
    assert_eq!(location.search().unwrap(), "?a=1&b=2");
    assert_eq!(location.hash().unwrap(), "#here");
    assert_eq!(history.state().unwrap(), "mine");
    history.replace_state_with_url(&JsValue::NULL, "", Some(&before)).unwrap();
}

#[wasm_bindgen_test]
fn a_dropped_listener_hears_nothing() {
    let target = div();
    let heard = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = heard.clone();
    let listener = js::Listener::new(&target, "ping", move |_| count.set(count.get() + 1));
    let ping = || target.dispatch_event(&web_sys::Event::new("ping").unwrap()).unwrap();
    ping();
    drop(listener);
    ping();
    assert_eq!(heard.get(), 1);
    target.remove();
}

#[wasm_bindgen_test]
async fn an_attempt_is_new_each_time() {
    let (one, two) = (page::uuid_v7().unwrap(), page::uuid_v7().unwrap());
    assert_ne!(one, two);
    assert_eq!(one.len(), 36);
    assert_eq!(one.get(14..15), Some("7"));
}

#[wasm_bindgen_test]
fn a_closure_is_a_method_only_if_it_is_a_function() {
    let closure = Closure::<dyn FnMut()>::new(|| {});
    let object = js::object(&[("f", closure.as_ref().clone()), ("n", 1.into()), ("u", JsValue::UNDEFINED)]);
    assert!(js::method(&object, "f").is_some());
    assert!(js::method(&object, "n").is_none());
    assert!(!js_sys::Reflect::has(&object, &"u".into()).unwrap());
    assert!(closure.as_ref().is_instance_of::<js_sys::Function>());
}

#[wasm_bindgen_test]
fn what_is_written_by_hand_is_serdes_form() {
    use serde::Serialize;
    use upm_contract::{Notice, Read, Start, Verification};

    let json = |value: &JsValue| String::from(js_sys::JSON::stringify(value).unwrap());
    let serde = |value: &dyn Fn(&serde_wasm_bindgen::Serializer) -> JsValue| {
        json(&value(&serde_wasm_bindgen::Serializer::json_compatible()))
    };
    let full = r#"{"kind": "past_due", "charged_now": true, "due": {"amount": 2988, "currency": "EUR", "decimals": 2},
        "items": [{"name": "Maps", "quantity": 2, "amount": {"amount": 2490, "currency": "EUR", "decimals": 2}}, {"name": "Notes"}],
        "totals": {"subtotal": {"amount": 2490, "currency": "EUR", "decimals": 2}, "tax": {"amount": 498, "currency": "EUR", "decimals": 2}},
        "next_attempt": "2026-12-01T00:00:00Z", "invoice": "in_1"}"#;
    for text in [full, r#"{"kind": "zero_value"}"#] {
        let notice = Notice::read(&js::value(&js_sys::JSON::parse(text).unwrap()).unwrap()).unwrap();
        assert_eq!(json(&write::notice(&notice)), serde(&|to| notice.serialize(to).unwrap()));
    }
    let full = r#"{"status": "updated", "payment_method": {"type": "card", "brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030},
        "invoice": {"status": "open", "amount": {"amount": 5, "currency": "KWD", "decimals": 3}, "url": "https://x.example", "reason": "r", "next_attempt": "n"}}"#;
    for text in [full, r#"{"status": "pending"}"#] {
        let outcome = Verification::read(&js::value(&js_sys::JSON::parse(text).unwrap()).unwrap()).unwrap();
        assert_eq!(json(&write::verification(&outcome)), serde(&|to| outcome.serialize(to).unwrap()));
    }
    let start: Start = serde_json::from_str(
        r#"{"attempt": "a", "mode": "overlay", "locale": "de", "agreed": {"invoice": "in_1", "amount": 2988, "currency": "EUR"}}"#,
    )
    .unwrap();
    assert_eq!(json(&write::start(&start)), serde(&|to| start.serialize(to).unwrap()));
}
