//! `POST endpoint`: the start of an update.

use serde::{Deserialize, Serialize};

use crate::{Notice, Scalar, lenient, open_enum::open_enum};

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
/// Strict only in what decides where the customer goes; `status` and
/// `expires_at` have different types at different providers.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct StartAnswer {
    /// Stripe: where the Checkout or portal session is.
    #[serde(default)]
    pub url: Option<String>,
    /// Stripe's session id, or, when Paddle's `data` was sent alone, its transaction id.
    #[serde(default)]
    pub id: Option<String>,
    /// Stripe: when the session expires, in Unix seconds.
    #[serde(default)]
    pub expires_at: Scalar,
    /// Stripe: for embedded Checkout.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Stripe: the publishable key that goes with `client_secret`.
    #[serde(default)]
    pub publishable_key: Option<String>,
    /// Paddle: the whole answer of the API, of which this is `data`.
    #[serde(default)]
    pub data: Option<Transaction>,
    /// Paddle: only the transaction's id.
    #[serde(default)]
    pub transaction_id: Option<String>,
    /// Paddle: `origin` when `data` was sent alone.
    #[serde(default)]
    pub origin: Scalar,
    /// Paddle: `status` when `data` was sent alone; Stripe: the session's.
    #[serde(default)]
    pub status: Scalar,
    /// Paddle: `checkout` when `data` was sent alone or beside `transaction_id`.
    #[serde(default, deserialize_with = "lenient")]
    pub checkout: Checkout,
    /// Paddle: the client-side token, if the page does not give it.
    #[serde(default)]
    pub client_token: Option<String>,
    /// What to tell the customer first.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// `false`: the back end cannot verify, so do not ask.
    #[serde(default)]
    pub verify: Option<bool>,
}

/// The part of a Paddle transaction that the widget reads. Forward only this:
/// whole transactions carry personal data.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Transaction {
    /// `txn_…`.
    #[serde(default)]
    pub id: Option<String>,
    /// `ready`, `past_due`, ….
    #[serde(default)]
    pub status: Scalar,
    /// `subscription_payment_method_change` for a zero-value transaction.
    #[serde(default)]
    pub origin: Scalar,
    /// Where it can be paid outside this page.
    #[serde(default, deserialize_with = "lenient")]
    pub checkout: Checkout,
}

/// A Paddle transaction's `checkout`; Paddle may send `null` for it or its `url`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Checkout {
    /// The default payment link with `_ptxn`.
    #[serde(default)]
    pub url: Option<String>,
}
