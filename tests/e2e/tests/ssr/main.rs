//! The widget in a Leptos application that a server renders: without JavaScript, and hydrated.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not hold fails the test"
)]

mod hydrated;
mod page;
mod plain;
