//! How the widget looks: the demo's gallery against pictures of it that are kept with the tests.
//!
//! `UPM_VISUAL` says what is done with the pictures: `compare`, `update` (they are made
//! anew) or `skip`, where another browser or other fonts would draw them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not hold fails the test"
)]

mod gallery;
mod pictures;
mod theming;
mod views;
