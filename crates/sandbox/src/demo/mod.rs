//! The demo's account page: the back end, the built widget and a few routes that
//! stand for the merchant's own server.

mod back_end;
mod faults;
mod files;
mod gallery;
mod history;
mod merchant;
mod page;
mod panel;
mod policy;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

pub(crate) use back_end::{BackEnd, Recipe};
pub(crate) use faults::Faults;

use crate::couriers::Couriers;
use crate::log::Log;
use crate::seeds::{Customer, Provider};
use crate::{Names, Summary, Urls, paddle, stripe};
use update_payment_method_server::TokenConfig;

/// What the demo's routes know.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) dist: PathBuf,
    pub(crate) seeds: Vec<Customer>,
    pub(crate) names: Names,
    pub(crate) urls: Urls,
    pub(crate) tokens: TokenConfig,
    pub(crate) stripe: stripe::State,
    pub(crate) paddle: paddle::State,
    pub(crate) log: Log,
    pub(crate) back_end: BackEnd,
    pub(crate) couriers: Couriers,
    pub(crate) faults: Arc<Mutex<Faults>>,
}

impl State {
    fn customer(&self, key: &str) -> Option<&Customer> {
        self.seeds.iter().find(|customer| customer.key == key)
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn summary(&self, customer: &Customer) -> Option<Summary> {
        match customer.provider {
            Provider::Stripe => self.stripe.summary(customer.key),
            Provider::Paddle => self.paddle.summary(customer.key),
        }
    }
}

/// The back end with the demo's routes beside it and a content security policy on its pages.
pub(crate) fn router(state: State) -> Router {
    let policies = policy::Policies::new(&state.urls, &state.seeds);
    let back_end = state.back_end.router();
    let files = files::Files::default();
    let control = Router::new().route("/demo/files", get(files::look).post(files::switch)).with_state(files.clone());
    Router::new()
        .route("/", get(page::account))
        .route("/index.html", get(page::account))
        .route(gallery::PATH, get(gallery::page))
        .route("/demo/languages", get(gallery::languages))
        .route("/demo/customers", get(merchant::customers))
        .route("/demo/config", get(merchant::config))
        .route("/demo/token", get(merchant::token))
        .route("/demo/state", get(merchant::state))
        .route("/demo/setup", get(panel::setup).post(panel::set_up))
        .route("/demo/log", get(panel::log))
        .route("/demo/reset", post(panel::reset))
        .with_state(state)
        .merge(back_end)
        .merge(control)
        .layer(from_fn_with_state(policies, policy::apply))
        .layer(from_fn_with_state(files, files::serve))
}
