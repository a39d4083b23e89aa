//! The double without sockets: its own clock, seeded ids, people as functions.

use std::collections::HashSet;

use axum::http::{HeaderMap, Method};
use serde_json::Value;
use upm_sandbox::clock::Clock;
use upm_sandbox::ids::Source;
use upm_sandbox::seeds::{Provider, customers};
use upm_sandbox::stripe::{Limit, Pays, State, Visit};
use upm_sandbox::{Names, Urls};

use crate::client::{ENDIVE, SUCCESS, encode, seed};

const START: i64 = 1_795_191_000;

/// A double that a test drives by itself.
pub struct InProcess {
    pub state: State,
    pub clock: Clock,
}

impl InProcess {
    pub fn new(seed: u64) -> Self {
        let clock = Clock::manual(START);
        let seeds = customers().into_iter().filter(|c| c.provider == Provider::Stripe).collect();
        let urls = Urls::new(Names::Loopback, 1, 2, 3);
        let state = State::in_process(seeds, urls, clock.clone(), Source::seeded(seed));
        Self { state, clock }
    }

    pub fn send(&self, method: &Method, path: &str, key: Option<&str>, fields: &[(&str, &str)]) -> (u16, Value) {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Bearer sk_test_51Example".parse().unwrap());
        headers.insert("stripe-version", ENDIVE.parse().unwrap());
        headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        if let Some(key) = key {
            headers.insert("idempotency-key", key.parse().unwrap());
        }
        let (status, headers, body) = self.state.call(method, path, &headers, encode(fields).as_bytes()).unwrap();
        assert!(headers["request-id"].to_str().unwrap().starts_with("req_"));
        (status.as_u16(), serde_json::from_str(&body).unwrap())
    }

    pub fn get(&self, path: &str) -> Value {
        self.send(&Method::GET, path, None, &[]).1
    }

