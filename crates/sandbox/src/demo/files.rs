//! How the page's origin serves what browsers ask it for: what is held back or
//! refused, and a list of all requests with the bytes that were sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::watch;

use super::merchant::fresh;

/// The demo's own routes are neither switched nor listed.
const OWN: &str = "/demo/";
/// How many requests are kept; the oldest go first.
const KEPT: usize = 1000;

/// Paths, without a query, that do not arrive as they should.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Switches {
    /// They are answered once they are no longer here.
    hold: BTreeSet<String>,
    /// They are answered with 503.
    refuse: BTreeSet<String>,
}

/// A request to the page's origin.
#[derive(Clone, Debug, Serialize)]
struct Served {
    method: String,
    /// With its query.
    path: String,
    /// 0 while there is no answer.
    status: u16,
    /// The answer's body, compressed as it was sent.
    bytes: u64,
}

/// Clones share switches and list.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    switches: Arc<watch::Sender<Switches>>,
    served: Arc<Mutex<BTreeMap<u64, Served>>>,
}

impl Files {
    /// Changes the list, and answers what `change` does.
    fn list<T>(&self, change: impl FnOnce(&mut BTreeMap<u64, Served>) -> T) -> T {
        change(&mut self.served.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// `GET /demo/files`: the switches and what was asked for, oldest first.
pub(super) async fn look(State(files): State<Files>) -> Response {
    let switches = files.switches.borrow().clone();
    fresh(&json!({ "switches": switches, "served": files.list(|served| served.values().cloned().collect::<Vec<_>>()) }))
}

/// `POST /demo/files` with `{"hold": ["/index.js"], "refuse": […]}`; what is not there is served as ever.
pub(super) async fn switch(State(files): State<Files>, Json(switches): Json<Switches>) -> StatusCode {
    files.switches.send_replace(switches);
    StatusCode::NO_CONTENT
}

/// Lists every request, holds it back or refuses it.
pub(super) async fn serve(State(files): State<Files>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with(OWN) {
        return next.run(request).await;
    }
    let number = files.list(|served| {
        let path = request.uri().path_and_query().map_or(path.clone(), ToString::to_string);
        let number = served.last_key_value().map_or(0, |(last, _)| last + 1);
        served.insert(number, Served { method: request.method().to_string(), path, status: 0, bytes: 0 });
        if served.len() > KEPT {
            served.pop_first();
        }
        number
    });
    // Ends with an error only if nobody can switch any more.
    let _ = files.switches.subscribe().wait_for(|switches| !switches.hold.contains(&path)).await;
    let refused = files.switches.borrow().refuse.contains(&path);
    let response = match refused {
        true => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        false => next.run(request).await,
    };
    // A file is sent as a stream and told by its header.
    let told = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let bytes = told.or(response.body().size_hint().exact()).unwrap_or_default();
    files.list(|served| {
        if let Some(entry) = served.get_mut(&number) {
            (entry.status, entry.bytes) = (response.status().as_u16(), bytes);
        }
    });
    response
}
