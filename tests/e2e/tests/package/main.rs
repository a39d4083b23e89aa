//! Pages with the npm package: React, Vue, and no bundler at all. `tests/package` has their source.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not hold fails the test"
)]

mod page;
mod plain;
mod react;
mod vue;
