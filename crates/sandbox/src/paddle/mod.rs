//! Paddle's double: the API, the script `paddle.js`, and the checkout's frame.
//!
//! One router serves every Paddle host; the paths do not overlap. It behaves as
//! the real one is known to behave, and where that is not known, in the way that
//! is harder on the caller. `control` switches the rest.

mod api;
mod assets;
mod checkout;
mod control;
mod entity;
mod errors;
mod event;
mod gate;
mod list;
mod method;
mod settle;
mod subscription;
mod switches;
mod transaction;
mod webhook;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::courier::Courier;
use crate::log::Log;
use crate::seeds::Customer;
use crate::{Summary, Urls};
use world::World;

/// Everything that Paddle knows. Clones share it.
#[derive(Clone, Debug)]
pub struct State {
    seeds: Arc<Vec<Customer>>,
    urls: Urls,
    log: Log,
    courier: Courier,
    world: Arc<Mutex<World>>,
}

impl State {
    /// Starts from `seeds`, the customers whose provider is Paddle. The default
    /// payment link is `{urls.page}/pay`; requests to the API go into `log`,
    /// and `courier` delivers the webhooks.
    #[must_use]
    pub fn new(seeds: Vec<Customer>, urls: Urls, log: Log, courier: Courier) -> Self {
        let world = Arc::new(Mutex::new(World::new(&seeds)));
        Self { seeds: Arc::new(seeds), urls, log, courier, world }
    }

    /// Back to the seeds; faults and delays are off again, and no event is under way.
    pub fn reset(&self) {
        self.courier.reset();
        *self.world() = World::new(&self.seeds);
    }

    /// What is on file for the customer with this key.
    #[must_use]
    pub fn summary(&self, key: &str) -> Option<Summary> {
        let world = self.world();
        let account = world.accounts.iter().find(|account| account.seed.key == key)?;
        Some(Summary {
            payment_method: Some(account.method.summary()),
            subscription_status: account.condition.status().to_owned(),
        })
    }

    /// The transaction that the customer with this key owes: `txn_…`.
    pub(crate) fn debt(&self, key: &str) -> Option<String> {
        self.world().debt_and_method(key).map(|(id, _)| id)
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything on Paddle's origins.
pub fn router(state: State) -> Router {
    api::routes(&state)
        .merge(assets::routes())
        .merge(checkout::routes())
        .merge(control::routes())
        .fallback(errors::not_found)
        .with_state(state)
}

#[cfg(test)]
mod tests;
