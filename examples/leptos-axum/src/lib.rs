//! An account page in Leptos, rendered on a server and hydrated in the browser.
//!
//! [`App`] is the page, [`Account`] what the server knows about the customer; `server`
//! is everything that only the server does.

#![forbid(unsafe_code)]

mod app;
mod language;
#[cfg(feature = "ssr")]
pub mod server;

pub use app::{Account, App};
pub use language::Language;

/// What the page's script calls once the module is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
