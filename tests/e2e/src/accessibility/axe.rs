//! axe-core's rules.

use std::fs;

use serde_json::json;

use crate::browser::Browser;
use crate::environment;

/// What is broken or could not be decided, in words. Frames of other origins are not looked into.
const RUN: &str = concat!(include_str!("colors.js"), include_str!("axe.js"));

/// Put into the page past its policies: they hold, and have no exception for tests.
pub(super) async fn broken(browser: &Browser) -> Vec<String> {
    let Some(script) = environment::axe() else { return vec![] };
    if !browser.run::<bool>("return 'axe' in window").await {
        let source = fs::read_to_string(&script).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
        browser.cdp("Runtime.evaluate", json!({ "expression": source, "returnByValue": false })).await;
    }
    browser.run(RUN).await
}
