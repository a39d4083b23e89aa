//! What the back end asked the providers, for the demo's panel and the tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;

use crate::clock;
use crate::origin::Cut;

/// How many entries are kept; the oldest go first.
const KEPT: usize = 500;

/// The shared request log of all doubles. Clones write to the same list.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Arc<Mutex<VecDeque<Entry>>>,
}

/// One request to a double's API.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When it was answered, RFC 3339 in UTC.
    pub at: String,
    /// `stripe` or `paddle`.
    pub provider: &'static str,
    /// The HTTP method.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// The answer's HTTP status; 0 where the connection was cut instead.
    pub status: u16,
}

impl Log {
    /// Adds one request.
    pub fn record(&self, provider: &'static str, method: &str, path: &str, status: u16) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(Entry {
            at: clock::rfc3339(clock::now()),
            provider,
            method: method.to_owned(),
            path: path.to_owned(),
            status,
        });
    }

    /// Everything so far, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().cloned().collect()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Middleware that records each request of the routes it is laid over:
/// `axum::middleware::from_fn_with_state((log, "paddle"), log::requests)`.
pub async fn requests(State((log, provider)): State<(Log, &'static str)>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let cut = request.extensions().get::<ConnectInfo<Cut>>().cloned();
    let response = next.run(request).await;
    let status = match cut {
        Some(ConnectInfo(cut)) if cut.is_cut() => 0,
        _ => response.status().as_u16(),
    };
    log.record(provider, method.as_str(), &path, status);
    response
}
