//! The one error type, which is a response: RFC 9457 problem details.
//!
//! `code` is for programs, `detail` for engineers: what happened and what to do
//! next. A provider's own body never gets in: it can hold personal data and
//! client secrets.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use upm_contract::Problem;

use crate::token::Provider;

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $status:literal $word:literal, $title:literal;)+) => {
        /// Every case that an answer can name in `code`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])+ $name,)+
        }

        impl Code {
            /// The word in the answer, the HTTP status, and the case in a few words.
            const fn parts(self) -> (&'static str, u16, &'static str) {
                match self {
                    $(Self::$name => ($word, $status, $title),)+
                }
            }

            /// All of them.
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name,)+];
        }
    };
}

codes! {
    /// The body is not what the endpoint takes.
    BodyInvalid = 400 "body_invalid", "The body cannot be read";
    /// `attempt` is no UUIDv7.
    AttemptInvalid = 400 "attempt_invalid", "The attempt is no UUIDv7";
    /// The clock that made `attempt` is hours off.
    AttemptClock = 400 "attempt_clock", "The attempt is from another time";
    /// A webhook is not from the provider, or is not of now.
    SignatureInvalid = 400 "signature_invalid", "The signature is not valid";
    /// No token came with the request.
    TokenMissing = 401 "token_missing", "No customer token";
    /// The token was never good here.
    TokenInvalid = 401 "token_invalid", "The customer token is not valid";
    /// The token was good until its `exp`.
    TokenExpired = 401 "token_expired", "The customer token has expired";
    /// A cookie is not enough: the request is from another page.
    OriginRefused = 403 "origin_refused", "The request comes from another page";
    /// There is nothing at this address.
    NoSuchRoute = 404 "no_such_route", "There is nothing at this address";
    /// The address takes other methods.
    MethodNotAllowed = 405 "method_not_allowed", "The method is not allowed here";
    /// Nothing here by that id, or it is somebody else's: one answer for both.
    Unknown = 404 "unknown", "No such update";
    /// The provider does not know the token's subscription or customer.
    NotFound = 404 "not_found", "The provider does not know the subscription";
    /// Over the size limit.
    BodyTooLarge = 413 "body_too_large", "The body is too large";
    /// Neither JSON nor a form.
    ContentType = 415 "content_type_unsupported", "The content type is not supported";

    /// The subscription has ended.
    SubscriptionCanceled = 409 "subscription_canceled", "The subscription is canceled";
    /// The first payment was never made.
    SubscriptionIncomplete = 409 "subscription_incomplete", "The subscription has not begun";
    /// The subscription is paused or inactive.
    SubscriptionPaused = 409 "subscription_paused", "The subscription is paused";
    /// A renewal is being worked on; later it will do.
    SubscriptionLocked = 409 "subscription_locked", "The subscription is being renewed";
    /// Billed by invoice, so no method is kept.
    ManualCollection = 409 "manual_collection", "The subscription is billed by invoice";
    /// There is no method that could be replaced.
    PaymentMethodMissing = 409 "payment_method_missing", "No payment method on file";
    /// The token names no subscription, and none of the customer's stands out.
    SubscriptionUnnamed = 409 "subscription_unnamed", "The token does not say which subscription";
    /// The portal would set what the subscription does not use.
    PortalOverruled = 422 "portal_overruled", "The portal cannot change this subscription";
    /// The provider is still working on the same attempt.
    AttemptInProgress = 409 "attempt_in_progress", "The same attempt is being worked on";
    /// The attempt's session has been used already.
    SessionFinished = 409 "session_finished", "The attempt's session is no longer open";

    /// The provider's rate limit, this service's budget below it, or the customer's starts.
    RateLimited = 429 "rate_limited", "Too many requests";
    /// A mistake in this service.
    Internal = 500 "internal", "A mistake in this service";
    /// The token names a provider that is not configured here.
    ProviderNotConfigured = 500 "provider_not_configured", "The provider is not configured";
    /// The provider refuses the key.
    ProviderKeyRefused = 500 "provider_key_refused", "The provider refuses the key";
    /// The key may not do this.
    ProviderForbidden = 500 "provider_forbidden", "The key lacks a permission";
    /// Paddle has no default payment link.
    PaymentLinkMissing = 500 "payment_link_missing", "No default payment link";
    /// The provider does not accept the request, and repeating will not help.
    ProviderRefused = 502 "provider_refused", "The provider refuses the request";
    /// The provider failed, or answered what cannot be read.
    ProviderUnavailable = 502 "provider_unavailable", "The provider failed";
    /// A webhook could not be finished in time.
    NotNow = 503 "not_now", "The event has to be sent again";
    /// The request was given up.
    TookTooLong = 503 "took_too_long", "This took too long";
    /// The provider did not answer.
    ProviderUnreachable = 503 "provider_unreachable", "The provider did not answer";
}

