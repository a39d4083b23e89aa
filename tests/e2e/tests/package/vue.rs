//! Vue 3, the element in a template.

use e2e::Stage;
use e2e::pages::{AccountPage, PaddleFrame};

use crate::page::{UPDATE, fetched, heard, is_content, run_page};

#[test]
fn a_past_due_customer_pays_inside_the_page() {
    run_page("vue", async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_past_due", "lang=de").await;
        assert_eq!(account.panel().await.notice().kind, "past_due");
        account.press("Aktualisieren und 24,88 € zahlen").await;
        PaddleFrame::inline(stage).await.pay("5555555555554444").await;
        let panel = account.reaches("updated").await;
        assert_eq!(panel.message().title, "Zahlungsart aktualisiert");
        stage
            .browser
            .holds("Vue to have heard of it", "return document.body.textContent.includes('ends in 4444')")
            .await;
        assert_eq!(heard(stage).await, UPDATE);
        assert_eq!(stage.doubles.starts().await, 1);
        assert_eq!(fetched(stage).await, ["de.json", "update-payment-method_bg.wasm"]);
        is_content(stage).await;
    });
}
