//! Stripe's checkout inside the page, as the double shows it.

use thirtyfour::By;

use crate::Stage;
use crate::browser::Browser;
use crate::wait::until;

/// The one frame on the page. Every method leaves the browser outside of it.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFrame<'a>(&'a Browser);

impl<'a> EmbeddedFrame<'a> {
    /// Waits until the frame shows its form.
    pub async fn shown(stage: &'a Stage) -> Self {
        stage.browser.shows("iframe[name=embedded-checkout]").await;
        let frame = Self(&stage.browser);
        frame.inside(async |browser| browser.shows("#payment-form").await).await;
        stage.browser.note("Stripe's form is open");
        frame
    }

    /// Does something inside the frame.
    pub async fn inside<T>(&self, act: impl AsyncFnOnce(&Browser) -> T) -> T {
        until("Stripe's frame", async || {
            self.0.driver.enter_default_frame().await?;
            self.0.driver.find(By::Css("iframe[name=embedded-checkout]")).await?.enter_frame().await?;
            Ok(())
        })
        .await;
        let result = act(self.0).await;
        self.0.driver.enter_default_frame().await.expect("the page around the frame");
        result
    }

    /// Saves a card, and waits for nothing.
    pub async fn save_card(&self, number: &str) {
        self.inside(async |browser| {
            browser.fill("#cardNumber", number).await;
            browser.fill("#cardExpiry", "0430").await;
            browser.fill("#cardCvc", "123").await;
            browser.fill("#billingName", "A Walker").await;
            browser.click("#submit").await;
        })
        .await;
    }

    /// Begins with PayPal, which takes the page around the frame away.
    pub async fn leave_for_paypal(&self) {
        self.inside(async |browser| {
            browser.click("#method-paypal").await;
            browser.click("#submit").await;
        })
        .await;
    }

    /// Does what the bank asks for.
    pub async fn authenticate(&self) {
        self.inside(async |browser| browser.click("#challenge-complete").await).await;
    }

    /// The sentence beside the button.
    pub async fn submit_message(&self) -> String {
        self.inside(async |browser| browser.shows("#submit-message").await).await
    }

    /// What the frame says after a refused card.
    pub async fn error(&self) -> String {
        self.inside(async |browser| browser.says("#error").await).await
    }

    /// Whether there is a frame on the page.
    pub async fn exists(stage: &Stage) -> bool {
        stage.browser.run("return document.querySelector('iframe[name=embedded-checkout]') !== null").await
    }
}
