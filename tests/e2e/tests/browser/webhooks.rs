//! Stripe's webhooks and the sweep: what finishes an update when the browser does not.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::wait::until;
use e2e::{Stage, run};
use serde_json::json;

/// Stripe counts in seconds: what happens in one second has no order.
async fn another_second() {
    let second = || std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let before = second();
    until("the next second", async || if second() > before { Ok(()) } else { Err("the same".into()) }).await;
}

const WRITE: &str = "/v1/subscriptions/sub_1CmuxV5EbOApZOXzcycDeZ6d";
const MASTERCARD: [&str; 3] = ["card", "mastercard", "4444"];
const AMEX: [&str; 3] = ["card", "amex", "0005"];

/// Starts on the account page and saves a card; the browser stays on Checkout.
async fn update_and_stay(stage: &Stage, number: &str) {
    let account = AccountPage::open(stage, "stripe_active", "").await;
    account.start().await;
    CheckoutPage::reached(stage).await.save_card_and_stay(number).await;
}

/// Starts on the account page, saves a card and comes back.
async fn update<'a>(stage: &'a Stage, number: &str) -> AccountPage<'a> {
    let account = AccountPage::open(stage, "stripe_active", "").await;
    account.start().await;
    CheckoutPage::reached(stage).await.save_card(number).await;
    account.reaches("updated").await;
    account
}

/// The method on file as the next visit shows it.
async fn next_visit(stage: &Stage) -> String {
    AccountPage::open(stage, "stripe_active", "").await.panel().await.file.unwrap()
}

#[test]
fn a_closed_tab_is_finished_by_the_webhook() {
    run(async |stage: &Stage| {
        update_and_stay(stage, "5555555555554444").await;
        stage.doubles.comes_on_file("stripe_active", MASTERCARD).await;
        assert_eq!(stage.doubles.count("GET", "/v1/checkout/sessions/").await, 0, "no return page has asked");
        assert_eq!(next_visit(stage).await, "Mastercard•••• 4444Expires 04/2030");
    });
}

#[test]
fn a_closed_tab_without_webhooks_is_finished_by_the_sweep() {
    run(async |stage: &Stage| {
        stage.doubles.set_up(json!({ "back_end": { "sweep_seconds": 1 }, "faults": { "webhooks": "never" } })).await;
        update_and_stay(stage, "5555555555554444").await;
        stage.doubles.comes_on_file("stripe_active", MASTERCARD).await;
        assert_eq!(stage.doubles.webhooks("checkout.session.completed").await[0].status, 0);
        assert_eq!(stage.doubles.count("GET", "/v1/checkout/sessions/").await, 0, "no return page has asked");
        assert_eq!(next_visit(stage).await, "Mastercard•••• 4444Expires 04/2030");
    });
}

/// Where the write stands among the calls: before or after the return page's question.
async fn written_before_the_return(stage: &Stage) -> bool {
    let calls = stage.doubles.calls().await;
    let place =
        |method: &str, path: &str| calls.iter().position(|call| call.method == method && call.path.starts_with(path));
    place("POST", WRITE).expect("a write") < place("GET", "/v1/checkout/sessions/").expect("a return")
}

#[test]
fn on_time_the_webhook_is_first_and_the_return_page_only_looks() {
    run(async |stage: &Stage| {
        update(stage, "5555555555554444").await;
        assert!(written_before_the_return(stage).await);
        stage.doubles.hear_all().await;
        assert_eq!(stage.doubles.webhooks("customer.subscription.updated").await.len(), 1, "it was changed once");
        assert_eq!(stage.doubles.on_file("stripe_active").await, MASTERCARD);
    });
}

#[test]
fn a_late_webhook_finds_everything_done() {
    run(async |stage: &Stage| {
        stage.doubles.set_up(json!({ "faults": { "webhooks": "late" } })).await;
        update(stage, "5555555555554444").await;
        assert!(!written_before_the_return(stage).await);
        assert_eq!(stage.doubles.webhooks("checkout.session.completed").await[0].status, 0, "it is still to come");
        stage.doubles.hear("checkout.session.completed").await;
        stage.doubles.hear_all().await;
        assert_eq!(stage.doubles.webhooks("customer.subscription.updated").await.len(), 1, "it was changed once");
        assert_eq!(stage.doubles.on_file("stripe_active").await, MASTERCARD);
    });
}

