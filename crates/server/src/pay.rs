//! `GET /pay`: the default payment link page.
//!
//! What Paddle's dunning mails and `checkout.url` open, with `_ptxn` in the
//! address, for a person who need not be signed in. Nothing of the transaction
//! is read here: Paddle.js opens it, and every amount on the page is Paddle's.

use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};

use crate::{
    config::{Config, PaddleConfig},
    html::escape,
    return_url::with_param,
};

const PAGE: &str = include_str!("../assets/pay.html");
const SCRIPT: &str = include_str!("../assets/pay.js");
const STYLE: &str = include_str!("../assets/pay.css");

/// Where Paddle says to load it from, for sandbox and live alike.
const PADDLE_JS: &str = "https://cdn.paddle.com/paddle/v2/paddle.js";

/// What `pay.js` puts the transaction's id in place of.
const PLACEHOLDER: &str = "{TRANSACTION}";

/// The page and its two files. They lie beside each other, so the router may be nested.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(paddle: &PaddleConfig, config: &Config) -> Router<S> {
    let script = script_url(paddle);
    let page = PAGE
        .replace("{{script}}", &escape(script))
        .replace("{{token}}", &escape(&paddle.client_token))
        .replace("{{return_to}}", &escape(&with_param(&config.return_url, &config.return_param, PLACEHOLDER)))
        .replace("{{return_url}}", &escape(&config.return_url));
    let policy =
        HeaderValue::from_str(&policy(script)).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    Router::new()
        .route(
            "/pay",
            get(move || async move {
                let headers = [
                    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                    (header::CONTENT_SECURITY_POLICY, policy),
                    // Paddle approves domains, so it may look at the origin; never at the query.
                    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
                ];
                (headers, page)
            }),
        )
        .route("/pay.js", get(|| file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/pay.css", get(|| file("text/css; charset=utf-8", STYLE)))
}

async fn file(kind: &'static str, body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], body)
}

fn script_url(paddle: &PaddleConfig) -> &str {
    #[cfg(feature = "sandbox")]
    if let Some(url) = &paddle.script_url {
        return url;
    }
    let _ = paddle;
    PADDLE_JS
}

/// Paddle publishes no policy; its hosts are those that its users found, and
/// Retain's. Its overlay needs inline styles.
fn policy(script: &str) -> String {
    let own = url::Url::parse(script).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let paddle = format!("{own} https://*.paddle.com");
    format!(
        "default-src 'none'; script-src 'self' {paddle} https://public.profitwell.com; style-src 'self' 'unsafe-inline' {paddle}; \
         img-src 'self' data: https: {own}; font-src 'self' data: {paddle}; frame-src {paddle}; \
         connect-src 'self' {paddle} https://*.profitwell.com; base-uri 'none'; form-action {paddle}; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::good;

    #[test]
    fn the_page_runs_no_inline_script_and_has_no_gaps() {
        assert!(PAGE.contains("{{token}}") && PAGE.contains("{{return_to}}"));
        for script in PAGE.split("<script").skip(1) {
            assert!(script.contains("src=") && script.contains("></script>"), "{script}");
        }
        let inline = |word: &str| word.contains('=') && (word.starts_with("on") || word.starts_with("style"));
        assert!(!PAGE.split_whitespace().any(inline), "inline handlers and styles");
    }

    #[test]
    fn the_script_comes_from_paddle() {
        let config = good();
        assert_eq!(script_url(config.paddle.as_ref().unwrap()), PADDLE_JS);
        assert!(policy(PADDLE_JS).contains("script-src 'self' https://cdn.paddle.com "));
    }
}
