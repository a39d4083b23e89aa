//! The routes, and what every answer carries.

mod update;
mod webhook;

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    routing::{get, post},
};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::{pay, service::Service};

/// A start is a few hundred bytes.
const MAX_BODY: usize = 16 << 10;
/// An event carries a whole object.
const MAX_EVENT: usize = 1 << 20;

type App = State<Arc<Service>>;

/// The endpoint of the widget at `/payment-method-updates`, the webhooks,
/// `/healthz`, with Paddle the payment link page at `/pay`, and the built widget
/// at `/` where `assets` names it.
pub(crate) fn router(service: &Arc<Service>) -> Router {
    let config = &service.config;
    let mut webhooks = Router::new();
    if config.stripe.as_ref().is_some_and(|stripe| !stripe.webhook_secrets.is_empty()) {
        webhooks = webhooks.route("/webhooks/stripe", post(webhook::stripe));
    }
    if config.paddle.as_ref().is_some_and(|paddle| !paddle.webhook_secrets.is_empty()) {
        webhooks = webhooks.route("/webhooks/paddle", post(webhook::paddle));
    }
    let mut router = Router::new()
        .route("/payment-method-updates", get(update::overview).post(update::start))
        .route("/payment-method-updates/{id}", get(update::verify))
        .route("/healthz", get(health))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .merge(webhooks.layer(DefaultBodyLimit::max(MAX_EVENT)))
        .with_state(Arc::clone(service));
    router = router.layer(if_absent(header::CACHE_CONTROL, "no-store"));
    if let Some(paddle) = &config.paddle {
        router = router.merge(pay::router(paddle, config));
    }
    if let Some(assets) = &config.assets {
        router = router.fallback_service(ServeDir::new(assets).precompressed_br());
    }
    router
        .layer(if_absent(header::REFERRER_POLICY, "no-referrer"))
        .layer(if_absent(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

/// Alive, and meant to be asked: no provider is called, so that their failures
/// do not take this service out of its load balancer.
async fn health(State(service): App) -> (StatusCode, &'static str) {
    if service.draining.load(Ordering::Acquire) {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else {
        (StatusCode::OK, "ok\n")
    }
}

fn if_absent(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
