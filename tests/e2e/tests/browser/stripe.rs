//! Stripe: there and back.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use serde_json::{Value, json};

/// The day of the next attempt, as the widget writes it.
async fn next_attempt(stage: &Stage, invoice: &str) -> String {
    let invoice = stage.doubles.stripe_api(&format!("/v1/invoices/{invoice}")).await;
    let seconds = invoice["next_payment_attempt"].clone();
    assert!(seconds.is_number(), "{invoice}");
    let script = "return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' }).format(arguments[0] * 1000)";
    stage.browser.run_with(script, vec![seconds]).await
}

#[test]
fn an_active_customer_goes_there_and_back() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        browser.in_every_document("if (location.protocol === 'http:') history.replaceState({ kept: true }, '')").await;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let panel = account.panel().await;
        assert_eq!(panel.phase, "ready");
        assert_eq!(panel.file.as_deref(), Some("Visa•••• 4242Expires 04/2030"));
        assert_eq!((panel.notice, panel.message), (None, None));
        assert_eq!(panel.buttons, ["Update payment method"]);
        account.start().await;

        let checkout = CheckoutPage::reached(stage).await;
        assert_eq!(checkout.email().await, "robin@example.com");
        assert!(checkout.submit_message().await.starts_with("Nothing is charged now."));
        checkout.save_card("5555555555554444").await;

        browser.arrives_at(&browser.page).await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert_eq!(panel.message().tone, "success");
        assert_eq!(panel.buttons, ["Update again"]);
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
        assert_eq!(browser.address().await, format!("{}/", browser.page));
        assert_eq!(browser.run::<Value>("return history.state").await, json!({ "kept": true }));

        let told = browser.told().await;
        let names: Vec<_> = told.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["upm-start", "upm-loaded", "upm-updated"]);
        assert_eq!(told[1].detail["notice"]["kind"], "zero_value");
        assert_eq!(told[1].detail["notice"]["charged_now"], false);
        assert_eq!(told[2].detail["confirmed"], true);
        assert_eq!(told[2].detail["outcome"]["status"], "updated");
    });
}

#[test]
fn a_past_due_customer_sees_what_is_owed_and_when_it_is_tried_again() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_past_due", "").await;
        let day = next_attempt(stage, "in_1VqmCplppjs46LmuezqpGHoP").await;
        let panel = account.panel().await;
        assert_eq!(panel.file.as_deref(), Some("Visa•••• 0341Expires 08/2029"));
        let notice = panel.notice();
        assert_eq!(notice.kind, "past_due");
        assert_eq!(notice.title, "Your payment of £26.39 is overdue");
        assert_eq!(
            notice.text,
            format!("Nothing is charged now. Your new payment method is used when we try again on {day}.")
        );
        assert_eq!(notice.lines(), ["Fernway Family £12.99", "Offline maps, per device × 3 £9.00"]);
        assert_eq!(notice.sums(), ["Subtotal £21.99", "Tax £4.40", "Due £26.39"]);
        account.start().await;

        let checkout = CheckoutPage::reached(stage).await;
        assert!(checkout.submit_message().await.contains("Your overdue invoice will be tried again"));
        checkout.save_card("4242424242424242").await;

        let panel = account.reaches("updated").await;
        assert_eq!(
            panel.message().texts,
            [
                "Visa ending in 4242 will be used from now on.".to_owned(),
                format!("£26.39 is still due. We will charge your new payment method on {day}."),
            ]
        );
        assert_eq!(panel.notice, None, "what was overdue before is not what is overdue now");
        assert_eq!(stage.doubles.on_file("stripe_past_due").await, ["card", "visa", "4242"]);
        assert_eq!(stage.browser.told_as("upm-updated").await.len(), 1);
    });
}

#[test]
fn dinars_have_three_decimals() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_kwd", "").await;
        let panel = account.panel().await;
        assert_eq!(panel.notice().title, "Your payment of KWD 4.750 is overdue");
        assert_eq!(panel.notice().sums().last().unwrap(), "Due KWD 4.750");
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4242424242424242").await;
        let panel = account.reaches("updated").await;
        assert!(panel.words().contains("KWD 4.750 is still due."), "{}", panel.words());
        assert_eq!(stage.doubles.on_file("stripe_kwd").await, ["card", "visa", "4242"]);
    });
}

#[test]
fn link_has_neither_brand_nor_digits() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_with_link().await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Link will be used from now on.");
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["link", "", ""]);
    });
}

#[test]
fn a_declined_card_changes_nothing_and_the_next_one_can() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        let checkout = CheckoutPage::reached(stage).await;
        checkout.save_card("4000000000000002").await;
        assert!(checkout.error().await.contains("declined"));
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "visa", "4242"]);
        checkout.save_card("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_bank_that_asks_for_confirmation_is_part_of_the_way() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.start().await;
        CheckoutPage::reached(stage).await.save_card("4000002760003184").await;
        stage.browser.click("#challenge-complete").await;
        let panel = account.reaches("updated").await;
        assert!(panel.words().contains("ending in 3184"), "{}", panel.words());
    });
}

/// WebDriver waits for a navigation to end, so the page itself keeps what stands on it meanwhile.
const KEEP: &str = "
    setInterval(() => {
      const root = document.querySelector('update-payment-method')?.shadowRoot;
      const text = (css) => root?.querySelector(css)?.textContent ?? '';
      const link = root?.querySelector('.upm-actions a');
      const seen = JSON.stringify([
        root?.querySelector('.upm')?.dataset.phase ?? '', text('.upm-notice .upm-title'), text('.upm-message .upm-title'),
        link?.textContent ?? '', link?.target ?? '', link?.href ?? '',
      ]);
      const kept = JSON.parse(sessionStorage.getItem('kept') ?? '[]');
      if (kept.at(-1) !== seen) sessionStorage.setItem('kept', JSON.stringify([...kept, seen]));
    }, 50);";

#[test]
fn a_slow_redirect_says_what_happens_and_then_offers_a_link() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        let account = AccountPage::open(stage, "stripe_active", "").await;
        browser.run::<Value>(KEEP).await;
        browser.cdp("Network.enable", json!({})).await;
        stage.doubles.stripe(json!({ "delay_ms": 600 })).await;
        account.start().await;
        account.reaches("starting").await;
        // The start has been sent, so it is the navigation that takes so long.
        let slow = json!({ "offline": false, "latency": 3600, "downloadThroughput": -1, "uploadThroughput": -1 });
        browser.cdp("Network.emulateNetworkConditions", slow).await;
        CheckoutPage::reached(stage).await;
        let fast = json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        browser.cdp("Network.emulateNetworkConditions", fast).await;
        browser.back().await;
        browser.arrives_at(&browser.page).await;
        let kept: Vec<String> = browser.run("return JSON.parse(sessionStorage.getItem('kept'))").await;
        let kept: Vec<[String; 6]> = kept.iter().map(|seen| serde_json::from_str(seen).unwrap()).collect();
        let redirecting: Vec<_> = kept.iter().filter(|[phase, ..]| phase == "redirecting").collect();
        let [before, after] = redirecting[..] else { panic!("{kept:#?}") };
        assert_eq!(before[1..4], ["Nothing is charged today", "Taking you to a secure payment page…", ""]);
        assert_eq!(
            after[1..5],
            [
                "Nothing is charged today",
                "The payment page has not opened yet.",
                "Continue to the payment page",
                "_top"
            ]
        );
        let href = &after[5];
        assert!(href.starts_with("https://checkout.stripe.com/c/pay/cs_test_") && href.contains("#fid"), "{href}");
    });
}
