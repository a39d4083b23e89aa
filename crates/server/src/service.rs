//! The three things a customer can ask for, whoever bills the subscription.

use std::time::Duration;

use serde::Serialize;
use upm_contract::{Overview, Status, Verification};

use crate::{
    attempt::Attempt,
    cache::Cache,
    config::{Config, ConfigError},
    error::{Code, Error},
    http::{Http, Patience},
    outside::{Clock, Outside},
    paddle::{self, Paddle},
    return_url,
    stripe::{self, Stripe, Subject, Swept, Told},
    token::{Claims, Provider},
};

/// A page polls; one answer serves all that ask within this time.
const VERIFICATION_TTL: Duration = Duration::from_secs(2);
const OVERVIEW_TTL: Duration = Duration::from_secs(30);
/// How long a repeated attempt gets the same Paddle transaction: each call makes
/// one, and an answer may get lost on its way to the customer.
const START_TTL: Duration = Duration::from_secs(120);

/// Everything behind the routes.
#[derive(Debug)]
pub(crate) struct Service {
    pub config: Config,
    /// What time it is.
    pub clock: Clock,
    stripe: Option<Stripe>,
    paddle: Option<Paddle>,
    starts: Cache<paddle::Opened>,
    verifications: Cache<Verification>,
    overviews: Cache<Overview>,
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
            Self::Stripe(opened) => Ok(&opened.url),
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
        let http = Http::new(outside.transport.clone());
        Ok(Self {
            stripe: config.stripe.as_ref().map(|stripe| Stripe::new(http.clone(), stripe, &outside)),
            paddle: config.paddle.as_ref().map(|paddle| Paddle::new(http.clone(), paddle)),
            clock: outside.clock,
            config,
            starts: Cache::new(START_TTL),
            verifications: Cache::new(VERIFICATION_TTL),
            overviews: Cache::new(OVERVIEW_TTL),
        })
    }

    pub(crate) async fn start(
        &self,
        claims: &Claims,
        attempt: Attempt,
        locale: Option<&str>,
        return_url: Option<&str>,
    ) -> Result<Opened, Error> {
        match claims.provider {
            Provider::Stripe => {
                let request = stripe::Request {
                    attempt,
                    locale,
                    return_url: return_url::choose(&self.config, return_url),
                    return_param: &self.config.return_param,
                };
                self.stripe()?.start(claims, request).await.map(Opened::Stripe)
            }
            Provider::Paddle => {
                let key = format!("{} {}", person(claims), attempt.id());
                self.starts.get(&key, self.paddle()?.start(claims)).await.map(Opened::Paddle)
            }
        }
    }

    pub(crate) async fn verify(&self, claims: &Claims, id: &str) -> Result<Verification, Error> {
        let prefix = match claims.provider {
            Provider::Stripe => "cs_",
            Provider::Paddle => "txn_",
        };
        if !upm_contract::is_id(id) || !id.starts_with(prefix) {
            return Err(Error::unknown());
        }
        let person = person(claims);
        let verification = self
            .verifications
            .get(&format!("{person} {id}"), async {
                match claims.provider {
                    Provider::Stripe => self.stripe()?.verify(claims, id).await,
                    Provider::Paddle => self.paddle()?.verify(claims, id).await,
                }
            })
            .await?;
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
                    Provider::Paddle => self.paddle()?.overview(claims).await,
                }
            })
            .await
    }

    /// Takes what Stripe tells; the signature is good.
    pub(crate) async fn hear_stripe(&self, body: &[u8]) -> Result<(), Error> {
        let stripe = self.stripe()?.with(Patience::Webhook);
        match stripe.hear(body)? {
            Told::Finished(subject) => {
                let settled = stripe.reconcile(&subject).await;
                self.overviews.forget_all(&customer_key(Provider::Stripe, &subject.customer));
                settled.map(drop)
            }
            Told::Ended(Subject { customer, .. }) | Told::Changed(customer) => {
                self.overviews.forget_all(&customer_key(Provider::Stripe, &customer));
                Ok(())
            }
            Told::Nothing => Ok(()),
        }
    }

    pub(crate) async fn sweep(&self) -> Result<Swept, Error> {
        match &self.stripe {
            Some(stripe) => stripe.sweep().await,
            None => Ok(Swept::default()),
        }
    }

    fn stripe(&self) -> Result<&Stripe, Error> {
        self.stripe.as_ref().ok_or_else(|| not_configured(Provider::Stripe))
    }

    fn paddle(&self) -> Result<&Paddle, Error> {
        self.paddle.as_ref().ok_or_else(|| not_configured(Provider::Paddle))
    }
}

fn not_configured(provider: Provider) -> Error {
    let name = provider.name();
    Error::new(
        Code::ProviderNotConfigured,
        format!("The token names {name}, but this service has no {name} key. Configure it."),
    )
}

/// Whose answers may share a cache entry: all three are in every key, so nobody
/// gets another customer's. Ids hold no spaces.
fn person(claims: &Claims) -> String {
    format!("{}{}", customer_key(claims.provider, &claims.customer), claims.subscription)
}

/// What the keys of all of a customer's entries begin with.
fn customer_key(provider: Provider, customer: &str) -> String {
    format!("{} {customer} ", provider.name())
}
