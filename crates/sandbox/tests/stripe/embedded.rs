//! Embedded sessions: `ui_mode` by version, and where they lead.

use serde_json::Value;
use upm_sandbox::stripe::{Pays, Visit};

use crate::client::{Answer, Case, Double, ENDIVE, seed, start};

const RETURN: &str = "https://app.example.com/billing?session={CHECKOUT_SESSION_ID}";
const CLOVER: &str = "2025-11-17.clover";

async fn create(double: &Double, version: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("mode", "setup"), ("customer", seed("stripe_active").customer_id), ("currency", "usd")];
    fields.extend(more);
    let mut request = double.form("/v1/checkout/sessions", &fields).build().unwrap();
    request.headers_mut().insert("stripe-version", version.parse().unwrap());
    Answer::of(double.http.execute(request).await.unwrap()).await
}

#[tokio::test]
async fn the_modes_name_depends_on_the_version() {
    let double = start().await;
    for (version, mode, status) in [
        (ENDIVE, "embedded_page", 200),
        ("2026-03-25.dahlia", "embedded_page", 200),
        ("2026-03-25.dahlia", "embedded", 400),
        (ENDIVE, "embedded", 400),
        (CLOVER, "embedded", 200),
        (CLOVER, "embedded_page", 400),
        (ENDIVE, "elements", 400),
        (CLOVER, "custom", 400),
    ] {
        let answer = create(&double, version, &[("ui_mode", mode), ("return_url", RETURN)]).await;
        assert_eq!(answer.status, status, "{version} {mode}");
        if status == 200 {
            assert_eq!(answer.json["ui_mode"], mode);
        } else {
            assert_eq!(answer.error().3, "ui_mode");
        }
    }
}

#[tokio::test]
async fn it_has_a_client_secret_and_no_address() {
    let double = start().await;
    let session = create(&double, ENDIVE, &[("ui_mode", "embedded_page"), ("return_url", RETURN)]).await;
    assert!(session.text("/client_secret").starts_with(&format!("{}_secret_", session.text("/id"))));
    for empty in ["url", "success_url", "cancel_url"] {
        assert_eq!(session.json[empty], Value::Null, "{empty}");
    }
    assert_eq!((session.text("/return_url"), session.text("/redirect_on_completion")), (RETURN, "always"));
    let id = session.text("/id");
    let location = format!("https://app.example.com/billing?session={id}");
    assert_eq!(double.state.complete(id, Pays::Card("4242424242424242")), Visit::Complete(Some(location)));
    let never = [("ui_mode", "embedded_page"), ("redirect_on_completion", "never")];
    let never = create(&double, ENDIVE, &never).await;
    let stays = double.state.complete(never.text("/id"), Pays::Card("4242424242424242"));
    assert_eq!(stays, Visit::Complete(None));
}

#[tokio::test]
async fn addresses_of_the_other_mode_are_refused() {
    let double = start().await;
    let embedded = ("ui_mode", "embedded_page");
    let cases: &[Case] = &[
        (&[embedded, ("return_url", RETURN), ("success_url", RETURN)], "", "success_url"),
        (&[embedded, ("return_url", RETURN), ("cancel_url", RETURN)], "", "cancel_url"),
        (&[embedded], "parameter_missing", "return_url"),
        (&[embedded, ("redirect_on_completion", "if_required")], "parameter_missing", "return_url"),
        (&[embedded, ("redirect_on_completion", "never"), ("return_url", RETURN)], "", "return_url"),
        (&[embedded, ("redirect_on_completion", "colour"), ("return_url", RETURN)], "", "redirect_on_completion"),
        (&[embedded, ("return_url", "billing")], "url_invalid", "return_url"),
        (&[("success_url", RETURN), ("return_url", RETURN)], "", "return_url"),
        (&[("success_url", RETURN), ("redirect_on_completion", "never")], "", "redirect_on_completion"),
    ];
    for (fields, code, param) in cases {
        let answer = create(&double, ENDIVE, fields).await;
        assert_eq!(answer.error(), (400, "invalid_request_error", *code, *param), "{fields:?}");
    }
}

async fn init(double: &Double, id: &str, key: &str, secret: &str) -> Answer {
    let form = [("key", key), ("client_secret", secret)];
    let request = double.form(&format!("/v1/payment_pages/{id}/init"), &form).build().unwrap();
    Answer::of(double.http.execute(request).await.unwrap()).await
}

#[tokio::test]
async fn stripe_js_is_shown_an_open_embedded_session_and_no_other() {
    let double = start().await;
    let session = create(&double, ENDIVE, &[("ui_mode", "embedded_page"), ("return_url", RETURN)]).await;
    let (id, secret) = (session.text("/id"), session.text("/client_secret"));
    let opened = init(&double, id, "pk_test_example", secret).await;
    assert!(opened.text("/frame").ends_with(&format!("/c/embedded/{secret}")));
    assert_eq!(init(&double, id, "sk_test_example", secret).await.status, 401);
    let hosted = create(&double, ENDIVE, &[("success_url", RETURN)]).await;
    let guessed = format!("{}_secret_fidExampleExample", hosted.text("/id"));
    for (id, secret) in [(id, "cs_test_1_secret_2"), (hosted.text("/id"), &*guessed), (hosted.text("/id"), secret)] {
        let refused = init(&double, id, "pk_test_example", secret).await;
        assert!(
            refused.status == 400 && refused.text("/error/message").contains("No such payment_page"),
            "{id} {secret}"
        );
    }
    double.state.complete(id, Pays::Card("4242424242424242"));
    let complete = init(&double, id, "pk_test_example", secret).await;
    assert!(complete.text("/error/message").contains("completed"));
}

#[tokio::test]
async fn only_the_embedded_page_runs_in_a_frame() {
    let double = start().await;
    let embedded = create(&double, ENDIVE, &[("ui_mode", "embedded_page"), ("return_url", RETURN)]).await;
    let hosted = create(&double, ENDIVE, &[("success_url", RETURN)]).await;
    let pages = [
        (format!("/c/embedded/{}", embedded.text("/client_secret")), false),
        (format!("/c/pay/{}", hosted.text("/id")), true),
    ];
    for (path, alone) in pages {
        let page = double.http.get(format!("{}{path}", double.origin)).send().await.unwrap();
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert_eq!(policy.contains("frame-ancestors 'none'"), alone, "{path}");
        assert!(page.text().await.unwrap().contains("payment-form"));
    }
}
