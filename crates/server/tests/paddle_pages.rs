//! The payment link page and the fallback form's pages: languages, brand, policies.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use axum::{
    Json, Router,
    body::Body,
    http::{Request, StatusCode, header},
    response::IntoResponse,
};
use common::{Answer, Mock, ask, config, token};
use serde_json::json;
use update_payment_method_server::{Brand, Provider, router};

/// A back end whose Paddle refuses with this code.
async fn refusing(status: u16, code: &'static str) -> Router {
    let mock = Mock::start(move |_| {
        let error = json!({"error": {"type": "request_error", "code": code, "detail": "About sam@example.com"}});
        (StatusCode::from_u16(status).unwrap(), [(header::RETRY_AFTER, "37")], Json(error)).into_response()
    })
    .await;
    router(config(&mock.base)).unwrap()
}

async fn pay(app: &Router, accept_language: &str) -> Answer {
    let request = Request::get("/pay?_ptxn=txn_01m7wv8dz0p7ft4y5m95edq0pv");
    ask(app, request.header(header::ACCEPT_LANGUAGE, accept_language).body(Body::empty()).unwrap()).await
}

async fn form(app: &Router, fields: &[(&str, &str)], accept_language: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post("/payment-method-updates")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT_LANGUAGE, accept_language);
    ask(app, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn the_payment_link_page_speaks_the_visitors_language_and_asks_nobody() {
    let mock = Mock::start(|_| StatusCode::IM_A_TEAPOT).await;
    let app = router(config(&mock.base)).unwrap();
    for (accept, lang, title) in [
        ("de-CH,de;q=0.9,en;q=0.5", r#"lang="de" dir="ltr""#, "<title>Sichere Zahlung</title>"),
        ("ar", r#"lang="ar" dir="rtl""#, "<title>دفع آمن</title>"),
        ("uk,he;q=0.9", r#"lang="en" dir="ltr""#, "<title>Secure payment</title>"),
        ("\"><script>", r#"lang="en" dir="ltr""#, "<title>Secure payment</title>"),
    ] {
        let answer = pay(&app, accept).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains(lang) && answer.body.contains(title), "{accept}: {}", answer.body);
        assert_eq!(answer.headers[header::VARY], "accept-language");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert!(answer.body.contains(r#"<link rel="icon" href="pay.svg" type="image/svg+xml">"#));
        assert!(!answer.body.contains("txn_01"), "nothing of the address gets into the page");
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn the_brand_is_shown_and_allowed_for() {
    let mock = Mock::start(|_| "").await;
    let mut config = config(&mock.base);
    config.brand = Brand {
        name: r#"Fern & "Way" <i>"#.to_owned(),
        logo: Some("https://images.example.com/logo.svg?a=1&b=2".to_owned()),
        accent: Some("#0f3d2e".to_owned()),
    };
    let app = router(config).unwrap();
    let answer = pay(&app, "en").await;
    for part in [
        "<title>Secure payment · Fern &amp; &quot;Way&quot; &lt;i&gt;</title>",
        r#"<img src="https://images.example.com/logo.svg?a=1&amp;b=2" alt="Fern &amp; &quot;Way&quot; &lt;i&gt;" height="40">"#,
        "--accent: #0f3d2e; --on-accent: #ffffff",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    let icon = ask(&app, Request::get("/pay.svg").body(Body::empty()).unwrap()).await;
    assert!(icon.body.starts_with("<svg") && icon.body.contains("#0f3d2e"), "{}", icon.body);
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let images = policy.split(';').find(|part| part.trim().starts_with("img-src")).unwrap();
    assert!(images.split(' ').any(|source| source == "https://images.example.com"), "{images}");
    assert!(!images.split(' ').any(|source| source == "https:" || source == "*"), "{images}");
}

#[tokio::test]
async fn the_forms_errors_are_told_in_the_forms_language_or_the_browsers() {
    let app = refusing(400, "subscription_not_automatic_collection").await;
    let bearer = token(Provider::Paddle);
    for (locale, accept, lang, title) in [
        ("de-AT", "en", "de", "<h1>Dieses Abonnement wird per Rechnung bezahlt</h1>"),
        ("", "ar,en;q=0.5", "ar", "<h1>يُدفع هذا الاشتراك بموجب فاتورة</h1>"),
        ("uk", "uk", "en", "<h1>This subscription is paid by invoice</h1>"),
    ] {
        let answer = form(&app, &[("customer_token", &bearer), ("locale", locale)], accept).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(answer.headers[header::CONTENT_LANGUAGE], lang);
        assert!(answer.body.contains(title) && answer.body.contains("manual_collection"), "{}", answer.body);
        assert!(!answer.body.contains("sam@"));
    }
}

#[tokio::test]
async fn each_refusal_has_its_page_and_says_when_to_come_back() {
    let bearer = token(Provider::Paddle);
    let mut titles = std::collections::BTreeSet::new();
    let cases = [
        (400, "subscription_not_automatic_collection", false),
        (400, "subscription_is_canceled_action_invalid", false),
        (400, "subscription_is_inactive_action_invalid", false),
        (400, "subscription_missing_payment_method_cannot_update", false),
        (400, "transaction_default_checkout_url_not_set", false),
        (409, "subscription_locked_renewal", true),
        (429, "too_many_requests", true),
        (500, "internal_error", false),
    ];
    for (status, code, comes_back) in cases {
        let answer = form(&refusing(status, code).await, &[("customer_token", &bearer)], "en").await;
        assert_eq!(
            answer.headers.get(header::RETRY_AFTER).map(|value| value == "37"),
            comes_back.then_some(true),
            "{code}"
        );
        let title = answer.body.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
        assert!(titles.insert(title), "{code} has the words of another");
        assert!(answer.body.contains(r#"href="https://app.example.com/account?tab=billing#card""#), "the way back");
    }
    let nobody = form(&refusing(500, "").await, &[], "de").await;
    assert!(nobody.status == 401 && nobody.body.contains("Bitte melden Sie sich erneut an"), "{}", nobody.body);
}
