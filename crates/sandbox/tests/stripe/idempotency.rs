//! `Idempotency-Key`.

use serde_json::json;

use crate::client::{Answer, Double, SUCCESS, seed, start};

async fn create(double: &Double, key: &str, currency: &str) -> Answer {
    let fields = [
        ("mode", "setup"),
        ("customer", seed("stripe_active").customer_id),
        ("currency", currency),
        ("success_url", SUCCESS),
    ];
    let request = double.form("/v1/checkout/sessions", &fields).header("Idempotency-Key", key);
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn the_first_answer_is_replayed() {
    let double = start().await;
    let (first, second) = (create(&double, "a", "usd").await, create(&double, "a", "usd").await);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.json, second.json);
    assert_eq!(first.header("idempotent-replayed"), "");
    assert_eq!(second.header("idempotent-replayed"), "true");
    let other = create(&double, "b", "usd").await;
    assert_ne!(other.json["id"], first.json["id"]);
}

#[tokio::test]
async fn a_replay_is_as_old_as_the_first_answer() {
    let double = start().await;
    let first = create(&double, "a", "usd").await;
    double.post(&format!("/v1/checkout/sessions/{}/expire", first.text("/id")), &[]).await;
    // A deterministic key hands back a session that is long gone.
    assert_eq!(create(&double, "a", "usd").await.json["status"], "open");
}

#[tokio::test]
async fn other_parameters_or_another_address_are_an_error() {
    let double = start().await;
    create(&double, "a", "usd").await;
    assert_eq!(create(&double, "a", "eur").await.error(), (400, "idempotency_error", "", ""));
    let path = format!("/v1/customers/{}", seed("stripe_active").customer_id);
    let other = double.form(&path, &[("metadata[a]", "b")]).header("Idempotency-Key", "a");
    assert_eq!(Answer::of(other.send().await.unwrap()).await.error().1, "idempotency_error");
    assert_eq!(create(&double, &"k".repeat(256), "usd").await.status, 400);
}

#[tokio::test]
async fn a_second_call_while_the_first_runs_is_409() {
    let double = start().await;
    double.control(json!({ "fail_next": [{ "path": "/v1/checkout/sessions", "delay_ms": 1000 }] })).await;
    let (one, two) = tokio::join!(create(&double, "a", "usd"), create(&double, "a", "usd"));
    let (first, second) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!(first.status, 200);
    assert_eq!(second.error(), (409, "invalid_request_error", "idempotency_key_in_use", ""));
    // 409s are not saved.
    assert_eq!(create(&double, "a", "usd").await.json["id"], first.json["id"]);
}

#[tokio::test]
async fn a_500_is_replayed_and_a_refusal_is_not() {
    let double = start().await;
    double.control(json!({ "fail_next": [{ "path": "/v1/checkout/sessions", "status": 500 }] })).await;
    assert_eq!(create(&double, "a", "usd").await.error().1, "api_error");
    let again = create(&double, "a", "usd").await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (500, "true"));

    assert_eq!(create(&double, "b", "USD").await.status, 400);
    assert_eq!(create(&double, "b", "usd").await.status, 200, "validation failures are not saved");
}

#[tokio::test]
async fn keys_do_nothing_on_get() {
    let double = start().await;
    let path = format!("/v1/customers/{}", seed("stripe_active").customer_id);
    for _ in 0..2 {
        let request = double.request(reqwest::Method::GET, &path).header("Idempotency-Key", "a");
        let answer = Answer::of(request.send().await.unwrap()).await;
        assert_eq!((answer.status, answer.header("idempotent-replayed")), (200, ""));
    }
}
