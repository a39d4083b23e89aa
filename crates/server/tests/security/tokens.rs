//! Tokens that were never minted here, not for this, or not for now.

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::hmac;
use serde_json::{Value, json};

use crate::{
    common::{CUSTOMER, Mock, SUBSCRIPTION, app, get, post, post_form, press},
    leaks_nothing,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

fn claims() -> Value {
    json!({"aud": "account", "iat": now(), "exp": now() + 600, "provider": "stripe", "customer": CUSTOMER, "subscription": SUBSCRIPTION})
}

fn with(member: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[member] = value.into();
    claims
}

fn jwt(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(tag))
}

fn hs256(claims: &Value) -> String {
    jwt(&json!({"alg": "HS256", "typ": "JWT"}), claims, SECRET.as_bytes())
}

#[tokio::test]
async fn none_of_them_reaches_a_provider() {
    let mock = Mock::start(|_| StatusCode::IM_A_TEAPOT).await;
    let app = app(&mock);
    // The frame of a public key, which a verifier that reads `alg` would take for the HMAC secret.
    let public_key = b"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n";
    let good = hs256(&claims());
    let (signed, _) = good.rsplit_once('.').unwrap();
    let unsigned = format!("{}.{}.", BASE64.encode(r#"{"alg":"none"}"#), BASE64.encode(claims().to_string()));
    let other = with("customer", "cus_other");
    let swapped = format!("{}.{}", signed.split_once('.').unwrap().0, BASE64.encode(other.to_string()));
    for (why, token, code) in [
        (
            "another secret",
            jwt(&json!({"alg": "HS256"}), &claims(), b"another secret of thirty-two bytes"),
            "token_invalid",
        ),
        ("no algorithm", jwt(&json!({"alg": "none"}), &claims(), SECRET.as_bytes()), "token_invalid"),
        ("no signature", unsigned, "token_invalid"),
        ("signature left out", format!("{signed}."), "token_invalid"),
        ("RS256 in name", jwt(&json!({"alg": "RS256"}), &claims(), SECRET.as_bytes()), "token_invalid"),
        ("a public key as the secret", jwt(&json!({"alg": "HS256"}), &claims(), public_key), "token_invalid"),
        (
            "a key that it brings along",
            jwt(&json!({"alg": "HS256", "jwk": {"kty": "oct", "k": "eA"}}), &claims(), b"x"),
            "token_invalid",
        ),
        ("other claims, old signature", format!("{swapped}.{}", good.rsplit_once('.').unwrap().1), "token_invalid"),
        ("expired", hs256(&with("exp", now() - 1)), "token_expired"),
        ("of the future", hs256(&with("iat", now() + 300)), "token_invalid"),
        ("not yet", hs256(&with("nbf", now() + 300)), "token_invalid"),
        ("for ever", hs256(&with("exp", now() + 90_000)), "token_invalid"),
        ("another audience", hs256(&with("aud", "shop")), "token_invalid"),
        ("no audience", hs256(&with("aud", Value::Null)), "token_invalid"),
        ("another provider", hs256(&with("provider", "braintree")), "token_invalid"),
        ("a path for an id", hs256(&with("customer", "../customers/cus_1")), "token_invalid"),
        ("a line break in an id", hs256(&with("subscription", "sub_1\r\nX-Injected: 1")), "token_invalid"),
    ] {
        for answer in [
            post(&app, &token, &press()).await,
            get(&app, "/payment-method-updates", &token).await,
            get(&app, "/payment-method-updates/cs_test_1", &token).await,
        ] {
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, code), "{why}");
            leaks_nothing(&answer, &token);
        }
        let page = post_form(&app, &[("customer_token", &token)]).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{why}");
        leaks_nothing(&page, &token);
    }
    assert!(mock.seen().is_empty());
}

#[tokio::test]
async fn the_good_one_that_they_were_made_from_is_taken() {
    let mock = Mock::start(crate::stripe).await;
    let answer = get(&app(&mock), "/payment-method-updates", &hs256(&claims())).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn a_token_in_the_address_does_not_count() {
    let mock = Mock::start(|_| StatusCode::IM_A_TEAPOT).await;
    let token = hs256(&claims());
    let answer =
        get(&app(&mock), &format!("/payment-method-updates?customer_token={token}&access_token={token}"), "").await;
    assert_eq!(answer.code(), "token_missing");
    assert!(mock.seen().is_empty());
}
