//! The start of an update: a Checkout Session, or a session of the Billing
//! portal where that is configured.

use std::fmt;

use serde::Serialize;
use upm_contract::{Agreed, Notice};

use super::{
    client::Stripe,
    notice::notice,
    subject::Subject,
    types::{self, Customer, Invoice, Subscription},
};
use crate::{
    attempt::Attempt,
    error::{Code, Error},
    token::Claims,
};

/// A session for the customer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Opened {
    #[serde(flatten)]
    pub place: Place,
    /// What the page comes back with, to be verified.
    pub id: String,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    pub notice: Notice,
}

/// Where the session is shown.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Place {
    /// On Stripe's page.
    Hosted { url: String },
    /// Inside the merchant's page, by Stripe's script.
    Embedded { client_secret: String, publishable_key: String },
}

/// Both let whoever has them into the session.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hosted { .. } => "Hosted(…)",
            Self::Embedded { .. } => "Embedded(…)",
        })
    }
}

/// What a start needs beside the claims.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub attempt: Attempt,
    /// Whether the checkout is wanted inside the page.
    pub inline: bool,
    pub locale: Option<&'a str>,
    pub return_url: &'a str,
    pub return_param: &'a str,
    /// The charge that the customer was shown and agreed to.
    pub agreed: Option<&'a Agreed>,
}

/// What a start finds at Stripe.
pub(super) struct Found {
    pub subject: Subject,
    pub subscription: Subscription,
    /// Only where it was asked for.
    pub customer: Option<Customer>,
    /// What is overdue.
    pub invoice: Option<Invoice>,
}

impl Stripe {
    /// Makes a session. A repeated attempt gets the same one, as long as
    /// everything it depends on is still the same.
    pub(crate) async fn start(&self, claims: &Claims, request: Request<'_>) -> Result<Opened, Error> {
        let found = self.find(Subject::named(claims)?).await?;
        let payable = self.payable(&found.subscription, found.invoice.as_ref());
        let notice = notice(&found.subscription, found.invoice.as_ref(), payable.is_some());
        if let Some(portal) = &self.config.portal {
            return self.open_portal(portal, &found, &request, notice).await;
        }
        // Consent is for what was shown. If that is no longer what is due, it is
        // shown again, and until then nothing is charged.
        let agreed = payable.filter(|payable| request.agreed.is_some_and(|agreed| payable.is(agreed)));
        self.open_session(&found, &request, agreed.as_ref(), notice).await
    }

    async fn find(&self, subject: Subject) -> Result<Found, Error> {
        let customer = async {
            match self.config.portal {
                Some(_) => self.customer(&subject).await.map(Some),
                None => self.target_customer(&subject).await,
            }
        };
        let (subscription, customer) = tokio::try_join!(self.subscription_of(&subject), customer)?;
        usable(&subscription)?;
        // Without the invoice the customer sees less, but can still pay with another card.
        let invoice = self.overdue_invoice(&subscription).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the overdue invoice could not be read; starting without its amounts");
            None
        });
        Ok(Found { subject, subscription, customer, invoice })
    }

    /// The subscription, if it is the customer's.
    pub(crate) async fn subscription_of(&self, subject: &Subject) -> Result<Subscription, Error> {
        let path = format!("/v1/subscriptions/{}", subject.subscription);
        let subscription: Subscription = self.get("get subscription", &path, &[]).await?;
        if types::id(subscription.customer.as_ref()) != Some(&subject.customer) {
            return Err(Error::new(
                Code::NotFound,
                "The token's subscription is not the token's customer's. Check what your server puts into customer tokens.",
            ));
        }
        Ok(subscription)
    }

    pub(super) async fn customer(&self, subject: &Subject) -> Result<Customer, Error> {
        self.get("get customer", &format!("/v1/customers/{}", subject.customer), &[]).await
    }
}

/// Whether a new default can be of any use to the subscription.
pub(crate) fn usable(subscription: &Subscription) -> Result<(), Error> {
    match subscription.status.as_str() {
        "canceled" | "incomplete_expired" => Err(Error::new(
            Code::SubscriptionCanceled,
            "This subscription has ended. Offer the customer a new one instead.",
        )),
        "incomplete" => Err(Error::new(
            Code::SubscriptionIncomplete,
            "The first payment of this subscription was never made; Stripe takes no default for it. Send the customer to the first invoice.",
        )),
        _ if subscription.collection_method == "send_invoice" => Err(Error::new(
            Code::ManualCollection,
            "This subscription is billed by invoice (send_invoice), so no payment method is charged. Do not show the widget for it.",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(status: &str, collection: &str) -> Subscription {
        serde_json::from_value(serde_json::json!({"id": "sub_1", "status": status, "collection_method": collection}))
            .unwrap()
    }

    #[test]
    fn terminal_and_invoiced_subscriptions_are_told_apart() {
        let code = |status, collection| usable(&subscription(status, collection)).map_err(|error| error.code());
        for status in ["active", "past_due", "unpaid", "trialing", "paused", "some_new_status"] {
            assert_eq!(code(status, "charge_automatically"), Ok(()));
        }
        assert_eq!(code("canceled", "charge_automatically"), Err(Code::SubscriptionCanceled));
        assert_eq!(code("incomplete_expired", "charge_automatically"), Err(Code::SubscriptionCanceled));
        assert_eq!(code("incomplete", "charge_automatically"), Err(Code::SubscriptionIncomplete));
        assert_eq!(code("active", "send_invoice"), Err(Code::ManualCollection));
    }

    #[test]
    fn what_lets_into_a_session_is_not_printed() {
        let hosted = Place::Hosted { url: "https://checkout.stripe.com/c/pay/cs_test_1#fid".to_owned() };
        let embedded =
            Place::Embedded { client_secret: "cs_test_1_secret_2".to_owned(), publishable_key: "pk".to_owned() };
        let text = format!("{hosted:?} {embedded:?}");
        assert!(!text.contains("cs_test_1"), "{text}");
    }
}
