//! Payment methods: cards, and Link, which has no brand and no digits.

use serde_json::{Value, json};
use upm_contract::PaymentMethod;

use super::{Metadata, set};

/// A payment method; attached once it has a customer.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Method {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) customer: Option<String>,
    pub(in crate::stripe) name: Option<String>,
    pub(in crate::stripe) kind: Kind,
    pub(in crate::stripe) metadata: Metadata,
}

/// What kind of method it is.
#[derive(Clone, Debug)]
pub(in crate::stripe) enum Kind {
    Card(Card),
    Link {
        email: String,
    },
    PayPal {
        email: String,
    },
    /// A debit of a US bank account, which takes days to become certain.
    Bank {
        last4: String,
    },
}

/// What Stripe shows of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::stripe) struct Card {
    pub(in crate::stripe) number: String,
    pub(in crate::stripe) brand: &'static str,
    pub(in crate::stripe) exp_month: u8,
    pub(in crate::stripe) exp_year: u16,
}

impl Kind {
    /// Stripe's name for it.
    pub(in crate::stripe) fn name(&self) -> &'static str {
        match self {
            Self::Card(_) => "card",
            Self::Link { .. } => "link",
            Self::PayPal { .. } => "paypal",
            Self::Bank { .. } => "us_bank_account",
        }
    }
}

impl Card {
    pub(in crate::stripe) fn last4(&self) -> &str {
        self.number.get(self.number.len().saturating_sub(4)..).unwrap_or_default()
    }
}

impl Method {
    pub(in crate::stripe) fn json(&self) -> Value {
        let kind = self.kind.name();
        let (email, details) = match &self.kind {
            Kind::Card(card) => (
                None,
                json!({
                    "brand": card.brand,
                    "display_brand": card.brand,
                    "last4": card.last4(),
                    "exp_month": card.exp_month,
                    "exp_year": card.exp_year,
                    "funding": "credit",
                    "country": "US",
                    "fingerprint": format!("Fp{:0>14}", card.last4()),
                    "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
                    "networks": { "available": [card.brand], "preferred": null },
                    "three_d_secure_usage": { "supported": true },
                    "generated_from": null,
                    "regulated_status": "unregulated",
                    "wallet": null,
                }),
            ),
            Kind::Link { email } => (Some(email), json!({ "email": email })),
            Kind::PayPal { email } => {
                (None, json!({ "country": "US", "payer_email": email, "payer_id": "EXAMPLEPAYER1" }))
            }
            Kind::Bank { last4 } => (
                None,
                json!({
                    "account_holder_type": "individual",
                    "account_type": "checking",
                    "bank_name": "STRIPE TEST BANK",
                    "fingerprint": format!("Fp{last4:0>14}"),
                    "last4": last4,
                    "routing_number": "110000000",
                    "status_details": null,
                }),
            ),
        };
        let mut object = json!({
            "id": self.id,
            "object": "payment_method",
            "type": kind,
            "allow_redisplay": "unspecified",
            "customer": self.customer,
            "customer_account": null,
            "created": self.created,
            "livemode": false,
            "metadata": self.metadata,
            "billing_details": {
                "address": { "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null },
                "email": email,
                "name": self.name,
                "phone": null,
                "tax_id": null,
            },
        });
        set(&mut object, kind, details);
        object
    }

    pub(in crate::stripe) fn summary(&self) -> PaymentMethod {
        match &self.kind {
            Kind::Card(card) => PaymentMethod {
                kind: "card".to_owned(),
                brand: Some(card.brand.to_owned()),
                last4: Some(card.last4().to_owned()),
                exp_month: Some(card.exp_month),
                exp_year: Some(card.exp_year),
            },
            Kind::Link { .. } => PaymentMethod { kind: "link".to_owned(), ..Default::default() },
            Kind::PayPal { .. } => PaymentMethod { kind: "paypal".to_owned(), ..Default::default() },
            Kind::Bank { last4 } => {
                PaymentMethod { kind: "us_bank_account".to_owned(), last4: Some(last4.clone()), ..Default::default() }
            }
        }
    }
}
