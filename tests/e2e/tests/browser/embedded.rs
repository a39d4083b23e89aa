//! Stripe's checkout inside the page.

use e2e::pages::{AccountPage, EmbeddedFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

const SAM: &str = "stripe_past_due";

#[test]
fn an_active_customer_replaces_the_card_in_the_page() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        let frame = EmbeddedFrame::shown(stage).await;
        let panel = account.reaches("open").await;
        assert_eq!(panel.notice().title, "Nothing is charged today");
        assert_eq!((panel.message, panel.buttons), (None, vec!["Cancel".to_owned()]));
        // Stripe takes no place in a shadow root; the page's own children stay untouched.
        let place = "
            const widget = document.querySelector('update-payment-method');
            const frame = document.querySelector('iframe[name=embedded-checkout]');
            return frame.parentElement.parentElement === widget && frame.parentElement.slot === 'upm-frame'
              && frame.getBoundingClientRect().width > 280 && widget.querySelector('form') !== null
              && new URL(frame.src).origin === 'https://checkout.stripe.com';";
        assert!(stage.browser.run::<bool>(place).await);
        frame.save_card("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated Mastercard ending in 4444 will be used from now on.");
        assert!(!EmbeddedFrame::exists(stage).await, "a finished frame does not stay in the page");
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
        let told = stage.browser.told().await;
        let names: Vec<_> = told.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["upm-start", "upm-loaded", "upm-updated"]);
        assert_eq!(told[2].detail["confirmed"], true);
        let violations: Vec<String> = stage.browser.run("return window.e2e.violations").await;
        assert_eq!(violations, [] as [&str; 0]);
    });
}

#[test]
fn the_keyboard_comes_before_the_frame_not_behind_it() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        EmbeddedFrame::shown(stage).await;
        let focus = "
            const root = document.querySelector('update-payment-method').shadowRoot;
            return root.activeElement?.className === 'upm-frame';";
        stage.browser.holds("the frame's place to have the focus", focus).await;
    });
}

#[test]
fn a_past_due_customer_has_the_amount_above_the_frame() {
    run(async |stage: &Stage| {
        let account = AccountPage::open_without_overview(stage, SAM, "mode=inline").await;
        assert_eq!(account.panel().await.notice, None);
        account.start().await;
        let frame = EmbeddedFrame::shown(stage).await;
        let panel = account.reaches("open").await;
        assert_eq!(panel.notice().title, "Your payment of £26.39 is overdue");
        assert!(panel.notice().text.starts_with("Nothing is charged now."), "{}", panel.notice().text);
        assert!(frame.submit_message().await.contains("Your overdue invoice will be tried again"));
        frame.save_card("4242424242424242").await;
        let panel = account.reaches("updated").await;
        assert!(panel.words().contains("£26.39 is still due."), "{}", panel.words());
        assert_eq!(stage.doubles.on_file(SAM).await, ["card", "visa", "4242"]);
    });
}

#[test]
fn a_declined_card_is_told_in_the_frame_and_the_next_one_can() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        let frame = EmbeddedFrame::shown(stage).await;
        frame.save_card("4000000000000002").await;
        assert!(frame.error().await.contains("declined"));
        assert_eq!(account.panel().await.phase, "open");
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "visa", "4242"]);
        frame.save_card("5555555555554444").await;
        account.reaches("updated").await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "mastercard", "4444"]);
    });
}

#[test]
fn a_bank_that_asks_for_confirmation_asks_in_the_frame() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        let frame = EmbeddedFrame::shown(stage).await;
        frame.save_card("4000002760003184").await;
        frame.authenticate().await;
        let panel = account.reaches("updated").await;
        assert!(panel.words().contains("ending in 3184"), "{}", panel.words());
    });
}

#[test]
fn what_is_paid_now_is_agreed_to_before_the_frame_is_there() {
    run(async |stage: &Stage| {
        stage.doubles.set_up(json!({ "back_end": { "stripe": "pay_now" } })).await;
        let account = AccountPage::open_without_overview(stage, SAM, "mode=inline").await;
        account.start().await;
        let panel = account.reaches("review").await;
        assert_eq!(panel.notice().text, "You pay £26.39 now, and your new payment method is used from then on.");
        assert!(!EmbeddedFrame::exists(stage).await);
        account.press("Continue and pay £26.39").await;
        let frame = EmbeddedFrame::shown(stage).await;
        let panel = account.reaches("open").await;
        assert_eq!(panel.notice().sums(), ["Subtotal £21.99", "Tax £4.40", "Due now £26.39"]);
        let message = frame.submit_message().await;
        assert!(message.contains("26.39") && message.contains("charged now"), "{message}");
        frame.save_card("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().texts[1], "Your payment of £26.39 went through.");
        assert_eq!(stage.doubles.state(SAM).await["subscription_status"], "active");
    });
}

#[test]
fn a_method_that_leaves_the_page_comes_back_to_it() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        stage.doubles.stripe(json!({ "paypal": true })).await;
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.start().await;
        EmbeddedFrame::shown(stage).await.leave_for_paypal().await;
        browser.arrives_at("https://hooks.stripe.com/redirect/authenticate/cs_test_").await;
        browser.click("#paypal-approve").await;
        browser.arrives_at(&browser.page).await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.words(), "Payment method updated PayPal will be used from now on.");
        assert_eq!(browser.address().await, format!("{}/", browser.page), "the parameter is gone");
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["paypal", "", ""]);
        // The page knows what it is for, and lets the frame in once more.
        account.press("Update again").await;
        EmbeddedFrame::shown(stage).await;
    });
}

#[test]
fn a_language_that_stripe_lacks_is_the_browsers() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline&lang=ar").await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').open()").await;
        EmbeddedFrame::shown(stage).await;
        account.reaches("open").await;
    });
}

#[test]
fn mounted_from_javascript_its_frame_is_a_child_of_the_widget() {
    run(async |stage: &Stage| {
        stage.browser.load("/?e2e=1&customer=stripe_active&mode=inline").await;
        let script = "
            const element = document.querySelector('update-payment-method');
            const { authorization } = element;
            element.remove();
            const place = document.querySelector('#payment-method').appendChild(document.createElement('div'));
            const { mount } = await import('/index.js');
            window.widget = mount(place, { endpoint: '/payment-method-updates', mode: 'inline', authorization });
            await window.widget.ready;
            window.widget.open();";
        stage.browser.run::<Value>(script).await;
        EmbeddedFrame::shown(stage).await;
        let place = "return document.querySelector('iframe[name=embedded-checkout]').closest('.upm-frame') !== null";
        assert!(stage.browser.run::<bool>(place).await);
        stage.browser.run::<Value>("window.widget.unmount()").await;
        stage.browser.holds("the frame to be gone", "return document.querySelector('iframe') === null").await;
    });
}
