//! The account page's files, policies and the routes of the merchant's server.

use serde_json::json;
use upm_sandbox::Names;

use crate::running::{header, start};

#[tokio::test]
async fn the_page_of_a_stripe_customer_is_locked_down() {
    let running = start(Names::Loopback).await;
    let page = running.get("/").await;
    let policy = header(&page, "content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("require-trusted-types-for 'script'"));
    assert!(!policy.contains("unsafe-inline") && !policy.contains("frame-src"));
    let checkout = format!("form-action 'self' http://127.0.0.1:{};", running.sandbox.stripe_port());
    assert!(policy.contains(&checkout), "{policy}");
    // `no-store` would keep the page out of the back/forward cache.
    assert_eq!(header(&page, "cache-control"), "no-cache");
    assert!(page.text().await.unwrap().contains("Fernway"));
}

#[tokio::test]
async fn the_page_with_stripe_inside_lets_stripe_in() {
    let running = start(Names::Real).await;
    let inline = |request: reqwest::RequestBuilder| async { request.send().await.unwrap() };
    let named = inline(running.http.get(running.url("/?customer=stripe_active&mode=inline"))).await;
    let back = running.http.get(running.url("/")).header("Cookie", "demo_customer=stripe_active; demo_inline=1");
    for response in [named, inline(back).await] {
        let policy = header(&response, "content-security-policy");
        assert!(
            policy.contains("https://js.stripe.com") && policy.contains("frame-src https://js.stripe.com"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("trusted-types"), "{policy}");
    }
    // An address that names a customer and no mode has none.
    let plain = running.http.get(running.url("/?customer=stripe_active")).header("Cookie", "demo_inline=1");
    assert!(!header(&inline(plain).await, "content-security-policy").contains("js.stripe.com"));
}

#[tokio::test]
async fn the_page_of_a_paddle_customer_lets_paddle_in() {
    let running = start(Names::Loopback).await;
    let paddle = format!("http://127.0.0.1:{}", running.sandbox.paddle_port());
    let by_cookie = running.http.get(running.url("/")).header("Cookie", "a=b; demo_customer=paddle_jpy");
    for response in [by_cookie.send().await.unwrap(), running.get("/?customer=paddle_jpy").await] {
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' {paddle};")), "{policy}");
        assert!(policy.contains("style-src 'self' 'unsafe-inline'"));
        assert!(policy.contains(&format!("frame-src {paddle}")));
        assert!(!policy.contains("trusted-types"));
    }
}

#[tokio::test]
async fn the_gallery_is_locked_down_whoever_is_signed_in() {
    let running = start(Names::Loopback).await;
    let request = running.http.get(running.url("/gallery?phase=ready")).header("Cookie", "demo_customer=paddle_jpy");
    let page = request.send().await.unwrap();
    let policy = header(&page, "content-security-policy");
    assert!(policy.contains("trusted-types") && !policy.contains("unsafe-inline"), "{policy}");
    assert!(page.text().await.unwrap().contains("Gallery"));
    assert_eq!(running.json("/demo/languages").await, json!(["de", "en"]));
}

#[tokio::test]
async fn the_address_signs_in_before_the_cookie_does() {
    let running = start(Names::Loopback).await;
    let request = running.http.get(running.url("/?customer=stripe_kwd")).header("Cookie", "demo_customer=paddle_jpy");
    let response = request.send().await.unwrap();
    assert!(header(&response, "content-security-policy").contains("trusted-types"));
    assert_eq!(header(&response, "set-cookie"), "demo_customer=stripe_kwd; SameSite=Lax; Path=/");
    let nobody = running.get("/?customer=nobody%0d%0aX:%20y").await;
    assert_eq!(header(&nobody, "set-cookie"), "");
    assert!(header(&nobody, "content-security-policy").contains("trusted-types"));
}

#[tokio::test]
async fn files_have_their_types_and_are_revalidated() {
    let running = start(Names::Loopback).await;
    let plain = running.get("/widget_bg.wasm").await;
    assert_eq!(header(&plain, "content-type"), "application/wasm");
    assert_eq!(header(&plain, "cache-control"), "no-cache");
    let modified = header(&plain, "last-modified").to_owned();
    assert_eq!(plain.text().await.unwrap(), "as it is");
    let request = running.http.get(running.url("/widget_bg.wasm")).header("Accept-Encoding", "br");
    let small = request.send().await.unwrap();
    assert_eq!(header(&small, "content-encoding"), "br");
    assert_eq!(small.text().await.unwrap(), "compressed");
    let again = running.http.get(running.url("/widget_bg.wasm")).header("If-Modified-Since", modified);
    assert_eq!(again.send().await.unwrap().status(), 304);
    assert_eq!(running.get("/nothing.js").await.status(), 404);
}

#[tokio::test]
async fn customers_come_with_what_they_paid() {
    let running = start(Names::Loopback).await;
    let customers = running.json("/demo/customers").await;
    let find = |key: &str| customers.as_array().unwrap().iter().find(|c| c["key"] == key).unwrap();
    let keys: Vec<_> = customers.as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap()).collect();
    let expected = [
        "stripe_active",
        "stripe_past_due",
        "stripe_kwd",
        "paddle_active",
        "paddle_past_due",
        "paddle_jpy",
        "paddle_huf",
        "paddle_forty",
    ];
    assert_eq!(keys, expected);
    let past_due = find("paddle_past_due");
    assert_eq!((&past_due["status"], &past_due["provider"]), (&json!("past_due"), &json!("paddle")));
    let newest = &past_due["history"][0];
    // 29.88 less 5.00 of credit.
    assert_eq!(newest["amount"], json!({ "amount": 2488, "currency": "EUR", "decimals": 2 }));
    assert_eq!((&newest["status"], &past_due["history"][1]["status"]), (&json!("past_due"), &json!("paid")));
    assert_eq!(newest["date"].as_str().unwrap().len(), "2026-10-14".len());
    assert_eq!(find("stripe_active")["history"][0]["status"], "paid");
    assert_eq!(find("stripe_kwd")["history"][0]["amount"]["decimals"], 3);
}

#[tokio::test]
async fn the_state_is_the_providers() {
    let running = start(Names::Loopback).await;
    for (key, status, last4) in [
        ("stripe_active", "active", "4242"),
        ("stripe_past_due", "past_due", "0341"),
        ("paddle_past_due", "past_due", "0002"),
    ] {
        let state = running.json(&format!("/demo/state?customer={key}")).await;
        assert_eq!(state["subscription_status"], status, "{key}");
        assert_eq!(state["payment_method"]["last4"], last4, "{key}");
    }
    for path in ["/demo/state?customer=nobody", "/demo/token?customer=nobody"] {
        assert_eq!(running.get(path).await.status(), 404);
    }
}

#[tokio::test]
async fn the_form_without_script_carries_the_customers_token() {
    let running = start(Names::Loopback).await;
    for path in ["/", "/index.html"] {
        let page = running.get(&format!("{path}?customer=stripe_past_due")).await;
        let html = page.text().await.unwrap();
        let (_, rest) = html.split_once(r#"name="customer_token" value=""#).unwrap();
        let token = rest.split('"').next().unwrap();
        let form = format!("customer_token={token}");
        let request = running.http.post(running.url("/payment-method-updates"));
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let stripe = format!("http://127.0.0.1:{}/c/pay/", running.sandbox.stripe_port());
        assert!(header(&answer, "location").starts_with(&stripe));
    }
}
