//! Who asks: the customer that the host application's own middleware named, or
//! the one whose token comes with the request.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, Uri, header, request::Parts},
};

use crate::{
    error::{Code, Error},
    service::Service,
    token::{self, Claims, TokenError},
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The customer who asks for something that changes nothing.
pub(crate) struct Caller(pub Claims);

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Error> {
        match parts.extensions.get::<Claims>() {
            Some(claims) => named_by_host(claims).map(Self),
            None => caller(service, bearer(&parts.headers)).map(Self),
        }
    }
}

/// Claims that a host application put into the request's extensions, where they
/// count without a token. It answers for them, so their times do not matter.
pub(crate) fn named_by_host(claims: &Claims) -> Result<Claims, Error> {
    let ids = std::iter::once(&claims.customer).chain(&claims.subscription);
    if ids.into_iter().all(|id| upm_contract::is_id(id)) {
        return Ok(claims.clone());
    }
    Err(Error::new(
        Code::Internal,
        "The host application names a customer or a subscription that is no id. Correct what its middleware puts into `Claims`.",
    ))
}

/// As [`named_by_host`], for a request that changes something. A cookie goes
/// along with requests from every page, so this one must come from the page's
/// own origin, or from a configured one.
pub(crate) fn on_own_page(claims: &Claims, service: &Service, headers: &HeaderMap, uri: &Uri) -> Result<Claims, Error> {
    if is_own(&service.config.origins, headers, uri) {
        return named_by_host(claims);
    }
    Err(Error::new(
        Code::OriginRefused,
        "A start that is authenticated by the host application must come from its own origin, or from one in `origins`.",
    )
    .of(claims.provider))
}

fn is_own(origins: &[String], headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN);
    if origin.is_some_and(|origin| origins.iter().any(|listed| listed == origin)) {
        return true;
    }
    match text(SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        // An older browser: the scheme is the proxy's affair, the host is not.
        None => {
            let host = text(header::HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
            let from = origin.and_then(|origin| origin.split_once("://")).map(|(_, from)| from);
            from.is_some() && from == host
        }
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn own(headers: &[(HeaderName, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        is_own(&["https://www.example.com".to_owned()], &headers, &Uri::from_static("/payment-method-updates"))
    }

    #[test]
    fn only_the_own_page_and_listed_ones_may_use_a_cookie() {
        let (host, origin) = (|| (header::HOST, "app.example.com"), |origin| (header::ORIGIN, origin));
        let site = |site| (SEC_FETCH_SITE, site);
        assert!(own(&[host(), origin("https://app.example.com"), site("same-origin")]));
        assert!(own(&[host(), origin("https://app.example.com")]));
        assert!(own(&[host(), origin("https://www.example.com"), site("same-site")]));
        for refused in [
            &[host()][..],
            &[host(), origin("null")],
            &[host(), origin("https://evil.example")],
            &[host(), origin("https://evil.example/app.example.com")],
            &[host(), origin("https://app.example.com.evil.example")],
            &[host(), site("cross-site")],
            &[host(), site("none")],
            // What a page says by itself does not count where the browser says otherwise.
            &[host(), origin("https://app.example.com"), site("cross-site")],
            &[host(), origin("https://other.example.com"), site("same-site")],
            &[origin("https://app.example.com")],
            &[],
        ] {
            assert!(!own(refused), "{refused:?}");
        }
    }
}
