//! What the merchant sets in Stripe's dashboard, not over the API.

use super::version::Version;

/// The account's settings.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The version of calls without `Stripe-Version`, and of `GET /v1/events`.
    pub(super) version: Version,
    /// Sessions in US dollars offer debits of a bank account.
    pub(super) bank_debits: bool,
}

impl Default for Account {
    fn default() -> Self {
        Self { version: Version::newest(), bank_debits: false }
    }
}
