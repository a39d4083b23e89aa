//! Keys, forms, versions: what every call goes through.

use reqwest::Method;

use crate::client::{Answer, ENDIVE, seed, start};

#[tokio::test]
async fn a_secret_test_key_by_bearer_or_basic_or_401_without_code() {
    let double = start().await;
    let path = format!("/v1/customers/{}", seed("stripe_active").customer_id);
    let send = |authorization: Option<&'static str>| {
        let mut request = double.http.get(format!("{}{path}", double.origin));
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization);
        }
        async { Answer::of(request.send().await.unwrap()).await }
    };
    // `sk_test_51Example:` in base 64.
    for good in ["Bearer sk_test_51Example", "Basic c2tfdGVzdF81MUV4YW1wbGU6"] {
        assert_eq!(send(Some(good)).await.status, 200, "{good}");
    }
    let bad =
        ["Bearer sk_live_51Example", "Bearer pk_test_51Example", "Bearer sk_test_", "Basic ????", "sk_test_51Example"];
    for bad in bad.map(Some).into_iter().chain([None]) {
        let answer = send(bad).await;
        assert_eq!(answer.error(), (401, "invalid_request_error", "", ""), "{bad:?}");
        assert!(!answer.json.to_string().contains("51Example"), "the key must not be echoed");
        assert!(answer.header("request-id").starts_with("req_"));
    }
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let double = start().await;
    let path = format!("/v1/customers/{}", seed("stripe_active").customer_id);
    let (one, two) = (double.get(&path).await, double.get(&path).await);
    assert!(one.header("request-id").starts_with("req_"));
    assert_ne!(one.header("request-id"), two.header("request-id"));
    assert!(double.get("/v1/customers/cus_unknown").await.header("request-id").starts_with("req_"));
}

#[tokio::test]
async fn json_bodies_are_refused() {
    let double = start().await;
    let request = double
        .request(Method::POST, "/v1/checkout/sessions")
        .header("Content-Type", "application/json")
        .body(r#"{"mode":"setup"}"#);
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.error(), (400, "invalid_request_error", "", ""));
}

#[tokio::test]
async fn unknown_and_misshapen_parameters_are_named() {
    let double = start().await;
    let unknown = [
        ("colour", "colour"),
        ("setup_intent_data[colour]", "setup_intent_data[colour]"),
        ("custom_text[submit][colour]", "custom_text[submit][colour]"),
    ];
    for (name, param) in unknown {
        let answer = double.session("stripe_active", &[(name, "red")]).await;
        assert_eq!(answer.error(), (400, "invalid_request_error", "parameter_unknown", param));
    }
    for name in ["metadata", "mode[x]", "setup_intent_data", "metadata[a][b]", "expand"] {
        let answer = double.session("stripe_active", &[(name, "red")]).await;
        assert_eq!(answer.error(), (400, "invalid_request_error", "", name));
    }
    let customer = seed("stripe_active").customer_id;
    let answer = double.get(&format!("/v1/customers/{customer}?colour=red")).await;
    assert_eq!(answer.error().2, "parameter_unknown");
}

#[tokio::test]
async fn array_indices_run_from_zero_without_gaps() {
    let double = start().await;
    for index in ["1", "x"] {
        let name = format!("allowed_payment_method_types[{index}]");
        let answer = double.session("stripe_active", &[(&name, "card")]).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text("/error/param").starts_with("allowed_payment_method_types"));
    }
    for names in
        [["allowed_payment_method_types[0]", "allowed_payment_method_types[1]"], ["allowed_payment_method_types[]"; 2]]
    {
        let answer = double.session("stripe_active", &[(names[0], "card"), (names[1], "link")]).await;
        assert_eq!(answer.json["allowed_payment_method_types"], serde_json::json!(["card", "link"]));
    }
}

#[tokio::test]
async fn expansion_by_either_notation_and_only_of_what_can_be_expanded() {
    let double = start().await;
    let session = double.session("stripe_active", &[]).await;
    let id = session.text("/id");
    for notation in ["expand[]", "expand[0]"] {
        let answer = double.get(&format!("/v1/checkout/sessions/{id}?{notation}=setup_intent")).await;
        assert_eq!(answer.text("/setup_intent/object"), "setup_intent");
        assert_eq!(answer.text("/setup_intent/id"), session.text("/setup_intent"));
        // Nothing to expand yet, and no error either.
        let deeper = double.get(&format!("/v1/checkout/sessions/{id}?{notation}=setup_intent.payment_method")).await;
        assert!(deeper.json["setup_intent"]["payment_method"].is_null());
    }
    for odd in ["url", "setup_intent.status", "colour"] {
        let answer = double.get(&format!("/v1/checkout/sessions/{id}?expand[]={odd}")).await;
        assert_eq!(answer.status, 400, "{odd}");
    }
}

#[tokio::test]
async fn a_refused_expansion_makes_nothing() {
    let double = start().await;
    let refused = double.session("stripe_active", &[("expand[]", "colour")]).await;
    assert_eq!(refused.status, 400);
    assert_eq!(double.get("/v1/checkout/sessions").await.json["data"], serde_json::json!([]));
    let made = double.session("stripe_active", &[("expand[]", "setup_intent")]).await;
    assert_eq!(made.text("/setup_intent/object"), "setup_intent");
}

#[tokio::test]
async fn versions_gate_parameters() {
    let double = start().await;
    let customer = seed("stripe_active").customer_id;
    let base = [("mode", "setup"), ("customer", customer), ("success_url", "https://app.example.com/")];
    let send = |version: &'static str, more: &[(&'static str, &'static str)]| {
        let fields: Vec<(&str, &str)> = base.iter().chain(more).copied().collect();
        let request = double.form("/v1/checkout/sessions", &fields);
        // The client's own version header would be a second one.
        let mut request = request.build().unwrap();
        request.headers_mut().insert("stripe-version", version.parse().unwrap());
        let http = double.http.clone();
        async move { Answer::of(http.execute(request).await.unwrap()).await }
    };
    // The guide's own request fails on the newest version.
    let guide = [("payment_method_types[0]", "card")];
    assert_eq!(
        send(ENDIVE, &guide).await.error(),
        (400, "invalid_request_error", "parameter_unknown", "payment_method_types")
    );
    assert_eq!(send("2026-09-30.endive", &guide).await.status, 400);
    assert_eq!(send("2026-08-26.dahlia", &guide).await.status, 200);

    let currency = ("currency", "usd");
    for (version, mode, status) in [
        (ENDIVE, "hosted_page", 200),
        (ENDIVE, "hosted", 400),
        (ENDIVE, "colour", 400),
        ("2026-03-25.dahlia", "hosted", 400),
        ("2025-11-17.clover", "hosted", 200),
        ("2025-11-17.clover", "hosted_page", 400),
    ] {
        let answer = send(version, &[currency, ("ui_mode", mode)]).await;
        assert_eq!(answer.status, status, "{version} {mode}");
    }
    assert_eq!(send(ENDIVE, &[currency]).await.json["ui_mode"], "hosted_page");
    assert_eq!(send("2025-11-17.clover", &[currency]).await.json["ui_mode"], "hosted");
    assert_eq!(send("tomorrow", &[currency]).await.status, 400);
}

#[tokio::test]
async fn unknown_addresses_are_404() {
    let double = start().await;
    for path in ["/v1/colours", "/v1/customers/", "/v1/checkout/sessions/cs_test_x/expire"] {
        assert_eq!(double.get(path).await.error().0, 404, "{path}");
    }
}
