//! `GET endpoint/{id}` and `GET endpoint`: what the back end knows.

use serde::Serialize;

use crate::{Money, Notice, Read, Value, deserialize_by_reading, open_enum::open_enum};

open_enum! {
    /// How far the update is.
    Status {
        /// Not finished, or not known yet.
        Pending = "pending",
        /// The new method is the default.
        Updated = "updated",
        /// The debt is paid, but by the method that was on file before.
        PaidWithPreviousMethod = "paid_with_previous_method",
        /// It will not succeed; another start may.
        Failed = "failed",
        /// The session or transaction is no longer valid.
        Expired = "expired",
    }
}

open_enum! {
    /// What became of the overdue invoice.
    InvoiceStatus {
        /// Paid.
        Paid = "paid",
        /// Still open; the provider tries again by itself.
        Open = "open",
        /// The new method was declined for it; while the update is still pending, the
        /// last payment in the checkout was, and another can be made.
        Declined = "declined",
        /// The customer must confirm with the bank, at [`InvoiceOutcome::url`].
        RequiresAction = "requires_action",
    }
}

/// The body of `GET endpoint/{id}`.
///
/// An unknown id is 404; an endpoint without verification answers 405 or 501.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How far the update is.
    pub status: Status,
    /// The method that is now on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
    /// What became of the overdue invoice, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceOutcome>,
}

/// A payment method, as far as a customer page may know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaymentMethod {
    /// `card`, `link`, `paypal`, … in the provider's words.
    #[serde(rename = "type")]
    pub kind: String,
    /// `visa`, `mastercard`, …; Link and PayPal have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The last four digits; Link and PayPal have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last4: Option<String>,
    /// 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp_month: Option<u8>,
    /// Four digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp_year: Option<u16>,
}

/// What became of the overdue invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvoiceOutcome {
    /// How it stands.
    pub status: InvoiceStatus,
    /// How much it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The provider's own page for it (Stripe's `hosted_invoice_url`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Why it was declined, in the provider's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the provider tries again by itself, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt: Option<String>,
}

/// The body of `GET endpoint`: what is on file, before anybody presses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The method on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
    /// The subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Subscription>,
    /// What is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// The part of a subscription that a customer page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subscription {
    /// `active`, `past_due`, … in the provider's words.
    pub status: String,
}

impl Read for Verification {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            status: Status::from(value.get("status").string()?),
            payment_method: value.get("payment_method").read(),
            invoice: value.get("invoice").read(),
        })
    }
}

impl Read for PaymentMethod {
    fn read(value: &Value) -> Option<Self> {
        let small = |key| value.get(key).whole();
        Some(Self {
            kind: value.get("type").string()?,
            brand: value.get("brand").string(),
            last4: value.get("last4").string(),
            exp_month: small("exp_month").and_then(|month| u8::try_from(month).ok()),
            exp_year: small("exp_year").and_then(|year| u16::try_from(year).ok()),
        })
    }
}

impl Read for InvoiceOutcome {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            status: InvoiceStatus::from(value.get("status").string()?),
            amount: value.get("amount").read(),
            url: value.get("url").string(),
            reason: value.get("reason").string(),
            next_attempt: value.get("next_attempt").string(),
        })
    }
}

impl Read for Overview {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            payment_method: value.get("payment_method").read(),
            subscription: value.get("subscription").get("status").string().map(|status| Subscription { status }),
            notice: value.get("notice").read(),
        })
    }
}

deserialize_by_reading!(Verification, PaymentMethod, InvoiceOutcome, Overview);
