//! What the double does differently on demand, and the faults still to come.

use serde::{Deserialize, Serialize};

use crate::script::Script;

/// What the double does differently on demand.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Switches {
    /// How `paddle.js` is served.
    pub(super) script: Script,
    /// The script shows the static error frame instead of a checkout.
    pub(super) error_frame: bool,
    /// After `checkout.loaded`, one more event of the checkout that was open before.
    pub(super) late_events: bool,
    pub(super) token_mismatch: TokenMismatch,
    pub(super) no_payment_link: PaymentLink,
    pub(super) recurring_totals: RecurringTotals,
    pub(super) loaded: Loaded,
    /// Milliseconds from `paid` to `completed`.
    pub(super) settle_ms: u64,
    pub(super) checkout_url: CheckoutUrl,
    /// Whether the API key may read customers and addresses.
    pub(super) includes: bool,
    /// Whether answers carry `meta`.
    pub(super) meta: bool,
    /// Milliseconds that each answer of the API takes.
    pub(super) delay_ms: u64,
    /// Requests to the API a minute.
    pub(super) rate_limit: usize,
    /// The most entities on a page of a list, where the API's own maximum is larger.
    pub(super) page_size: usize,
    /// Why every payment in a checkout is declined, one of [`DECLINES`]; empty: the card's number decides.
    pub(super) decline: &'static str,
    /// Paddle's own retry with the method on file pays a debt just before the customer's
    /// payment does, and the checkout says completed all the same.
    pub(super) collects_first: bool,
    /// Faults still to come.
    pub(super) fail_next: Vec<Fault>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            script: Script::Ok,
            error_frame: false,
            late_events: true,
            token_mismatch: TokenMismatch::Event,
            no_payment_link: PaymentLink::Off,
            recurring_totals: RecurringTotals::Normal,
            loaded: Loaded::Normal,
            settle_ms: 2_000,
            checkout_url: CheckoutUrl::Normal,
            includes: true,
            meta: true,
            delay_ms: 0,
            rate_limit: 240,
            page_size: 200,
            decline: "",
            collects_first: false,
            fail_next: Vec::new(),
        }
    }
}

impl Switches {
    /// The first fault for this path, once.
    pub(super) fn take_fault(&mut self, path: &str) -> Option<Fault> {
        let place = self.fail_next.iter().position(|fault| path.contains(&fault.path))?;
        let fault = self.fail_next.get_mut(place)?;
        if fault.times > 1 {
            fault.times -= 1;
            return Some(fault.clone());
        }
        Some(self.fail_next.remove(place))
    }
}

/// What follows a token of the wrong environment.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TokenMismatch {
    Event,
    Silent,
}

/// Who misses the account's default payment link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PaymentLink {
    /// Nobody: it is set.
    Off,
    /// The API, when it is asked for a transaction.
    Api,
    /// The checkout, as `checkout.error`.
    Checkout,
}

/// `recurring_totals` of an update without a charge.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RecurringTotals {
    /// The price of a month.
    Normal,
    Absent,
    Null,
    Zero,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Loaded {
    Normal,
    Never,
    Twice,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CheckoutUrl {
    Normal,
    /// `checkout: null`.
    Null,
    /// `checkout: {url: null}`.
    NullUrl,
    /// Names a transaction that does not exist, as an official example does.
    Other,
}

/// Requests to the API that fail.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// Part of the path; empty matches every path.
    #[serde(default)]
    pub(super) path: String,
    /// 0 cuts the connection; 502 to 504 answer with a page; the rest is the API's error.
    pub(super) status: u16,
    /// The API's error code, if not the usual one of the status.
    #[serde(default)]
    pub(super) code: Option<String>,
    /// Seconds, with 429.
    #[serde(default = "one")]
    pub(super) retry_after: u64,
    /// Milliseconds before the answer.
    #[serde(default)]
    pub(super) delay_ms: u64,
    /// The request is carried out before it fails: only its answer is lost.
    #[serde(default)]
    pub(super) executed: bool,
    /// How many requests in a row.
    #[serde(default = "one")]
    pub(super) times: u64,
}

fn one() -> u64 {
    1
}

/// `payments[].error_code` of a declined payment.
pub(super) const DECLINES: [&str; 19] = [
    "already_canceled",
    "already_refunded",
    "authentication_failed",
    "blocked_card",
    "canceled",
    "declined",
    "declined_not_retryable",
    "expired_card",
    "fraud",
    "invalid_amount",
    "invalid_payment_details",
    "issuer_unavailable",
    "not_enough_balance",
    "preferred_network_not_supported",
    "psp_error",
    "redacted_payment_method",
    "system_error",
    "transaction_not_permitted",
    "unknown",
];
