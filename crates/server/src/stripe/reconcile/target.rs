//! The objects that carry a default payment method.

use super::{
    View,
    candidate::{MARKER_KEY, Marker},
};
use crate::{
    attempt,
    config::ApplyTo,
    error::Error,
    flaw::flawed,
    stripe::{
        client::{Pairs, Stripe},
        subject::Subject,
        types::{self, Customer, Metadata, Subscription},
    },
};

/// Metadata cannot be empty, so this says that there was no default.
pub(crate) const NOTHING: &str = "none";

static NO_METADATA: Metadata = Metadata::new();

/// What carries a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Subscription,
    Customer,
}

/// What is to be the default, and what that comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub payment_method: String,
    pub marker: Marker,
}

impl Target {
    pub(crate) const fn all(apply_to: ApplyTo) -> &'static [Self] {
        match apply_to {
            ApplyTo::Subscription => &[Self::Subscription],
            ApplyTo::Customer => &[Self::Customer],
            ApplyTo::Both => &[Self::Subscription, Self::Customer],
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Subscription => "subscription",
            Self::Customer => "customer",
        }
    }

    /// Metadata of a setup intent: the target's default when it was made, or `none`.
    pub(crate) const fn before_key(self) -> &'static str {
        match self {
            Self::Subscription => "upm_before_subscription",
            Self::Customer => "upm_before_customer",
        }
    }

    pub(super) fn metadata(self, view: &View) -> &Metadata {
        match self {
            Self::Subscription => &view.subscription.metadata,
            Self::Customer => view.customer.as_ref().map_or(&NO_METADATA, |customer| &customer.metadata),
        }
    }

    pub(super) fn on_file(self, view: &View) -> Option<&str> {
        self.default(&view.subscription, view.customer.as_ref())
    }

    /// What it has as its default.
    pub(crate) fn default<'a>(self, subscription: &'a Subscription, customer: Option<&'a Customer>) -> Option<&'a str> {
        match self {
            Self::Subscription => types::id(subscription.default_payment_method.as_ref()),
            Self::Customer => customer?.default(),
        }
    }
}

impl Stripe {
    /// Writes the default and its marker in one call; whether Stripe answered
    /// from storage instead of doing it.
    ///
    /// The marker that was found belongs to the key. Otherwise: A is written, B
    /// is written, a late writer puts A back, and the repair to B would be
    /// answered from storage without being done. If that has happened all the
    /// same, `replayed` makes the next key a new one.
    ///
    /// What tells two keys apart also tells their markers apart. Otherwise: A is
    /// written, somebody else changes the default, a late writer puts A back, and
    /// as the marker stays what it was, that write looks like somebody else's.
    pub(super) async fn write(
        &self,
        subject: &Subject,
        view: &View,
        target: Target,
        claim: &Claim,
        replayed: u32,
    ) -> Result<bool, Error> {
        let (name, path, field) = match target {
            Target::Subscription => (
                "set subscription default",
                format!("/v1/subscriptions/{}", subject.subscription),
                "default_payment_method",
            ),
            Target::Customer => (
                "set customer default",
                format!("/v1/customers/{}", subject.customer),
                "invoice_settings[default_payment_method]",
            ),
        };
        let value = (field.to_owned(), claim.payment_method.clone());
        let before = target.metadata(view).get(MARKER_KEY).map(String::as_str).unwrap_or_default();
        let again = replayed.to_string();
        let scope = ["apply", &claim.marker.source, before, &again];
        let marker = (format!("metadata[{MARKER_KEY}]"), claim.marker.text(&attempt::key(&scope)));
        let calls: Vec<Pairs> = if flawed!(self, MarkerWrittenFirst) {
            vec![vec![marker], vec![value]]
        } else if target == Target::Customer && flawed!(self, OneMarkerForTwoTargets) {
            vec![vec![value]]
        } else {
            vec![vec![value, marker]]
        };
        let mut from_storage = false;
        for form in calls {
            let (_, stored) = self.post_once::<types::Named>(name, &path, &form, &scope).await?;
            from_storage |= stored;
        }
        if !from_storage {
            self.metrics().applied(target.name());
            tracing::info!(call = name, "a new payment method is the default");
        }
        Ok(from_storage)
    }
}
