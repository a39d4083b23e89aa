//! Payment methods, and the test cards that the form takes.

use serde_json::{Value, json};
use upm_contract::PaymentMethod;

use crate::ids;
use crate::seeds::Card;

/// A payment method of a customer.
#[derive(Clone, Debug)]
pub(super) struct Method {
    /// `paymtd_…`.
    pub(super) id: String,
    details: Details,
}

#[derive(Clone, Debug)]
enum Details {
    Card { brand: &'static str, last4: String, month: u8, year: u16 },
    PayPal,
}

impl Method {
    /// The card that a customer starts with.
    pub(super) fn seeded(card: &Card) -> Self {
        let brand = match card.brand {
            "amex" => "american_express",
            brand => brand,
        };
        let details = Details::Card { brand, last4: card.last4.to_owned(), month: card.exp_month, year: card.exp_year };
        Self { id: card.id.to_owned(), details }
    }

    /// A card that was typed into the form. Only its brand, last four digits and
    /// expiry are kept.
    pub(super) fn card(number: &str, month: u8, year: u16) -> Self {
        let brand = match number.as_bytes() {
            [b'4', ..] => "visa",
            [b'5', b'1'..=b'5', ..] => "mastercard",
            [b'3', b'4' | b'7', ..] => "american_express",
            [b'3', b'5', ..] => "jcb",
            _ => "unknown",
        };
        let last4 = number.get(number.len().saturating_sub(4)..).unwrap_or_default().to_owned();
        Self { id: ids::paddle("paymtd"), details: Details::Card { brand, last4, month, year } }
    }

    /// An account that was approved in the popup.
    pub(super) fn paypal() -> Self {
        Self { id: ids::paddle("paymtd"), details: Details::PayPal }
    }

    /// `payments[].method_details` of the API, with the holder's name.
    pub(super) fn entity(&self, holder: &str) -> Value {
        match &self.details {
            Details::Card { brand, last4, month, year } => json!({"type": "card", "card": {
                "type": brand, "last4": last4, "expiry_month": month, "expiry_year": year,
                "cardholder_name": holder,
            }}),
            Details::PayPal => json!({"type": "paypal", "card": null}),
        }
    }

    /// `payment.method_details` of the script's events.
    pub(super) fn event(&self) -> Value {
        match &self.details {
            Details::Card { brand, last4, month, year } => json!({"type": "card", "card": {
                "type": brand, "last4": last4, "expiry_month": month, "expiry_year": year,
            }}),
            Details::PayPal => json!({"type": "paypal"}),
        }
    }

    /// `type` of the API.
    pub(super) fn kind(&self) -> &'static str {
        match self.details {
            Details::Card { .. } => "card",
            Details::PayPal => "paypal",
        }
    }

    /// For the demo and the tests.
    pub(super) fn summary(&self) -> PaymentMethod {
        match &self.details {
            Details::Card { brand, last4, month, year } => PaymentMethod {
                kind: "card".to_owned(),
                brand: Some((*brand).to_owned()),
                last4: Some(last4.clone()),
                exp_month: Some(*month),
                exp_year: Some(*year),
            },
            Details::PayPal => PaymentMethod { kind: "paypal".to_owned(), ..PaymentMethod::default() },
        }
    }
}

/// Why the bank declines this number, in `payments[].error_code`'s words. Cards
/// that are no test cards are declined, too.
pub(super) fn decline(number: &str) -> Option<&'static str> {
    match number {
        "4242424242424242" | "4000056655665556" | "5555555555554444" | "378282246310005" => None,
        "4000000000000002" => Some("declined"),
        "4000000000000069" => Some("expired_card"),
        "4000000000009995" => Some("not_enough_balance"),
        _ => Some("invalid_payment_details"),
    }
}
