//! Local doubles of Stripe and Paddle, and the account page of a made-up
//! business between them.
//!
//! Each double stands on its own origin and speaks the provider's wire, with its
//! quirks. A double is never kinder than the provider.

#![forbid(unsafe_code)]

pub mod clock;
pub mod courier;
mod couriers;
mod demo;
pub mod ids;
pub mod keys;
pub mod log;
pub mod origin;
pub mod paddle;
mod sandbox;
mod script;
pub mod seeds;
pub mod stripe;
mod tls;
mod urls;

pub use sandbox::{Sandbox, SandboxConfig, tokens};
pub use urls::{Names, Urls};

/// What a double knows about one seeded customer now, for the demo and the tests.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Summary {
    /// The method that the provider would charge next.
    pub payment_method: Option<upm_contract::PaymentMethod>,
    /// `active`, `past_due`, … in the provider's words.
    pub subscription_status: String,
}
