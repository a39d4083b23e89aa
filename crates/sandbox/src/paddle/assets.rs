//! The script and the frame's files, embedded in the binary.

use axum::Router;
use axum::extract::State as Extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use serde_json::json;

use super::State;
use super::switches::Switches;
use crate::script::Script;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! asset {
    ($path:literal) => {
        include_str!(concat!("../../assets/paddle/", $path))
    };
}

/// The parts of `paddle.js`, which share one function scope.
const SCRIPT: [&str; 4] =
    [asset!("script/state.js"), asset!("script/frame.js"), asset!("script/checkout.js"), asset!("script/global.js")];

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/paddle/v2/paddle.js", get(script))
        .route("/paddle/v2/error.html", file(HTML, asset!("frame/error.html")))
        .route("/paddle/v2/assets/css/paddle.css", file(CSS, asset!("script/paddle.css")))
        .route("/checkout", file(HTML, asset!("frame/frame.html")))
        .route("/checkout/frame.css", file(CSS, asset!("frame/frame.css")))
        .route("/checkout/main.js", file(JAVASCRIPT, asset!("frame/main.js")))
        .route("/checkout/bridge.js", file(JAVASCRIPT, asset!("frame/bridge.js")))
        .route("/checkout/form.js", file(JAVASCRIPT, asset!("frame/form.js")))
        .route("/checkout/view.js", file(JAVASCRIPT, asset!("frame/view.js")))
        .route("/checkout/words.js", file(JAVASCRIPT, asset!("frame/words.js")))
        .route("/checkout/paypal", file(HTML, asset!("frame/paypal.html")))
        .route("/checkout/paypal.js", file(JAVASCRIPT, asset!("frame/paypal.js")))
}

fn file(kind: &'static str, content: &'static str) -> MethodRouter<State> {
    get(move || async move { serve(kind, content) })
}

/// Never cached: a switch must show at once.
fn serve(kind: &'static str, content: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], content).into_response()
}

async fn script(Extract(state): Extract<State>) -> Response {
    let (switches, fails) = {
        let mut world = state.world();
        let fails = world.switches.script.fails();
        (world.switches.clone(), fails)
    };
    if fails {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    switches.script.wait().await;
    serve(JAVASCRIPT, source(&switches))
}

/// One script in one scope, with the switches that concern it in front.
fn source(switches: &Switches) -> String {
    let prelude = json!({
        "no_global": matches!(switches.script, Script::NoGlobal),
        "error_frame": switches.error_frame,
        "late_events": switches.late_events,
    });
    format!("(function () {{\n\"use strict\";\nconst SWITCHES = {prelude};\n{}}}());\n", SCRIPT.join("\n"))
}
