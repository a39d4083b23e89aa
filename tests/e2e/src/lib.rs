//! Drives the built widget on its account page, in a real headless Chromium,
//! against the providers' doubles under the providers' own names.
//!
//! Each test gets its own sandbox, chromedriver and browser. What is expected is
//! waited for, never slept for. A test that fails leaves a screenshot and the
//! browser's log in the target directory.

#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "only tests call this: what does not hold fails the test"
)]

pub mod accessibility;
pub mod application;
pub mod browser;
pub mod doubles;
mod driver;
mod engine;
mod environment;
pub mod evidence;
pub mod pages;
mod proxy;
mod scratch;
pub mod stage;
pub mod wait;

pub use stage::{Stage, run, run_in_gallery, run_on};
