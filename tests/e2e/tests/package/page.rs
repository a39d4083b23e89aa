//! What every page with the package has to hold to.

use std::env;
use std::path::PathBuf;

use e2e::{Stage, run_on};

/// Runs a test with a page of this folder as the account page.
pub fn run_page(page: &str, test: impl AsyncFnOnce(&Stage)) {
    let pages = env::var_os("UPM_PAGES").expect("UPM_PAGES names the built pages; `cargo xtask test package` sets it");
    run_on(PathBuf::from(pages).join(page), test);
}

/// The files of ours that the page has fetched, without the hashes in their names.
pub async fn fetched(stage: &Stage) -> Vec<String> {
    let script = r"
        const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname.split('/').at(-1));
        const ours = names.filter((name) => /[.](json|wasm)$/.test(name));
        return ours.map((name) => name.replace(/-[\w-]{8}(?=[.])/, '')).sort();";
    stage.browser.run(script).await
}

/// Nothing was reported as an error, and no policy was violated.
pub async fn is_content(stage: &Stage) {
    let errors: Vec<_> = stage.browser.console().await.into_iter().filter(|line| line.starts_with("SEVERE")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let violations: Vec<String> = stage.browser.run("return window.e2e.violations").await;
    assert_eq!(violations, [] as [&str; 0]);
}

/// The names of the widget's events so far.
pub async fn heard(stage: &Stage) -> Vec<String> {
    stage.browser.told().await.into_iter().map(|event| event.name).collect()
}

/// An update from the first to the last event, each once.
pub const UPDATE: [&str; 3] = ["upm-start", "upm-loaded", "upm-updated"];
