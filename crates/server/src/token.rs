//! The customer token: who asks, in the merchant's own words.
//!
//! A JWT signed with HS256 that the merchant's server mints for the customer
//! who is signed in there. The algorithm is not read from the token but
//! demanded, so `none` and public-key confusion have nothing to work with.

mod check;
mod mint;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

pub(crate) use check::check;
pub use mint::mint_token;

/// How long a token may live at most. Longer ones are refused: a token in a
/// page is as good as the customer's login for this one purpose.
pub const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// How long [`Claims::new`] lets a token live: an hour, so that it outlasts a
/// visit to the provider's checkout.
pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// What tokens are signed with, and for whom.
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// Shared with the server that mints: newest first, at least one, each of at
    /// least 32 bytes. The first signs, all verify, so a secret can be rotated.
    pub secrets: Vec<Secret>,
    /// The `aud` that a token must carry.
    pub audience: String,
}

/// Who bills the subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Stripe.
    Stripe,
    /// Paddle Billing.
    Paddle,
}

impl Provider {
    /// The name, as engineers and logs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stripe => "Stripe",
            Self::Paddle => "Paddle",
        }
    }
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who bills the subscription.
    pub provider: Provider,
    /// The provider's id of the customer: `cus_…`, `ctm_…`.
    pub customer: String,
    /// The provider's id of the subscription: `sub_…`. At Paddle it may be left
    /// out: the customer's subscription is then looked for, and there must be one
    /// that stands out. At Stripe it is needed, because an update is written to it.
    pub subscription: Option<String>,
    /// When it was minted, in Unix seconds.
    pub issued_at: u64,
    /// From when on it is refused, in Unix seconds.
    pub expires_at: u64,
}

impl Claims {
    /// Claims that begin now and end after [`DEFAULT_LIFETIME`]. `subscription`
    /// takes an id, or `None`; see [`Claims::subscription`].
    #[must_use]
    pub fn new<'a>(provider: Provider, customer: &str, subscription: impl Into<Option<&'a str>>) -> Self {
        let issued_at = unix_now();
        Self {
            provider,
            customer: customer.to_owned(),
            subscription: subscription.into().map(str::to_owned),
            issued_at,
            expires_at: issued_at + DEFAULT_LIFETIME.as_secs(),
        }
    }
}

/// Why there is no token, or why it is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// It was good until its `exp`.
    Expired,
    /// It never was; the text says in what respect.
    Invalid(&'static str),
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Expired => f.write_str("the token has expired"),
            Self::Invalid(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for TokenError {}

/// Seconds since 1970; 0 on a machine whose clock is before that.
pub(crate) fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs())
}
