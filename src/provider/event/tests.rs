//! The examples in `tests/events`, and whatever else a callback may be handed.

#![cfg(not(target_arch = "wasm32"))]

mod arbitrary;
mod examples;

use serde_json::Value;

use super::PaddleEvent;

/// An event as the shell reads it: what is no object says nothing.
fn read(json: Value) -> PaddleEvent {
    serde_json::from_value(json).unwrap_or_default()
}
