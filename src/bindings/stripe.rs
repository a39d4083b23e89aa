//! Stripe.js, as far as embedded Checkout needs it. Facts: `@stripe/stripe-js` 10.2.1.
//!
//! Making a checkout takes a name that depends on the version of the script, and time;
//! the checkout then is an object that is destroyed when it is dropped.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::Element;

use super::js;

#[wasm_bindgen]
extern "C" {
    type Embedded;
    #[wasm_bindgen(method, catch)]
    fn mount(this: &Embedded, place: &Element) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Embedded) -> Result<(), JsValue>;
}

/// An embedded Checkout; a page has one at most. Dropping it takes it out of the page.
pub(crate) struct EmbeddedCheckout(Embedded);

impl EmbeddedCheckout {
    /// Puts it into `place`.
    pub(crate) fn mount(&self, place: &Element) -> Result<(), JsValue> {
        self.0.mount(place)
    }
}

impl From<JsValue> for EmbeddedCheckout {
    fn from(made: JsValue) -> Self {
        Self(made.unchecked_into())
    }
}

impl Drop for EmbeddedCheckout {
    fn drop(&mut self) {
        // It throws where the page has destroyed it already.
        let _ = self.0.destroy();
    }
}

/// `window.Stripe`, if the script has run.
pub(crate) fn global() -> Option<Function> {
    js::method(web_sys::window()?.as_ref(), "Stripe")
}

/// Calls it with the publishable key.
pub(crate) fn set_up(key: &str, options: &JsValue) -> Result<JsValue, JsValue> {
    global().ok_or(JsValue::UNDEFINED)?.call2(&JsValue::UNDEFINED, &key.into(), options)
}

/// Begins to make an embedded Checkout. Nothing where this version of the script knows none.
pub(crate) fn make(stripe: &JsValue, options: &JsValue) -> Option<Result<Promise, JsValue>> {
    // The second until the train dahlia, from which on it only throws.
    let method =
        ["createEmbeddedCheckoutPage", "initEmbeddedCheckout"].iter().find_map(|name| js::method(stripe, name))?;
    Some(method.call1(stripe, options).map(|making| Promise::resolve(&making)))
}
