//! The widget in a browser, with both providers, in every mode.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not hold fails the test"
)]

mod adoption;
mod back;
mod cancel;
mod inline;
mod link;
mod money;
mod overlay;
mod page;
mod payments;
mod policy;
mod press;
mod redirects;
mod returns;
mod script;
mod stripe;
mod tokens;
mod two;
mod unmount;
