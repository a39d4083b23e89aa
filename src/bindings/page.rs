//! The page: its address, its language, its window.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{Element, Node, ShadowRoot, Url};

use super::js;
use crate::{locale, redirect::Address};

/// Where an address leads, by the browser's own parser.
pub(crate) fn address(url: &str) -> Option<(Address, String)> {
    let base = web_sys::window()?.location().href().ok()?;
    let url = Url::new_with_base(url, &base).ok()?;
    let part = |name| js::get(&url, name).as_string();
    let address = Address {
        protocol: part("protocol")?,
        hostname: part("hostname")?,
        origin: part("origin")?,
        user_info: !part("username")?.is_empty() || !part("password")?.is_empty(),
    };
    Some((address, part("href")?))
}

/// The page's own address.
pub(crate) fn own() -> Address {
    web_sys::window()
        .and_then(|window| window.location().href().ok())
        .and_then(|href| address(&href))
        .map(|(address, _)| address)
        .unwrap_or_default()
}

/// Takes the top window there: a provider's page refuses to run in a frame.
pub(crate) fn navigate(url: &str) {
    let Some(window) = web_sys::window() else { return };
    let top = window.top().ok().flatten().unwrap_or(window);
    // Setting `href` is what another origin's window allows; `assign` is not.
    let _ = js_sys::Reflect::set(&js::get(&top, "location"), &"href".into(), &url.into());
}

/// A query parameter of the page's address.
pub(crate) fn query(name: &str) -> Option<String> {
    let href = web_sys::window()?.location().href().ok()?;
    Url::new(&href).ok()?.search_params().get(name)
}

/// Takes a query parameter out of the address bar and the history, keeping the
/// page's own history state.
pub(crate) fn strip_query(name: &str) {
    let strip = || {
        let window = web_sys::window()?;
        let url = Url::new(&window.location().href().ok()?).ok()?;
        url.search_params().delete(name);
        let history = window.history().ok()?;
        let state = history.state().unwrap_or(JsValue::NULL);
        history.replace_state_with_url(&state, "", Some(&url.href())).ok()
    };
    // A page that forbids it (a sandboxed frame) keeps its address.
    let _ = strip();
}

/// The language of the nearest `lang`, through shadow roots, then the browser's.
pub(crate) fn language(start: &Element) -> Option<String> {
    let mut place = Some(start.clone());
    while let Some(element) = place {
        if let Ok(Some(found)) = element.closest("[lang]") {
            let tag = found.get_attribute("lang").unwrap_or_default();
            if locale::is_tag(&tag) {
                return Some(tag);
            }
            place = found.parent_element().or_else(|| shadow_host(&found));
        } else {
            place = shadow_host(&element);
        }
    }
    web_sys::window()?.navigator().language().filter(|tag| locale::is_tag(tag))
}

/// The element whose shadow root holds this node, if one does.
pub(crate) fn shadow_host(node: &Node) -> Option<Element> {
    node.get_root_node().dyn_into::<ShadowRoot>().ok().map(|root| root.host())
}

/// Whether the widget with this root is dark: the stylesheet puts there what `light-dark()` comes to.
pub(crate) fn is_dark(root: &Element) -> bool {
    js::get(&computed(root), "caretColor") == "rgb(0, 0, 0)"
}

/// Hands the colour of the page's own controls at this place to the stylesheet, where it has one.
pub(crate) fn take_accent(root: &Element) {
    let accent = js::get(&computed(root), "accentColor").as_string().unwrap_or_default();
    if accent != "auto" {
        // By script, which no policy forbids; there is no other inline style.
        let text = ["--_page:", &accent].concat();
        let _ = js_sys::Reflect::set(&js::get(root, "style"), &"cssText".into(), &text.into());
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = getComputedStyle)]
    fn computed(element: &Element) -> JsValue;
}

/// Whether the page is shown to a person: visible, and not rendered ahead.
pub(crate) fn is_shown() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| {
        js::get(&document, "visibilityState") == "visible" && js::get(&document, "prerendering") != true
    })
}

/// A UUIDv7 (RFC 9562): the time in milliseconds, then random bits.
pub(crate) fn uuid_v7() -> Option<String> {
    let random = Uint8Array::new_with_length(16);
    web_sys::window()?.crypto().ok()?.get_random_values_with_array_buffer_view(&random).ok()?;
    let mut bytes = [0u8; 16];
    random.copy_to(&mut bytes);
    Some(crate::attempt::uuid_v7(js_sys::Date::now(), bytes))
}

/// A word for the engineer.
pub(crate) fn warn(text: &str) {
    web_sys::console::warn_1(&text.into());
}
