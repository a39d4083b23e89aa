//! `GET /transactions`.

use serde_json::Value;

use super::harness::{Double, seed};

fn statuses(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn lists_by_subscription_and_status_newest_first() {
    let double = Double::start().await;
    let id = seed("paddle_past_due").subscription_id;
    let path = format!("/transactions?subscription_id={id}&order_by=created_at[DESC]");
    let all = double.get(&path).await.data();
    assert_eq!(statuses(&all), ["past_due", "completed"]);
    assert_eq!(all[0]["id"], seed("paddle_past_due").debt.unwrap().id);
    assert_eq!(all[1]["payments"][0]["status"], "captured");
    assert_eq!(all[1]["payments"][0]["captured_at"], all[1]["payments"][0]["created_at"]);

    let overdue = double.get(&format!("{path}&status=past_due")).await.data();
    assert_eq!(statuses(&overdue), ["past_due"]);
    let both = double.get(&format!("{path}&status=paid,completed,past_due&per_page=30")).await;
    assert_eq!(statuses(&both.data()).len(), 2);
    assert_eq!(both.json()["meta"]["pagination"]["has_more"], false);
    assert_eq!(statuses(&double.get(&path.replace("[DESC]", "[ASC]")).await.data()), ["completed", "past_due"]);
    assert_eq!(double.get("/transactions?subscription_id=sub_other").await.data(), Value::Array(vec![]));
}

#[tokio::test]
async fn pages_go_on_after_the_last_id() {
    let double = Double::start().await;
    let first = double.get("/transactions?per_page=3").await;
    let pagination = &first.json()["meta"]["pagination"];
    assert_eq!(pagination["has_more"], true);
    let last = first.data()[2]["id"].as_str().unwrap().to_owned();
    assert!(pagination["next"].as_str().unwrap().ends_with(&last));
    let second = double.get(&format!("/transactions?after={last}")).await;
    let rest = usize::try_from(pagination["estimated_total"].as_u64().unwrap()).unwrap() - 3;
    assert_eq!(second.data().as_array().unwrap().len(), rest);
    assert_eq!(second.json()["meta"]["pagination"]["has_more"], false);
}

#[tokio::test]
async fn odd_parameters_and_a_missing_key_are_refused() {
    let double = Double::start().await;
    for query in ["state=past_due", "order_by=created_at", "order_by=total[ASC]", "per_page=0", "per_page=x"] {
        let answer = double.get(&format!("/transactions?{query}")).await;
        assert_eq!(answer.error(), (400, "invalid_field".to_owned()), "{query}");
    }
    assert_eq!(double.fetch("/transactions", None).await.status, 401);
}
