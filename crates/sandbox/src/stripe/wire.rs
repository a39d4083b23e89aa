//! What every API call goes through: key, budget, form, version, idempotency, faults.

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::Inner;
use super::api;
use super::data::Asked;
use super::error::ApiError;
use super::faults::{Drop, Fault};
use super::params::Params;
use super::version::Version;

/// A request as it came.
#[derive(Debug)]
pub(super) struct Received<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

/// One call, read and checked.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) params: Params,
    pub(super) version: Version,
    pub(super) request_id: String,
    pub(super) key: Option<String>,
}

/// What is sent back, and kept for replays.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) status: StatusCode,
    content_type: &'static str,
    body: String,
    headers: HeaderMap,
    request_id: String,
}

impl Outcome {
    pub(super) fn of(result: Result<serde_json::Value, ApiError>, request_id: &str) -> Self {
        let mut headers = HeaderMap::new();
        let (status, body) = match result {
            Ok(object) => (StatusCode::OK, object),
            Err(error) => {
                let own = error.headers().iter().filter_map(|(name, value)| Some((*name, value.parse().ok()?)));
                headers.extend(own.map(|(name, value)| (HeaderName::from_static(name), value)));
                (error.status, error.body(request_id))
            }
        };
        let (content_type, body) = ("application/json", body.to_string());
        Self { status, content_type, body, headers, request_id: request_id.to_owned() }
    }

    fn injected(status: u16, fault: &Fault, request_id: &str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut error = ApiError::invalid("This failure was asked for.").with_status(status);
        match status {
            StatusCode::TOO_MANY_REQUESTS => error.code = Some("rate_limit"),
            status if status.is_server_error() => error.kind = "api_error",
            _ => {}
        }
        let mut outcome = Self::of(Err(error), request_id);
        if let Some(html) = &fault.html {
            outcome.content_type = "text/html; charset=utf-8";
            outcome.body.clone_from(html);
        }
        for (name, value) in &fault.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
                outcome.headers.insert(name, value);
            }
        }
        outcome
    }

    /// Status, headers and body of the answer to the request `request_id`.
    pub(super) fn reply(self, request_id: &str, replayed: bool) -> (StatusCode, HeaderMap, String) {
        let mut headers = self.headers;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = value.parse() {
                headers.insert(name, value);
            }
        };
        set("request-id", request_id);
        if replayed {
            set("idempotent-replayed", "true");
            set("original-request", &self.request_id);
        }
        (self.status, headers, self.body)
    }
}

/// What becomes of a request that is not refused.
pub(super) enum Admitted {
    /// It is executed.
    New(Box<Call>),
    /// It was executed before.
    Replay(Outcome),
}

/// Everything before the execution.
pub(super) fn admit(inner: &mut Inner, received: &Received, request_id: &str) -> Result<Admitted, ApiError> {
    authenticate(received.headers)?;
    inner.budget.take(received.method, received.path, inner.data.clock.now_ms())?;
    let call = read(received, &inner.data.account.version, request_id)?;
    if let Some(key) = &call.key
        && let Some(outcome) = inner.keys.begin(key, &call.path, &call.params, inner.data.clock.now())?
    {
        return Ok(Admitted::Replay(outcome));
    }
    Ok(Admitted::New(Box::new(call)))
}

/// Executes a call, or fails as asked; `None` is a connection that closes
/// without an answer.
pub(super) fn execute(inner: &mut Inner, call: &Call, fault: Option<&Fault>) -> Option<Outcome> {
    let drop = fault.and_then(|fault| fault.drop);
    let outcome = match fault {
        Some(_) if drop == Some(Drop::Before) => None,
        Some(fault) if let Some(status) = fault.status => Some(Outcome::injected(status, fault, &call.request_id)),
        _ => {
            // Time did that, not the caller.
            inner.data.expire_sessions();
            inner.data.asked = Some(Asked { id: call.request_id.clone(), key: call.key.clone() });
            let result = api::dispatch(inner, call);
            inner.data.asked = None;
            Some(Outcome::of(result, &call.request_id))
        }
    };
    inner.publish();
    if let Some(key) = &call.key {
        inner.keys.finish(key, outcome.as_ref());
    }
    outcome.filter(|_| drop.is_none())
}

/// A secret test key, as a bearer token or as Basic's user name.
fn authenticate(headers: &HeaderMap) -> Result<(), ApiError> {
    let unauthorized = |message: &str| Err(ApiError::invalid(message).with_status(StatusCode::UNAUTHORIZED));
    let Some(given) = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
        return unauthorized(
            "You did not provide an API key. You need to provide your API key in the \
             Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        );
    };
    let (scheme, credentials) = given.split_once(' ').unwrap_or_default();
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        Some(credentials.trim().to_owned())
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = BASE64_STANDARD.decode(credentials.trim()).ok();
        decoded
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map(|pair| pair.split(':').next().unwrap_or_default().to_owned())
    } else {
        None
    };
    let is_test_key = |key: &str| {
        key.strip_prefix("sk_test_")
            .is_some_and(|tail| tail.len() >= 4 && tail.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
    };
    match key {
        Some(key) if is_test_key(&key) => Ok(()),
        // Never the key itself: answers end up in logs.
        _ => unauthorized("Invalid API Key provided."),
    }
}

fn read(received: &Received, of_account: &Version, request_id: &str) -> Result<Call, ApiError> {
    let version = match received.headers.get("stripe-version") {
        Some(version) => Version::new(version.to_str().unwrap_or_default())?,
        None => of_account.clone(),
    };
    let content_type = received.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_form = content_type.starts_with("application/x-www-form-urlencoded");
    if !received.body.is_empty() && !is_form {
        return Err(ApiError::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
        ));
    }
    let is_post = *received.method == Method::POST;
    let params = Params::parse(if is_post { received.body } else { received.query.as_bytes() })?;
    let key = received.headers.get("idempotency-key").filter(|_| is_post);
    Ok(Call {
        method: received.method.clone(),
        path: received.path.to_owned(),
        params,
        version,
        request_id: request_id.to_owned(),
        key: key.map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned()),
    })
}
