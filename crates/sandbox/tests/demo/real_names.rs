//! The doubles under the providers' own names, with TLS.

use std::net::{Ipv4Addr, SocketAddr};

use reqwest::Client;
use serde_json::json;
use upm_sandbox::Names;

use crate::running::{Running, header, start};

/// A client that maps the providers' names to the sandbox, as the browser does.
fn browser(running: &Running) -> Client {
    let at = |port: Option<u16>| SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap()));
    let (stripe, paddle) = (at(running.sandbox.stripe_tls_port()), at(running.sandbox.paddle_tls_port()));
    Client::builder()
        .danger_accept_invalid_certs(true)
        .resolve("checkout.stripe.com", stripe)
        .resolve("billing.stripe.com", stripe)
        .resolve("invoice.stripe.com", stripe)
        .resolve("cdn.paddle.com", paddle)
        .resolve("sandbox-buy.paddle.com", paddle)
        .build()
        .unwrap()
}

#[tokio::test]
async fn stripes_page_stands_at_its_own_name() {
    let running = start(Names::Real).await;
    let request = running
        .http
        .post(format!("http://127.0.0.1:{}/v1/checkout/sessions", running.sandbox.stripe_port()))
        .bearer_auth("sk_test_51Example")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("mode=setup&customer=cus_X0t0ZBfdTEmxI6&currency=usd&success_url=https%3A%2F%2Fexample.com%2F");
    let text = request.send().await.unwrap().text().await.unwrap();
    let session: serde_json::Value = serde_json::from_str(&text).unwrap();
    let url = session["url"].as_str().unwrap();
    assert!(url.starts_with("https://checkout.stripe.com/c/pay/cs_test_"), "{url}");
    let page = browser(&running).get(url).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("payment-form"));
    let style = browser(&running).get("https://checkout.stripe.com/assets/checkout.css").send().await.unwrap();
    assert_eq!(style.status(), 200);
}

#[tokio::test]
async fn stripes_portal_and_invoices_stand_at_names_of_their_own() {
    let running = start(Names::Real).await;
    let api = |path: &str| format!("http://127.0.0.1:{}{path}", running.sandbox.stripe_port());
    let session = running.http.post(api("/v1/billing_portal/sessions")).bearer_auth("sk_test_51Example");
    let session =
        session.header("Content-Type", "application/x-www-form-urlencoded").body("customer=cus_X0t0ZBfdTEmxI6");
    let invoice = running.http.get(api("/v1/invoices/in_1VqmCplppjs46LmuezqpGHoP")).bearer_auth("sk_test_51Example");
    for (request, member, origin) in [
        (session, "url", "https://billing.stripe.com/p/session/"),
        (invoice, "hosted_invoice_url", "https://invoice.stripe.com/i/acct_"),
    ] {
        let text = request.send().await.unwrap().text().await.unwrap();
        let object: serde_json::Value = serde_json::from_str(&text).unwrap();
        let url = object[member].as_str().unwrap();
        assert!(url.starts_with(origin), "{url}");
        let page = browser(&running).get(url).send().await.unwrap();
        assert!(page.text().await.unwrap().contains("payment-form"));
    }
}

#[tokio::test]
async fn paddles_script_stands_at_its_own_name() {
    let running = start(Names::Real).await;
    let script = browser(&running).get("https://cdn.paddle.com/paddle/v2/paddle.js").send().await.unwrap();
    assert_eq!(script.status(), 200);
    assert!(header(&script, "content-type").contains("javascript"));
}

#[tokio::test]
async fn the_pages_name_the_real_hosts_and_no_others() {
    let running = start(Names::Real).await;
    let config = running.json("/demo/config").await;
    assert_eq!(config, json!({ "allowed_redirect_origins": null, "stripe_script": null, "paddle_script": null }));
    let stripe = running.get("/?customer=stripe_active").await;
    assert!(
        header(&stripe, "content-security-policy")
            .contains("form-action 'self' https://checkout.stripe.com https://billing.stripe.com;")
    );
    let paddle = running.get("/?customer=paddle_active").await;
    let policy = header(&paddle, "content-security-policy");
    assert!(policy.contains("https://cdn.paddle.com") && policy.contains("frame-src https://sandbox-buy.paddle.com"));
    assert!(!policy.contains("127.0.0.1"));
}

#[tokio::test]
async fn a_dropped_sandbox_lets_its_ports_go() {
    let running = start(Names::Real).await;
    let port = running.sandbox.stripe_port();
    drop(running);
    let mut free = false;
    for _ in 0..100 {
        free = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok();
        if free {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(free);
}
