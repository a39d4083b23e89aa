//! The hosted page, as a browser without JavaScript uses it.

use serde_json::Value;

use crate::client::{Answer, Double, encode, seed, start};

/// Sends the card form of a session; gives (status, Location, page).
async fn submit(double: &Double, session: &Answer, fields: &[(&str, &str)]) -> (u16, String, String) {
    let path = format!("{}/c/pay/{}", double.origin, session.text("/id"));
    let request = double.http.post(path).header("Content-Type", "application/x-www-form-urlencoded");
    let response = request.body(encode(fields)).send().await.unwrap();
    let location = response.headers().get("location").map(|l| l.to_str().unwrap().to_owned());
    (response.status().as_u16(), location.unwrap_or_default(), response.text().await.unwrap())
}

fn card(number: &str) -> Vec<(&'static str, String)> {
    [
        ("method", "card"),
        ("cardNumber", number),
        ("cardExpiry", "04 / 30"),
        ("cardCvc", "123"),
        ("billingName", "Robin Hale"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn pay(double: &Double, session: &Answer, number: &str) -> (u16, String, String) {
    let fields = card(number);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    submit(double, session, &fields).await
}

async fn read(double: &Double, session: &Answer) -> Value {
    let path = format!("/v1/checkout/sessions/{}?expand[]=setup_intent.payment_method", session.text("/id"));
    double.get(&path).await.json
}

async fn page(double: &Double, session: &Answer) -> String {
    double.http.get(session.text("/url")).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn saving_a_card_completes_the_session_and_goes_back() {
    let double = start().await;
    let session = double.session("stripe_past_due", &[("metadata[a]", "b")]).await;
    let id = session.text("/id");
    let (status, location, _) = pay(&double, &session, "4242 4242 4242 4242").await;
    assert_eq!(status, 303);
    assert_eq!(location, format!("https://app.example.com/billing?session={id}&tab=card"));

    let done = read(&double, &session).await;
    assert_eq!(
        (done["status"].as_str(), done["payment_status"].as_str()),
        (Some("complete"), Some("no_payment_required"))
    );
    assert!(done["url"].is_null());
    let intent = &done["setup_intent"];
    assert_eq!(intent["status"], "succeeded");
    let method = &intent["payment_method"];
    let customer = seed("stripe_past_due");
    assert_eq!(method["customer"], customer.customer_id, "attached on success");
    assert_eq!(method["card"]["last4"], "4242");
    assert_eq!(method["card"]["brand"], "visa");
    assert_eq!((method["card"]["exp_month"].as_u64(), method["card"]["exp_year"].as_u64()), (Some(4), Some(2030)));

    // No default is set by itself, and nothing is charged.
    let billed = double.get(&format!("/v1/customers/{}", customer.customer_id)).await;
    assert_eq!(billed.json["invoice_settings"]["default_payment_method"], customer.card.id);
    let subscription = double.get(&format!("/v1/subscriptions/{}", customer.subscription_id)).await;
    assert!(subscription.json["default_payment_method"].is_null());
    assert_eq!(subscription.json["status"], "past_due");

    // The saved method may become the default now.
    let path = format!("/v1/subscriptions/{}", customer.subscription_id);
    let set = double.post(&path, &[("default_payment_method", method["id"].as_str().unwrap())]).await;
    assert_eq!(set.status, 200);
}

#[tokio::test]
async fn a_completed_session_only_says_all_done() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    pay(&double, &session, "4242424242424242").await;
    let text = page(&double, &session).await;
    assert!(text.contains(r#"id="all-done""#) && !text.contains("payment-form"));
    let before = read(&double, &session).await;
    let (status, location, again) = pay(&double, &session, "5555555555554444").await;
    assert_eq!((status, location.as_str()), (200, ""));
    assert!(again.contains(r#"id="all-done""#));
    assert_eq!(read(&double, &session).await, before);
    let expire = double.post(&format!("/v1/checkout/sessions/{}/expire", session.text("/id")), &[]).await;
    assert_eq!(expire.status, 400);
}

#[tokio::test]
async fn only_the_literal_placeholder_is_filled_in() {
    let double = start().await;
    let encoded = "https://app.example.com/?s=%7BCHECKOUT_SESSION_ID%7D";
    let session = double.session("stripe_active", &[("success_url", encoded)]).await;
    assert_eq!(pay(&double, &session, "4242424242424242").await.1, encoded);
    let twice = "https://app.example.com/?a={CHECKOUT_SESSION_ID}&b={CHECKOUT_SESSION_ID}#x";
    let session = double.session("stripe_active", &[("success_url", twice)]).await;
    let id = session.text("/id");
    assert_eq!(pay(&double, &session, "4242424242424242").await.1, format!("https://app.example.com/?a={id}&b={id}#x"));
}

#[tokio::test]
async fn a_decline_stays_on_the_page_and_keeps_the_session_open() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    let cases = [
        ("4000000000000002", "card_declined", "Your card was declined."),
        ("4000000000000069", "expired_card", "Your card has expired."),
        ("4000000000000127", "incorrect_cvc", "security code is incorrect"),
        ("4000000000000119", "processing_error", "An error occurred"),
        ("4111111111111111", "card_declined", "non test card"),
    ];
    for (number, code, message) in cases {
        let (status, location, text) = pay(&double, &session, number).await;
        assert_eq!((status, location.as_str()), (200, ""));
        assert!(text.replace("&#39;", "'").contains(message), "{number}");
        let read = read(&double, &session).await;
        assert_eq!(read["status"], "open");
        assert!(read["url"].is_string());
        let intent = &read["setup_intent"];
        assert_eq!(intent["status"], "requires_payment_method");
        assert!(intent["payment_method"].is_null());
        assert_eq!(intent["last_setup_error"]["code"], code);
        let refused = &intent["last_setup_error"]["payment_method"];
        assert_eq!(refused["card"]["last4"], number[12..]);
        assert!(refused["customer"].is_null(), "a refused card is not attached");
    }
    // The next try may succeed, and clears the error.
    assert_eq!(pay(&double, &session, "4242424242424242").await.0, 303);
    assert!(read(&double, &session).await["setup_intent"]["last_setup_error"].is_null());
}

#[tokio::test]
async fn a_refused_card_cannot_become_a_default() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    pay(&double, &session, "4000000000000002").await;
    let read = read(&double, &session).await;
    let refused = read["setup_intent"]["last_setup_error"]["payment_method"]["id"].as_str().unwrap();
    let path = format!("/v1/subscriptions/{}", seed("stripe_active").subscription_id);
    assert_eq!(double.post(&path, &[("default_payment_method", refused)]).await.status, 400);
}

#[tokio::test]
async fn typing_mistakes_never_reach_the_bank() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    for (field, value) in
        [("cardNumber", "4242 4242 4242 4241"), ("cardExpiry", "04 / 20"), ("cardCvc", "1"), ("billingName", " ")]
    {
        let mut fields = card("4242424242424242");
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value.to_owned();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, _, text) = submit(&double, &session, &fields).await;
        assert_eq!(status, 200);
        assert!(text.contains(&format!(r#"data-field="{field}""#)), "{field}");
        assert!(text.contains(&format!(r#"value="{value}""#)), "what was typed stays: {field}");
    }
    assert!(read(&double, &session).await["setup_intent"]["last_setup_error"].is_null());
}

#[tokio::test]
async fn authentication_is_a_step_that_can_fail() {
    let double = start().await;
    for number in ["4000002500003155", "4000002760003184", "4000008260003178"] {
        let session = double.session("stripe_active", &[]).await;
        let (status, location, text) = pay(&double, &session, number).await;
        assert_eq!((status, location.as_str()), (200, ""));
        assert!(text.contains(r#"id="challenge""#));
        assert_eq!(read(&double, &session).await["setup_intent"]["status"], "requires_action");

        let failed = submit(&double, &session, &[("challenge", "fail")]).await;
        assert!(failed.2.contains("unable to authenticate") && failed.2.contains("payment-form"));
        assert!(page(&double, &session).await.contains("unable to authenticate"), "also after a reload");
        let open = read(&double, &session).await;
        assert_eq!(open["setup_intent"]["last_setup_error"]["code"], "setup_intent_authentication_failure");

        pay(&double, &session, number).await;
        let done = submit(&double, &session, &[("challenge", "complete")]).await;
        assert_eq!(done.0, 303);
        let read = read(&double, &session).await;
        assert_eq!(read["status"], "complete");
        assert_eq!(read["setup_intent"]["payment_method"]["card"]["last4"], number[12..]);
    }
    // Answering a question that was not asked does nothing.
    let session = double.session("stripe_active", &[]).await;
    assert_eq!(submit(&double, &session, &[("challenge", "complete")]).await.0, 200);
    assert_eq!(read(&double, &session).await["status"], "open");
}

#[tokio::test]
async fn link_has_neither_brand_nor_digits_and_only_where_it_is_allowed() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    assert_eq!(submit(&double, &session, &[("method", "link")]).await.0, 303);
    let method = read(&double, &session).await["setup_intent"]["payment_method"].clone();
    assert_eq!((method["type"].as_str(), method.get("card")), (Some("link"), None));

    let cards_only = double.session("stripe_active", &[("allowed_payment_method_types[0]", "card")]).await;
    assert!(!page(&double, &cards_only).await.contains("method-link"));
    assert_eq!(submit(&double, &cards_only, &[("method", "link")]).await.0, 200);
    assert_eq!(read(&double, &cards_only).await["status"], "open");
}

#[tokio::test]
async fn the_way_back_is_there_only_with_a_cancel_url() {
    let double = start().await;
    let without = double.session("stripe_active", &[]).await;
    assert!(!page(&double, &without).await.contains(r#"id="back""#));
    let with = double.session("stripe_active", &[("cancel_url", "https://app.example.com/?a=1&b=\"2\"")]).await;
    let text = page(&double, &with).await;
    assert!(text.contains(r#"href="https://app.example.com/?a=1&amp;b=&quot;2&quot;""#));
    assert_eq!(read(&double, &with).await["status"], "open", "going back leaves the session open");
}

#[tokio::test]
async fn text_from_the_merchant_is_not_markup() {
    let double = start().await;
    let message = "<script>alert(1)</script> & more";
    let session = double.session("stripe_active", &[("custom_text[submit][message]", message)]).await;
    let text = page(&double, &session).await;
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"));
    assert!(!text.contains("<script>alert"));
}

#[tokio::test]
async fn the_page_may_stay_in_the_back_forward_cache() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    let response = double.http.get(session.text("/url")).send().await.unwrap();
    let cache = response.headers()["cache-control"].to_str().unwrap();
    assert!(!cache.contains("no-store"), "{cache}");
    assert_eq!(double.http.get(format!("{}/c/pay/cs_test_x", double.origin)).send().await.unwrap().status(), 404);
}
