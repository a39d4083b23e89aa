//! Stripe's objects and how they look on the wire.

mod billing;
mod event;
mod invoice;
mod method;
mod portal;
mod seeded;
mod session;
mod setup_intent;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(super) use billing::{Customer, Subscription};
pub(super) use event::{Asked, Event};
pub(super) use invoice::Invoice;
pub(super) use method::{Card, Kind, Method};
pub(super) use portal::{After, Portal};
pub(super) use session::{Session, Status, Then};
pub(super) use setup_intent::{Attempt, SetupIntent};

use super::account::Account;
use super::shape::shape;
use super::version::Version;
use crate::clock::Clock;
use crate::{Summary, ids};

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
    pub(super) portals: Vec<Portal>,
    pub(super) events: Vec<Event>,
    /// Who asks for what is being done; `None` for the pages and for people.
    pub(super) asked: Option<Asked>,
    /// What the merchant set in the dashboard.
    pub(super) account: Account,
    pub(super) clock: Clock,
    pub(super) ids: ids::Source,
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

    pub(super) fn setup_intent(&self, id: &str) -> Option<&SetupIntent> {
        self.setup_intents.iter().find(|object| object.id == id)
    }

    pub(super) fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|object| object.id == id)
    }

    pub(super) fn invoice(&self, id: &str) -> Option<&Invoice> {
        self.invoices.iter().find(|object| object.id == id)
    }

    pub(super) fn invoice_mut(&mut self, id: &str) -> Option<&mut Invoice> {
        self.invoices.iter_mut().find(|object| object.id == id)
    }

    /// Sessions whose time has come are expired from now on.
    pub(super) fn expire_sessions(&mut self) {
        let now = self.clock.now();
        let due = |session: &&Session| session.status == Status::Open && session.expires_at <= now;
        let due: Vec<String> = self.sessions.iter().filter(due).map(|session| session.id.clone()).collect();
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
        self.emit("setup_intent.canceled", &intent);
        self.emit("checkout.session.expired", id);
    }

    /// Any object as `version` of the API shows it, found by its id's prefix.
    pub(super) fn object(&self, id: &str, version: &Version) -> Option<Value> {
        let mut object = self.newest(id)?;
        shape(&mut object, version);
        Some(object)
    }

    /// Any object in the newest shape.
    pub(super) fn newest(&self, id: &str) -> Option<Value> {
        match id.split_once('_')?.0 {
            "cus" => self.customer(id).map(|c| c.json(self)),
            "sub" => self.subscription(id).map(Subscription::json),
            "in" => self.invoice(id).map(Invoice::json),
            "pm" => self.method(id).map(Method::json),
            "cs" => self.session(id).map(|s| s.json(self)),
            "seti" => self.setup_intent(id).map(SetupIntent::json),
            "setatt" => self.attempts.iter().find(|a| a.id == id).map(Attempt::json),
            _ => None,
        }
    }

    /// What Stripe would charge next for a subscription: its own default wins
    /// over its customer's.
    pub(super) fn summary(&self, subscription: &str) -> Option<Summary> {
        let subscription = self.subscription(subscription)?;
        let default = self.charged_next(subscription);
        Some(Summary {
            payment_method: default.and_then(|id| self.method(id)).map(Method::summary),
            subscription_status: subscription.status.clone(),
        })
    }

    pub(super) fn charged_next<'a>(&'a self, subscription: &'a Subscription) -> Option<&'a str> {
        let own = subscription.default_payment_method.as_deref();
        own.or_else(|| self.customer(&subscription.customer)?.default_payment_method.as_deref())
    }
}

/// Gives a JSON object one more member.
pub(super) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value.into());
    }
}

/// Members that are the same for every object of a kind, as a file has them.
fn fixed(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

/// `fixed`, overlaid with `own`.
fn overlay(fixed: &Map<String, Value>, own: Value) -> Value {
    let mut object = fixed.clone();
    if let Value::Object(own) = own {
        object.extend(own);
    }
    Value::Object(object)
}
