//! A browser of one's own, and what all pages have in common.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, WindowHandle};
use upm_sandbox::Sandbox;

use crate::driver::Driver;
use crate::engine::Engine;
use crate::wait::{Unmet, click, until};

/// Records what a test asks for later.
const HOOKS: &str = include_str!("hooks.js");

/// The session.
#[derive(Debug)]
pub struct Browser {
    /// For what the page objects do not offer.
    pub driver: WebDriver,
    /// The account page's origin.
    pub page: String,
    engine: Engine,
    hooks: Option<PathBuf>,
    begin: Instant,
    story: Mutex<Vec<String>>,
    console: Mutex<Vec<String>>,
}

/// An event of a widget.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Told {
    /// `upm-start`, ….
    pub name: String,
    /// The element's id; empty for the page's own.
    pub widget: String,
    /// What it carries.
    pub detail: Value,
}

impl Browser {
    /// `hooks`: the file that begins every account page, where the driver cannot run scripts before a page's own.
    pub(crate) async fn start(
        engine: Engine,
        server: &Driver,
        capabilities: Capabilities,
        sandbox: &Sandbox,
        hooks: Option<PathBuf>,
    ) -> Self {
        let driver = WebDriver::new(server.url(), capabilities).await.unwrap_or_else(|error| {
            panic!("no browser: {error}. `cargo xtask test {}` finds one or says what is missing.", engine.part())
        });
        let browser = Self {
            driver,
            page: sandbox.page().to_owned(),
            engine,
            hooks,
            begin: Instant::now(),
            story: Mutex::default(),
            console: Mutex::default(),
        };
        browser.in_every_document(HOOKS).await;
        browser
    }

    /// Adds a line to the story that a failure tells.
    pub(crate) fn note(&self, line: impl std::fmt::Display) {
        let at = self.begin.elapsed().as_secs_f64();
        lock(&self.story).push(format!("{at:6.2} s  {line}"));
    }

    pub(crate) fn story(&self) -> Vec<String> {
        lock(&self.story).clone()
    }

