//! The demo's gallery: every state of the widget. Only the demo's build has it.

use crate::Stage;

/// Opens it with this query (`phase=ready&lang=de`), and waits until every widget shows its state.
pub async fn open(stage: &Stage, query: &str) {
    stage.browser.load(&format!("/gallery?{query}")).await;
    stage.browser.holds("the gallery, complete", "return document.documentElement.dataset.ready === 'yes'").await;
}
