//! `Idempotency-Key`: the first result is replayed.

use std::collections::HashMap;

use axum::http::StatusCode;

use super::error::ApiError;
use super::params::Params;
use super::wire::Outcome;

/// The longest key.
const LONGEST: usize = 255;

/// What has been asked under which key.
#[derive(Debug, Default)]
pub(super) struct Keys {
    known: HashMap<String, Known>,
}

/// How long a result is kept: Stripe promises a day and no more.
const KEPT: i64 = 24 * 60 * 60;

#[derive(Debug)]
struct Known {
    path: String,
    params: Params,
    since: i64,
    /// `None` while the first call runs.
    outcome: Option<Outcome>,
}

impl Keys {
    /// Claims `key`, or gives the saved outcome of its first call.
    pub(super) fn begin(
        &mut self,
        key: &str,
        path: &str,
        params: &Params,
        now: i64,
    ) -> Result<Option<Outcome>, ApiError> {
        if key.is_empty() || key.len() > LONGEST {
            return Err(reused(format!("Idempotency keys must be 1 to {LONGEST} characters long.")));
        }
        let known = self.known.get(key).filter(|known| known.outcome.is_none() || now - known.since < KEPT);
        let Some(known) = known else {
            let known = Known { path: path.to_owned(), params: params.clone(), since: now, outcome: None };
            self.known.insert(key.to_owned(), known);
            return Ok(None);
        };
        if known.path != path || !known.params.same_as(params) {
            return Err(reused(format!(
                "Keys for idempotent requests can only be used with the same parameters they were \
                 first used with. Try using a key other than '{key}' if you meant to execute a \
                 different request."
            )));
        }
        match &known.outcome {
            Some(outcome) => Ok(Some(outcome.clone())),
            None => Err(ApiError::invalid(format!(
                "There is currently another in-progress request using this Idempotent Key \
                 '{key}'. Please try again later."
            ))
            .with_status(StatusCode::CONFLICT)
            .with_code("idempotency_key_in_use")),
        }
    }

    /// Keeps the outcome of a call that ran, 500s included, and forgets one that
    /// was refused before it did anything.
    pub(super) fn finish(&mut self, key: &str, outcome: Option<&Outcome>) {
        let ran = |status: StatusCode| {
            status.is_success() || status.is_server_error() || status == StatusCode::PAYMENT_REQUIRED
        };
        match outcome.filter(|outcome| ran(outcome.status)) {
            Some(outcome) => {
                if let Some(known) = self.known.get_mut(key) {
                    known.outcome = Some(outcome.clone());
                }
            }
            None => {
                self.known.remove(key);
            }
        }
    }
}

fn reused(message: String) -> ApiError {
    ApiError::invalid(message).with_kind("idempotency_error")
}
