//! The three things a customer can ask for, whoever bills the subscription.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use serde::Serialize;
use tracing::Instrument;
use upm_contract::{Agreed, Overview, Status, Verification};

use crate::{
    attempt::Attempt,
    budget::Budget,
    cache::Cache,
    config::{Config, ConfigError},
    error::{Code, Error},
    http::{Http, Patience},
    limit::Limits,
    metrics::Metrics,
    outside::{Clock, Outside},
    paddle::{self, Paddle, Whose},
    return_url,
    stripe::{self, Seal, Stripe, Subject, Swept, Told},
    token::{Claims, Provider},
};

/// A page polls; one answer serves all that ask within this time.
const VERIFICATION_TTL: Duration = Duration::from_secs(2);
const OVERVIEW_TTL: Duration = Duration::from_secs(30);
/// How long the subscription of a customer whose token names none is known.
const FOUND_TTL: Duration = Duration::from_secs(30);
const SECOND: Duration = Duration::from_secs(1);
/// How long a repeated attempt gets the same Paddle transaction: each call makes
/// one, and an answer may get lost on its way to the customer.
const START_TTL: Duration = Duration::from_secs(120);

/// Everything behind the routes.
#[derive(Debug)]
pub(crate) struct Service {
    pub config: Config,
    /// What time it is.
    pub clock: Clock,
    /// Whether it is about to stop.
    pub draining: AtomicBool,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    budgets: Vec<(Provider, Arc<Budget>)>,
    limits: Limits,
    stripe: Option<Stripe>,
    paddle: Option<Paddle>,
    starts: Cache<paddle::Opened>,
    verifications: Cache<Verification>,
    overviews: Cache<Overview>,
    found: Cache<String>,
}

/// What the customer asks for with a press.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Press<'a> {
    pub attempt: Attempt,
    /// Whether the checkout is wanted inside the page.
    pub inline: bool,
    pub locale: Option<&'a str>,
    pub return_url: Option<&'a str>,
    pub agreed: Option<&'a Agreed>,
}

/// What a start leads to.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Opened {
    Stripe(stripe::Opened),
    Paddle(paddle::Opened),
}

impl Opened {
    /// Where a browser without scripts goes.
    pub(crate) fn address(&self) -> Result<&str, Error> {
        match self {
            Self::Stripe(opened) => match &opened.place {
                stripe::Place::Hosted { url } => Ok(url),
                stripe::Place::Embedded { .. } => {
                    Err(Error::new(Code::BodyInvalid, "A form cannot show an embedded checkout."))
                }
            },
            Self::Paddle(opened) => opened.checkout.as_ref().map(|link| link.url.as_str()).ok_or_else(|| {
                Error::new(
                    Code::PaymentLinkMissing,
                    "Paddle gave no payment link for the transaction. Set the default payment link under Paddle > Checkout > Checkout settings.",
                )
            }),
        }
    }
}

impl Service {
    pub(crate) fn new(config: Config, outside: Outside) -> Result<Self, ConfigError> {
        config.validate()?;
        let metrics = Arc::new(Metrics::new());
        let mut budgets = Vec::new();
        let mut http = |provider, calls, period| {
            let budget = Arc::new(Budget::new(calls, period));
            budgets.push((provider, Arc::clone(&budget)));
            Http::new(outside.transport.clone(), budget, Arc::clone(&metrics))
        };
        Ok(Self {
            stripe: config.stripe.as_ref().map(|stripe| {
                let http = http(Provider::Stripe, stripe.calls_per_second, SECOND);
                Stripe::new(http, stripe, Seal::new(&config.tokens.secrets), &outside)
            }),
            paddle: config
                .paddle
                .as_ref()
                .map(|paddle| Paddle::new(http(Provider::Paddle, paddle.calls_per_minute, 60 * SECOND), paddle)),
            budgets,
            limits: Limits::new(config.starts_per_minute),
            metrics,
            clock: outside.clock,
            draining: AtomicBool::new(false),
            config,
            starts: Cache::new(START_TTL),
            verifications: Cache::new(VERIFICATION_TTL),
            overviews: Cache::new(OVERVIEW_TTL),
            found: Cache::new(FOUND_TTL),
        })
    }

    pub(crate) async fn start(self: &Arc<Self>, claims: &Claims, press: Press<'_>) -> Result<Opened, Error> {
        let opened = self.open(claims, press).await.map_err(|error| error.of(claims.provider))?;
        self.metrics.started(claims.provider);
        Ok(opened)
    }

    async fn open(self: &Arc<Self>, claims: &Claims, press: Press<'_>) -> Result<Opened, Error> {
        self.limits
            .start(&customer_key(claims.provider, &claims.customer), press.attempt)
            .map_err(|wait| too_many("starts", wait))?;
        match claims.provider {
            Provider::Stripe => {
                let request = stripe::Request {
                    attempt: press.attempt,
                    inline: press.inline,
                    locale: press.locale,
                    return_url: return_url::choose(&self.config, press.return_url),
                    return_param: &self.config.return_param,
                    agreed: press.agreed,
                };
                self.stripe()?.start(claims, request).await.map(Opened::Stripe)
            }
            Provider::Paddle => {
                let (service, claims, attempt) = (Arc::clone(self), claims.clone(), press.attempt);
                // A task of its own: whoever is cut off while Paddle works would lose the
                // transaction, and with the same attempt make another.
                let opening = async move { service.open_at_paddle(&claims, attempt).await };
                let opened = tokio::spawn(opening.in_current_span()).await;
                opened.unwrap_or_else(|_| Err(Error::internal())).map(Opened::Paddle)
            }
        }
    }

