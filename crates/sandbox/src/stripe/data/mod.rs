//! Stripe's objects and how they look on the wire.

mod billing;
mod invoice;
mod method;
mod seeded;
mod session;
mod setup_intent;

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use billing::{Customer, Subscription};
pub(super) use invoice::Invoice;
pub(super) use method::{Card, Kind, Method};
pub(super) use session::{Session, Status};
pub(super) use setup_intent::{Attempt, SetupIntent};

use super::version::Version;
use crate::Summary;

/// An object's metadata.
pub(super) type Metadata = BTreeMap<String, String>;

/// All objects, each list in the order of creation.
#[derive(Clone, Debug, Default)]
pub(super) struct Data {
    pub(super) customers: Vec<Customer>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) invoices: Vec<Invoice>,
    pub(super) methods: Vec<Method>,
    pub(super) sessions: Vec<Session>,
    pub(super) setup_intents: Vec<SetupIntent>,
    pub(super) attempts: Vec<Attempt>,
}

impl Data {
    pub(super) fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers.iter().find(|object| object.id == id)
    }

    pub(super) fn method(&self, id: &str) -> Option<&Method> {
        self.methods.iter().find(|object| object.id == id)
    }

    pub(super) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.iter().find(|object| object.id == id)
    }

    pub(super) fn session_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|object| object.id == id)
    }

    pub(super) fn setup_intent_mut(&mut self, id: &str) -> Option<&mut SetupIntent> {
        self.setup_intents.iter_mut().find(|object| object.id == id)
    }

    /// Sessions whose time has come are expired from now on.
    pub(super) fn expire_sessions(&mut self, now: i64) {
        let due: Vec<String> = self
            .sessions
            .iter()
            .filter(|session| session.status == Status::Open && session.expires_at <= now)
            .map(|session| session.id.clone())
            .collect();
        for id in due {
            self.expire(&id);
        }
    }

    /// An expired session takes its SetupIntent with it.
    pub(super) fn expire(&mut self, id: &str) {
        let Some(session) = self.session_mut(id) else { return };
        session.status = Status::Expired;
        session.challenge = None;
        let intent = session.setup_intent.clone();
        if let Some(intent) = self.setup_intent_mut(&intent) {
            intent.status = "canceled";
        }
    }

    /// Any object as the API shows it, found by its id's prefix.
    pub(super) fn object(&self, id: &str, version: &Version) -> Option<Value> {
        match id.split_once('_')?.0 {
            "cus" => self.customer(id).map(|c| c.json(self)),
            "sub" => self.subscriptions.iter().find(|s| s.id == id).map(Subscription::json),
            "in" => self.invoices.iter().find(|i| i.id == id).map(Invoice::json),
            "pm" => self.method(id).map(Method::json),
            "cs" => self.session(id).map(|s| s.json(self, version)),
            "seti" => self.setup_intents.iter().find(|s| s.id == id).map(SetupIntent::json),
            "setatt" => self.attempts.iter().find(|a| a.id == id).map(Attempt::json),
            _ => None,
        }
    }

    /// What Stripe would charge next for a subscription: its own default wins
    /// over its customer's.
    pub(super) fn summary(&self, subscription: &str) -> Option<Summary> {
        let subscription = self.subscriptions.iter().find(|s| s.id == subscription)?;
        let customer = self.customer(&subscription.customer)?;
        let default = subscription.default_payment_method.as_ref();
        let default = default.or(customer.default_payment_method.as_ref());
        Some(Summary {
            payment_method: default.and_then(|id| self.method(id)).map(Method::summary),
            subscription_status: subscription.status.clone(),
        })
    }
}

/// Gives a JSON object one more member.
pub(super) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value.into());
    }
}

/// Members that are the same for every object of a kind, overlaid with `own`.
fn overlay(fixed: &str, own: Value) -> Value {
    let mut object: Value = serde_json::from_str(fixed).unwrap_or_default();
    if let (Value::Object(object), Value::Object(own)) = (&mut object, own) {
        object.extend(own);
    }
    object
}
