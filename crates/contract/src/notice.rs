//! What the customer is told before anything is paid.

use serde::Serialize;

use crate::{Money, Read, Value, deserialize_by_reading, open_enum::open_enum};

open_enum! {
    /// What kind of update this is.
    Kind {
        /// A payment is overdue.
        PastDue = "past_due",
        /// Nothing is charged: only the method on file is replaced.
        ZeroValue = "zero_value",
        /// An ordinary charge.
        Charge = "charge",
    }
}

/// What the customer is told before anything is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Which sentence is right.
    pub kind: Kind,
    /// Whether finishing this update takes the money now. Paddle's past-due
    /// checkout does; a Stripe setup session does not, unless pay-now is on.
    pub charged_now: bool,
    /// What is due, after credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Money>,
    /// What it is for, in the order of the invoice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The sums below the items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totals: Option<Totals>,
    /// When the provider tries again by itself, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt: Option<String>,
    /// The provider's id of the invoice or transaction that is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The product's name, as the customer knows it.
    pub name: String,
    /// How many, 1 where the provider does not say.
    pub quantity: u32,
    /// The line's amount before tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// The sums of an invoice. What is absent is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Before tax and discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<Money>,
    /// What a discount takes off, not negative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// Tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// With tax, before credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// What the customer's credit pays, not negative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<Money>,
}

impl Read for Notice {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            kind: Kind::from(value.get("kind").string()?),
            charged_now: value.get("charged_now").bool().unwrap_or_default(),
            due: value.get("due").read(),
            items: value.get("items").list().iter().filter_map(Value::read).collect(),
            totals: value.get("totals").read(),
            next_attempt: value.get("next_attempt").string(),
            invoice: value.get("invoice").string(),
        })
    }
}

impl Read for Item {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            name: value.get("name").string()?,
            quantity: value.get("quantity").whole().and_then(|count| u32::try_from(count).ok()).unwrap_or(1),
            amount: value.get("amount").read(),
        })
    }
}

impl Read for Totals {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            subtotal: value.get("subtotal").read(),
            discount: value.get("discount").read(),
            tax: value.get("tax").read(),
            total: value.get("total").read(),
            credit: value.get("credit").read(),
        })
        .filter(|totals| *totals != Self::default())
    }
}

deserialize_by_reading!(Notice, Item, Totals);