    async fn open_at_paddle(&self, claims: &Claims, attempt: Attempt) -> Result<paddle::Opened, Error> {
        let key = format!("{} {}", person(claims), attempt.id());
        let opening = async {
            let subscription = self.subscription(claims).await?;
            self.paddle()?.start(whose(claims, &subscription)).await
        };
        self.starts.get(&key, opening).await
    }

    pub(crate) async fn verify(&self, claims: &Claims, id: &str) -> Result<Verification, Error> {
        if !upm_contract::is_id(id) || claims.provider == Provider::Paddle && !id.starts_with("txn_") {
            return Err(Error::unknown());
        }
        let person = person(claims);
        let verification = self
            .verifications
            .get(&format!("{person} {id}"), async {
                self.limits
                    .question(&customer_key(claims.provider, &claims.customer))
                    .map_err(|wait| too_many("questions", wait))?;
                match claims.provider {
                    Provider::Stripe => self.stripe()?.verify(claims, id).await,
                    // A transaction names its subscription, so nothing need be looked for.
                    Provider::Paddle => {
                        let (subscription, now) = (claims.subscription.as_deref(), self.clock.now());
                        self.paddle()?.verify(&claims.customer, subscription, id, now).await
                    }
                }
            })
            .await
            .map_err(|error| error.of(claims.provider))?;
        self.metrics.verified(claims.provider, &verification.status);
        if matches!(verification.status, Status::Updated | Status::PaidWithPreviousMethod) {
            self.overviews.forget(&person);
        }
        Ok(verification)
    }

    pub(crate) async fn overview(&self, claims: &Claims) -> Result<Overview, Error> {
        self.overviews
            .get(&person(claims), async {
                match claims.provider {
                    Provider::Stripe => self.stripe()?.overview(claims).await,
                    Provider::Paddle => {
                        let subscription = self.subscription(claims).await?;
                        self.paddle()?.overview(whose(claims, &subscription)).await
                    }
                }
            })
            .await
            .map_err(|error| error.of(claims.provider))
    }

    /// Takes what Stripe tells; the signature is good. Answers whether it was of use.
    pub(crate) async fn hear_stripe(&self, body: &[u8]) -> Result<bool, Error> {
        let stripe = self.stripe()?.with(Patience::Webhook);
        match stripe.hear(body)? {
            Told::Finished(subject) => {
                let settled = stripe.reconcile(&subject).await;
                self.overviews.forget_all(&customer_key(Provider::Stripe, &subject.customer));
                settled.map(|_| true)
            }
            Told::Ended(Subject { customer, .. }) | Told::Changed(customer) => {
                self.overviews.forget_all(&customer_key(Provider::Stripe, &customer));
                Ok(true)
            }
            Told::Nothing => Ok(false),
        }
    }

    /// Takes what Paddle tells; the signature is good. Answers whether it was of use.
    pub(crate) fn hear_paddle(&self, body: &[u8]) -> Result<bool, Error> {
        let told = paddle::hear(body)?;
        let (paddle::Told::Settled(customer) | paddle::Told::Changed(customer)) = &told else { return Ok(false) };
        let of_customer = customer_key(Provider::Paddle, customer);
        self.verifications.forget_all(&of_customer);
        self.overviews.forget_all(&of_customer);
        if matches!(told, paddle::Told::Settled(_)) {
            // Whoever repeats a start now needs another transaction.
            self.starts.forget_all(&of_customer);
            self.found.forget_all(&of_customer);
        }
        Ok(true)
    }

    /// The token's subscription, or the one of its customer's that stands out at Paddle.
    async fn subscription(&self, claims: &Claims) -> Result<String, Error> {
        match &claims.subscription {
            Some(subscription) => Ok(subscription.clone()),
            None => self.found.get(&person(claims), self.paddle()?.find(&claims.customer)).await,
        }
    }

    pub(crate) async fn sweep(&self) -> Result<Swept, Error> {
        let Some(stripe) = &self.stripe else { return Ok(Swept::default()) };
        let forget = |subject: &Subject| {
            self.overviews.forget_all(&customer_key(Provider::Stripe, &subject.customer));
        };
        let swept = stripe.with(Patience::Sweep).sweep(forget).await;
        self.metrics.swept(&swept);
        swept
    }

    /// The counters as Prometheus reads them.
    pub(crate) fn metrics_text(&self) -> String {
        self.metrics.text(self.budgets.iter().map(|(provider, budget)| (*provider, &**budget)))
    }

    fn stripe(&self) -> Result<&Stripe, Error> {
        self.stripe.as_ref().ok_or_else(|| not_configured(Provider::Stripe))
    }

    fn paddle(&self) -> Result<&Paddle, Error> {
        self.paddle.as_ref().ok_or_else(|| not_configured(Provider::Paddle))
    }
}

fn too_many(what: &str, wait: Duration) -> Error {
    Error::new(
        Code::RateLimited,
        format!("This customer has made too many {what} within a minute. Wait as long as Retry-After says."),
    )
    .retry_after(wait.as_secs() + 1)
}

fn not_configured(provider: Provider) -> Error {
    let name = provider.name();
    Error::new(
        Code::ProviderNotConfigured,
        format!("The token names {name}, but this service has no {name} key. Configure it."),
    )
}

/// Whose answers may share a cache entry: all three are in every key, so nobody
/// gets another customer's. Ids hold no spaces, and none is empty.
fn person(claims: &Claims) -> String {
    let subscription = claims.subscription.as_deref().unwrap_or_default();
    format!("{}{subscription}", customer_key(claims.provider, &claims.customer))
}

fn whose<'a>(claims: &'a Claims, subscription: &'a str) -> Whose<'a> {
    Whose { customer: &claims.customer, subscription }
}

/// What the keys of all of a customer's entries begin with.
fn customer_key(provider: Provider, customer: &str) -> String {
    format!("{} {customer} ", provider.name())
}
