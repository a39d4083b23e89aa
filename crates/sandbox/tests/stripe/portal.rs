//! The billing portal: the call, and the page.

use axum::http::Method;
use serde_json::{Value, json};
use upm_sandbox::stripe::Visit;

use crate::client::{Answer, Case, Double, encode, seed, start};
use crate::in_process::InProcess;

const BACK: &str = "https://app.example.com/billing?portal=done";

const FLOW: [(&str, &str); 3] = [
    ("flow_data[type]", "payment_method_update"),
    ("flow_data[after_completion][type]", "redirect"),
    ("flow_data[after_completion][redirect][return_url]", BACK),
];

async fn create(double: &Double, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("customer", seed("stripe_active").customer_id)];
    fields.extend(more);
    double.post("/v1/billing_portal/sessions", &fields).await
}

async fn submit(double: &Double, url: &str, number: &str) -> (u16, String, String) {
    let card = [("cardNumber", number), ("cardExpiry", "04/30"), ("cardCvc", "123"), ("billingName", "Robin Hale")];
    send(double, url, &card).await
}

async fn send(double: &Double, url: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
    let form = double.http.post(url).header("Content-Type", "application/x-www-form-urlencoded");
    let response = form.body(encode(fields)).send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), location.unwrap_or_default(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_session_for_the_flow_looks_like_stripes() {
    let double = start().await;
    let more = [("return_url", "https://app.example.com/"), ("locale", "en-AU")];
    let session = create(&double, &[&FLOW[..], &more].concat()).await;
    assert_eq!(session.status, 200, "{}", session.json);
    assert!(session.text("/id").starts_with("bps_"));
    assert_eq!(session.json["object"], "billing_portal.session");
    assert_eq!(session.json["customer"], seed("stripe_active").customer_id);
    assert!(session.text("/url").starts_with(&format!("{}/p/session/test_", double.origin)));
    assert_eq!(session.text("/flow/type"), "payment_method_update");
    assert_eq!(session.text("/flow/after_completion/redirect/return_url"), BACK);
    assert_eq!((session.text("/locale"), session.text("/return_url")), ("en-AU", "https://app.example.com/"));
    assert!(create(&double, &[]).await.json["flow"].is_null());
    // There is no call that reads it again.
    assert_eq!(double.get(&format!("/v1/billing_portal/sessions/{}", session.text("/id"))).await.status, 404);
}

#[tokio::test]
async fn what_the_portal_refuses() {
    let double = start().await;
    let kind = "flow_data[after_completion][type]";
    let url = "flow_data[after_completion][redirect][return_url]";
    let cases: &[Case] = &[
        (&[("customer", "cus_unknown")], "resource_missing", "customer"),
        (&[("configuration", "bpc_unknown")], "resource_missing", "configuration"),
        (&[("return_url", "/billing")], "url_invalid", "return_url"),
        (&[("locale", "hi-IN")], "", "locale"),
        (&[(kind, "redirect")], "parameter_missing", "flow_data[type]"),
        (&[FLOW[0], FLOW[1]], "parameter_missing", url),
        (&[FLOW[0], (kind, "redirect"), (url, "billing")], "url_invalid", url),
        (&[FLOW[0], (kind, "colour")], "", kind),
        (&[FLOW[0], FLOW[2]], "parameter_missing", kind),
        (&[FLOW[0], (kind, "portal_homepage"), FLOW[2]], "", "flow_data[after_completion][redirect]"),
        (&[("flow_data[type]", "subscription_cancel")], "", "flow_data[type]"),
        (&[("flow_data[type]", "colour")], "", "flow_data[type]"),
        (&[("on_behalf_of", "acct_1")], "", "on_behalf_of"),
        (&[("colour", "red")], "parameter_unknown", "colour"),
    ];
    for (fields, code, param) in cases {
        let answer = create(&double, fields).await;
        assert_eq!(answer.error(), (400, "invalid_request_error", *code, *param), "{fields:?}");
    }
    assert_eq!(double.post("/v1/billing_portal/sessions", &[]).await.error().3, "customer");
}

#[tokio::test]
async fn a_portal_that_was_never_configured_makes_no_sessions() {
    let double = start().await;
    double.control(json!({ "portal": "missing" })).await;
    assert_eq!(create(&double, &FLOW).await.error(), (400, "invalid_request_error", "", ""));
    double.control(json!({ "portal": "no_method_update" })).await;
    assert_eq!(create(&double, &FLOW).await.error().3, "flow_data[type]");
    assert_eq!(create(&double, &[]).await.status, 200);
}

#[tokio::test]
async fn a_card_becomes_the_customers_default_and_no_subscriptions() {
    let double = start().await;
    let customer = seed("stripe_active");
    let session = create(&double, &FLOW).await;
    let url = session.text("/url");
    let page = double.http.get(url).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    assert!(page.text().await.unwrap().contains("payment-form"));
    let _ = double.state.drain_events();

    let (status, _, text) = submit(&double, url, "4000000000000002").await;
    assert!(status == 200 && text.contains("Your card was declined."));
    let (status, location, _) = submit(&double, url, "5555555555554444").await;
    assert_eq!((status, location.as_str()), (303, BACK));
    let path = format!("/v1/customers/{}?expand[]=invoice_settings.default_payment_method", customer.customer_id);
    let billed = double.get(&path).await;
    assert_eq!(billed.text("/invoice_settings/default_payment_method/card/last4"), "4444");
    let subscription = double.get(&format!("/v1/subscriptions/{}", customer.subscription_id)).await;
    assert_eq!(subscription.json["default_payment_method"], customer.card.id, "the old card stays there");
    let said: Vec<Value> = double.state.drain_events().iter().map(|event| event["type"].clone()).collect();
    let expected = [
        "setup_intent.created",
        "setup_intent.setup_failed",
        "payment_method.attached",
        "setup_intent.succeeded",
        "customer.updated",
    ];
    assert_eq!(said, expected);
    // The flow is done once.
    let (status, location, text) = submit(&double, url, "4242424242424242").await;
    assert!(status == 200 && location.is_empty() && text.contains(r#"id="all-done""#));
}

#[tokio::test]
async fn the_other_endings_stay_at_the_portal() {
    let double = start().await;
    let message = "flow_data[after_completion][hosted_confirmation][custom_message]";
    let confirmed =
        [FLOW[0], ("flow_data[after_completion][type]", "hosted_confirmation"), (message, "Thanks <b>a lot")];
    let url = create(&double, &confirmed).await.text("/url").to_owned();
    let (_, _, asked) = submit(&double, &url, "4000002500003155").await;
    assert!(asked.contains(r#"id="challenge""#));
    let (_, _, failed) = send(&double, &url, &[("challenge", "fail")]).await;
    assert!(failed.contains("unable to authenticate") && failed.contains("payment-form"));
    submit(&double, &url, "4000002500003155").await;
    let (status, location, text) = send(&double, &url, &[("challenge", "complete")]).await;
    assert_eq!((status, location.as_str()), (200, ""));
    assert!(text.contains("Thanks &lt;b&gt;a lot"));
    let unknown = double.http.get(format!("{}/p/session/test_x", double.origin)).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[test]
fn a_link_works_for_five_minutes_unopened() {
    let double = InProcess::new(1);
    let customer = seed("stripe_active").customer_id;
    let url = || {
        let fields = [&[("customer", customer)], &FLOW[..]].concat();
        let session = double.send(&Method::POST, "/v1/billing_portal/sessions", None, &fields).1;
        session["url"].as_str().unwrap().to_owned()
    };
    let (used, late) = (url(), url());
    double.clock.advance(299);
    assert_eq!(double.state.update_in_portal(&used, "4242424242424242"), Visit::Complete(Some(BACK.to_owned())));
    assert!(double.state.default_of(customer).is_some());
    double.clock.advance(1);
    assert_eq!(double.state.update_in_portal(&late, "4242424242424242"), Visit::Closed);
}
