//! The whole flow by keyboard: the focus is always somewhere, is seen there, and comes back.

use e2e::accessibility::Keyboard;
use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};
use thirtyfour::Key;

const START: &str = "button Update payment method";
const AGAIN: &str = "button Update again";
const FRAME: &str = "iframe Paddle checkout";

/// What has the focus in Paddle's frame.
async fn inside(frame: &PaddleFrame<'_>) -> String {
    let focus = "return document.activeElement?.id ?? ''";
    frame.inside(async |browser| browser.run(focus).await).await
}

/// Goes on with Tab until this field of Paddle's frame has the focus.
async fn tab_into(keyboard: &Keyboard<'_>, frame: &PaddleFrame<'_>, field: &str) {
    for _ in 0..12 {
        keyboard.press(Key::Tab).await;
        if inside(frame).await == field {
            return;
        }
    }
    panic!("Tab never comes to {field}");
}

/// Presses the button in Paddle's frame that has the focus. Not with a key: chromedriver waits for ever for
/// the answer of a frame that is gone by then.
async fn press_inside(frame: &PaddleFrame<'_>) {
    frame.inside(async |browser| browser.run::<Value>("document.activeElement.click()").await).await;
}

async fn pay(keyboard: &Keyboard<'_>, frame: &PaddleFrame<'_>, number: &str) {
    tab_into(keyboard, frame, "card-number").await;
    keyboard.types(number).await;
    keyboard.press(Key::Tab).await;
    keyboard.types("0431").await;
    keyboard.press(Key::Tab).await;
    keyboard.types("123").await;
    tab_into(keyboard, frame, "submit-payment").await;
    press_inside(frame).await;
}

#[test]
fn above_the_page() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=overlay").await;
        let keyboard = Keyboard::of(stage);
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        // Not behind the overlay.
        keyboard.is_on(FRAME).await;
        tab_into(&keyboard, &frame, "close-checkout").await;
        press_inside(&frame).await;
        account.reaches("cancelled").await;
        keyboard.is_on(START).await;

        keyboard.press(Key::Space).await;
        let frame = PaddleFrame::overlay(stage).await;
        account.reaches("open").await;
        keyboard.is_on(FRAME).await;
        pay(&keyboard, &frame, "5555555555554444").await;
        account.reaches("updated").await;
        tab_into(&keyboard, &frame, "done").await;
        press_inside(&frame).await;
        keyboard.is_on(AGAIN).await;
    });
}

#[test]
fn inside_the_page() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        let keyboard = Keyboard::of(stage);
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        let frame = PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        keyboard.is_on("group Secure checkout").await;
        // Its fields come next, then Cancel, and then the page goes on: nothing holds the focus.
        tab_into(&keyboard, &frame, "card-number").await;
        keyboard.tab_to("button Cancel").await;
        keyboard.back().await;
        assert_eq!(keyboard.focus().await.on, FRAME);
        assert_eq!(inside(&frame).await, "submit-payment");
        keyboard.press(Key::Tab).await;
        keyboard.is_on("button Cancel").await;
        keyboard.press(Key::Enter).await;
        account.reaches("cancelled").await;
        keyboard.is_on(START).await;

        keyboard.press(Key::Enter).await;
        let frame = PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        keyboard.is_on("group Secure checkout").await;
        pay(&keyboard, &frame, "4000000000000002").await;
        assert!(frame.error().await.contains("declined"));
        assert_eq!(keyboard.focus().await.on, FRAME, "what went wrong is said where the focus is");
        stage.browser.run::<Value>("document.activeElement.blur()").await;
        account.press("Cancel").await;
        account.reaches("cancelled").await;
    });
}

/// The frame is gone before there is a button: until then the widget itself has the focus.
#[test]
fn nothing_is_lost_while_it_is_confirmed() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        let keyboard = Keyboard::of(stage);
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        let frame = PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        stage.doubles.paddle(json!({ "delay_ms": 1500 })).await;
        pay(&keyboard, &frame, "5555555555554444").await;
        account.reaches("confirming").await;
        keyboard.is_on("section").await;
        account.reaches("updated").await;
        keyboard.is_on("section").await;
        keyboard.press(Key::Tab).await;
        keyboard.is_on(AGAIN).await;
    });
}

#[test]
fn what_is_to_be_agreed_to_is_read_first() {
    run(async |stage: &Stage| {
        stage.doubles.set_up(json!({ "back_end": { "stripe": "pay_now" } })).await;
        let account = AccountPage::open_without_overview(stage, "stripe_past_due", "").await;
        let keyboard = Keyboard::of(stage);
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        account.reaches("review").await;
        keyboard.is_on("group Your payment of £26.39 is overdue").await;
        // A second Enter agrees to nothing.
        keyboard.press(Key::Enter).await;
        assert_eq!(account.panel().await.phase, "review");
        keyboard.tab_to("button Cancel").await;
        keyboard.press(Key::Enter).await;
        account.reaches("cancelled").await;
        keyboard.is_on(START).await;
        keyboard.press(Key::Enter).await;
        account.reaches("review").await;
        keyboard.is_on("group Your payment of £26.39 is overdue").await;
        keyboard.press(Key::Tab).await;
        keyboard.is_on("button Continue and pay £26.39").await;
        keyboard.press(Key::Enter).await;
        CheckoutPage::reached(stage).await;
    });
}

#[test]
fn again_after_an_error() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let keyboard = Keyboard::of(stage);
        stage.doubles.set_up(json!({ "faults": { "api": "fails" } })).await;
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        account.reaches("failed").await;
        keyboard.is_on("button Try again").await;
        stage.doubles.set_up(json!({ "faults": { "api": "works" } })).await;
        stage.doubles.stripe(json!({ "delay_ms": 1000 })).await;
        keyboard.press(Key::Enter).await;
        account.reaches("starting").await;
        keyboard.is_on(START).await;
        CheckoutPage::reached(stage).await;
    });
}

/// Where nothing can be done any more there is no button, and the widget itself keeps the focus.
#[test]
fn after_the_last_error() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let keyboard = Keyboard::of(stage);
        stage.doubles.stripe(json!({ "session_url": "https://evil.example/{CHECKOUT_SESSION_ID}" })).await;
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        account.reaches("failed").await;
        keyboard.is_on("section").await;
    });
}

#[test]
fn to_the_link_of_a_slow_redirect() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        let keyboard = Keyboard::of(stage);
        // A navigation that goes nowhere: the page is there already.
        let here = format!("{}#{{CHECKOUT_SESSION_ID}}", stage.browser.address().await);
        stage.doubles.stripe(json!({ "session_url": here })).await;
        keyboard.tab_to(START).await;
        keyboard.press(Key::Enter).await;
        account
            .until("a link", |panel| panel.buttons.iter().any(|button| button == "Continue to the payment page"))
            .await;
        keyboard.is_on("a Continue to the payment page").await;
        keyboard.press(Key::Tab).await;
        keyboard.is_on("button Cancel").await;
        keyboard.press(Key::Enter).await;
        account.reaches("cancelled").await;
        keyboard.is_on(START).await;
    });
}
