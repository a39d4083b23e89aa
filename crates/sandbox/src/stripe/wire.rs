//! What every API call goes through: key, form, version, idempotency, faults.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::State;
use super::api;
use super::error::ApiError;
use super::faults::{Drop, Fault};
use super::params::Params;
use super::version::Version;
use crate::ids;
use crate::origin::Cut;

/// The largest body that is read.
const LARGEST: usize = 1 << 20;

/// One call, read and checked.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) params: Params,
    pub(super) version: Version,
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
    fn of(result: Result<serde_json::Value, ApiError>, request_id: &str) -> Self {
        let (status, body) = match result {
            Ok(object) => (StatusCode::OK, object),
            Err(error) => (error.status, error.body(request_id)),
        };
        Self {
            status,
            content_type: "application/json",
            body: format!("{body:#}"),
            headers: HeaderMap::new(),
            request_id: request_id.to_owned(),
        }
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

    fn response(self, request_id: &str, replayed: bool) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.extend(self.headers);
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
        response
    }
}

/// Any request below `/v1/`.
pub(super) async fn serve(Extract(state): Extract<State>, request: Request) -> Response {
    let request_id = ids::stripe("req_", 14);
    let cut = request.extensions().get::<ConnectInfo<Cut>>().map(|ConnectInfo(cut)| cut.clone());
    match answer(&state, request, &request_id).await {
        Ok(Answer { outcome: Some(outcome), replayed }) => outcome.response(&request_id, replayed),
        Ok(Answer { outcome: None, .. }) => {
            if let Some(cut) = cut {
                cut.cut();
            }
            Response::default()
        }
        Err(error) => Outcome::of(Err(error), &request_id).response(&request_id, false),
    }
}

/// No outcome is a connection that closes without an answer.
struct Answer {
    outcome: Option<Outcome>,
    replayed: bool,
}

async fn answer(state: &State, request: Request, request_id: &str) -> Result<Answer, ApiError> {
    let (parts, body) = request.into_parts();
    authenticate(&parts.headers)?;
    let body = to_bytes(body, LARGEST).await.map_err(|_| ApiError::invalid("The request body could not be read."))?;
    let call = read(&parts, &body)?;
    let key = parts
        .headers
        .get("idempotency-key")
        .filter(|_| call.method == Method::POST)
        .map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
    if let Some(key) = &key
        && let Some(outcome) = state.lock().keys.begin(key, &call.path, &call.params)?
    {
        return Ok(Answer { outcome: Some(outcome), replayed: true });
    }
    // A task of its own: as at Stripe, a call goes on when its caller hangs up.
    let run = tokio::spawn(run(state.clone(), call, key, request_id.to_owned()));
    Ok(Answer { outcome: run.await.ok().flatten(), replayed: false })
}

async fn run(state: State, call: Call, key: Option<String>, request_id: String) -> Option<Outcome> {
    let (delay, fault) = {
        let faults = &mut state.lock().faults;
        (faults.delay_ms, faults.take(call.method.as_str(), &call.path))
    };
    let extra = fault.as_ref().and_then(|fault| fault.delay_ms).unwrap_or(0);
    if delay + extra > 0 {
        tokio::time::sleep(Duration::from_millis(delay + extra)).await;
    }
    let drop = fault.as_ref().and_then(|fault| fault.drop);
    let mut inner = state.lock();
    let outcome = match &fault {
        Some(_) if drop == Some(Drop::Before) => None,
        Some(fault) if let Some(status) = fault.status => Some(Outcome::injected(status, fault, &request_id)),
        _ => Some(Outcome::of(api::dispatch(&mut inner, &call), &request_id)),
    };
    if let Some(key) = key {
        inner.keys.finish(&key, outcome.as_ref());
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

fn read(parts: &Parts, body: &Bytes) -> Result<Call, ApiError> {
    let version = parts.headers.get("stripe-version").map(|v| v.to_str().unwrap_or_default());
    let version = Version::new(version)?;
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_form = content_type.starts_with("application/x-www-form-urlencoded");
    if !body.is_empty() && !is_form {
        return Err(ApiError::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
        ));
    }
    let query = parts.uri.query().unwrap_or_default();
    let params = Params::parse(if parts.method == Method::POST { body } else { query.as_bytes() })?;
    Ok(Call { method: parts.method.clone(), path: parts.uri.path().to_owned(), params, version })
}
