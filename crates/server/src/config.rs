//! What the back end needs to know, checked once before it serves.

mod check;

use std::{fmt, path::PathBuf};

pub(crate) use check::is_loopback;
#[cfg(test)]
pub(crate) use check::tests;

use crate::{secret::Secret, token::TokenConfig};

/// The back end's configuration. [`crate::router`] checks it as a whole.
#[derive(Clone, Debug)]
pub struct Config {
    /// How customers identify themselves.
    pub tokens: TokenConfig,
    /// Stripe, if any customer is billed there.
    pub stripe: Option<StripeConfig>,
    /// Paddle, if any customer is billed there.
    pub paddle: Option<PaddleConfig>,
    /// The account page: where the provider sends customers back to.
    pub return_url: String,
    /// The query parameter that carries the session id back, by default `upm_session`.
    pub return_param: String,
    /// Further pages that a start may name as its `return_url`, each matched exactly.
    pub return_urls: Vec<String>,
    /// The built widget, served at `/` (a `.br` beside a file is used where accepted).
    pub assets: Option<PathBuf>,
}

/// Access to Stripe.
#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// `https://api.stripe.com`, without a slash at the end.
    pub api_base: String,
    /// `sk_test_…`, `sk_live_…` or a restricted `rk_…`; it decides the mode that objects must have.
    pub secret_key: Secret,
    /// `Stripe-Version`, sent with every call so that the account's default cannot change the answers.
    pub version: String,
    /// Which default is set.
    pub apply_to: ApplyTo,
}

/// Whose default payment method an update at Stripe sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApplyTo {
    /// The subscription's own, which wins over the customer's.
    #[default]
    Subscription,
    /// The customer's, for all subscriptions without one of their own.
    Customer,
    /// Both.
    Both,
}

/// Access to Paddle.
#[derive(Clone, Debug)]
pub struct PaddleConfig {
    /// `https://api.paddle.com` or `https://sandbox-api.paddle.com`, without a slash at the end.
    pub api_base: String,
    /// An API key with `transaction.write`, `transaction.read` and `subscription.read`.
    pub api_key: Secret,
    /// The client-side token, `test_…` or `live_…`, that browsers may know.
    pub client_token: String,
    /// Another address of Paddle's script, for doubles.
    #[cfg(feature = "sandbox")]
    pub script_url: Option<String>,
}

/// Everything that is wrong with a configuration, in one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigError {
    /// One sentence per mistake, each naming the setting.
    pub mistakes: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used:")?;
        for mistake in &self.mistakes {
            write!(f, "\n- {mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl ConfigError {
    /// Notes `mistake` unless `good`.
    pub(crate) fn expect(&mut self, good: bool, mistake: impl Into<String>) {
        if !good {
            self.mistakes.push(mistake.into());
        }
    }

    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.mistakes.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl StripeConfig {
    /// Whether objects must be of the live mode.
    pub(crate) fn live(&self) -> bool {
        self.secret_key.expose().get(2..).is_some_and(|rest| rest.starts_with("_live_"))
    }
}
