//! Customers and subscriptions.

use serde_json::{Value, json};

use super::{Data, Metadata};
use crate::seeds::Item;

/// A customer of the business.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Customer {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) email: String,
    pub(in crate::stripe) name: String,
    pub(in crate::stripe) currency: String,
    /// `invoice_settings.default_payment_method`.
    pub(in crate::stripe) default_payment_method: Option<String>,
    /// A card or source of the older kind; only the dashboard sets it here.
    pub(in crate::stripe) default_source: Option<String>,
    pub(in crate::stripe) metadata: Metadata,
}

impl Customer {
    pub(in crate::stripe) fn json(&self, data: &Data) -> Value {
        let owes = |s: &Subscription| s.customer == self.id && matches!(s.status.as_str(), "past_due" | "unpaid");
        json!({
            "id": self.id,
            "object": "customer",
            "address": null,
            "balance": 0,
            "created": self.created,
            "currency": self.currency,
            "default_source": self.default_source,
            "delinquent": data.subscriptions.iter().any(owes),
            "description": null,
            "email": self.email,
            "invoice_settings": {
                "custom_fields": null,
                "default_payment_method": self.default_payment_method,
                "footer": null,
                "rendering_options": null,
            },
            "livemode": false,
            "metadata": self.metadata,
            "name": self.name,
            "phone": null,
            "preferred_locales": [],
            "shipping": null,
            "tax_exempt": "none",
        })
    }
}

/// A monthly subscription.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Subscription {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) status: String,
    pub(in crate::stripe) currency: String,
    pub(in crate::stripe) default_payment_method: Option<String>,
    /// As [`Customer::default_source`].
    pub(in crate::stripe) default_source: Option<String>,
    /// Made by a Checkout Session with Managed Payments.
    pub(in crate::stripe) managed: bool,
    pub(in crate::stripe) latest_invoice: Option<String>,
    /// From and until when the current period is.
    pub(in crate::stripe) period: (i64, i64),
    pub(in crate::stripe) items: Vec<Item>,
    pub(in crate::stripe) metadata: Metadata,
}

impl Subscription {
    pub(in crate::stripe) fn json(&self) -> Value {
        let items: Vec<Value> = (0..).zip(&self.items).map(|(n, item)| self.item(n, item)).collect();
        json!({
            "id": self.id,
            "object": "subscription",
            "billing_cycle_anchor": self.period.0,
            "cancel_at": null,
            "cancel_at_period_end": false,
            "canceled_at": null,
            "collection_method": "charge_automatically",
            "created": self.created,
            "currency": self.currency,
            "customer": self.customer,
            "customer_account": null,
            "default_payment_method": self.default_payment_method,
            "default_source": self.default_source,
            "description": null,
            "ended_at": null,
            "items": {
                "object": "list",
                "data": items,
                "has_more": false,
                "url": format!("/v1/subscription_items?subscription={}", self.id),
            },
            "latest_invoice": self.latest_invoice,
            "livemode": false,
            "managed_payments": self.managed.then(|| json!({ "enabled": true })),
            "metadata": self.metadata,
            "payment_settings": {
                "payment_method_options": null,
                "payment_method_types": null,
                "save_default_payment_method": "off",
            },
            "start_date": self.created,
            "status": self.status,
            "trial_end": null,
        })
    }

    fn item(&self, n: usize, item: &Item) -> Value {
        json!({
            "id": format!("si_{}{n}", self.id.trim_start_matches("sub_")),
            "object": "subscription_item",
            "created": self.created,
            "current_period_start": self.period.0,
            "current_period_end": self.period.1,
            "metadata": {},
            "price": {
                "id": item.price_id,
                "object": "price",
                "active": true,
                "currency": self.currency,
                "nickname": item.price,
                "product": item.product_id,
                "recurring": {
                    "interval": "month",
                    "interval_count": 1,
                    "meter": null,
                    "trial_period_days": null,
                    "usage_type": "licensed",
                },
                "type": "recurring",
                "unit_amount": item.unit_amount,
                "unit_amount_decimal": item.unit_amount.to_string(),
            },
            "quantity": item.quantity,
            "subscription": self.id,
        })
    }
}
