//! The vectors of `tests/sdk/vectors`, which the official SDKs judge too.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use update_payment_method_server::{Secret, signature};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    /// One byte per character.
    header: String,
    body: String,
    secrets: Vec<String>,
    now: u64,
    tolerance: u64,
    /// `accepted`, or why not.
    ours: String,
    /// `accepted` or `refused`.
    official: String,
    /// Why it is refused here although the SDK accepts it.
    stricter: Option<String>,
    /// Why it is accepted here although the SDK refuses it.
    broader: Option<String>,
}

type Verify = fn(&[u8], &[u8], &[Secret], u64, u64) -> Result<(), signature::Refused>;

/// Judges a file; answers how many vectors it holds and how many are `broader`.
fn judge(verify: Verify, json: &str) -> (usize, usize) {
    let vectors: Vec<Vector> = serde_json::from_str(json).unwrap();
    for vector in &vectors {
        let name = &vector.name;
        let header: Vec<u8> = vector.header.chars().map(|c| u8::try_from(u32::from(c)).expect(name)).collect();
        let body = BASE64.decode(&vector.body).expect(name);
        let secrets: Vec<Secret> = vector.secrets.iter().map(|secret| secret.as_str().into()).collect();
        let verdict = match verify(&header, &body, &secrets, vector.now, vector.tolerance) {
            Ok(()) => "accepted",
            Err(refused) => refused.as_str(),
        };
        assert_eq!(verdict, vector.ours, "{name}");
        assert_eq!(vector.stricter.is_some(), verdict != "accepted" && vector.official == "accepted", "{name}");
        assert_eq!(vector.broader.is_some(), verdict == "accepted" && vector.official != "accepted", "{name}");
    }
    let broader = vectors.iter().filter(|vector| vector.broader.is_some()).count();
    (vectors.len(), broader)
}

#[test]
fn stripes_vectors_are_judged_as_they_say() {
    let json = include_str!("../../../tests/sdk/vectors/stripe.json");
    let (count, broader) = judge(signature::stripe::verify, json);
    assert!(count >= 40 && broader == 0, "{count} vectors, {broader} broader than the SDK");
}

#[test]
fn paddles_vectors_are_judged_as_they_say() {
    let json = include_str!("../../../tests/sdk/vectors/paddle.json");
    let (count, broader) = judge(signature::paddle::verify, json);
    // Of several `h1`, the SDK takes only the last.
    assert!(count >= 40 && broader == 2, "{count} vectors, {broader} broader than the SDK");
}
