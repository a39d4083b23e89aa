//! What settings of Paddle's must be like.

use super::{address::api_base, is_header, webhooks};
use crate::config::{ConfigError, PaddleConfig};

impl PaddleConfig {
    pub(super) fn validate(&self, error: &mut ConfigError) {
        if let Err(why) = api_base(&self.api_base) {
            error.expect(false, format!("paddle.api_base: {why}"));
        }
        let key = self.api_key.expose();
        let (test_key, live_key) = (key.starts_with("pdl_sdbx_"), key.starts_with("pdl_live_"));
        let (test_token, live_token) = (self.client_token.starts_with("test_"), self.client_token.starts_with("live_"));
        error.expect(
            !key.is_empty() && is_header(key) && !key.starts_with("test_") && !key.starts_with("live_"),
            "paddle.api_key: use an API key, not a client-side token",
        );
        error.expect(test_token || live_token, "paddle.client_token: a client-side token begins with test_ or live_");
        error.expect(
            !(test_key && live_token || live_key && test_token),
            "paddle: api_key and client_token are of different environments",
        );
        error.expect(
            !(self.api_base.contains("//sandbox-api.paddle.com") && (live_key || live_token)
                || self.api_base.contains("//api.paddle.com") && (test_key || test_token)),
            "paddle.api_base: is of another environment than the key or the token",
        );
        webhooks(error, "paddle", "pdl_ntfset_", &self.webhook_secrets, self.webhook_tolerance);
        error.expect(self.calls_per_minute > 0, "paddle.calls_per_minute: use at least 1");
        #[cfg(feature = "sandbox")]
        if let Some(Err(why)) = self.script_url.as_deref().map(super::page) {
            error.expect(false, format!("paddle.script_url: {why}"));
        }
    }
}
