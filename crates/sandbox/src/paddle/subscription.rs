//! Subscriptions and what can be wrong with them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::ApiError;
use super::method::Method;
use crate::clock::{self, DAY};
use crate::seeds::Customer;

/// One customer with one subscription.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) seed: Customer,
    pub(super) condition: Condition,
    /// What the next renewal is charged to.
    pub(super) method: Method,
    /// The code of the error that tests chose for its update transactions; empty for none.
    pub(super) refusal: String,
}

/// The state of a subscription, as far as it decides about an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Condition {
    Active,
    Trialing,
    PastDue,
    Paused,
    Canceled,
    /// Collected by invoice.
    Manual,
    /// A renewal is being processed.
    Locked,
    /// No method on file.
    NoMethod,
}

impl Condition {
    /// The API's `status`.
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::Active | Self::Manual | Self::Locked | Self::NoMethod => "active",
            Self::Trialing => "trialing",
            Self::PastDue => "past_due",
            Self::Paused => "paused",
            Self::Canceled => "canceled",
        }
    }

    /// The code of the error that an update transaction is refused with, if so.
    fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Active | Self::Trialing | Self::PastDue => None,
            Self::Manual => Some("subscription_not_automatic_collection"),
            Self::Canceled => Some("subscription_is_canceled_action_invalid"),
            Self::Paused => Some("subscription_is_inactive_action_invalid"),
            Self::Locked => Some("subscription_locked_renewal"),
            Self::NoMethod => Some("subscription_missing_payment_method_cannot_update"),
        }
    }
}

impl Account {
    pub(super) fn new(seed: &Customer) -> Self {
        let condition = if seed.debt.is_some() { Condition::PastDue } else { Condition::Active };
        Self { seed: seed.clone(), condition, method: Method::seeded(&seed.card), refusal: String::new() }
    }

    /// Another subscription of the same customer and card.
    fn sibling(&self, key: &'static str, subscription_id: &'static str, condition: Condition) -> Self {
        let seed = Customer { key, subscription_id, debt: None, ..self.seed.clone() };
        Self { condition, ..Self::new(&seed) }
    }

    /// The former subscriptions of one of the customers, so that not each has just one.
    /// In a list the newest, which is no longer of use, comes before the one that runs.
    pub(super) fn former(&self) -> Vec<Self> {
        match self.seed.subscription_id {
            // Kim Berger's.
            "sub_01kfbf5kznwj47tan9zt24mnpz" => vec![
                self.sibling("paddle_active_canceled", "sub_01kjx8q4t2c7w5m9z3e6r1y0na", Condition::Canceled),
                self.sibling("paddle_active_paused", "sub_01kb2d6v9f3h8k1p5s7x4w0gqe", Condition::Paused),
            ],
            _ => Vec::new(),
        }
    }

    /// Why there is no transaction for an update, if so.
    pub(super) fn refuses(&self) -> Option<ApiError> {
        let code = Some(self.refusal.as_str()).filter(|code| !code.is_empty());
        code.or(self.condition.refusal()).and_then(ApiError::of)
    }

    /// When the running period began: with the failed renewal, or three weeks ago.
    pub(super) fn period_starts(&self, now: i64) -> i64 {
        now - self.seed.debt.map_or(20, |debt| debt.days_ago) * DAY
    }

    /// The API's subscription.
    pub(super) fn entity(&self, now: i64) -> Value {
        let seed = &self.seed;
        let starts = self.period_starts(now);
        let (begun, ends) = (clock::rfc3339(starts - 90 * DAY), clock::rfc3339(starts + 30 * DAY));
        let manual = self.condition == Condition::Manual;
        let portal = format!("https://buyer-portal.paddle.com/subscriptions/{}", seed.subscription_id);
        json!({
            "id": seed.subscription_id,
            "status": self.condition.status(),
            "customer_id": seed.customer_id,
            "address_id": seed.address_id,
            "business_id": null,
            "currency_code": seed.currency,
            "created_at": begun,
            "updated_at": clock::rfc3339(starts),
            "started_at": begun,
            "first_billed_at": begun,
            "next_billed_at": matches!(self.condition, Condition::Active | Condition::Trialing).then_some(&ends),
            "paused_at": (self.condition == Condition::Paused).then(|| clock::rfc3339(starts)),
            "canceled_at": (self.condition == Condition::Canceled).then(|| clock::rfc3339(starts)),
            "discount": null,
            "collection_mode": if manual { "manual" } else { "automatic" },
            "billing_details": null,
            "current_billing_period": {"starts_at": clock::rfc3339(starts), "ends_at": ends},
            "billing_cycle": {"interval": "month", "frequency": 1},
            "scheduled_change": null,
            "items": seed.items.iter().map(|item| json!({
                "status": "active", "quantity": item.quantity, "recurring": true,
                "created_at": begun, "updated_at": begun,
                "previously_billed_at": clock::rfc3339(starts), "next_billed_at": ends,
                "trial_dates": null,
                "price": super::entity::price(seed, item),
                "product": super::entity::product(item),
            })).collect::<Vec<_>>(),
            "custom_data": null,
            "management_urls": {
                "update_payment_method": (!manual).then(|| format!("{portal}/update-payment-method")),
                "cancel": format!("{portal}/cancel"),
            },
            "import_meta": null,
        })
    }
}
