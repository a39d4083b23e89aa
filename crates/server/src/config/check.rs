//! What a configuration must be like, as far as no provider need be asked.
//! Mistakes name the setting as the configuration file does.

mod address;
mod paddle;
mod stripe;

use std::time::Duration;

pub(crate) use address::is_loopback;

use self::address::{is_origin, page};
use super::{Brand, Config, ConfigError};
use crate::{return_url::has_param, secret::Secret, token::TokenConfig};

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
        self.validate_returns(&mut error);
        if let Some(assets) = &self.assets {
            error.expect(assets.is_dir(), format!("assets: {} is not a folder", assets.display()));
        }
        for (place, origin) in self.origins.iter().enumerate() {
            error.expect(
                is_origin(origin),
                format!("origins: number {} is no origin such as https://app.example.com", place + 1),
            );
        }
        error.expect(self.starts_per_minute > 0, "starts_per_minute: nobody could start; use at least 1");
        error.expect(
            self.sweep_every.is_zero() || (Duration::from_secs(1)..=DAY).contains(&self.sweep_every),
            "sweep_every: use 1s to 1d, or 0 for never",
        );
        self.brand.validate(&mut error);
        error.or(())
    }

    fn validate_returns(&self, error: &mut ConfigError) {
        error.expect(
            (1..=64).contains(&self.return_param.len())
                && self.return_param.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'),
            "return_param: use 1 to 64 letters, digits, `_` or `-`",
        );
        for (name, url) in std::iter::once(("return_url", &self.return_url))
            .chain(self.return_urls.iter().map(|url| ("return_urls", url)))
        {
            match page(url) {
                Err(why) => error.expect(false, format!("{name}: {why}")),
                Ok(_) => {
                    let taken = has_param(url, &self.return_param);
                    error.expect(!taken, format!("{name}: already carries {}", self.return_param));
                }
            }
        }
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl TokenConfig {
    pub(crate) fn validate(&self, error: &mut ConfigError) {
        error.expect(!self.secrets.is_empty(), "token.secrets: there is none");
        for (place, secret) in self.secrets.iter().enumerate() {
            error.expect(
                secret.expose().len() >= 32,
                format!("token.secrets: number {} is shorter than 32 bytes", place + 1),
            );
        }
        error.expect(!self.audience.trim().is_empty(), "token.audience: there is none");
    }
}

impl Brand {
    fn validate(&self, error: &mut ConfigError) {
        error.expect(
            self.name.chars().count() <= 100 && !self.name.chars().any(char::is_control),
            "brand.name: use at most 100 characters on one line",
        );
        if let Some(Err(why)) = self.logo.as_deref().map(page) {
            error.expect(false, format!("brand.logo: {why}"));
        }
        let colour = |text: &String| {
            text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        error.expect(self.accent.as_ref().is_none_or(colour), "brand.accent: use a colour as #rrggbb");
    }
}

/// What both providers' webhooks need.
fn webhooks(error: &mut ConfigError, name: &str, prefix: &str, secrets: &[Secret], tolerance: Duration) {
    for (place, secret) in secrets.iter().enumerate() {
        error.expect(
            secret.expose().starts_with(prefix) && is_header(secret.expose()),
            format!("{name}.webhook_secrets: number {} does not begin with {prefix}", place + 1),
        );
    }
    error.expect(
        (Duration::from_secs(1)..=Duration::from_secs(3600)).contains(&tolerance),
        format!("{name}.webhook_tolerance: use 1s to 1h"),
    );
}

fn is_header(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
pub(crate) mod tests;
