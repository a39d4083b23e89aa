//! Stripe's double in this process, with a customer for every update, and a clock that the load moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tokio::sync::watch;
use upm_sandbox::clock::{self, Clock};
use upm_sandbox::courier::Courier;
use upm_sandbox::ids::Source;
use upm_sandbox::origin::{Origin, serve};
use upm_sandbox::seeds::{Customer, Provider, many};
use upm_sandbox::stripe::{self, Limit, Pays, Visit};
use upm_sandbox::{Names, Urls};

use crate::Result;

/// Updates in a second of the double's clock: about as many as Stripe's limit of 100 calls a second lets through. The load is far
/// faster than that, and without a clock of its own the double would show every server the events of a thousand updates at once.
const UPDATES_PER_SECOND: usize = 10;

/// The double, and what the load needs of it.
#[derive(Debug)]
pub(crate) struct Double {
    pub(crate) origin: String,
    pub(crate) customers: Vec<Customer>,
    state: stripe::State,
    clock: Clock,
    finished: AtomicUsize,
    signer: Courier,
    calls: Arc<AtomicUsize>,
    _stop: watch::Sender<()>,
}

/// A webhook as Stripe sends it.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) header: &'static str,
    pub(crate) signature: String,
    pub(crate) body: String,
}

impl Double {
    pub(crate) async fn start(count: usize) -> Result<Self> {
        let customers = many("stripe_active", count);
        let origin = Origin::plain(0).await?;
        let urls = Urls::new(Names::Loopback, 1, origin.port(), 2);
        let clock = Clock::manual(clock::now());
        let state = stripe::State::in_process(customers.clone(), urls.clone(), clock.clone(), Source::default());
        let calls = Arc::new(AtomicUsize::new(0));
        let router = stripe::router(state.clone()).layer(from_fn_with_state(Arc::clone(&calls), count_calls));
        let (stop, stopped) = watch::channel(());
        tokio::spawn(serve(origin, router, stopped));
        Ok(Self {
            origin: urls.stripe_checkout,
            customers,
            state,
            clock,
            finished: AtomicUsize::new(0),
            signer: Courier::new(Provider::Stripe)?,
            calls,
            _stop: stop,
        })
    }

    /// Back to the customers alone, and to a time from which a whole run ends now.
    pub(crate) fn reset(&self) -> Result<()> {
        self.state.reset();
        self.state.limit(Limit::Off);
        self.finished.store(0, Ordering::Release);
        let run = i64::try_from(self.customers.len() / UPDATES_PER_SECOND)?;
        self.clock.advance(clock::now() - run - self.clock.now());
        Ok(())
    }

    /// The customer saves a card on the session's page; what Stripe tells of it.
    pub(crate) fn finish(&self, session: &str) -> Result<Webhook> {
        match self.state.complete(session, Pays::Card("4242424242424242")) {
            Visit::Complete(_) => {}
            other => return Err(format!("{session}: {other:?}").into()),
        }
        let body = self.state.drain_events().into_iter().find(|event| {
            event.get("type").is_some_and(|kind| kind == "checkout.session.completed")
                && event.pointer("/data/object/id").is_some_and(|id| id == session)
        });
        let body = body.ok_or("Stripe tells nothing of a complete session")?.to_string();
        if (self.finished.fetch_add(1, Ordering::AcqRel) + 1).is_multiple_of(UPDATES_PER_SECOND) {
            self.clock.advance(1);
        }
        // Signed by the server's time, which is the machine's.
        Ok(Webhook { header: self.signer.header(), signature: self.signer.signature(&body, clock::now()), body })
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
