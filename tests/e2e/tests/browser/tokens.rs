//! Customer tokens that are not good.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use update_payment_method_server::{Claims, Provider, TokenConfig, mint_token};

fn claims() -> Claims {
    Claims::new(Provider::Stripe, "cus_X0t0ZBfdTEmxI6", "sub_1CmuxV5EbOApZOXzcycDeZ6d")
}

/// Refused with the words for it; with a good token "Try again" works.
async fn is_refused(stage: &Stage, token: &str) {
    let account = AccountPage::open(stage, "stripe_active", "").await;
    let starts = stage.doubles.starts().await;
    account.authorize(token).await;
    account.start().await;
    let panel = account.reaches("failed").await;
    assert_eq!(panel.words(), "That did not work You have been signed out. Reload this page, sign in and try again.");
    let error = stage.browser.hears("upm-error").await;
    assert_eq!(error["code"], "unauthorized");
    assert!(!error["detail"].as_str().unwrap().contains(token), "a token must not get into logs: {error}");
    assert_eq!(stage.doubles.starts().await, starts, "the provider is not asked");
    account.authorize(&mint_token(&upm_sandbox::tokens(), &claims()).unwrap()).await;
    account.press("Try again").await;
    CheckoutPage::reached(stage).await;
}

#[test]
fn a_forged_token_is_refused() {
    run(async |stage: &Stage| {
        let forger = TokenConfig {
            secrets: vec!["another secret of at least 32 bytes, made up".into()],
            ..upm_sandbox::tokens()
        };
        is_refused(stage, &mint_token(&forger, &claims()).unwrap()).await;
        // {"alg":"none","typ":"JWT"} with honest claims and no signature.
        let honest = mint_token(&upm_sandbox::tokens(), &claims()).unwrap();
        let payload = honest.split('.').nth(1).unwrap();
        is_refused(stage, &format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.")).await;
    });
}

#[test]
fn an_expired_token_is_refused() {
    run(async |stage: &Stage| {
        let mut old = claims();
        old.issued_at -= 7200;
        old.expires_at -= 7200;
        is_refused(stage, &mint_token(&upm_sandbox::tokens(), &old).unwrap()).await;
    });
}

#[test]
fn a_token_for_another_audience_is_refused() {
    run(async |stage: &Stage| {
        let other = TokenConfig { audience: "another-service".to_owned(), ..upm_sandbox::tokens() };
        is_refused(stage, &mint_token(&other, &claims()).unwrap()).await;
    });
}
