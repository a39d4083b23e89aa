//! Stripe's double with its people, and the record of what happened there.

mod record;

use std::collections::HashMap;

use axum::http::{HeaderMap, Method};
use serde_json::Value;
use update_payment_method_server::ApplyTo;
use upm_sandbox::clock::Clock;
use upm_sandbox::seeds::{Customer, Debt, DefaultOn, Provider, customers};
use upm_sandbox::stripe::{Limit, Pays, State, Visit};
use upm_sandbox::{Names, Urls, ids};

use crate::history::{Fact, History, Target};
use crate::plan::{Agreed, Change, DECLINED, End, Plan, Subjects, To};

pub struct World {
    pub stripe: State,
    pub clock: Clock,
    /// When it began, Unix seconds.
    pub began: u64,
    pub people: Vec<Person>,
    pub history: History,
    /// Of each update, from the moment it has one.
    pub sessions: Vec<Option<String>>,
    methods: Vec<Option<String>>,
    /// When the bank was asked that still has to answer, by update.
    asked: Vec<Option<i64>>,
    happened: u64,
    /// Since when each task has been looking at each target.
    looking: HashMap<(usize, usize), u64>,
}

/// Somebody with a subscription and an open invoice.
pub struct Person {
    pub customer: &'static str,
    pub subscription: &'static str,
    pub invoice: &'static str,
    pub amount: i64,
    /// Cards that no update has to do with.
    cards: [String; 2],
}

/// What became of a visit to Stripe's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visited {
    Saved,
    Processing,
    Closed,
}

pub fn seeds(plan: &Plan) -> Vec<Customer> {
    let one = person(plan, "cus_RobinHale0001", "sub_1RobinHaleSolo", "in_1RobinHaleDebt", "pm_1RobinHaleFirst");
    let second = match plan.subjects {
        Subjects::One => return vec![one],
        Subjects::TwoCustomers => "cus_SamOkafor0002",
        Subjects::TwoSubscriptions => one.customer_id,
    };
    let two = person(plan, second, "sub_1SamOkaforSolo", "in_1SamOkaforDebt", "pm_1SamOkaforFirst");
    vec![one, two]
}

fn person(
    plan: &Plan,
    customer: &'static str,
    subscription: &'static str,
    invoice: &'static str,
    card: &'static str,
) -> Customer {
    let mut seed = customers().into_iter().find(|seed| seed.key == "stripe_active").expect("a customer in US dollars");
    assert_eq!(seed.provider, Provider::Stripe);
    (seed.customer_id, seed.subscription_id, seed.card.id) = (customer, subscription, card);
    seed.default_on = if plan.own_default { DefaultOn::Subscription } else { DefaultOn::Customer };
    let days = Debt { id: invoice, days_ago: 7, retry_in_days: 3, attempt_id: "", reason: "card_declined" };
    seed.debt = Some(days);
    seed
}

impl World {
    /// It begins at `began`, Unix seconds, and only goes on when its clock is moved.
    pub fn new(plan: &Plan, seed: u64, began: u64) -> Self {
        let clock = Clock::manual(i64::try_from(began).expect("a time"));
        let urls = Urls::new(Names::Loopback, 1, 2, 3);
        let seeds = seeds(plan);
        let stripe = State::in_process(seeds.clone(), urls, clock.clone(), ids::Source::seeded(seed));
        stripe.offer_bank_debits(true);
        // The budget has tests of its own.
        stripe.limit(Limit::Off);
        let people: Vec<Person> = seeds.iter().map(|seed| Person::new(&stripe, seed)).collect();
        let mut world = Self {
            stripe,
            clock,
            began,
            people,
            history: History { pay_now: plan.pay_now, ..History::default() },
            sessions: vec![None; plan.updates.len()],
            methods: vec![None; plan.updates.len()],
            asked: vec![None; plan.updates.len()],
            happened: 0,
            looking: HashMap::new(),
        };
        for n in 0..world.people.len() {
            let Person { customer, subscription, .. } = world.people[n];
            world.target(subscription, plan.apply_to != ApplyTo::Customer);
            world.target(customer, plan.apply_to != ApplyTo::Subscription);
        }
        let _ = world.events();
        world
    }

    /// Adds what is not there yet: two subscriptions may be of one customer.
    fn target(&mut self, id: &str, is_applied_to: bool) {
        if self.history.targets.iter().all(|target| target.id != id) {
            let first = self.stripe.default_of(id);
            self.history.targets.push(Target { id: id.to_owned(), is_applied_to, first });
        }
    }

    pub fn now(&self) -> u64 {
        u64::try_from(self.clock.now()).expect("after 1970")
    }

