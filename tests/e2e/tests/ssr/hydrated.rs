//! With JavaScript: the widget takes the server's elements over.

use e2e::pages::CheckoutPage;
use serde_json::{Value, json};

use crate::page::{Page, run};

/// Marks every element that the server sent.
const MARK: &str = "
    const all = [...document.querySelectorAll('.upm, .upm *:not(input)')];
    all.forEach((element) => { element.mark = 'server'; });
    document.querySelector('.upm button').focus();
    return all.length;";
/// The elements that are not the server's, by their class; and whether the button kept the focus.
const MADE_ANEW: &str = "
    const all = [...document.querySelectorAll('.upm, .upm *')];
    return [all.filter((element) => !element.mark).map((element) => element.className),
            document.activeElement === document.querySelector('.upm button')];";

async fn takes_over_and_updates(page: &Page<'_>) {
    let browser = &page.stage.browser;
    page.open_held().await;
    let marked: u32 = browser.run(MARK).await;
    assert_eq!(marked, 7, "the root, two live regions, the frame's place and its slot, the form, the button");
    page.hydrate().await;
    let direction = if page.language == "ar" { "rtl" } else { "ltr" };
    assert_eq!(page.languages().await, [page.language, direction, page.language, direction]);
    let state = "return [document.querySelector('.upm form').method, document.querySelector('.upm button').type]";
    assert_eq!(browser.run::<[String; 2]>(state).await, ["get", "button"]);

    browser.shows(".upm-notice").await;
    let (made, focused): (Vec<String>, bool) = browser.run(MADE_ANEW).await;
    let server = ["upm", "upm-live", "upm-frame", "upm-actions", "upm-button", ""];
    let lost: Vec<_> = made.iter().filter(|class| server.contains(&class.as_str())).collect();
    assert!(lost.is_empty(), "made anew: {lost:?}");
    assert!(made.iter().any(|class| class == "upm-notice"), "{made:?}");
    assert!(focused, "the button lost the focus");
    let amount = page.pounds(26.39).await;
    let due = page.reads(".upm-due .upm-amount").await.unwrap();
    assert_eq!(due, amount, "the browser has brought the amounts in");

    browser.click(".upm button").await;
    let checkout = CheckoutPage::reached(page.stage).await;
    checkout.save_card("4242424242424242").await;
    browser.arrives_at(page.origin()).await;
    page.hydrate().await;
    let title = page.text("updated_title");
    browser
        .holds("the update to be confirmed", "return document.querySelector('.upm').dataset.phase === 'updated'")
        .await;
    assert_eq!(page.reads(".upm [role=status] .upm-title").await, Some(title));
    let card = page.reads(".card").await.unwrap();
    assert!(card.ends_with("4242"), "the callback was told: {card}");
    let address: Value = browser.run("return location.search").await;
    assert_eq!(address, json!(""), "the return was claimed");
}

#[test]
fn german_takes_over() {
    run("de", takes_over_and_updates);
}

#[test]
fn arabic_takes_over() {
    run("ar", takes_over_and_updates);
}
