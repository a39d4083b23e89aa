//! Webhooks that come again, late, or from somebody else.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::{
    Json, Router,
    body::Body,
    http::{Request, StatusCode},
    response::IntoResponse,
};
use ring::hmac;
use serde_json::json;
use update_payment_method_server::router;

use crate::{
    common::{Answer, CUSTOMER, Mock, SUBSCRIPTION, ask, config},
    leaks_nothing,
};

fn app(mock: &Mock) -> Router {
    let mut config = config(&mock.base);
    config.stripe.as_mut().unwrap().webhook_secrets = vec!["whsec_made_up".into()];
    config.paddle.as_mut().unwrap().webhook_secrets = vec!["pdl_ntfset_made_up".into()];
    router(config).unwrap()
}

#[derive(Clone, Copy, Debug)]
enum From {
    Stripe,
    Paddle,
}

impl From {
    const BOTH: [Self; 2] = [Self::Stripe, Self::Paddle];

    async fn deliver(self, app: &Router, body: &[u8], late: i64) -> Answer {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let at = now.saturating_add_signed(-late);
        let (path, header, secret, between) = match self {
            Self::Stripe => ("/webhooks/stripe", "stripe-signature", "whsec_made_up", b"."),
            Self::Paddle => ("/webhooks/paddle", "paddle-signature", "pdl_ntfset_made_up", b":"),
        };
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        context.update(at.to_string().as_bytes());
        context.update(between);
        context.update(body);
        let hex: String = context.sign().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let signature = match self {
            Self::Stripe => format!("t={at},v1={hex}"),
            Self::Paddle => format!("ts={at};h1={hex}"),
        };
        let request = Request::post(path).header(header, signature).header("content-type", "application/json");
        ask(app, request.body(Body::from(body.to_vec())).unwrap()).await
    }

    fn event(self) -> String {
        match self {
            Self::Stripe => json!({"id": "evt_1", "object": "event", "type": "checkout.session.completed", "created": 100, "livemode": false,
                "data": {"object": {"id": "cs_test_1", "mode": "setup", "status": "complete", "customer": CUSTOMER,
                    "metadata": {"subscription_id": SUBSCRIPTION, "upm_attempt": "x"}}}}),
            Self::Paddle => json!({"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "2026-11-21T10:00:00Z",
                "data": {"id": "txn_1", "customer_id": "ctm_1"}}),
        }
        .to_string()
    }
}

#[tokio::test]
async fn the_same_event_twice_is_200_twice_and_done_once() {
    let written = AtomicBool::new(false);
    let mock = Mock::start(move |seen| {
        if seen.method == "POST" && seen.path.ends_with(SUBSCRIPTION) {
            written.store(true, Ordering::SeqCst);
        } else if !written.load(Ordering::SeqCst) && seen.path.ends_with(SUBSCRIPTION) {
            return Json(json!({"id": SUBSCRIPTION, "status": "active", "customer": CUSTOMER, "currency": "usd",
                "default_payment_method": "pm_0", "metadata": {}}))
            .into_response();
        }
        crate::stripe(seen)
    })
    .await;
    let app = app(&mock);
    let body = From::Stripe.event();
    for _ in 0..2 {
        let answer = From::Stripe.deliver(&app, body.as_bytes(), 0).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    }
    let writes: Vec<String> = mock.lines().into_iter().filter(|line| line.starts_with("POST")).collect();
    assert_eq!(writes, [format!("POST /v1/subscriptions/{SUBSCRIPTION}")]);
}

#[tokio::test]
async fn paddles_event_twice_is_200_twice_and_asks_nothing() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    for _ in 0..2 {
        assert_eq!(From::Paddle.deliver(&app, From::Paddle.event().as_bytes(), 0).await.status, StatusCode::OK);
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn a_recorded_event_is_refused_later_and_earlier() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    for from in From::BOTH {
        for late in [86_400, 400, -400] {
            let answer = from.deliver(&app, from.event().as_bytes(), late).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::BAD_REQUEST, "signature_invalid"),
                "{from:?} {late}"
            );
            leaks_nothing(&answer, "");
        }
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn what_is_too_large_or_no_text_is_refused() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    for from in From::BOTH {
        let large = from.deliver(&app, &vec![b' '; (1 << 20) + 1], 0).await;
        assert_eq!((large.status, large.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"));
        // Even if it is signed: no provider sends that.
        for late in [0, 400] {
            let odd = from.deliver(&app, b"{\"type\": \"\xff\xfe\"}", late).await;
            assert_eq!((odd.status, odd.code().as_str()), (StatusCode::BAD_REQUEST, "signature_invalid"));
        }
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn metrics_count_them_by_type_and_verdict() {
    let mock = Mock::start(crate::stripe).await;
    let app = app(&mock);
    From::Stripe.deliver(&app, From::Stripe.event().as_bytes(), 0).await;
    From::Stripe
        .deliver(
            &app,
            b"{\"type\": \"sam@example.com\", \"livemode\": false, \"created\": 1, \"data\": {\"object\": {}}}",
            0,
        )
        .await;
    From::Paddle.deliver(&app, From::Paddle.event().as_bytes(), 400).await;
    let metrics = crate::common::get(&app, "/metrics", "").await;
    leaks_nothing(&metrics, "");
    for line in [
        r#"upm_webhooks_total{provider="Stripe",type="checkout.session.completed",verdict="acted"} 1"#,
        r#"upm_webhooks_total{provider="Stripe",type="other",verdict="ignored"} 1"#,
        r#"upm_webhooks_total{provider="Paddle",type="unread",verdict="refused"} 1"#,
        r#"upm_failures_total{provider="Paddle",code="signature_invalid"} 1"#,
        r#"upm_upstream_total{provider="Stripe",call="get subscription",outcome="ok"} 1"#,
        r#"upm_upstream_seconds_count{provider="Stripe",call="get subscription"} 1"#,
        r#"upm_budget{provider="Paddle"} 40.0"#,
    ] {
        assert!(metrics.body.contains(line), "{line}\n{}", metrics.body);
    }
    // Another service in the same process counts by itself.
    let other = crate::common::get(&self::app(&mock), "/metrics", "").await;
    assert!(!other.body.contains("upm_webhooks_total{"), "{}", other.body);
}
