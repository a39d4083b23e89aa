//! Stripe's double: the API below `/v1/` and the hosted Checkout page.
//!
//! Refuses what Stripe refuses, and also what Stripe takes but this double does
//! not model, because ignoring a parameter would be kinder than Stripe.

mod api;
mod checkout;
mod data;
mod error;
mod faults;
mod idempotency;
mod params;
mod version;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};

use crate::courier::Courier;
use crate::log::{self, Log};
use crate::seeds::Customer;
use crate::{Summary, Urls};

/// Everything that Stripe knows. Clones share it.
#[derive(Clone, Debug)]
pub struct State {
    inner: Arc<Mutex<Inner>>,
    seeds: Arc<[Customer]>,
    log: Log,
    courier: Courier,
}

#[derive(Debug)]
struct Inner {
    data: data::Data,
    faults: faults::Faults,
    keys: idempotency::Keys,
    urls: Urls,
    seeds: Arc<[Customer]>,
}

impl State {
    /// Starts from `seeds`, which must be Stripe's customers only. `courier` delivers the webhooks.
    #[must_use]
    pub fn new(seeds: Vec<Customer>, urls: Urls, log: Log, courier: Courier) -> Self {
        let seeds: Arc<[Customer]> = seeds.into();
        let inner = Inner::new(Arc::clone(&seeds), urls);
        Self { inner: Arc::new(Mutex::new(inner)), seeds, log, courier }
    }

    /// Back to the seeds: no sessions, no idempotency keys, no faults, no events under way.
    pub fn reset(&self) {
        self.courier.reset();
        let mut inner = self.lock();
        *inner = Inner::new(Arc::clone(&self.seeds), inner.urls.clone());
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
    fn new(seeds: Arc<[Customer]>, urls: Urls) -> Self {
        Self {
            data: data::Data::new(&seeds, &urls),
            faults: faults::Faults::default(),
            keys: idempotency::Keys::default(),
            urls,
            seeds,
        }
    }

    /// By customer key or subscription id; `false` where there is none.
    fn set_subscription_status(&mut self, of: &str, status: &str) -> bool {
        let seed = self.seeds.iter().find(|seed| seed.key == of);
        let id = seed.map_or(of, |seed| seed.subscription_id);
        let subscription = self.data.subscriptions.iter_mut().find(|s| s.id == id);
        subscription.map(|s| status.clone_into(&mut s.status)).is_some()
    }
}

/// Everything on Stripe's origins.
pub fn router(state: State) -> Router {
    let api = Router::new()
        .route("/v1/{*path}", any(wire::serve))
        .layer(from_fn_with_state((state.log.clone(), "stripe"), log::requests));
    Router::new()
        .merge(api)
        .route("/c/pay/{id}", get(checkout::show).post(checkout::submit))
        .route("/assets/checkout.css", get(checkout::style))
        .route("/assets/checkout.js", get(checkout::script))
        .route("/_control", post(faults::control))
        .with_state(state)
}
