//! Faults that tests switch on, and the control endpoint that does it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::State;

/// What goes wrong, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Faults {
    /// Every API call takes this much longer.
    pub(super) delay_ms: u64,
    /// One entry per call that is to go wrong, used up in order.
    pub(super) fail_next: Vec<Fault>,
    /// What new sessions say their `url` is. `{CHECKOUT_SESSION_ID}` is replaced.
    pub(super) session_url: Option<String>,
    /// The account's custom domain: the origin of new sessions' `url`.
    pub(super) custom_domain: Option<String>,
}

/// One call that goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// Only calls with this method.
    method: Option<String>,
    /// Only calls whose path begins with this.
    path: String,
    /// Answer with this status instead of executing the call.
    pub(super) status: Option<u16>,
    /// With `status`: this body instead of Stripe's error object, as HTML.
    pub(super) html: Option<String>,
    /// With `status`: headers to add.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Close the connection without an answer.
    pub(super) drop: Option<Drop>,
    /// Wait before anything else.
    pub(super) delay_ms: Option<u64>,
}

/// When a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Drop {
    /// Nothing was executed.
    Before,
    /// The call was executed; only its answer is lost.
    After,
}

impl Faults {
    /// Takes the first fault that fits a call.
    pub(super) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let at = self.fail_next.iter().position(|fault| {
            fault.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method)) && path.starts_with(&fault.path)
        })?;
        Some(self.fail_next.remove(at))
    }
}

/// The body of `POST /_control`. What is absent stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Control {
    /// First of all, back to the seeds and no faults.
    reset: bool,
    delay_ms: Option<u64>,
    fail_next: Option<Vec<Fault>>,
    /// An empty text switches it off.
    session_url: Option<String>,
    /// An empty text switches it off.
    custom_domain: Option<String>,
    /// Customer key or subscription id to the status it has from now on.
    subscription_status: BTreeMap<String, String>,
}

/// `POST /_control`: switches faults and answers with those that are on.
pub(super) async fn control(
    Extract(state): Extract<State>,
    Json(control): Json<Control>,
) -> Result<Json<Faults>, (StatusCode, String)> {
    if control.reset {
        state.reset();
    }
    let mut inner = state.lock();
    for (subscription, status) in &control.subscription_status {
        if !inner.set_subscription_status(subscription, status) {
            return Err((StatusCode::NOT_FOUND, format!("no subscription of {subscription}")));
        }
    }
    let faults = &mut inner.faults;
    if let Some(delay) = control.delay_ms {
        faults.delay_ms = delay;
    }
    if let Some(fail_next) = control.fail_next {
        faults.fail_next = fail_next;
    }
    let unless_empty = |text: String| Some(text).filter(|text| !text.is_empty());
    if let Some(url) = control.session_url {
        faults.session_url = unless_empty(url);
    }
    if let Some(domain) = control.custom_domain {
        faults.custom_domain = unless_empty(domain);
    }
    Ok(Json(faults.clone()))
}
