//! Both providers' doubles in this process, with as many customers as the load needs.

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
use upm_sandbox::{Names, Urls, paddle, stripe};

pub struct Doubles {
    pub stripe: Vec<Customer>,
    pub paddle: Vec<Customer>,
    pub stripe_origin: String,
    pub paddle_origin: String,
    pub courier: Courier,
    /// How many transactions Paddle was asked for.
    transactions: Arc<AtomicUsize>,
    _stop: watch::Sender<()>,
}

impl Doubles {
    pub async fn start(stripe: usize, paddle: usize) -> Self {
        let stripe = many("stripe_active", stripe);
        let paddle = many("paddle_active", paddle);
        let (stripe_origin, paddle_origin) = (Origin::plain(0).await.unwrap(), Origin::plain(0).await.unwrap());
        let urls = Urls::new(Names::Loopback, 1, stripe_origin.port(), paddle_origin.port());
        let log = Log::default();
        let courier = Courier::new(Provider::Stripe).unwrap();
        let of_paddle = Courier::new(Provider::Paddle).unwrap();
        let stripe_state = stripe::State::new(stripe.clone(), urls.clone(), log.clone(), courier.clone());
        // The replicas' own work is what is measured here, not how they wait for each other's budget.
        stripe_state.limit(stripe::Limit::Off);
        let paddle_state = paddle::State::new(paddle.clone(), urls.clone(), log, of_paddle);
        let transactions = Arc::new(AtomicUsize::new(0));
        let counted = from_fn_with_state(Arc::clone(&transactions), count);
        let (stop, stopped) = watch::channel(());
        tokio::spawn(serve(stripe_origin, stripe::router(stripe_state), stopped.clone()));
        tokio::spawn(serve(paddle_origin, paddle::router(paddle_state).layer(counted), stopped));
        Self {
            stripe,
            paddle,
            stripe_origin: urls.stripe_checkout,
            paddle_origin: urls.paddle_buy,
            courier,
            transactions,
            _stop: stop,
        }
    }

    pub fn everybody(&self) -> Vec<Customer> {
        self.stripe.iter().chain(&self.paddle).cloned().collect()
    }

    pub fn transactions(&self) -> usize {
        self.transactions.load(Ordering::Acquire)
    }
}

async fn count(State(transactions): State<Arc<AtomicUsize>>, request: Request, next: Next) -> Response {
    if request.uri().path().ends_with("/update-payment-method-transaction") {
        transactions.fetch_add(1, Ordering::AcqRel);
    }
    next.run(request).await
}
