//! The widget in a browser, with both providers, in every mode.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not hold fails the test"
)]

mod a11y;
mod adoption;
mod attributes;
mod back;
mod cancel;
mod demo;
mod early_press;
mod element;
mod embedded;
mod embedded_ends;
mod embedded_trouble;
mod fallback;
mod inline;
mod languages;
mod link;
mod loading;
mod money;
mod mount;
mod overlay;
mod overview;
mod paddle_ends;
mod page;
mod pay_now;
mod pay_page;
mod payments;
mod policy;
mod portal;
mod press;
mod prevented;
mod redirects;
mod refusals;
mod retry;
mod returns;
mod script;
mod stripe;
mod targets;
mod tokens;
mod trouble;
mod two;
mod unmount;
mod webhooks;
