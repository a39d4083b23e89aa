//! A finished update, and where it stands among the others.

use upm_contract::Agreed;

use super::target::{Claim, Target};
use crate::stripe::{
    subject::{ATTEMPT_KEY, SUBSCRIPTION_KEY},
    types::{self, Expandable, Metadata, SetupIntent},
};

/// Metadata of a target: what its default comes from.
pub(super) const MARKER_KEY: &str = "upm_applied";
/// How many characters of a marker tell the writes of one object apart.
const WRITE: usize = 12;
/// Metadata of a setup intent: the charge that the customer agreed to.
pub(crate) const AGREED_KEY: &str = "upm_agreed";

/// What a default comes from, ordered by when that happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Marker {
    /// Unix seconds of Stripe's clock.
    pub at: u64,
    /// The setup intent, or the event that reported a change made elsewhere.
    pub source: String,
}

impl Marker {
    pub(super) fn read(metadata: &Metadata) -> Option<Self> {
        let mut parts = metadata.get(MARKER_KEY)?.split(':');
        Some(Self { at: parts.next()?.parse().ok()?, source: parts.next()?.to_owned() })
    }

    /// How it is written down: after it stands the beginning of `write`, which
    /// differs with every write, so that each changes the metadata.
    pub(super) fn text(&self, write: &str) -> String {
        format!("{}:{}:{}", self.at, self.source, write.get(..WRITE).unwrap_or(write))
    }
}

/// A charge that the customer was shown and agreed to, kept in the setup
/// intent's metadata as `invoice:amount:currency`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub invoice: String,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217 in lower case, as Stripe writes it.
    pub currency: String,
}

impl Agreement {
    /// As it stands in the metadata.
    pub(in crate::stripe) fn text(&self) -> String {
        format!("{}:{}:{}", self.invoice, self.amount, self.currency)
    }

    /// Whether the customer agreed to exactly this.
    pub(in crate::stripe) fn is(&self, agreed: &Agreed) -> bool {
        self.invoice == agreed.invoice
            && self.amount == agreed.amount
            && self.currency.eq_ignore_ascii_case(&agreed.currency)
    }

    fn read(metadata: &Metadata) -> Option<Self> {
        let mut parts = metadata.get(AGREED_KEY)?.split(':');
        let (invoice, amount, currency) = (parts.next()?, parts.next()?, parts.next()?);
        if !invoice.starts_with("in_") || !upm_contract::is_id(invoice) || parts.next().is_some() {
            return None;
        }
        Some(Self { invoice: invoice.to_owned(), amount: amount.parse().ok()?, currency: currency.to_owned() })
    }
}

/// A finished update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(super) marker: Marker,
    /// The subscription that it was made for.
    pub(super) subscription: String,
    pub(in crate::stripe) payment_method: String,
    pub(in crate::stripe) agreed: Option<Agreement>,
    before: [Option<String>; 2],
}

impl Candidate {
    /// The update of a setup intent that succeeded and was made here.
    pub(super) fn of(intent: &SetupIntent, by_creation: bool) -> Option<Self> {
        if !intent.metadata.contains_key(ATTEMPT_KEY) || intent.status != "succeeded" {
            return None;
        }
        // An intent can be made long before it succeeds: the latest attempt tells when.
        let at = match &intent.latest_attempt {
            Some(Expandable::Object(attempt)) if !by_creation => attempt.created,
            _ => intent.created,
        };
        let before = [Target::Subscription, Target::Customer].map(|target| {
            intent.metadata.get(target.before_key()).filter(|id| id.as_str() != super::target::NOTHING).cloned()
        });
        Some(Self {
            marker: Marker { at, source: intent.id.clone() },
            subscription: intent.metadata.get(SUBSCRIPTION_KEY)?.clone(),
            payment_method: types::id(intent.payment_method.as_ref())?.to_owned(),
            agreed: Agreement::read(&intent.metadata),
            before,
        })
    }

