//! What an event of Paddle.js means for the update: pure.
//!
//! The shapes come from `@paddle/paddle-js` 1.6 and from what other projects
//! have seen: errors are flat (`checkout.error`) or nested under `error`
//! (`checkout.failed`), and `checkout.warning` has no `name`, only a `type`.

use std::sync::Arc;

use upm_contract::{Notice, Read, Value, deserialize_by_reading};

use crate::{
    error::{Code, Error},
    flow::Event,
    notice,
};

/// An event as Paddle.js hands it to the page's one callback.
#[derive(Clone, Debug, Default)]
pub struct PaddleEvent(Value);

impl Read for PaddleEvent {
    fn read(value: &Value) -> Option<Self> {
        Some(Self(value.clone()))
    }
}

deserialize_by_reading!(PaddleEvent);

impl PaddleEvent {
    /// The transaction it belongs to, where it says so.
    #[must_use]
    pub fn transaction(&self) -> Option<&str> {
        self.data().get("transaction_id").text()
    }

    /// The checkout it belongs to (`che_…`), where it says so.
    #[must_use]
    pub fn checkout(&self) -> Option<&str> {
        self.data().get("id").text()
    }

    /// Whether it announces a checkout on the page.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.name() == Some("checkout.loaded")
    }

    /// Whether it reports the end of a checkout.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.name() == Some("checkout.closed")
    }

    /// What it means; nothing for the many that change nothing here.
    ///
    /// `known` is what the back end said about this transaction.
    #[must_use]
    pub fn meaning(&self, known: Option<&Arc<Notice>>) -> Option<Event> {
        match self.name()? {
            "checkout.loaded" => Some(Event::Loaded(self.notice(known))),
            "checkout.payment.initiated" => Some(Event::PaymentInitiated),
            // The frame stays open and usable: the customer may try another card.
            "checkout.payment.failed" => Some(Event::PaymentFailed),
            "checkout.completed" => Some(Event::Completed),
            // Dismissing the frame's own success page is not a cancel.
            "checkout.closed" if matches!(self.data().get("status").text(), Some("completed" | "paid")) => {
                Some(Event::Completed)
            }
            "checkout.closed" => Some(Event::Closed),
            "checkout.error" | "checkout.failed" | "checkout.payment.error" => {
                Some(Event::CheckoutFailed(Error::new(Code::CheckoutFailed, self.reason())))
            }
            _ => None,
        }
    }

    fn notice(&self, known: Option<&Arc<Notice>>) -> Option<Arc<Notice>> {
        notice::from_checkout(self.data(), known.map(AsRef::as_ref)).map(Arc::new).or_else(|| known.cloned())
    }

    fn name(&self) -> Option<&str> {
        self.0.get("name").text()
    }

    fn data(&self) -> &Value {
        self.0.get("data")
    }

    /// For the engineer: Paddle's code and detail, which say more together.
    fn reason(&self) -> String {
        let first =
            |key| self.0.get(key).text().or_else(|| self.0.get("error").get(key).text()).unwrap_or("none given");
        let (code, detail) = (first("code"), first("detail"));
        [
            "Paddle reports: ",
            detail,
            " (code ",
            code,
            "). Check that a default payment link is set, that this domain is approved, \
             and that the client-side token belongs to the same environment as the transaction.",
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests;
