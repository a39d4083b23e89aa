//! `POST` for a customer of Stripe: what the session carries, where it is shown,
//! and what becomes of the ones before it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use common::{CUSTOMER, Mock, RETURN_URL, SUBSCRIPTION, Seen, config, post, post_form, press, token};
use serde_json::{Value, json};
use update_payment_method_server::{ApplyTo, Provider, StripeConfig, router};

const URL: &str = "https://checkout.stripe.com/c/pay/cs_test_m#fid";
const SECRET: &str = "cs_test_m_secret_fidExample";
const MADE: u64 = 1_795_190_400;

/// An account whose open sessions are `open`.
fn stripe(open: Value) -> impl Fn(&Seen) -> Response {
    move |seen| match seen.line().as_str() {
        "GET /v1/checkout/sessions" => {
            assert_eq!((seen.query["customer"].as_str(), seen.query["status"].as_str()), (CUSTOMER, "open"));
            Json(json!({"object": "list", "has_more": false, "data": open})).into_response()
        }
        "POST /v1/checkout/sessions" => {
            let embedded = seen.form().contains_key("ui_mode");
            Json(json!({"id": "cs_test_m", "mode": "setup", "status": "open", "created": MADE, "expires_at": MADE + 43_200,
                "url": (!embedded).then_some(URL), "client_secret": embedded.then_some(SECRET)}))
            .into_response()
        }
        line if line == format!("GET /v1/subscriptions/{SUBSCRIPTION}") => {
            Json(json!({"id": SUBSCRIPTION, "status": "active", "customer": CUSTOMER, "currency": "eur",
                "default_payment_method": {"id": "pm_sub"}, "default_source": null, "metadata": {}}))
            .into_response()
        }
        line if line == format!("GET /v1/customers/{CUSTOMER}") => {
            Json(json!({"id": CUSTOMER, "invoice_settings": {"default_payment_method": "pm_cus"}})).into_response()
        }
        // Somebody else was faster.
        "POST /v1/checkout/sessions/cs_test_a/expire" => {
            (StatusCode::BAD_REQUEST, Json(json!({"error": {"type": "invalid_request_error"}}))).into_response()
        }
        line if line.ends_with("/expire") => Json(json!({"id": "x", "status": "expired"})).into_response(),
        line => panic!("{line}"),
    }
}

fn app(mock: &Mock, change: impl FnOnce(&mut StripeConfig)) -> Router {
    let mut config = config(&mock.base);
    if let Some(stripe) = &mut config.stripe {
        change(stripe);
    }
    router(config).unwrap()
}

fn inline() -> Value {
    let mut start = press();
    start["mode"] = json!("inline");
    start
}

#[tokio::test]
async fn the_defaults_before_are_kept_for_each_target() {
    for (apply_to, subscription, customer) in [
        (ApplyTo::Subscription, Some("pm_sub"), None),
        (ApplyTo::Customer, None, Some("pm_cus")),
        (ApplyTo::Both, Some("pm_sub"), Some("pm_cus")),
    ] {
        let mock = Mock::start(stripe(json!([]))).await;
        let app = app(&mock, |stripe| stripe.apply_to = apply_to);
        assert_eq!(post(&app, &token(Provider::Stripe), &press()).await.status, StatusCode::OK);
        let form = mock.posts()[0].form();
        for place in ["metadata", "setup_intent_data[metadata]"] {
            let of = |key: &str| form.get(&format!("{place}[{key}]")).map(String::as_str);
            assert_eq!(of("upm_before_subscription"), subscription, "{apply_to:?}");
            assert_eq!(of("upm_before_customer"), customer, "{apply_to:?}");
        }
        let asked = mock.lines().iter().any(|line| line.contains("/v1/customers/"));
        assert_eq!(asked, customer.is_some(), "read only where it is needed");
    }
}

