//! The fields of Stripe's objects that are read here; everything else is ignored.
//!
//! Enumerations are plain text, since Stripe adds values at any time.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::json::or_default;

pub(crate) type Metadata = BTreeMap<String, String>;

/// A reference that Stripe sends as an id or, when asked, as the object.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Expandable<T> {
    Id(String),
    Object(T),
}

/// An object of which only the id matters.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Named {
    pub id: String,
}

/// The id behind a reference that was not, or need not be, expanded.
pub(crate) fn id(reference: Option<&Expandable<Named>>) -> Option<&str> {
    match reference? {
        Expandable::Id(id) | Expandable::Object(Named { id }) => Some(id.as_str()).filter(|id| !id.is_empty()),
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subscription {
    pub id: String,
    #[serde(default)]
    pub status: String,
    pub customer: Option<Expandable<Named>>,
    #[serde(default)]
    pub currency: String,
    #[serde(default, deserialize_with = "or_default")]
    pub collection_method: String,
    pub default_payment_method: Option<Expandable<Named>>,
    pub default_source: Option<Expandable<Named>>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
}

impl Subscription {
    /// Whether an invoice is overdue.
    pub(crate) fn owes(&self) -> bool {
        matches!(self.status.as_str(), "past_due" | "unpaid")
    }
}

/// What is charged next, by Stripe's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnFile<'a> {
    /// The subscription's own default, or else its default source, a legacy card.
    Own(&'a str),
    /// The customer's default.
    Customers(&'a str),
    /// None, or only the customer's legacy source.
    Nothing,
}

impl Subscription {
    /// What its next invoice is charged to.
    pub(crate) fn on_file<'a>(&'a self, customer: &'a Customer) -> OnFile<'a> {
        let own = id(self.default_payment_method.as_ref()).or_else(|| id(self.default_source.as_ref()));
        own.map(OnFile::Own).or_else(|| customer.default().map(OnFile::Customers)).unwrap_or(OnFile::Nothing)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Customer {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub invoice_settings: InvoiceSettings,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
}

impl Customer {
    /// The default payment method.
    pub(crate) fn default(&self) -> Option<&str> {
        id(self.invoice_settings.default_payment_method.as_ref())
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct InvoiceSettings {
    pub default_payment_method: Option<Expandable<Named>>,
}

/// Not `Debug`: its address and its client secret let anybody in.
#[derive(Clone, Deserialize)]
pub(crate) struct Session {
    pub id: String,
    /// Of a hosted session, while it is open.
    pub url: Option<String>,
    /// Of an embedded session.
    pub client_secret: Option<String>,
    #[serde(default)]
    pub created: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub mode: String,
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    #[serde(default)]
    pub livemode: bool,
    pub customer: Option<Expandable<Named>>,
    pub setup_intent: Option<Expandable<SetupIntent>>,
    pub expires_at: Option<u64>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
}

/// A session of the Billing portal. Not `Debug`: its address lets anybody in.
#[derive(Clone, Deserialize)]
pub(crate) struct PortalSession {
    pub url: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SetupIntent {
    pub id: String,
    #[serde(default)]
    pub status: String,
    pub customer: Option<Expandable<Named>>,
    pub payment_method: Option<Expandable<Named>>,
    #[serde(default)]
    pub created: u64,
    pub latest_attempt: Option<Expandable<SetupAttempt>>,
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: Metadata,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SetupAttempt {
    pub created: u64,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Invoice {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    pub customer: Option<Expandable<Named>>,
    /// Until 2025; then `parent.subscription_details.subscription`.
    subscription: Option<Expandable<Named>>,
    parent: Option<Parent>,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub created: i64,
    pub amount_due: Option<i64>,
    pub amount_remaining: Option<i64>,
    pub subtotal: Option<i64>,
    pub total: Option<i64>,
    /// Until 2025; then `total_taxes`.
    pub tax: Option<i64>,
    pub total_taxes: Option<Vec<Amount>>,
    pub total_discount_amounts: Option<Vec<Amount>>,
    pub next_payment_attempt: Option<i64>,
    pub hosted_invoice_url: Option<String>,
    pub lines: Option<List<Line>>,
}

impl Invoice {
    /// The subscription that it is for.
    pub(crate) fn subscription(&self) -> Option<&str> {
        let details = self.parent.as_ref().and_then(|parent| parent.subscription_details.as_ref());
        id(details.map_or(self.subscription.as_ref(), |details| details.subscription.as_ref()))
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Parent {
    subscription_details: Option<SubscriptionDetails>,
}

#[derive(Clone, Debug, Deserialize)]
struct SubscriptionDetails {
    subscription: Option<Expandable<Named>>,
}

/// Something that happened. `object` is what it happened to, as it was then.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Event {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub livemode: bool,
    pub data: EventData,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EventData {
    pub object: serde_json::Value,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Amount {
    pub amount: i64,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Line {
    pub description: Option<String>,
    pub amount: Option<i64>,
    pub quantity: Option<i64>,
}
