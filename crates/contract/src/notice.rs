//! What the customer is told before anything is paid.

use serde::{Deserialize, Serialize};

use crate::{Money, open_enum::open_enum};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which sentence is right.
    pub kind: Kind,
    /// Whether finishing this update takes the money now. Paddle's past-due
    /// checkout does; a Stripe setup session does not, unless pay-now is on.
    #[serde(default)]
    pub charged_now: bool,
    /// What is due, after credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Money>,
    /// What it is for, in the order of the invoice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The sums below the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Totals>,
    /// When the provider tries again by itself, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt: Option<String>,
    /// The provider's id of the invoice or transaction that is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The product's name, as the customer knows it.
    pub name: String,
    /// How many, 1 where the provider does not say.
    #[serde(default = "one")]
    pub quantity: u32,
    /// The line's amount before tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

fn one() -> u32 {
    1
}

/// The sums of an invoice. What is absent is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Before tax and discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<Money>,
    /// What a discount takes off, not negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// Tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// With tax, before credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// What the customer's credit pays, not negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Money>,
}
