//! How often an event is sent, and how it is signed.

use super::receiver::{SILENCE, listening};
use crate::courier::{Change, Courier};
use crate::seeds::Provider;
use crate::{clock, keys};

#[tokio::test]
async fn an_event_is_tried_until_it_is_taken() {
    let (courier, receiver, _stop) = listening(Provider::Paddle, &[500, 307, 200]).await;
    let first = courier.send("evt_1", "transaction.paid", "{}".to_owned()).await;
    assert_eq!(first, Some(500), "what the first try brought");
    courier.idle().await;
    // The redirect was not followed: then the second try would have been the last.
    assert_eq!(receiver.bodies(), ["{}", "{}", "{}"]);
    let [delivery] = courier.deliveries().try_into().unwrap();
    assert_eq!((delivery.tries, delivery.last_status, delivery.delivered), (3, Some(200), true));
    assert_eq!((delivery.id.as_str(), delivery.kind.as_str()), ("evt_1", "transaction.paid"));
}

#[tokio::test]
async fn tries_have_an_end_and_a_resend_starts_over() {
    let (courier, receiver, _stop) = listening(Provider::Stripe, &[503, 503, 503, 400, 200]).await;
    courier.send("evt_1", "setup_intent.succeeded", "{}".to_owned());
    courier.idle().await;
    assert_eq!(receiver.bodies().len(), 3);
    assert!(!courier.deliveries()[0].delivered);
    courier.resend("evt_1").unwrap();
    courier.idle().await;
    let [delivery] = courier.deliveries().try_into().unwrap();
    assert_eq!((delivery.tries, delivery.last_status, delivery.delivered), (5, Some(200), true));
    assert!(courier.resend("evt_2").is_err());
}

#[tokio::test]
async fn a_try_ends_when_its_time_is_over() {
    let (courier, receiver, _stop) = listening(Provider::Paddle, &[SILENCE]).await;
    courier.apply(&Change { timeout_ms: Some(300), ..Change::default() }).unwrap();
    assert_eq!(courier.send("evt_1", "transaction.paid", "{}".to_owned()).await, None);
    courier.idle().await;
    assert!(receiver.bodies().len() > 1);
    assert!(courier.deliveries()[0].delivered);
}

#[tokio::test]
async fn each_try_is_signed_with_every_secret_and_the_time_can_be_off() {
    let (courier, receiver, _stop) = listening(Provider::Paddle, &[]).await;
    let body = r#"{"event_id":"evt_1"}"#;
    courier.send("evt_1", "transaction.paid", body.to_owned()).await;
    let both = vec![keys::PADDLE_WEBHOOK_SECRET_PREVIOUS.to_owned(), keys::PADDLE_WEBHOOK_SECRET.to_owned()];
    courier.apply(&Change { secrets: Some(both), skew_seconds: Some(-3_600), ..Change::default() }).unwrap();
    courier.resend("evt_1").unwrap();
    courier.idle().await;

    let [one, two] = receiver.signatures().try_into().unwrap();
    let time = |header: &str| -> i64 { header.split(';').next().unwrap()["ts=".len()..].parse().unwrap() };
    assert_eq!((one.matches("h1=").count(), two.matches("h1=").count()), (1, 2));
    assert_eq!(two, courier.signature(body, time(&two)));
    assert!((clock::now() - time(&one)).abs() < 60, "{one}");
    assert!((clock::now() - time(&two) - 3_600).abs() < 60, "{two}");
    courier.reset();
    assert_eq!(one, courier.signature(body, time(&one)));
}

#[tokio::test]
async fn without_a_listener_events_are_only_remembered() {
    let courier = Courier::new(Provider::Stripe).unwrap();
    assert_eq!(courier.send("evt_1", "checkout.session.completed", "{}".to_owned()).await, None);
    assert_eq!(courier.deliveries()[0].tries, 0);
    assert!(!format!("{courier:?}").contains("whsec"));
}
