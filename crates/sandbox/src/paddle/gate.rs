//! What every request to the API passes: the log, delays and faults, the budget
//! of requests, the API key.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::State;
use super::errors::{ApiError, bad_gateway};
use crate::keys::PADDLE_API_KEY;
use crate::origin::Cut;

const WINDOW: Duration = Duration::from_secs(60);

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(super) struct Budget {
    seen: VecDeque<Instant>,
}

impl Budget {
    /// Counts a request, or says after how many seconds to come back.
    pub(super) fn take(&mut self, limit: usize, now: Instant) -> Result<(), u64> {
        while self.seen.front().is_some_and(|&first| now.duration_since(first) >= WINDOW) {
            self.seen.pop_front();
        }
        if self.seen.len() < limit {
            self.seen.push_back(now);
            return Ok(());
        }
        let oldest = self.seen.front().map_or(Duration::ZERO, |&first| now.duration_since(first));
        Err((WINDOW - oldest).as_secs() + 1)
    }
}

/// Lets a request through to the API, or not.
pub(super) async fn guard(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let delay = Duration::from_millis(state.world().switches.delay_ms);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let fault = state.world().switches.take_fault(request.uri().path());
    let Some(fault) = fault else { return admit(&state, request, next).await };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    let connection = request.extensions().get::<ConnectInfo<Cut>>().cloned();
    if fault.executed {
        admit(&state, request, next).await;
    }
    match fault.status {
        0 => cut(connection),
        502..=504 => bad_gateway(fault.status),
        status => {
            let special = fault.code.as_deref().and_then(ApiError::of).map(|error| error.with_status(status));
            special.unwrap_or_else(|| ApiError::typical(status, fault.retry_after)).into_response()
        }
    }
}

/// What is under no fault still needs room in the budget, and the key.
async fn admit(state: &State, request: Request, next: Next) -> Response {
    let taken = {
        let mut world = state.world();
        let limit = world.switches.rate_limit;
        world.budget.take(limit, Instant::now())
    };
    if let Err(seconds) = taken {
        return ApiError::too_many(seconds).into_response();
    }
    if !authorized(request.headers()) {
        return ApiError::typical(401, 0).into_response();
    }
    next.run(request).await
}

fn authorized(headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, key)| scheme.eq_ignore_ascii_case("bearer") && key == PADDLE_API_KEY)
}

/// The connection ends without an answer, where the listener can do that.
fn cut(connection: Option<ConnectInfo<Cut>>) -> Response {
    if let Some(ConnectInfo(cut)) = connection {
        cut.cut();
    }
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_a_sliding_minute() {
        let mut budget = Budget::default();
        let start = Instant::now();
        assert_eq!(budget.take(2, start), Ok(()));
        assert_eq!(budget.take(2, start + Duration::from_secs(20)), Ok(()));
        assert_eq!(budget.take(2, start + Duration::from_secs(30)), Err(31));
        assert_eq!(budget.take(2, start + Duration::from_secs(60)), Ok(()));
        assert_eq!(budget.take(2, start + Duration::from_secs(61)), Err(20));
    }
}
