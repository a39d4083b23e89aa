//! The companion back end of the "Update payment method" widget.
//!
//! An Axum router that answers the widget's three calls (`upm-contract`) for
//! customers who are billed by Stripe or Paddle:
//!
//! - `POST /payment-method-updates` makes a Stripe setup session, or gets
//!   Paddle's update transaction, and says what the customer should know first;
//! - `GET /payment-method-updates/{id}` checks with the provider what became of
//!   it and, at Stripe, makes the new method the default;
//! - `GET /payment-method-updates` says what is on file and what is overdue.
//!
//! Customers identify themselves with a short-lived token that the merchant's
//! own server mints ([`mint_token`]). Every id is checked against it. Keys,
//! tokens, bodies and session addresses are in no log and in no answer.
//!
//! ```
//! use update_payment_method_server::{ApplyTo, Config, StripeConfig, TokenConfig};
//!
//! let config = Config {
//!     tokens: TokenConfig {
//!         secrets: vec!["a secret of at least thirty-two bytes".into()],
//!         audience: "account".to_owned(),
//!     },
//!     stripe: Some(StripeConfig {
//!         api_base: "https://api.stripe.com".to_owned(),
//!         secret_key: "sk_test_made_up".into(),
//!         version: "2026-10-28.endive".to_owned(),
//!         apply_to: ApplyTo::Subscription,
//!     }),
//!     paddle: None,
//!     return_url: "https://app.example.com/account".to_owned(),
//!     return_param: "upm_session".to_owned(),
//!     return_urls: vec![],
//!     assets: None,
//! };
//! let router: axum::Router = update_payment_method_server::router(config)?;
//! # Ok::<(), update_payment_method_server::ConfigError>(())
//! ```

#![forbid(unsafe_code)]

mod attempt;
mod cache;
mod config;
mod env;
mod error;
mod form;
mod html;
mod http;
mod json;
mod paddle;
mod pay;
mod return_url;
mod routes;
mod secret;
mod service;
pub mod signature;
mod stripe;
mod token;

pub use config::{ApplyTo, Config, ConfigError, PaddleConfig, StripeConfig};
pub use env::{config_from, tokens_from};
pub use error::{Code, Error};
pub use routes::router;
pub use secret::Secret;
pub use token::{Claims, DEFAULT_LIFETIME, MAX_LIFETIME, Provider, TokenConfig, TokenError, mint_token};
