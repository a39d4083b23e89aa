//! What the back end does not decide itself: how a request reaches a provider,
//! and what time it is.
//!
//! Both are handed in, so that a test can run the whole service against the
//! providers' doubles inside one process, stop it between any two requests, and
//! move the clock. A published build has the network and the system's clock.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use axum::http::{HeaderMap, Method, Response};

use crate::token::{Provider, unix_now};

/// One request to a provider.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// Whom it goes to.
    pub provider: Provider,
    /// What it is for, in a few words: the log holds no address, id or body.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: &'a str,
    /// The headers. Those with secrets are marked sensitive.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<&'a str>,
    /// Whether it may be sent twice.
    pub repeat: Repeat,
}

/// Whether a call may be sent again although the first may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// A plain read, or a write with an idempotency key.
    Safe,
    /// Each arrival makes something: again only if the connection was never made.
    Never,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The connection was never made, so nothing arrived.
    NoConnection,
    /// No answer in time; the request may have arrived.
    TimedOut,
    /// The connection ended; the request may have arrived.
    CutOff,
}

/// The answer to one request, whatever its status.
pub type Answer = Result<Response<Vec<u8>>, Broken>;

/// Carries one request to a provider: no retries, no redirects.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request and reads the whole answer.
    fn send<'a>(&'a self, call: &'a Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;
}

/// The surroundings of one service.
#[derive(Clone)]
pub struct Outside {
    /// How requests reach the providers.
    pub transport: Arc<dyn Transport>,
    /// The time in Unix seconds.
    pub clock: Clock,
    /// What is wrong with `reconcile`, for the tests that must notice.
    #[cfg(feature = "mutants")]
    pub flaw: Option<crate::flaw::Flaw>,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outside").field("transport", &self.transport).finish_non_exhaustive()
    }
}

impl Outside {
    /// `transport` with the system's clock.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            clock: Clock::default(),
            #[cfg(feature = "mutants")]
            flaw: None,
        }
    }
}

/// A clock that tells Unix seconds; by default the system's.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Clock {
    /// A clock that tells what `now` says.
    pub fn new(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Unix seconds.
    #[must_use]
    pub fn now(&self) -> u64 {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(unix_now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
