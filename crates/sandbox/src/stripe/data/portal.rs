//! Billing portal sessions.

use serde_json::{Value, json};

use super::Card;

/// A visit to the portal, prepared for one customer.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Portal {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) configuration: String,
    pub(in crate::stripe) locale: Option<String>,
    pub(in crate::stripe) return_url: Option<String>,
    /// What the visit is for; `None` is the portal's own homepage.
    pub(in crate::stripe) flow: Option<After>,
    /// The last part of the page's address.
    pub(in crate::stripe) token: String,
    pub(in crate::stripe) url: String,
    /// Unix time at which the address stops working.
    pub(in crate::stripe) until: i64,
    /// The SetupIntent of the visit, made with the first card.
    pub(in crate::stripe) setup_intent: Option<String>,
    /// The card whose bank is being asked, and the name on it.
    pub(in crate::stripe) challenge: Option<(Card, String)>,
    /// Whether a method has been saved.
    pub(in crate::stripe) done: bool,
}

/// What follows the flow `payment_method_update`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::stripe) enum After {
    Homepage,
    /// Off to this address.
    Redirect(String),
    /// A page that says so, in these words.
    Confirmation(Option<String>),
}

impl Portal {
    pub(in crate::stripe) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "billing_portal.session",
            "configuration": self.configuration,
            "created": self.created,
            "customer": self.customer,
            "customer_account": null,
            "flow": self.flow.as_ref().map(After::json),
            "livemode": false,
            "locale": self.locale,
            "on_behalf_of": null,
            "return_url": self.return_url,
            "url": self.url,
        })
    }
}

impl After {
    fn json(&self) -> Value {
        let (kind, redirect, confirmation) = match self {
            Self::Homepage => ("portal_homepage", None, None),
            Self::Redirect(url) => ("redirect", Some(json!({ "return_url": url })), None),
            Self::Confirmation(text) => ("hosted_confirmation", None, Some(json!({ "custom_message": text }))),
        };
        json!({
            "type": "payment_method_update",
            "after_completion": { "type": kind, "redirect": redirect, "hosted_confirmation": confirmation },
            "subscription_cancel": null,
            "subscription_update": null,
            "subscription_update_confirm": null,
        })
    }
}