    pub fn session(&self) -> Value {
        let customer = seed("stripe_past_due").customer_id;
        let fields = [("mode", "setup"), ("customer", customer), ("currency", "usd"), ("success_url", SUCCESS)];
        self.send(&Method::POST, "/v1/checkout/sessions", None, &fields).1
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {value}"))
}

/// One whole update, and everything that was said about it.
fn story(of: u64) -> (Value, Vec<Value>) {
    let double = InProcess::new(of);
    let session = double.session();
    double.clock.advance(60);
    let visit = double.state.complete(text(&session, "/id"), Pays::Card("4242424242424242"));
    assert!(matches!(visit, Visit::Complete(Some(url)) if url.contains(text(&session, "/id"))));
    (session, double.state.drain_events())
}

#[test]
fn the_same_seed_and_clock_tell_the_same_story() {
    assert_eq!(story(1), story(1));
    let (one, other) = (story(1).0, story(2).0);
    assert_ne!(one["id"], other["id"]);
    assert_eq!((one["created"].as_i64(), one["expires_at"].as_i64()), (Some(START), Some(START + 86_400)));
}

#[test]
fn sessions_expire_by_the_doubles_own_clock() {
    let double = InProcess::new(1);
    let session = double.session();
    double.clock.advance(86_399);
    let path = format!("/v1/checkout/sessions/{}", text(&session, "/id"));
    assert_eq!(double.get(&path)["status"], "open");
    double.clock.advance(1);
    assert_eq!(double.get(&path)["status"], "expired");
    assert_eq!(double.state.complete(text(&session, "/id"), Pays::Card("4242424242424242")), Visit::Closed);
    let events = double.state.drain_events();
    let kinds: Vec<&str> = events.iter().map(|event| text(event, "/type")).collect();
    assert_eq!(kinds, ["setup_intent.created", "setup_intent.canceled", "checkout.session.expired"]);
    assert!(events[2]["request"]["id"].is_null(), "time did it, not the call that came after");
    double.session();
    double.clock.advance(86_400);
    assert_eq!(text(double.state.drain_events().last().unwrap(), "/type"), "checkout.session.expired");
}

#[test]
fn calls_pass_the_same_gates_as_over_sockets() {
    let double = InProcess::new(1);
    let refused = double.state.call(&Method::GET, "/v1/events", &HeaderMap::new(), b"").unwrap();
    assert_eq!(refused.0.as_u16(), 401);
    let path = format!("/v1/customers/{}", seed("stripe_active").customer_id);
    let update = |value| double.send(&Method::POST, &path, Some("key"), &[("metadata[a]", value)]);
    assert_eq!(update("1").0, 200);
    assert_eq!(update("2").1["error"]["type"], "idempotency_error");
    // A key is kept for a day.
    double.clock.advance(86_400);
    assert_eq!(update("2").1["metadata"]["a"], "2");
    assert_eq!(double.get("/v1/events?colour=red")["error"]["code"], "parameter_unknown");
}

#[test]
fn the_budget_is_25_calls_a_second_and_can_be_off() {
    let double = InProcess::new(1);
    let statuses = |count| (0..count).map(|_| double.send(&Method::GET, "/v1/events", None, &[]).0).collect::<Vec<_>>();
    assert_eq!(statuses(26), [vec![200; 25], vec![429]].concat());
    double.clock.advance(1);
    assert_eq!(statuses(1), [200]);
    double.state.limit(Limit::Off);
    assert_eq!(statuses(1_000), vec![200; 1_000]);
}

#[test]
fn ids_are_never_used_twice() {
    let double = InProcess::new(1);
    double.state.limit(Limit::Off);
    let mut ids = HashSet::new();
    for _ in 0..300 {
        let session = double.session();
        assert!(ids.insert(text(&session, "/id").to_owned()) && ids.insert(text(&session, "/setup_intent").to_owned()));
    }
}

#[test]
fn people_at_the_page_and_at_the_dashboard() {
    let double = InProcess::new(1);
    let customer = seed("stripe_past_due");
    let session = double.session();
    let id = text(&session, "/id");
    assert!(matches!(double.state.complete(id, Pays::Card("4000000000000002")), Visit::Refused(_)));
    assert!(matches!(double.state.complete(id, Pays::Bank), Visit::Refused(_)), "not offered");
    assert!(matches!(double.state.complete(id, Pays::Card("4000002760003184")), Visit::Complete(_)), "authenticates");
    assert_eq!(double.state.complete(id, Pays::Card("4242424242424242")), Visit::Closed);

    assert_eq!(double.state.default_of(customer.customer_id).as_deref(), Some(customer.card.id));
    assert_eq!(double.state.default_of(customer.subscription_id), None);
    let card = double.state.add_card(customer.customer_id, "4444").unwrap();
    double.state.drain_events();
    assert!(double.state.set_default(customer.subscription_id, Some(&card)));
    assert!(!double.state.set_default(customer.subscription_id, Some(seed("stripe_active").card.id)), "another's");
    assert_eq!(double.state.default_of(customer.subscription_id), Some(card.clone()));
    let events = double.state.drain_events();
    assert_eq!(events.len(), 1);
    assert_eq!(text(&events[0], "/type"), "customer.subscription.updated");
    assert_eq!(text(&events[0], "/data/object/default_payment_method"), card);
    assert!(events[0]["request"]["id"].is_null(), "nobody asked over the API");
    assert!(double.state.set_default(customer.customer_id, None));
    assert_eq!(double.state.default_of(customer.customer_id), None);
    assert_eq!(text(&double.state.drain_events()[0], "/type"), "customer.updated");
}

#[test]
fn a_bank_debit_completes_the_session_and_succeeds_days_later() {
    for succeeded in [true, false] {
        let double = InProcess::new(1);
        double.state.offer_bank_debits(true);
        let session = double.session();
        let intent = text(&session, "/setup_intent");
        let path = format!("/v1/setup_intents/{intent}?expand[]=payment_method&expand[]=latest_attempt");
        assert!(matches!(double.state.complete(text(&session, "/id"), Pays::Bank), Visit::Complete(_)));
        let kinds = || double.state.drain_events().iter().map(|e| text(e, "/type").to_owned()).collect::<Vec<_>>();
        assert_eq!(kinds(), ["setup_intent.created", "checkout.session.completed"]);
        let before = double.get(&path);
        assert_eq!((&before["status"], text(&before, "/latest_attempt/status")), (&"processing".into(), "processing"));
        assert!(before["payment_method"]["customer"].is_null(), "attached only on success");

        double.clock.advance(3 * 86_400);
        assert!(double.state.settle(intent, succeeded));
        assert!(!double.state.settle(intent, true), "once");
        let after = double.get(&path);
        if succeeded {
            assert_eq!(after["status"], "succeeded");
            assert_eq!(text(&after, "/payment_method/customer"), seed("stripe_past_due").customer_id);
            assert_eq!(kinds(), ["payment_method.attached", "setup_intent.succeeded"]);
        } else {
            assert_eq!((&after["status"], &after["payment_method"]), (&"requires_payment_method".into(), &Value::Null));
            assert!(after["last_setup_error"]["code"].is_string());
            assert_eq!(kinds(), ["setup_intent.setup_failed"]);
        }
    }
}
