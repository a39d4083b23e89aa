//! Making a setup-mode Checkout Session.

use serde::Serialize;
use upm_contract::Notice;

use super::{
    client::{Pairs, Stripe},
    locale::locale,
    notice::{notice, submit_text},
    reconcile::Subject,
    types::{self, Session, Subscription},
};
use crate::{
    attempt::Attempt,
    error::{Code, Error},
    return_url::{STRIPE_PLACEHOLDER, with_param},
    token::Claims,
};

/// The metadata that names the subscription, on the session and on its setup
/// intent: Stripe copies neither into the other.
pub(crate) const SUBSCRIPTION_KEY: &str = "subscription_id";
/// The metadata that marks a session and its setup intent as made here.
pub(crate) const ATTEMPT_KEY: &str = "upm_attempt";

/// A session to send the customer to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Opened {
    pub url: String,
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    pub notice: Notice,
}

/// What a start needs beside the claims.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub attempt: Attempt,
    pub locale: Option<&'a str>,
    pub return_url: &'a str,
    pub return_param: &'a str,
}

impl Stripe {
    pub(crate) async fn start(&self, claims: &Claims, request: Request<'_>) -> Result<Opened, Error> {
        let subscription = self.subscription_of(&Subject::named(claims)?).await?;
        usable(&subscription)?;
        // Without the invoice the customer sees less, but can still pay with another card.
        let invoice = self.overdue_invoice(&subscription).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the overdue invoice could not be read; starting without its amounts");
            None
        });
        let form = self.parameters(claims, &subscription, &request, submit_text(&subscription, invoice.as_ref()));
        let attempt = request.attempt.id();
        let scope = ["start", &claims.customer, &attempt];
        let session: Session = self.post("create session", "/v1/checkout/sessions", &form, &scope).await?;
        let url = session.url.ok_or_else(|| {
            Error::new(Code::SessionFinished, "This attempt's session is complete or expired. Make a new attempt.")
        })?;
        Ok(Opened {
            url,
            id: session.id,
            expires_at: session.expires_at,
            notice: notice(&subscription, invoice.as_ref()),
        })
    }

    fn parameters(&self, claims: &Claims, subscription: &Subscription, request: &Request<'_>, text: &str) -> Pairs {
        let attempt = request.attempt.id();
        let mut form: Pairs = Vec::new();
        let mut add = |name: &str, value: &str| form.push((name.to_owned(), value.to_owned()));
        add("mode", "setup");
        add("customer", &claims.customer);
        // Required in setup mode with dynamic payment methods.
        add("currency", &subscription.currency);
        add("success_url", &with_param(request.return_url, request.return_param, STRIPE_PLACEHOLDER));
        // Without it Checkout shows no way back.
        add("cancel_url", request.return_url);
        add("expires_at", &request.attempt.expires_at().to_string());
        add("custom_text[submit][message]", text);
        for place in ["metadata", "setup_intent_data[metadata]"] {
            add(&format!("{place}[{SUBSCRIPTION_KEY}]"), &subscription.id);
            add(&format!("{place}[{ATTEMPT_KEY}]"), &attempt);
        }
        if let Some(locale) = request.locale.and_then(|tag| locale(tag, &self.config.version)) {
            add("locale", locale);
        }
        form
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
}
