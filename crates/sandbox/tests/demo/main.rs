//! The whole sandbox over real sockets: account page, back end, both doubles.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod files;
mod paddle;
mod page;
mod real_names;
mod running;
mod update;
mod ways;
