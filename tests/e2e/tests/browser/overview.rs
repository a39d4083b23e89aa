//! What is on file and what is overdue, before any click.

use std::time::Duration;

use e2e::pages::AccountPage;
use e2e::wait::throughout;
use e2e::{Stage, run};
use serde_json::Value;

#[test]
fn what_is_overdue_stands_there_with_its_amount_before_any_click() {
    let customers = [
        ("stripe_past_due", &["redirect", "inline"][..], "Your payment of £26.39 is overdue", "Expires 08/2029"),
        ("paddle_past_due", &["redirect", "overlay", "inline"], "Your payment of €24.88 is overdue", "Expires"),
    ];
    run(async |stage: &Stage| {
        for (customer, modes, title, expiry) in customers {
            for mode in modes {
                let panel = AccountPage::open(stage, customer, &format!("mode={mode}")).await.panel().await;
                assert_eq!((panel.phase.as_str(), panel.notice().title.as_str()), ("ready", title), "{mode}");
                let sums = panel.notice().sums();
                assert!(sums.last().unwrap().starts_with("Due"), "{customer} {mode}: {sums:?}");
                let file = panel.file.unwrap();
                assert!(file.contains("••••") && file.contains(expiry), "{customer} {mode}: {file}");
            }
        }
        assert_eq!(stage.doubles.starts().await, 0, "nothing was made for it at the providers");
    });
}

/// The overview fails as often as this says, and each question is counted.
const FAILING: &str = "
    const real = window.fetch;
    window.asked = 0;
    window.failures = FAILURES;
    window.fetch = async (request, ...rest) => {
      const { pathname } = new URL(request.url ?? request, location.href);
      if (pathname !== '/payment-method-updates') return real(request, ...rest);
      if (request.method === 'POST') return new Response('{}', { status: 500 });
      window.asked += 1;
      return window.asked <= window.failures ? new Response('{}', { status: 503 }) : real(request, ...rest);
    };";
const COME_BACK: &str = "document.dispatchEvent(new Event('visibilitychange'))";

async fn failing<'a>(stage: &'a Stage, failures: &str) -> AccountPage<'a> {
    stage.browser.in_every_document(&FAILING.replace("FAILURES", failures)).await;
    let account = AccountPage::load(stage, "/?e2e=1&customer=stripe_past_due").await;
    stage.browser.holds("a question", "return window.asked === 1").await;
    account.until("the button without it", |panel| panel.phase == "ready" && panel.file.is_none()).await;
    account
}

#[test]
fn one_that_failed_is_asked_for_when_the_person_comes_back() {
    run(async |stage: &Stage| {
        let account = failing(stage, "1").await;
        // The answer may still be on its way.
        let again = async |panel: &AccountPage<'_>| {
            stage.browser.run::<Value>(COME_BACK).await;
            panel.panel().await.file.is_some()
        };
        e2e::wait::until("the overview", async || if again(&account).await { Ok(()) } else { Err("none".into()) })
            .await;
        assert_eq!(account.panel().await.notice().title, "Your payment of £26.39 is overdue");
        stage.browser.run::<Value>(COME_BACK).await;
        assert_eq!(stage.browser.run::<u32>("return window.asked").await, 2);
    });
}

#[test]
fn one_that_keeps_failing_is_left_alone() {
    run(async |stage: &Stage| {
        let account = failing(stage, "Infinity").await;
        throughout(Duration::from_millis(1500), "two questions at most", async || {
            stage.browser.run::<Value>(COME_BACK).await;
            let asked: u32 = stage.browser.run("return window.asked").await;
            if asked <= 2 { Ok(()) } else { Err(format!("{asked} questions").into()) }
        })
        .await;
        assert_eq!(stage.browser.run::<u32>("return window.asked").await, 2);
        assert!(stage.browser.told_as("upm-error").await.is_empty());
        assert_eq!(account.panel().await.buttons, ["Update payment method"]);
    });
}

#[test]
fn a_start_that_fails_asks_for_it_too() {
    run(async |stage: &Stage| {
        let account = failing(stage, "1").await;
        account.start().await;
        account.reaches("failed").await;
        let panel = account.until("the overview", |panel| panel.file.is_some()).await;
        assert_eq!(panel.phase, "failed");
        assert_eq!(panel.notice().title, "Your payment of £26.39 is overdue");
    });
}
