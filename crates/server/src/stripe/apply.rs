//! Setting the default payment method: the newest finished update wins.
//!
//! Level-triggered: nothing is remembered between calls. Each reads what Stripe
//! holds (the setup intents that were made here for this subscription, and the
//! marker on each target), and writes only what is newer than the marker. So it
//! may run any number of times, in any order, from any replica; an older
//! session cannot overwrite a newer one; and a default that somebody sets
//! elsewhere afterwards stays.

use super::{
    client::{Pairs, Stripe},
    start::{ATTEMPT_KEY, SUBSCRIPTION_KEY},
    types::{self, Customer, Expandable, List, Metadata, SetupIntent, Subscription},
};
use crate::{
    config::ApplyTo,
    error::{Code, Error},
    token::{Claims, unix_now},
};

/// Metadata of a target: which update its default comes from. It is written in
/// the same call as the default, so one cannot be there without the other.
const MARKER_KEY: &str = "upm_applied";

/// How far back an update still counts. A link that is older changes nothing.
const WINDOW: u64 = 7 * 24 * 60 * 60;

/// How often a write is followed by another look before giving up.
const ROUNDS: u32 = 4;

/// Which update a default comes from, ordered by when it succeeded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Marker {
    succeeded: u64,
    setup_intent: String,
}

impl Marker {
    fn read(metadata: &Metadata) -> Option<Self> {
        let (succeeded, setup_intent) = metadata.get(MARKER_KEY)?.split_once(':')?;
        Some(Self { succeeded: succeeded.parse().ok()?, setup_intent: setup_intent.to_owned() })
    }

    fn text(&self) -> String {
        format!("{}:{}", self.succeeded, self.setup_intent)
    }
}

/// A finished update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    marker: Marker,
    pub payment_method: String,
}

impl Candidate {
    /// The update of a setup intent that succeeded and was made here for `subscription`.
    fn of(intent: &SetupIntent, subscription: &str) -> Option<Self> {
        let ours = intent.metadata.contains_key(ATTEMPT_KEY)
            && intent.metadata.get(SUBSCRIPTION_KEY).is_some_and(|id| id == subscription);
        if !ours || intent.status != "succeeded" {
            return None;
        }
        // An intent can be made long before it succeeds: the latest attempt tells when.
        let succeeded = match &intent.latest_attempt {
            Some(Expandable::Object(attempt)) => attempt.created,
            _ => intent.created,
        };
        Some(Self {
            marker: Marker { succeeded, setup_intent: intent.id.clone() },
            payment_method: types::id(intent.payment_method.as_ref())?.to_owned(),
        })
    }
}

/// How things stand once nothing newer is left to write.
#[derive(Debug)]
pub(crate) struct Applied {
    pub subscription: Subscription,
    /// The payment method that is on file at the target now.
    pub on_file: Option<String>,
    /// The setup intents that counted.
    pub counted: Vec<String>,
}

/// What carries a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Subscription,
    Customer,
}

impl Target {
    const fn all(apply_to: ApplyTo) -> &'static [Self] {
        match apply_to {
            ApplyTo::Subscription => &[Self::Subscription],
            ApplyTo::Customer => &[Self::Customer],
            ApplyTo::Both => &[Self::Subscription, Self::Customer],
        }
    }
}

impl Stripe {
    /// Makes the newest finished update the default of each target, and looks
    /// again after each write, because another one may have finished meanwhile.
    pub(crate) async fn apply(&self, claims: &Claims) -> Result<Applied, Error> {
        for _ in 0..ROUNDS {
            let (intents, subscription, customer) = tokio::try_join!(
                self.recent_intents(claims),
                self.subscription_of(claims),
                self.target_customer(claims)
            )?;
            super::start::usable(&subscription)?;
            let candidates: Vec<Candidate> =
                intents.iter().filter_map(|intent| Candidate::of(intent, &claims.subscription)).collect();
            let newest = candidates.iter().max_by(|a, b| a.marker.cmp(&b.marker));
            let mut wrote = false;
            for &target in Target::all(self.apply_to) {
                let metadata = match (target, &customer) {
                    (Target::Customer, Some(customer)) => &customer.metadata,
                    _ => &subscription.metadata,
                };
                let marker = Marker::read(metadata);
                if let Some(newest) =
                    newest.filter(|newest| marker.as_ref().is_none_or(|marker| *marker < newest.marker))
                {
                    self.write(claims, target, newest, marker.as_ref()).await?;
                    wrote = true;
                }
            }
            if !wrote {
                self.warn_if_outranked(&subscription);
                let counted = candidates.into_iter().map(|candidate| candidate.marker.setup_intent).collect();
                let on_file = match &customer {
                    Some(customer) if self.apply_to == ApplyTo::Customer => {
                        &customer.invoice_settings.default_payment_method
                    }
                    _ => &subscription.default_payment_method,
                };
                return Ok(Applied { on_file: types::id(on_file.as_ref()).map(str::to_owned), subscription, counted });
            }
        }
        Err(Error::new(
            Code::AttemptInProgress,
            "Several updates of this subscription are finishing at once. Ask again in a moment.",
        )
        .retry_after(2))
    }

