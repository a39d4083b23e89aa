//! What only the server does: who asks, in which language, and the document around the page.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header, request::Parts},
    routing::get,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{ResponseOptions, render_app_to_stream_with_context};
use tower_http::services::ServeDir;
use update_payment_method::STYLE;
use update_payment_method_server::{Claims, Provider, Server, TokenConfig, TokenError, mint_token};

use crate::{Account, App, Language};

/// What the account page needs of its surroundings.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where Leptos' files are.
    pub options: LeptosOptions,
    /// What customer tokens are signed with.
    pub tokens: TokenConfig,
    /// Another origin than Stripe's own that a checkout may stand on: that of a double.
    pub checkout_origin: String,
}

/// The whole application: the page at `/`, the widget's back end at `/billing`, and files.
pub fn router(site: Site, billing: &Server) -> Router {
    let pkg = ServeDir::new(format!("{}/{}", site.options.site_root, site.options.site_pkg_dir));
    let css = |text: &'static str| get(move || async move { ([(header::CONTENT_TYPE, "text/css")], text) });
    let options = site.options.clone();
    let page = render_app_to_stream_with_context(move || receive(&site), move || document(options.clone()));
    Router::new()
        .route("/", get(page))
        .route("/page.css", css(include_str!("../style/page.css")))
        .route("/update-payment-method.css", css(STYLE))
        .nest_service("/pkg", pkg)
        .nest("/billing", billing.router())
}

/// At the beginning of each request: who is signed in, and in which language.
fn receive(site: &Site) {
    let language = language(&expect_context::<Parts>());
    let response = expect_context::<ResponseOptions>();
    set(&response, header::SET_COOKIE, &format!("lang={}; Path=/; HttpOnly; SameSite=Lax", language.tag()));
    // The token in the page is this customer's.
    set(&response, header::CACHE_CONTROL, "private, no-cache");
    set(&response, header::CONTENT_SECURITY_POLICY, &policy(&site.checkout_origin));
    match token(&site.tokens) {
        Ok(customer_token) => {
            provide_context(Account { language, customer_token, checkout_origin: site.checkout_origin.clone() });
        }
        Err(error) => leptos::logging::error!("no customer token: {error}"),
    }
}

/// A token for the customer who is signed in. A real application asks its session who that is.
fn token(tokens: &TokenConfig) -> Result<String, TokenError> {
    mint_token(tokens, &Claims::new(Provider::Stripe, "cus_uDxYYMfGmzWkpA", "sub_1ePcEJIukB4geqNfngAFTClo"))
}

/// `?lang=`, or what the last page had, since nobody comes back from a checkout with `?lang=`.
fn language(request: &Parts) -> Language {
    let query = request.uri.query().unwrap_or_default().split('&');
    let cookies = request.headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut pairs = query.chain(cookies.split("; "));
    pairs.find_map(|pair| Language::of(pair.strip_prefix("lang=")?)).unwrap_or_default()
}

/// The README's policy for pages with Stripe, and the nonce for Leptos' own scripts.
fn policy(checkout_origin: &str) -> String {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self' https://checkout.stripe.com {checkout_origin}; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
}

fn set(response: &ResponseOptions, name: HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => response.insert_header(name, value),
        Err(_) => leptos::logging::error!("{name} cannot be {value:?}"),
    }
}

/// The document around the page; only the server ever renders it.
fn document(options: LeptosOptions) -> impl IntoView {
    let language = expect_context::<Account>().language;
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() dir=language.direction()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{language.words().title}</title>
                <link rel="icon" href="data:," />
                <link rel="stylesheet" href="/page.css" />
                <link rel="stylesheet" href="/update-payment-method.css" />
                <HydrationScripts options />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
