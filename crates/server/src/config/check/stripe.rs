//! What settings of Stripe's must be like.

use super::{address::api_base, is_header, webhooks};
use crate::config::{ConfigError, StripeConfig};

impl StripeConfig {
    pub(super) fn validate(&self, error: &mut ConfigError) {
        if let Err(why) = api_base(&self.api_base) {
            error.expect(false, format!("stripe.api_base: {why}"));
        }
        let key = self.secret_key.expose();
        error.expect(
            ["sk_test_", "sk_live_", "rk_test_", "rk_live_"].iter().any(|p| key.starts_with(p)) && is_header(key),
            "stripe.secret_key: a secret key begins with sk_test_, sk_live_, rk_test_ or rk_live_",
        );
        if let Some(key) = &self.publishable_key {
            let known = key.starts_with("pk_test_") || key.starts_with("pk_live_");
            error.expect(
                known && is_header(key),
                "stripe.publishable_key: a publishable key begins with pk_test_ or pk_live_",
            );
            error.expect(
                !known || key.starts_with("pk_live_") == self.live(),
                "stripe.publishable_key: is of another mode (test, live) than stripe.secret_key",
            );
        }
        error.expect(
            is_dated(&self.version) && is_header(&self.version),
            "stripe.version: name an API version such as 2026-10-28.endive",
        );
        webhooks(error, "stripe", "whsec_", &self.webhook_secrets, self.webhook_tolerance);
        error.expect(
            !(self.pay_now && self.portal.is_some()),
            "stripe.pay_now: cannot be used with stripe.portal, which asks for no agreement",
        );
        if let Some(configuration) = self.portal.as_ref().and_then(|portal| portal.configuration.as_deref()) {
            error.expect(
                configuration.starts_with("bpc_") && upm_contract::is_id(configuration),
                "stripe.portal_configuration: a configuration of the portal begins with bpc_",
            );
        }
        error.expect(self.calls_per_second > 0, "stripe.calls_per_second: use at least 1");
    }
}

/// Whether it begins with a date.
fn is_dated(version: &str) -> bool {
    version.len() >= 10
        && version.bytes().take(10).enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
}
