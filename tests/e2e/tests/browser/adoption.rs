//! Pages that use Paddle.js themselves.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

/// The page loads Paddle.js and initialises it, as an integration of its own would.
const HOST: &str = "
    const load = () => new Promise((resolve, reject) => {
      if (window.Paddle) return resolve();
      const script = document.createElement('script');
      script.src = 'https://cdn.paddle.com/paddle/v2/paddle.js';
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    await load();
    window.hostEvents = [];
    Paddle.Environment.set('sandbox');
    Paddle.Initialize({
      token: 'test_fernwayexample000000000',
      eventCallback: (event) => {
        window.hostEvents.push(event.name);
        window.forward?.(event);
      },
    });
    return Paddle.Initialized;";

async fn host_initialises(stage: &Stage) {
    assert!(stage.browser.run::<bool>(HOST).await);
}

async fn host_heard(stage: &Stage, name: &str) -> bool {
    stage.browser.run_with("return window.hostEvents.includes(arguments[0])", vec![name.into()]).await
}

async fn warned(stage: &Stage) -> bool {
    stage.browser.console().await.iter().any(|line| line.contains("paddle-events to"))
}

#[test]
fn own_opens_anyway_and_ends_by_verification() {
    run(async |stage: &Stage| {
        let account = AccountPage::open_without_overview(stage, "paddle_past_due", "mode=overlay").await;
        host_initialises(stage).await;
        account.start().await;
        let panel = account.reaches("open").await;
        // Nothing comes from the frame, so this is the back end's notice.
        crate::overlay::check_past_due(panel.notice());
        let frame = PaddleFrame::overlay(stage).await;
        assert!(warned(stage).await, "the engineer is told what to do");
        assert!(host_heard(stage, "checkout.loaded").await);
        frame.pay("5555555555554444").await;
        let panel = account.reaches_within(30, "updated").await;
        assert!(panel.words().contains("Mastercard ending in 4444"), "{}", panel.words());
        assert!(host_heard(stage, "checkout.completed").await);
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 1);
    });
}

#[test]
fn own_can_be_cancelled() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        host_initialises(stage).await;
        account.start().await;
        account.reaches("open").await;
        PaddleFrame::inline(stage).await;
        account.press("Cancel").await;
        account.reaches("cancelled").await;
        assert!(!PaddleFrame::exists(stage).await);
        assert_eq!(stage.browser.told_as("upm-close").await, [json!({ "reason": "cancelled" })]);
        account.start().await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
    });
}

#[test]
fn own_cancelled_after_paying_is_an_update() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        host_initialises(stage).await;
        account.start().await;
        account.reaches("open").await;
        PaddleFrame::inline(stage).await.pay("5555555555554444").await;
        stage.browser.holds("the payment", "return window.hostEvents.includes('checkout.completed')").await;
        account.press_if_there("Cancel").await;
        let panel = account.reaches("updated").await;
        assert!(panel.words().contains("Mastercard ending in 4444"), "{}", panel.words());
        assert_eq!(stage.browser.told_as("upm-close").await.len(), 0);
    });
}

#[test]
fn forwarded_events_are_as_good_as_its_own() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.set("paddle-events", "forwarded").await;
        let forward = "window.forward = (await import('/index.js')).paddleEvent";
        stage.browser.run::<Value>(forward).await;
        host_initialises(stage).await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        // The item is from the event: the back end's notice has none.
        let loaded = stage.browser.told_as("upm-loaded").await;
        let items = |notice: &Value| notice["notice"]["items"].as_array().map(Vec::len);
        assert_eq!(loaded.iter().map(items).collect::<Vec<_>>(), [Some(1)], "{loaded:#?}");
        assert!(!warned(stage).await);
        // A cancel comes through as well.
        frame.close().await;
        account.reaches("cancelled").await;
        account.start().await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert!(host_heard(stage, "checkout.completed").await);
    });
}

/// The word in `checkout.closed` counts, even where `checkout.completed` got lost.
#[test]
fn closed_after_an_unheard_completion_is_a_success() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.set("paddle-events", "forwarded").await;
        let forward = "
            const { paddleEvent } = await import('/index.js');
            const heard = ['checkout.loaded', 'checkout.closed'];
            window.forward = (event) => heard.includes(event.name) && paddleEvent(event);";
        stage.browser.run::<Value>(forward).await;
        host_initialises(stage).await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        frame.pay("5555555555554444").await;
        frame.done().await;
        account.reaches("updated").await;
        assert_eq!(stage.browser.told_as("upm-close").await.len(), 0);
    });
}

#[test]
fn replace_chains_the_pages_callback() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        host_initialises(stage).await;
        let chain = "
            window.chained = [];
            const widget = document.querySelector('update-payment-method');
            widget.paddleCallback = (event) => window.chained.push(event.name);
            widget.setAttribute('paddle-events', 'replace');";
        stage.browser.run::<Value>(chain).await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        assert!(!warned(stage).await);
        frame.pay("5555555555554444").await;
        account.reaches("updated").await;
        let chained: Vec<Option<String>> = stage.browser.run("return window.chained").await;
        let heard = |name: &str| chained.iter().flatten().any(|heard| heard == name);
        assert!(heard("checkout.loaded") && heard("checkout.completed"), "{chained:?}");
        assert!(!host_heard(stage, "checkout.loaded").await, "Paddle keeps one callback");
    });
}

#[test]
fn a_page_that_initialises_after_us_changes_nothing() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        host_initialises(stage).await;
        frame.close().await;
        account.reaches("cancelled").await;
        account.start().await;
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(stage.browser.run::<Vec<String>>("return window.hostEvents").await, [] as [&str; 0]);
    });
}

/// The page opens a checkout of its own over the widget's.
#[test]
fn a_checkout_of_the_page_ends_ours_and_its_events_are_passed_on() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        account.start().await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        let other = stage.doubles.start_for("paddle_past_due").await;
        let open = format!("Paddle.Checkout.open({{ transactionId: {} }})", other["transaction_id"]);
        stage.browser.run::<Value>(&open).await;
        account.reaches("ready").await;
        assert_eq!(stage.browser.told_as("upm-close").await, [json!({ "reason": "superseded" })]);
        let passed_on = stage.browser.told_as("upm-paddle-event").await;
        assert!(passed_on.iter().any(|event| event["name"] == "checkout.loaded"), "{passed_on:?}");
        PaddleFrame::overlay(stage).await;
    });
}
