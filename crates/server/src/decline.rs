//! Why a payment was declined, as far as the customer may know.

/// What is shown instead of a reason that is the bank's alone.
const ANY: &str = "generic_decline";

/// The provider's reason, unless whoever holds the card must not learn it: if it is
/// stolen, that is the thief. Stripe's list of decline codes asks for a generic
/// decline there; Paddle's words are those for the same cases.
pub(crate) fn told(reason: String) -> String {
    match reason.as_str() {
        "fraudulent" | "lost_card" | "stolen_card" | "pickup_card" | "merchant_blacklist" | "fraud"
        | "blocked_card" => ANY.to_owned(),
        _ => reason,
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn a_stolen_card_is_any_declined_card() {
        for secret in
            ["stolen_card", "lost_card", "fraudulent", "pickup_card", "merchant_blacklist", "fraud", "blocked_card"]
        {
            assert_eq!(told(secret.to_owned()), "generic_decline", "{secret}");
        }
        assert_eq!(told("insufficient_funds".to_owned()), "insufficient_funds");
    }
}
