//! `stripe.js`, for every train: their names of embedded Checkout differ.

use axum::extract::{Path, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use upm_contract::language;

use super::State;
use crate::script::Script;

/// The parts of `stripe.js`, which share one function scope.
const PARTS: [&str; 2] =
    [include_str!("../../assets/stripe/script/embedded.js"), include_str!("../../assets/stripe/script/stripe.js")];

/// Oldest first, and whether the name is `createEmbeddedCheckoutPage`.
const TRAINS: [(&str, bool); 5] =
    [("v3", false), ("basil", false), ("clover", false), ("dahlia", true), ("endive", true)];

/// `GET /{train}/stripe.js`.
pub(super) async fn script(Extract(state): Extract<State>, Path(train): Path<String>) -> Response {
    let Some((train, renamed)) = TRAINS.into_iter().find(|(known, _)| *known == train) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (switch, fails) = {
        let mut inner = state.lock();
        let fails = inner.faults.script.fails();
        (inner.faults.script, fails)
    };
    if fails {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    switch.wait().await;
    let prelude = json!({
        "no_global": matches!(switch, Script::NoGlobal),
        "train": train,
        "renamed": renamed,
        "locales": language::STRIPE.as_slice(),
    });
    serve(format!("(function () {{\n\"use strict\";\nconst SWITCHES = {prelude};\n{}}}());\n", PARTS.join("\n")))
}

/// `GET /{train}/embedded-checkout-outer.js`: what the script loads once it is needed. All is in the first already.
pub(super) async fn chunk() -> Response {
    serve(String::new())
}

/// Never cached: a switch must show at once.
fn serve(script: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, script).into_response()
}
