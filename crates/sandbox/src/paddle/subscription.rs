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

    /// Why there is no transaction for an update, if so.
    pub(super) fn refusal(self) -> Option<ApiError> {
        let (status, code, detail) = match self {
            Self::Active | Self::Trialing | Self::PastDue => return None,
            Self::Manual => {
                (400, "subscription_not_automatic_collection", "Subscription is not automatically collected.")
            }
            Self::Canceled => (
                400,
                "subscription_is_canceled_action_invalid",
                "Subscription is canceled, so this action is not possible.",
            ),
            Self::Paused => (400, "subscription_is_inactive_action_invalid", "Subscription is inactive."),
            Self::Locked => (409, "subscription_locked_renewal", "Subscription is locked by its renewal."),
            Self::NoMethod => {
                (400, "subscription_missing_payment_method_cannot_update", "Subscription has no payment method.")
            }
        };
        Some(ApiError::request(status, code, detail))
    }
}

impl Account {
    pub(super) fn new(seed: &Customer) -> Self {
        let condition = if seed.debt.is_some() { Condition::PastDue } else { Condition::Active };
        Self { seed: seed.clone(), condition, method: Method::seeded(&seed.card) }
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
            "next_billed_at": (self.condition == Condition::Active).then_some(&ends),
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
