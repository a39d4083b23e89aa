//! What the demo's panel asks for: how everything is set up, and what has happened.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::State;
use super::back_end::Setup;
use super::faults::Faults;
use super::merchant::fresh;

/// The back end, and what goes wrong at the providers.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct All {
    #[serde(default)]
    back_end: Option<Setup>,
    #[serde(default)]
    faults: Option<Faults>,
    /// Customers' keys to what their subscriptions become, in the words of their provider's double.
    #[serde(default, skip_serializing)]
    subscriptions: BTreeMap<String, String>,
}

/// `GET /demo/setup`.
pub(super) async fn setup(Extract(state): Extract<State>) -> Response {
    let (back_end, faults) = (Some(state.back_end.setup()), Some(*state.faults()));
    fresh(&All { back_end, faults, subscriptions: BTreeMap::new() })
}

/// `POST /demo/setup`: what the body names is set up anew, the rest stays.
pub(super) async fn set_up(
    Extract(state): Extract<State>,
    Json(all): Json<All>,
) -> Result<StatusCode, (StatusCode, String)> {
    for (key, condition) in &all.subscriptions {
        let refused = |status| (status, format!("{key} cannot be {condition}"));
        state.change_subscription(key, condition).await.map_err(refused)?;
    }
    // After a change of a subscription nothing of before may be kept.
    let again = (!all.subscriptions.is_empty()).then(|| state.back_end.setup());
    if let Some(setup) = all.back_end.or(again) {
        state.back_end.set_up(setup).map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    }
    if let Some(faults) = all.faults {
        state.switch(faults).await.map_err(|status| (status, "a double took no switches".to_owned()))?;
        *state.faults() = faults;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /demo/log`: what the back end asked the providers, and what they told it, oldest first.
pub(super) async fn log(Extract(state): Extract<State>) -> Response {
    let webhook = |provider: &str, delivery: crate::courier::Delivery| {
        json!({ "at": delivery.at, "provider": provider, "method": "POST", "path": delivery.kind, "webhook": true,
            "status": delivery.last_status.unwrap_or(0), "tries": delivery.tries })
    };
    let mut entries: Vec<_> = state.log.entries().into_iter().map(|entry| json!(entry)).collect();
    entries.extend(state.couriers.stripe.deliveries().into_iter().map(|delivery| webhook("stripe", delivery)));
    entries.extend(state.couriers.paddle.deliveries().into_iter().map(|delivery| webhook("paddle", delivery)));
    // Stable: within a second each list keeps its order.
    entries.sort_by(|a, b| a["at"].as_str().cmp(&b["at"].as_str()));
    fresh(&entries)
}

/// `POST /demo/reset`: both providers start over, and so does the back end, set up as it is.
pub(super) async fn reset(Extract(state): Extract<State>) -> Result<StatusCode, (StatusCode, String)> {
    state.stripe.reset();
    state.paddle.reset();
    state.log.clear();
    let none = Faults::default();
    state.switch(none).await.map_err(|status| (status, "a double took no switches".to_owned()))?;
    *state.faults() = none;
    let setup = state.back_end.setup();
    state.back_end.set_up(setup).map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(StatusCode::NO_CONTENT)
}
