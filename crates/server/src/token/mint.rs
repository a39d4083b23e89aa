//! Minting.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::hmac;
use serde::Serialize;

use super::{Claims, Provider, TokenConfig, TokenError};
use crate::secret::Secret;

/// What every token here begins with.
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

#[derive(Serialize)]
struct Payload<'a> {
    aud: &'a str,
    iat: u64,
    exp: u64,
    provider: Provider,
    customer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription: Option<&'a str>,
}

/// Mints a token with the newest secret. The claims are signed as they are:
/// [`TokenConfig`] and the times are judged where the token is used.
///
/// # Errors
/// When there is no secret to sign with.
pub fn mint_token(config: &TokenConfig, claims: &Claims) -> Result<String, TokenError> {
    let secret = config.secrets.first().ok_or(TokenError::Invalid("there is no secret to sign with"))?;
    let payload = Payload {
        aud: &config.audience,
        iat: claims.issued_at,
        exp: claims.expires_at,
        provider: claims.provider,
        customer: &claims.customer,
        subscription: claims.subscription.as_deref(),
    };
    let payload =
        serde_json::to_vec(&payload).map_err(|_| TokenError::Invalid("the claims cannot be written as JSON"))?;
    let signed = format!("{}.{}", BASE64.encode(HEADER), BASE64.encode(payload));
    let signature = hmac::sign(&key(secret), signed.as_bytes());
    Ok(format!("{signed}.{}", BASE64.encode(signature)))
}

pub(super) fn key(secret: &Secret) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes())
}
