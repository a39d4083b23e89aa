//! Who asks.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::{
    error::{Code, Error},
    service::Service,
    token::{self, Claims, TokenError},
};

/// The customer who asks, by the bearer token.
pub(crate) struct Caller(pub Claims);

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Error> {
        caller(service, bearer(&parts.headers)).map(Self)
    }
}

pub(crate) fn caller(service: &Service, token: Option<&str>) -> Result<Claims, Error> {
    let token = token.ok_or_else(|| {
        Error::new(
            Code::TokenMissing,
            "Send the customer token as `Authorization: Bearer …`, or in the form field `customer_token`.",
        )
    })?;
    token::check(&service.config.tokens, token, service.clock.now()).map_err(|error| match error {
        TokenError::Expired => {
            Error::new(Code::TokenExpired, "Let your server mint a new customer token and send the request again.")
        }
        TokenError::Invalid(why) => Error::new(
            Code::TokenInvalid,
            format!(
                "Refused: {why}. Compare the secret, the audience and the claims with this service's configuration."
            ),
        ),
    })
}

pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}
