//! The Billing portal instead of a setup session.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use common::{
    CUSTOMER, Mock, PADDLE_CUSTOMER, PADDLE_SUBSCRIPTION, RETURN_URL, SUBSCRIPTION, Seen, config, get, post, post_form,
    press, token, tokens,
};
use serde_json::{Value, json};
use update_payment_method_server::{Claims, Portal, Provider, mint_token, router};

const URL: &str = "https://billing.stripe.com/p/session/test_1";

#[derive(Clone)]
struct Account {
    own: Option<&'static str>,
    source: Option<&'static str>,
    default: Option<&'static str>,
    status: &'static str,
}

const ACCOUNT: Account = Account { own: None, source: None, default: Some("pm_old"), status: "active" };

fn answer(account: &Account, seen: &Seen) -> Response {
    match seen.line().as_str() {
        "POST /v1/billing_portal/sessions" => {
            Json(json!({"id": "bps_1Example", "object": "billing_portal.session", "url": URL, "customer": CUSTOMER})).into_response()
        }
        "GET /v1/invoices" => Json(json!({"data": [{"id": "in_1", "currency": "usd", "created": 1, "amount_remaining": 2988}]})).into_response(),
        line if line.starts_with("GET /v1/subscriptions/") => {
            Json(json!({"id": seen.path.rsplit('/').next(), "status": account.status, "customer": CUSTOMER, "currency": "usd",
                "default_payment_method": account.own, "default_source": account.source}))
            .into_response()
        }
        line if line == format!("GET /v1/customers/{CUSTOMER}") => {
            Json(json!({"id": CUSTOMER, "invoice_settings": {"default_payment_method": account.default}})).into_response()
        }
        line if line.starts_with("GET /v1/payment_methods/") => {
            Json(json!({"id": "pm", "type": "card", "card": {"brand": "visa", "last4": "4242"}})).into_response()
        }
        line => panic!("{line}"),
    }
}

/// An account with the portal configured, and the mock in front of it.
async fn stripe(account: Account) -> (Router, Mock, Arc<Mutex<Account>>) {
    let account = Arc::new(Mutex::new(account));
    let shared = account.clone();
    let mock = Mock::start(move |seen| answer(&shared.lock().unwrap(), seen)).await;
    (app(&mock, None), mock, account)
}

/// Each has a cache of its own.
fn app(mock: &Mock, configuration: Option<&str>) -> Router {
    let mut config = config(&mock.base);
    if let Some(stripe) = &mut config.stripe {
        stripe.portal = Some(Portal { configuration: configuration.map(str::to_owned) });
    }
    router(config).unwrap()
}

async fn verify(mock: &Mock, token: &str, id: &str) -> Value {
    let answer = get(&app(mock, None), &format!("/payment-method-updates/{id}"), token).await;
    if answer.status == StatusCode::OK { answer.json() } else { json!(answer.code()) }
}

