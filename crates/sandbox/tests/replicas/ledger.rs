//! What the providers hold at the end.

use std::collections::BTreeMap;

use serde_json::Value;
use upm_sandbox::keys;

use crate::access::{Access, is_start};
use crate::customers::{Finished, json_of};
use crate::stage::Stage;

/// The last update of each subscription is its default.
pub async fn every_update_counts(stage: &Stage, finished: &[Finished]) {
    let last: BTreeMap<_, _> = finished.iter().map(|update| (update.subscription, &update.session)).collect();
    for (subscription, session) in last {
        let saved = method_of(stage, session).await;
        let on_file = get(stage, &format!("/v1/subscriptions/{subscription}")).await;
        assert_eq!(
            on_file["default_payment_method"],
            saved.as_str(),
            "{subscription}: the update of {session} is lost"
        );
    }
}

/// No method became the default more often than once: an older update never came back over a newer one.
pub async fn no_update_counts_twice(stage: &Stage, finished: &[Finished]) {
    let changes = changes(stage).await;
    assert!(!changes.is_empty(), "Stripe tells of no change at all");
    for update in finished {
        let saved = method_of(stage, &update.session).await;
        let times = changes.get(&saved).copied().unwrap_or(0);
        assert!(times <= 1, "{} became the default of {} {times} times", saved, update.subscription);
    }
}

/// Paddle made at most one transaction for each start that nginx was sent.
pub fn no_paddle_start_was_repeated(stage: &Stage, requests: &[Access]) {
    let starts_of_paddle = stage.doubles.paddle.len() * crate::ROUNDS;
    let made = stage.doubles.transactions();
    let starts = requests.iter().filter(|request| is_start(request)).count();
    assert!(made <= starts_of_paddle, "{made} transactions for {starts_of_paddle} starts");
    assert!(made > 0 && starts >= starts_of_paddle, "{starts} starts, {made} transactions");
}

/// How often each method became a subscription's default, from Stripe's own events.
async fn changes(stage: &Stage) -> BTreeMap<String, usize> {
    let mut changes = BTreeMap::new();
    let mut after = String::new();
    loop {
        let page = get(stage, &format!("/v1/events?type=customer.subscription.updated&limit=100{after}")).await;
        let events = page["data"].as_array().unwrap();
        for event in events {
            if !event["data"]["previous_attributes"]["default_payment_method"].is_null() {
                let method = event["data"]["object"]["default_payment_method"].as_str().unwrap();
                *changes.entry(method.to_owned()).or_default() += 1;
            }
        }
        match events.last() {
            Some(last) if page["has_more"] == true => {
                after = format!("&starting_after={}", last["id"].as_str().unwrap())
            }
            _ => return changes,
        }
    }
}

async fn method_of(stage: &Stage, session: &str) -> String {
    let session = get(stage, &format!("/v1/checkout/sessions/{session}?expand[]=setup_intent")).await;
    session["setup_intent"]["payment_method"].as_str().unwrap().to_owned()
}

async fn get(stage: &Stage, path: &str) -> Value {
    let request = reqwest::Client::new()
        .get(format!("{}{path}", stage.doubles.stripe_origin))
        .bearer_auth(keys::STRIPE_SECRET_KEY)
        .header("Stripe-Version", "2026-10-28.endive");
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    json_of(answer).await
}
