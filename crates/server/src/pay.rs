//! `GET /pay`: the default payment link page.
//!
//! What Paddle's dunning mails and `checkout.url` open, with `_ptxn` in the
//! address, for a person who need not be signed in. Nothing of the transaction
//! is read here: Paddle.js opens it, and every amount on the page is Paddle's.

mod brand;

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse,
    routing::get,
};

use crate::{
    config::{Config, PaddleConfig},
    html::{escape, fill},
    return_url::with_param,
    words::Language,
};

const PAGE: &str = include_str!("../assets/pay.html");
const SCRIPT: &str = include_str!("../assets/pay.js");
const STYLE: &str = include_str!("../assets/pay.css");

/// Where Paddle says to load it from, for sandbox and live alike.
const PADDLE_JS: &str = "https://cdn.paddle.com/paddle/v2/paddle.js";

/// What `pay.js` puts the transaction's id in place of.
const PLACEHOLDER: &str = "{TRANSACTION}";

/// The page and its three files. They lie beside each other, so the router may be nested.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(paddle: &PaddleConfig, config: &Config) -> Router<S> {
    let pages = Language::ALL.map(|language| (language.tag, Bytes::from(page(language, paddle, config))));
    let pages = Arc::new(HashMap::from(pages));
    let icon = Bytes::from(brand::icon(&config.brand));
    let policy = HeaderValue::from_str(&policy(script_url(paddle), brand::logo_origin(&config.brand).as_deref()))
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    Router::new()
        .route(
            "/pay",
            get(move |headers: HeaderMap| async move {
                let language = Language::of_request(None, &headers);
                let page = pages.get(language.tag).cloned().unwrap_or_default();
                let headers = [
                    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                    (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag)),
                    (header::VARY, HeaderValue::from_static("accept-language")),
                    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                    (header::CONTENT_SECURITY_POLICY, policy),
                    // Paddle approves domains, so it may look at the origin; never at the query.
                    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
                ];
                (headers, page)
            }),
        )
        .route("/pay.js", get(|| file("text/javascript; charset=utf-8", Bytes::from_static(SCRIPT.as_bytes()))))
        .route("/pay.css", get(|| file("text/css; charset=utf-8", Bytes::from_static(STYLE.as_bytes()))))
        .route("/pay.svg", get(move || file("image/svg+xml", icon)))
}

fn page(language: &Language, paddle: &PaddleConfig, config: &Config) -> String {
    let words = &language.words;
    fill(PAGE, |name| {
        Some(match name {
            "lang" => language.tag.to_owned(),
            "dir" => language.direction().to_owned(),
            "title" => brand::title(words.pay.title, &config.brand),
            "heading" => escape(words.pay.title),
            "style" => brand::style(&config.brand),
            "brand" => brand::header(&config.brand),
            "script" => escape(script_url(paddle)),
            "token" => escape(&paddle.client_token),
            "return_to" => escape(&with_param(&config.return_url, &config.return_param, PLACEHOLDER)),
            "return_url" => escape(&config.return_url),
            "words" => escape(&serde_json::to_string(&words.pay).unwrap_or_default()),
            "no_script" => escape(words.pay.no_script),
            "retry" => escape(words.pay.retry),
            "back" => escape(words.back),
            "foot" => escape(words.pay.foot),
            _ => return None,
        })
    })
}

async fn file(kind: &'static str, body: Bytes) -> impl IntoResponse {
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
fn policy(script: &str, logo: Option<&str>) -> String {
    let own = url::Url::parse(script).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let paddle = format!("{own} https://*.paddle.com");
    let retain = "https://*.profitwell.com";
    let logo = logo.unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' {paddle} https://public.profitwell.com; style-src 'self' 'unsafe-inline' {paddle}; \
         img-src 'self' data: {paddle} {retain} {logo}; font-src 'self' data: {paddle}; frame-src {paddle}; \
         connect-src 'self' {paddle} {retain}; base-uri 'none'; form-action {paddle}; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::good;

    fn pages(config: &Config) -> Vec<(&'static Language, String)> {
        let paddle = config.paddle.as_ref().unwrap();
        Language::ALL.map(|language| (language, page(language, paddle, config))).into()
    }

    #[test]
    fn the_page_runs_no_inline_script_and_has_no_gaps() {
        for (language, page) in pages(&good()) {
            assert!(page.contains(&format!(r#"lang="{}""#, language.tag)));
            assert!(page.contains(r#"data-token="test_made_up""#) && page.contains("{TRANSACTION}"), "{page}");
            assert!(!page.contains("{{"), "{page}");
            for script in page.split("<script").skip(1) {
                assert!(script.contains("src=") && script.contains("></script>"), "{script}");
            }
            let inline = |word: &str| word.contains('=') && (word.starts_with("on") || word.starts_with("style"));
            assert!(!page.split_whitespace().any(inline), "inline handlers and styles");
        }
    }

    #[test]
    fn the_script_finds_all_its_words() {
        let (_, page) = pages(&good()).swap_remove(0);
        let words = page.split("data-words=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let words: serde_json::Value =
            serde_json::from_str(&words.replace("&quot;", "\"").replace("&#39;", "'")).unwrap();
        let mut asked = 0;
        for rest in SCRIPT.split("words.").skip(1) {
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            if !name.is_empty() && rest.get(name.len()..).is_some_and(|next| next.starts_with([',', ')'])) {
                assert!(words[&name]["title"].is_string() && words[&name]["text"].is_string(), "{name}");
                asked += 1;
            }
        }
        assert!(asked >= 9, "{asked}");
    }

    #[test]
    fn the_script_comes_from_paddle_and_the_logo_from_where_it_is() {
        let mut config = good();
        assert_eq!(script_url(config.paddle.as_ref().unwrap()), PADDLE_JS);
        assert!(policy(PADDLE_JS, None).contains("script-src 'self' https://cdn.paddle.com "));
        config.brand.logo = Some("https://images.example.com:8443/logo.svg?v=2".to_owned());
        let policy = policy(PADDLE_JS, brand::logo_origin(&config.brand).as_deref());
        let images = policy.split(';').find(|part| part.contains("img-src")).unwrap();
        assert!(images.contains("https://images.example.com:8443") && !images.contains("https: "), "{images}");
    }

    /// What is in the configuration is not looked through for gaps again.
    #[test]
    fn a_name_that_looks_like_a_gap_stays_a_name() {
        let mut config = good();
        config.brand.name = "{{token}}".to_owned();
        assert!(pages(&config).iter().all(|(_, page)| page.contains("<bdi>{{token}}</bdi>")));
    }
}
