//! Who may ask what, and what every answer carries.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use common::{Mock, app, ask, config, get, post, press, token, tokens};
use serde_json::json;
use update_payment_method_server::{Claims, Provider, TokenConfig, mint_token, router};

/// A provider that must not be asked.
async fn silent() -> Mock {
    Mock::start(|_| StatusCode::IM_A_TEAPOT).await
}

#[tokio::test]
async fn without_a_good_token_no_provider_is_asked() {
    let mock = silent().await;
    let app = app(&mock);
    let mut expired = Claims::new(Provider::Stripe, common::CUSTOMER, common::SUBSCRIPTION);
    expired.issued_at -= 7200;
    expired.expires_at -= 7200;
    let with = |config: TokenConfig| {
        mint_token(&config, &Claims::new(Provider::Stripe, common::CUSTOMER, common::SUBSCRIPTION)).unwrap()
    };
    let forged = with(TokenConfig { secrets: vec!["another secret of thirty-two bytes".into()], ..tokens() });
    let audience = with(TokenConfig { audience: "shop".to_owned(), ..tokens() });
    for (token, code) in [
        (mint_token(&tokens(), &expired).unwrap(), "token_expired"),
        (forged, "token_invalid"),
        (audience, "token_invalid"),
        ("x".to_owned(), "token_invalid"),
        (String::new(), "token_missing"),
    ] {
        for answer in [
            post(&app, &token, &press()).await,
            get(&app, "/payment-method-updates", &token).await,
            get(&app, "/payment-method-updates/cs_test_1", &token).await,
        ] {
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, code));
            assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
        }
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn a_form_token_does_not_serve_for_json() {
    let mock = silent().await;
    let mut start = press();
    start["customer_token"] = json!(token(Provider::Stripe));
    assert_eq!(post(&app(&mock), "", &start).await.code(), "token_missing");
}

