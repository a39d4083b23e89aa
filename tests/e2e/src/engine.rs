//! Which browser the tests run in, and how each is told what it needs to know.
//!
//! All tests run in Chromium. Those of the main job, which `cargo xtask` names, run in Firefox
//! and WebKitGTK, too; these have no DevTools protocol and cannot map names to ports, so they
//! get the hooks with the page and the doubles through a proxy.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, LoggingPrefsLogLevel};
use upm_sandbox::Sandbox;

/// For headless Chromium on any machine, also as root, without a word to the world.
const FLAGS: [&str; 12] = [
    // The same letters and colours on every machine.
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--ignore-certificate-errors",
];

/// A browser's engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Chromium or Chrome: the default.
    Chromium,
    /// Firefox (`UPM_ENGINE=firefox`).
    Firefox,
    /// WebKitGTK's MiniBrowser (`UPM_ENGINE=webkit`), which wants a display.
    WebKit,
}

impl Engine {
    /// The engine of this run (`UPM_ENGINE`).
    pub(crate) fn of_run() -> Self {
        match env::var("UPM_ENGINE").unwrap_or_default().as_str() {
            "" | "chromium" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit" => Self::WebKit,
            other => panic!("UPM_ENGINE={other} is none of chromium, firefox, webkit"),
        }
    }

    /// The part of `cargo xtask test` that runs in it.
    pub(crate) fn part(self) -> &'static str {
        match self {
            Self::Chromium => "e2e",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The program that drives it; the one on `PATH` by default.
    pub(crate) fn driver(self) -> OsString {
        let usual = match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        };
        env::var_os(self.driver_variable()).unwrap_or_else(|| usual.into())
    }

    /// The variable that names another driver.
    pub(crate) fn driver_variable(self) -> &'static str {
        match self {
            Self::Chromium => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
            Self::WebKit => "WEBKITDRIVER",
        }
    }

    /// The browser; what the driver finds by default.
    fn browser(self) -> Option<String> {
        let variable = match self {
            Self::Chromium => "CHROME",
            Self::Firefox => "FIREFOX",
            Self::WebKit => "MINIBROWSER",
        };
        env::var(variable).ok()
    }

    /// What the driver is asked for. `proxy`: the port of the way to the doubles, where names are not mapped.
    pub(crate) fn capabilities(
        self,
        profile: &Path,
        sandbox: &Sandbox,
        proxy: Option<u16>,
    ) -> WebDriverResult<Capabilities> {
        match self {
            Self::Chromium => self.chromium(profile, sandbox),
            Self::Firefox => self.firefox(proxy),
            Self::WebKit => self.webkit(proxy),
        }
    }

    fn chromium(self, profile: &Path, sandbox: &Sandbox) -> WebDriverResult<Capabilities> {
        let mut capabilities = DesiredCapabilities::chrome();
        if let Some(chrome) = self.browser() {
            capabilities.set_binary(&chrome)?;
        }
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        let (stripe, paddle) = (sandbox.stripe_tls_port().expect("TLS"), sandbox.paddle_tls_port().expect("TLS"));
        capabilities.add_arg(&format!(
            "--host-resolver-rules=MAP *.stripe.com:443 127.0.0.1:{stripe}, \
             MAP *.paddle.com:443 127.0.0.1:{paddle}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        ))?;
        capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        capabilities.add_arg("--window-size=1100,1000")?;
        capabilities.add_arg("--lang=en-US")?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        Ok(capabilities.into())
    }

    fn firefox(self, proxy: Option<u16>) -> WebDriverResult<Capabilities> {
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "firefox")?;
        capabilities.set("acceptInsecureCerts", true)?;
        let mut options = json!({
            "args": ["-headless", "--width=1100", "--height=1000"],
            "prefs": {
                "intl.accept_languages": "en-US",
                "network.proxy.type": 1,
                "network.proxy.ssl": "127.0.0.1",
                "network.proxy.ssl_port": proxy,
                "network.proxy.allow_hijacking_localhost": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
            },
        });
        if let Some(firefox) = self.browser() {
            options["binary"] = json!(firefox);
        }
        capabilities.set("moz:firefoxOptions", options)?;
        Ok(capabilities)
    }

    fn webkit(self, proxy: Option<u16>) -> WebDriverResult<Capabilities> {
        let mut capabilities = Capabilities::new();
        capabilities.set("acceptInsecureCerts", true)?;
        // A proxy among the capabilities would have to speak TLS itself.
        let proxy = format!("--proxy=http://127.0.0.1:{}", proxy.unwrap_or_default());
        let mut options = json!({ "args": ["--automation", proxy, "--ignore-host=127.0.0.1"] });
        if let Some(browser) = self.browser() {
            options["binary"] = json!(browser);
        }
        capabilities.set("webkitgtk:browserOptions", options)?;
        Ok(capabilities)
    }
}