async fn started(app: &Router) -> String {
    let answer = post(app, &token(Provider::Stripe), &press()).await;
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

#[tokio::test]
async fn the_flow_is_made_with_exactly_these_parameters() {
    let (app, mock, _) = stripe(ACCOUNT).await;
    let start = press();
    let answer = post(&app, &token(Provider::Stripe), &start).await.json();
    let id = answer["id"].as_str().unwrap();
    assert!(id.starts_with("bps_") && upm_contract::is_id(id), "{id}");
    assert_eq!(answer, json!({"url": URL, "id": id, "notice": {"kind": "zero_value", "charged_now": false}}));
    let seen = mock.posts().pop().unwrap();
    let form = seen.form();
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = format!("https://app.example.com/account?tab=billing&upm_session={id}#card");
    assert_eq!(
        form,
        [
            ("customer", CUSTOMER),
            ("flow_data[after_completion][redirect][return_url]", back.as_str()),
            ("flow_data[after_completion][type]", "redirect"),
            ("flow_data[type]", "payment_method_update"),
            ("locale", "pt-BR"),
            ("return_url", RETURN_URL),
        ]
    );
    // A retry is the same request, whatever the time.
    assert_eq!(post(&app, &token(Provider::Stripe), &start).await.json()["id"], id);
    let again = mock.posts().pop().unwrap();
    assert_eq!((&again.body, again.header("idempotency-key")), (&seen.body, seen.header("idempotency-key")));
}

#[tokio::test]
async fn the_configuration_and_the_portals_own_languages_go_along() {
    let (_, mock, _) = stripe(ACCOUNT).await;
    let mut start = press();
    start["locale"] = json!("en-AU");
    start["mode"] = json!("inline");
    let answer = post(&app(&mock, Some("bpc_1Example")), &token(Provider::Stripe), &start).await;
    assert_eq!(answer.json()["url"], URL);
    let form = mock.posts()[0].form();
    assert_eq!((form["configuration"].as_str(), form["locale"].as_str()), ("bpc_1Example", "en-AU"));
}

#[tokio::test]
async fn a_form_is_sent_on_to_the_portal() {
    let (app, mock, _) = stripe(ACCOUNT).await;
    let answer = post_form(&app, &[("customer_token", &token(Provider::Stripe))]).await;
    assert_eq!((answer.status, answer.headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, URL));
    assert_eq!(mock.posts().len(), 1);
}

#[tokio::test]
async fn a_form_that_changes_nothing_is_not_opened() {
    for account in [Account { own: Some("pm_own"), ..ACCOUNT }, Account { source: Some("card_1Example"), ..ACCOUNT }] {
        let (app, mock, _) = stripe(account).await;
        let answer = post(&app, &token(Provider::Stripe), &press()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.code(), "portal_overruled");
        assert!(answer.json()["detail"].as_str().unwrap().contains("use setup sessions"));
        assert!(mock.posts().is_empty());
    }
}

#[tokio::test]
async fn updated_means_that_the_default_has_changed_and_counts() {
    let (app, mock, account) = stripe(ACCOUNT).await;
    let (id, bearer) = (started(&app).await, token(Provider::Stripe));
    let pending = json!({"status": "pending"});
    let updated = json!({"status": "updated", "payment_method": {"type": "card", "brand": "visa", "last4": "4242"}});
    for (now, expected) in [
        (ACCOUNT, &pending),
        (Account { default: Some("pm_new"), ..ACCOUNT }, &updated),
        (Account { default: None, ..ACCOUNT }, &pending),
        // Whatever was set meanwhile, the subscription's own wins.
        (Account { default: Some("pm_new"), own: Some("pm_own"), ..ACCOUNT }, &pending),
        (Account { default: Some("pm_new"), source: Some("card_1"), ..ACCOUNT }, &pending),
        (Account { default: Some("pm_new"), own: Some("pm_new"), ..ACCOUNT }, &updated),
    ] {
        *account.lock().unwrap() = now;
        assert_eq!(&verify(&mock, &bearer, &id).await, expected);
    }
    *account.lock().unwrap() = Account { default: Some("pm_new"), status: "past_due", ..ACCOUNT };
    let invoice = json!({"status": "open", "amount": {"amount": 2988, "currency": "USD", "decimals": 2}});
    assert_eq!(verify(&mock, &bearer, &id).await["invoice"], invoice);
    assert!(mock.posts().len() == 1, "nothing is written");
}

#[tokio::test]
async fn the_first_default_counts_as_a_change() {
    let (app, mock, account) = stripe(Account { default: None, ..ACCOUNT }).await;
    let id = started(&app).await;
    assert_eq!(verify(&mock, &token(Provider::Stripe), &id).await, json!({"status": "pending"}));
    account.lock().unwrap().default = Some("pm_new");
    assert_eq!(verify(&mock, &token(Provider::Stripe), &id).await["status"], "updated");
}

#[tokio::test]
async fn forged_states_and_other_peoples_are_unknown_and_ask_nobody() {
    let (app, mock, account) = stripe(ACCOUNT).await;
    let id = started(&app).await;
    account.lock().unwrap().default = Some("pm_new");
    mock.clear();
    let bearer = token(Provider::Stripe);
    let mut flipped = id.clone().into_bytes();
    let last = flipped.len() - 1;
    flipped[last] = if flipped[last] == b'0' { b'1' } else { b'0' };
    let flipped = String::from_utf8(flipped).unwrap();
    let mut bodies = Vec::new();
    for forged in [&flipped, &id[..id.len() - 2], &id.to_uppercase(), "bps_1Example", "bps_", "cs", "seti_1"] {
        let answer = get(&app, &format!("/payment-method-updates/{forged}"), &bearer).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "unknown"), "{forged}");
        bodies.push(answer.body);
    }
    let of = |provider, customer, subscription| {
        mint_token(&tokens(), &Claims::new(provider, customer, subscription)).unwrap()
    };
    for other in [
        of(Provider::Stripe, "cus_other", SUBSCRIPTION),
        of(Provider::Stripe, CUSTOMER, "sub_other"),
        of(Provider::Paddle, PADDLE_CUSTOMER, PADDLE_SUBSCRIPTION),
    ] {
        let answer = get(&app, &format!("/payment-method-updates/{id}"), &other).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        bodies.push(answer.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "all look the same");
    assert_eq!(mock.lines(), [""; 0]);
    assert_eq!(verify(&mock, &bearer, &id).await["status"], "updated", "the true one is good");
}
