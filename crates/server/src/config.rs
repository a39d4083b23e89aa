//! What the back end needs to know, checked once before it serves.

mod check;
mod read;
mod settings;
mod source;

use std::{fmt, path::PathBuf, time::Duration};

pub(crate) use check::is_loopback;
#[cfg(test)]
pub(crate) use check::tests;
pub use read::config_from;
pub use settings::{LogFormat, Settings};
pub use source::Source;

use crate::{secret::Secret, signature, token::TokenConfig};

/// The back end's configuration. [`crate::Server::new`] checks it as a whole.
#[derive(Clone, Debug)]
pub struct Config {
    /// How customers identify themselves.
    pub tokens: TokenConfig,
    /// Stripe, if any customer is billed there. None by default.
    pub stripe: Option<StripeConfig>,
    /// Paddle, if any customer is billed there. None by default.
    pub paddle: Option<PaddleConfig>,
    /// The account page: where the provider sends customers back to.
    pub return_url: String,
    /// The query parameter that carries the session id back, by default `upm_session`.
    pub return_param: String,
    /// Further pages that a start may name as its `return_url`, each matched exactly. None by default.
    pub return_urls: Vec<String>,
    /// The built widget, served at `/` (a `.br` beside a file is used where accepted). None by default.
    pub assets: Option<PathBuf>,
    /// Origins of other pages that may call the endpoint from a browser (CORS),
    /// such as `https://app.example.com`. None by default: the page's own origin needs no entry.
    pub origins: Vec<String>,
    /// How many starts one customer may make a minute, by default 10. She may ask
    /// three times as often, at least 30 times, what became of them.
    pub starts_per_minute: u32,
    /// How often finished sessions that nobody reported are looked for, by
    /// default every 5 minutes, and once at the start. Zero: never.
    pub sweep_every: Duration,
    /// What the payment link page `/pay` is called.
    pub brand: Brand,
}

/// How the payment link page introduces itself: customers reach it from a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The business's name. Empty by default: then the page names nobody.
    pub name: String,
    /// The address of a logo, https, shown 40 px high.
    pub logo: Option<String>,
    /// The accent colour as `#rrggbb`.
    pub accent: Option<String>,
}

impl Config {
    /// A configuration with all defaults and no provider yet.
    #[must_use]
    pub fn new(tokens: TokenConfig, return_url: impl Into<String>) -> Self {
        Self {
            tokens,
            stripe: None,
            paddle: None,
            return_url: return_url.into(),
            return_param: "upm_session".to_owned(),
            return_urls: Vec::new(),
            assets: None,
            origins: Vec::new(),
            starts_per_minute: 10,
            sweep_every: Duration::from_secs(300),
            brand: Brand::default(),
        }
    }
}

/// Access to Stripe.
#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// `https://api.stripe.com`, without a slash at the end.
    pub api_base: String,
    /// `sk_test_…`, `sk_live_…` or a restricted `rk_…`; it decides the mode that objects must have.
    pub secret_key: Secret,
    /// `pk_test_…` or `pk_live_…`, which browsers may know: needed for embedded
    /// Checkout, which a start in mode `inline` then gets. None by default.
    pub publishable_key: Option<String>,
    /// `Stripe-Version`, sent with every call so that the account's default cannot
    /// change the answers. By default the version this was written for.
    pub version: String,
    /// Which default is set, by default the subscription's.
    pub apply_to: ApplyTo,
    /// Signing secrets of the webhook endpoint, `whsec_…`: all are tried, so one
    /// can be rolled. None by default: then `/webhooks/stripe` is not there.
    pub webhook_secrets: Vec<Secret>,
    /// How old or how far ahead a webhook's signature may be, by default 5 minutes.
    pub webhook_tolerance: Duration,
    /// Whether the overdue invoice is paid with the new method, once the customer
    /// has agreed to the amount. Off by default: then Stripe's own schedule decides.
    pub pay_now: bool,
    /// Use the Billing portal instead of a setup session. None by default.
    pub portal: Option<Portal>,
    /// How many calls a second this process makes at most, by default 20: Stripe
    /// allows an account 25 in test and 100 in live mode.
    pub calls_per_second: u32,
}

impl StripeConfig {
    /// The API version that this code was written for and is tested with.
    pub const VERSION: &'static str = "2026-10-28.endive";

    /// Access with all defaults.
    #[must_use]
    pub fn new(secret_key: impl Into<Secret>) -> Self {
        Self {
            api_base: "https://api.stripe.com".to_owned(),
            secret_key: secret_key.into(),
            publishable_key: None,
            version: Self::VERSION.to_owned(),
            apply_to: ApplyTo::default(),
            webhook_secrets: Vec::new(),
            webhook_tolerance: Duration::from_secs(signature::stripe::TOLERANCE),
            pay_now: false,
            portal: None,
            calls_per_second: 20,
        }
    }
}

/// The Billing portal's `payment_method_update` flow. It sets the customer's
/// default; a subscription with a default of its own keeps that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portal {
    /// `bpc_…`: the portal configuration, which must allow payment method
    /// updates. None: the account's default configuration.
    pub configuration: Option<String>,
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
    /// `https://api.paddle.com` or `https://sandbox-api.paddle.com`, without a
    /// slash at the end. By default the host of the client-side token's environment.
    pub api_base: String,
    /// An API key with `transaction.write`, `transaction.read` and `subscription.read`.
    pub api_key: Secret,
    /// The client-side token, `test_…` or `live_…`, that browsers may know.
    pub client_token: String,
    /// Secrets of the notification destination, `pdl_ntfset_…`: all are tried, so
    /// one can be rolled. None by default: then `/webhooks/paddle` is not there.
    pub webhook_secrets: Vec<Secret>,
    /// How old or how far ahead a webhook's signature may be, by default 5 s, as Paddle's SDKs have it.
    pub webhook_tolerance: Duration,
    /// How many calls a minute this process makes at most, by default 200: Paddle
    /// allows 240 per address.
    pub calls_per_minute: u32,
    /// Another address of Paddle's script, for doubles.
    #[cfg(feature = "sandbox")]
    pub script_url: Option<String>,
}

impl PaddleConfig {
    /// Access with all defaults.
    #[must_use]
    pub fn new(api_key: impl Into<Secret>, client_token: impl Into<String>) -> Self {
        let client_token = client_token.into();
        let host =
            if client_token.starts_with("test_") { "https://sandbox-api.paddle.com" } else { "https://api.paddle.com" };
        Self {
            api_base: host.to_owned(),
            api_key: api_key.into(),
            client_token,
            webhook_secrets: Vec::new(),
            webhook_tolerance: Duration::from_secs(signature::paddle::TOLERANCE),
            calls_per_minute: 200,
            #[cfg(feature = "sandbox")]
            script_url: None,
        }
    }
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

    /// Notes the mistakes of another check.
    pub(crate) fn take(&mut self, checked: Result<(), Self>) {
        if let Err(more) = checked {
            self.mistakes.extend(more.mistakes);
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
