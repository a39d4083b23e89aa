//! What Paddle's error codes mean here.
//!
//! Matched on `code`, never on text. Which of them the update operation answers
//! with is not documented, so every code that can name a case does.

use serde::Deserialize;

use crate::{
    error::{Code, Error},
    http::Reply,
    json::word,
};

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error: ErrorFields,
}

#[derive(Default, Deserialize)]
struct ErrorFields {
    #[serde(default)]
    code: Option<String>,
}

/// Turns a refusal into our error; only Paddle's code word is passed on.
pub(super) fn refusal(reply: &Reply) -> Error {
    let fields = serde_json::from_slice::<ErrorBody>(&reply.body).unwrap_or_default().error;
    let code = fields.code.as_deref().unwrap_or_default();
    match (reply.status, code) {
        (_, "subscription_is_canceled_action_invalid" | "subscription_update_when_canceled") => {
            Error::new(Code::SubscriptionCanceled, "This subscription has ended. Offer the customer a new one instead.")
        }
        (_, "subscription_not_automatic_collection") => Error::new(
            Code::ManualCollection,
            "This subscription is billed by invoice (collection mode manual), so no payment method is charged. Do not show the widget for it.",
        ),
        (
            _,
            "subscription_is_inactive_action_invalid" | "subscription_not_active" | "subscription_cannot_be_paused",
        ) => Error::new(
            Code::SubscriptionPaused,
            "This subscription is paused or inactive. Resume it before its payment method is replaced.",
        ),
        (_, "subscription_missing_payment_method_cannot_update") => Error::new(
            Code::PaymentMethodMissing,
            "This subscription has no payment method that could be replaced. Send the customer through a checkout first.",
        ),
        (_, "transaction_default_checkout_url_not_set") => Error::new(
            Code::PaymentLinkMissing,
            "Paddle has no default payment link. Set it under Paddle > Checkout > Checkout settings, for example to this service's /pay page.",
        ),
        // `_renewal`, `_processing`, `_pending_changes`; time mends any.
        (_, code) if code.starts_with("subscription_locked") => {
            Error::new(Code::SubscriptionLocked, "Paddle is renewing this subscription. Try again in a moment.")
                .retry_after(reply.retry_after.unwrap_or(10))
        }
        (429, _) | (_, "too_many_requests") => Error::new(
            Code::RateLimited,
            "Paddle's rate limit for this server's address is reached. Wait as long as Retry-After says.",
        )
        .retry_after(reply.retry_after.unwrap_or(60)),
        (404, _) | (_, "not_found") => Error::new(
            Code::NotFound,
            "Paddle has no such object for this key. Check the ids in the customer token, and that key and ids are of one environment.",
        ),
        (401, _) | (_, "invalid_token" | "authentication_missing" | "authentication_malformed") => Error::new(
            Code::ProviderKeyRefused,
            "Paddle refuses the API key. Check that it is of this environment and has not been revoked.",
        ),
        (403, _) | (_, "forbidden") => Error::new(
            Code::ProviderForbidden,
            "The Paddle API key may not do this. It needs transaction.write, transaction.read and subscription.read.",
        ),
        (500.., _) => Error::new(Code::ProviderUnavailable, "Paddle failed. Try again in a moment."),
        _ => Error::new(
            Code::ProviderRefused,
            format!("Paddle refuses the request (status {}, code {}).", reply.status, word(code).unwrap_or("none")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(status: u16, code: &str) -> Code {
        let body =
            format!(r#"{{"error": {{"type": "request_error", "code": "{code}", "detail": "About sam@example.com"}}}}"#);
        let error = refusal(&Reply::for_test(status, &body));
        assert!(!error.to_string().contains("sam@"), "{error}");
        error.code()
    }

    #[test]
    fn every_code_of_the_operation_has_its_case() {
        for (status, word, expected) in [
            (400, "subscription_is_canceled_action_invalid", Code::SubscriptionCanceled),
            (400, "subscription_update_when_canceled", Code::SubscriptionCanceled),
            (400, "subscription_not_automatic_collection", Code::ManualCollection),
            (400, "subscription_is_inactive_action_invalid", Code::SubscriptionPaused),
            (400, "subscription_not_active", Code::SubscriptionPaused),
            (400, "subscription_cannot_be_paused", Code::SubscriptionPaused),
            (400, "subscription_missing_payment_method_cannot_update", Code::PaymentMethodMissing),
            (400, "transaction_default_checkout_url_not_set", Code::PaymentLinkMissing),
            (409, "subscription_locked_renewal", Code::SubscriptionLocked),
            (409, "subscription_locked_processing", Code::SubscriptionLocked),
            (409, "subscription_locked_pending_changes", Code::SubscriptionLocked),
            (401, "invalid_token", Code::ProviderKeyRefused),
            (403, "invalid_token", Code::ProviderKeyRefused),
            (403, "forbidden", Code::ProviderForbidden),
            (404, "not_found", Code::NotFound),
            (429, "too_many_requests", Code::RateLimited),
            (405, "method_not_allowed", Code::ProviderRefused),
            (400, "something_new", Code::ProviderRefused),
            (500, "internal_error", Code::ProviderUnavailable),
        ] {
            assert_eq!(code(status, word), expected, "{word}");
        }
        assert_eq!(refusal(&Reply::for_test(502, "<html></html>")).code(), Code::ProviderUnavailable);
        assert_eq!(refusal(&Reply::for_test(429, "")).code(), Code::RateLimited);
    }
}
