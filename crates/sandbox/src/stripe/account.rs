//! What the merchant sets in Stripe's dashboard, not over the API.

use serde::{Deserialize, Serialize};

use super::version::Version;

/// The only configuration of the billing portal.
pub(super) const PORTAL_CONFIGURATION: &str = "bpc_1FernwayExampleExample01";

/// The account's settings.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The version of calls without `Stripe-Version`, and of `GET /v1/events`.
    pub(super) version: Version,
    /// Sessions in US dollars offer debits of a bank account.
    pub(super) bank_debits: bool,
    /// Sessions offer PayPal, which has a page of its own.
    pub(super) paypal: bool,
    pub(super) portal: PortalSetting,
}

impl Default for Account {
    fn default() -> Self {
        Self { version: Version::newest(), bank_debits: false, paypal: false, portal: PortalSetting::default() }
    }
}

/// How far the billing portal has been configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PortalSetting {
    /// Payment methods can be updated.
    #[default]
    On,
    /// Nobody ever saved its settings.
    Missing,
    /// It exists, without `payment_method_update`.
    NoMethodUpdate,
}
