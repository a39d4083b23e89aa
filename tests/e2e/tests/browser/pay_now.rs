//! Pay now: the overdue invoice is paid with the new card, once the customer agreed.

use e2e::pages::{AccountPage, CheckoutPage, Panel};
use e2e::{Stage, run};
use serde_json::{Value, json};

use crate::fallback::{press_the_form, with_script, without_script};

const SAM: &str = "stripe_past_due";
const INVOICE: &str = "/v1/invoices/in_1VqmCplppjs46LmuezqpGHoP";
const AGREE: &str = "Continue and pay £26.39";

async fn pay_now(stage: &Stage) {
    stage.doubles.set_up(json!({ "back_end": { "stripe": "pay_now" } })).await;
}

async fn invoice(stage: &Stage) -> Value {
    stage.doubles.stripe_api(INVOICE).await
}

/// How often Stripe was asked for the money, with whatever result.
async fn charges(stage: &Stage) -> usize {
    stage.doubles.calls().await.iter().filter(|call| call.method == "POST" && call.path.ends_with("/pay")).count()
}

/// Agrees in the review, and saves a card on Checkout.
async fn agree_and_save<'a>(stage: &'a Stage, number: &str) -> AccountPage<'a> {
    let account = AccountPage::open_without_overview(stage, SAM, "").await;
    account.start().await;
    account.reaches("review").await;
    account.press(AGREE).await;
    CheckoutPage::reached(stage).await.save_card(number).await;
    account
}

/// Where the link to the invoice leads.
async fn invoice_link(stage: &Stage, panel: &Panel) -> String {
    assert_eq!(panel.buttons, ["Open the invoice", "Update again"]);
    let script = "return document.querySelector('update-payment-method').shadowRoot.querySelector('a').href";
    stage.browser.run(script).await
}

#[test]
fn agreed_and_paid_once() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        let before = invoice(stage).await["attempt_count"].as_u64().unwrap();
        let account = AccountPage::open_without_overview(stage, SAM, "").await;
        account.start().await;
        let panel = account.reaches("review").await;
        assert_eq!(panel.notice().title, "Your payment of £26.39 is overdue");
        assert_eq!(panel.notice().text, "You pay £26.39 now, and your new payment method is used from then on.");
        assert_eq!(panel.notice().sums(), ["Subtotal £21.99", "Tax £4.40", "Due now £26.39"]);
        assert_eq!(panel.buttons, [AGREE, "Cancel"]);
        account.press(AGREE).await;

        let checkout = CheckoutPage::reached(stage).await;
        let message = checkout.submit_message().await;
        assert!(message.contains("26.39") && message.contains("charged now"), "{message}");
        checkout.save_card("5555555555554444").await;
        let panel = account.reaches("updated").await;
        let texts = ["Mastercard ending in 4444 will be used from now on.", "Your payment of £26.39 went through."];
        assert_eq!(
            (panel.message().tone.as_str(), panel.message().texts.as_slice()),
            ("success", &texts.map(str::to_owned)[..])
        );
        let told = stage.browser.told_as("upm-updated").await;
        assert_eq!(told[0]["outcome"]["invoice"]["status"], "paid");

        // The webhook and the return page have both been there.
        stage.doubles.hear_all().await;
        let invoice = invoice(stage).await;
        assert_eq!((invoice["status"].as_str(), invoice["amount_paid"].as_u64()), (Some("paid"), Some(2639)));
        assert_eq!(invoice["attempt_count"], before + 1);
        assert_eq!(stage.doubles.state(SAM).await["subscription_status"], "active");
        assert_eq!(AccountPage::open(stage, SAM, "").await.panel().await.notice, None);
    });
}

#[test]
fn what_the_overview_has_shown_is_agreed_to_by_the_press() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        let account = AccountPage::open(stage, SAM, "").await;
        let notice = account.panel().await.notice.unwrap();
        assert_eq!(notice.text, "You pay £26.39 now, and your new payment method is used from then on.");
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts[1], "Your payment of £26.39 went through.");
        assert_eq!(invoice(stage).await["status"], "paid");
    });
}

