//! What the panel lets go wrong, at both providers alike: a few words for the
//! doubles' own switches.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::State;
use crate::courier::Courier;
use crate::seeds::Provider;
use crate::{paddle, stripe};

/// How many calls of the back end go wrong.
const BURST: usize = 4;

/// What goes wrong. The default: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Faults {
    pub(super) webhooks: Webhooks,
    pub(super) api: Api,
}

/// How the providers' webhooks arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Webhooks {
    #[default]
    OnTime,
    /// Eight seconds after.
    Late,
    /// Each of them.
    Twice,
    /// The last of three first.
    Reordered,
    Never,
}

/// How the providers' APIs answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Api {
    #[default]
    Works,
    /// Each call takes two seconds.
    Slow,
    /// The next calls are refused with 429 and `Retry-After`.
    Busy,
    /// The next calls fail with 500.
    Fails,
    /// The next calls are done, and the connection is cut before the answer.
    Cut,
}

impl State {
    /// Switches both doubles.
    pub(super) async fn switch(&self, faults: Faults) -> Result<(), StatusCode> {
        for courier in [&self.couriers.stripe, &self.couriers.paddle] {
            faults.webhooks.apply(courier);
        }
        control(stripe::router(self.stripe.clone()), &faults.api.of_stripe()).await?;
        control(paddle::router(self.paddle.clone()), &faults.api.of_paddle()).await
    }

    /// Makes a customer's subscription something else.
    pub(super) async fn change_subscription(&self, key: &str, condition: &str) -> Result<(), StatusCode> {
        match self.customer(key).ok_or(StatusCode::NOT_FOUND)?.provider {
            Provider::Stripe => {
                control(stripe::router(self.stripe.clone()), &json!({"subscription_status": {key: condition}})).await
            }
            Provider::Paddle => {
                control(paddle::router(self.paddle.clone()), &json!({"subscriptions": {key: condition}})).await
            }
        }
    }
}

impl Webhooks {
    fn apply(self, courier: &Courier) {
        let mut switches = courier.switches();
        switches.deliver = self != Self::Never;
        switches.delay_ms = if self == Self::Late { 8_000 } else { 0 };
        switches.copies = if self == Self::Twice { 2 } else { 1 };
        switches.reorder = if self == Self::Reordered { 3 } else { 0 };
        courier.set_switches(switches);
    }
}

impl Api {
    /// The body of Stripe's `POST /_control`.
    fn of_stripe(self) -> Value {
        let fault = match self {
            Self::Works | Self::Slow => None,
            Self::Busy => Some(json!({"path": "/v1/", "status": 429, "headers": {"retry-after": "2"}})),
            Self::Fails => Some(json!({"path": "/v1/", "status": 500})),
            Self::Cut => Some(json!({"path": "/v1/", "drop": "after"})),
        };
        let fail_next: Vec<Value> = fault.into_iter().flat_map(|fault| vec![fault; BURST]).collect();
        json!({"delay_ms": self.delay_ms(), "fail_next": fail_next})
    }

    /// The body of Paddle's.
    fn of_paddle(self) -> Value {
        let fault = match self {
            Self::Works | Self::Slow => None,
            Self::Busy => Some(json!({"status": 429, "retry_after": 2, "times": BURST})),
            Self::Fails => Some(json!({"status": 500, "times": BURST})),
            Self::Cut => Some(json!({"status": 0, "executed": true, "times": BURST})),
        };
        json!({"delay_ms": self.delay_ms(), "fail_next": fault.into_iter().collect::<Vec<_>>()})
    }

    const fn delay_ms(self) -> u32 {
        match self {
            Self::Slow => 2_000,
            _ => 0,
        }
    }
}

async fn control(router: axum::Router, body: &Value) -> Result<(), StatusCode> {
    let request = Request::post("/_control").header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body.to_string())).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
    if response.status().is_success() { Ok(()) } else { Err(response.status()) }
}
