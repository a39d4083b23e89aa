//! What the providers tell by themselves.
//!
//! The body is checked before anything in it is read. The answers are those
//! that make a provider do the right thing: 400 for a signature that is not
//! good, 200 for what was done or is none of ours, 503 for what should be sent
//! again. Never 401 and never a redirect.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;

use super::{App, update::whole};
use crate::{
    error::{Code, Error},
    metrics::Metrics,
    signature,
    token::Provider,
};

/// Stripe's Checkout waits up to 10 s for this answer before it sends the customer back.
const STRIPE_PATIENCE: Duration = Duration::from_secs(8);

type Body = Result<Bytes, BytesRejection>;

/// `POST /webhooks/stripe`.
pub(super) async fn stripe(State(service): App, headers: HeaderMap, body: Body) -> Result<StatusCode, Error> {
    let told = Delivery { metrics: &service.metrics, provider: Provider::Stripe };
    let body = told.signed(body, &headers, signature::stripe::HEADER, |signature, body| {
        let config = service.config.stripe.as_ref()?;
        let (secrets, tolerance) = (&config.webhook_secrets, config.webhook_tolerance.as_secs());
        signature::stripe::verify(signature, body, secrets, service.clock.now(), tolerance).ok()
    })?;
    let heard = tokio::time::timeout(STRIPE_PATIENCE, service.hear_stripe(&body)).await;
    let late = |_| Err(Error::new(Code::NotNow, "This took too long. Send the event again."));
    told.answer(&body, heard.unwrap_or_else(late))
}

/// `POST /webhooks/paddle`. Paddle waits 5 s; nothing is waited for here.
pub(super) async fn paddle(State(service): App, headers: HeaderMap, body: Body) -> Result<StatusCode, Error> {
    let told = Delivery { metrics: &service.metrics, provider: Provider::Paddle };
    let body = told.signed(body, &headers, signature::paddle::HEADER, |signature, body| {
        let config = service.config.paddle.as_ref()?;
        let (secrets, tolerance) = (&config.webhook_secrets, config.webhook_tolerance.as_secs());
        signature::paddle::verify(signature, body, secrets, service.clock.now(), tolerance).ok()
    })?;
    told.answer(&body, service.hear_paddle(&body))
}

/// One webhook on its way in.
struct Delivery<'a> {
    metrics: &'a Metrics,
    provider: Provider,
}

impl Delivery<'_> {
    /// The body, if it is the provider's.
    fn signed(
        &self,
        body: Body,
        headers: &HeaderMap,
        header: &str,
        verify: impl FnOnce(&[u8], &[u8]) -> Option<()>,
    ) -> Result<Bytes, Error> {
        let signed = whole(body).and_then(|body| {
            let signature = headers.get(header).ok_or_else(unsigned)?;
            verify(signature.as_bytes(), &body).ok_or_else(unsigned)?;
            Ok(body)
        });
        signed.map_err(|error| {
            self.metrics.heard(self.provider, "unread", "refused");
            error.of(self.provider)
        })
    }

    fn answer(&self, body: &[u8], heard: Result<bool, Error>) -> Result<StatusCode, Error> {
        let (verdict, answer) = match heard {
            Ok(true) => ("acted", Ok(StatusCode::OK)),
            Ok(false) => ("ignored", Ok(StatusCode::OK)),
            // What sending it again cannot change.
            Err(error) if error.code().is_final() => {
                tracing::warn!(%error, "an event could not be acted upon");
                ("final", Ok(StatusCode::OK))
            }
            Err(error) => {
                tracing::warn!(%error, "an event has to be sent again");
                ("again", Err(Error::new(Code::NotNow, "This could not be finished now. Send the event again.")))
            }
        };
        self.metrics.heard(self.provider, kind(body), verdict);
        answer.map_err(|error| error.of(self.provider))
    }
}

/// The types that are listened to; of all others it is enough that there are some.
const KINDS: [&str; 16] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.subscription.updated",
    "customer.updated",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "payment_method.attached",
    "payment_method.automatically_updated",
    "payment_method.saved",
    "setup_intent.setup_failed",
    "setup_intent.succeeded",
    "subscription.updated",
    "transaction.completed",
    "transaction.paid",
    "transaction.payment_failed",
];

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type", alias = "event_type")]
    kind: String,
}

fn kind(body: &[u8]) -> &'static str {
    let kind = serde_json::from_slice::<Kind>(body).map(|event| event.kind).unwrap_or_default();
    KINDS.iter().find(|known| **known == kind).copied().unwrap_or("other")
}

fn unsigned() -> Error {
    Error::new(
        Code::SignatureInvalid,
        "The signature is missing, wrong or too old. Compare the endpoint's signing secret with this service's configuration, and this machine's clock with the time.",
    )
}

#[cfg(test)]
mod tests {
    use std::{future::Future, pin::Pin, sync::Arc};

    use axum::{body::Body, http::Request};
    use ring::hmac;
    use tokio::time::Instant;
    use tower::ServiceExt;

    use super::*;
    use crate::{
        config::tests::good,
        outside::{Answer, Call, Clock, Outside, Transport},
        routes,
        service::Service,
    };

    const NOW: u64 = 1_795_190_400;
    const EVENT: &str = r#"{"type": "checkout.session.completed", "livemode": false, "data": {"object": {"id": "cs_test_1", "mode": "setup",
        "customer": "cus_1", "metadata": {"subscription_id": "sub_1", "upm_attempt": "x"}}}}"#;

    #[derive(Debug)]
    struct Silent;

    impl Transport for Silent {
        fn send<'a>(&'a self, _: &'a Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
            Box::pin(std::future::pending())
        }
    }

    /// The clock is tokio's own, which goes on by itself when everybody waits.
    #[tokio::test(start_paused = true)]
    async fn the_answer_comes_in_time_whatever_stripe_does() {
        let secret = "whsec_made_up";
        let mut config = good();
        if let Some(stripe) = &mut config.stripe {
            stripe.webhook_secrets = vec![secret.into()];
            // The first deliveries wait for Stripe, the others for their turn.
            stripe.calls_per_second = 2;
        }
        let outside = Outside { clock: Clock::new(|| NOW), ..Outside::new(Arc::new(Silent)) };
        let router = routes::router(&Arc::new(Service::new(config, outside).unwrap()));
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{NOW}.{EVENT}").as_bytes());
        let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let begun = Instant::now();
        let deliveries = (0..10).map(|_| {
            let header = (signature::stripe::HEADER, format!("t={NOW},v1={digits}"));
            let request = Request::post("/webhooks/stripe").header(header.0, header.1).body(Body::from(EVENT)).unwrap();
            router.clone().oneshot(request)
        });
        for response in futures_util::future::join_all(deliveries).await {
            assert_eq!(response.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
        }
        assert!(begun.elapsed() <= STRIPE_PATIENCE + Duration::from_millis(10), "{:?}", begun.elapsed());
    }
}
