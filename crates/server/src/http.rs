//! Calling a provider: how long, how often, and when to try again.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, header::RETRY_AFTER};
use tokio::time::Instant;

use crate::{
    budget::{Budget, Queue},
    error::{Code, Error},
    metrics::Metrics,
    outside::{Broken, Call, Repeat, Transport},
    token::Provider,
};

const TRIES: u32 = 3;

/// How long a caller waits for a provider in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// A person waits in front of the page: `Retry-After` is honoured within 10 s.
    Person,
    /// The provider waits for our answer to its webhook, and sends it again
    /// later: one quick try more, and no waiting for `Retry-After`.
    Webhook,
    /// Nobody waits, and people go first.
    Sweep,
}

impl Patience {
    /// After this no further try begins.
    const fn limit(self) -> Duration {
        match self {
            Self::Person => Duration::from_secs(10),
            Self::Webhook => Duration::from_secs(1),
            Self::Sweep => Duration::from_secs(60),
        }
    }

    /// How the caller queues for the provider's budget.
    const fn queue(self) -> Queue {
        match self {
            Self::Person => Queue { patience: Duration::from_secs(3), leaves: 0.0 },
            Self::Webhook => Queue { patience: Duration::from_secs(1), leaves: 0.0 },
            Self::Sweep => Queue { patience: Duration::from_secs(60), leaves: 0.5 },
        }
    }
}

/// What came back, whatever the status. Not `Debug`: bodies hold client secrets.
pub(crate) struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
    pub retry_after: Option<u64>,
    /// Stripe's `Idempotent-Replayed`: the stored result of an earlier call.
    pub replayed: bool,
    /// Stripe's verdict on trying again.
    should_retry: Option<bool>,
    request_id: String,
}

/// The way to one provider.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    transport: Arc<dyn Transport>,
    patience: Patience,
    budget: Arc<Budget>,
    metrics: Arc<Metrics>,
}

impl Http {
    pub(crate) fn new(transport: Arc<dyn Transport>, budget: Arc<Budget>, metrics: Arc<Metrics>) -> Self {
        Self { transport, patience: Patience::Person, budget, metrics }
    }

    /// With a budget that is large enough for any test.
    #[cfg(test)]
    pub(crate) fn for_test(transport: Arc<dyn Transport>) -> Self {
        Self::new(transport, Budget::new(1000, Duration::from_secs(1)).into(), Metrics::new().into())
    }

    /// What is counted on the way.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The same way, in more or less of a hurry.
    pub(crate) fn with(&self, patience: Patience) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Sends the call, again where that is right, and gives the last answer.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Reply, Error> {
        let begun = Instant::now();
        let mut tries = 1;
        loop {
            self.budget.turn(self.patience.queue()).await.map_err(|wait| used_up(call.provider, wait))?;
            let sent = Instant::now();
            let result = self.transport.send(&call).await.map(Reply::from);
            let status = result.as_ref().map(|reply| reply.status).map_err(|broken| *broken);
            self.metrics.called(call.provider, call.name, status, sent.elapsed());
            if let Ok(Reply { status: 429, retry_after: Some(seconds), .. }) = &result {
                self.budget.pause(Duration::from_secs(*seconds));
            }
            let again = match &result {
                Ok(reply) => call.repeat == Repeat::Safe && reply.is_worth_another_try(call.provider),
                Err(broken) => *broken == Broken::NoConnection || call.repeat == Repeat::Safe,
            };
            log(&call, &result, tries, begun);
            let wait = backoff(tries, result.as_ref().ok().and_then(|reply| reply.retry_after));
            if !again || tries == TRIES || begun.elapsed().saturating_add(wait) > self.patience.limit() {
                return result.map_err(|_| {
                    Error::new(
                        Code::ProviderUnreachable,
                        format!("{} did not answer. Try again in a moment.", call.provider.name()),
                    )
                    .retry_after(5)
                });
            }
            tokio::time::sleep(wait).await;
            tries += 1;
        }
    }
}

