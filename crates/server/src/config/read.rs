//! The configuration out of its sources. A setting is named here and nowhere else.

use tracing::level_filters::LevelFilter;

use super::{
    ApplyTo, Brand, Config, ConfigError, LogFormat, PaddleConfig, Portal, Settings, StripeConfig, source::Source,
};
use crate::token::TokenConfig;

impl Source<'_> {
    /// Everything that the service needs, checked.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn settings(mut self) -> Result<Settings, ConfigError> {
        self.unreadable()?;
        let mut settings = Settings::new(self.unchecked());
        set(&mut settings.listen, self.text("listen"));
        set(&mut settings.drain, self.duration("drain"));
        let levels = [
            ("off", LevelFilter::OFF),
            ("error", LevelFilter::ERROR),
            ("warn", LevelFilter::WARN),
            ("info", LevelFilter::INFO),
            ("debug", LevelFilter::DEBUG),
        ];
        set(&mut settings.log, self.word("log", &levels));
        set(&mut settings.log_format, self.word("log_format", &[("text", LogFormat::Text), ("json", LogFormat::Json)]));
        let mut error = self.finish();
        error.take(settings.config.validate());
        error.take(settings.validate());
        error.or(settings)
    }

    /// The library's part of [`Self::settings`], for a host application, which
    /// listens and logs by itself.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn config(self) -> Result<Config, ConfigError> {
        self.settings().map(|settings| settings.config)
    }

    /// Only what minting a token needs.
    ///
    /// # Errors
    /// All mistakes of it at once.
    pub fn tokens(mut self) -> Result<TokenConfig, ConfigError> {
        self.unreadable()?;
        let tokens = tokens(&mut self);
        let mut error = ConfigError::default();
        tokens.validate(&mut error);
        error.or(tokens)
    }

    /// Only the address that the service listens on.
    #[must_use]
    pub fn listen(mut self) -> String {
        self.text("listen").unwrap_or_else(|| Settings::LISTEN.to_owned())
    }

    fn unchecked(&mut self) -> Config {
        let mut config = Config::new(tokens(self), self.text("return_url").unwrap_or_default());
        config.stripe = stripe(self);
        config.paddle = paddle(self);
        set(&mut config.return_param, self.text("return_param"));
        set(&mut config.return_urls, self.list("return_urls"));
        config.assets = self.text("assets").map(Into::into);
        set(&mut config.origins, self.list("origins"));
        set(&mut config.starts_per_minute, self.number("starts_per_minute"));
        set(&mut config.sweep_every, self.duration("sweep_every"));
        config.brand = Brand {
            name: self.text("brand.name").unwrap_or_default(),
            logo: self.text("brand.logo"),
            accent: self.text("brand.accent"),
        };
        config
    }
}

