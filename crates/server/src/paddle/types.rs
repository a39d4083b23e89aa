//! The fields of Paddle's objects that are read here; everything else, personal
//! data above all, is ignored.

use std::time::SystemTime;

use serde::{Deserialize, Deserializer};

use crate::json::or_default;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Envelope<T> {
    pub data: T,
    #[serde(default, deserialize_with = "or_default")]
    pub meta: Meta,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Meta {
    #[serde(default, deserialize_with = "or_default")]
    pub pagination: Pagination,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Pagination {
    #[serde(default, deserialize_with = "or_default")]
    pub has_more: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subscription {
    #[serde(default, deserialize_with = "or_default")]
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    pub customer_id: Option<String>,
    pub collection_mode: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Transaction {
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    #[serde(default, deserialize_with = "or_default")]
    pub origin: String,
    pub customer_id: Option<String>,
    pub subscription_id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub currency_code: String,
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<SystemTime>,
    #[serde(default, deserialize_with = "time")]
    pub updated_at: Option<SystemTime>,
    #[serde(default, deserialize_with = "or_default")]
    pub items: Vec<Item>,
    #[serde(default, deserialize_with = "or_default")]
    pub details: Details,
    #[serde(default, deserialize_with = "or_default")]
    pub payments: Vec<Payment>,
    pub checkout: Option<Checkout>,
}

/// The origin of a transaction that only replaces the method of an active subscription.
pub(crate) const METHOD_CHANGE: &str = "subscription_payment_method_change";

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Item {
    pub quantity: Option<u32>,
    pub price: Option<Price>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Price {
    pub id: Option<String>,
    pub name: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Details {
    #[serde(default, deserialize_with = "or_default")]
    pub totals: Totals,
    #[serde(default, deserialize_with = "or_default")]
    pub line_items: Vec<LineItem>,
}

/// Amounts are text, in minor units.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Totals {
    pub subtotal: Option<String>,
    pub discount: Option<String>,
    pub tax: Option<String>,
    pub total: Option<String>,
    pub credit: Option<String>,
    pub balance: Option<String>,
    pub grand_total: Option<String>,
    pub currency_code: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct LineItem {
    pub price_id: Option<String>,
    pub quantity: Option<u32>,
    #[serde(default, deserialize_with = "or_default")]
    pub totals: Totals,
    pub product: Option<Product>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Product {
    pub name: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Payment {
    #[serde(default, deserialize_with = "or_default")]
    pub status: String,
    pub error_code: Option<String>,
    pub payment_method_id: Option<String>,
    pub stored_payment_method_id: Option<String>,
    pub method_details: Option<MethodDetails>,
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<SystemTime>,
    #[serde(default, deserialize_with = "time")]
    pub captured_at: Option<SystemTime>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct MethodDetails {
    #[serde(rename = "type", default, deserialize_with = "or_default")]
    pub kind: String,
    pub card: Option<Card>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Card {
    #[serde(rename = "type")]
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub expiry_month: Option<u8>,
    pub expiry_year: Option<u16>,
}

impl From<MethodDetails> for upm_contract::PaymentMethod {
    fn from(details: MethodDetails) -> Self {
        let card = details.card.unwrap_or_default();
        Self {
            kind: details.kind,
            brand: card.brand,
            last4: card.last4,
            exp_month: card.expiry_month,
            exp_year: card.expiry_year,
        }
    }
}

/// Paddle's times have up to nine fractional digits, and not always as many, so
/// they cannot be compared as text. What is no time is none.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SystemTime>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| humantime::parse_rfc3339(&text).ok()))
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Checkout {
    pub url: Option<String>,
}
