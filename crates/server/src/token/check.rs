//! Judging a token.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::hmac;
use serde::Deserialize;

use super::{Claims, MAX_LIFETIME, Provider, TokenConfig, TokenError, mint::key};

/// How far ahead the minting server's clock may be, in seconds.
const SKEW: f64 = 60.0;

/// Far more than a token needs.
const MAX_LENGTH: usize = 4096;

/// The members of the header that decide anything.
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

/// Times are numbers, not integers (RFC 7519): `time.time()` has a fraction.
#[derive(Deserialize)]
struct Payload {
    aud: Audience,
    iat: f64,
    exp: f64,
    #[serde(default)]
    nbf: Option<f64>,
    provider: Provider,
    customer: String,
    #[serde(default)]
    subscription: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, audience: &str) -> bool {
        match self {
            Self::One(name) => name == audience,
            Self::Many(names) => names.iter().any(|name| name == audience),
        }
    }
}

/// The claims of a token that was good at `now` (Unix seconds).
///
/// # Errors
/// [`TokenError::Expired`] or, for everything else, [`TokenError::Invalid`].
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn check(config: &TokenConfig, token: &str, now: u64) -> Result<Claims, TokenError> {
    let invalid = TokenError::Invalid;
    if token.len() > MAX_LENGTH {
        return Err(invalid("the token is too long"));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(invalid("this is no JWT"))?;
    let (header, payload) = signed.split_once('.').ok_or(invalid("this is no JWT"))?;

    let header: Header = decode(header).ok_or(invalid("the token's header cannot be read"))?;
    if header.alg != "HS256" || header.crit.is_some() {
        return Err(invalid("the token is not signed with plain HS256"));
    }
    let signature = BASE64.decode(signature).map_err(|_| invalid("the signature is wrong"))?;
    if !config.secrets.iter().any(|secret| hmac::verify(&key(secret), signed.as_bytes(), &signature).is_ok()) {
        return Err(invalid("the signature is wrong"));
    }

    let payload: Payload =
        decode(payload).ok_or(invalid("a claim of aud, iat, exp, provider, customer is missing or odd"))?;
    if !payload.aud.names(&config.audience) {
        return Err(invalid("the token is for another audience"));
    }
    let now = now as f64;
    if payload.iat > now + SKEW || payload.nbf.is_some_and(|nbf| nbf > now + SKEW) {
        return Err(invalid("the token begins in the future"));
    }
    if payload.exp - payload.iat > MAX_LIFETIME.as_secs_f64() {
        return Err(invalid("the token lives longer than 24 hours"));
    }
    if payload.exp <= now {
        return Err(TokenError::Expired);
    }
    if !std::iter::once(&payload.customer).chain(&payload.subscription).all(|id| upm_contract::is_id(id)) {
        return Err(invalid("customer or subscription is not an id"));
    }
    Ok(Claims {
        provider: payload.provider,
        customer: payload.customer,
        subscription: payload.subscription,
        issued_at: payload.iat as u64,
        expires_at: payload.exp as u64,
    })
}

fn decode<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::mint_token;

    const NOW: u64 = 1_795_190_400;

    fn config(secrets: &[&str]) -> TokenConfig {
        TokenConfig { secrets: secrets.iter().map(|&s| s.into()).collect(), audience: "account".to_owned() }
    }

    fn claims() -> Claims {
        Claims {
            provider: Provider::Stripe,
            customer: "cus_1".to_owned(),
            subscription: Some("sub_1".to_owned()),
            issued_at: NOW,
            expires_at: NOW + 600,
        }
    }

    /// A token with any header and payload, signed with `secret`.
    fn forge(header: &str, payload: &str, secret: &str) -> String {
        let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(payload));
        let signature = BASE64.encode(hmac::sign(&key(&secret.into()), signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn payload(aud: &str, iat: &str, exp: &str) -> String {
        format!(
            r#"{{"aud":{aud},"iat":{iat},"exp":{exp},"provider":"paddle","customer":"ctm_1","subscription":"sub_1"}}"#
        )
    }

    const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

    #[test]
    fn a_minted_token_is_accepted_until_it_expires() {
        let token = mint_token(&config(&["one"]), &claims()).unwrap();
        assert_eq!(check(&config(&["one"]), &token, NOW), Ok(claims()));
        assert_eq!(check(&config(&["one"]), &token, NOW + 599), Ok(claims()));
        assert_eq!(check(&config(&["one"]), &token, NOW + 600), Err(TokenError::Expired));
    }

    #[test]
    fn the_subscription_may_be_left_out() {
        let claims = Claims { subscription: None, ..claims() };
        let token = mint_token(&config(&["one"]), &claims).unwrap();
        assert_eq!(check(&config(&["one"]), &token, NOW), Ok(claims));
        // Named, but with nothing: a mistake of the minting server, not a wish.
        let empty = payload(r#""account""#, "1795190400", "1795191000").replace("sub_1", "");
        assert!(matches!(check(&config(&["one"]), &forge(HS256, &empty, "one"), NOW), Err(TokenError::Invalid(_))));
    }

    #[test]
    fn an_older_secret_verifies_until_it_is_removed() {
        let token = mint_token(&config(&["old"]), &claims()).unwrap();
        assert!(check(&config(&["new", "old"]), &token, NOW).is_ok());
        assert_eq!(check(&config(&["new"]), &token, NOW), Err(TokenError::Invalid("the signature is wrong")));
        assert!(mint_token(&config(&[]), &claims()).is_err());
    }

    #[test]
    fn what_another_library_mints_is_read() {
        let body = payload(r#"["other","account"]"#, "1795190400.25", "1795191000.75");
        let token = forge(r#"{"typ":"JWT","alg":"HS256","kid":"1"}"#, &body, "one");
        assert_eq!(check(&config(&["one"]), &token, NOW).unwrap().provider, Provider::Paddle);
    }

    #[test]
    fn the_algorithm_is_pinned() {
        let body = payload(r#""account""#, "1795190400", "1795191000");
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"hs256"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"HS256","crit":["b64"]}"#,
        ] {
            let token = forge(header, &body, "one");
            assert_eq!(
                check(&config(&["one"]), &token, NOW),
                Err(TokenError::Invalid("the token is not signed with plain HS256")),
                "{header}"
            );
        }
        let unsigned = format!("{}.{}.", BASE64.encode(r#"{"alg":"none"}"#), BASE64.encode(&body));
        assert!(check(&config(&["one"]), &unsigned, NOW).is_err());
    }

    #[test]
    fn audience_times_and_ids_are_checked() {
        let verdict = |body: &str| check(&config(&["one"]), &forge(HS256, body, "one"), NOW);
        assert!(verdict(&payload(r#""account""#, "1795190400", "1795191000")).is_ok());
        assert_eq!(
            verdict(&payload(r#""shop""#, "1795190400", "1795191000")),
            Err(TokenError::Invalid("the token is for another audience"))
        );
        assert_eq!(
            verdict(&payload(r#""account""#, "1795190461", "1795191000")),
            Err(TokenError::Invalid("the token begins in the future"))
        );
        assert_eq!(
            verdict(&payload(r#""account""#, "1795190400", "1795276801")),
            Err(TokenError::Invalid("the token lives longer than 24 hours"))
        );
        let missing =
            r#"{"aud":"account","iat":1795190400,"provider":"stripe","customer":"cus_1","subscription":"sub_1"}"#;
        assert!(matches!(verdict(missing), Err(TokenError::Invalid(_))));
        let odd = payload(r#""account""#, "1795190400", "\"1795191000\"");
        assert!(matches!(verdict(&odd), Err(TokenError::Invalid(_))));
        let path = payload(r#""account""#, "1795190400", "1795191000").replace("ctm_1", "../ctm_1");
        assert_eq!(verdict(&path), Err(TokenError::Invalid("customer or subscription is not an id")));
    }

    #[test]
    fn garbage_is_refused() {
        let token = mint_token(&config(&["one"]), &claims()).unwrap();
        let flipped = token.replacen("ey", "ez", 1);
        let cut = &token[..token.len() - 2];
        for bad in
            ["", ".", "..", "a.b.c", &flipped, cut, &format!("{token}="), &format!("{token}.x"), &"x".repeat(5000)]
        {
            assert!(matches!(check(&config(&["one"]), bad, NOW), Err(TokenError::Invalid(_))), "{bad}");
        }
    }
}
