//! The configuration out of environment variables.

use crate::{
    config::{ApplyTo, Config, ConfigError, PaddleConfig, StripeConfig},
    secret::Secret,
    token::TokenConfig,
};

const DEFAULT_VERSION: &str = "2026-10-28.endive";

/// Reads the whole configuration and checks it. `variable` looks one up, such as
/// `|name| std::env::var(name).ok()`.
///
/// | variable | meaning |
/// | --- | --- |
/// | `UPM_TOKEN_SECRETS` | secrets of customer tokens, newest first, with commas between them |
/// | `UPM_TOKEN_AUDIENCE` | the `aud` of customer tokens |
/// | `UPM_RETURN_URL` | the account page |
/// | `UPM_RETURN_PARAM` | `upm_session` unless set |
/// | `UPM_RETURN_URLS` | further pages, with commas between them |
/// | `UPM_ASSETS` | folder of the built widget |
/// | `UPM_STRIPE_SECRET_KEY` | turns Stripe on |
/// | `UPM_STRIPE_VERSION` | `2026-10-28.endive` unless set |
/// | `UPM_STRIPE_APPLY_TO` | `subscription` (default), `customer` or `both` |
/// | `UPM_STRIPE_API_BASE` | `https://api.stripe.com` unless set |
/// | `UPM_PADDLE_API_KEY`, `UPM_PADDLE_CLIENT_TOKEN` | together turn Paddle on |
/// | `UPM_PADDLE_API_BASE` | the host of the client token's environment unless set |
/// | `UPM_PADDLE_SCRIPT_URL` | another script, with the cargo feature `sandbox` only |
///
/// # Errors
/// All mistakes at once.
pub fn config_from(variable: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
    let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let mut error = ConfigError::default();
    let config = Config {
        tokens: tokens(&variable),
        stripe: stripe(&variable, &mut error),
        paddle: paddle(&variable, &mut error),
        return_url: variable("UPM_RETURN_URL").unwrap_or_default(),
        return_param: variable("UPM_RETURN_PARAM").unwrap_or_else(|| "upm_session".to_owned()),
        return_urls: list(variable("UPM_RETURN_URLS")),
        assets: variable("UPM_ASSETS").map(Into::into),
    };
    if let Err(more) = config.validate() {
        error.mistakes.extend(more.mistakes);
    }
    error.or(config)
}

/// Only what minting a token needs; the check is [`config_from`]'s.
///
/// # Errors
/// All mistakes at once.
pub fn tokens_from(variable: impl Fn(&str) -> Option<String>) -> Result<TokenConfig, ConfigError> {
    let tokens = tokens(&variable);
    let mut error = ConfigError::default();
    tokens.validate(&mut error);
    error.or(tokens)
}

fn tokens(variable: &impl Fn(&str) -> Option<String>) -> TokenConfig {
    TokenConfig {
        secrets: list(variable("UPM_TOKEN_SECRETS")).into_iter().map(Secret::from).collect(),
        audience: variable("UPM_TOKEN_AUDIENCE").unwrap_or_default(),
    }
}

fn stripe(variable: &impl Fn(&str) -> Option<String>, error: &mut ConfigError) -> Option<StripeConfig> {
    let secret_key = variable("UPM_STRIPE_SECRET_KEY")?;
    let apply_to = match variable("UPM_STRIPE_APPLY_TO").as_deref() {
        None | Some("subscription") => ApplyTo::Subscription,
        Some("customer") => ApplyTo::Customer,
        Some("both") => ApplyTo::Both,
        Some(_) => {
            error.expect(false, "UPM_STRIPE_APPLY_TO: use subscription, customer or both");
            ApplyTo::Subscription
        }
    };
    Some(StripeConfig {
        api_base: variable("UPM_STRIPE_API_BASE").unwrap_or_else(|| "https://api.stripe.com".to_owned()),
        secret_key: secret_key.into(),
        version: variable("UPM_STRIPE_VERSION").unwrap_or_else(|| DEFAULT_VERSION.to_owned()),
        apply_to,
    })
}

fn paddle(variable: &impl Fn(&str) -> Option<String>, error: &mut ConfigError) -> Option<PaddleConfig> {
    let (api_key, client_token) = match (variable("UPM_PADDLE_API_KEY"), variable("UPM_PADDLE_CLIENT_TOKEN")) {
        (Some(key), Some(token)) => (key, token),
        (None, None) => return None,
        _ => {
            error.expect(false, "UPM_PADDLE_API_KEY and UPM_PADDLE_CLIENT_TOKEN: set both or neither");
            return None;
        }
    };
    let host =
        if client_token.starts_with("test_") { "https://sandbox-api.paddle.com" } else { "https://api.paddle.com" };
    #[cfg(not(feature = "sandbox"))]
    error.expect(
        variable("UPM_PADDLE_SCRIPT_URL").is_none(),
        "UPM_PADDLE_SCRIPT_URL: only a build with the feature `sandbox` takes it",
    );
    Some(PaddleConfig {
        api_base: variable("UPM_PADDLE_API_BASE").unwrap_or_else(|| host.to_owned()),
        api_key: api_key.into(),
        client_token,
        #[cfg(feature = "sandbox")]
        script_url: variable("UPM_PADDLE_SCRIPT_URL"),
    })
}

fn list(text: Option<String>) -> Vec<String> {
    text.iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 6] = [
        ("UPM_TOKEN_SECRETS", "0123456789abcdef0123456789abcdef, fedcba9876543210fedcba9876543210"),
        ("UPM_TOKEN_AUDIENCE", "account"),
        ("UPM_RETURN_URL", "https://app.example.com/account"),
        ("UPM_STRIPE_SECRET_KEY", "sk_test_made_up"),
        ("UPM_PADDLE_API_KEY", "pdl_sdbx_apikey_made_up"),
        ("UPM_PADDLE_CLIENT_TOKEN", "test_made_up"),
    ];

    fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        config_from(|name| {
            let all = changes.iter().chain(&GOOD);
            all.into_iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn defaults_fill_in() {
        let config = read(&[]).unwrap();
        assert_eq!(config.tokens.secrets.len(), 2);
        assert_eq!(config.return_param, "upm_session");
        assert_eq!(config.stripe.unwrap().version, DEFAULT_VERSION);
        assert_eq!(config.paddle.unwrap().api_base, "https://sandbox-api.paddle.com");
        assert!(read(&[("UPM_STRIPE_SECRET_KEY", "")]).unwrap().stripe.is_none());
    }

    #[test]
    fn mistakes_of_reading_and_of_checking_come_together() {
        let error = read(&[
            ("UPM_TOKEN_SECRETS", ""),
            ("UPM_STRIPE_APPLY_TO", "everyone"),
            ("UPM_PADDLE_API_KEY", ""),
            ("UPM_RETURN_URL", "account"),
        ])
        .unwrap_err();
        assert_eq!(error.mistakes.len(), 4, "{error}");
    }
}
