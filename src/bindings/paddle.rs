//! Paddle.js, as far as this flow needs it. Facts: `@paddle/paddle-js` 1.6.5.
//!
//! `open`, `close`, `Initialize` and `Update` return nothing, and all results come
//! through the one callback given to `Initialize`.

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::js;

#[wasm_bindgen]
extern "C" {
    /// `window.PaddleBillingV1`.
    #[derive(Clone)]
    pub(crate) type Paddle;

    #[wasm_bindgen(method, catch, js_name = Initialize)]
    pub(crate) fn initialize(this: &Paddle, options: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = Update)]
    pub(crate) fn update(this: &Paddle, options: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = Checkout)]
    fn checkout(this: &Paddle) -> Checkout;
    #[wasm_bindgen(method, getter, js_name = Environment)]
    fn environment(this: &Paddle) -> Environment;

    type Checkout;
    #[wasm_bindgen(method, catch)]
    fn open(this: &Checkout, options: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Checkout) -> Result<(), JsValue>;

    type Environment;
    #[wasm_bindgen(method, catch)]
    fn set(this: &Environment, environment: &str) -> Result<(), JsValue>;
}

impl Paddle {
    /// The global of Paddle Billing, if the script has run. Paddle Classic, which
    /// also calls itself `Paddle`, has no `Initialize`.
    pub(crate) fn global() -> Option<Self> {
        let window = web_sys::window()?;
        ["PaddleBillingV1", "Paddle"]
            .into_iter()
            .map(|name| js::get(&window, name))
            .find(|global| js::method(global, "Initialize").is_some() && !js::get(global, "Checkout").is_undefined())
            .map(JsCast::unchecked_into)
    }

    /// Whether anybody has called `Initialize` on this page.
    pub(crate) fn is_initialized(&self) -> bool {
        js::get(self, "Initialized") == true
    }

    /// Sandbox or live; must come before `Initialize`.
    pub(crate) fn use_sandbox(&self) -> Result<(), JsValue> {
        self.environment().set("sandbox")
    }

    /// Opens a checkout.
    pub(crate) fn open(&self, options: &JsValue) -> Result<(), JsValue> {
        self.checkout().open(options)
    }

    /// Closes whichever checkout is open.
    pub(crate) fn close(&self) {
        // A host may have replaced the object; there is nothing to close then.
        let _ = self.checkout().close();
    }
}
