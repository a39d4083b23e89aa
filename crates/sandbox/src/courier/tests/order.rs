//! Late, twice, reordered, never, and when a test decides.

use super::receiver::{Receiver, listening};
use crate::courier::{Change, Courier, Release};
use crate::seeds::Provider;

async fn send(courier: &Courier, bodies: &[&str]) {
    for body in bodies {
        courier.send(&format!("evt_{body}"), "customer.updated", (*body).to_owned());
    }
    courier.idle().await;
}

async fn with(change: Change) -> (Courier, Receiver, tokio::sync::watch::Sender<()>) {
    let listening = listening(Provider::Stripe, &[]).await;
    listening.0.apply(&change).unwrap();
    listening
}

#[tokio::test]
async fn twice_is_the_same_event_twice() {
    let (courier, receiver, _stop) = with(Change { copies: Some(2), ..Change::default() }).await;
    send(&courier, &["a"]).await;
    assert_eq!(receiver.bodies(), ["a", "a"]);
    assert_eq!(courier.deliveries()[0].tries, 2);
}

#[tokio::test]
async fn reordered_events_come_in_the_opposite_order_once_there_are_enough() {
    let (courier, receiver, _stop) = with(Change { reorder: Some(3), ..Change::default() }).await;
    send(&courier, &["a", "b"]).await;
    assert!(receiver.bodies().is_empty());
    send(&courier, &["c", "d"]).await;
    assert_eq!(receiver.bodies(), ["c", "b", "a"]);
}

#[tokio::test]
async fn lost_events_can_be_sent_again() {
    let (courier, receiver, _stop) = with(Change { deliver: Some(false), ..Change::default() }).await;
    send(&courier, &["a", "b"]).await;
    assert!(receiver.bodies().is_empty());
    courier.resend("evt_b").unwrap();
    courier.idle().await;
    assert_eq!(receiver.bodies(), ["b"]);
}

#[tokio::test]
async fn nobody_waits_for_a_late_event_and_a_reset_drops_it() {
    let (courier, receiver, _stop) = with(Change { delay_ms: Some(100), ..Change::default() }).await;
    assert_eq!(courier.send("evt_a", "customer.updated", "a".to_owned()).await, None);
    assert!(receiver.bodies().is_empty());
    courier.idle().await;
    assert_eq!(receiver.bodies(), ["a"]);
    let late = courier.send("evt_b", "customer.updated", "b".to_owned());
    courier.reset();
    assert_eq!(late.await, None);
    courier.idle().await;
    assert_eq!(receiver.bodies(), ["a"]);
    assert!(courier.deliveries().is_empty());
}

#[tokio::test]
async fn held_events_wait_for_the_test() {
    let (courier, receiver, _stop) = with(Change { hold: Some(true), ..Change::default() }).await;
    send(&courier, &["a", "b", "c", "d"]).await;
    assert!(receiver.bodies().is_empty());
    let some = |ids: &[&str]| Release::Events(ids.iter().map(|&id| id.to_owned()).collect());
    assert!(courier.release(&some(&["evt_a", "evt_other"])).is_err());
    courier.release(&some(&["evt_d", "evt_b"])).unwrap();
    courier.idle().await;
    assert_eq!(receiver.bodies(), ["d", "b"]);
    courier.release(&Release::Reversed).unwrap();
    courier.idle().await;
    assert_eq!(receiver.bodies(), ["d", "b", "c", "a"]);

    // A test can deliver by itself, with a time of its own.
    send(&courier, &["e"]).await;
    let [event] = courier.take().try_into().unwrap();
    assert_eq!((event.id.as_str(), &*event.body), ("evt_e", "e"));
    assert!(courier.signature(&event.body, 5).starts_with("t=5,v1="));
    assert!(courier.take().is_empty() && receiver.bodies().len() == 4);
}

#[tokio::test]
async fn a_control_endpoint_reads_changes_and_refuses_what_makes_no_sense() {
    let (courier, receiver, _stop) = with(Change::default()).await;
    let change = |json: &str| serde_json::from_str::<Change>(json);
    courier.apply(&change(r#"{"hold": true}"#).unwrap()).unwrap();
    send(&courier, &["a", "b"]).await;
    assert_eq!(courier.snapshot()["held"], serde_json::json!(["evt_a", "evt_b"]));
    courier.apply(&change(r#"{"release": {"events": ["evt_b"]}}"#).unwrap()).unwrap();
    courier.idle().await;
    courier.apply(&change(r#"{"hold": false, "release": "all"}"#).unwrap()).unwrap();
    courier.idle().await;
    courier.apply(&change(r#"{"resend": "evt_a"}"#).unwrap()).unwrap();
    courier.idle().await;
    assert_eq!(receiver.bodies(), ["b", "a", "a"]);
    assert!(change(r#"{"speed": 3}"#).is_err());
    assert!(courier.apply(&change(r#"{"copies": 0}"#).unwrap()).is_err());
    assert!(courier.apply(&change(r#"{"resend": "evt_c"}"#).unwrap()).is_err());
    courier.apply(&change(r#"{"destination": ""}"#).unwrap()).unwrap();
    send(&courier, &["c"]).await;
    assert_eq!(receiver.bodies().len(), 3);
}