    /// The customer of update `n` enters a card that is declined.
    pub fn decline(&mut self, n: usize) {
        self.happens();
        if let Some(session) = &self.sessions[n] {
            let _ = self.stripe.complete(session, Pays::Card(DECLINED));
        }
    }

    /// The customer of update `n` enters a method.
    pub fn pay(&mut self, plan: &Plan, n: usize) -> Visited {
        self.happens();
        let Some(session) = &self.sessions[n] else { return Visited::Closed };
        let pays = match plan.updates[n].end {
            End::Card(number) => Pays::Card(number),
            End::Bank(_) => Pays::Bank,
            End::Abandoned => return Visited::Closed,
        };
        match self.stripe.complete(session, pays) {
            Visit::Complete(_) => {}
            Visit::Closed => return Visited::Closed,
            Visit::Refused(why) => panic!("{pays:?} was refused: {why}"),
        }
        self.asked[n] = Some(self.clock.now());
        if self.note_success(plan, n) { Visited::Saved } else { Visited::Processing }
    }

    /// The bank answers the customer of update `n`.
    pub fn settle(&mut self, plan: &Plan, n: usize, well: bool) {
        self.happens();
        let intent = self.intent(n);
        assert!(self.stripe.settle(&intent, well), "the bank was asked");
        assert_eq!(self.note_success(plan, n), well);
    }

    fn intent(&self, n: usize) -> String {
        let session = self.sessions[n].as_deref().and_then(|id| self.stripe.object(id)).expect("a session");
        session["setup_intent"].as_str().expect("its setup intent").to_owned()
    }

    fn note_success(&mut self, plan: &Plan, n: usize) -> bool {
        let intent = self.stripe.object(&self.intent(n)).expect("a setup intent");
        if intent["status"] != "succeeded" {
            return false;
        }
        let method = intent["payment_method"].as_str().expect("its method").to_owned();
        self.methods[n] = Some(method.clone());
        let update = &plan.updates[n];
        let person = &self.people[update.subject];
        let targets = vec![self.place_of(person.subscription), self.place_of(person.customer)];
        let may_pay = (update.agreed == Agreed::Right).then(|| person.invoice.to_owned());
        let tried = self.asked[n].expect("it was tried");
        self.note(Fact::Succeeded { method, tried, targets, may_pay });
        true
    }

    /// Somebody changes a default in the dashboard; what it was, if it was changed.
    pub fn change(&mut self, change: &Change) -> Option<Option<String>> {
        let person = &self.people[change.subject];
        let id = if change.of_customer { person.customer } else { person.subscription };
        let to = match change.to {
            To::Card(n) => Some(person.cards[n].clone()),
            To::First => self.history.targets[self.place_of(id)].first.clone(),
            To::Nothing => None,
            To::MethodOf(n) => Some(self.methods[n].clone()?),
        };
        self.set(id, to)
    }

    /// The default of `id` is what it was before.
    pub fn change_back(&mut self, change: &Change, to: Option<String>) {
        let person = &self.people[change.subject];
        let id = if change.of_customer { person.customer } else { person.subscription };
        self.set(id, to);
    }

    fn set(&mut self, id: &'static str, to: Option<String>) -> Option<Option<String>> {
        self.happens();
        let before = self.stripe.default_of(id);
        if before == to || !self.stripe.set_default(id, to.as_deref()) {
            return None;
        }
        self.note(Fact::Changed { target: self.place_of(id), to });
        Some(before)
    }

    /// Another program of the merchant's has the invoice paid.
    pub fn pay_elsewhere(&mut self) {
        self.happens();
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Bearer sk_test_51FernwayOther".parse().expect("a header"));
        let path = format!("/v1/invoices/{}/pay", self.people[0].invoice);
        // Nothing is on file, perhaps, or it was paid before.
        let _ = self.stripe.call(&Method::POST, &path, &headers, b"");
    }

    /// What has happened since the last time: type and JSON of each event.
    pub fn events(&self) -> Vec<(String, String)> {
        let kind = |event: &Value| event["type"].as_str().unwrap_or_default().to_owned();
        self.stripe.drain_events().iter().map(|event| (kind(event), event.to_string())).collect()
    }
}

impl Person {
    fn new(stripe: &State, seed: &Customer) -> Self {
        let card = |last4| stripe.add_card(seed.customer_id, last4).expect("a customer");
        let invoice = seed.debt.map(|debt| debt.id).expect("a debt");
        let amount = stripe.invoices().iter().find(|own| own.id == invoice).map(|own| own.total);
        Self {
            customer: seed.customer_id,
            subscription: seed.subscription_id,
            invoice,
            amount: amount.expect("an invoice"),
            cards: [card("1111"), card("2222")],
        }
    }
}
