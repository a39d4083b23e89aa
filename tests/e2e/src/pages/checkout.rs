//! Stripe's hosted pages, as the double shows them: Checkout, the Billing portal, an invoice.

use serde_json::Value;

use crate::Stage;
use crate::browser::Browser;

const CHECKOUT: &str = "https://checkout.stripe.com/c/pay/cs_test_";
const PORTAL: &str = "https://billing.stripe.com/p/session/";
const INVOICE: &str = "https://invoice.stripe.com/i/";

/// The page with its form open.
#[derive(Clone, Copy, Debug)]
pub struct CheckoutPage<'a>(&'a Browser);

impl<'a> CheckoutPage<'a> {
    /// Waits until the browser has come to Checkout.
    pub async fn reached(stage: &'a Stage) -> Self {
        Self::at(stage, CHECKOUT).await
    }

    /// Waits until the browser has come to the portal.
    pub async fn portal(stage: &'a Stage) -> Self {
        Self::at(stage, PORTAL).await
    }

    /// Waits until the browser has come to an invoice that can be paid.
    pub async fn invoice(stage: &'a Stage) -> Self {
        Self::at(stage, INVOICE).await
    }

    async fn at(stage: &'a Stage, address: &str) -> Self {
        stage.browser.arrives_at(address).await;
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
        self.0.fill("#cardCvc", if number.starts_with("37") { "1234" } else { "123" }).await;
        self.0.fill("#billingName", "A Walker").await;
        self.0.click("#submit").await;
    }

    /// Saves a card, and the browser never leaves the page: its tab is closed before.
    pub async fn save_card_and_stay(&self, number: &str) {
        let script = "
            const real = window.fetch;
            window.fetch = async (...what) => {
              await real(...what);
              window.saved = true;
              return new Promise(() => {});
            };";
        self.0.run::<Value>(script).await;
        self.save_card(number).await;
        self.0.holds("the card to be saved", "return window.saved === true").await;
    }

    /// Saves the test bank account, which the bank confirms some days later.
    pub async fn save_bank(&self) {
        self.0.click("#method-bank").await;
        self.0.fill("#routingNumber", "110000000").await;
        self.0.fill("#accountNumber", "000123456789").await;
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
