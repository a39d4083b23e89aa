//! The default payment link page, reached from a mail: nobody is signed in.

use e2e::pages::PayPage;
use e2e::{Stage, run};
use serde_json::json;

/// A link as Paddle's mails carry it.
async fn link(stage: &Stage) -> String {
    let started = stage.doubles.start_for("paddle_past_due").await;
    format!("/pay?_ptxn={}", started["transaction_id"].as_str().unwrap())
}

#[test]
fn a_debt_is_paid_by_whoever_has_the_link() {
    run(async |stage: &Stage| {
        let link = link(stage).await;
        stage.browser.load(&link).await;
        let pay = PayPage::reached(stage).await;
        assert_eq!(pay.state().await, "open");
        assert_eq!(pay.frame.title().await, "€24.88 overdue");
        let cookies: String = stage.browser.run("return document.cookie").await;
        assert_eq!(cookies, "", "nobody is signed in");
        let page = stage.browser.says("body").await;
        assert!(page.contains("Fernway") && !page.contains("24.88") && !page.contains("Lindqvist"), "{page}");
        pay.frame.pay("5555555555554444").await;
        stage.doubles.comes_on_file("paddle_past_due", ["card", "mastercard", "4444"]).await;
        stage.browser.arrives_at(&format!("{}/", stage.browser.page)).await;
    });
}

#[test]
fn an_id_of_nothing_and_no_id_are_calm() {
    run(async |stage: &Stage| {
        stage.browser.load("/pay?_ptxn=txn_01k7rcybvn5sxs5aa819x9zzzz").await;
        stage.browser.holds("a failure", "return document.querySelector('#pay').dataset.state === 'failed'").await;
        assert_eq!(stage.browser.says("#title").await, "This payment cannot be opened");
        assert!(stage.browser.says("#text").await.starts_with("It may have been paid or replaced already"));
        for query in ["", "?_ptxn=", "?_ptxn=../../x", "?_ptxn=%3Cb%3E"] {
            stage.browser.load(&format!("/pay{query}")).await;
            assert_eq!(stage.browser.says("#title").await, "This link is incomplete", "{query}");
            assert_eq!(stage.browser.shows("#back").await, "Back to your account");
        }
    });
}

#[test]
fn german_readers_read_german() {
    run(async |stage: &Stage| {
        let link = link(stage).await;
        let german = json!({ "userAgent": "Mozilla/5.0", "acceptLanguage": "de-DE,de" });
        stage.browser.cdp("Emulation.setUserAgentOverride", german).await;
        stage.browser.load("/pay").await;
        assert_eq!(stage.browser.run::<String>("return document.documentElement.lang").await, "de");
        assert_eq!(stage.browser.shows("#back").await, "Zurück zu Ihrem Konto");
        stage.browser.load(&link).await;
        PayPage::reached(stage).await;
    });
}
