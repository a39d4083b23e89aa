//! Checkout Sessions in setup mode.

use serde_json::{Value, json};

use super::{Card, Data, Metadata, overlay, set};
use crate::stripe::version::Version;

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stripe) enum Status {
    /// It can be completed.
    Open,
    /// A method was saved.
    Complete,
    /// Too late, or expired by the API.
    Expired,
}

impl Status {
    pub(in crate::stripe) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// A hosted Checkout Session in setup mode.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Session {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) expires_at: i64,
    pub(in crate::stripe) status: Status,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) currency: Option<String>,
    pub(in crate::stripe) success_url: String,
    pub(in crate::stripe) cancel_url: Option<String>,
    pub(in crate::stripe) locale: Option<String>,
    pub(in crate::stripe) client_reference_id: Option<String>,
    pub(in crate::stripe) submit_message: Option<String>,
    pub(in crate::stripe) metadata: Metadata,
    pub(in crate::stripe) setup_intent: String,
    /// `allowed_payment_method_types` as given; empty when it was not.
    pub(in crate::stripe) allowed_types: Vec<String>,
    /// The types that the page offers.
    pub(in crate::stripe) types: Vec<String>,
    /// With its `#fid…` fragment.
    pub(in crate::stripe) url: String,
    /// The card whose bank is being asked, on the hosted page.
    pub(in crate::stripe) challenge: Option<(Card, String)>,
}

impl Session {
    pub(in crate::stripe) fn json(&self, data: &Data, version: &Version) -> Value {
        let open = self.status == Status::Open;
        let customer = data.customer(&self.customer);
        // 0 was recorded for a complete session with a currency, null for an open one.
        let amount = (self.status == Status::Complete && self.currency.is_some()).then_some(0);
        let allowed = (!self.allowed_types.is_empty()).then_some(&self.allowed_types);
        let message = self.submit_message.as_ref().map(|message| json!({ "message": message }));
        let mut own = json!({
            "id": self.id,
            "status": self.status.as_str(),
            "url": open.then_some(&self.url),
            "success_url": self.success_url,
            "cancel_url": self.cancel_url,
            "ui_mode": version.ui_modes().first(),
            "locale": self.locale,
            "customer": self.customer,
            "client_reference_id": self.client_reference_id,
            "created": self.created,
            "expires_at": self.expires_at,
            "currency": self.currency,
            "setup_intent": self.setup_intent,
            "metadata": self.metadata,
            "payment_method_types": self.types,
            "amount_subtotal": amount,
            "amount_total": amount,
            "custom_text": {
                "after_submit": null,
                "shipping_address": null,
                "submit": message,
                "terms_of_service_acceptance": null,
            },
            "customer_details": {
                "email": customer.map(|customer| &customer.email),
                "name": null, "business_name": null, "individual_name": null,
                "phone": null, "address": null, "tax_exempt": null, "tax_ids": null,
            },
        });
        if version.has_allowed_types() {
            set(&mut own, "allowed_payment_method_types", json!(allowed));
        }
        overlay(include_str!("session.json"), own)
    }
}