impl Code {
    /// The word in the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.parts().0
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.parts().1).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Whether sending a webhook again is of no use: nobody's repair of this
    /// service or of the provider changes what the subscription is.
    pub(crate) const fn is_final(self) -> bool {
        matches!(
            self,
            Self::BodyInvalid
                | Self::NotFound
                | Self::SubscriptionCanceled
                | Self::SubscriptionIncomplete
                | Self::ManualCollection
                | Self::ProviderRefused
        )
    }

    /// Whether the same request can succeed a little later.
    pub(crate) const fn passes(self) -> bool {
        matches!(
            self,
            Self::SubscriptionLocked
                | Self::AttemptInProgress
                | Self::RateLimited
                | Self::TookTooLong
                | Self::ProviderUnavailable
                | Self::ProviderUnreachable
        )
    }
}

/// An error that is an answer.
#[derive(Clone, Debug)]
pub struct Error {
    code: Code,
    detail: Cow<'static, str>,
    retry_after: Option<u64>,
    provider: Option<Provider>,
}

/// What an answer with an error leaves in its extensions, for the log and the metrics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub code: Code,
    pub provider: Option<Provider>,
}

impl Error {
    pub(crate) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), retry_after: None, provider: None }
    }

    /// Says when to come back, in seconds.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Says whose customer asked.
    pub(crate) fn of(mut self, provider: Provider) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Nothing here by that id; the same for an id that does not exist, that is
    /// malformed and that is another customer's.
    pub(crate) fn unknown() -> Self {
        Self::new(
            Code::Unknown,
            "No update of this customer has this id. Ignore the id: anybody can write one into a link.",
        )
    }

    /// A panic: what it says may quote anything.
    pub(crate) fn internal() -> Self {
        Self::new(Code::Internal, "This is a mistake in this service. Its log says where.")
    }

    /// Which case it is.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    pub(crate) fn problem(&self) -> Problem {
        let (code, status, title) = self.code.parts();
        Problem {
            code: Some(code.to_owned()),
            status: Some(status),
            title: Some(title.to_owned()),
            detail: Some(self.detail.clone().into_owned()),
        }
    }

    /// The headers that go with the case, on a JSON and on an HTML answer alike.
    pub(crate) fn dress(&self, mut response: Response) -> Response {
        *response.status_mut() = self.code.status();
        response.extensions_mut().insert(Failure { code: self.code, provider: self.provider });
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code.status() == StatusCode::UNAUTHORIZED {
            let challenge = if self.code == Code::TokenMissing { "Bearer" } else { r#"Bearer error="invalid_token""# };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Error {}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        self.dress(response)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_distinct_words_with_an_error_status() {
        let words: HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error(), "{code:?}");
        }
    }

    #[test]
    fn an_answer_carries_what_the_case_needs() {
        let response = Error::new(Code::RateLimited, "Wait.").retry_after(7).into_response();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "7");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let response = Error::new(Code::TokenExpired, "Mint a new one.").into_response();
        assert_eq!(response.headers()["www-authenticate"], r#"Bearer error="invalid_token""#);
    }
}
