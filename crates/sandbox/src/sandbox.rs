//! Starting everything: three origins, and TLS beside them for the real names.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use update_payment_method_server as server;

use crate::courier::Courier;
use crate::couriers::Couriers;
use crate::demo::{BackEnd, Recipe};
use crate::log::Log;
use crate::origin::{Origin, serve};
use crate::seeds::{Provider, customers};
use crate::{Names, Urls, demo, keys, paddle, stripe, tls};

/// How long [`Sandbox::stop`] waits for open connections.
const PATIENCE: Duration = Duration::from_secs(2);

/// What to start.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// The account page's port; Stripe's is the next, Paddle's the one after.
    /// 0, the default, takes any free ports.
    pub port: u16,
    /// The folder with the built widget and the account page, served at `/`.
    pub dist: PathBuf,
    /// How the doubles call themselves. [`Names::Real`] adds listeners with TLS.
    pub names: Names,
}

/// The running sandbox; dropping it stops everything.
#[derive(Debug)]
pub struct Sandbox {
    page: String,
    stripe_port: u16,
    paddle_port: u16,
    stripe_tls_port: Option<u16>,
    paddle_tls_port: Option<u16>,
    couriers: Couriers,
    stop: watch::Sender<()>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts the account page with its back end, and both providers. Everything
    /// listens on loopback only.
    ///
    /// # Errors
    /// When a port is taken, or `dist` is not a folder.
    pub async fn start(config: SandboxConfig) -> io::Result<Self> {
        let port = |offset: u16| match config.port {
            0 => Ok(0),
            port => port
                .checked_add(offset)
                .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the next two ports must exist too")),
        };
        let page = Origin::plain(config.port).await?;
        let stripe = Origin::plain(port(1)?).await?;
        let paddle = Origin::plain(port(2)?).await?;
        let (stripe_tls, paddle_tls) = match config.names {
            Names::Loopback => (None, None),
            Names::Real => {
                let acceptor = tls::acceptor()?;
                (Some(Origin::tls(acceptor.clone()).await?), Some(Origin::tls(acceptor).await?))
            }
        };

        let urls = Urls::new(config.names, page.port(), stripe.port(), paddle.port());
        let log = Log::default();
        let couriers = Couriers::new(&urls)?;
        let back_end = BackEnd::start(Recipe {
            urls: urls.clone(),
            tokens: tokens(),
            dist: config.dist.clone(),
            stripe_port: stripe.port(),
            paddle_port: paddle.port(),
        })
        .map_err(io::Error::other)?;
        let state = demo::State {
            dist: config.dist,
            seeds: customers(),
            names: config.names,
            tokens: tokens(),
            stripe: stripe::State::new(of(Provider::Stripe), urls.clone(), log.clone(), couriers.stripe.clone()),
            paddle: paddle::State::new(of(Provider::Paddle), urls.clone(), log.clone(), couriers.paddle.clone()),
            log,
            urls,
            back_end,
            couriers: couriers.clone(),
            faults: Arc::default(),
        };
        let stripe_router = stripe::router(state.stripe.clone());
        let paddle_router = paddle::router(state.paddle.clone());

        let (stop, stopped) = watch::channel(());
        let mut sandbox = Self {
            page: state.urls.page.clone(),
            stripe_port: stripe.port(),
            paddle_port: paddle.port(),
            stripe_tls_port: stripe_tls.as_ref().map(Origin::port),
            paddle_tls_port: paddle_tls.as_ref().map(Origin::port),
            couriers,
            stop,
            tasks: Vec::new(),
        };
        let mut run = |origin: Origin, router: Router| {
            sandbox.tasks.push(tokio::spawn(serve(origin, router, stopped.clone())));
        };
        run(page, demo::router(state));
        for (origin, router) in [
            (Some(stripe), stripe_router.clone()),
            (Some(paddle), paddle_router.clone()),
            (stripe_tls, stripe_router),
            (paddle_tls, paddle_router),
        ] {
            if let Some(origin) = origin {
                run(origin, router);
            }
        }
        Ok(sandbox)
    }

    /// The account page's origin, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Stripe's API and Checkout page, plain http.
    #[must_use]
    pub fn stripe_port(&self) -> u16 {
        self.stripe_port
    }

    /// Paddle's API, scripts and frames, plain http.
    #[must_use]
    pub fn paddle_port(&self) -> u16 {
        self.paddle_port
    }

    /// The same as [`Sandbox::stripe_port`] with TLS; only with [`Names::Real`].
    #[must_use]
    pub fn stripe_tls_port(&self) -> Option<u16> {
        self.stripe_tls_port
    }

    /// The same as [`Sandbox::paddle_port`] with TLS; only with [`Names::Real`].
    #[must_use]
    pub fn paddle_tls_port(&self) -> Option<u16> {
        self.paddle_tls_port
    }

    /// Delivers Stripe's webhooks to the back end at `/webhooks/stripe`.
    #[must_use]
    pub fn stripe_courier(&self) -> &Courier {
        &self.couriers.stripe
    }

    /// Delivers Paddle's webhooks to the back end at `/webhooks/paddle`.
    #[must_use]
    pub fn paddle_courier(&self) -> &Courier {
        &self.couriers.paddle
    }

    /// Stops listening and waits a moment for answers that are under way.
    pub async fn stop(self) {
        drop(self.stop);
        for task in self.tasks {
            // What is still open by then closes with the runtime.
            let _ = tokio::time::timeout(PATIENCE, task).await;
        }
    }
}

fn of(provider: Provider) -> Vec<crate::seeds::Customer> {
    customers().into_iter().filter(|customer| customer.provider == provider).collect()
}

/// What the demo signs and checks customer tokens with.
#[must_use]
pub fn tokens() -> server::TokenConfig {
    server::TokenConfig { secrets: vec![keys::TOKEN_SECRET.into()], audience: keys::TOKEN_AUDIENCE.to_owned() }
}
