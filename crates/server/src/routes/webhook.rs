//! What the providers tell by themselves.
//!
//! The body is checked before anything in it is read. The answers are those
//! that make a provider do the right thing: 400 for a signature that is not
//! good, 200 for what was done or is none of ours, 503 for what should be sent
//! again. Never 401 and never a redirect.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};

use super::App;
use crate::{
    error::{Code, Error},
    signature,
};

/// Stripe's Checkout waits up to 10 s for this answer before it sends the customer back.
const STRIPE_PATIENCE: Duration = Duration::from_secs(8);

/// `POST /webhooks/stripe`.
pub(super) async fn stripe(State(service): App, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Error> {
    let config = service.config.stripe.as_ref().ok_or_else(unsigned)?;
    let signature = headers.get(signature::stripe::HEADER).ok_or_else(unsigned)?;
    let (secrets, tolerance) = (&config.webhook_secrets, config.webhook_tolerance.as_secs());
    signature::stripe::verify(signature.as_bytes(), &body, secrets, service.clock.now(), tolerance)
        .map_err(|_| unsigned())?;
    let heard = tokio::time::timeout(STRIPE_PATIENCE, service.hear_stripe(&body)).await;
    answer(heard.unwrap_or_else(|_| Err(Error::new(Code::NotNow, "This took too long. Send the event again."))))
}

/// `POST /webhooks/paddle`. Paddle waits 5 s; nothing is waited for here.
pub(super) async fn paddle(State(service): App, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Error> {
    let config = service.config.paddle.as_ref().ok_or_else(unsigned)?;
    let signature = headers.get(signature::paddle::HEADER).ok_or_else(unsigned)?;
    let (secrets, tolerance) = (&config.webhook_secrets, config.webhook_tolerance.as_secs());
    signature::paddle::verify(signature.as_bytes(), &body, secrets, service.clock.now(), tolerance)
        .map_err(|_| unsigned())?;
    answer(service.hear_paddle(&body))
}

fn unsigned() -> Error {
    Error::new(
        Code::SignatureInvalid,
        "The signature is missing, wrong or too old. Compare the endpoint's signing secret with this service's configuration, and this machine's clock with the time.",
    )
}

fn answer(heard: Result<(), Error>) -> Result<StatusCode, Error> {
    match heard {
        Ok(()) => Ok(StatusCode::OK),
        // What sending it again cannot change.
        Err(error) if error.code().is_final() => {
            tracing::warn!(%error, "an event could not be acted upon");
            Ok(StatusCode::OK)
        }
        Err(error) => {
            tracing::warn!(%error, "an event has to be sent again");
            Err(Error::new(Code::NotNow, "This could not be finished now. Send the event again."))
        }
    }
}
