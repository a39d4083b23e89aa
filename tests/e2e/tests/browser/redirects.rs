//! Addresses that a back end must not be able to send anybody to.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use serde_json::{Value, json};

async fn is_refused(stage: &Stage, address: &str) {
    stage.doubles.stripe(json!({ "session_url": address })).await;
    let account = AccountPage::open(stage, "stripe_active", "").await;
    let before = stage.browser.address().await;
    account.start().await;
    let panel = account.reaches("failed").await;
    assert_eq!(
        panel.words(),
        "That did not work Your payment method cannot be updated here at the moment. Please contact us."
    );
    let error = stage.browser.hears("upm-error").await;
    assert_eq!((error["code"].as_str(), error["retryable"].as_bool()), (Some("redirect_refused"), Some(false)));
    let links = "return document.querySelector('update-payment-method').shadowRoot.querySelectorAll('a').length";
    assert_eq!(stage.browser.run::<u32>(links).await, 0);
    // Beyond the moment at which a navigation would have begun, or its link appeared.
    e2e::wait::throughout(std::time::Duration::from_millis(600), "the page stays", async || {
        let now = stage.browser.address().await;
        if now == before { Ok(()) } else { Err(now.into()) }
    })
    .await;
}

#[test]
fn a_foreign_origin_is_refused() {
    run(async |stage: &Stage| is_refused(stage, "https://evil.example/c/pay/{CHECKOUT_SESSION_ID}").await);
}

#[test]
fn look_alike_hosts_are_refused() {
    run(async |stage: &Stage| {
        for host in [
            "checkout.stripe.com.evil.example",
            "evil-checkout.stripe.com",
            "checkout.stripe.com@evil.example",
            "checkout.stripe.com:8443",
            "xn--checkout-stripe-xhb.com",
        ] {
            is_refused(stage, &format!("https://{host}/c/pay/{{CHECKOUT_SESSION_ID}}")).await;
        }
    });
}

#[test]
fn scripts_and_plain_http_are_refused() {
    run(async |stage: &Stage| {
        for address in [
            "javascript:window.hacked=true//{CHECKOUT_SESSION_ID}",
            "data:text/html,<script>window.hacked=true</script>",
            "http://checkout.stripe.com/c/pay/{CHECKOUT_SESSION_ID}",
        ] {
            is_refused(stage, address).await;
            assert_eq!(stage.browser.run::<Value>("return window.hacked ?? null").await, Value::Null, "{address}");
        }
    });
}

/// The refusals above are the address's, not the double's.
#[test]
fn a_custom_domain_works_once_it_is_allowed() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        stage.doubles.stripe(json!({ "custom_domain": "https://pay.example.com" })).await;
        account.start().await;
        account.reaches("failed").await;
        stage.doubles.stripe(json!({ "custom_domain": "" })).await;
        AccountPage::open(stage, "stripe_active", "").await.start().await;
        CheckoutPage::reached(stage).await;
    });
}
