//! What a configuration must be like, as far as no provider need be asked.

use url::{Host, Url};

use super::{Config, ConfigError, PaddleConfig, StripeConfig};
use crate::{return_url::has_param, token::TokenConfig};

impl Config {
    /// Checks everything that can be checked without asking a provider.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let mut error = ConfigError::default();
        self.tokens.validate(&mut error);
        error.expect(self.stripe.is_some() || self.paddle.is_some(), "neither Stripe nor Paddle is configured");
        if let Some(stripe) = &self.stripe {
            stripe.validate(&mut error);
        }
        if let Some(paddle) = &self.paddle {
            paddle.validate(&mut error);
        }
        error.expect(
            (1..=64).contains(&self.return_param.len())
                && self.return_param.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'),
            "return_param: use 1 to 64 letters, digits, `_` or `-`",
        );
        for (name, url) in std::iter::once(("return_url", &self.return_url))
            .chain(self.return_urls.iter().map(|url| ("return_urls", url)))
        {
            if let Err(why) = page(url) {
                error.expect(false, format!("{name}: {why}"));
            } else {
                error.expect(
                    !has_param(url, &self.return_param),
                    format!("{name}: already carries {}", self.return_param),
                );
            }
        }
        if let Some(assets) = &self.assets {
            error.expect(assets.is_dir(), format!("assets: {} is not a folder", assets.display()));
        }
        error.or(())
    }
}

impl TokenConfig {
    pub(crate) fn validate(&self, error: &mut ConfigError) {
        error.expect(!self.secrets.is_empty(), "token secrets: there is none");
        for (place, secret) in self.secrets.iter().enumerate() {
            error.expect(
                secret.expose().len() >= 32,
                format!("token secrets: number {} is shorter than 32 bytes", place + 1),
            );
        }
        error.expect(!self.audience.trim().is_empty(), "token audience: there is none");
    }
}

impl StripeConfig {
    fn validate(&self, error: &mut ConfigError) {
        if let Err(why) = api_base(&self.api_base) {
            error.expect(false, format!("Stripe api_base: {why}"));
        }
        error.expect(
            ["sk_test_", "sk_live_", "rk_test_", "rk_live_"].iter().any(|p| self.secret_key.expose().starts_with(p))
                && is_header(self.secret_key.expose()),
            "Stripe secret_key: a secret key begins with sk_test_, sk_live_, rk_test_ or rk_live_",
        );
        error.expect(
            !self.version.is_empty() && is_header(&self.version),
            "Stripe version: name an API version such as 2026-10-28.endive",
        );
    }
}

impl PaddleConfig {
    fn validate(&self, error: &mut ConfigError) {
        if let Err(why) = api_base(&self.api_base) {
            error.expect(false, format!("Paddle api_base: {why}"));
        }
        let key = self.api_key.expose();
        let (test_key, live_key) = (key.starts_with("pdl_sdbx_"), key.starts_with("pdl_live_"));
        let (test_token, live_token) = (self.client_token.starts_with("test_"), self.client_token.starts_with("live_"));
        error.expect(
            !key.is_empty() && is_header(key) && !key.starts_with("test_") && !key.starts_with("live_"),
            "Paddle api_key: use an API key, not a client-side token",
        );
        error.expect(test_token || live_token, "Paddle client_token: a client-side token begins with test_ or live_");
        error.expect(
            !(test_key && live_token || live_key && test_token),
            "Paddle: api_key and client_token are of different environments",
        );
        error.expect(
            !(self.api_base.contains("//sandbox-api.paddle.com") && (live_key || live_token)
                || self.api_base.contains("//api.paddle.com") && (test_key || test_token)),
            "Paddle: api_base is of another environment than the key or the token",
        );
        #[cfg(feature = "sandbox")]
        if let Some(Err(why)) = self.script_url.as_deref().map(page) {
            error.expect(false, format!("Paddle script_url: {why}"));
        }
    }
}

fn is_header(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

fn api_base(text: &str) -> Result<(), String> {
    let url = page(text)?;
    if url.path() != "/" || text.ends_with('/') || url.query().is_some() || url.fragment().is_some() {
        return Err("give only the origin, without a slash at the end".to_owned());
    }
    Ok(())
}

/// An absolute address that may be called or sent to a browser: https, or http
/// on this machine.
fn page(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "is not an absolute URL".to_owned())?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err("must be https (http only on loopback)".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password".to_owned());
    }
    if text.contains(['{', '}']) || text.chars().any(char::is_whitespace) {
        return Err("must not hold braces or spaces".to_owned());
    }
    Ok(url)
}

/// Whether the address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn good() -> Config {
        let tokens =
            TokenConfig { secrets: vec!["0123456789abcdef0123456789abcdef".into()], audience: "account".to_owned() };
        Config {
            stripe: Some(StripeConfig::new("sk_test_made_up")),
            paddle: Some(PaddleConfig::new("pdl_sdbx_apikey_made_up", "test_made_up")),
            ..Config::new(tokens, "https://app.example.com/account")
        }
    }

    #[test]
    fn a_good_configuration_passes() {
        assert_eq!(good().validate(), Ok(()));
        let mut local = good();
        local.return_url = "http://127.0.0.1:8080/account?tab=billing#card".to_owned();
        assert_eq!(local.validate(), Ok(()));
    }

    #[test]
    fn all_mistakes_come_at_once_and_no_secret_with_them() {
        let mut bad = good();
        bad.tokens.secrets = vec!["short".into()];
        bad.tokens.audience = " ".to_owned();
        bad.return_param = "a b".to_owned();
        bad.return_url = "http://app.example.com/".to_owned();
        bad.return_urls = vec!["https://sam:pw@app.example.com/".to_owned(), "https://a.example.com/{x}".to_owned()];
        bad.assets = Some("/no/such/folder".into());
        if let Some(stripe) = &mut bad.stripe {
            stripe.api_base = "https://api.stripe.com/".to_owned();
            stripe.secret_key = "pk_test_made_up".into();
            stripe.version = String::new();
        }
        if let Some(paddle) = &mut bad.paddle {
            paddle.client_token = "live_made_up".to_owned();
        }
        let error = bad.validate().unwrap_err();
        assert_eq!(error.mistakes.len(), 12, "{error}");
        assert!(!error.to_string().contains("made_up") && !error.to_string().contains("short\n"), "{error}");
        assert!(!format!("{bad:?}").contains("pk_test"));
    }
}