#[test]
fn doubled_and_newest_first_the_newest_wins_and_is_told_once() {
    run(async |stage: &Stage| {
        stage.doubles.stripe(json!({ "webhooks": { "hold": true, "copies": 2 } })).await;
        update_and_stay(stage, "5555555555554444").await;
        another_second().await;
        let account = update(stage, "378282246310005").await;
        stage.doubles.stripe(json!({ "webhooks": { "hold": false, "release": "reversed" } })).await;
        // The oldest event comes last.
        stage.doubles.hear_all().await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, AMEX);
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 1);
        assert_eq!(
            account.panel().await.words(),
            "Payment method updated American Express ending in 0005 will be used from now on."
        );
    });
}

/// Begins in this tab, then begins and finishes in another; back in this one afterwards.
async fn begin_here_and_finish_there(stage: &Stage) {
    let first = AccountPage::open(stage, "stripe_active", "").await;
    first.start().await;
    CheckoutPage::reached(stage).await;
    let tab = stage.browser.new_tab().await;
    update(stage, "378282246310005").await;
    assert_eq!(stage.doubles.on_file("stripe_active").await, AMEX);
    another_second().await;
    stage.browser.switch_to(tab).await;
}

#[test]
fn a_second_start_ends_what_was_begun_before() {
    run(async |stage: &Stage| {
        begin_here_and_finish_there(stage).await;
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        stage.browser.shows("#expired").await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, AMEX);
    });
}

#[test]
fn where_that_fails_the_update_that_is_finished_last_wins() {
    run(async |stage: &Stage| {
        // Each session is made; which ones are open is not told.
        let silent = json!({ "method": "GET", "path": "/v1/checkout/sessions", "status": 500, "times": 4 });
        stage.doubles.stripe(json!({ "fail_next": [silent] })).await;
        begin_here_and_finish_there(stage).await;
        CheckoutPage::reached(stage).await.save_card("5555555555554444").await;
        let panel = AccountPage::here(stage).reaches_within(30, "updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert_eq!(stage.doubles.on_file("stripe_active").await, MASTERCARD);
        assert_eq!(next_visit(stage).await, "Mastercard•••• 4444Expires 04/2030");
    });
}

/// The setup intent that the bank has not answered yet.
async fn processing(stage: &Stage) -> String {
    let intents = stage.doubles.stripe_api("/v1/setup_intents?customer=cus_X0t0ZBfdTEmxI6").await;
    assert_eq!(intents["data"][0]["status"], "processing");
    intents["data"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_the_bank_confirms_later_is_used_from_then_on() {
    run(async |stage: &Stage| {
        stage.doubles.stripe(json!({ "bank_debits": true })).await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_bank().await;
        let panel = account.reaches("confirming").await;
        assert_eq!(panel.message().title, "Confirming your new payment method…");
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 0);
        assert_eq!(next_visit(stage).await, "Visa•••• 4242Expires 04/2030", "until then the old one is charged");

        stage.doubles.stripe(json!({ "settle": { processing(stage).await: "succeeded" } })).await;
        stage.doubles.hear("setup_intent.succeeded").await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["us_bank_account", "", "6789"]);
        assert_eq!(next_visit(stage).await, "STRIPE TEST BANK•••• 6789");
    });
}

#[test]
fn what_the_bank_refuses_later_changes_nothing() {
    run(async |stage: &Stage| {
        stage.doubles.stripe(json!({ "bank_debits": true })).await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_bank().await;
        account.reaches("confirming").await;
        stage.doubles.stripe(json!({ "settle": { processing(stage).await: "failed" } })).await;
        let panel = account.reaches_within(25, "failed").await;
        assert!(panel.words().contains("Your payment method was not accepted."), "{}", panel.words());
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 0);
        assert_eq!(next_visit(stage).await, "Visa•••• 4242Expires 04/2030");
    });
}
