//! `POST endpoint`: the start of an update.

use serde::{Deserialize, Serialize};

use crate::{Notice, Read, Value, deserialize_by_reading, open_enum::open_enum};

open_enum! {
    /// How the widget would like to show the provider's checkout.
    Mode {
        /// Whatever fits the answer.
        Auto = "auto",
        /// Leave the page for the provider's.
        Redirect = "redirect",
        /// The provider's frame above the page.
        Overlay = "overlay",
        /// The provider's frame inside the page.
        Inline = "inline",
    }
}

/// The body of `POST endpoint`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// A UUIDv7 made once per press and repeated when the widget retries, so
    /// that the back end can make the call idempotent.
    pub attempt: String,
    /// How the checkout is to be shown.
    pub mode: Mode,
    /// The customer's language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Where to come back to; only honoured where the back end's configuration names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// The charge that the customer has agreed to, if there was one to agree to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Agreed>,
}

/// The charge that the customer was shown and agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The id from [`Notice::invoice`].
    pub invoice: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217 code in upper case.
    pub currency: String,
}

/// A successful answer to `POST endpoint`, by the union of its shapes: what the
/// provider returned may be forwarded as it is.
///
/// Only the members that decide where the customer goes. Forward ids, not whole
/// objects: those carry personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartAnswer {
    /// Stripe: where the Checkout or portal session is.
    pub url: Option<String>,
    /// Stripe: for embedded Checkout.
    pub client_secret: Option<String>,
    /// Paddle: `transaction_id`, `data.id`, or `id` where `data` was sent alone.
    pub transaction: Option<String>,
    /// Paddle: the transaction's `checkout.url`.
    pub checkout_url: Option<String>,
    /// Paddle: the client-side token, if the page does not give it.
    pub client_token: Option<String>,
    /// What to tell the customer first.
    pub notice: Option<Notice>,
    /// `Some(false)`: the back end cannot verify, so do not ask.
    pub verify: Option<bool>,
}

impl Read for StartAnswer {
    fn read(value: &Value) -> Option<Self> {
        let data = value.get("data");
        let alone = value.get("id").string().filter(|id| id.starts_with("txn_"));
        let checkout = |value: &Value| value.get("checkout").get("url").string();
        Some(Self {
            url: value.get("url").string(),
            client_secret: value.get("client_secret").string(),
            transaction: value.get("transaction_id").string().or_else(|| data.get("id").string()).or(alone),
            checkout_url: checkout(value).or_else(|| checkout(data)),
            client_token: value.get("client_token").string(),
            notice: value.get("notice").read(),
            verify: value.get("verify").bool(),
        })
    }
}

deserialize_by_reading!(StartAnswer);
