//! `GET /subscriptions`.

use serde_json::{Value, json};

use super::harness::{Double, seed};

fn texts(list: &Value, name: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_customer_can_have_several_subscriptions() {
    let double = Double::start().await;
    let customer = seed("paddle_active");
    let path = format!("/subscriptions?customer_id={}", customer.customer_id);
    let all = double.get(&path).await.data();
    assert_eq!(texts(&all, "status"), ["canceled", "active", "paused"], "newest id first");
    let active = double.get(&format!("{path}&status=active,past_due,trialing")).await.data();
    assert_eq!(texts(&active, "id"), [customer.subscription_id]);
    let one = double.get(&format!("/subscriptions/{}", customer.subscription_id)).await.data();
    assert_eq!(active[0], one, "the same entity");
    assert_eq!(texts(&double.get(&format!("{path}&order_by=id[ASC]")).await.data(), "status")[0], "paused");
    assert_eq!(double.get("/subscriptions?customer_id=ctm_other").await.data(), json!([]));
    // The others can become of use.
    double.control(json!({"subscriptions": {"paddle_active_paused": "past_due"}})).await;
    let overdue = double.get(&format!("{path}&status=past_due")).await.data();
    let path = format!("/subscriptions/{}/update-payment-method-transaction", overdue[0]["id"].as_str().unwrap());
    let debt = double.get(&path).await.data();
    assert_eq!((&debt["status"], &debt["customer_id"]), (&json!("past_due"), &json!(customer.customer_id)));
}

#[tokio::test]
async fn pages_are_as_small_as_asked_for_or_smaller() {
    let double = Double::start().await;
    let size = async |query: &str| {
        double.get(&format!("/subscriptions{query}")).await.json()["meta"]["pagination"]["per_page"].clone()
    };
    assert_eq!(
        (size("").await, size("?per_page=7").await, size("?per_page=500").await),
        (json!(50), json!(7), json!(200))
    );

    double.control(json!({"page_size": 2})).await;
    let whole = texts(&double.get("/subscriptions?order_by=id[ASC]&per_page=1").await.data(), "id");
    assert_eq!(whole.len(), 1);
    let mut seen = Vec::new();
    let mut path = "/subscriptions?status=active,past_due,canceled,paused&per_page=100".to_owned();
    loop {
        let answer = double.get(&path).await;
        let ids = texts(&answer.data(), "id");
        let pagination = &answer.json()["meta"]["pagination"];
        assert_eq!(pagination["per_page"], 2);
        seen.extend(ids);
        let next = pagination["next"].as_str().unwrap().to_owned();
        if pagination["has_more"] == false {
            assert_eq!(pagination["estimated_total"], seen.len());
            break;
        }
        // Names Paddle's own host, whichever was asked, and repeats the question.
        path = next.strip_prefix("https://sandbox-api.paddle.com").unwrap().to_owned();
        assert!(path.contains("status=active") && path.contains("per_page=100"), "{path}");
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    sorted.reverse();
    assert_eq!(seen, sorted, "each once, newest first");
    assert!(seen.len() >= 7);
}

#[tokio::test]
async fn a_list_can_lack_its_meta_and_odd_parameters_are_refused() {
    let double = Double::start().await;
    for query in ["subscription_id=sub_1", "order_by=created_at[DESC]", "per_page=0"] {
        let answer = double.get(&format!("/subscriptions?{query}")).await;
        assert_eq!(answer.error(), (400, "invalid_field".to_owned()), "{query}");
    }
    double.control(json!({"meta": false})).await;
    assert_eq!(double.get("/subscriptions").await.json().get("meta"), None);
}
