//! The routes, and what every answer carries.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequestParts, Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};
use upm_contract::{Overview, Start, Verification};

use crate::{
    attempt::Attempt,
    config::{Config, ConfigError},
    error::{Code, Error},
    form::{self, Fields},
    pay, return_url,
    service::{Opened, Service},
    token::{self, Claims, TokenError, unix_now},
};

/// A start is a few hundred bytes.
const MAX_BODY: usize = 16 << 10;

type App = State<Arc<Service>>;

/// The back end as a router: the endpoint of the widget at
/// `/payment-method-updates`, `/healthz`, with Paddle the payment link page at
/// `/pay`, and the built widget at `/` where `assets` names it.
///
/// # Errors
/// Every mistake of the configuration, in one list.
pub fn router(config: Config) -> Result<Router, ConfigError> {
    let service = Arc::new(Service::new(config)?);
    let mut router = Router::new()
        .route("/payment-method-updates", get(overview).post(start))
        .route("/payment-method-updates/{id}", get(verify))
        .route("/healthz", get(|| async { "ok\n" }))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(service.clone());
    router = router.layer(if_absent(header::CACHE_CONTROL, "no-store"));
    if let Some(paddle) = &service.config.paddle {
        router = router.merge(pay::router(paddle, &service.config));
    }
    if let Some(assets) = &service.config.assets {
        router = router.fallback_service(ServeDir::new(assets).precompressed_br());
    }
    Ok(router
        .layer(if_absent(header::REFERRER_POLICY, "no-referrer"))
        .layer(if_absent(header::X_CONTENT_TYPE_OPTIONS, "nosniff")))
}

fn if_absent(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// `POST`: by script with JSON and a bearer token, or by the fallback form.
///
/// JSON with a token in a header cannot be sent from another site without that
/// site being asked first (CORS), and no cookie counts, so there is nothing for
/// a forged request to ride on.
async fn start(State(service): App, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    match media_type(&headers).as_deref() {
        Some("application/json") => match start_json(&service, &headers, body).await {
            Ok(opened) => Json(opened).into_response(),
            Err(error) => error.into_response(),
        },
        Some("application/x-www-form-urlencoded") => start_form(&service, body).await,
        _ => Error::new(
            Code::ContentType,
            "Send application/json, or the fallback form as application/x-www-form-urlencoded.",
        )
        .into_response(),
    }
}

async fn start_json(
    service: &Service,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Opened, Error> {
    let claims = caller(service, bearer(headers))?;
    let start: Start = serde_json::from_slice(&whole(body)?).map_err(|error| {
        Error::new(
            Code::BodyInvalid,
            format!(
                "The body is no start (line {}, column {}). Send {{attempt, mode, locale?, return_url?, agreed?}}.",
                error.line(),
                error.column()
            ),
        )
    })?;
    let attempt = Attempt::parse(&start.attempt, unix_now())?;
    service.start(&claims, attempt, start.locale.as_deref(), start.return_url.as_deref()).await
}

async fn start_form(service: &Service, body: Result<Bytes, BytesRejection>) -> Response {
    let fields = match whole(body) {
        Ok(body) => Fields::read(&body),
        Err(error) => return form::page(&error, Some(&service.config.return_url)),
    };
    let back = return_url::choose(&service.config, fields.return_url.as_deref());
    let opened = async {
        let claims = caller(service, fields.customer_token.as_deref())?;
        service.start(&claims, Attempt::now(), fields.locale.as_deref(), Some(back)).await
    };
    match opened.await.and_then(|opened| opened.address().map(form::see_other)) {
        Ok(response) => response,
        Err(error) => form::page(&error, Some(back)),
    }
}

/// `GET endpoint/{id}`.
async fn verify(
    State(service): App,
    Caller(claims): Caller,
    Path(id): Path<String>,
) -> Result<Json<Verification>, Error> {
    service.verify(&claims, &id).await.map(Json)
}

/// `GET endpoint`.
async fn overview(State(service): App, Caller(claims): Caller) -> Result<Json<Overview>, Error> {
    service.overview(&claims).await.map(Json)
}

/// The customer who asks, by the bearer token.
struct Caller(Claims);

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Error> {
        caller(service, bearer(&parts.headers)).map(Self)
    }
}

fn caller(service: &Service, token: Option<&str>) -> Result<Claims, Error> {
    let token = token.ok_or_else(|| {
        Error::new(
            Code::TokenMissing,
            "Send the customer token as `Authorization: Bearer …`, or in the form field `customer_token`.",
        )
    })?;
    token::check(&service.config.tokens, token, unix_now()).map_err(|error| match error {
        TokenError::Expired => {
            Error::new(Code::TokenExpired, "Let your server mint a new customer token and send the request again.")
        }
        TokenError::Invalid(why) => Error::new(
            Code::TokenInvalid,
            format!(
                "Refused: {why}. Compare the secret, the audience and the claims with this service's configuration."
            ),
        ),
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}

fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Error> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::new(Code::BodyTooLarge, "A start is below 16 KB."),
        _ => Error::new(Code::BodyInvalid, "The body broke off. Send it again."),
    })
}
