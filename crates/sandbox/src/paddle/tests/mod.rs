//! The double over real sockets, against what is known of the provider.

mod api;
mod checkout;
mod faults;
mod harness;
mod list;
mod script;
mod settlement;
mod subscriptions;
mod webhooks;
