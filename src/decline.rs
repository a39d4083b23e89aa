//! Why a payment was declined, in the customer's words.
//!
//! Only reasons after which something else than "another one" is to be done; a
//! bank's finer reasons are for nobody but the bank.

use upm_contract::{InvoiceStatus, Verification};

use crate::messages::Text;

/// The reason that the back end gives, where a payment was declined.
pub(crate) fn reason(outcome: &Verification) -> Option<Text> {
    let invoice = outcome.invoice.as_ref().filter(|invoice| invoice.status == InvoiceStatus::Declined)?;
    Some(match invoice.reason.as_deref().unwrap_or_default() {
        "expired_card" => Text::DeclinedExpired,
        // Paddle's word and Stripe's.
        "not_enough_balance" | "insufficient_funds" => Text::DeclinedFunds,
        "authentication_failed" | "authentication_required" => Text::DeclinedBank,
        _ => Text::ErrorDeclined,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_providers_are_known_and_others_survive() {
        let say = |status: &str, why: &str| {
            let json = format!(r#"{{"status": "pending", "invoice": {{"status": "{status}", "reason": "{why}"}}}}"#);
            reason(&serde_json::from_str(&json).unwrap())
        };
        for (word, text) in [
            ("expired_card", Text::DeclinedExpired),
            ("not_enough_balance", Text::DeclinedFunds),
            ("insufficient_funds", Text::DeclinedFunds),
            ("authentication_failed", Text::DeclinedBank),
            ("a_word_of_later", Text::ErrorDeclined),
            ("", Text::ErrorDeclined),
        ] {
            assert_eq!(say("declined", word), Some(text), "{word}");
        }
        assert_eq!(say("open", "expired_card"), None);
    }
}
