//! The pages' content security policies: strict, and what Paddle needs.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::gallery;
use crate::Urls;
use crate::seeds::{Customer, Provider};

/// The page sets it too.
const COOKIE_NAME: &str = "demo_customer";
/// `1` where the checkout is wanted in the page.
const INLINE_NAME: &str = "demo_inline";

/// Whose page is asked for, by the address or the cookie; an extension of the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedIn(pub(super) &'static str);

/// The policies, ready to send, and who gets which.
#[derive(Clone, Debug)]
pub(super) struct Policies {
    stripe: Arc<str>,
    embedded: Arc<str>,
    paddle: Arc<str>,
    customers: Arc<[(&'static str, Provider)]>,
}

impl Policies {
    pub(super) fn new(urls: &Urls, seeds: &[Customer]) -> Self {
        Self {
            stripe: stripe(urls).into(),
            embedded: embedded(urls).into(),
            paddle: paddle(urls).into(),
            customers: seeds.iter().map(|seed| (seed.key, seed.provider)).collect(),
        }
    }

    fn known(&self, key: &str) -> Option<(&'static str, Provider)> {
        self.customers.iter().find(|(known, _)| *known == key).copied()
    }
}

/// For customers of Stripe, who only ever leave the page: nothing but its own
/// files, and no string becomes markup or script.
fn stripe(urls: &Urls) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self' {checkout}{billing}; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        checkout = urls.stripe_checkout,
        billing = Some(&urls.stripe_billing)
            .filter(|billing| **billing != urls.stripe_checkout)
            .map_or_else(String::new, |billing| format!(" {billing}")),
    )
}

/// For customers of Stripe whose checkout is in the page: its script loads more of itself, so no
/// Trusted Types without a policy of the page's own.
fn embedded(urls: &Urls) -> String {
    let Urls { stripe_js: js, stripe_api: api, stripe_checkout: checkout, stripe_hooks: hooks, .. } = urls;
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {js} {checkout}; style-src 'self'; \
         img-src 'self' data:; connect-src 'self' {api} {checkout}; frame-src {js} {checkout} {hooks}; font-src 'self'; \
         form-action 'self' {checkout}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// For customers of Paddle, whose script writes inline styles and markup and
/// opens a frame.
fn paddle(urls: &Urls) -> String {
    let Urls { paddle_cdn: cdn, paddle_sandbox_cdn: assets, paddle_buy: buy, .. } = urls;
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {cdn}; \
         style-src 'self' 'unsafe-inline' {cdn} {assets}; img-src 'self' data: {cdn} {assets}; \
         connect-src 'self' {buy}; frame-src {buy} {assets}; font-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Puts a policy on HTML that has none, and lets browsers keep files only if they
/// ask again. `?customer=KEY` on a page signs that customer in.
pub(super) async fn apply(State(policies): State<Policies>, mut request: Request, next: Next) -> Response {
    let named = request.uri().query().and_then(|query| named_in(&policies, query));
    let signed_in = named.or_else(|| remembered(&policies, request.headers()));
    if let Some((key, _)) = signed_in {
        request.extensions_mut().insert(SignedIn(key));
    }
    // Nothing of Paddle's is in the gallery, whoever is signed in.
    let strict = request.uri().path() == gallery::PATH;
    let inline = is_inline(&request);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = match signed_in {
        Some((_, Provider::Paddle)) if !strict => &policies.paddle,
        _ if inline && !strict => &policies.embedded,
        _ => &policies.stripe,
    };
    if is_html
        && !headers.contains_key(CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(policy)
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        if let Some((key, _)) = named {
            for cookie in [format!("{COOKIE_NAME}={key}"), format!("{INLINE_NAME}={}", u8::from(inline))] {
                if let Ok(cookie) = HeaderValue::from_str(&format!("{cookie}; SameSite=Lax; Path=/")) {
                    headers.append(SET_COOKIE, cookie);
                }
            }
        }
    }
    // Never `no-store` on the page: it would keep it out of the back/forward cache.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// The customer in the address.
fn named_in(policies: &Policies, query: &str) -> Option<(&'static str, Provider)> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    policies.known(&pairs.find(|(name, _)| name == "customer")?.1)
}

/// Whether the checkout is wanted in the page: an address that names a customer says so itself.
fn is_inline(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let value = |wanted| form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted);
    match (value("mode"), value("customer")) {
        (Some((_, mode)), _) => mode == "inline",
        (None, Some(_)) => false,
        _ => cookies(request.headers(), INLINE_NAME).any(|value| value == "1"),
    }
}

/// The customer in the cookie.
fn remembered(policies: &Policies, headers: &HeaderMap) -> Option<(&'static str, Provider)> {
    cookies(headers, COOKIE_NAME).find_map(|key| policies.known(key))
}

fn cookies<'a>(headers: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    pairs
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(move |cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}
