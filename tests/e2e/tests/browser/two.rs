//! Two widgets on one page.

use e2e::pages::{AccountPage, PaddleFrame};
use e2e::{Stage, run};
use serde_json::json;

/// The events of one widget; late news of an ended checkout must not be among them.
async fn heard(stage: &Stage, widget: &str) -> Vec<String> {
    stage.browser.told().await.into_iter().filter(|event| event.widget == widget).map(|event| event.name).collect()
}

/// Past due, so that both have the very same transaction.
#[test]
fn the_second_supersedes_the_first_and_neither_hears_the_other() {
    run(async |stage: &Stage| {
        let first = AccountPage::open(stage, "paddle_past_due", "mode=inline").await;
        let second = first.add_second("overlay").await;
        first.start().await;
        PaddleFrame::inline(stage).await;
        first.reaches("open").await;

        second.start().await;
        let frame = PaddleFrame::overlay(stage).await;
        second.reaches("open").await;
        let panel = first.reaches("ready").await;
        assert_eq!(panel.buttons, ["Update and pay €24.88"]);
        assert_eq!(
            stage.browser.run::<u32>("return document.querySelectorAll('iframe[name=paddle_frame]').length").await,
            1
        );
        let close = stage.browser.told().await.into_iter().find(|event| event.name == "upm-close").unwrap();
        assert_eq!((close.widget.as_str(), close.detail), ("", json!({ "reason": "superseded" })));
        assert_eq!(heard(stage, "").await, ["upm-start", "upm-loaded", "upm-close"]);

        frame.pay("5555555555554444").await;
        second.reaches("updated").await;
        assert_eq!(heard(stage, "second").await, ["upm-start", "upm-loaded", "upm-updated"]);
        assert_eq!(heard(stage, "").await, ["upm-start", "upm-loaded", "upm-close"]);
        assert_eq!(first.panel().await.phase, "ready");
    });
}

#[test]
fn the_first_can_take_it_back() {
    run(async |stage: &Stage| {
        let first = AccountPage::open(stage, "paddle_active", "mode=inline").await;
        let second = first.add_second("inline").await;
        first.start().await;
        PaddleFrame::inline(stage).await;
        first.reaches("open").await;
        second.start().await;
        second.reaches("open").await;
        first.reaches("ready").await;
        PaddleFrame::inline(stage).await;
        first.start().await;
        first.reaches("open").await;
        second.reaches("ready").await;
        PaddleFrame::inline(stage).await.pay("5555555555554444").await;
        first.reaches("updated").await;
        assert_eq!(
            heard(stage, "").await,
            ["upm-start", "upm-loaded", "upm-close", "upm-start", "upm-loaded", "upm-updated"]
        );
        assert_eq!(heard(stage, "second").await, ["upm-start", "upm-loaded", "upm-close"]);
    });
}
