//! The rate limits: so many calls in any second, of the account and of each endpoint.

use std::collections::{HashMap, VecDeque};

use axum::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::error::ApiError;

/// The window that is counted, in milliseconds.
const WINDOW: i64 = 1_000;
/// What each endpoint takes in a window.
const OF_ENDPOINT: usize = 25;

/// Whose limit holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// 25 calls a second in all, as in a sandbox.
    #[default]
    Sandbox,
    /// 100 calls a second in all and 25 to each endpoint, as in live mode.
    Live,
    /// None, which is kinder than Stripe: for load tests.
    Off,
}

/// The calls of the last second.
#[derive(Debug, Default)]
pub(super) struct Budget {
    pub(super) limit: Limit,
    /// Seconds in `Retry-After`. Stripe does not promise the header, so it is not there by itself.
    pub(super) retry_after: Option<u64>,
    all: VecDeque<i64>,
    endpoints: HashMap<String, VecDeque<i64>>,
}

impl Budget {
    /// Counts a call at `now`, Unix milliseconds, or refuses it with 429.
    pub(super) fn take(&mut self, method: &Method, path: &str, now: i64) -> Result<(), ApiError> {
        let of_account = match self.limit {
            Limit::Sandbox => 25,
            Limit::Live => 100,
            Limit::Off => return Ok(()),
        };
        self.endpoints.retain(|_, calls| has_room(calls, usize::MAX, now) && !calls.is_empty());
        let calls = self.endpoints.entry(endpoint(method, path)).or_default();
        if !has_room(&mut self.all, of_account, now) {
            return Err(self.refusal("global-rate"));
        }
        if !has_room(calls, OF_ENDPOINT, now) {
            return Err(self.refusal("endpoint-rate"));
        }
        self.all.push_back(now);
        calls.push_back(now);
        Ok(())
    }

    fn refusal(&self, reason: &'static str) -> ApiError {
        let mut headers = vec![("stripe-rate-limited-reason", reason.to_owned())];
        headers.extend(self.retry_after.map(|seconds| ("retry-after", seconds.to_string())));
        ApiError::invalid("Request rate limit exceeded.")
            .with_status(StatusCode::TOO_MANY_REQUESTS)
            .with_code("rate_limit")
            .with_headers(headers)
    }
}

/// Forgets the calls that are out of the window; whether another one fits.
fn has_room(calls: &mut VecDeque<i64>, limit: usize, now: i64) -> bool {
    while calls.front().is_some_and(|at| now - at >= WINDOW) {
        calls.pop_front();
    }
    calls.len() < limit
}

/// The method and the path without ids, which are the parts that no plain word is.
fn endpoint(method: &Method, path: &str) -> String {
    let is_word = |part: &&str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let words: Vec<&str> = path.split('/').map(|part| if is_word(&part) { part } else { "*" }).collect();
    format!("{method} {}", words.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_takes_25_calls_in_any_second() {
        let mut budget = Budget::default();
        let mut take = |now| budget.take(&Method::GET, "/v1/customers/cus_1", now).is_ok();
        assert!((0..25).all(|at| take(1_000 + at)));
        assert!(!take(1_999), "the first call is 999 ms ago");
        assert!(take(2_000), "now it is out of the window");
        assert!(!take(2_000));
    }

    #[test]
    fn live_mode_takes_100_and_25_of_one_endpoint() {
        let mut budget = Budget { limit: Limit::Live, ..Budget::default() };
        let mut taken = |path: &str| (0..30).filter(|_| budget.take(&Method::GET, path, 0).is_ok()).count();
        assert_eq!(taken("/v1/customers/cus_1A"), 25);
        assert_eq!(taken("/v1/customers/cus_2B"), 0, "the same endpoint");
        assert_eq!(["/v1/events", "/v1/invoices", "/v1/setup_intents", "/v1/a"].map(taken), [25, 25, 25, 0]);
        let mut off = Budget { limit: Limit::Off, ..Budget::default() };
        assert!((0..1_000).all(|_| off.take(&Method::GET, "/v1/events", 0).is_ok()));
    }

    #[test]
    fn a_refusal_names_its_reason() {
        let mut budget = Budget { retry_after: Some(2), ..Budget::default() };
        let refused = (0..26).find_map(|_| budget.take(&Method::GET, "/v1/events", 0).err()).unwrap();
        assert_eq!((refused.status.as_u16(), refused.code), (429, Some("rate_limit")));
        assert_eq!(refused.headers()[0], ("stripe-rate-limited-reason", "global-rate".to_owned()));
        assert_eq!(refused.headers()[1], ("retry-after", "2".to_owned()));
    }
}
