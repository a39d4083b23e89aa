//! The companion back end behind the page, which the panel can set up anew: with
//! pay now, with the Billing portal, with another default to set.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tower::ServiceExt;
use update_payment_method_server::{
    ApplyTo, Brand, Config, ConfigError, PaddleConfig, Portal, Server, StripeConfig, TokenConfig,
};

use crate::{Urls, keys};

/// What the panel can choose. The default is the server's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Setup {
    stripe: Way,
    apply_to: Whose,
    /// Seconds between two sweeps; 0 is never.
    sweep_seconds: Sweep,
}

/// How methods are replaced at Stripe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    /// A setup session; nothing is charged.
    #[default]
    Session,
    /// A setup session; the overdue invoice is paid with the new method once the customer agreed.
    PayNow,
    /// The Billing portal.
    Portal,
}

/// Whose default is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Whose {
    #[default]
    Subscription,
    Customer,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
struct Sweep(u64);

impl Default for Sweep {
    fn default() -> Self {
        Self(300)
    }
}

/// Everything that a back end of the demo has in common with the next one.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) urls: Urls,
    pub(crate) tokens: TokenConfig,
    pub(crate) dist: PathBuf,
    pub(crate) stripe_port: u16,
    pub(crate) paddle_port: u16,
}

/// The back end that runs. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct BackEnd {
    recipe: Arc<Recipe>,
    running: Arc<RwLock<Running>>,
}

#[derive(Debug)]
struct Running {
    setup: Setup,
    router: Router,
    sweeping: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.sweeping.abort();
    }
}

impl BackEnd {
    /// Starts the first one; needs a Tokio runtime.
    pub(crate) fn start(recipe: Recipe) -> Result<Self, ConfigError> {
        let running = recipe.run(Setup::default())?;
        Ok(Self { recipe: Arc::new(recipe), running: Arc::new(RwLock::new(running)) })
    }

    /// How it is set up.
    pub(super) fn setup(&self) -> Setup {
        self.running.read().unwrap_or_else(PoisonError::into_inner).setup
    }

    /// Replaces it by a new one, which knows nothing of what the old one kept.
    pub(super) fn set_up(&self, setup: Setup) -> Result<(), ConfigError> {
        let running = self.recipe.run(setup)?;
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = running;
        Ok(())
    }

    /// Whatever the demo itself does not answer.
    pub(super) fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }
}

async fn answer(State(back_end): State<BackEnd>, request: Request) -> Response {
    let router = back_end.running.read().unwrap_or_else(PoisonError::into_inner).router.clone();
    router.oneshot(request).await.unwrap_or_else(|never| match never {})
}

impl Recipe {
    fn run(&self, setup: Setup) -> Result<Running, ConfigError> {
        let server = Server::new(self.config(setup))?;
        let router = server.router();
        Ok(Running { setup, router, sweeping: tokio::spawn(server.keep_sweeping()) })
    }

    /// Made-up keys, and the doubles' addresses.
    fn config(&self, setup: Setup) -> Config {
        let mut stripe = StripeConfig::new(keys::STRIPE_SECRET_KEY);
        stripe.api_base = format!("http://127.0.0.1:{}", self.stripe_port);
        stripe.webhook_secrets =
            [keys::STRIPE_WEBHOOK_SECRET, keys::STRIPE_WEBHOOK_SECRET_PREVIOUS].map(Into::into).into();
        stripe.publishable_key = Some(keys::STRIPE_PUBLISHABLE_KEY.to_owned());
        stripe.pay_now = setup.stripe == Way::PayNow;
        stripe.portal = (setup.stripe == Way::Portal).then(Portal::default);
        stripe.apply_to = match setup.apply_to {
            Whose::Subscription => ApplyTo::Subscription,
            Whose::Customer => ApplyTo::Customer,
            Whose::Both => ApplyTo::Both,
        };
        let mut paddle = PaddleConfig::new(keys::PADDLE_API_KEY, keys::PADDLE_CLIENT_TOKEN);
        paddle.api_base = format!("http://127.0.0.1:{}", self.paddle_port);
        paddle.webhook_secrets =
            [keys::PADDLE_WEBHOOK_SECRET, keys::PADDLE_WEBHOOK_SECRET_PREVIOUS].map(Into::into).into();
        paddle.script_url = Some(self.urls.paddle_script());
        Config {
            stripe: Some(stripe),
            paddle: Some(paddle),
            assets: Some(self.dist.clone()),
            // One visitor plays all the customers' parts.
            starts_per_minute: 60,
            sweep_every: Duration::from_secs(setup.sweep_seconds.0),
            brand: Brand { name: "Fernway".to_owned(), logo: None, accent: Some("#2f6b4f".to_owned()) },
            ..Config::new(self.tokens.clone(), format!("{}/", self.urls.page))
        }
    }
}
