//! Stripe's double over real sockets, against what Stripe documents.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod accounts;
mod checkout;
mod client;
mod faults;
mod idempotency;
mod in_process;
mod lists;
mod requests;
mod sessions;
