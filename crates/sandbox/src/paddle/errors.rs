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

    fn body(&self) -> Value {
        let mut body = json!({"error": {
            "type": self.kind, "code": self.code, "detail": self.detail,
            "documentation_url": format!("https://developer.paddle.com/errors/shared/{}", self.code),
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
