//! The demo's panel: what it switches, and what it shows.

use e2e::pages::{AccountPage, CheckoutPage, PayPage};
use e2e::wait::until;
use e2e::{Stage, run};

/// Opens the panel and chooses in it, as a person does.
async fn choose(stage: &Stage, name: &str, value: &str) {
    stage.browser.holds("the panel", "return document.querySelector('#demo-setup') !== null").await;
    stage.browser.run::<serde_json::Value>("document.querySelector('#demo').open = true").await;
    stage.browser.click(&format!("#demo-setup select[name={name}] option[value={value}]")).await;
    if name == "condition" {
        // The page loads again.
        return;
    }
    until(&format!("{name}: {value}"), async || {
        let setup = stage.doubles.setup().await;
        let parts = [&setup["back_end"][name], &setup["faults"][name]];
        if parts.iter().any(|part| *part == value) { Ok(()) } else { Err(setup.to_string().into()) }
    })
    .await;
}

/// Waits for a line of the log.
async fn logged(stage: &Stage, line: &str) {
    let script = "return [...document.querySelectorAll('#demo-calls li')].map((item) => item.textContent)";
    until(&format!("{line:?} in the log"), async || {
        let lines: Vec<String> = stage.browser.run(script).await;
        if lines.iter().any(|seen| seen.contains(line)) { Ok(()) } else { Err(format!("{lines:#?}").into()) }
    })
    .await;
}

#[test]
fn webhooks_that_never_arrive_are_in_the_log_as_lost() {
    run(async |stage: &Stage| {
        let account = AccountPage::load(stage, "/?customer=stripe_active").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        account.reaches("updated").await;
        logged(stage, "200 stripe tells checkout.session.completed").await;
        logged(stage, "200 stripe POST /v1/subscriptions/").await;

        choose(stage, "webhooks", "never").await;
        account.press("Update again").await;
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        account.reaches("updated").await;
        logged(stage, "lost stripe tells checkout.session.completed").await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_back_end_that_pays_now_says_so_at_once() {
    run(async |stage: &Stage| {
        let account = AccountPage::load(stage, "/?customer=stripe_past_due").await;
        account
            .until("nothing is charged", |panel| {
                panel.notice.as_ref().is_some_and(|notice| notice.text.starts_with("Nothing is charged now."))
            })
            .await;
        choose(stage, "stripe", "pay_now").await;
        account
            .until("it is paid now", |panel| {
                panel.notice.as_ref().is_some_and(|notice| notice.text.starts_with("You pay £26.39 now"))
            })
            .await;
    });
}

#[test]
fn a_provider_in_trouble_is_in_the_log() {
    run(async |stage: &Stage| {
        let account = AccountPage::load(stage, "/?customer=paddle_active").await;
        account.until("the overview", |panel| panel.file.is_some()).await;
        choose(stage, "api", "busy").await;
        account.start().await;
        account.reaches("failed").await;
        logged(stage, "429 paddle GET /subscriptions/").await;
        choose(stage, "api", "works").await;
        account.press("Try again").await;
        account.reaches("open").await;
    });
}

#[test]
fn what_a_subscription_is_made_is_what_the_customer_reads() {
    run(async |stage: &Stage| {
        let account = AccountPage::load(stage, "/?customer=paddle_active").await;
        for (condition, status, text) in [
            ("paused", "paused", "This subscription is paused."),
            ("canceled", "canceled", "This subscription has ended"),
        ] {
            choose(stage, "condition", condition).await;
            until(status, async || {
                let seen = stage.browser.says("#plan-status").await.to_lowercase();
                if seen == status { Ok(()) } else { Err(seen.into()) }
            })
            .await;
            account.start().await;
            let panel = account.reaches("failed").await;
            assert!(panel.words().contains(text), "{panel:#?}");
        }
    });
}

#[test]
fn the_payment_link_of_a_debt_leads_to_the_payment_page() {
    run(async |stage: &Stage| {
        AccountPage::load(stage, "/?customer=paddle_past_due").await;
        stage.browser.run::<serde_json::Value>("document.querySelector('#demo').open = true").await;
        stage.browser.click("#demo-link").await;
        PayPage::reached(stage).await.frame.pay("5555555555554444").await;
        stage.doubles.comes_on_file("paddle_past_due", ["card", "mastercard", "4444"]).await;
    });
}
