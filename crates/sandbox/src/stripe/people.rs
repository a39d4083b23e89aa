//! What people do, by whom a test replaces them: customers on Stripe's pages,
//! the merchant in the dashboard. And what a test may look at.

use serde_json::Value;

use super::State;
use super::acts::{foreign, setup};
use super::budget::Limit;
use super::checkout::save::{self, Entered, Saved};
use super::data::{Data, Kind};

/// What a customer enters on the Checkout page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pays<'a> {
    /// A test card by its number; a card that must be authenticated is.
    Card(&'a str),
    /// The test bank account, whose SetupIntent stays `processing` until
    /// [`State::settle`]. Only where [`State::offer_bank_debits`] is on, and in US dollars.
    Bank,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The session is complete; the browser goes here, if anywhere.
    Complete(Option<String>),
    /// Refused with this message; the session stays open.
    Refused(&'static str),
    /// The session is unknown, complete or expired.
    Closed,
}

/// One invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// `in_…`.
    pub id: String,
    /// `sub_…`.
    pub subscription: String,
    /// `draft`, `open`, `paid`, `uncollectible` or `void`.
    pub status: &'static str,
    /// Minor units.
    pub total: i64,
    /// How often a payment was tried, before the double started included.
    pub attempts: u32,
    /// How often money was taken since then.
    pub charges: u32,
}

impl State {
    /// A customer opens the session's page, enters `pays` and submits.
    pub fn complete(&self, session: &str, pays: Pays) -> Visit {
        let submit = |entered: &Entered| {
            let mut inner = self.lock();
            inner.data.expire_sessions();
            let saved = save::save(&mut inner.data, session, entered, "");
            inner.publish();
            saved
        };
        visit(submit, pays)
    }

    /// A customer opens the portal session at `url`, enters this card and submits.
    pub fn update_in_portal(&self, url: &str, number: &str) -> Visit {
        let token = url.rsplit('/').next().unwrap_or_default();
        visit(|entered| self.submit_to_portal(token, entered), Pays::Card(number))
    }

    /// A session in subscription mode completes for the customer of `subscription`,
    /// with a SetupIntent: an event that is nobody's update. `None` where there is none.
    pub fn foreign_session(&self, subscription: &str) -> Option<String> {
        let mut inner = self.lock();
        let session = foreign::complete(&mut inner.data, subscription);
        inner.publish();
        session
    }

    /// The bank's late answer to a SetupIntent; `false` where it is not `processing`.
    pub fn settle(&self, setup_intent: &str, succeeded: bool) -> bool {
        let mut inner = self.lock();
        let settled = setup::settle(&mut inner.data, setup_intent, succeeded);
        inner.publish();
        settled
    }

    /// Whether the account offers debits of bank accounts, in US dollars.
    pub fn offer_bank_debits(&self, on: bool) {
        self.lock().data.account.bank_debits = on;
    }

    /// Which rate limits hold.
    pub fn limit(&self, limit: Limit) {
        self.lock().budget.limit = limit;
    }

    /// The merchant adds a card to a customer in the dashboard: `pm_…`, attached
    /// and the default of nothing.
    pub fn add_card(&self, customer: &str, last4: &str) -> Option<String> {
        let mut inner = self.lock();
        let data = &mut inner.data;
        data.customer(customer)?;
        let card = super::data::Card { number: last4.to_owned(), brand: "visa", exp_month: 12, exp_year: 2040 };
        let method = setup::method(data, Kind::Card(card), "Robin Hale");
        setup::attach(data, &method, customer);
        inner.publish();
        Some(method)
    }

    /// The merchant sets or clears the default of a subscription (`sub_…`) or
    /// customer (`cus_…`) in the dashboard; `false` where there is no such object,
    /// or the method is not its customer's.
    pub fn set_default(&self, of: &str, method: Option<&str>) -> bool {
        let mut inner = self.lock();
        let data = &mut inner.data;
        let customer = data.subscription(of).map_or(of, |subscription| &subscription.customer);
        let is_own = |id: &str| data.method(id).is_some_and(|method| method.customer.as_deref() == Some(customer));
        if !method.is_none_or(is_own) {
            return false;
        }
        let known = data.watched(&[of], |data| {
            let Some(default) = default_mut(data, of) else { return false };
            *default = method.map(str::to_owned);
            true
        });
        inner.publish();
        known
    }

    /// The default of a subscription (`sub_…`) or customer (`cus_…`) itself.
    #[must_use]
    pub fn default_of(&self, of: &str) -> Option<String> {
        default_mut(&mut self.lock().data, of).and_then(|default| default.clone())
    }

    /// Every invoice, oldest first.
    #[must_use]
    pub fn invoices(&self) -> Vec<Invoice> {
        let shown = |invoice: &super::data::Invoice| Invoice {
            id: invoice.id.clone(),
            subscription: invoice.subscription.clone(),
            status: invoice.status,
            total: invoice.total(),
            attempts: invoice.attempts,
            charges: invoice.charges,
        };
        self.lock().data.invoices.iter().map(shown).collect()
    }

    /// Any object in the newest shape, found by its id's prefix.
    #[must_use]
    pub fn object(&self, id: &str) -> Option<Value> {
        self.lock().data.newest(id)
    }

    /// The events since the last time, oldest first, in the account's version.
    pub fn drain_events(&self) -> Vec<Value> {
        let mut inner = self.lock();
        inner.data.expire_sessions();
        let (from, until) = (inner.drained, inner.data.events.len());
        inner.drained = until;
        let new = inner.data.events.get(from..).unwrap_or_default();
        new.iter().map(|event| event.json(&inner.data.account.version, inner.pending())).collect()
    }
}

/// Submits `pays`, and whatever the bank asks for.
fn visit(submit: impl Fn(&Entered) -> Saved, pays: Pays) -> Visit {
    let entered = match pays {
        Pays::Card(number) => Entered::card(number, "Robin Hale"),
        Pays::Bank => Entered::bank("Robin Hale"),
    };
    let mut saved = submit(&entered);
    if matches!(saved, Saved::Again) {
        saved = submit(&Entered { challenge: "complete".to_owned(), ..Entered::default() });
    }
    match saved {
        Saved::Done(location) => Visit::Complete(location),
        Saved::Refused(problem) => Visit::Refused(problem.message),
        // Nobody here enters a method that leaves the page.
        Saved::Again | Saved::Away(_) => Visit::Closed,
    }
}

/// The field itself.
fn default_mut<'a>(data: &'a mut Data, of: &str) -> Option<&'a mut Option<String>> {
    if of.starts_with("cus_") {
        let customer = data.customers.iter_mut().find(|object| object.id == of)?;
        return Some(&mut customer.default_payment_method);
    }
    let subscription = data.subscriptions.iter_mut().find(|object| object.id == of)?;
    Some(&mut subscription.default_payment_method)
}
