//! Stripe's error answers.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::data::set;

/// Where Stripe explains a code.
pub(super) fn doc_url(code: &str) -> String {
    format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"))
}

/// An error as the API reports it. `type` and `message` are always there.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    pub(super) status: StatusCode,
    pub(super) kind: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) param: Option<String>,
    pub(super) message: String,
    /// What only some errors have; boxed, because most have not.
    more: Option<Box<More>>,
}

/// Further members of the body, or headers.
#[derive(Clone, Debug)]
enum More {
    Members(Vec<(&'static str, Value)>),
    Headers(Vec<(&'static str, String)>),
}

impl ApiError {
    /// 400 without a code: a business rule.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "invalid_request_error",
            code: None,
            param: None,
            message: message.into(),
            more: None,
        }
    }

    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    pub(super) fn with_code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    pub(super) fn with_param(self, param: impl Into<String>) -> Self {
        Self { param: Some(param.into()), ..self }
    }

    pub(super) fn with_kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub(super) fn with_members(self, members: Vec<(&'static str, Value)>) -> Self {
        Self { more: Some(Box::new(More::Members(members))), ..self }
    }

    pub(super) fn with_headers(self, headers: Vec<(&'static str, String)>) -> Self {
        Self { more: Some(Box::new(More::Headers(headers))), ..self }
    }

    /// Headers of the answer.
    pub(super) fn headers(&self) -> &[(&'static str, String)] {
        match self.more.as_deref() {
            Some(More::Headers(headers)) => headers,
            _ => &[],
        }
    }

    pub(super) fn missing(param: &str) -> Self {
        Self::invalid(format!("Missing required param: {param}.")).with_code("parameter_missing").with_param(param)
    }

    pub(super) fn empty(param: &str) -> Self {
        Self::invalid(format!(
            "You passed an empty string for '{param}'. We assume empty values are an attempt to \
             unset a parameter; however '{param}' cannot be unset. You should remove '{param}' \
             from your request or supply a non-empty value."
        ))
        .with_code("parameter_invalid_empty")
        .with_param(param)
    }

    pub(super) fn unknown(param: &str) -> Self {
        Self::invalid(format!("Received unknown parameter: {param}")).with_code("parameter_unknown").with_param(param)
    }

    pub(super) fn not_an_integer(param: &str, value: &str) -> Self {
        Self::invalid(format!("Invalid integer: {value}")).with_code("parameter_invalid_integer").with_param(param)
    }

    /// A parameter that Stripe has and this double does not: refused, because
    /// ignoring it would be kinder than Stripe.
    pub(super) fn not_modelled(param: &str) -> Self {
        Self::invalid(format!("The Stripe double does not model `{param}`.")).with_param(param)
    }

    /// An object that does not exist: 404 where the path names it, 400 where the body does.
    pub(super) fn no_such(what: &str, id: &str, param: &str, status: StatusCode) -> Self {
        Self::invalid(format!("No such {what}: '{id}'"))
            .with_status(status)
            .with_code("resource_missing")
            .with_param(param)
    }

    /// The body, naming the request as Stripe does.
    pub(super) fn body(&self, request_id: &str) -> Value {
        let mut error = json!({
            "type": self.kind,
            "message": self.message,
            "request_log_url": format!("https://dashboard.stripe.com/test/logs/{request_id}"),
        });
        if let Some(code) = self.code {
            set(&mut error, "code", code);
            set(&mut error, "doc_url", doc_url(code));
        }
        if let Some(param) = &self.param {
            set(&mut error, "param", param.as_str());
        }
        if let Some(More::Members(members)) = self.more.as_deref() {
            members.iter().for_each(|(name, value)| set(&mut error, name, value.clone()));
        }
        json!({ "error": error })
    }
}
