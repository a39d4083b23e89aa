//! The customer's account page with the widget.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::WebElement;

use super::widget::{self, Panel};
use crate::Stage;
use crate::browser::Browser;
use crate::wait::{Unmet, click, until, until_within};

const ELEMENT: &str = "update-payment-method";

/// A widget on the account page: the page's own, or one that a test added.
#[derive(Clone, Copy, Debug)]
pub struct AccountPage<'a> {
    browser: &'a Browser,
    selector: &'static str,
}

impl<'a> AccountPage<'a> {
    /// Signs `customer` in and opens the page; `query` is what else the address
    /// holds (`mode=inline&lang=ar`). Waits for the overview.
    pub async fn open(stage: &'a Stage, customer: &str, query: &str) -> Self {
        let page = Self::load(stage, &format!("/?e2e=1&customer={customer}&{query}")).await;
        page.until("the overview", |panel| panel.file.is_some()).await;
        page
    }

    /// The same without the overview, so that the widget knows nothing before the press.
    pub async fn open_without_overview(stage: &'a Stage, customer: &str, query: &str) -> Self {
        let page = Self::arrive(stage, customer, query, "").await;
        page.until("a mounted widget", |_| true).await;
        page
    }

    /// The same, and waits for nothing. `prepare` runs when the element is parsed, before it is
    /// one of ours, with `widget`.
    pub async fn arrive(stage: &'a Stage, customer: &str, query: &str, prepare: &str) -> Self {
        let script = format!(
            "new MutationObserver((_, observer) => {{
              const widget = document.querySelector('update-payment-method');
              if (!widget?.querySelector('button') || !location.search.includes('overview=off')) return;
              widget.removeAttribute('overview');
              observer.disconnect();
              {prepare}
            }}).observe(document, {{ childList: true, subtree: true }});"
        );
        stage.browser.in_every_document(&script).await;
        stage.browser.load(&format!("/?e2e=1&customer={customer}&overview=off&{query}")).await;
        Self::here(stage)
    }

    /// Loads the page by its path and waits until the widget has mounted.
    pub async fn load(stage: &'a Stage, path: &str) -> Self {
        stage.browser.load(path).await;
        let page = Self::here(stage);
        page.until("a mounted widget", |_| true).await;
        page
    }

    /// A widget that the page mounted into what `selector` finds.
    #[must_use]
    pub fn mounted(stage: &'a Stage, selector: &'static str) -> Self {
        Self { browser: &stage.browser, selector }
    }

    /// The page's widget, where the browser is or is about to come back to.
    #[must_use]
    pub fn here(stage: &'a Stage) -> Self {
        Self { browser: &stage.browser, selector: ELEMENT }
    }

    /// Adds a second widget below the first, with the same authorization.
    pub async fn add_second(&self, mode: &str) -> Self {
        let script = "
            const first = document.querySelector('update-payment-method');
            const second = document.createElement('update-payment-method');
            second.id = 'second';
            second.setAttribute('endpoint', first.getAttribute('endpoint'));
            second.setAttribute('mode', arguments[0]);
            second.authorization = first.authorization;
            first.after(second);";
        self.browser.run_with::<Value>(script, vec![json!(mode)]).await;
        let second = Self { selector: "update-payment-method#second", ..*self };
        second.until("a mounted second widget", |_| true).await;
        second
    }

    /// What it shows now.
    pub async fn panel(&self) -> Panel {
        self.look().await.unwrap_or_else(|seen| panic!("no widget: {seen:?}"))
    }

    /// Waits until the panel is as wanted.
    pub async fn until(&self, what: &str, wanted: impl Fn(&Panel) -> bool) -> Panel {
        until(what, async || self.check(&wanted).await).await
    }

    /// Waits for a phase.
    pub async fn reaches(&self, phase: &str) -> Panel {
        let panel = self.until(&format!("the phase {phase}"), |panel| panel.phase == phase).await;
        self.browser.note(format_args!("{} is {phase}", self.selector));
        panel
    }

    /// Waits for a phase that takes longer than usual.
    pub async fn reaches_within(&self, seconds: u64, phase: &str) -> Panel {
        let patience = Duration::from_secs(seconds);
        let what = format!("the phase {phase}");
        until_within(patience, &what, async || self.check(&|panel| panel.phase == phase).await).await
    }

    async fn check(&self, wanted: &impl Fn(&Panel) -> bool) -> Result<Panel, Unmet> {
        let panel = self.look().await?;
        if wanted(&panel) { Ok(panel) } else { Err(format!("{panel:#?}").into()) }
    }

    pub(crate) async fn look(&self) -> Result<Panel, Unmet> {
        let panel: Option<Panel> = self.browser.try_run(widget::SCRIPT, vec![json!(self.selector)]).await?;
        panel.ok_or_else(|| "it has not mounted".into())
    }

    /// Clicks the button with this text.
    pub async fn press(&self, label: &str) {
        self.browser.note(format_args!("press {label}"));
        click(&format!("a click on the button {label}"), async || self.button(label).await).await;
    }

    /// Clicks the button with this text, unless the panel has gone on without it.
    pub async fn press_if_there(&self, label: &str) {
        if let Ok(button) = self.button(label).await {
            self.browser.note(format_args!("press {label}"));
            let _ = button.click().await;
        }
    }

    /// Clicks the button that starts, whatever it says: "Update payment method", "Update and pay €24.88", ….
    pub async fn start(&self) {
        let panel = self.until("a button", |panel| !panel.buttons.is_empty()).await;
        self.press(&panel.buttons[0]).await;
    }

    /// The button with this text.
    pub(crate) async fn button(&self, label: &str) -> Result<WebElement, Unmet> {
        let script = "
            const host = document.querySelector(arguments[0]);
            const buttons = (host?.shadowRoot ?? host)?.querySelectorAll('.upm-button') ?? [];
            const shown = (node) => node.textContent.replace(/\\s+/g, ' ').trim();
            return [...buttons].find((button) => shown(button) === arguments[1]) ?? null;";
        let found = self.browser.driver.execute(script, vec![json!(self.selector), json!(label)]).await?;
        if found.json().is_null() {
            return Err(format!("no such button: {:?}", self.look().await?.buttons).into());
        }
        Ok(found.element()?)
    }

    /// A quick double click on the button with this text.
    pub async fn double_click(&self, label: &str) {
        let button = self.button(label).await.unwrap_or_else(|seen| panic!("{seen:?}"));
        let twice = self.browser.driver.action_chain().double_click_element(&button).perform().await;
        twice.unwrap_or_else(|error| panic!("double click: {error}"));
    }

    /// Sets an attribute of the element.
    pub async fn set(&self, attribute: &str, value: &str) {
        let script = "document.querySelector(arguments[0]).setAttribute(arguments[1], arguments[2])";
        self.browser.run_with::<Value>(script, vec![json!(self.selector), json!(attribute), json!(value)]).await;
    }

    /// Takes the element out of the page.
    pub async fn remove(&self) {
        self.browser.note("remove the element");
        self.browser
            .run_with::<Value>("document.querySelector(arguments[0]).remove()", vec![json!(self.selector)])
            .await;
    }

    /// Sends another `Authorization` from now on.
    pub async fn authorize(&self, token: &str) {
        let script = "document.querySelector(arguments[0]).authorization = `Bearer ${arguments[1]}`";
        self.browser.run_with::<Value>(script, vec![json!(self.selector), json!(token)]).await;
    }
}
