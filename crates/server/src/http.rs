//! The one HTTP client for both providers: time-outs, and when to try again.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use url::Url;

use crate::{
    config::is_loopback,
    error::{Code, Error},
    token::Provider,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TIMEOUT: Duration = Duration::from_secs(10);
/// After this no further try begins: somebody is waiting in front of the page.
const PATIENCE: Duration = Duration::from_secs(10);
const TRIES: u32 = 3;
/// More than any answer here needs; a hundred setup intents are below 1 MB.
const MAX_BODY: usize = 4 << 20;

/// Whether a call may be sent again although the first may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// A plain read, or a write with an idempotency key.
    Safe,
    /// Each arrival makes something: again only if the connection was never made.
    Never,
}

/// What to send. `name` is for the log, which holds no address, id or body.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub provider: Provider,
    pub name: &'static str,
    pub method: Method,
    pub url: &'a str,
    pub headers: HeaderMap,
    pub body: Option<&'a str>,
    pub repeat: Repeat,
}

/// What came back, whatever the status.
#[derive(Debug)]
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

#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
}

impl Http {
    /// A client for these addresses. Redirects are not followed: no provider
    /// sends any, and the key must not travel.
    pub(crate) fn new(bases: &[&str]) -> Result<Self, reqwest::Error> {
        // The host application may have chosen a provider already; then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("update-payment-method-server/", env!("CARGO_PKG_VERSION")));
        if bases.iter().any(|base| Url::parse(base).is_ok_and(|url| is_loopback(&url))) {
            client = client.no_proxy();
        }
        Ok(Self { client: client.build()? })
    }

    /// Sends the call, again where that is right, and gives the last answer.
    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Reply, Error> {
        let begun = Instant::now();
        let mut tries = 1;
        loop {
            let result = self.send_once(&call).await;
            let again = match &result {
                Ok(reply) => call.repeat == Repeat::Safe && reply.is_worth_another_try(call.provider),
                Err(error) => error.is_connect() || call.repeat == Repeat::Safe,
            };
            log(&call, &result, tries, begun);
            let wait = backoff(tries, result.as_ref().ok().and_then(|reply| reply.retry_after));
            if !again || tries == TRIES || begun.elapsed() + wait > PATIENCE {
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

    async fn send_once(&self, call: &Call<'_>) -> Result<Reply, reqwest::Error> {
        let mut request = self.client.request(call.method.clone(), call.url).headers(call.headers.clone());
        if let Some(body) = call.body {
            request = request.body(body.to_owned());
        }
        let mut response = request.send().await?;
        let headers = response.headers();
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut reply = Reply {
            status: response.status().as_u16(),
            body: Vec::new(),
            retry_after: text(RETRY_AFTER).parse().ok(),
            replayed: text(HeaderName::from_static("idempotent-replayed")) == "true",
            should_retry: text(HeaderName::from_static("stripe-should-retry")).parse().ok(),
            request_id: text(HeaderName::from_static("request-id"))
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-')
                .take(64)
                .collect(),
        };
        while let Some(chunk) = response.chunk().await? {
            if reply.body.len() + chunk.len() > MAX_BODY {
                // Cut short, it will not parse, which is what it deserves.
                break;
            }
            reply.body.extend_from_slice(&chunk);
        }
        Ok(reply)
    }
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

fn log(call: &Call<'_>, result: &Result<Reply, reqwest::Error>, tries: u32, begun: Instant) {
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
        Err(error) => {
            let what = if error.is_timeout() {
                "timed out"
            } else if error.is_connect() {
                "no connection"
            } else {
                "broken off"
            };
            tracing::warn!(provider, call, tries, ms, what, "no answer");
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
