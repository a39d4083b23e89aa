//! The endpoint of the widget: start, verification, overview.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use upm_contract::{Mode, Overview, Start, Verification};

use super::App;
use crate::{
    attempt::Attempt,
    caller::{Caller, bearer, caller},
    error::{Code, Error},
    form::{self, Fields},
    return_url,
    service::{Opened, Press, Service},
};

/// `POST`: by script with JSON and a bearer token, or by the fallback form.
///
/// JSON with a token in a header cannot be sent from another site without that
/// site being asked first (CORS), and no cookie counts, so there is nothing for
/// a forged request to ride on.
pub(super) async fn start(State(service): App, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
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
    let attempt = Attempt::parse(&start.attempt, service.clock.now())?;
    let press = Press {
        attempt,
        inline: start.mode == Mode::Inline,
        locale: start.locale.as_deref(),
        return_url: start.return_url.as_deref(),
        agreed: start.agreed.as_ref(),
    };
    service.start(&claims, press).await
}

async fn start_form(service: &Service, body: Result<Bytes, BytesRejection>) -> Response {
    let fields = match whole(body) {
        Ok(body) => Fields::read(&body),
        Err(error) => return form::page(&error, Some(&service.config.return_url)),
    };
    let back = return_url::choose(&service.config, fields.return_url.as_deref());
    let opened = async {
        let claims = caller(service, fields.customer_token.as_deref())?;
        let press = Press {
            attempt: Attempt::made_at_once(service.clock.now()),
            // A form shows nothing first and so agrees to nothing.
            inline: false,
            locale: fields.locale.as_deref(),
            return_url: Some(back),
            agreed: None,
        };
        service.start(&claims, press).await
    };
    match opened.await.and_then(|opened| opened.address().map(form::see_other)) {
        Ok(response) => response,
        Err(error) => form::page(&error, Some(back)),
    }
}

/// `GET endpoint/{id}`.
pub(super) async fn verify(
    State(service): App,
    Caller(claims): Caller,
    Path(id): Path<String>,
) -> Result<Json<Verification>, Error> {
    service.verify(&claims, &id).await.map(Json)
}

/// `GET endpoint`.
pub(super) async fn overview(State(service): App, Caller(claims): Caller) -> Result<Json<Overview>, Error> {
    service.overview(&claims).await.map(Json)
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
