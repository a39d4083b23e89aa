//! `openapi.json` says what the router does: its paths, its methods, its codes,
//! and for each status of the contract there is a real answer. What answers look
//! like is held against it wherever a test asks (`common::contract`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use axum::{
    Json,
    body::Body,
    http::{Method, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use common::{Answer, CUSTOMER, Mock, SUBSCRIPTION, Seen, ask, config, contract, press, token};
use serde_json::{Value, json};
use update_payment_method_server::{Provider, Server};

const ROUTES: [&str; 2] = [include_str!("../src/routes.rs"), include_str!("../src/pay.rs")];
const ERRORS: &str = include_str!("../src/error.rs");

fn paths() -> BTreeSet<&'static str> {
    contract::DOCUMENT["paths"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_router_has_these_paths_and_no_others() {
    let source = ROUTES.iter().map(|source| source.split("#[cfg(test)]").next().unwrap());
    let routes: BTreeSet<&str> =
        source.flat_map(|source| source.split(".route(").skip(1)).map(|call| call.split('"').nth(1).unwrap()).collect();
    assert_eq!(routes, paths());
}

#[test]
fn the_problems_have_these_codes_and_no_others() {
    let (_, rest) = ERRORS.split_once("codes! {").unwrap();
    let lines = rest.split("\n}").next().unwrap().lines().filter(|line| line.contains(" = "));
    let codes: BTreeSet<&str> = lines.map(|line| line.split('"').nth(1).unwrap()).collect();
    let listed = &contract::DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    assert_eq!(codes, listed.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect());
    assert!(codes.len() > 30);
}

/// Stripe with one subscription, and a session that is still open.
fn stripe(seen: &Seen) -> Response {
    let answer = match seen.line().as_str() {
        "POST /v1/checkout/sessions" => {
            json!({"id": "cs_test_1", "url": "https://checkout.stripe.com/c/pay/cs_test_1"})
        }
        line if line.contains("/v1/checkout/sessions/") => {
            json!({"id": "cs_test_1", "mode": "setup", "status": "open", "livemode": false, "customer": CUSTOMER,
                "metadata": {"subscription_id": SUBSCRIPTION, "upm_attempt": "x"}})
        }
        line if line.contains("/v1/customers/") => json!({"id": CUSTOMER, "invoice_settings": {}}),
        line if line.contains("/v1/subscriptions/") => {
            json!({"id": SUBSCRIPTION, "status": "active", "customer": CUSTOMER, "currency": "usd", "metadata": {}})
        }
        _ => json!({"data": [], "has_more": false}),
    };
    Json(answer).into_response()
}

/// A provider that always answers so, and does not want to be asked again.
fn fixed(status: u16, body: &'static str) -> impl Fn(&Seen) -> Response + Send + Sync + 'static {
    move |_| (StatusCode::from_u16(status).unwrap(), [("stripe-should-retry", "false")], body).into_response()
}

struct Case {
    method: Method,
    path: &'static str,
    bearer: bool,
    kind: &'static str,
    body: String,
}

fn case(method: Method, path: &'static str) -> Case {
    let body = if method == Method::POST { press().to_string() } else { String::new() };
    Case { method, path, bearer: true, kind: "application/json", body }
}

async fn run(server: &Server, case: Case) -> Answer {
    let mut request = Request::builder().method(case.method).uri(case.path).header(header::CONTENT_TYPE, case.kind);
    if case.bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", token(Provider::Stripe)));
    }
    ask(&server.router(), request.body(Body::from(case.body)).unwrap()).await
}

const ENDPOINT: &str = "/payment-method-updates";
const ID: &str = "/payment-method-updates/cs_test_1";

/// One answer of each status that the contract's three calls can give.
#[tokio::test]
async fn each_documented_status_of_the_endpoint_is_a_real_answer() {
    let mut seen = BTreeSet::new();
    let mut all = vec![(Mock::start(stripe).await, 200)];
    for (provider, status) in [(404, 404), (429, 429), (401, 500), (500, 502)] {
        all.push((Mock::start(fixed(provider, "{}")).await, status));
    }
    let canceled = json!({"id": SUBSCRIPTION, "status": "canceled", "customer": CUSTOMER, "invoice_settings": {}});
    all.push((Mock::start(move |_| Json(canceled.clone()).into_response()).await, 0));
    for (mock, status) in &all {
        for (method, path) in [(Method::GET, ENDPOINT), (Method::POST, ENDPOINT), (Method::GET, ID)] {
            let server = Server::new(config(&mock.base)).unwrap();
            let answer = run(&server, case(method.clone(), path)).await;
            if *status > 0 {
                assert_eq!(answer.status.as_u16(), *status, "{method} {path}: {}", answer.body);
            }
            seen.insert(format!("{method} {path} {}", answer.status.as_u16()));
            let answer = run(&server, Case { bearer: false, ..case(method.clone(), path) }).await;
            seen.insert(format!("{method} {path} {}", answer.status.as_u16()));
        }
    }
    let (mock, _) = all.remove(0);
    for (method, path) in [(Method::GET, ENDPOINT), (Method::POST, ENDPOINT), (Method::GET, ID)] {
        let answer = run(&Server::new(config("http://127.0.0.1:1")).unwrap(), case(method.clone(), path)).await;
        seen.insert(format!("{method} {path} {}", answer.status.as_u16()));
    }
    let server = Server::new(config(&mock.base)).unwrap();
    let post = || case(Method::POST, ENDPOINT);
    let form = format!("customer_token={}", token(Provider::Stripe));
    for case in [
        Case { body: "{".to_owned(), ..post() },
        Case { body: " ".repeat(17 << 10), ..post() },
        Case { kind: "text/plain", ..post() },
        Case { kind: "application/x-www-form-urlencoded", body: form, ..post() },
    ] {
        let answer = run(&server, case).await;
        seen.insert(format!("POST {ENDPOINT} {}", answer.status.as_u16()));
    }
    for template in [ENDPOINT, "/payment-method-updates/{id}"] {
        for (method, operation) in contract::DOCUMENT["paths"][template].as_object().unwrap() {
            for status in operation["responses"].as_object().unwrap().keys() {
                let path = if template == ENDPOINT { ENDPOINT } else { ID };
                let case = format!("{} {path} {status}", method.to_uppercase());
                // Elsewhere: tests/security/host.rs, tests/stripe_portal.rs, and the refusals of a verification
                // that has succeeded, tests/stripe_verify.rs.
                let elsewhere = ["POST /payment-method-updates 403", "POST /payment-method-updates 422"];
                let later = case == format!("GET {ID} 409") || case == format!("GET {ENDPOINT} 409");
                assert!(seen.contains(&case) || later || elsewhere.contains(&case.as_str()), "{case}: {seen:?}");
            }
        }
    }
}

/// Each of the others answers at all; their bodies are held against the document, too.
#[tokio::test]
async fn each_other_path_answers_as_documented() {
    let mock = Mock::start(stripe).await;
    let mut config = config(&mock.base);
    config.stripe.as_mut().unwrap().webhook_secrets = vec!["whsec_made_up".into()];
    config.paddle.as_mut().unwrap().webhook_secrets = vec!["pdl_ntfset_made_up".into()];
    let server = Server::new(config).unwrap();
    for path in paths().into_iter().filter(|path| !path.starts_with(ENDPOINT)) {
        for (method, operation) in contract::DOCUMENT["paths"][path].as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = run(&server, case(method.clone(), path)).await;
            assert!(operation["responses"].get(answer.status.as_str()).is_some(), "{method} {path} {}", answer.status);
            let expected = if method == Method::POST { 400 } else { 200 };
            assert_eq!(answer.status.as_u16(), expected, "{path}");
        }
        let wrong = run(&server, case(Method::DELETE, path)).await;
        assert_eq!(wrong.code(), "method_not_allowed", "{path}");
    }
    server.drain();
    assert_eq!(run(&server, case(Method::GET, "/healthz")).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let served: Value = run(&server, case(Method::GET, "/openapi.json")).await.json();
    assert_eq!(served["openapi"], "3.1.0");
}
