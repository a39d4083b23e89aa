//! Chromium, its driver and the fonts that screenshots need.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::{apt, process, report};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
/// For the widget's own tests: no window, nothing in the background, and no sandbox, since that one refuses to run as root in a container.
const HEADLESS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
];
/// Seconds, for a machine that is busy with a build too.
const PATIENCE: &str = "120";
/// Without them Japanese, Korean, Chinese and Arabic text is a row of boxes.
pub const FONTS: [&str; 2] = ["fonts-noto-core", "fonts-noto-cjk"];

/// A browser and the program that drives it.
#[derive(Debug)]
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// Its chromedriver.
    pub driver: PathBuf,
}

/// The browser as it stands: from `CHROME` and `CHROMEDRIVER`, or from the path.
pub fn present(environment: &Environment) -> Option<Browser> {
    Some(Browser { chrome: chrome(environment)?, driver: driver(environment)? })
}

/// Finds a browser and its driver, or installs Debian's, and the fonts.
pub fn ensure(environment: &mut Environment, cache: &Cache) -> Result<Browser> {
    let browser = match present(environment) {
        Some(browser) => browser,
        None => {
            install(environment, cache)?;
            present(environment).ok_or_else(|| Error::new("the installed chromium is not on the path"))?
        }
    };
    ensure_fonts(environment, cache);
    environment.set("CHROME", &browser.chrome);
    environment.set("CHROMEDRIVER", &browser.driver);
    Ok(browser)
}

/// Makes `cargo test --target wasm32-unknown-unknown` run in this browser. The settings go into `directory`.
pub fn run_tests_in(browser: &Browser, directory: &Path, environment: &mut Environment) -> Result<()> {
    let file = directory.join("webdriver.json");
    let capabilities = json!({"goog:chromeOptions": {"binary": browser.chrome, "args": HEADLESS}});
    fs::write(&file, capabilities.to_string()).context(|| format!("writing {}", file.display()))?;
    environment.set("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    environment.set("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file);
    environment.set("WASM_BINDGEN_TEST_TIMEOUT", PATIENCE);
    environment.set("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", PATIENCE);
    // Also for the tests that do not say where they run: there is no other place that means anything.
    environment.set("WASM_BINDGEN_USE_BROWSER", "1");
    Ok(())
}

/// The fonts that are not installed; empty on machines without dpkg, where nobody can tell.
pub fn missing_fonts(environment: &Environment) -> Vec<&'static str> {
    match environment.find("dpkg-query") {
        Some(_) => apt::missing(environment, &FONTS),
        None => Vec::new(),
    }
}

fn install(environment: &Environment, cache: &Cache) -> Result<()> {
    let packages = ["chromium", "chromium-driver"];
    apt::install(environment, cache, &packages, "the tests drive a real browser").map_err(|error| {
        Error::new(format!(
            "the tests need Chromium or Chrome and the chromedriver of the same version: {error}\n\
             Install both, or set CHROME and CHROMEDRIVER to where they are."
        ))
    })
}

fn ensure_fonts(environment: &Environment, cache: &Cache) {
    let missing = missing_fonts(environment);
    if missing.is_empty() {
        return;
    }
    let why = "Chinese, Japanese, Korean and Arabic text in screenshots";
    if let Err(error) = apt::install(environment, cache, &missing, why) {
        report::note(&format!("set-up: warning: {error}; {why} will be boxes"));
    }
}

/// Chromium or Chrome, as it stands.
pub fn chrome(environment: &Environment) -> Option<PathBuf> {
    given("CHROME")
        .or_else(|| BROWSERS.iter().find_map(|name| environment.find(name)))
        .or_else(|| Some(PathBuf::from(MAC)).filter(|file| process::is_executable(file)))
}

/// The chromedriver, as it stands.
pub fn driver(environment: &Environment) -> Option<PathBuf> {
    given("CHROMEDRIVER").or_else(|| environment.find("chromedriver"))
}

fn given(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|file| process::is_executable(file))
}
