//! Stripe's double in this process, with a customer for every update.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tokio::sync::watch;
use upm_sandbox::courier::Courier;
use upm_sandbox::log::Log;
use upm_sandbox::origin::{Origin, serve};
use upm_sandbox::seeds::{Customer, Provider, many};
use upm_sandbox::stripe::{self, Limit, Pays, Visit};
use upm_sandbox::{Names, Urls};

use crate::Result;

/// The double, and what the load needs of it.
#[derive(Debug)]
pub(crate) struct Double {
    pub(crate) origin: String,
    pub(crate) customers: Vec<Customer>,
    pub(crate) courier: Courier,
    state: stripe::State,
    calls: Arc<AtomicUsize>,
    _stop: watch::Sender<()>,
}

impl Double {
    pub(crate) async fn start(count: usize) -> Result<Self> {
        let customers = many("stripe_active", count);
        let origin = Origin::plain(0).await?;
        let urls = Urls::new(Names::Loopback, 1, origin.port(), 2);
        let courier = Courier::new(Provider::Stripe)?;
        let state = stripe::State::new(customers.clone(), urls.clone(), Log::default(), courier.clone());
        let calls = Arc::new(AtomicUsize::new(0));
        let router = stripe::router(state.clone()).layer(from_fn_with_state(Arc::clone(&calls), count_calls));
        let (stop, stopped) = watch::channel(());
        tokio::spawn(serve(origin, router, stopped));
        Ok(Self { origin: urls.stripe_checkout, customers, courier, state, calls, _stop: stop })
    }

    /// Back to the customers alone. Events are kept for the load to deliver.
    pub(crate) fn reset(&self) {
        self.state.reset();
        self.state.limit(Limit::Off);
        let mut switches = self.courier.switches();
        switches.hold = true;
        self.courier.set_switches(switches);
    }

    /// The customer saves a card on the session's page.
    pub(crate) fn save_card(&self, session: &str) -> Result<()> {
        match self.state.complete(session, Pays::Card("4242424242424242")) {
            Visit::Complete(_) => Ok(()),
            other => Err(format!("{session}: {other:?}").into()),
        }
    }

    /// Calls to the API so far.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::Acquire)
    }
}

async fn count_calls(State(calls): State<Arc<AtomicUsize>>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/v1/") {
        calls.fetch_add(1, Ordering::AcqRel);
    }
    next.run(request).await
}
