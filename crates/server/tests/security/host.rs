//! A host application that authenticates by itself, with a cookie: `examples/nested.rs`.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use update_payment_method_server::Server;

use crate::common::{Answer, CUSTOMER, Mock, SUBSCRIPTION, ask, config, press};

#[allow(dead_code, reason = "the test has its own main")]
#[path = "../../examples/nested.rs"]
mod nested;

async fn signed_in(mock: &Mock) -> (Router, String) {
    let sam = nested::User { customer: CUSTOMER.to_owned(), subscription: SUBSCRIPTION.to_owned() };
    let app = nested::app(&Server::new(config(&mock.base)).unwrap(), sam);
    let login = ask(&app, Request::post("/login").body(Body::empty()).unwrap()).await;
    assert_eq!(login.status, StatusCode::SEE_OTHER);
    let cookie = login.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    (app, cookie)
}

async fn start(app: &Router, headers: &[(&str, &str)]) -> Answer {
    let request = Request::post("/billing/payment-method-updates").header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    ask(app, request.body(Body::from(press().to_string())).unwrap()).await
}

#[tokio::test]
async fn the_hosts_cookie_is_enough_on_its_own_page() {
    let mock = Mock::start(crate::stripe).await;
    let (app, cookie) = signed_in(&mock).await;
    let answer = start(&app, &[("cookie", &cookie), ("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.json()["id"], "cs_test_2");
    let request = Request::get("/billing/payment-method-updates/cs_test_1").header("cookie", &cookie);
    assert_eq!(ask(&app, request.body(Body::empty()).unwrap()).await.json()["status"], "updated");
    let form = Request::post("/billing/payment-method-updates")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", &cookie)
        .header("host", "app.example.com")
        .header("origin", "https://app.example.com");
    assert_eq!(ask(&app, form.body(Body::from("locale=de")).unwrap()).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_cookie_is_not_enough_from_elsewhere_and_neither_is_nothing() {
    let mock = Mock::start(crate::stripe).await;
    let (app, cookie) = signed_in(&mock).await;
    for headers in [
        &[("cookie", cookie.as_str())][..],
        &[("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("cookie", cookie.as_str()), ("origin", "null"), ("host", "app.example.com")],
    ] {
        let answer = start(&app, headers).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "origin_refused"), "{headers:?}");
    }
    let nobody = start(&app, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(nobody.code(), "token_missing");
    let nobody = start(&app, &[("sec-fetch-site", "same-origin"), ("cookie", "session=guessed")]).await;
    assert_eq!(nobody.code(), "token_missing");
    assert!(mock.seen().is_empty());
}
