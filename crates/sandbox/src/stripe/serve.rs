//! The API over sockets and in process: the same calls either way.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Extract};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::State;
use super::error::ApiError;
use super::wire::{Admitted, Call, Outcome, Received, admit, execute};
use crate::origin::Cut;

/// The largest body that is read.
const LARGEST: usize = 1 << 20;

impl State {
    /// Takes one request to the API without any socket: what the routes below
    /// `/v1/` do, but for delays. `None` is a connection that closes without an
    /// answer, which happens only where a fault says so.
    #[must_use]
    pub fn call(
        &self,
        method: &Method,
        path_and_query: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<(StatusCode, HeaderMap, String)> {
        let mut inner = self.lock();
        let request_id = inner.data.ids.stripe("req_", 14);
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let received = Received { method, path, query, headers, body };
        match admit(&mut inner, &received, &request_id) {
            Ok(Admitted::Replay(outcome)) => Some(outcome.reply(&request_id, true)),
            Ok(Admitted::New(call)) => {
                let fault = inner.faults.take(method.as_str(), path);
                let outcome = execute(&mut inner, &call, fault.as_ref())?;
                Some(outcome.reply(&request_id, false))
            }
            Err(error) => Some(Outcome::of(Err(error), &request_id).reply(&request_id, false)),
        }
    }
}

/// Any request below `/v1/`.
pub(super) async fn serve(Extract(state): Extract<State>, request: Request) -> Response {
    let request_id = state.lock().data.ids.stripe("req_", 14);
    let cut = request.extensions().get::<ConnectInfo<Cut>>().map(|ConnectInfo(cut)| cut.clone());
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        let error = ApiError::invalid("The request body could not be read.");
        return Outcome::of(Err(error), &request_id).reply(&request_id, false).into_response();
    };
    let received = Received {
        method: &parts.method,
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        body: &body,
    };
    let admitted = admit(&mut state.lock(), &received, &request_id);
    match admitted {
        Ok(Admitted::Replay(outcome)) => outcome.reply(&request_id, true).into_response(),
        Ok(Admitted::New(call)) => {
            // A task of its own: as at Stripe, a call goes on when its caller hangs up.
            let run = tokio::spawn(run(state.clone(), *call));
            if let Some(outcome) = run.await.ok().flatten() {
                return outcome.reply(&request_id, false).into_response();
            }
            if let Some(cut) = cut {
                cut.cut();
            }
            Response::new(Body::empty())
        }
        Err(error) => Outcome::of(Err(error), &request_id).reply(&request_id, false).into_response(),
    }
}

async fn run(state: State, call: Call) -> Option<Outcome> {
    let (delay, fault) = {
        let faults = &mut state.lock().faults;
        (faults.delay_ms, faults.take(call.method.as_str(), &call.path))
    };
    let extra = fault.as_ref().and_then(|fault| fault.delay_ms).unwrap_or(0);
    if delay + extra > 0 {
        tokio::time::sleep(Duration::from_millis(delay + extra)).await;
    }
    execute(&mut state.lock(), &call, fault.as_ref())
}
