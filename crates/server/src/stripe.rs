//! Stripe: a setup-mode Checkout Session or a portal session, its outcome, and
//! the default it sets.

mod client;
mod locale;
mod method;
mod money;
mod notice;
mod overview;
mod pay;
mod portal;
mod reconcile;
mod session;
mod start;
mod subject;
mod sweep;
mod types;
mod verify;
mod webhook;

pub(crate) use client::Stripe;
pub(crate) use portal::Seal;
pub(crate) use start::{Opened, Place, Request};
pub(crate) use subject::Subject;
pub use sweep::Swept;
pub(crate) use webhook::Told;
