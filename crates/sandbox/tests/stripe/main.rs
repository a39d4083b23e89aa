//! Stripe's double over real sockets, against what Stripe documents.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod accounts;
mod checkout;
mod client;
mod embedded;
mod events;
mod faults;
mod idempotency;
mod in_process;
mod invoices;
mod lists;
mod portal;
mod requests;
mod sessions;
mod webhooks;
