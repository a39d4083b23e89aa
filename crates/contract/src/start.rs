//! `POST endpoint`: the start of an update.

use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;

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
    /// The id from [`Notice::invoice`](crate::Notice::invoice).
    pub invoice: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217 code in upper case.
    pub currency: String,
}
