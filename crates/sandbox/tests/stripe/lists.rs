//! Paging, filters and order of lists.

use crate::client::{Double, now, seed, start};

async fn ids(double: &Double, path: &str) -> (Vec<String>, bool) {
    let answer = double.get(path).await;
    assert_eq!(answer.json["object"], "list", "{}", answer.json);
    let data = answer.json["data"].as_array().unwrap();
    let ids = data.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
    (ids, answer.json["has_more"].as_bool().unwrap())
}

#[tokio::test]
async fn pages_run_newest_first_with_a_cursor() {
    let double = start().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(double.session("stripe_active", &[]).await.text("/id").to_owned());
    }
    double.session("stripe_past_due", &[]).await;
    made.reverse();
    let base = format!("/v1/checkout/sessions?customer={}", seed("stripe_active").customer_id);
    assert_eq!(ids(&double, &base).await, (made.clone(), false));
    let (first, more) = ids(&double, &format!("{base}&limit=2")).await;
    assert_eq!((first.as_slice(), more), (&made[..2], true));
    let (rest, more) = ids(&double, &format!("{base}&limit=3&starting_after={}", first[1])).await;
    assert_eq!((rest.as_slice(), more), (&made[2..], false));
    let (back, more) = ids(&double, &format!("{base}&limit=2&ending_before={}", made[3])).await;
    assert_eq!((back.as_slice(), more), (&made[1..3], true));
    for odd in ["limit=0", "limit=101", "limit=x", "starting_after=cs_test_x", "status=done", "metadata[a]=b"] {
        assert_eq!(double.get(&format!("{base}&{odd}")).await.status, 400, "{odd}");
    }
}

#[tokio::test]
async fn filters_by_status_and_time() {
    let double = start().await;
    let open = double.session("stripe_active", &[]).await;
    let expired = double.session("stripe_active", &[]).await;
    double.post(&format!("/v1/checkout/sessions/{}/expire", expired.text("/id")), &[]).await;
    let list = async |query: String| ids(&double, &format!("/v1/checkout/sessions?{query}")).await.0;
    assert_eq!(list("status=open".into()).await, [open.text("/id")]);
    assert_eq!(list("status=expired".into()).await, [expired.text("/id")]);
    assert_eq!(list(format!("created[gte]={}", now() - 60)).await.len(), 2);
    assert!(list(format!("created[gte]={}", now() + 60)).await.is_empty());
    assert!(list(format!("created[lt]={}", now() - 60)).await.is_empty());
}

#[tokio::test]
async fn setup_intents_of_a_customer_with_their_latest_attempt() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    let customer = seed("stripe_active").customer_id;
    let path = format!("/v1/setup_intents?customer={customer}&limit=100&expand[]=data.latest_attempt");
    let intents = double.get(&path).await;
    assert_eq!(intents.json["data"][0]["id"], session.json["setup_intent"]);
    assert!(intents.json["data"][0]["latest_attempt"].is_null());
    let save = double.http.post(session.text("/url")).header("Content-Type", "application/x-www-form-urlencoded");
    save.body("method=link").send().await.unwrap();
    let intents = double.get(&path).await;
    assert_eq!(intents.text("/data/0/latest_attempt/status"), "succeeded");
    assert!(intents.json["data"][0]["latest_attempt"]["created"].as_u64().unwrap() >= now() - 60);
    assert_eq!(double.get("/v1/setup_intents?metadata[a]=b").await.error().2, "parameter_unknown");
}
