//! The Billing portal in place of a setup session.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use serde_json::json;

use crate::returns::is_unknown;

/// Her card on file is the customer's default, which the portal can replace.
const SAM: &str = "stripe_past_due";

async fn by_portal(stage: &Stage) {
    stage.doubles.set_up(json!({ "back_end": { "stripe": "portal", "apply_to": "customer" } })).await;
}

#[test]
fn there_and_back_with_a_new_card() {
    run(async |stage: &Stage| {
        by_portal(stage).await;
        let account = AccountPage::open(stage, SAM, "").await;
        account.start().await;
        CheckoutPage::portal(stage).await.save_card("5555555555554444").await;
        stage.browser.arrives_at(&stage.browser.page).await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts[0], "Mastercard ending in 4444 will be used from now on.");
        assert!(panel.message().texts[1].starts_with("£26.39 is still due."), "{panel:#?}");
        assert_eq!(stage.browser.address().await, format!("{}/", stage.browser.page));
        assert_eq!(stage.doubles.on_file(SAM).await, ["card", "mastercard", "4444"]);
        let next = AccountPage::open(stage, SAM, "").await.panel().await;
        assert_eq!(next.file.as_deref(), Some("Mastercard•••• 4444Expires 04/2030"));
    });
}

#[test]
fn the_way_back_without_a_change_leads_to_a_fresh_page() {
    run(async |stage: &Stage| {
        by_portal(stage).await;
        let account = AccountPage::open(stage, SAM, "").await;
        account.start().await;
        CheckoutPage::portal(stage).await;
        stage.browser.click("#back").await;
        stage.browser.arrives_at(&stage.browser.page).await;
        let panel = account.until("the overview", |panel| panel.file.is_some()).await;
        assert_eq!((panel.phase.as_str(), panel.message), ("ready", None));
        assert_eq!(panel.file.as_deref(), Some("Visa•••• 0341Expires 08/2029"));
        assert_eq!(panel.buttons, ["Update payment method"]);
        assert_eq!(stage.browser.told_as("upm-error").await.len(), 0);
    });
}

#[test]
fn a_subscription_with_its_own_default_is_refused_with_the_remedy() {
    run(async |stage: &Stage| {
        by_portal(stage).await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        let panel = account.reaches("failed").await;
        assert_eq!(
            panel.words(),
            "That did not work Your payment method cannot be updated here at the moment. Please contact us."
        );
        assert_eq!(panel.buttons, [] as [&str; 0], "another try ends the same");
        let error = stage.browser.hears("upm-error").await;
        assert_eq!(error["retryable"], false);
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.contains("portal_overruled") && detail.contains("use setup sessions"), "{detail}");
        assert_eq!(stage.doubles.count("POST", "/v1/billing_portal/sessions").await, 0);
    });
}

#[test]
fn a_forged_state_shows_nothing() {
    run(async |stage: &Stage| {
        by_portal(stage).await;
        is_unknown(stage, SAM, &format!("bps_{}", "0".repeat(112))).await;
    });
}

#[test]
fn another_customers_state_shows_nothing() {
    run(async |stage: &Stage| {
        by_portal(stage).await;
        let theirs = stage.doubles.start_for(SAM).await;
        let id = theirs["id"].as_str().unwrap();
        assert!(id.starts_with("bps_"), "{theirs}");
        is_unknown(stage, "stripe_active", id).await;
    });
}
