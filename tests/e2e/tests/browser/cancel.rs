//! Closing the overlay, and opening it again.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

/// Hears every event of Paddle after the widget has.
const LISTEN: &str = "
    window.paddleEvents = [];
    document.querySelector('update-payment-method').paddleCallback = (event) => window.paddleEvents.push(event);";
/// Transaction and checkout of the latest `checkout.loaded`.
const OPENING: &str = "
    const { data } = window.paddleEvents.findLast(({ name }) => name === 'checkout.loaded');
    return [data.transaction_id, data.id];";

/// Opens, closes by the overlay's X, opens again; the transactions of both, with the second still open.
async fn close_and_open_again(stage: &Stage, customer: &str) -> [[String; 2]; 2] {
    let account = AccountPage::open(stage, customer, "mode=overlay").await;
    stage.browser.run::<Value>(LISTEN).await;
    account.start().await;
    let frame = PaddleFrame::overlay(stage).await;
    account.reaches("open").await;
    let first = stage.browser.run(OPENING).await;
    frame.close().await;
    let panel = account.reaches("cancelled").await;
    assert_eq!(panel.words(), "Nothing was changed You closed the checkout before it was finished.");
    assert_eq!(stage.browser.told_as("upm-close").await, [json!({ "reason": "cancelled" })]);
    assert_eq!(stage.browser.told_as("upm-updated").await, [] as [Value; 0]);

    account.start().await;
    PaddleFrame::overlay(stage).await;
    account.reaches("open").await;
    let second: [String; 2] = stage.browser.run(OPENING).await;
    let late = format!(
        "return window.paddleEvents.some(({{ name, data }}) => name === 'checkout.updated' && data?.id === '{}')",
        first_id(&first)
    );
    assert!(stage.browser.run::<bool>(&late).await, "the double sends a late event of the first opening");
    assert_eq!(account.panel().await.phase, "open");
    [first, second]
}

fn first_id(opening: &[String; 2]) -> &str {
    &opening[1]
}

#[test]
fn an_active_customer_gets_a_new_transaction() {
    run(async |stage: &Stage| {
        let [first, second] = close_and_open_again(stage, "paddle_active").await;
        assert_ne!(first[0], second[0]);
        assert_eq!(stage.doubles.starts().await, 2);
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        AccountPage::here(stage).reaches("updated").await;
        assert_eq!(stage.doubles.on_file("paddle_active").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_past_due_customer_gets_the_same_transaction() {
    run(async |stage: &Stage| {
        let [first, second] = close_and_open_again(stage, "paddle_past_due").await;
        assert_eq!(first[0], second[0]);
        assert_ne!(first[1], second[1]);
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        let panel = AccountPage::here(stage).reaches("updated").await;
        assert_eq!(panel.message().texts[1], "Your payment of €24.88 went through.");
    });
}

#[test]
fn late_events_of_the_first_opening_do_nothing() {
    run(async |stage: &Stage| {
        let [first, _] = close_and_open_again(stage, "paddle_past_due").await;
        let before = stage.browser.told().await;
        // Worse than what the double does: every end that the first checkout could still report.
        let replay = "
            const [id] = arguments;
            const loaded = window.paddleEvents.find(({ name, data }) => name === 'checkout.loaded' && data.id === id);
            const { paddleEvent } = await import('/index.js');
            for (const name of ['checkout.payment.initiated', 'checkout.completed', 'checkout.closed', 'checkout.error', 'checkout.loaded']) {
              await paddleEvent({ name, data: loaded.data });
            }";
        stage.browser.run_with::<Value>(replay, vec![json!(first[1])]).await;
        let account = AccountPage::here(stage);
        assert_eq!(account.panel().await.phase, "open");
        assert_eq!(stage.browser.told().await, before);
        PaddleFrame::overlay(stage).await.pay("5555555555554444").await;
        account.reaches("updated").await;
    });
}
