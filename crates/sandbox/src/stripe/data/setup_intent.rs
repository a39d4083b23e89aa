//! SetupIntents and their attempts.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::{Metadata, fixed, overlay};

static FIXED: LazyLock<Map<String, Value>> = LazyLock::new(|| fixed(include_str!("setup_intent.json")));

/// What a session sets up.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct SetupIntent {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) status: &'static str,
    pub(in crate::stripe) description: Option<String>,
    pub(in crate::stripe) metadata: Metadata,
    pub(in crate::stripe) types: Vec<String>,
    pub(in crate::stripe) allowed_types: Vec<String>,
    pub(in crate::stripe) payment_method: Option<String>,
    pub(in crate::stripe) latest_attempt: Option<String>,
    pub(in crate::stripe) last_error: Option<Value>,
}

impl SetupIntent {
    pub(in crate::stripe) fn json(&self) -> Value {
        let own = json!({
            "id": self.id,
            "created": self.created,
            "customer": self.customer,
            "status": self.status,
            "client_secret": format!("{}_secret_example", self.id),
            "description": self.description,
            "metadata": self.metadata,
            "payment_method_types": self.types,
            "allowed_payment_method_types":
                (!self.allowed_types.is_empty()).then_some(&self.allowed_types),
            "payment_method": self.payment_method,
            "latest_attempt": self.latest_attempt,
            "last_setup_error": self.last_error,
        });
        overlay(&FIXED, own)
    }
}

/// One try to set a method up.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Attempt {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) setup_intent: String,
    pub(in crate::stripe) payment_method: String,
    /// `card`, `link` or `us_bank_account`.
    pub(in crate::stripe) kind: &'static str,
    /// `processing`, `succeeded` or `failed`.
    pub(in crate::stripe) status: &'static str,
    pub(in crate::stripe) error: Option<Value>,
}

impl Attempt {
    pub(in crate::stripe) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "setup_attempt",
            "application": null,
            "created": self.created,
            "customer": self.customer,
            "customer_account": null,
            "flow_directions": null,
            "livemode": false,
            "on_behalf_of": null,
            "payment_method": self.payment_method,
            "payment_method_details": { "type": self.kind },
            "setup_error": self.error,
            "setup_intent": self.setup_intent,
            "status": self.status,
            "usage": "off_session",
        })
    }
}
