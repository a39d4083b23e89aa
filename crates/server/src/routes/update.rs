//! The endpoint of the widget: start, verification, overview.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{
        Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use upm_contract::{Mode, Overview, Start, Verification};

use super::App;
use crate::{
    attempt::Attempt,
    caller::{Caller, bearer, caller, on_own_page},
    error::{Code, Error},
    form::{self, Fields},
    return_url,
    service::{Opened, Press, Service},
    token::Claims,
    words::Language,
};

/// `POST`: by script with JSON and a bearer token, or by the fallback form.
///
/// JSON with a token in a header cannot be sent from another site without that
/// site being asked first (CORS), and no cookie counts, so there is nothing for
/// a forged request to ride on. Where a host application authenticates instead,
/// the request's origin is checked.
pub(super) async fn start(
    State(service): App,
    host: Option<Extension<Claims>>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let host = host.map(|Extension(claims)| on_own_page(&claims, &service, &headers, &uri));
    match media_type(&headers).as_deref() {
        Some("application/json") => match start_json(&service, host, &headers, body).await {
            Ok(opened) => Json(opened).into_response(),
            Err(error) => error.into_response(),
        },
        Some("application/x-www-form-urlencoded") => start_form(&service, host, &headers, body).await,
        _ => Error::new(
            Code::ContentType,
            "Send application/json, or the fallback form as application/x-www-form-urlencoded.",
        )
        .into_response(),
    }
}

/// The caller whom the host application named, if it did.
type Host = Option<Result<Claims, Error>>;

async fn start_json(
    service: &Arc<Service>,
    host: Host,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Opened, Error> {
    let claims = host.unwrap_or_else(|| caller(service, bearer(headers)))?;
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

async fn start_form(
    service: &Arc<Service>,
    host: Host,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let fields = match whole(body).and_then(|body| Fields::read(&body)) {
        Ok(fields) => fields,
        Err(error) => {
            let language = Language::of_request(None, headers);
            return form::page(&error, Some(&service.config.return_url), language);
        }
    };
    let language = Language::of_request(fields.locale.as_deref(), headers);
    let back = return_url::choose(&service.config, fields.return_url.as_deref());
    let opened = async {
        let claims = host.unwrap_or_else(|| caller(service, fields.customer_token.as_deref()))?;
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
    match opened.await.and_then(|opened| form::see_other(opened.address()?)) {
        Ok(response) => response,
        Err(error) => form::page(&error, Some(back), language),
    }
}

/// `GET endpoint/{id}`.
pub(super) async fn verify(
    State(service): App,
    Caller(claims): Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Verification>, Error> {
    // What is no UTF-8 is no id.
    let Path(id) = id.map_err(|_| Error::unknown().of(claims.provider))?;
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

pub(super) fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Error> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::new(Code::BodyTooLarge, "A start is below 16 KB, an event below 1 MB."),
        _ => Error::new(Code::BodyInvalid, "The body broke off. Send it again."),
    })
}
