//! Without JavaScript.

use e2e::pages::CheckoutPage;
use serde_json::json;
use thirtyfour::By;

use crate::page::{Page, run};

async fn works_without_script(page: &Page<'_>) {
    let browser = &page.stage.browser;
    browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    page.open().await;
    let button = ".upm form button";
    assert_eq!(browser.shows(button).await, page.text("action_start"));
    let button_style = browser.driver.find(By::Css(button)).await.unwrap();
    assert_eq!(button_style.css_value("min-height").await.unwrap(), "44px", "it has its looks from the linked sheet");
    let direction = if page.language == "ar" { "rtl" } else { "ltr" };
    assert_eq!(page.languages().await, [page.language, direction, page.language, direction]);
    browser.click(button).await;
    // 303 from the back end, to Stripe's page in the form's language.
    let checkout = CheckoutPage::reached(page.stage).await;
    assert_eq!(checkout.email().await, "sam@example.com");
    assert_eq!(page.stage.doubles.starts().await, 1);
    // Stripe's own page is nothing without script.
    browser.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await;
    browser.driver.refresh().await.unwrap();
    checkout.save_card("5555555555554444").await;
    browser.arrives_at(page.origin()).await;
    assert_eq!(page.languages().await, [page.language, direction, page.language, direction]);
    page.stage.doubles.comes_on_file("stripe_past_due", ["card", "mastercard", "4444"]).await;
}

#[test]
fn german_works() {
    run("de", works_without_script);
}

#[test]
fn arabic_works() {
    run("ar", works_without_script);
}
