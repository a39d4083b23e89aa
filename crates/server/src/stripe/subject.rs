//! Whose update it is: Stripe's objects say it in their metadata.

use super::types::{self, Expandable, Metadata, Named, Session, SetupIntent};
use crate::{
    error::{Code, Error},
    token::Claims,
};

/// The metadata that names the subscription, on the session and on its setup
/// intent: Stripe copies neither into the other.
pub(crate) const SUBSCRIPTION_KEY: &str = "subscription_id";
/// The metadata that marks a session and its setup intent as made here.
pub(crate) const ATTEMPT_KEY: &str = "upm_attempt";

/// The customer's subscription whose method is replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subject {
    pub customer: String,
    pub subscription: String,
}

impl Subject {
    /// The token's. An update is written to the subscription, and a guess could
    /// write to another of the customer's.
    pub(crate) fn named(claims: &Claims) -> Result<Self, Error> {
        let subscription = claims.subscription.clone().ok_or_else(|| {
            Error::new(
                Code::SubscriptionUnnamed,
                "At Stripe the token has to name the subscription. Put it into the claim `subscription`.",
            )
        })?;
        Ok(Self { customer: claims.customer.clone(), subscription })
    }

    /// Of an object with this metadata, if it was made here.
    fn of(metadata: &Metadata, customer: Option<&Expandable<Named>>) -> Option<Self> {
        metadata.get(ATTEMPT_KEY)?;
        let subscription = metadata.get(SUBSCRIPTION_KEY).filter(|id| upm_contract::is_id(id))?;
        let customer = types::id(customer).filter(|id| upm_contract::is_id(id))?;
        Some(Self { customer: customer.to_owned(), subscription: subscription.clone() })
    }
}

impl Session {
    /// Whose update it is, if it was made here.
    pub(crate) fn subject(&self) -> Option<Subject> {
        (self.mode == "setup").then(|| Subject::of(&self.metadata, self.customer.as_ref())).flatten()
    }
}

impl SetupIntent {
    /// Whose update it is, if it was made here.
    pub(crate) fn subject(&self) -> Option<Subject> {
        Subject::of(&self.metadata, self.customer.as_ref())
    }
}
