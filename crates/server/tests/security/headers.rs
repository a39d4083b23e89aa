//! What answers carry, what cannot get into headers, and who may call from another page.

use axum::{
    Json, Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::IntoResponse,
};
use serde_json::json;
use update_payment_method_server::{Provider, router};

use crate::common::{Answer, Mock, app, ask, config, get, post, post_form, press, token};

async fn send(app: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    ask(app, request.body(Body::empty()).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn a_request_that_hangs_is_given_up_with_all_headers() {
    let mut config = config("http://127.0.0.1:1");
    config.origins = vec!["https://other.example.com".to_owned()];
    let app = router(config).unwrap();
    let body = Body::from_stream(futures_util::stream::pending::<Result<axum::body::Bytes, std::io::Error>>());
    let request = Request::post("/payment-method-updates")
        .header(header::AUTHORIZATION, format!("Bearer {}", token(Provider::Stripe)))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, "https://other.example.com");
    let answer = ask(&app, request.body(body).unwrap()).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "took_too_long"));
    for name in [
        "cache-control",
        "content-security-policy",
        "referrer-policy",
        "x-content-type-options",
        "x-request-id",
        "access-control-allow-origin",
    ] {
        assert!(answer.headers.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn nothing_that_a_browser_sends_becomes_a_header() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    let line = "x\r\nX-Injected: 1";
    let mut start = press();
    start["locale"] = json!(line);
    start["return_url"] = json!(format!("https://app.example.com/team{line}"));
    start["mode"] = json!(line);
    let answer = post(&app, &token(Provider::Stripe), &start).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let form =
        post_form(&app, &[("customer_token", &token(Provider::Stripe)), ("locale", line), ("return_url", line)]).await;
    assert_eq!(form.status, StatusCode::SEE_OTHER);
    let id = get(&app, "/payment-method-updates/cs_test_1%0d%0aX-Injected:%201", &token(Provider::Stripe)).await;
    assert_eq!(id.status, StatusCode::NOT_FOUND);
    let clean = |headers: &HeaderMap| !headers.contains_key("x-injected");
    assert!(clean(&answer.headers) && clean(&form.headers) && clean(&id.headers));
    for seen in mock.seen() {
        assert!(clean(&seen.headers) && !seen.body.contains('\n') && !seen.body.contains("Injected"), "{}", seen.body);
    }
    let named = send(&app, Method::GET, "/healthz", &[("x-request-id", "sam@example.com Set-Cookie: x")]).await;
    assert!(named.headers["x-request-id"].to_str().unwrap().bytes().all(|b| b.is_ascii_alphanumeric()));
    let named = send(&app, Method::GET, "/healthz", &[("x-request-id", "edge-1_2")]).await;
    assert_eq!(named.headers["x-request-id"], "edge-1_2");
}

#[tokio::test]
async fn an_address_of_the_providers_with_a_line_break_leads_nowhere() {
    let mock = Mock::start(|seen| {
        if seen.method == "POST" {
            return Json(json!({"id": "cs_test_2", "url": "https://checkout.stripe.com/\r\nSet-Cookie: x=1"}))
                .into_response();
        }
        crate::stripe(seen)
    })
    .await;
    let answer = post_form(&app(&mock), &[("customer_token", &token(Provider::Stripe))]).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert!(!answer.headers.contains_key(header::LOCATION) && !answer.headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_help() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    let token = format!("Bearer {}", token(Provider::Stripe));
    let bearer = [("authorization", token.as_str())];
    for (method, path, status) in [
        (Method::GET, "/payment-method-updates", 200),
        (Method::HEAD, "/payment-method-updates", 200),
        (Method::GET, "/payment-method-updates/cs_test_1", 200),
        (Method::GET, "/payment-method-updates/x", 404),
        (Method::POST, "/payment-method-updates", 415),
        (Method::PUT, "/payment-method-updates", 405),
        (Method::OPTIONS, "/payment-method-updates", 405),
        (Method::DELETE, "/payment-method-updates/x", 405),
        (Method::GET, "/webhooks/stripe", 404),
        (Method::GET, "/nowhere", 404),
        (Method::GET, "/healthz", 200),
        (Method::GET, "/metrics", 200),
    ] {
        let answer = send(&app, method.clone(), path, &bearer).await;
        let named = format!("{method} {path}");
        assert_eq!(answer.status.as_u16(), status, "{named}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{named}");
        assert_eq!(answer.headers[header::REFERRER_POLICY], "no-referrer", "{named}");
        assert_eq!(
            answer.headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'none'; frame-ancestors 'none'",
            "{named}"
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{named}");
        assert!(answer.headers.contains_key("x-request-id"), "{named}");
        if status == 405 {
            assert_eq!(answer.code(), "method_not_allowed");
            assert!(answer.headers.contains_key(header::ALLOW), "{named}");
        }
    }
    assert_eq!(send(&app, Method::GET, "/nowhere/cus_1", &[]).await.code(), "no_such_route");
}

#[tokio::test]
async fn only_pages_of_listed_origins_are_let_in() {
    let mock = Mock::start(crate::stripe).await;
    let mut config = config(&mock.base);
    config.origins = vec!["https://www.example.com".to_owned()];
    config.stripe.as_mut().unwrap().webhook_secrets = vec!["whsec_made_up".into()];
    let app = router(config).unwrap();
    let preflight = |origin: &'static str, path: &'static str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization,content-type"),
        ];
        let app = app.clone();
        async move { send(&app, Method::OPTIONS, path, &headers).await }
    };
    let listed = preflight("https://www.example.com", "/payment-method-updates").await;
    assert_eq!(listed.status, StatusCode::OK);
    assert_eq!(listed.headers["access-control-allow-origin"], "https://www.example.com");
    assert_eq!(listed.headers["access-control-allow-credentials"], "true");
    assert_eq!(listed.headers["access-control-allow-headers"], "authorization,content-type");
    for path in ["/payment-method-updates", "/payment-method-updates/cs_test_1"] {
        let other = preflight("https://evil.example", path).await;
        assert!(!other.headers.contains_key("access-control-allow-origin"), "{path}");
    }
    assert!(
        !preflight("https://www.example.com", "/webhooks/stripe")
            .await
            .headers
            .contains_key("access-control-allow-origin")
    );
    let token = format!("Bearer {}", token(Provider::Stripe));
    let bearer = ("authorization", token.as_str());
    let answer =
        send(&app, Method::GET, "/payment-method-updates", &[bearer, ("origin", "https://www.example.com")]).await;
    assert_eq!(answer.headers["access-control-allow-origin"], "https://www.example.com");
    for origin in ["https://www.example.com", "https://evil.example"] {
        let answer = send(&app, Method::GET, "/payment-method-updates", &[bearer, ("origin", origin)]).await;
        let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(",").contains("origin"), "{vary:?}");
    }
    let none = send(
        &self::app(&mock),
        Method::GET,
        "/payment-method-updates",
        &[bearer, ("origin", "https://www.example.com")],
    )
    .await;
    assert!(!none.headers.contains_key("access-control-allow-origin"));
}
