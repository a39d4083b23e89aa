//! What a failed test leaves behind.

use std::path::PathBuf;
use std::{env, fs};

use crate::browser::Browser;

/// Saves a screenshot, the story so far, the address and the console, and prints where.
pub(crate) async fn keep(test: &str, browser: &Browser) {
    let folder = folder();
    if fs::create_dir_all(&folder).is_err() {
        return;
    }
    let name = test.replace("::", "-");
    let picture = folder.join(format!("{name}.png"));
    match browser.driver.screenshot(&picture).await {
        Ok(()) => eprintln!("{test}: screenshot in {}", picture.display()),
        Err(error) => eprintln!("{test}: no screenshot: {error}"),
    }
    let address = browser.driver.current_url().await.map(|url| url.to_string());
    let told = browser.read_told().await.unwrap_or_default();
    let log = format!(
        "address: {}\n\nstory\n{}\n\nevents\n{}\n\nconsole\n{}\n",
        address.unwrap_or_else(|error| error.to_string()),
        browser.story().join("\n"),
        told.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>().join("\n"),
        browser.console().await.join("\n"),
    );
    let file = folder.join(format!("{name}.log"));
    match fs::write(&file, log) {
        Ok(()) => eprintln!("{test}: story, events and console in {}", file.display()),
        Err(error) => eprintln!("{test}: no log: {error}"),
    }
}

/// `e2e` in the target directory: the tests' own program lies in `target/debug/deps`.
#[must_use]
pub fn folder() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.ancestors().nth(3).map_or_else(env::temp_dir, PathBuf::from).join("e2e")
}
