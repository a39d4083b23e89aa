//! Bodies that are too large or no text, and customers in too much of a hurry.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use update_payment_method_server::{Provider, router};

use crate::{
    common::{Answer, Mock, app, ask, config, get, post, post_form, press, token},
    leaks_nothing,
};

async fn send(app: &axum::Router, kind: &str, body: Vec<u8>) -> Answer {
    let request = Request::post("/payment-method-updates")
        .header(header::AUTHORIZATION, format!("Bearer {}", token(Provider::Stripe)))
        .header(header::CONTENT_TYPE, kind);
    ask(app, request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn oversized_and_non_utf8_bodies_have_their_status() {
    let mock = Mock::start(|_| StatusCode::IM_A_TEAPOT).await;
    let app = app(&mock);
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let mut press = press().to_string().into_bytes();
    press.extend(vec![b' '; 17 << 10]);
    assert_eq!(send(&app, json, press).await.code(), "body_too_large");
    assert_eq!(send(&app, json, b"{\"attempt\": \"\xff\"}".to_vec()).await.code(), "body_invalid");
    for (body, status) in [(vec![b'a'; 17 << 10], 413), (b"locale=\xff".to_vec(), 400), (b"locale=%FF".to_vec(), 401)] {
        let page = send(&app, form, body).await;
        assert_eq!(page.status.as_u16(), status);
        assert_eq!(page.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        leaks_nothing(&page, &token(Provider::Stripe));
    }
    for path in ["/payment-method-updates/%FF%FE", "/payment-method-updates/%00", "/payment-method-updates/%0d%0aX:1"] {
        assert_eq!(get(&app, path, &token(Provider::Stripe)).await.code(), "unknown");
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn a_customer_may_start_so_often_and_repeats_are_free() {
    let mock = Mock::start(crate::stripe).await;
    let mut config = config(&mock.base);
    config.starts_per_minute = 3;
    let app = router(config).unwrap();
    let token = token(Provider::Stripe);
    let first = press();
    for start in [&first, &first, &first, &first, &press()] {
        assert_eq!(post(&app, &token, start).await.status, StatusCode::OK);
    }
    assert_eq!(post_form(&app, &[("customer_token", &token)]).await.status, StatusCode::SEE_OTHER);
    mock.clear();
    let refused = post(&app, &token, &press()).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    let wait: u64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(post_form(&app, &[("customer_token", &token)]).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(mock.seen().is_empty(), "and the provider is not asked");
    assert_eq!(post(&app, &token, &first).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_providers_wish_to_wait_is_everybodys() {
    let mock = Mock::start(|_| (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "30")])).await;
    let app = app(&mock);
    let token = token(Provider::Stripe);
    let first = get(&app, "/payment-method-updates", &token).await;
    assert_eq!((first.code().as_str(), &first.headers[header::RETRY_AFTER]), ("rate_limited", &"30".parse().unwrap()));
    let asked = mock.seen().len();
    let second = post(&app, &token, &press()).await;
    assert_eq!((second.status, second.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert_eq!(mock.seen().len(), asked, "nobody asks meanwhile");
    assert!(get(&app, "/metrics", "").await.body.contains(r#"upm_budget{provider="Stripe"} 0.0"#));
}