#[test]
fn a_card_that_is_saved_but_declined_for_the_charge_is_told_as_both() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        let account = agree_and_save(stage, "4000000000000341").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().tone, "warning");
        assert_eq!(
            panel.message().texts,
            [
                "Visa ending in 0341 will be used from now on.",
                "£26.39 is still due: your new payment method was declined for it."
            ]
        );
        assert!(invoice_link(stage, &panel).await.starts_with("https://invoice.stripe.com/i/"));
        stage.doubles.hear_all().await;
        assert_eq!(invoice(stage).await["status"], "open");
        assert_eq!(stage.doubles.state(SAM).await["subscription_status"], "past_due");

        account.press("Open the invoice").await;
        CheckoutPage::invoice(stage).await.save_card("4242424242424242").await;
        stage.browser.shows("#paid").await;
        assert_eq!(invoice(stage).await["status"], "paid");
        assert_eq!(stage.doubles.on_file(SAM).await, ["card", "visa", "0341"]);
    });
}

#[test]
fn a_bank_that_asks_for_each_payment_is_answered_on_the_invoice() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        let account = agree_and_save(stage, "4000002760003184").await;
        stage.browser.click("#challenge-complete").await;
        let panel = account.reaches("updated").await;
        assert_eq!(
            panel.message().texts,
            [
                "Visa ending in 3184 will be used from now on.",
                "£26.39 is still due: your bank asks you to confirm the payment."
            ]
        );
        assert_eq!(invoice(stage).await["status"], "open");
        invoice_link(stage, &panel).await;
        account.press("Open the invoice").await;
        CheckoutPage::invoice(stage).await.save_card("4000002760003184").await;
        stage.browser.click("#challenge-complete").await;
        stage.browser.shows("#paid").await;
        let next = AccountPage::open(stage, SAM, "").await.panel().await;
        assert_eq!((next.file.as_deref(), next.notice), (Some("Visa•••• 3184Expires 04/2030"), None));
    });
}

#[test]
fn another_amount_is_shown_again_and_nothing_is_charged_before() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        let account = AccountPage::open_without_overview(stage, SAM, "").await;
        account.start().await;
        account.reaches("review").await;
        stage.doubles.stripe(json!({ "credit_note": { "in_1VqmCplppjs46LmuezqpGHoP": 639 } })).await;
        account.press(AGREE).await;
        let panel =
            account.until("the new amount", |panel| panel.buttons.iter().any(|label| label.contains("£20.00"))).await;
        assert_eq!(panel.phase, "review");
        assert_eq!(panel.notice().title, "Your payment of £20.00 is overdue");
        assert_eq!(panel.buttons, ["Continue and pay £20.00", "Cancel"]);
        assert_eq!(charges(stage).await, 0);

        account.press("Continue and pay £20.00").await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts[1], "Your payment of £20.00 went through.");
        assert_eq!(invoice(stage).await["amount_paid"], 2000);
    });
}

#[test]
fn who_does_not_agree_changes_and_pays_nothing() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        let account = AccountPage::open_without_overview(stage, SAM, "").await;
        account.start().await;
        account.reaches("review").await;
        account.press("Cancel").await;
        account.reaches("cancelled").await;
        assert_eq!(charges(stage).await, 0);
        assert_eq!(stage.doubles.on_file(SAM).await, ["card", "visa", "0341"]);
        assert_eq!(invoice(stage).await["status"], "open");
    });
}

/// The form asks nobody, so it charges nobody.
#[test]
fn a_card_that_comes_by_the_form_is_saved_and_not_charged() {
    run(async |stage: &Stage| {
        pay_now(stage).await;
        // The page of the demo remembers who is signed in by script.
        AccountPage::open(stage, SAM, "").await;
        without_script(stage).await;
        press_the_form(stage, SAM).await;
        let checkout = CheckoutPage::reached(stage).await;
        assert!(checkout.submit_message().await.starts_with("Nothing is charged now."));
        with_script(stage).await;
        checkout.save_card("4242424242424242").await;
        let panel = AccountPage::here(stage).reaches("updated").await;
        let due = &panel.message().texts[1];
        assert!(due.starts_with("£26.39 is still due. We will charge your new payment method on"), "{due}");
        stage.doubles.hear_all().await;
        assert_eq!(charges(stage).await, 0);
        assert_eq!(invoice(stage).await["status"], "open");
    });
}
