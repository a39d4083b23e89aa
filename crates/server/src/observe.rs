//! What every request leaves behind: an id, a line of the log, a failure counted;
//! and how long it may take.
//!
//! The line names the route and not the path, because paths hold ids.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::time::{Instant, timeout};
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    error::{Code, Error, Failure},
    service::Service,
};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer than any patience within: a request that takes so long hangs.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs the request inside a span with its id, and answers the id.
pub(crate) async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = id(request.headers());
    let method = word(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, method, route);
    async move {
        let mut response = next.run(request).await;
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let failure = response.extensions().get::<Failure>().copied();
        if let Some(failure) = failure {
            service.metrics.failed(failure.provider, failure.code);
        }
        let status = response.status().as_u16();
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let code = failure.map(|failure| failure.code.as_str());
        match status {
            500.. => tracing::warn!(status, ms, code, "answered"),
            _ if matches!(route.as_str(), "/healthz" | "/metrics") => tracing::debug!(status, ms, code, "answered"),
            _ => tracing::info!(status, ms, code, "answered"),
        }
        response
    }
    .instrument(span)
    .await
}

/// Gives a request up that takes too long. Inside of what dresses the answers, so
/// that this one is dressed, too.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    timeout(LIMIT, next.run(request))
        .await
        .unwrap_or_else(|_| Error::new(Code::TookTooLong, "This took too long. Try again in a moment.").into_response())
}

/// The proxy's id, if it is a short plain word; else one of our own.
fn id(headers: &HeaderMap) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()) && id.bytes().all(plain))
        .map_or_else(|| Uuid::now_v7().simple().to_string(), str::to_owned)
}

/// A method can be any word that a client thinks of.
fn word(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

/// What a panic answers; where it happened is in the log.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a request ended in a panic");
    Error::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_plain_words_are_taken_as_ids() {
        let with = |value: &str| id(&HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_str(value).unwrap())]));
        assert_eq!(with("a-B_9"), "a-B_9");
        for odd in ["", "two words", "sam@example.com", "a\"b", &"x".repeat(65)] {
            assert_eq!(with(odd).len(), 32, "{odd}");
        }
        assert_ne!(id(&HeaderMap::new()), id(&HeaderMap::new()));
    }
}