#[tokio::test]
async fn our_older_open_sessions_are_expired_and_no_others() {
    let start = press();
    let session = |id: &str, created: u64, metadata: Value| json!({"id": id, "mode": "setup", "customer": CUSTOMER, "status": "open", "created": created, "metadata": metadata});
    let ours = |attempt: &str| json!({"subscription_id": SUBSCRIPTION, "upm_attempt": attempt});
    let open = json!([
        session("cs_test_newer", MADE + 1, ours("x")),
        // Made in the same second: the attempts' own time decides, for both.
        session("cs_test_c", MADE, ours("ffffffff-ffff-7fff-bfff-ffffffffffff")),
        session("cs_test_m", MADE, ours(start["attempt"].as_str().unwrap())),
        session("cs_test_z", MADE, ours("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")),
        session("cs_test_same", MADE - 1, ours(start["attempt"].as_str().unwrap())),
        session("cs_test_other", MADE - 1, json!({"subscription_id": "sub_other", "upm_attempt": "x"})),
        session("cs_test_foreign", MADE - 1, json!({"subscription_id": SUBSCRIPTION})),
        session("cs_test_a", MADE - 80_000, ours("x")),
    ]);
    let mock = Mock::start(stripe(open)).await;
    let answer = post(&app(&mock, |_| {}), &token(Provider::Stripe), &start).await;
    assert_eq!((answer.status, answer.json()["url"].as_str()), (StatusCode::OK, Some(URL)));
    let mut expired: Vec<Seen> = mock.posts().into_iter().filter(|seen| seen.path.ends_with("/expire")).collect();
    expired.sort_by(|a, b| a.path.cmp(&b.path));
    let lines: Vec<String> = expired.iter().map(Seen::line).collect();
    assert_eq!(lines, ["POST /v1/checkout/sessions/cs_test_a/expire", "POST /v1/checkout/sessions/cs_test_z/expire"]);
    assert_ne!(expired[0].header("idempotency-key"), expired[1].header("idempotency-key"));
}

#[tokio::test]
async fn a_start_does_not_fail_over_older_sessions() {
    let account = stripe(json!([]));
    let mock = Mock::start(move |seen| match seen.line().as_str() {
        "GET /v1/checkout/sessions" => StatusCode::FORBIDDEN.into_response(),
        _ => account(seen),
    })
    .await;
    let answer = post(&app(&mock, |_| {}), &token(Provider::Stripe), &press()).await;
    assert_eq!(answer.json()["url"], URL);
    assert_eq!(mock.posts().len(), 1);
}

#[tokio::test]
async fn inline_is_embedded_under_the_name_that_the_version_has() {
    for (version, ui_mode) in [
        ("2026-10-28.endive", "embedded_page"),
        ("2026-03-25.dahlia", "embedded_page"),
        ("2026-02-25.clover", "embedded"),
        ("2024-06-20", "embedded"),
    ] {
        let mock = Mock::start(stripe(json!([]))).await;
        let app = app(&mock, |stripe| {
            stripe.version = version.to_owned();
            stripe.publishable_key = Some("pk_test_made_up".to_owned());
        });
        let answer = post(&app, &token(Provider::Stripe), &inline()).await;
        assert_eq!(
            answer.json(),
            json!({"client_secret": SECRET, "publishable_key": "pk_test_made_up", "id": "cs_test_m", "expires_at": MADE + 43_200,
                "notice": {"kind": "zero_value", "charged_now": false}})
        );
        let form = mock.posts()[0].form();
        assert_eq!(form["ui_mode"], ui_mode, "{version}");
        assert_eq!(form["redirect_on_completion"], "if_required");
        assert_eq!(
            form["return_url"],
            "https://app.example.com/account?tab=billing&upm_session={CHECKOUT_SESSION_ID}#card"
        );
        assert!(!form.contains_key("success_url") && !form.contains_key("cancel_url"));
    }
}

#[tokio::test]
async fn everything_else_is_hosted() {
    let mock = Mock::start(stripe(json!([]))).await;
    let bearer = token(Provider::Stripe);
    let with_key = app(&mock, |stripe| stripe.publishable_key = Some("pk_test_made_up".to_owned()));
    let without_key = app(&mock, |_| {});
    for answer in [post(&with_key, &bearer, &press()).await, post(&without_key, &bearer, &inline()).await] {
        assert_eq!(answer.json()["url"], URL);
        assert_eq!(answer.json().get("client_secret"), None);
    }
    let answer = post_form(&with_key, &[("customer_token", &bearer), ("mode", "inline")]).await;
    assert_eq!((answer.status, answer.headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, URL));
    for seen in mock.posts() {
        assert!(!seen.form().contains_key("ui_mode"));
        assert_eq!(seen.form()["cancel_url"], RETURN_URL);
    }
}
