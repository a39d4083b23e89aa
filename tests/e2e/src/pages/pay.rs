//! The default payment link page, where `checkout.url` leads.

use crate::Stage;
use crate::browser::Browser;
use crate::pages::PaddleFrame;

/// The page with Paddle's overlay open.
#[derive(Clone, Copy, Debug)]
pub struct PayPage<'a> {
    browser: &'a Browser,
    /// The overlay.
    pub frame: PaddleFrame<'a>,
}

impl<'a> PayPage<'a> {
    /// Waits until the browser has come here and Paddle's form is open.
    pub async fn reached(stage: &'a Stage) -> Self {
        stage.browser.arrives_at(&format!("{}/pay?_ptxn=txn_", stage.browser.page)).await;
        let frame = PaddleFrame::overlay(stage).await;
        Self { browser: &stage.browser, frame }
    }

    /// `loading`, `open`, `done`, `closed`, `failed`.
    pub async fn state(&self) -> String {
        self.browser.run("return document.querySelector('#pay').dataset.state").await
    }
}
