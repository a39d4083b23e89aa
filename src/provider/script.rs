//! Loads a provider's script once per page, and never hangs.
//!
//! Paddle's own loader keeps a rejected promise for the life of the page, and
//! waits for ever on a tag that has already loaded or failed. Here a failed tag is
//! taken out, so that the next try loads again, and every wait ends.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlScriptElement};

use crate::{
    bindings::js::{self, Listener},
    error::{Code, Error, Result},
};

/// Marks a tag of our own.
const OURS: &str = "data-upm";
/// For a tag of our own.
const TIMEOUT: i32 = 15_000;
/// For a tag of the page that may have loaded or failed before we came.
const FOREIGN_TIMEOUT: i32 = 5_000;

/// Loads `src` unless `ready` already says that it is there.
///
/// # Errors
/// [`Code::ScriptFailed`] when it is blocked, unreachable, or runs without effect.
pub(crate) async fn load(src: &str, nonce: Option<&str>, ready: fn() -> bool) -> Result<()> {
    if ready() {
        return Ok(());
    }
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return Err(failed(src, "there is no document"));
    };
    if let Some(foreign) = find(&document, src) {
        // Whether it loads or fails, `ready` tells; a failed one is left to its owner.
        // One of ours, of a press that was given up, may still be on its way.
        let wait = if foreign.has_attribute(OURS) { TIMEOUT } else { FOREIGN_TIMEOUT };
        let _ = settled(&foreign, wait).await;
        if ready() {
            return Ok(());
        }
    }
    let tag = append(&document, src, nonce)
        .map_err(|_| failed(src, "the page does not let a script be added (Trusted Types?)"))?;
    let outcome = settled(&tag, TIMEOUT).await;
    if ready() {
        return Ok(());
    }
    tag.remove();
    Err(failed(
        src,
        match outcome {
            Settled::Loaded => "it ran but did not provide its global",
            Settled::Failed => "it is blocked or unreachable; check the page's script-src and content blockers",
            Settled::Late => "it did not load in time",
        },
    ))
}

enum Settled {
    Loaded,
    Failed,
    Late,
}

/// Waits until a tag has loaded or failed, for a while.
async fn settled(tag: &Element, milliseconds: i32) -> Settled {
    let mut listeners = Vec::new();
    let event = |name: &'static str, listeners: &mut Vec<Listener>| {
        Promise::new(&mut |resolve, _| {
            listeners.push(Listener::new(tag, name, move |_| {
                let _ = resolve.call1(&JsValue::UNDEFINED, &name.into());
            }));
        })
    };
    let promises = [event("load", &mut listeners), event("error", &mut listeners), js::delay(milliseconds)];
    match js::first_of(&promises).await.ok().and_then(|name| name.as_string()).as_deref() {
        Some("load") => Settled::Loaded,
        Some(_) => Settled::Failed,
        None => Settled::Late,
    }
}

fn find(document: &Document, src: &str) -> Option<Element> {
    let scripts = document.get_elements_by_tag_name("script");
    (0..scripts.length()).filter_map(|index| scripts.item(index)).find(|tag| js::get(tag, "src") == src)
}

fn append(document: &Document, src: &str, nonce: Option<&str>) -> std::result::Result<HtmlScriptElement, JsValue> {
    let tag: HtmlScriptElement = document.create_element("script")?.unchecked_into();
    if let Some(nonce) = nonce {
        tag.set_attribute("nonce", nonce)?;
    }
    tag.set_attribute(OURS, "")?;
    // Through Reflect, because under Trusted Types this throws.
    js_sys::Reflect::set(&tag, &"src".into(), &src.into())?;
    document.head().ok_or(JsValue::UNDEFINED)?.append_child(&tag)?;
    Ok(tag)
}

fn failed(src: &str, why: &str) -> Error {
    Error::new(Code::ScriptFailed, [src, " could not be loaded: ", why, "."].concat())
}
