//! The widget's stylesheet, one for the page, adopted by every root that needs it.
//!
//! A constructable sheet reaches into a shadow root, needs no `style-src` and is
//! parsed once. Where it is already adopted nothing happens.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::Node;

use super::js;

/// The widget's stylesheet. In the browser it comes along by itself; a page that a server
/// renders needs it from the start, for the customer without JavaScript and for the first look:
/// serve it as a file and link it, or put it into a `<style>` with the nonce of your policy.
///
/// ```
/// # use leptos::prelude::*;
/// // In the server: .route("/update-payment-method.css", get(|| async { ([(CONTENT_TYPE, "text/css")], STYLE) }))
/// # fn head() -> impl IntoView {
/// view! { <link rel="stylesheet" href="/update-payment-method.css" /> }
/// # }
/// ```
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/widget.css"));

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = CSSStyleSheet)]
    #[derive(Clone)]
    type Sheet;
    #[wasm_bindgen(constructor, catch, js_class = CSSStyleSheet)]
    fn new() -> Result<Sheet, JsValue>;
    #[wasm_bindgen(method, catch, js_name = replaceSync)]
    fn replace_sync(this: &Sheet, css: &str) -> Result<(), JsValue>;
}

thread_local! {
    static SHEET: Option<Sheet> = {
        register_accent();
        Sheet::new().ok().filter(|sheet| sheet.replace_sync(STYLE).is_ok())
    };
}

/// Makes the accent a colour in any case. A page may keep something else under a well-known name,
/// as the three bare numbers of Tailwind 3, and a button without a ground would be no button to see.
fn register_accent() {
    let css = js::get(&js_sys::global(), "CSS");
    let definition = js::object(&[
        ("name", "--_upm-accent".into()),
        ("syntax", "<color>".into()),
        ("inherits", true.into()),
        ("initialValue", "#1d4f8c".into()),
    ]);
    if let Some(register) = js::method(&css, "registerProperty") {
        // Another copy of the widget may have been first.
        let _ = register.call1(&css, &definition);
    }
}

/// Gives the document or shadow root that holds `node` the stylesheet.
pub(crate) fn adopt(node: &Node) {
    let root: JsValue = node.get_root_node().into();
    SHEET.with(|sheet| {
        let Some(sheet) = sheet else { return };
        let adopted = js::get(&root, "adoptedStyleSheets");
        let list: Array = js::method(&adopted, "slice")
            .and_then(|slice: Function| slice.call0(&adopted).ok())
            .and_then(|list| list.dyn_into().ok())
            .unwrap_or_default();
        if !list.includes(sheet.as_ref(), 0) {
            list.push(sheet.as_ref());
            let _ = Reflect::set(&root, &"adoptedStyleSheets".into(), &list);
        }
    });
}
