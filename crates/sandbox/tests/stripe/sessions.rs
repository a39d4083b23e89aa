//! Creating, reading and expiring setup sessions.

use serde_json::json;

use crate::client::{Case, REMOVED, SUCCESS, now, seed, start};

#[tokio::test]
async fn an_open_session_looks_like_stripes() {
    let double = start().await;
    let customer = seed("stripe_past_due");
    let answer = double
        .session(
            "stripe_past_due",
            &[
                ("currency", "gbp"),
                ("cancel_url", "https://app.example.com/billing"),
                ("client_reference_id", "attempt-7f3c"),
                ("locale", "fr-CA"),
                ("metadata[subscription_id]", customer.subscription_id),
                ("setup_intent_data[metadata][from_widget]", "yes"),
                ("custom_text[submit][message]", "We try your invoice again on Monday."),
            ],
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    let session = &answer.json;
    assert!(answer.text("/id").starts_with("cs_test_"));
    assert_eq!(session["object"], "checkout.session");
    assert_eq!(session["mode"], "setup");
    assert_eq!(session["status"], "open");
    assert_eq!(session["payment_status"], "no_payment_required");
    assert_eq!(session["livemode"], false);
    assert_eq!(session["customer"], customer.customer_id);
    assert_eq!(session["success_url"], SUCCESS, "the placeholder is filled in only on the redirect");
    assert_eq!(session["cancel_url"], "https://app.example.com/billing");
    assert_eq!(session["client_reference_id"], "attempt-7f3c");
    assert_eq!(session["currency"], "gbp");
    assert_eq!(session["locale"], "fr-CA");
    assert_eq!(session["custom_text"]["submit"]["message"], "We try your invoice again on Monday.");
    assert!(session["client_secret"].is_null() && session["amount_total"].is_null());
    let (created, expires) = (session["created"].as_u64().unwrap(), session["expires_at"].as_u64().unwrap());
    assert!(now().abs_diff(created) < 5);
    assert_eq!(expires, created + 86_400);

    // A url with a long fragment that must be kept.
    let (page, fragment) = answer.text("/url").split_once('#').unwrap();
    assert_eq!(page, format!("{}/c/pay/{}", double.origin, answer.text("/id")));
    assert!(fragment.starts_with("fid") && fragment.len() > 400);

    // The SetupIntent exists at once; neither metadata copies into the other.
    assert_eq!(session["metadata"], json!({ "subscription_id": customer.subscription_id }));
    let intent = double.get(&format!("/v1/setup_intents/{}", answer.text("/setup_intent"))).await;
    assert_eq!(intent.json["status"], "requires_payment_method");
    assert_eq!(intent.json["metadata"], json!({ "from_widget": "yes" }));
    assert_eq!(intent.json["customer"], customer.customer_id);
    assert!(intent.json["payment_method"].is_null() && intent.json["last_setup_error"].is_null());
}

#[tokio::test]
async fn what_setup_mode_refuses() {
    let double = start().await;
    let missing = "parameter_missing";
    let too_long = "a".repeat(201);
    let cases: &[Case] = &[
        (&[("mode", REMOVED)], missing, "mode"),
        (&[("mode", "colour")], "", "mode"),
        (&[("customer", "cus_unknown")], "resource_missing", "customer"),
        (&[("customer", "")], "parameter_invalid_empty", "customer"),
        (&[("currency", REMOVED)], missing, "currency"),
        (&[("currency", "USD")], "", "currency"),
        (&[("currency", "abc")], "", "currency"),
        (&[("success_url", REMOVED)], missing, "success_url"),
        (&[("success_url", "/billing")], "url_invalid", "success_url"),
        (&[("success_url", "javascript:alert(1)")], "url_invalid", "success_url"),
        (&[("cancel_url", "billing")], "url_invalid", "cancel_url"),
        (&[("line_items[0][price]", "price_1"), ("line_items[0][quantity]", "1")], "", ""),
        (&[("subscription_data[metadata][a]", "b")], "", ""),
        (&[("submit_type", "book")], "", ""),
        (&[("return_url", "https://app.example.com/")], "", "return_url"),
        (&[("locale", "hi")], "", "locale"),
        (&[("locale", "uk")], "", "locale"),
        (&[("client_reference_id", &too_long)], "parameter_invalid_string_too_long", "client_reference_id"),
        (&[("expires_at", "soon")], "parameter_invalid_integer", "expires_at"),
    ];
    for (fields, code, param) in cases {
        let answer = double.session("stripe_active", fields).await;
        assert_eq!(answer.error(), (400, "invalid_request_error", *code, *param), "{fields:?}");
    }
    let named = double.session("stripe_active", &[("line_items[0][price]", "price_1")]).await;
    assert_eq!(named.text("/error/message"), "You can not pass `line_items` in `setup` mode.");
    assert!(double.log.entries().iter().all(|entry| entry.status == 400));
}

#[tokio::test]
async fn allowed_types_stand_in_for_the_currency() {
    let double = start().await;
    let answer =
        double.session("stripe_active", &[("currency", REMOVED), ("allowed_payment_method_types[0]", "card")]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json["payment_method_types"], json!(["card"]));
    assert!(answer.json["currency"].is_null());
    let dynamic = double.session("stripe_active", &[]).await;
    assert_eq!(dynamic.json["payment_method_types"], json!(["card", "link"]));
}

#[tokio::test]
async fn expiry_is_half_an_hour_to_a_day_away() {
    let double = start().await;
    let create = async |seconds: u64| {
        let at = (now() + seconds).to_string();
        double.session("stripe_active", &[("expires_at", &at)]).await
    };
    for (seconds, status) in [(0, 400), (29 * 60, 400), (31 * 60, 200), (86_000, 200), (86_460, 400)] {
        let answer = create(seconds).await;
        assert_eq!(answer.status, status, "{seconds}");
        if status == 400 {
            assert_eq!(answer.error().3, "expires_at");
        }
    }
}

#[tokio::test]
async fn expiring_works_once_and_only_while_open() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    let path = format!("/v1/checkout/sessions/{}", session.text("/id"));
    let expired = double.post(&format!("{path}/expire"), &[]).await;
    assert_eq!(expired.json["status"], "expired");
    assert!(expired.json["url"].is_null());
    assert_eq!(double.get(&path).await.json["status"], "expired");
    assert_eq!(double.post(&format!("{path}/expire"), &[]).await.status, 400);
    let page = double.http.get(session.text("/url")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r#"id="expired""#) && !page.contains("payment-form"));
}

#[tokio::test]
async fn unknown_objects_are_404_in_the_path() {
    let double = start().await;
    let missing = [
        "checkout/sessions/cs_test_x",
        "setup_intents/seti_x",
        "payment_methods/pm_x",
        "customers/cus_x",
        "subscriptions/sub_x",
        "invoices/in_x",
    ];
    for path in missing {
        let answer = double.get(&format!("/v1/{path}")).await;
        assert_eq!(answer.error(), (404, "invalid_request_error", "resource_missing", "id"), "{path}");
    }
    // An id of another kind is not found either.
    let customer = seed("stripe_active").customer_id;
    assert_eq!(double.get(&format!("/v1/checkout/sessions/{customer}")).await.status, 404);
}
