//! Checkout Sessions in setup mode.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::{Card, Data, Metadata, fixed, overlay};

static FIXED: LazyLock<Map<String, Value>> = LazyLock::new(|| fixed(include_str!("session.json")));

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

/// Where a completed session leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::stripe) enum Then {
    /// The hosted page goes to `success_url`.
    Hosted { success_url: String, cancel_url: Option<String> },
    /// The page that embeds it goes to `return_url`, where `redirect_on_completion` says so.
    Embedded { return_url: Option<String>, redirect: &'static str },
}

/// A Checkout Session, in setup mode unless it is somebody else's.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Session {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) expires_at: i64,
    pub(in crate::stripe) status: Status,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) currency: Option<String>,
    pub(in crate::stripe) then: Then,
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
    /// The subscription that a session in subscription mode made.
    pub(in crate::stripe) subscription: Option<String>,
}

impl Session {
    /// Whether the page takes this type of method.
    pub(in crate::stripe) fn offers(&self, kind: &str) -> bool {
        self.types.iter().any(|offered| offered == kind)
    }

    /// Where a customer goes once it is complete, with the session's id in the
    /// place of the literal placeholder: an encoded one stays as it is.
    pub(in crate::stripe) fn destination(&self) -> Option<String> {
        let url = match &self.then {
            Then::Hosted { success_url, .. } => Some(success_url),
            Then::Embedded { return_url, redirect: "always" } => return_url.as_ref(),
            // No method that the page offers leaves it.
            Then::Embedded { .. } => None,
        };
        url.map(|url| url.replace("{CHECKOUT_SESSION_ID}", &self.id))
    }

    /// Where a method that leaves the page comes back to.
    pub(in crate::stripe) fn way_back(&self) -> Option<String> {
        let url = match &self.then {
            Then::Hosted { success_url, .. } => Some(success_url),
            Then::Embedded { return_url, .. } => return_url.as_ref(),
        };
        url.map(|url| url.replace("{CHECKOUT_SESSION_ID}", &self.id))
    }

    /// Lets whoever has it into the session.
    pub(in crate::stripe) fn client_secret(&self) -> String {
        format!("{}_secret_fidExampleExample", self.id)
    }

    pub(in crate::stripe) fn json(&self, data: &Data) -> Value {
        let open = self.status == Status::Open;
        let customer = data.customer(&self.customer);
        // 0 was recorded for a complete session with a currency, null for an open one.
        let amount = (self.status == Status::Complete && self.currency.is_some()).then_some(0);
        let allowed = (!self.allowed_types.is_empty()).then_some(&self.allowed_types);
        let message = self.submit_message.as_ref().map(|message| json!({ "message": message }));
        let mut own = json!({
            "id": self.id,
            "mode": if self.subscription.is_some() { "subscription" } else { "setup" },
            "payment_status": if self.subscription.is_some() { "paid" } else { "no_payment_required" },
            "subscription": self.subscription,
            "status": self.status.as_str(),
            "url": null,
            "success_url": null,
            "cancel_url": null,
            "client_secret": null,
            "locale": self.locale,
            "customer": self.customer,
            "client_reference_id": self.client_reference_id,
            "created": self.created,
            "expires_at": self.expires_at,
            "currency": self.currency,
            "setup_intent": self.setup_intent,
            "metadata": self.metadata,
            "allowed_payment_method_types": allowed,
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
        let ui = match &self.then {
            Then::Hosted { success_url, cancel_url } => json!({
                "ui_mode": "hosted_page",
                "url": open.then_some(&self.url),
                "success_url": success_url,
                "cancel_url": cancel_url,
            }),
            Then::Embedded { return_url, redirect } => json!({
                "ui_mode": "embedded_page",
                "client_secret": open.then(|| self.client_secret()),
                "return_url": return_url,
                "redirect_on_completion": redirect,
            }),
        };
        if let (Value::Object(own), Value::Object(ui)) = (&mut own, ui) {
            own.extend(ui);
        }
        overlay(&FIXED, own)
    }
}
