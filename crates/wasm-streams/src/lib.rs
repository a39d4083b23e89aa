//! The part of `wasm-streams` that Leptos' server functions name, without streams.
//!
//! The real crate exports three JavaScript classes. What is exported stays in the
//! download, with all it needs, although nothing in the widget can reach it: four
//! kilobytes for each customer. `[patch.crates-io]` in the root manifest puts this
//! crate in its place, for this repository's builds only: an application that
//! depends on the widget gets the real one. Should Leptos come to need more of
//! it, the build fails here.

use futures_util::{Stream, stream};
use wasm_bindgen::{JsCast, JsValue};

/// A stream that carries nothing.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a stream of the browser.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// `null` for the browser: the request has no body.
    pub fn from_stream<S: Stream<Item = Result<JsValue, JsValue>> + 'static>(_: S) -> Self {
        Self(JsValue::NULL.unchecked_into())
    }

    /// The stream of the browser.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// One error, that this build has no streams.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        stream::iter([Err(JsValue::from_str("this build has no streams"))])
    }
}
