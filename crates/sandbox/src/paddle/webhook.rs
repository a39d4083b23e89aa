//! What the double notifies of, and how a notification reads.

use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::method::Method;
use super::subscription::Account;
use super::switches::Switches;
use super::transaction::{Moment, Transaction};
use super::{State, entity};
use crate::{clock, ids};

impl State {
    /// An event of a transaction: the API's entity, but never with includes.
    pub(super) fn tell_of(&self, kind: &str, transaction: &Transaction, account: &Account, switches: &Switches) {
        let status = match kind {
            "transaction.completed" => "completed",
            // Not completed yet, however little time that takes.
            _ => transaction.status(Duration::MAX),
        };
        self.tell(kind, entity::bare(transaction, account, status, switches, &self.urls.page));
    }

    /// A method was stored. No digits of a card.
    pub(super) fn tell_saved(&self, method: &Method, account: &Account, at: Moment) {
        let data = json!({
            "id": method.id,
            "customer_id": account.seed.customer_id,
            "address_id": account.seed.address_id,
            "type": method.kind(),
            "origin": "subscription",
            "saved_at": at.text(),
            "updated_at": at.text(),
        });
        self.tell("payment_method.saved", data);
    }

    /// An event of a subscription, without the links that are made for one visit.
    pub(super) fn tell_subscription(&self, kind: &str, account: &Account) {
        let mut data = account.entity(clock::now());
        if let Some(object) = data.as_object_mut() {
            object.remove("management_urls");
        }
        self.tell(kind, data);
    }

    fn tell(&self, kind: &str, data: Value) {
        let id = ids::paddle("evt");
        let envelope = json!({
            "event_id": id,
            "event_type": kind,
            "occurred_at": Moment::now().text(),
            "notification_id": ids::paddle("ntf"),
            "data": data,
        });
        // Nobody waits for the first answer, unlike Stripe's Checkout.
        self.courier.send(&id, kind, turned(&envelope));
    }
}

/// JSON with its keys in another order than the API's answers have.
fn turned(value: &Value) -> String {
    serde_json::to_string(&Turned(value)).unwrap_or_default()
}

struct Turned<'a>(&'a Value);

impl Serialize for Turned<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members.iter().rev() {
                    map.serialize_entry(name, &Turned(value))?;
                }
                map.end()
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Turned)),
            other => other.serialize(serializer),
        }
    }
}
