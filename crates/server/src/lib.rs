//! The companion back end of the "Update payment method" widget.
//!
//! An Axum router that answers the widget's three calls (`upm-contract`) for
//! customers who are billed by Stripe or Paddle:
//!
//! - `POST /payment-method-updates` makes a Stripe session (setup, or
//!   the portal), or gets Paddle's update transaction, and says what the customer should know first;
//! - `GET /payment-method-updates/{id}` checks with the provider what became of
//!   it and, at Stripe, makes the new method the default;
//! - `GET /payment-method-updates` says what is on file and what is overdue.
//!
//! Customers identify themselves with a short-lived token that the merchant's
//! own server mints ([`mint_token`]). Every id is checked against it. Keys,
//! tokens, bodies and session addresses are in no log and in no answer.
//!
//! ```
//! use update_payment_method_server::{Config, StripeConfig, TokenConfig, router};
//!
//! let tokens = TokenConfig {
//!     secrets: vec!["a secret of at least thirty-two bytes".into()],
//!     audience: "account".to_owned(),
//! };
//! let mut config = Config::new(tokens, "https://app.example.com/account");
//! config.stripe = Some(StripeConfig::new("sk_test_made_up"));
//! let router: axum::Router = router(config)?;
//! # Ok::<(), update_payment_method_server::ConfigError>(())
//! ```

#![forbid(unsafe_code)]

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

mod attempt;
mod budget;
mod cache;
mod caller;
mod config;
mod decline;
mod error;
mod flaw;
mod form;
mod html;
mod http;
mod json;
mod limit;
mod metrics;
mod observe;
mod outside;
mod paddle;
mod pay;
mod return_url;
mod routes;
mod secret;
mod server;
mod service;
pub mod signature;
mod stripe;
mod token;
mod transport;
mod words;

pub use config::{
    ApplyTo, Brand, Config, ConfigError, LogFormat, PaddleConfig, Portal, Settings, Source, StripeConfig, config_from,
};
pub use error::{Code, Error};
#[cfg(feature = "mutants")]
pub use flaw::Flaw;
#[cfg(feature = "sandbox")]
pub use outside::{Answer, Broken, Call, Clock, Outside, Repeat, Transport};
pub use secret::Secret;
pub use server::{Server, router};
pub use stripe::Swept;
pub use token::{Claims, DEFAULT_LIFETIME, MAX_LIFETIME, Provider, TokenConfig, TokenError, mint_token};
