//! The gallery in the browser.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use e2e::Stage;
use e2e::pages::gallery;
use serde::Deserialize;
use serde_json::json;

use crate::views::View;

/// Where the widget's place is on the page.
#[derive(Debug, Deserialize)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Nothing moves: what turns stands still, what comes late is there.
const STILL: &str = "
    await document.fonts.ready;
    const roots = [document, ...[...document.querySelectorAll('update-payment-method')].map((node) => node.shadowRoot)];
    for (const animation of roots.flatMap((root) => root.getAnimations())) {
      if (animation.effect.getComputedTiming().endTime === Infinity) animation.cancel();
      else animation.finish();
    }
    const { x, y, width, height } = document.querySelector('.g-place').getBoundingClientRect();
    return { x: x + scrollX, y: y + scrollY, width, height };";

/// A picture of the view, as PNG.
pub async fn picture(stage: &Stage, view: &View) -> Vec<u8> {
    gallery::open(stage, &view.query()).await;
    let Area { x, y, width, height } = stage.browser.run(STILL).await;
    let clip = json!({ "x": x.floor(), "y": y.floor(), "width": width.ceil(), "height": height.ceil(), "scale": 1 });
    let settings = json!({ "format": "png", "clip": clip, "captureBeyondViewport": true });
    let answer = stage.browser.cdp("Page.captureScreenshot", settings).await;
    BASE64_STANDARD.decode(answer["data"].as_str().expect("a picture")).expect("base64")
}

/// A window wide enough for every view, without scroll bars, hurry or the machine's own taste.
pub async fn prepare(stage: &Stage) {
    let size = json!({ "width": 1400, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    stage.browser.cdp("Emulation.setDeviceMetricsOverride", size).await;
    stage.browser.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": "UTC" })).await;
    let media = json!([{ "name": "prefers-color-scheme", "value": "light" }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
    stage.browser.cdp("Emulation.setEmulatedMedia", json!({ "features": media })).await;
    stage.browser.cdp("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
}
