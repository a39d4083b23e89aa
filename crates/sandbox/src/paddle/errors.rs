//! The API's errors: a code to match on, and a text that nobody should match on.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

use crate::ids;

/// An error as the API answers it.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    kind: &'static str,
    code: &'static str,
    detail: &'static str,
    /// Seconds. Also leaves out `meta`, as the documented 429 does.
    retry_after: Option<u64>,
}

/// What an update of a payment method may be refused with: code, status, text.
/// Which of several like codes this call answers with is not documented.
const CODES: [(&str, u16, &str); 15] = [
    ("subscription_not_automatic_collection", 400, "Subscription is not automatically collected."),
    ("subscription_is_canceled_action_invalid", 400, "Subscription is canceled, so this action is not possible."),
    ("subscription_update_when_canceled", 400, "A canceled subscription cannot be updated."),
    ("subscription_is_inactive_action_invalid", 400, "Subscription is inactive."),
    ("subscription_not_active", 400, "Subscription is not active."),
    ("subscription_cannot_be_paused", 400, "Subscription is paused, so this action is not possible."),
    ("subscription_missing_payment_method_cannot_update", 400, "Subscription has no payment method."),
    ("transaction_default_checkout_url_not_set", 400, "A default payment link has not been set."),
    ("subscription_locked_renewal", 409, "Subscription is locked by its renewal."),
    ("subscription_locked_processing", 409, "Subscription is locked while it is being processed."),
    ("subscription_locked_pending_changes", 409, "Subscription is locked by pending changes."),
    ("invalid_token", 403, "The API key is not valid."),
    ("forbidden", 403, "The API key may not do this."),
    ("not_found", 404, "Entity not found."),
    ("too_many_requests", 429, "IP address exceeded the allowed rate limit."),
];

impl ApiError {
    /// The caller's mistake.
    pub(super) fn request(status: u16, code: &'static str, detail: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, kind: "request_error", code, detail, retry_after: None }
    }

    /// No such entity, or no such path.
    pub(super) fn not_found() -> Self {
        Self::request(404, "not_found", "Entity not found.")
    }

    /// Over the budget of requests.
    pub(super) fn too_many(retry_after: u64) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            kind: "api_error",
            code: "too_many_requests",
            detail: "IP address exceeded the allowed rate limit.",
            retry_after: Some(retry_after),
        }
    }

    /// The error with this code, if the double knows it.
    pub(super) fn of(code: &str) -> Option<Self> {
        let (code, status, detail) = CODES.into_iter().find(|(known, ..)| *known == code)?;
        Some(if code == "too_many_requests" { Self::too_many(1) } else { Self::request(status, code, detail) })
    }

    /// What usually comes with this status.
    pub(super) fn typical(status: u16, retry_after: u64) -> Self {
        match status {
            400 => Self::request(400, "bad_request", "Invalid request."),
            401 => Self::request(401, "invalid_token", "The API key is not valid."),
            403 => Self::request(403, "forbidden", "The API key may not do this."),
            404 => Self::not_found(),
            409 => Self::request(409, "subscription_locked_renewal", "Subscription is locked."),
            429 => Self::too_many(retry_after),
            _ => Self {
                status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                kind: "api_error",
                code: "internal_error",
                detail: "Something went wrong.",
                retry_after: None,
            },
        }
    }

    /// The same with another status.
    pub(super) fn with_status(self, status: u16) -> Self {
        Self { status: StatusCode::from_u16(status).unwrap_or(self.status), ..self }
    }

    fn area(&self) -> &'static str {
        match self.code.split_once('_') {
            Some(("subscription", _)) => "subscriptions",
            Some(("transaction", _)) => "transactions",
            _ => "shared",
        }
    }

    fn body(&self) -> Value {
        let mut body = json!({"error": {
            "type": self.kind, "code": self.code, "detail": self.detail,
            "documentation_url": format!("https://developer.paddle.com/errors/{}/{}", self.area(), self.code),
        }});
        if let (None, Some(object)) = (self.retry_after, body.as_object_mut()) {
            object.insert("meta".to_owned(), json!({"request_id": ids::uuid()}));
        }
        body
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// For every path that is not Paddle's.
pub(super) async fn not_found() -> ApiError {
    ApiError::not_found()
}

/// For a `POST` where only `GET` works.
pub(super) async fn method_not_allowed() -> ApiError {
    ApiError::request(405, "method_not_allowed", "Method is not allowed for this path.")
}

/// What a proxy in front of the API answers, in no shape that a client of the API expects.
pub(super) fn bad_gateway(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
    (status, Html(page)).into_response()
}