    /// The customer's newest setup intents; Stripe cannot filter them by metadata.
    async fn recent_intents(&self, claims: &Claims) -> Result<Vec<SetupIntent>, Error> {
        let since = unix_now().saturating_sub(WINDOW).to_string();
        let query = [
            ("customer", claims.customer.as_str()),
            ("created[gte]", since.as_str()),
            ("limit", "100"),
            ("expand[0]", "data.latest_attempt"),
        ];
        let list: List<SetupIntent> = self.get("list setup intents", "/v1/setup_intents", &query).await?;
        Ok(list.data)
    }

    /// The customer, where its default is a target.
    async fn target_customer(&self, claims: &Claims) -> Result<Option<Customer>, Error> {
        if !Target::all(self.apply_to).contains(&Target::Customer) {
            return Ok(None);
        }
        self.get("get customer", &format!("/v1/customers/{}", claims.customer), &[]).await.map(Some)
    }

    async fn write(
        &self,
        claims: &Claims,
        target: Target,
        newest: &Candidate,
        before: Option<&Marker>,
    ) -> Result<(), Error> {
        let (name, path, field) = match target {
            Target::Subscription => (
                "set subscription default",
                format!("/v1/subscriptions/{}", claims.subscription),
                "default_payment_method",
            ),
            Target::Customer => (
                "set customer default",
                format!("/v1/customers/{}", claims.customer),
                "invoice_settings[default_payment_method]",
            ),
        };
        let form: Pairs = vec![
            (field.to_owned(), newest.payment_method.clone()),
            (format!("metadata[{MARKER_KEY}]"), newest.marker.text()),
        ];
        // The marker that was found belongs to the key. Otherwise: A is written,
        // B is written, a late writer puts A back, and the repair to B would be
        // answered from storage without being done.
        let before = before.map(Marker::text).unwrap_or_default();
        let _: types::Named = self.post(name, &path, &form, &["apply", &newest.marker.setup_intent, &before]).await?;
        tracing::info!(call = name, "a new payment method is the default");
        Ok(())
    }

    fn warn_if_outranked(&self, subscription: &Subscription) {
        let own = subscription.default_payment_method.is_some() || subscription.default_source.is_some();
        if self.apply_to == ApplyTo::Customer && own {
            tracing::warn!(
                "the customer's default was set, but the subscription has its own, which wins: set apply_to to the subscription or to both"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn candidate(intent: Value) -> Option<Candidate> {
        Candidate::of(&serde_json::from_value(intent).unwrap(), "sub_1")
    }

    #[test]
    fn only_finished_updates_made_here_for_this_subscription_count() {
        let intent = |status: &str, metadata: Value| {
            candidate(
                json!({"id": "seti_1", "status": status, "payment_method": "pm_1", "created": 100, "metadata": metadata, "latest_attempt": {"id": "setatt_1", "created": 900}}),
            )
        };
        let ours = json!({"subscription_id": "sub_1", "upm_attempt": "x"});
        let counted = intent("succeeded", ours.clone()).unwrap();
        assert_eq!((counted.marker.text().as_str(), counted.payment_method.as_str()), ("900:seti_1", "pm_1"));
        assert_eq!(intent("processing", ours.clone()), None);
        assert_eq!(intent("succeeded", json!({"subscription_id": "sub_2", "upm_attempt": "x"})), None);
        assert_eq!(intent("succeeded", json!({"subscription_id": "sub_1"})), None);
        assert_eq!(intent("succeeded", Value::Null), None);
        let unexpanded = json!({"id": "seti_1", "status": "succeeded", "payment_method": {"id": "pm_1"}, "created": 100, "metadata": ours, "latest_attempt": "setatt_1"});
        assert_eq!(candidate(unexpanded).unwrap().marker.succeeded, 100);
    }

    #[test]
    fn markers_are_ordered_by_success_and_read_back() {
        let marker = |succeeded, id: &str| Marker { succeeded, setup_intent: id.to_owned() };
        assert!(marker(99, "seti_b") < marker(100, "seti_a"));
        assert!(marker(100, "seti_a") < marker(100, "seti_b"));
        let read = |text: &str| Marker::read(&Metadata::from([(MARKER_KEY.to_owned(), text.to_owned())]));
        assert_eq!(read("100:seti_a"), Some(marker(100, "seti_a")));
        assert_eq!((read("seti_a"), read("x:seti_a")), (None, None));
    }
}
