//! What is said about each change, and the list of it.

use axum::http::Method;
use serde_json::{Value, json};
use upm_sandbox::stripe::{Limit, Pays};

use crate::client::seed;
use crate::in_process::InProcess;

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

fn listed(double: &InProcess, query: &str) -> Vec<Value> {
    let list = double.get(&format!("/v1/events?{query}"));
    list["data"].as_array().unwrap_or_else(|| panic!("{list}")).clone()
}

#[test]
fn a_completed_session_is_said_with_whole_objects() {
    let double = InProcess::new(1);
    let session = double.session();
    let id = session["id"].as_str().unwrap();
    double.clock.advance(60);
    double.state.complete(id, Pays::Card("4242424242424242"));
    let events = double.state.drain_events();
    let expected =
        ["setup_intent.created", "payment_method.attached", "setup_intent.succeeded", "checkout.session.completed"];
    assert_eq!(kinds(&events), expected);
    assert!(double.state.drain_events().is_empty(), "each once");
    let completed = &events[3];
    assert_eq!(completed["object"], "event");
    assert!(completed["id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(completed["api_version"], "2026-10-28.endive");
    assert_eq!(completed["created"].as_i64(), Some(double.clock.now()));
    assert!(completed["data"].get("previous_attributes").is_none());
    assert_eq!(completed["data"]["object"], double.get(&format!("/v1/checkout/sessions/{id}")));
    // The first one was caused by a call, the others by a person.
    assert!(events[0]["request"]["id"].as_str().unwrap().starts_with("req_"));
    assert_eq!(completed["request"], json!({ "id": null, "idempotency_key": null }));
}

#[test]
fn an_update_says_only_what_changed_before_and_nothing_when_nothing_did() {
    let double = InProcess::new(1);
    let customer = seed("stripe_past_due");
    let path = format!("/v1/subscriptions/{}", customer.subscription_id);
    let update = |key: Option<&str>, fields: &[(&str, &str)]| {
        assert_eq!(double.send(&Method::POST, &path, key, fields).0, 200);
        double.state.drain_events()
    };
    let first = update(Some("key"), &[("default_payment_method", customer.card.id), ("metadata[a]", "1")]);
    assert_eq!(kinds(&first), ["customer.subscription.updated"]);
    assert_eq!(
        first[0]["data"]["previous_attributes"],
        json!({ "default_payment_method": null, "metadata": { "a": null } })
    );
    assert_eq!(first[0]["data"]["object"]["default_payment_method"], customer.card.id);
    assert_eq!(first[0]["request"]["idempotency_key"], "key");
    let second = update(None, &[("metadata[a]", "2"), ("metadata[b]", "")]);
    assert_eq!(second[0]["data"]["previous_attributes"], json!({ "metadata": { "a": "1" } }));
    assert!(update(None, &[("metadata[a]", "2")]).is_empty());

    let own = double.state.add_card(customer.customer_id, "4444").unwrap();
    let name = "invoice_settings[default_payment_method]";
    let _ = double.state.drain_events();
    double.send(&Method::POST, &format!("/v1/customers/{}", customer.customer_id), None, &[(name, &own)]);
    let events = double.state.drain_events();
    assert_eq!(kinds(&events), ["customer.updated"]);
    let previous = json!({ "invoice_settings": { "default_payment_method": customer.card.id } });
    assert_eq!(events[0]["data"]["previous_attributes"], previous);
}

#[test]
fn a_refused_call_says_nothing() {
    let double = InProcess::new(1);
    let path = format!("/v1/subscriptions/{}", seed("stripe_active").subscription_id);
    let refused = [("metadata[a]", "1"), ("expand[]", "colour")];
    assert_eq!(double.send(&Method::POST, &path, None, &refused).0, 400);
    assert!(double.state.drain_events().is_empty());
}

#[test]
fn the_list_is_newest_first_filtered_and_paged() {
    let double = InProcess::new(1);
    let customer = seed("stripe_past_due");
    let begun = double.clock.now();
    let first = double.session();
    double.clock.advance(100);
    double.state.complete(first["id"].as_str().unwrap(), Pays::Card("4242424242424242"));
    double.clock.advance(100);
    double.state.set_default(customer.customer_id, None);
    let all = listed(&double, "limit=100");
    let expected = [
        "customer.updated",
        "checkout.session.completed",
        "setup_intent.succeeded",
        "payment_method.attached",
        "setup_intent.created",
    ];
    assert_eq!(kinds(&all), expected);
    let ids = |events: &[Value]| events.iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let by = |query: String| ids(&listed(&double, &query));
    assert_eq!(by("type=customer.updated".into()), ids(&all[..1]));
    assert_eq!(by("type=setup_intent.*".into()), [ids(&all[2..3]), ids(&all[4..])].concat());
    assert_eq!(by("types[]=customer.updated&types[]=checkout.session.completed".into()), ids(&all[..2]));
    assert_eq!(by(format!("created[gt]={}", begun + 100)), ids(&all[..1]));
    assert_eq!(by(format!("created[gte]={}", begun + 100)), ids(&all[..4]));
    assert_eq!(by(format!("created[lt]={}", begun + 100)), ids(&all[4..]));
    assert_eq!(by(format!("created[lte]={}", begun + 100)), ids(&all[1..]));
    let page = double.get(&format!("/v1/events?limit=2&starting_after={}", all[1]["id"].as_str().unwrap()));
    assert_eq!((ids(page["data"].as_array().unwrap()), page["has_more"].as_bool()), (ids(&all[2..4]), Some(true)));
    assert_eq!(double.get(&format!("/v1/events/{}", all[0]["id"].as_str().unwrap())), all[0]);
    double.clock.advance(1);
    for odd in ["type=a&types[]=b", "types=a", "object=evt", "starting_after=evt_x"] {
        assert_eq!(double.send(&Method::GET, &format!("/v1/events?{odd}"), None, &[]).0, 400, "{odd}");
    }
    assert_eq!(double.send(&Method::GET, "/v1/events/evt_x", None, &[]).0, 404);
}

#[test]
fn events_are_kept_for_thirty_days() {
    let double = InProcess::new(1);
    double.state.limit(Limit::Off);
    double.session();
    let id = listed(&double, "")[0]["id"].as_str().unwrap().to_owned();
    double.clock.advance(30 * 86_400 - 1);
    assert!(listed(&double, "type=setup_intent.created").iter().any(|event| event["id"] == *id));
    double.clock.advance(1);
    assert!(listed(&double, "type=setup_intent.created").is_empty());
    assert_eq!(double.send(&Method::GET, &format!("/v1/events/{id}"), None, &[]).0, 404);
}

#[test]
fn another_decline_and_an_expired_session_are_said_too() {
    let double = InProcess::new(1);
    let session = double.session();
    let id = session["id"].as_str().unwrap();
    double.state.complete(id, Pays::Card("4000000000000002"));
    assert_eq!(kinds(&double.state.drain_events()), ["setup_intent.created", "setup_intent.setup_failed"]);
    double.send(&Method::POST, &format!("/v1/checkout/sessions/{id}/expire"), None, &[]);
    let events = double.state.drain_events();
    assert_eq!(kinds(&events), ["setup_intent.canceled", "checkout.session.expired"]);
    assert_eq!(events[1]["data"]["object"]["status"], "expired");
}

#[test]
fn a_session_in_subscription_mode_has_a_setup_intent_too() {
    let double = InProcess::new(1);
    let subscription = seed("stripe_active").subscription_id;
    let id = double.state.foreign_session(subscription).unwrap();
    let events = double.state.drain_events();
    let completed = events.iter().find(|event| event["type"] == "checkout.session.completed").unwrap();
    let session = &completed["data"]["object"];
    assert_eq!((&session["id"], &session["mode"]), (&json!(id), &json!("subscription")));
    assert_eq!((&session["subscription"], &session["status"]), (&json!(subscription), &json!("complete")));
    let intent = double.get(&format!("/v1/setup_intents/{}", session["setup_intent"].as_str().unwrap()));
    assert_eq!(intent["status"], "succeeded");
    let found = double.get(&format!("/v1/checkout/sessions?subscription={subscription}"));
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert!(double.state.foreign_session("sub_unknown").is_none());
}