/// The configuration out of environment variables alone: [`Source`] without a
/// file. `variable` looks one up, such as `|name| std::env::var(name).ok()`.
///
/// # Errors
/// All mistakes at once.
pub fn config_from(variable: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
    Source::new(None, variable).config()
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn tokens(source: &mut Source<'_>) -> TokenConfig {
    TokenConfig {
        secrets: source.secrets("token.secrets"),
        audience: source.text("token.audience").unwrap_or_default(),
    }
}

fn stripe(source: &mut Source<'_>) -> Option<StripeConfig> {
    let secret_key = source.secret("stripe.secret_key");
    let on = secret_key.is_some();
    let mut stripe = StripeConfig::new(secret_key.unwrap_or_else(|| "".into()));
    set(&mut stripe.api_base, source.text("stripe.api_base"));
    stripe.publishable_key = source.text("stripe.publishable_key");
    set(&mut stripe.version, source.text("stripe.version"));
    let targets = [("subscription", ApplyTo::Subscription), ("customer", ApplyTo::Customer), ("both", ApplyTo::Both)];
    set(&mut stripe.apply_to, source.word("stripe.apply_to", &targets));
    stripe.webhook_secrets = source.secrets("stripe.webhook_secrets");
    set(&mut stripe.webhook_tolerance, source.duration("stripe.webhook_tolerance"));
    set(&mut stripe.pay_now, source.flag("stripe.pay_now"));
    let portal = source.flag("stripe.portal").unwrap_or_default();
    let configuration = source.text("stripe.portal_configuration");
    if configuration.is_some() && !portal {
        source.mistake("stripe.portal_configuration", "stripe.portal is off; turn it on, or take this out");
    }
    stripe.portal = portal.then_some(Portal { configuration });
    set(&mut stripe.calls_per_second, source.number("stripe.calls_per_second"));
    if !on && source.has_any("stripe.") {
        source.mistake("stripe.secret_key", "is missing, but there are other settings of Stripe's");
    }
    on.then_some(stripe)
}

fn paddle(source: &mut Source<'_>) -> Option<PaddleConfig> {
    let (api_key, client_token) = (source.secret("paddle.api_key"), source.text("paddle.client_token"));
    let on = api_key.is_some() && client_token.is_some();
    let mut paddle = PaddleConfig::new(api_key.unwrap_or_else(|| "".into()), client_token.unwrap_or_default());
    set(&mut paddle.api_base, source.text("paddle.api_base"));
    paddle.webhook_secrets = source.secrets("paddle.webhook_secrets");
    set(&mut paddle.webhook_tolerance, source.duration("paddle.webhook_tolerance"));
    set(&mut paddle.calls_per_minute, source.number("paddle.calls_per_minute"));
    let script_url = source.text("paddle.script_url");
    #[cfg(feature = "sandbox")]
    {
        paddle.script_url = script_url;
    }
    #[cfg(not(feature = "sandbox"))]
    if script_url.is_some() {
        source.mistake("paddle.script_url", "only a build with the feature `sandbox` takes it");
    }
    if !on && source.has_any("paddle.") {
        source.mistake("paddle.api_key", "set it and paddle.client_token, or nothing of Paddle's");
    }
    on.then_some(paddle)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use super::*;

    const EXAMPLE: &str = include_str!("../../config.example.toml");
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
            ("UPM_STRIPE_PORTAL_CONFIGURATION", "bpc_1"),
            ("UPM_PADDLE_API_KEY", ""),
            ("UPM_RETURN_URL", "account"),
            ("UPM_LOG", "loud"),
        ])
        .unwrap_err();
        assert_eq!(error.mistakes.len(), 6, "{error}");
    }

    #[test]
    fn settings_of_a_provider_without_its_key_are_a_mistake() {
        let error = read(&[("UPM_STRIPE_SECRET_KEY", ""), ("UPM_STRIPE_PAY_NOW", "true")]).unwrap_err();
        assert!(error.mistakes.len() == 1 && error.mistakes[0].starts_with("stripe.secret_key"), "{error}");
    }

    /// The example with its commented settings switched on.
    fn whole_example() -> String {
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let mut whole = String::new();
        for line in EXAMPLE.lines() {
            let setting =
                line.strip_prefix("# ").filter(|rest| rest.split_once(" = ").is_some_and(|(name, _)| is_name(name)));
            whole.push_str(setting.unwrap_or(line));
            whole.push('\n');
        }
        whole
    }

    #[test]
    fn the_example_can_be_used_as_it_is() {
        let settings = Source::of_text(EXAMPLE, |_| None).settings().unwrap();
        assert!(settings.config.stripe.is_some() && settings.config.paddle.is_some());
    }

    #[test]
    fn the_example_names_every_setting_with_its_default() {
        let example = whole_example();
        let mut source = Source::of_text(&example, |_| None);
        let config = source.unchecked();
        for name in ["listen", "drain", "log", "log_format"] {
            assert!(source.text(name).is_some(), "{name}");
        }
        // Files of secrets stand beside the secrets, so they are told as given twice; nothing else is wrong.
        let (asked, named): (BTreeSet<_>, BTreeSet<_>) = (source.asked_for(), source.named());
        let only = |setting: &&String| !setting.ends_with("_file") && *setting != "paddle.script_url";
        assert_eq!(asked.iter().filter(only).collect::<Vec<_>>(), named.iter().filter(only).collect::<Vec<_>>());
        // Commented settings show the defaults.
        let plain = Source::of_text(EXAMPLE, |_| None).settings().unwrap().config;
        assert_eq!((config.starts_per_minute, config.sweep_every), (plain.starts_per_minute, plain.sweep_every));
        let (stripe, default) = (config.stripe.unwrap(), plain.stripe.unwrap());
        assert_eq!((stripe.version, stripe.calls_per_second), (default.version, default.calls_per_second));
        assert_eq!((stripe.webhook_tolerance, stripe.api_base), (default.webhook_tolerance, default.api_base));
        let (paddle, default) = (config.paddle.unwrap(), plain.paddle.unwrap());
        assert_eq!(
            (paddle.webhook_tolerance, paddle.calls_per_minute),
            (default.webhook_tolerance, default.calls_per_minute)
        );
        assert_eq!(paddle.webhook_tolerance, Duration::from_secs(5));
    }
}
