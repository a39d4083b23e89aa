//! Events on their way to an endpoint.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};
use upm_sandbox::origin::{Origin, serve};

use crate::client::{Answer, Double, encode, seed, start};

const COMPLETED: &str = "checkout.session.completed";

/// An endpoint that answers to a completed session only with a permit.
#[derive(Clone)]
struct Endpoint {
    seen: Arc<Mutex<Vec<(String, Value)>>>,
    permits: Arc<Semaphore>,
}

impl Endpoint {
    async fn of(double: &Double, permits: usize) -> (Self, watch::Sender<()>) {
        let endpoint = Self { seen: Arc::default(), permits: Arc::new(Semaphore::new(permits)) };
        let origin = Origin::plain(0).await.unwrap();
        double.courier.set_destination(Some(format!("http://127.0.0.1:{}/hook", origin.port())));
        let (stop, stopped) = watch::channel(());
        let app = Router::new().route("/hook", post(take)).with_state(endpoint.clone());
        tokio::spawn(serve(origin, app, stopped));
        (endpoint, stop)
    }

    fn seen(&self) -> Vec<(String, Value)> {
        self.seen.lock().unwrap().clone()
    }

    fn object(&self, kind: &str) -> Value {
        let seen = self.seen();
        let (_, event) = seen.iter().find(|(_, event)| event["type"] == kind).unwrap_or_else(|| panic!("{kind}"));
        event["data"]["object"].clone()
    }
}

async fn take(Extract(endpoint): Extract<Endpoint>, headers: HeaderMap, body: String) -> StatusCode {
    let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
    let event: Value = serde_json::from_str(&body).unwrap();
    let completed = event["type"] == COMPLETED;
    endpoint.seen.lock().unwrap().push((signature, event));
    if completed {
        endpoint.permits.acquire().await.unwrap().forget();
    }
    StatusCode::OK
}

async fn save(double: &Double, session: &Answer) -> u16 {
    let fields = [("method", "link")];
    let form = double.http.post(session.text("/url")).header("Content-Type", "application/x-www-form-urlencoded");
    form.body(encode(&fields)).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn checkout_redirects_after_the_endpoints_first_answer() {
    let double = start().await;
    let (endpoint, _stop) = Endpoint::of(&double, 0).await;
    let session = double.session("stripe_active", &[]).await;
    let form = double.http.post(session.text("/url")).header("Content-Type", "application/x-www-form-urlencoded");
    let redirect = tokio::spawn(form.body("method=link").send());
    while !endpoint.seen().iter().any(|(_, event)| event["type"] == COMPLETED) {
        tokio::task::yield_now().await;
    }
    // A redirect that waited for nobody would be there long before these answers.
    for _ in 0..20 {
        assert_eq!(double.get("/v1/events").await.status, 200);
    }
    assert!(!redirect.is_finished());
    endpoint.permits.add_permits(1);
    assert_eq!(redirect.await.unwrap().unwrap().status(), 303);
    assert_eq!(endpoint.object(COMPLETED)["status"], "complete");
}

#[tokio::test]
async fn an_endpoint_has_a_version_of_its_own_whatever_the_callers() {
    let double = start().await;
    let (endpoint, _stop) = Endpoint::of(&double, 100).await;
    double.control(json!({ "webhook_version": "2024-06-20" })).await;
    let session = double.session("stripe_past_due", &[]).await;
    assert_eq!(session.json["ui_mode"], "hosted_page", "the caller's");
    assert_eq!(save(&double, &session).await, 303);
    double.state.set_default(seed("stripe_past_due").subscription_id, Some(seed("stripe_past_due").card.id));
    let paid = double.post(&format!("/v1/invoices/{}/pay", seed("stripe_past_due").debt.unwrap().id), &[]).await;
    assert_eq!(paid.status, 402);
    assert!(paid.json.get("parent").is_none());
    double.courier.idle().await;
    assert!(endpoint.seen().iter().all(|(_, event)| event["api_version"] == "2024-06-20"));
    let completed = endpoint.object(COMPLETED);
    assert_eq!(completed["ui_mode"], "hosted");
    assert!(completed.get("allowed_payment_method_types").is_none());
    let updated = endpoint.object("customer.subscription.updated");
    assert!(updated["current_period_end"].is_i64());
    assert!(updated.pointer("/items/data/0/current_period_end").is_none());
    let failed = endpoint.object("invoice.payment_failed");
    assert_eq!(failed["subscription"], seed("stripe_past_due").subscription_id);
    assert!(failed.get("parent").is_none());
    // The list keeps to the account's.
    let listed = double.get("/v1/events?type=invoice.payment_failed").await;
    assert_eq!(listed.text("/data/0/api_version"), "2026-10-28.endive");
    assert!(listed.json["data"][0]["data"]["object"]["parent"].is_object());
    assert_eq!(double.control(json!({ "webhook_version": "tomorrow" })).await.status, 422);
}

#[tokio::test]
async fn a_rotation_signs_with_both_secrets_and_the_control_endpoint_shows_deliveries() {
    let double = start().await;
    let (endpoint, _stop) = Endpoint::of(&double, 100).await;
    double.control(json!({ "webhooks": { "secrets": ["whsec_old", "whsec_new"] } })).await;
    double.session("stripe_active", &[]).await;
    double.courier.idle().await;
    let (signature, event) = endpoint.seen().remove(0);
    assert_eq!(signature.matches("v1=").count(), 2);
    let shown = double.control(json!({ "webhooks": { "deliver": false } })).await;
    assert_eq!(shown.text("/webhooks/events/0/id"), event["id"].as_str().unwrap());
    assert_eq!(shown.json["webhooks"]["events"][0]["delivered"], true);
    // Lost from now on; the list of events still has it.
    double.session("stripe_active", &[]).await;
    double.courier.idle().await;
    assert_eq!(endpoint.seen().len(), 1);
    assert_eq!(double.get("/v1/events").await.json["data"].as_array().unwrap().len(), 2);
    assert_eq!(double.control(json!({ "webhooks": { "copies": 0 } })).await.status, 422);
}

#[tokio::test]
async fn a_refused_expansion_is_not_delivered() {
    let double = start().await;
    let (endpoint, _stop) = Endpoint::of(&double, 100).await;
    assert_eq!(double.session("stripe_active", &[("expand[]", "colour")]).await.status, 400);
    double.session("stripe_active", &[]).await;
    double.courier.idle().await;
    assert_eq!(endpoint.seen().len(), 1);
}

#[tokio::test]
async fn a_foreign_session_can_be_switched_on() {
    let double = start().await;
    let (endpoint, _stop) = Endpoint::of(&double, 100).await;
    double.control(json!({ "foreign_sessions": ["stripe_active"] })).await;
    double.courier.idle().await;
    let completed = endpoint.object(COMPLETED);
    assert_eq!(completed["mode"], "subscription");
    assert!(completed["setup_intent"].is_string());
    assert_eq!(double.control(json!({ "foreign_sessions": ["nobody"] })).await.status, 404);
}
