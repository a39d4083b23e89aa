//! The configuration out of environment variables.

use crate::{
    config::{ApplyTo, Config, ConfigError, PaddleConfig, StripeConfig},
    secret::Secret,
    token::TokenConfig,
};

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
/// | `UPM_STRIPE_WEBHOOK_SECRETS`, `UPM_PADDLE_WEBHOOK_SECRETS` | signing secrets of the webhooks, with commas between them |
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
    let mut config = Config::new(tokens(&variable), variable("UPM_RETURN_URL").unwrap_or_default());
    config.stripe = stripe(&variable, &mut error);
    config.paddle = paddle(&variable, &mut error);
    if let Some(param) = variable("UPM_RETURN_PARAM") {
        config.return_param = param;
    }
    config.return_urls = list(variable("UPM_RETURN_URLS"));
    config.assets = variable("UPM_ASSETS").map(Into::into);
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
        secrets: secrets(variable("UPM_TOKEN_SECRETS")),
        audience: variable("UPM_TOKEN_AUDIENCE").unwrap_or_default(),
    }
}

fn stripe(variable: &impl Fn(&str) -> Option<String>, error: &mut ConfigError) -> Option<StripeConfig> {
    let mut stripe = StripeConfig::new(variable("UPM_STRIPE_SECRET_KEY")?);
    stripe.apply_to = match variable("UPM_STRIPE_APPLY_TO").as_deref() {
        None | Some("subscription") => ApplyTo::Subscription,
        Some("customer") => ApplyTo::Customer,
        Some("both") => ApplyTo::Both,
        Some(_) => {
            error.expect(false, "UPM_STRIPE_APPLY_TO: use subscription, customer or both");
            ApplyTo::Subscription
        }
    };
    if let Some(base) = variable("UPM_STRIPE_API_BASE") {
        stripe.api_base = base;
    }
    if let Some(version) = variable("UPM_STRIPE_VERSION") {
        stripe.version = version;
    }
    stripe.webhook_secrets = secrets(variable("UPM_STRIPE_WEBHOOK_SECRETS"));
    Some(stripe)
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
    #[cfg(not(feature = "sandbox"))]
    error.expect(
        variable("UPM_PADDLE_SCRIPT_URL").is_none(),
        "UPM_PADDLE_SCRIPT_URL: only a build with the feature `sandbox` takes it",
    );
    let mut paddle = PaddleConfig::new(api_key, client_token);
    if let Some(base) = variable("UPM_PADDLE_API_BASE") {
        paddle.api_base = base;
    }
    paddle.webhook_secrets = secrets(variable("UPM_PADDLE_WEBHOOK_SECRETS"));
    #[cfg(feature = "sandbox")]
    {
        paddle.script_url = variable("UPM_PADDLE_SCRIPT_URL");
    }
    Some(paddle)
}

fn secrets(text: Option<String>) -> Vec<Secret> {
    list(text).into_iter().map(Secret::from).collect()
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
        assert_eq!(config.stripe.unwrap().version, StripeConfig::VERSION);
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
