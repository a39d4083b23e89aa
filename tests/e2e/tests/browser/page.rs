//! The page around the widget: languages, privacy, and no script at all.

use e2e::pages::{AccountPage, CheckoutPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

/// A text of one of the widget's languages.
fn text(language: &str, key: &str) -> String {
    let file = format!("{}/../../src/locales/{language}.json", env!("CARGO_MANIFEST_DIR"));
    let texts: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    texts[key].as_str().unwrap().to_owned()
}

#[test]
fn arabic_in_the_dark_runs_from_right_to_left() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "theme=dark&lang=ar&mode=overlay").await;
        let script = "
            const root = document.querySelector('update-payment-method').shadowRoot.querySelector('.upm');
            const style = getComputedStyle(root);
            return [root.dir, root.lang, root.dataset.theme, style.direction, style.colorScheme];";
        let look: [String; 5] = stage.browser.run(script).await;
        assert_eq!(look, ["rtl", "ar", "dark", "rtl", "dark"]);
        let overflow = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert!(!stage.browser.run::<bool>(overflow).await);
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        let passed_on = "return [document.documentElement.dataset.theme, document.documentElement.lang]";
        let passed_on: [String; 2] = frame.inside(async |browser| browser.run(passed_on).await).await;
        assert_eq!(passed_on, ["dark", "ar"]);
    });
}

#[test]
fn german_has_its_own_words_and_amounts() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "lang=de").await;
        let panel = account.panel().await;
        assert_eq!(panel.notice().title, text("de", "past_due_title").replace("{amount}", "24,88 €"));
        assert_eq!(panel.notice().totals.last().unwrap().amount, "24,88 €");
        assert_eq!(panel.buttons, [text("de", "action_start_pay").replace("{amount}", "24,88 €")]);
        account.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        assert_eq!(frame.title().await, "24,88 € überfällig");
        assert_eq!(account.reaches("open").await.message().title, text("de", "open_title"));
    });
}

/// Keeps every answer of the back end, also over a navigation.
const KEEP_ANSWERS: &str = "
    const real = window.fetch;
    window.fetch = async (input, init) => {
      const answer = await real.call(window, input, init);
      const url = String(input.url ?? input);
      if (url.includes('/payment-method-updates')) {
        const kept = JSON.parse(sessionStorage.getItem('answers') ?? '[]');
        kept.push([input.method ?? init?.method ?? 'GET', await answer.clone().text()]);
        sessionStorage.setItem('answers', JSON.stringify(kept));
      }
      return answer;
    };";

#[test]
fn no_personal_data_reaches_the_browser() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        browser.in_every_document(KEEP_ANSWERS).await;
        // A refused address keeps the page, and with it the answer.
        stage.doubles.stripe(json!({ "session_url": "https://evil.example/{CHECKOUT_SESSION_ID}" })).await;
        for seed in upm_sandbox::seeds::customers() {
            let account = AccountPage::open(stage, seed.key, "mode=auto").await;
            account.start().await;
            account.until("the answer", |panel| ["failed", "open"].contains(&panel.phase.as_str())).await;
            let answers: Vec<[String; 2]> = browser.run("return JSON.parse(sessionStorage.getItem('answers'))").await;
            browser.run::<Value>("sessionStorage.removeItem('answers')").await;
            let start = answers.iter().find(|[method, _]| method == "POST").map(|[_, text]| text.as_str());
            let start = start.unwrap_or_else(|| panic!("no start of {}: {answers:?}", seed.key));
            assert!(start.contains("\"notice\""), "{}: {start}", seed.key);
            let mut secrets =
                vec![seed.email, seed.customer_id, seed.postal_code, seed.card.id, "4242424242424242", "card_number"];
            secrets.extend(seed.name.split_whitespace());
            secrets.extend(seed.address_id);
            for (method, answer) in answers.iter().map(|[method, answer]| (method, answer)) {
                for secret in &secrets {
                    assert!(!answer.contains(secret), "{}: {method} answered {secret:?} in {answer}", seed.key);
                }
            }
            for member in ["last4", "payment_method", "customer", "email", "billing_details"] {
                assert!(!start.contains(&format!("\"{member}\"")), "{}: {member} in {start}", seed.key);
            }
        }
    });
}

#[test]
fn without_script_the_form_leads_to_stripe() {
    run(async |stage: &Stage| {
        let browser = &stage.browser;
        browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        browser.load("/?customer=stripe_active").await;
        assert_eq!(browser.shows("update-payment-method button").await, "Update payment method");
        browser.click("update-payment-method button").await;
        let checkout = CheckoutPage::reached(stage).await;
        assert_eq!(checkout.email().await, "robin@example.com");
        assert_eq!(stage.doubles.starts().await, 1);
    });
}
