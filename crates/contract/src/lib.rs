//! What the widget and its back end say to each other: the bodies of
//! `POST endpoint`, `GET endpoint` and `GET endpoint/{id}`; and in which languages
//! they speak to the customer.
//!
//! Two rules hold everywhere. Members that are not known are ignored, and an
//! enumeration keeps a value it does not know ([`Mode::Other`] and its like), so
//! either side may be newer than the other. And money always says its own
//! decimals ([`Money`]), because Stripe, Paddle and ISO 4217 disagree about them.

#![forbid(unsafe_code)]

pub mod language;
mod money;
mod notice;
mod open_enum;
mod problem;
mod start;
mod value;
mod verify;

pub use money::Money;
pub use notice::{Item, Kind, Notice, Totals};
pub use problem::Problem;
pub use start::{Agreed, Mode, Start};
pub use value::{Read, Value};
pub use verify::{InvoiceOutcome, InvoiceStatus, Overview, PaymentMethod, Status, Subscription, Verification};

/// Whether `id` may be an id of a provider: 1 to 255 characters out of
/// `A-Z a-z 0-9 _`.
///
/// Ids come back in addresses that anybody can write, so both sides ignore all
/// others before they reach a URL.
#[must_use]
pub fn is_id(id: &str) -> bool {
    (1..=255).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_are_words_of_bounded_length() {
        assert!(is_id("cs_test_c186E7oJaffq6"));
        assert!(is_id(&"a".repeat(255)));
        for bad in ["", "../../x", "cs test", "cs%20", "{CHECKOUT_SESSION_ID}", "é", &"a".repeat(256)] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