    /// When it succeeded, in Unix seconds of Stripe's clock.
    pub(in crate::stripe) fn succeeded(&self) -> u64 {
        self.marker.at
    }

    /// The default of `target` when the session was made.
    pub(super) fn before(&self, target: Target) -> Option<&str> {
        let [subscription, customer] = &self.before;
        match target {
            Target::Subscription => subscription.as_deref(),
            Target::Customer => customer.as_deref(),
        }
    }

    pub(super) fn claim(&self) -> Claim {
        Claim { payment_method: self.payment_method.clone(), marker: self.marker.clone() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn candidate(intent: Value) -> Option<Candidate> {
        Candidate::of(&serde_json::from_value(intent).unwrap(), false)
    }

    fn intent(status: &str, metadata: &Value) -> Value {
        json!({"id": "seti_1", "status": status, "payment_method": "pm_1", "created": 100, "metadata": metadata,
            "latest_attempt": {"id": "setatt_1", "created": 900}})
    }

    #[test]
    fn only_finished_updates_made_here_count() {
        let ours = json!({"subscription_id": "sub_1", "upm_attempt": "x"});
        let counted = candidate(intent("succeeded", &ours)).unwrap();
        assert_eq!((counted.marker.text("").as_str(), counted.payment_method.as_str()), ("900:seti_1:", "pm_1"));
        assert_eq!(candidate(intent("processing", &ours)), None);
        assert_eq!(counted.subscription, "sub_1");
        for other in [json!({"upm_attempt": "x"}), json!({"subscription_id": "sub_1"}), Value::Null] {
            assert_eq!(candidate(intent("succeeded", &other)), None);
        }
        let unexpanded = json!({"id": "seti_1", "status": "succeeded", "payment_method": {"id": "pm_1"}, "created": 100,
            "metadata": ours, "latest_attempt": "setatt_1"});
        assert_eq!(candidate(unexpanded).unwrap().marker.at, 100);
    }

    #[test]
    fn what_was_there_before_and_what_was_agreed_are_read_back() {
        let metadata = json!({"subscription_id": "sub_1", "upm_attempt": "x", "upm_before_subscription": "pm_old",
            "upm_before_customer": "none", "upm_agreed": "in_1:2988:usd"});
        let counted = candidate(intent("succeeded", &metadata)).unwrap();
        assert_eq!((counted.before(Target::Subscription), counted.before(Target::Customer)), (Some("pm_old"), None));
        let agreed = counted.agreed.unwrap();
        assert_eq!((agreed.invoice.as_str(), agreed.amount, agreed.currency.as_str()), ("in_1", 2988, "usd"));
        assert_eq!(agreed.text(), "in_1:2988:usd");
        for bad in ["in_1:2988", "in_1:much:usd", "sub_1:2988:usd", "in_1/pay:2988:usd", "in_1:1:usd:eur", ""] {
            let metadata = Metadata::from([(AGREED_KEY.to_owned(), bad.to_owned())]);
            assert_eq!(Agreement::read(&metadata), None, "{bad}");
        }
    }

    #[test]
    fn markers_are_ordered_by_success_and_read_back() {
        let marker = |at, id: &str| Marker { at, source: id.to_owned() };
        assert!(marker(99, "seti_b") < marker(100, "seti_a"));
        assert!(marker(100, "seti_a") < marker(100, "seti_b"));
        let read = |text: &str| Marker::read(&Metadata::from([(MARKER_KEY.to_owned(), text.to_owned())]));
        let (one, other) = (marker(100, "seti_a").text("0123456789abcdef"), marker(100, "seti_a").text("f"));
        assert_eq!((one.as_str(), other.as_str()), ("100:seti_a:0123456789ab", "100:seti_a:f"));
        assert_eq!((read(&one), read(&other)), (Some(marker(100, "seti_a")), Some(marker(100, "seti_a"))));
        assert_eq!((read("seti_a"), read("x:seti_a")), (None, None));
    }
}
