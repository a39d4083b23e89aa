//! Reading and making plain JavaScript objects, and listening.

use std::pin::Pin;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect};
use upm_contract::Value;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget};

/// A member of a value; `undefined` where there is none or reading it throws.
pub(crate) fn get(target: &JsValue, key: &str) -> JsValue {
    if target.is_null() || target.is_undefined() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(target, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// A method of a value, ready to be called on it.
pub(crate) fn method(target: &JsValue, key: &str) -> Option<Function> {
    get(target, key).dyn_into().ok()
}

/// An object with these members; those that are `undefined` are left out.
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in members {
        if !value.is_undefined() {
            // Setting a member of a fresh plain object cannot fail.
            let _ = Reflect::set(&object, &JsValue::from_str(key), value);
        }
    }
    object.into()
}

/// Text, or `undefined`.
pub(crate) fn text(value: Option<&str>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, JsValue::from_str)
}

/// A foreign value as plain data. It goes through JSON first: getters, proxies and
/// cycles of a host page then end here, in nothing, not in a throw.
pub(crate) fn value(value: &JsValue) -> Option<Value> {
    let json = js_sys::JSON::stringify(value).ok()?;
    Some(walk(&js_sys::JSON::parse(&json.as_string()?).ok()?))
}

/// What JSON.parse made. By hand, because serde's way costs the customer eight kilobytes.
fn walk(plain: &JsValue) -> Value {
    if let Some(text) = plain.as_string() {
        Value::Text(text)
    } else if let Some(number) = plain.as_f64() {
        Value::Number(number)
    } else if let Some(truth) = plain.as_bool() {
        Value::Bool(truth)
    } else if let Some(list) = plain.dyn_ref::<Array>() {
        Value::List(list.iter().map(|entry| walk(&entry)).collect())
    } else if let Some(object) = plain.dyn_ref::<Object>() {
        let member = |key: JsValue| {
            let key = key.as_string()?;
            let value = walk(&get(plain, &key));
            Some((key, value))
        };
        Value::Object(Object::keys(object).iter().filter_map(member).collect())
    } else {
        Value::None
    }
}

/// Waits for a promise; a rejection or a throw is the error.
pub(crate) fn wait(promise: Promise) -> JsFuture {
    JsFuture::from(promise)
}

/// The first of these to settle.
pub(crate) fn first_of(promises: &[Promise]) -> JsFuture {
    let list: Array = promises.iter().collect();
    wait(Promise::race(&list))
}

/// A promise that is fulfilled after so many milliseconds.
pub(crate) fn delay(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    })
}

/// Runs a future. The box makes all of them one type, whose code is in the download once.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}

/// Acts after so many seconds, unless it is dropped before. Boxed for the same reason.
pub(crate) fn after(seconds: u32, act: impl FnOnce() + 'static) -> Timeout {
    let act: Box<dyn FnOnce()> = Box::new(act);
    Timeout::new(seconds.saturating_mul(1_000), act)
}

/// A listener that ends when it is dropped.
#[must_use]
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens on `target`.
    pub(crate) fn new(target: &EventTarget, name: &'static str, callback: impl FnMut(Event) + 'static) -> Self {
        let callback: Closure<dyn FnMut(Event)> = Closure::wrap(Box::new(callback));
        let _ = target.add_event_listener_with_callback(name, callback.as_ref().unchecked_ref());
        Self { target: target.clone(), name, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref());
    }
}
