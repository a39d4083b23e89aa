//! Paddle's frame, as the double shows it.

use thirtyfour::By;

use crate::Stage;
use crate::browser::Browser;
use crate::wait::until;

/// The one frame on the page. Every method leaves the browser outside of it.
#[derive(Clone, Copy, Debug)]
pub struct PaddleFrame<'a>(&'a Browser);

impl<'a> PaddleFrame<'a> {
    /// Waits until the overlay shows its form.
    pub async fn overlay(stage: &'a Stage) -> Self {
        Self::shown(stage, "#paddle-overlay > iframe.paddle-frame-overlay").await
    }

    /// Waits until the frame in the page shows its form.
    pub async fn inline(stage: &'a Stage) -> Self {
        Self::shown(stage, "iframe.paddle-frame-inline").await
    }

    async fn shown(stage: &'a Stage, css: &str) -> Self {
        stage.browser.shows(css).await;
        let frame = Self(&stage.browser);
        frame.inside(async |browser| browser.shows("#payment-form").await).await;
        stage.browser.note("Paddle's form is open");
        frame
    }

    /// Does something inside the frame.
    pub async fn inside<T>(&self, act: impl AsyncFnOnce(&Browser) -> T) -> T {
        until("Paddle's frame", async || {
            self.0.driver.enter_default_frame().await?;
            self.0.driver.find(By::Css("iframe[name=paddle_frame]")).await?.enter_frame().await?;
            Ok(())
        })
        .await;
        let result = act(self.0).await;
        self.0.driver.enter_default_frame().await.expect("the page around the frame");
        result
    }

    /// Pays with a card, and waits for nothing.
    pub async fn pay(&self, number: &str) {
        self.inside(async |browser| {
            browser.fill("#card-number", number).await;
            browser.fill("#card-expiry", "0431").await;
            browser.fill("#card-cvc", "123").await;
            browser.click("#submit-payment").await;
        })
        .await;
    }

    /// The heading of the summary, in the overlay only.
    pub async fn title(&self) -> String {
        self.inside(async |browser| browser.says("#summary-title").await).await
    }

    /// The text of the button that pays.
    pub async fn pay_label(&self) -> String {
        self.inside(async |browser| browser.says("#submit-payment").await).await
    }

    /// What the frame says after a refused card.
    pub async fn error(&self) -> String {
        self.inside(async |browser| browser.says("#payment-error").await).await
    }

    /// Closes the overlay by its X.
    pub async fn close(&self) {
        self.inside(async |browser| browser.click("#close-checkout").await).await;
    }

    /// Dismisses the overlay's own success page.
    pub async fn done(&self) {
        self.inside(async |browser| browser.click("#done").await).await;
    }

    /// Begins with PayPal, approves in its window, closes that, and comes back.
    pub async fn approve_with_paypal(&self) {
        let page = self.0.driver.window().await.expect("this window");
        self.inside(async |browser| {
            browser.click("#pay-with-paypal").await;
            browser.shows("#popup-wait").await;
        })
        .await;
        let popup = until("PayPal's window", async || {
            let windows = self.0.driver.windows().await?;
            windows.into_iter().find(|window| *window != page).ok_or_else(|| "none".into())
        })
        .await;
        self.0.driver.switch_to_window(popup).await.expect("PayPal's window");
        self.0.click("#paypal-approve").await;
        until("PayPal's approval", async || {
            let text = self.0.driver.find(By::Css("#paypal-message")).await?.text().await?;
            if text.starts_with("Approved") { Ok(()) } else { Err(text.into()) }
        })
        .await;
        self.0.driver.close_window().await.expect("PayPal's window closes");
        self.0.driver.switch_to_window(page).await.expect("the page");
    }

    /// Whether there is a frame on the page.
    pub async fn exists(stage: &Stage) -> bool {
        stage.browser.run("return document.querySelector('iframe[name=paddle_frame]') !== null").await
    }
}
