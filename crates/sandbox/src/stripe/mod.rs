//! Stripe's double: the API below `/v1/`, the hosted Checkout page, the billing
//! portal and the hosted invoice page.
//!
//! Refuses what Stripe refuses, and also what Stripe takes but this double does
//! not model, because ignoring a parameter would be kinder than Stripe.

mod account;
mod acts;
mod api;
mod budget;
mod cards;
mod checkout;
mod control;
mod data;
mod error;
mod faults;
mod hosted_invoice;
mod html;
mod idempotency;
mod params;
mod people;
mod portal;
mod script;
mod serve;
mod shape;
mod version;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};

pub use budget::Limit;
pub use people::{Invoice, Pays, Visit};

use crate::clock::Clock;
use crate::courier::{Answered, Courier};
use crate::log::{self, Log};
use crate::seeds::Customer;
use crate::{Summary, Urls, ids};

/// Everything that Stripe knows. Clones share it.
#[derive(Clone, Debug)]
pub struct State {
    inner: Arc<Mutex<Inner>>,
    seeds: Arc<[Customer]>,
    log: Log,
}

#[derive(Debug)]
struct Inner {
    data: data::Data,
    faults: faults::Faults,
    keys: idempotency::Keys,
    budget: budget::Budget,
    courier: Option<Courier>,
    /// The version of the events that the courier takes.
    webhook_version: version::Version,
    /// How many events the courier has been given.
    published: usize,
    /// How many events have been drained.
    drained: usize,
    urls: Urls,
    seeds: Arc<[Customer]>,
}

impl State {
    /// Starts from `seeds`, which must be Stripe's customers only, with the
    /// system's clock and ids that never come again. `courier` delivers the webhooks.
    #[must_use]
    pub fn new(seeds: Vec<Customer>, urls: Urls, log: Log, courier: Courier) -> Self {
        Self::of(seeds, urls, Clock::system(), ids::Source::default(), Some(courier), log)
    }

    /// The same with a clock and ids of the caller's, who also delivers the events
    /// ([`State::drain_events`]).
    #[must_use]
    pub fn in_process(seeds: Vec<Customer>, urls: Urls, clock: Clock, ids: ids::Source) -> Self {
        Self::of(seeds, urls, clock, ids, None, Log::default())
    }

    fn of(
        seeds: Vec<Customer>,
        urls: Urls,
        clock: Clock,
        ids: ids::Source,
        courier: Option<Courier>,
        log: Log,
    ) -> Self {
        let seeds: Arc<[Customer]> = seeds.into();
        let inner = Inner::new(Arc::clone(&seeds), urls, clock, ids, courier);
        Self { inner: Arc::new(Mutex::new(inner)), seeds, log }
    }

    /// Back to the seeds: no sessions, no events, also none under way, no
    /// idempotency keys, no faults.
    pub fn reset(&self) {
        let mut inner = self.lock();
        let (clock, ids, courier) = (inner.data.clock.clone(), inner.data.ids.clone(), inner.courier.clone());
        if let Some(courier) = &courier {
            courier.reset();
        }
        *inner = Inner::new(Arc::clone(&self.seeds), inner.urls.clone(), clock, ids, courier);
    }

    /// What is on file for the customer with this key of the seeds.
    #[must_use]
    pub fn summary(&self, key: &str) -> Option<Summary> {
        let seed = self.seeds.iter().find(|seed| seed.key == key)?;
        self.lock().data.summary(seed.subscription_id)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn new(seeds: Arc<[Customer]>, urls: Urls, clock: Clock, ids: ids::Source, courier: Option<Courier>) -> Self {
        Self {
            data: data::Data::new(&seeds, &urls, clock, ids),
            faults: faults::Faults::default(),
            keys: idempotency::Keys::default(),
            budget: budget::Budget::default(),
            courier,
            webhook_version: version::Version::newest(),
            published: 0,
            drained: 0,
            urls,
            seeds,
        }
    }

    /// How many endpoints have an event still before them.
    fn pending(&self) -> usize {
        usize::from(self.courier.is_some())
    }

    /// Gives the courier what happened since the last time. What comes back is the
    /// answer to a `checkout.session.completed`, for which Checkout waits.
    fn publish(&mut self) -> Option<Answered> {
        let courier = self.courier.as_ref()?;
        let mut completed = None;
        for event in self.data.events.get(self.published..).unwrap_or_default() {
            let body = format!("{:#}", event.json(&self.webhook_version, 1));
            let answered = courier.send(&event.id, event.kind, body);
            if event.kind == "checkout.session.completed" {
                completed = Some(answered);
            }
        }
        self.published = self.data.events.len();
        completed
    }
}

/// Everything on Stripe's origins.
pub fn router(state: State) -> Router {
    let api = Router::new()
        .route("/v1/{*path}", any(serve::serve))
        .layer(from_fn_with_state((state.log.clone(), "stripe"), log::requests));
    Router::new()
        .merge(api)
        .route("/c/pay/{id}", get(checkout::show).post(checkout::submit))
        .route("/c/embedded/{secret}", get(checkout::embedded::show).post(checkout::embedded::submit))
        .route("/redirect/authenticate/{id}", get(checkout::away::show).post(checkout::away::submit))
        .route("/p/session/{token}", get(portal::show).post(portal::submit))
        .route("/i/{account}/{name}", get(hosted_invoice::show).post(hosted_invoice::submit))
        .route("/assets/checkout.css", get(checkout::style))
        .route("/assets/checkout.js", get(checkout::script))
        .route("/assets/embedded.css", get(checkout::embedded_style))
        .route("/assets/embedded.js", get(checkout::embedded_script))
        .route("/{train}/stripe.js", get(script::script))
        .route("/{train}/embedded-checkout-outer.js", get(script::chunk))
        .route("/v1/payment_pages/{id}/init", post(checkout::embedded::init))
        .route("/_control", get(control::show).post(control::control))
        .with_state(state)
}
