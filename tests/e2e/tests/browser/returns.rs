//! Session ids in the address that are not this customer's.

use std::time::Duration;

use e2e::pages::AccountPage;
use e2e::wait::throughout;
use e2e::{Stage, run};

/// The page is as if the address held no id, for long enough to be sure.
async fn shows_nothing(stage: &Stage, account: AccountPage<'_>) {
    account.until("the overview", |panel| panel.file.is_some()).await;
    throughout(Duration::from_millis(1200), "the page shows nothing of it", async || {
        let panel = account.panel().await;
        let plain = panel.phase == "ready" && panel.message.is_none() && panel.buttons == ["Update payment method"];
        if plain { Ok(()) } else { Err(format!("{panel:#?}").into()) }
    })
    .await;
    assert_eq!(stage.browser.told_as("upm-updated").await.len(), 0);
}

pub(crate) async fn is_unknown(stage: &Stage, customer: &str, id: &str) {
    let account = AccountPage::load(stage, &format!("/?e2e=1&customer={customer}&upm_session={id}#main")).await;
    assert_eq!(stage.browser.hears("upm-error").await["code"], "unknown_session");
    shows_nothing(stage, account).await;
    assert_eq!(stage.browser.address().await, format!("{}/?e2e=1&customer={customer}#main", stage.browser.page));
}

#[test]
fn another_customers_stripe_session_shows_nothing() {
    run(async |stage: &Stage| {
        let theirs = stage.doubles.start_for("stripe_past_due").await;
        is_unknown(stage, "stripe_active", theirs["id"].as_str().unwrap()).await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "visa", "4242"]);
        assert_eq!(stage.doubles.on_file("stripe_past_due").await, ["card", "visa", "0341"]);
    });
}

/// The one whose session it is has finished it: still nothing for anybody else.
#[test]
fn another_customers_finished_session_shows_nothing() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_past_due", "").await;
        account.start().await;
        let checkout = e2e::pages::CheckoutPage::reached(stage).await;
        let address = stage.browser.address().await;
        let id = address.split(['/', '#']).find(|part| part.starts_with("cs_test_")).unwrap().to_owned();
        checkout.save_card("5555555555554444").await;
        account.reaches("updated").await;
        stage.browser.run::<serde_json::Value>("sessionStorage.removeItem('e2e-told')").await;
        is_unknown(stage, "stripe_active", &id).await;
        assert_eq!(stage.doubles.on_file("stripe_active").await, ["card", "visa", "4242"]);
    });
}

#[test]
fn another_customers_transaction_shows_nothing() {
    run(async |stage: &Stage| {
        let theirs = stage.doubles.start_for("paddle_past_due").await;
        is_unknown(stage, "paddle_active", theirs["transaction_id"].as_str().unwrap()).await;
    });
}

#[test]
fn a_made_up_session_shows_nothing() {
    run(async |stage: &Stage| is_unknown(stage, "stripe_active", "cs_fake").await);
}

#[test]
fn what_is_no_id_is_not_even_asked_about() {
    run(async |stage: &Stage| {
        let hook = "
            const real = window.fetch;
            window.asked = [];
            window.fetch = (input, init) => {
              window.asked.push(String(input.url ?? input));
              return real.call(window, input, init);
            };";
        stage.browser.in_every_document(hook).await;
        for id in ["../../x", "..%2F..%2Fx", "cs_test_1%00", "", "%3Cb%3E", &"x".repeat(256)] {
            let account = AccountPage::load(stage, &format!("/?e2e=1&customer=stripe_active&upm_session={id}")).await;
            shows_nothing(stage, account).await;
            assert_eq!(stage.browser.told().await, [], "{id}");
            let asked: Vec<String> = stage.browser.run("return window.asked").await;
            assert!(
                asked.iter().any(|url| url.ends_with("/payment-method-updates")),
                "the overview is asked: {asked:?}"
            );
            assert!(
                !asked.iter().any(|url| url.contains("/payment-method-updates/") || url.ends_with("/x")),
                "{asked:?}"
            );
        }
    });
}
