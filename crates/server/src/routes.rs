//! The routes, and what every answer carries.

mod update;
mod webhook;

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    handler::HandlerWithoutStateExt,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::IntoResponse,
    routing::{get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
    services::ServeDir,
    set_header::SetResponseHeaderLayer,
};

use crate::{
    config::Config,
    error::{Code, Error},
    metrics,
    observe::{self, observe},
    pay,
    service::Service,
};

/// A start is a few hundred bytes.
const MAX_BODY: usize = 16 << 10;
/// An event carries a whole object.
const MAX_EVENT: usize = 1 << 20;

/// For answers that are data: nothing in them runs or is framed, whatever a
/// browser takes them for. Pages and the widget's files have policies of their own.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

type App = State<Arc<Service>>;

/// The endpoint of the widget at `/payment-method-updates`, the webhooks,
/// `/healthz`, `/metrics`, with Paddle the payment link page at `/pay`, and the
/// built widget at `/` where `assets` names it.
///
/// `Strict-Transport-Security` is missing on purpose: TLS is the proxy's, and so
/// is the promise to keep it.
pub(crate) fn router(service: &Arc<Service>) -> Router {
    let config = &service.config;
    let own = Router::new()
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(contract));
    let mut router = endpoint(config)
        .merge(own.merge(webhooks(config)).method_not_allowed_fallback(wrong_method).layer(from_fn(observe::limit)))
        .with_state(Arc::clone(service));
    if let Some(paddle) = &config.paddle {
        router = router.merge(pay::router(paddle, config).method_not_allowed_fallback(wrong_method));
    }
    router = router
        .fallback(no_route)
        .layer(if_absent(header::CACHE_CONTROL, "no-store"))
        .layer(if_absent(header::CONTENT_SECURITY_POLICY, POLICY));
    if let Some(assets) = &config.assets {
        let files = ServeDir::new(assets).precompressed_br().fallback(no_route.into_service());
        router = router.fallback_service(files);
    }
    router
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(if_absent(header::REFERRER_POLICY, "no-referrer"))
        .layer(if_absent(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(from_fn_with_state(Arc::clone(service), observe))
}

fn endpoint(config: &Config) -> Router<Arc<Service>> {
    let mut router = Router::new()
        .route("/payment-method-updates", get(update::overview).post(update::start))
        .route("/payment-method-updates/{id}", get(update::verify))
        // Before CORS, which answers the preflights first.
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(observe::limit));
    if !config.origins.is_empty() {
        router = router.layer(cors(config));
    }
    router
}

/// Pages of listed origins may call the endpoint, with the host application's
/// cookie if there is one.
fn cors(config: &Config) -> CorsLayer {
    let origins = config.origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER, observe::REQUEST_ID])
        .allow_credentials(true)
}

fn webhooks(config: &Config) -> Router<Arc<Service>> {
    let mut router = Router::new();
    if config.stripe.as_ref().is_some_and(|stripe| !stripe.webhook_secrets.is_empty()) {
        router = router.route("/webhooks/stripe", post(webhook::stripe));
    }
    if config.paddle.as_ref().is_some_and(|paddle| !paddle.webhook_secrets.is_empty()) {
        router = router.route("/webhooks/paddle", post(webhook::paddle));
    }
    router.layer(DefaultBodyLimit::max(MAX_EVENT))
}

async fn metrics(State(service): App) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, metrics::MEDIA_TYPE)], service.metrics_text())
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

/// The contract in words that tools read; the tests hold every answer against it.
async fn contract() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("../openapi.json"))
}

async fn no_route() -> Error {
    Error::new(Code::NoSuchRoute, "Compare the address with this service's OpenAPI document and configuration.")
}

async fn wrong_method() -> Error {
    Error::new(Code::MethodNotAllowed, "The header Allow names the methods that are.")
}

fn if_absent(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_like_any_other() {
        async fn stumble() -> StatusCode {
            panic!("over a secret")
        }
        let router: Router = Router::new().route("/", get(stumble)).layer(CatchPanicLayer::custom(observe::panicked));
        let response = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let body = axum::body::to_bytes(response.into_body(), 1 << 10).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains("internal") && !body.contains("secret"), "{body}");
    }
}
