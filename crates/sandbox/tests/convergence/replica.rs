//! One process of the back end, without its sockets.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use ring::hmac;
use tower::ServiceExt as _;
use update_payment_method_server::{Claims, Clock, Config, Flaw, Outside, Provider, Server, StripeConfig, mint_token};
use upm_sandbox::{keys, tokens};

use crate::net::Net;
use crate::plan::{Agreed, Plan};
use crate::tasks::{Done, Work};
use crate::world::{Person, World};

pub struct Replica {
    server: Server,
    router: Router,
}

impl Replica {
    pub fn new(plan: &Plan, world: &World, net: &Net, flaw: Option<Flaw>) -> Self {
        let clock = world.clock.clone();
        let outside = Outside {
            clock: Clock::new(move || u64::try_from(clock.now()).unwrap_or_default()),
            flaw,
            ..Outside::new(std::sync::Arc::new(net.clone()))
        };
        let server = Server::with(config(plan), outside).expect("a good configuration");
        Self { router: server.router(), server }
    }

    /// `POST /payment-method-updates`.
    pub fn start(&self, world: &World, plan: &Plan, n: usize, attempt: &str) -> Work {
        let update = &plan.updates[n];
        let person = &world.people[update.subject];
        let request = Request::post("/payment-method-updates")
            .header("authorization", bearer(world, person))
            .header("content-type", "application/json")
            .body(Body::from(start(person, attempt, update.agreed)));
        self.ask(request.expect("a request"))
    }

    /// `GET /payment-method-updates/{session}`.
    pub fn verify(&self, world: &World, plan: &Plan, n: usize) -> Work {
        let session = world.sessions[n].as_deref().expect("a session");
        let request = Request::get(format!("/payment-method-updates/{session}"))
            .header("authorization", bearer(world, &world.people[plan.updates[n].subject]));
        self.ask(request.body(Body::empty()).expect("a request"))
    }

    /// `POST /webhooks/stripe`.
    pub fn hear(&self, event: &str, now: u64) -> Work {
        let request = Request::post("/webhooks/stripe")
            .header("stripe-signature", signature(event, now))
            .header("content-type", "application/json; charset=utf-8")
            .body(Body::from(event.to_owned()));
        self.ask(request.expect("a request"))
    }

    pub fn sweep(&self) -> Work {
        let server = self.server.clone();
        Box::pin(async move {
            match server.sweep().await {
                Ok(swept) => Done { status: 200, body: format!("{swept:?}") },
                Err(error) => Done { status: 503, body: error.to_string() },
            }
        })
    }

    fn ask(&self, request: Request<Body>) -> Work {
        let router = self.router.clone();
        Box::pin(async move {
            let Ok(response) = router.oneshot(request).await;
            let status = response.status().as_u16();
            let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body without a connection");
            Done { status, body: String::from_utf8_lossy(&body).into_owned() }
        })
    }
}

/// The body of a start.
pub fn start(person: &Person, attempt: &str, agreed: Agreed) -> String {
    let mut start = serde_json::json!({ "attempt": attempt, "mode": "redirect", "locale": "en" });
    let (invoice, amount) = match agreed {
        Agreed::Nothing => ("", 0),
        Agreed::Right => (person.invoice, person.amount),
        Agreed::WrongAmount => (person.invoice, person.amount - 1),
        Agreed::WrongInvoice => ("in_1SomeoneElses", person.amount),
    };
    if agreed != Agreed::Nothing {
        start["agreed"] = serde_json::json!({ "invoice": invoice, "amount": amount, "currency": "USD" });
    }
    start.to_string()
}

pub fn config(plan: &Plan) -> Config {
    let mut stripe = StripeConfig::new(keys::STRIPE_SECRET_KEY);
    stripe.apply_to = plan.apply_to;
    stripe.pay_now = plan.pay_now;
    stripe.webhook_secrets = vec![keys::STRIPE_WEBHOOK_SECRET.into()];
    // The budgets have tests of their own.
    stripe.calls_per_second = 1_000_000;
    let mut config = Config::new(tokens(), "https://app.example.com/account");
    config.starts_per_minute = 1_000_000;
    config.stripe = Some(stripe);
    config
}

pub fn bearer(world: &World, person: &Person) -> String {
    let mut claims = Claims::new(Provider::Stripe, person.customer, person.subscription);
    (claims.issued_at, claims.expires_at) = (world.began, world.began + 86_000);
    format!("Bearer {}", mint_token(&tokens(), &claims).expect("a secret"))
}

fn signature(body: &str, now: u64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, keys::STRIPE_WEBHOOK_SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("{now}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={now},v1={hex}")
}

/// What a press of the button makes once: a UUIDv7.
pub fn attempt(world: &World, seed: u64, n: usize) -> String {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&seed.to_be_bytes());
    random[9] = u8::try_from(n).expect("a handful of updates");
    uuid::Builder::from_unix_timestamp_millis(world.began * 1_000, &random).into_uuid().to_string()
}
