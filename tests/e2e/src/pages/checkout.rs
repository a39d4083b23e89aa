//! Stripe's hosted Checkout page, as the double shows it.

use crate::Stage;
use crate::browser::Browser;

const ORIGIN: &str = "https://checkout.stripe.com/c/pay/cs_test_";

/// The page with its form open.
#[derive(Clone, Copy, Debug)]
pub struct CheckoutPage<'a>(&'a Browser);

impl<'a> CheckoutPage<'a> {
    /// Waits until the browser has come here.
    pub async fn reached(stage: &'a Stage) -> Self {
        stage.browser.arrives_at(ORIGIN).await;
        stage.browser.shows("#payment-form").await;
        Self(&stage.browser)
    }

    /// The customer's address on the page.
    pub async fn email(&self) -> String {
        self.0.shows("#email").await
    }

    /// The sentence beside the button.
    pub async fn submit_message(&self) -> String {
        self.0.shows("#submit-message").await
    }

    /// Saves a card, and waits for nothing.
    pub async fn save_card(&self, number: &str) {
        self.0.fill("#cardNumber", number).await;
        self.0.fill("#cardExpiry", "0430").await;
        self.0.fill("#cardCvc", "123").await;
        self.0.fill("#billingName", "A Walker").await;
        self.0.click("#submit").await;
    }

    /// Saves what the customer keeps with Link.
    pub async fn save_with_link(&self) {
        self.0.click("#method-link").await;
        self.0.click("#submit").await;
    }

    /// What the page says after a refused card.
    pub async fn error(&self) -> String {
        self.0.says("#error").await
    }
}
