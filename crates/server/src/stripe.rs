//! Stripe: a setup-mode Checkout Session, its outcome, and the default it sets.

mod apply;
mod client;
mod locale;
mod money;
mod notice;
mod overview;
mod start;
mod types;
mod verify;

pub(crate) use client::Stripe;
pub(crate) use start::{Opened, Request};
