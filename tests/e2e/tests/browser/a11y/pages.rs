//! axe-core's rules on every page, while the flow runs.

use e2e::pages::{AccountPage, PaddleFrame, PayPage, gallery};
use e2e::wait::until;
use e2e::{Stage, run, run_in_gallery};
use serde_json::json;

use crate::fallback::{press_the_form, with_script, without_script};

#[test]
fn the_account_page_in_each_phase_of_an_update() {
    run(async |stage: &Stage| {
        for (mode, look) in [("inline", "theme=dark&lang=ar"), ("overlay", "theme=light&lang=en")] {
            let account = AccountPage::open(stage, "paddle_past_due", &format!("mode={mode}&{look}")).await;
            stage.browser.breaks_no_rule(&format!("{mode}: the overview")).await;
            stage.doubles.paddle(json!({ "delay_ms": 1000 })).await;
            press_first(stage).await;
            account.reaches("starting").await;
            stage.browser.breaks_no_rule(&format!("{mode}: starting")).await;
            stage.doubles.paddle(json!({ "delay_ms": 0 })).await;
            let frame =
                if mode == "inline" { PaddleFrame::inline(stage).await } else { PaddleFrame::overlay(stage).await };
            account.reaches("open").await;
            stage.browser.breaks_no_rule(&format!("{mode}: open")).await;
            if mode == "inline" {
                press_first(stage).await;
            } else {
                frame.pay("5555555555554444").await;
            }
            let end = if mode == "inline" { "cancelled" } else { "updated" };
            account.reaches(end).await;
            stage.browser.breaks_no_rule(&format!("{mode}: {end}")).await;
        }
    });
}

/// The first button of the widget, in any language.
async fn press_first(stage: &Stage) {
    let press = "document.querySelector('update-payment-method').shadowRoot.querySelector('.upm-button').click()";
    stage.browser.run::<serde_json::Value>(press).await;
}

#[test]
fn the_payment_link_page_and_the_gallery_of_one_state() {
    run_in_gallery(async |stage: &Stage| {
        stage.browser.load("/pay").await;
        stage.browser.breaks_no_rule("a link without an id").await;
        let started = stage.doubles.start_for("paddle_past_due").await;
        stage.browser.load(&format!("/pay?_ptxn={}", started["transaction_id"].as_str().unwrap())).await;
        PayPage::reached(stage).await;
        stage.browser.breaks_no_rule("the payment link page").await;
        gallery::open(stage, "phase=open-inline&provider=paddle&width=320").await;
        stage.browser.breaks_no_rule("one state").await;
    });
}

#[test]
fn the_pages_without_script() {
    run(async |stage: &Stage| {
        for (condition, heading) in
            [("canceled", "This subscription has ended"), ("locked", "Your subscription is being updated")]
        {
            stage.doubles.paddle(json!({ "subscriptions": { "paddle_active": condition } })).await;
            without_script(stage).await;
            press_the_form(stage, "paddle_active").await;
            until(heading, async || {
                let seen = stage.browser.says("h1").await;
                if seen == heading { Ok(()) } else { Err(seen.into()) }
            })
            .await;
            // axe-core is a script.
            with_script(stage).await;
            stage.browser.driver.refresh().await.unwrap();
            stage.browser.breaks_no_rule(heading).await;
        }
    });
}
