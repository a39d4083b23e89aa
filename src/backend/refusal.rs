//! What an answer with an error status means.

use upm_contract::Value;

use crate::error::{Code, Error};

/// The error for an answer with an error status, from RFC 9457's body, Stripe's or
/// Paddle's. The word in the body says more than the status, where it is known.
pub(super) fn refusal(status: u16, body: &Value) -> Error {
    let inner = body.get("error");
    let word = body.get("code").text().or_else(|| inner.get("code").text()).unwrap_or_default();
    let code = match word {
        "subscription_canceled" | "subscription_is_canceled_action_invalid" | "subscription_update_when_canceled" => {
            Code::SubscriptionCanceled
        }
        "subscription_paused"
        | "subscription_is_inactive_action_invalid"
        | "subscription_not_active"
        | "subscription_cannot_be_paused" => Code::SubscriptionPaused,
        "manual_collection" | "subscription_not_automatic_collection" => Code::ManualCollection,
        "payment_method_missing" | "subscription_missing_payment_method_cannot_update" => Code::PaymentMethodMissing,
        "payment_link_missing" | "transaction_default_checkout_url_not_set" => Code::PaymentLinkMissing,
        "provider_not_configured" | "provider_key_refused" | "provider_forbidden" => Code::ProviderSetup,
        // These are conflicts, too, but no time mends them.
        "subscription_unnamed" | "subscription_incomplete" => Code::Forbidden,
        "session_finished" => Code::SessionExpired,
        _ if word.starts_with("subscription_locked") => Code::SubscriptionLocked,
        _ => match status {
            // A provider's own body, forwarded: whom it refuses is the back end, not the customer.
            401 | 403 if inner.get("type").text().is_some() => Code::ProviderSetup,
            401 => Code::Unauthorized,
            403 => Code::Forbidden,
            404 | 410 => Code::NotFound,
            409 | 423 => Code::SubscriptionLocked,
            429 => Code::RateLimited,
            500.. => Code::ServerError,
            _ => Code::Forbidden,
        },
    };
    let said = [body.get("detail"), body.get("title"), inner.get("detail"), inner.get("message")];
    let said =
        said.iter().find_map(|text| text.text()).unwrap_or("no reason given; check the endpoint's address and its log");
    let status = status.to_string();
    Error::new(
        code,
        ["The endpoint answered ", &status, " (", if word.is_empty() { "no code" } else { word }, "): ", said].concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Our back end's codes, and what each is here.
    const OURS: &[(&str, Code)] = &[
        ("body_invalid", Code::Forbidden),
        ("attempt_invalid", Code::Forbidden),
        ("attempt_clock", Code::Forbidden),
        ("signature_invalid", Code::Forbidden),
        ("token_missing", Code::Unauthorized),
        ("token_invalid", Code::Unauthorized),
        ("token_expired", Code::Unauthorized),
        ("origin_refused", Code::Forbidden),
        ("no_such_route", Code::NotFound),
        ("method_not_allowed", Code::Forbidden),
        ("internal", Code::ServerError),
        ("took_too_long", Code::ServerError),
        ("unknown", Code::NotFound),
        ("not_found", Code::NotFound),
        ("body_too_large", Code::Forbidden),
        ("content_type_unsupported", Code::Forbidden),
        ("subscription_canceled", Code::SubscriptionCanceled),
        ("subscription_incomplete", Code::Forbidden),
        ("subscription_paused", Code::SubscriptionPaused),
        ("subscription_locked", Code::SubscriptionLocked),
        ("manual_collection", Code::ManualCollection),
        ("payment_method_missing", Code::PaymentMethodMissing),
        ("subscription_unnamed", Code::Forbidden),
        ("portal_overruled", Code::Forbidden),
        ("attempt_in_progress", Code::SubscriptionLocked),
        ("session_finished", Code::SessionExpired),
        ("rate_limited", Code::RateLimited),
        ("provider_not_configured", Code::ProviderSetup),
        ("provider_key_refused", Code::ProviderSetup),
        ("provider_forbidden", Code::ProviderSetup),
        ("payment_link_missing", Code::PaymentLinkMissing),
        ("provider_refused", Code::ServerError),
        ("provider_unavailable", Code::ServerError),
        ("not_now", Code::ServerError),
        ("provider_unreachable", Code::ServerError),
    ];

    fn code(status: u16, body: &str) -> Code {
        refusal(status, &serde_json::from_str(body).unwrap()).code
    }

    /// Name, status and word of each code: `Name = 409 "word", …`.
    fn of_the_server() -> Vec<(u16, &'static str)> {
        let source = include_str!("../../crates/server/src/error.rs");
        let code = |line: &'static str| {
            let (_, rest) = line.split_once(" = ")?;
            let mut parts = rest.split('"');
            Some((parts.next()?.trim().parse().ok()?, parts.next()?))
        };
        source.lines().filter_map(code).collect()
    }

    #[test]
    fn every_code_of_our_back_end_has_its_case() {
        let words: Vec<_> = of_the_server();
        assert!(words.len() > 20, "{words:?}");
        for (status, word) in words {
            let expected = OURS.iter().find(|(ours, _)| *ours == word);
            let expected = expected.unwrap_or_else(|| panic!("{word}: decide what the widget makes of it")).1;
            assert_eq!(code(status, &format!(r#"{{"code": "{word}"}}"#)), expected, "{word}");
        }
    }

    #[test]
    fn forwarded_bodies_of_the_providers_are_told_apart() {
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
            (400, "subscription_locked_pending_changes", Code::SubscriptionLocked),
            (429, "too_many_requests", Code::RateLimited),
            (404, "not_found", Code::NotFound),
            (403, "invalid_token", Code::ProviderSetup),
            (401, "authentication_missing", Code::ProviderSetup),
            (403, "forbidden", Code::ProviderSetup),
            (400, "a_code_of_later", Code::Forbidden),
            (500, "internal_error", Code::ServerError),
        ] {
            let body =
                format!(r#"{{"error": {{"type": "request_error", "code": "{word}", "detail": "x"}}, "meta": {{}}}}"#);
            assert_eq!(code(status, &body), expected, "{word}");
        }
        let stripe = r#"{"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}"#;
        assert_eq!(code(401, stripe), Code::ProviderSetup);
    }

    #[test]
    fn without_a_word_the_status_decides() {
        for (status, expected) in [
            (401, Code::Unauthorized),
            (403, Code::Forbidden),
            (410, Code::NotFound),
            (409, Code::SubscriptionLocked),
            (423, Code::SubscriptionLocked),
            (429, Code::RateLimited),
            (418, Code::Forbidden),
            (503, Code::ServerError),
        ] {
            assert_eq!(code(status, r#"{"error": "no"}"#), expected, "{status}");
        }
    }

    #[test]
    fn the_engineer_reads_status_word_and_reason() {
        let body = serde_json::from_str(r#"{"code": "rate_limited", "detail": "Wait."}"#).unwrap();
        assert_eq!(refusal(429, &body).detail, "The endpoint answered 429 (rate_limited): Wait.");
    }
}