fn used_up(provider: Provider, wait: Duration) -> Error {
    Error::new(
        Code::RateLimited,
        format!(
            "The calls that {} allows are used up for now. Wait as long as Retry-After says; if it happens often, look at the calls that this service's configuration allows.",
            provider.name()
        ),
    )
    .retry_after(wait.as_secs() + 1)
}

impl From<Response<Vec<u8>>> for Reply {
    fn from(response: Response<Vec<u8>>) -> Self {
        let (parts, body) = response.into_parts();
        let text = |name: HeaderName| text(&parts.headers, &name);
        Self {
            status: parts.status.as_u16(),
            body,
            retry_after: text(RETRY_AFTER).parse().ok(),
            replayed: text(HeaderName::from_static("idempotent-replayed")) == "true",
            should_retry: text(HeaderName::from_static("stripe-should-retry")).parse().ok(),
            request_id: text(HeaderName::from_static("request-id"))
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-')
                .take(64)
                .collect(),
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl Reply {
    /// An answer without headers, for tests of what is made of it.
    #[cfg(test)]
    pub(crate) fn for_test(status: u16, body: &str) -> Self {
        Self {
            status,
            body: body.into(),
            retry_after: None,
            replayed: false,
            should_retry: None,
            request_id: String::new(),
        }
    }

    fn is_worth_another_try(&self, provider: Provider) -> bool {
        // A replayed failure stays the same for a day, whoever asks.
        if self.replayed {
            return false;
        }
        self.should_retry.unwrap_or(self.status >= 500 || (self.status == 409 && provider == Provider::Stripe))
    }
}

/// Half a second, doubled with each try, at most 5 s, and never before the
/// provider wants it. A quarter of it is jitter, taken from the clock.
fn backoff(tries: u32, retry_after: Option<u64>) -> Duration {
    let full =
        Duration::from_millis(500).saturating_mul(1 << tries.saturating_sub(1).min(8)).min(Duration::from_secs(5));
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.subsec_nanos());
    let jittered = full.mul_f64(1.0 - f64::from(nanos % 1000) / 4000.0);
    jittered.max(Duration::from_secs(retry_after.unwrap_or(0)))
}

fn log(call: &Call<'_>, result: &Result<Reply, Broken>, tries: u32, begun: Instant) {
    let (provider, call, ms) =
        (call.provider.name(), call.name, u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX));
    match result {
        Ok(reply) if reply.status < 400 => {
            tracing::debug!(
                provider,
                call,
                status = reply.status,
                tries,
                ms,
                request_id = reply.request_id,
                "answered"
            );
        }
        Ok(reply) => {
            tracing::warn!(provider, call, status = reply.status, tries, ms, request_id = reply.request_id, "refused");
        }
        Err(broken) => {
            tracing::warn!(provider, call, tries, ms, ?broken, "no answer");
        }
    }
}

/// A header value that is not printed.
pub(crate) fn sensitive(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, replayed: bool, should_retry: Option<bool>) -> Reply {
        Reply { replayed, should_retry, ..Reply::for_test(status, "") }
    }

    #[test]
    fn another_try_follows_the_providers_rules() {
        let stripe = |reply: Reply| reply.is_worth_another_try(Provider::Stripe);
        assert!(stripe(reply(500, false, None)) && stripe(reply(409, false, None)));
        assert!(
            !stripe(reply(429, false, None)) && !stripe(reply(400, false, None)) && !stripe(reply(200, false, None))
        );
        assert!(!stripe(reply(500, true, None)), "a replayed failure");
        assert!(!stripe(reply(500, false, Some(false))) && stripe(reply(429, false, Some(true))));
        assert!(!reply(409, false, None).is_worth_another_try(Provider::Paddle), "locked");
    }

    #[test]
    fn waiting_grows_and_honours_the_provider() {
        for (tries, low, high) in [(1, 375, 500), (2, 750, 1000), (3, 1500, 2000), (9, 3750, 5000)] {
            let wait = backoff(tries, None).as_millis();
            assert!((low..=high).contains(&wait), "{tries}: {wait}");
        }
        assert_eq!(backoff(1, Some(30)), Duration::from_secs(30));
    }
}