#[tokio::test]
async fn odd_bodies_are_refused_before_any_provider_is_asked() {
    let mock = silent().await;
    let app = app(&mock);
    let send = |kind: Option<&'static str>, body: Vec<u8>| {
        let mut request = Request::post("/payment-method-updates")
            .header(header::AUTHORIZATION, format!("Bearer {}", token(Provider::Stripe)));
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        ask(&app, request.body(Body::from(body)).unwrap())
    };
    let good = press().to_string();
    for (kind, body, status, code) in [
        (None, good.clone().into_bytes(), 415, "content_type_unsupported"),
        (Some("text/plain"), good.clone().into_bytes(), 415, "content_type_unsupported"),
        (Some("multipart/form-data; boundary=x"), good.clone().into_bytes(), 415, "content_type_unsupported"),
        (Some("application/json"), vec![b' '; 17 << 10], 413, "body_too_large"),
        (Some("application/json"), b"{".to_vec(), 400, "body_invalid"),
        (Some("application/json"), vec![0xff, 0xfe], 400, "body_invalid"),
        (Some("application/json"), br#"{"mode": "auto"}"#.to_vec(), 400, "body_invalid"),
        (Some("application/json"), br#"{"mode": "auto", "attempt": "1"}"#.to_vec(), 400, "attempt_invalid"),
        (
            Some("application/json"),
            br#"{"mode": "auto", "attempt": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"}"#.to_vec(),
            400,
            "attempt_clock",
        ),
    ] {
        let answer = send(kind, body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code));
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn every_answer_forbids_storing_and_sniffing() {
    let mock = Mock::start(|_| StatusCode::INTERNAL_SERVER_ERROR).await;
    let app = app(&mock);
    for answer in [
        get(&app, "/payment-method-updates/x", &token(Provider::Stripe)).await,
        get(&app, "/payment-method-updates", "").await,
        post(&app, "", &press()).await,
        get(&app, "/healthz", "").await,
    ] {
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(answer.headers[header::REFERRER_POLICY], "no-referrer");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[tokio::test]
async fn ids_that_cannot_be_of_the_provider_are_unknown_without_a_call() {
    let mock = silent().await;
    let app = app(&mock);
    for (provider, id) in [
        (Provider::Stripe, "txn_01m7wv8dz0p7ft4y5m95edq0pv"),
        (Provider::Stripe, "%7BCHECKOUT_SESSION_ID%7D"),
        (Provider::Stripe, "..%2F..%2Fx"),
        (Provider::Stripe, "cs_test%00"),
        (Provider::Paddle, "cs_test_1"),
    ] {
        let answer = get(&app, &format!("/payment-method-updates/{id}"), &token(provider)).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "unknown"), "{id}");
    }
    assert!(mock.seen().is_empty());
}

/// One customer must not use up the provider's budget for all.
#[tokio::test]
async fn made_up_ids_and_endless_repeats_end() {
    let mock = Mock::start(|_| StatusCode::NOT_FOUND).await;
    let app = app(&mock);
    for (provider, prefix) in [(Provider::Stripe, "cs_test"), (Provider::Paddle, "txn")] {
        let bearer = token(provider);
        mock.clear();
        let mut codes = std::collections::BTreeMap::<String, u32>::new();
        for n in 0..40 {
            let answer = get(&app, &format!("/payment-method-updates/{prefix}_{n}"), &bearer).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                assert!(answer.headers.contains_key(header::RETRY_AFTER));
            }
            *codes.entry(answer.code()).or_default() += 1;
        }
        assert_eq!(codes, [("rate_limited".to_owned(), 10), ("unknown".to_owned(), 30)].into());
        assert_eq!(mock.seen().len(), 30);
    }
    let other = mint_token(&tokens(), &Claims::new(Provider::Stripe, "cus_other", "sub_other")).unwrap();
    assert_eq!(get(&app, "/payment-method-updates/cs_test_1", &other).await.code(), "unknown");

    let (start, bearer) = (press(), token(Provider::Stripe));
    for _ in 0..=40 {
        assert_eq!(post(&app, &bearer, &start).await.code(), "not_found");
    }
    mock.clear();
    assert_eq!(post(&app, &bearer, &start).await.code(), "rate_limited");
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn a_provider_without_configuration_is_named() {
    let mock = silent().await;
    let app = router(update_payment_method_server::Config { stripe: None, ..config(&mock.base) }).unwrap();
    let answer = post(&app, &token(Provider::Stripe), &press()).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (500, "provider_not_configured"));
}

#[tokio::test]
async fn the_payment_link_page_is_self_contained() {
    let mock = silent().await;
    let app = app(&mock);
    let page = get(&app, "/pay?_ptxn=txn_01m7wv8dz0p7ft4y5m95edq0pv", "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(r#"data-token="test_made_up""#));
    assert!(page.body.contains(
        r#"data-return-to="https://app.example.com/account?tab=billing&amp;upm_session={TRANSACTION}#card""#
    ));
    assert!(!page.body.contains("{{") && !page.body.contains("txn_"), "nothing of the request is echoed");
    assert!(
        page.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .contains("script-src 'self' https://cdn.paddle.com")
    );
    for (path, kind) in [
        ("/pay.js", "text/javascript; charset=utf-8"),
        ("/pay.css", "text/css; charset=utf-8"),
        ("/pay.svg", "image/svg+xml"),
    ] {
        assert_eq!(get(&app, path, "").await.headers[header::CONTENT_TYPE], kind);
    }
    let without = router(update_payment_method_server::Config { paddle: None, ..config(&mock.base) }).unwrap();
    assert_eq!(get(&without, "/pay", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_built_widget_is_served_compressed_where_accepted() {
    let mock = silent().await;
    let folder = std::env::temp_dir().join(format!("upm-assets-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("element.js"), "plain").unwrap();
    std::fs::write(folder.join("element.js.br"), "small").unwrap();
    let app =
        router(update_payment_method_server::Config { assets: Some(folder.clone()), ..config(&mock.base) }).unwrap();
    let plain = get(&app, "/element.js", "").await;
    let request = Request::get("/element.js").header(header::ACCEPT_ENCODING, "gzip, br");
    let small = ask(&app, request.body(Body::empty()).unwrap()).await;
    let outside = get(&app, "/..%2F..%2Fetc%2Fpasswd", "").await;
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((plain.body.as_str(), small.body.as_str()), ("plain", "small"));
    assert_eq!(small.headers[header::CONTENT_ENCODING], "br");
    assert_eq!(outside.status, StatusCode::NOT_FOUND);
    let put = Request::builder().method(Method::PUT).uri("/payment-method-updates");
    assert_eq!(ask(&app, put.body(Body::empty()).unwrap()).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
