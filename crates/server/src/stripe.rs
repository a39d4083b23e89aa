//! Stripe: a setup-mode Checkout Session, its outcome, and the default it sets.

mod client;
mod locale;
mod money;
mod notice;
mod overview;
mod pay;
mod reconcile;
mod start;
mod sweep;
mod types;
mod verify;
mod webhook;

pub(crate) use client::Stripe;
pub(crate) use reconcile::Subject;
pub(crate) use start::{Opened, Request};
pub use sweep::Swept;
pub(crate) use webhook::Told;