    /// Runs a script at the beginning of every document from now on; in other browsers than Chromium, of
    /// every account page.
    pub async fn in_every_document(&self, script: &str) {
        if let Some(hooks) = &self.hooks {
            let before = fs::read_to_string(hooks).expect("the hooks");
            return fs::write(hooks, [&before, "{", script, "}\n"].concat()).expect("more hooks");
        }
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Sends a command of the Chrome DevTools Protocol.
    ///
    /// # Panics
    /// In other browsers, which do not speak it.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(method, parameters).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Loads a path of the account page's origin.
    pub async fn load(&self, path: &str) {
        self.note(format_args!("load {path}"));
        let url = format!("{}{path}", self.page);
        self.driver.goto(url.as_str()).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// The address now.
    pub async fn address(&self) -> String {
        self.driver.current_url().await.expect("an address").to_string()
    }

    /// Waits for an address that begins like this.
    pub async fn arrives_at(&self, start: &str) -> String {
        let what = format!("an address {start}…");
        let address = until(&what, async || {
            let address = self.driver.current_url().await?.to_string();
            if address.starts_with(start) { Ok(address) } else { Err(address.into()) }
        })
        .await;
        self.note(format_args!("at {address}"));
        address
    }

    /// The value of an async function's body, run in the page.
    pub async fn run<T: DeserializeOwned>(&self, body: &str) -> T {
        self.run_with(body, vec![]).await
    }

    /// The same with `arguments`.
    pub async fn run_with<T: DeserializeOwned>(&self, body: &str, arguments: Vec<Value>) -> T {
        self.try_run(body, arguments).await.unwrap_or_else(|error| panic!("in the page: {body}\n{error:?}"))
    }

    pub(crate) async fn try_run<T: DeserializeOwned>(&self, body: &str, arguments: Vec<Value>) -> Result<T, Unmet> {
        // An arrow function has no `arguments` of its own.
        let script = format!("return (async () => {{ {body}\n }})();");
        Ok(self.driver.execute(script, arguments).await?.convert()?)
    }

    /// Waits until a function's body answers `true`.
    pub async fn holds(&self, what: &str, body: &str) {
        until(what, async || match self.try_run::<Value>(body, vec![]).await? {
            Value::Bool(true) => Ok(()),
            other => Err(other.to_string().into()),
        })
        .await;
    }

    /// The events of all widgets so far, also those before a redirect.
    ///
    /// # Panics
    /// Away from the account page's origin, where there are none to read.
    pub async fn told(&self) -> Vec<Told> {
        self.read_told().await.unwrap_or_else(|seen| panic!("no events to read: {seen:?}"))
    }

    pub(crate) async fn read_told(&self) -> Result<Vec<Told>, Unmet> {
        let script = "
            if (location.origin !== arguments[0]) throw new Error(`events are kept at ${arguments[0]}`);
            return JSON.parse(sessionStorage.getItem('e2e-told') ?? '[]');";
        self.try_run(script, vec![json!(self.page)]).await
    }

    /// The details of the events of one name.
    pub async fn told_as(&self, name: &str) -> Vec<Value> {
        let told = self.told().await.into_iter();
        told.filter(|event| event.name == name).map(|event| event.detail).collect()
    }

    /// Waits for an event of this name; its detail.
    pub async fn hears(&self, name: &str) -> Value {
        let what = format!("the event {name}");
        until(&what, async || {
            let mut told = self.read_told().await?.into_iter();
            told.rfind(|event| event.name == name).map(|event| event.detail).ok_or_else(|| "none".into())
        })
        .await
    }

    /// The console so far, one line an entry, over all pages. Where the driver does not tell it, what this page
    /// was stopped from doing by its policy.
    pub async fn console(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            let script = "return (window.e2e?.violations ?? []).map((text) => `Content Security Policy: ${text}`)";
            return self.try_run(script, vec![]).await.unwrap_or_default();
        }
        let news = self.driver.browser_log().await.unwrap_or_default();
        let mut console = lock(&self.console);
        console.extend(news.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)));
        console.clone()
    }

    /// Opens a tab beside this one and goes on there; answers how to come back.
    pub async fn new_tab(&self) -> WindowHandle {
        self.note("a new tab");
        let here = self.driver.window().await.expect("this tab");
        let tab = self.driver.new_tab().await.expect("a new tab");
        self.driver.switch_to_window(tab).await.expect("the new tab");
        self.in_every_document(HOOKS).await;
        here
    }

    /// Goes on in another tab.
    pub async fn switch_to(&self, tab: WindowHandle) {
        self.note("the other tab");
        self.driver.switch_to_window(tab).await.expect("the other tab");
    }

    /// Back in the history, as the browser's own button.
    pub async fn back(&self) {
        self.note("Back");
        self.driver.back().await.expect("Back");
    }

    /// Clicks what `css` finds, once it is there and shown.
    pub async fn click(&self, css: &str) {
        self.note(format_args!("click {css}"));
        let find = async || -> Result<WebElement, Unmet> { Ok(self.driver.find(By::Css(css)).await?) };
        if self.engine == Engine::WebKit {
            // Its driver takes the place first and clicks there a moment later, in a frame that may still grow.
            let mut begun = false;
            return until(&format!("a click on {css}"), async || {
                let found = match find().await {
                    // What a click removes can be gone before the click is reported.
                    Err(_) if begun => return Ok(()),
                    found => found?,
                };
                if !found.is_displayed().await? || !found.is_enabled().await? {
                    return Err("hidden or disabled".into());
                }
                begun = true;
                self.driver.execute("arguments[0].click()", vec![found.to_json()?]).await?;
                Ok(())
            })
            .await;
        }
        click(&format!("a click on {css}"), find).await;
    }

    /// Types into what `css` finds, in place of what stands there.
    pub async fn fill(&self, css: &str, text: &str) {
        self.note(format_args!("fill {css} with {text}"));
        until(&format!("a field {css}"), async || {
            let field = self.driver.find(By::Css(css)).await?;
            if self.engine == Engine::WebKit {
                // Its driver cannot give the focus to a field in a frame of another site.
                let script = "const [field, text] = arguments;
                    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
                    field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
                self.driver.execute(script, vec![field.to_json()?, json!(text)]).await?;
                return Ok(());
            }
            field.clear().await?;
            field.send_keys(text).await?;
            Ok(())
        })
        .await;
    }

    /// Waits until what `css` finds is shown, and answers its text.
    pub async fn shows(&self, css: &str) -> String {
        until(&format!("{css} to be shown"), async || {
            let element = self.driver.find(By::Css(css)).await?;
            if element.is_displayed().await? { Ok(element.text().await?) } else { Err("hidden".into()) }
        })
        .await
    }

    /// Waits until what `css` finds has a text.
    pub async fn says(&self, css: &str) -> String {
        until(&format!("{css} to say something"), async || {
            let text = self.driver.find(By::Css(css)).await?.text().await?;
            if text.is_empty() { Err("nothing".into()) } else { Ok(text) }
        })
        .await
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
