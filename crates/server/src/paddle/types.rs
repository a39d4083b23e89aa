//! The fields of Paddle's objects that are read here; everything else, personal
//! data above all, is ignored.

use serde::Deserialize;

use crate::json::or_default;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Envelope<T> {
    pub data: T,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Subscription {
    #[serde(default)]
    pub status: String,
    pub customer_id: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Transaction {
    pub id: String,
    #[serde(default)]
    pub status: String,
    #[serde(default, deserialize_with = "or_default")]
    pub origin: String,
    pub customer_id: Option<String>,
    pub subscription_id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub currency_code: String,
    #[serde(default, deserialize_with = "or_default")]
    pub created_at: String,
    #[serde(default, deserialize_with = "or_default")]
    pub updated_at: String,
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
    pub payment_method_id: Option<String>,
    pub method_details: Option<MethodDetails>,
    #[serde(default, deserialize_with = "or_default")]
    pub created_at: String,
    pub captured_at: Option<String>,
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

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Checkout {
    pub url: Option<String>,
}
