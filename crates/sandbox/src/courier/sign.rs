//! The providers' signature headers.

use std::fmt::Write as _;

use ring::hmac;

use super::Courier;
use crate::seeds::Provider;
use crate::{clock, keys};

/// What a provider's events are signed with when nothing else was said.
pub(super) fn secret(provider: Provider) -> &'static str {
    match provider {
        Provider::Stripe => keys::STRIPE_WEBHOOK_SECRET,
        Provider::Paddle => keys::PADDLE_WEBHOOK_SECRET,
    }
}

impl Courier {
    /// The signature header's name.
    #[must_use]
    pub fn header(&self) -> &'static str {
        match self.shared.provider {
            Provider::Stripe => "Stripe-Signature",
            Provider::Paddle => "Paddle-Signature",
        }
    }

    /// The signature header's value for `body`, made at `at` in Unix seconds, with each secret.
    #[must_use]
    pub fn signature(&self, body: &str, at: i64) -> String {
        let desk = self.desk();
        header_value(self.shared.provider, &desk.secrets, body, at)
    }

    /// The signature's time now: the clock's, and off by as much as the switch says.
    pub(super) fn time(&self) -> i64 {
        clock::now().saturating_add(self.desk().switches.skew_seconds)
    }
}

fn header_value(provider: Provider, secrets: &[String], body: &str, at: i64) -> String {
    let (mut value, separator, name) = match provider {
        Provider::Stripe => (format!("t={at}"), ',', "v1"),
        Provider::Paddle => (format!("ts={at}"), ';', "h1"),
    };
    let message = match provider {
        Provider::Stripe => format!("{at}.{body}"),
        Provider::Paddle => format!("{at}:{body}"),
    };
    for secret in secrets {
        value.push(separator);
        value.push_str(name);
        value.push('=');
        value.push_str(&hmac_sha256(secret, &message));
    }
    if provider == Provider::Stripe {
        // Test events carry a scheme that nobody may rely on.
        value.push_str(",v0=");
        value.push_str(&hmac_sha256("v0", &message));
    }
    value
}

/// Lower-case hex.
fn hmac_sha256(secret: &str, message: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, message.as_bytes());
    tag.as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing into a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_795_191_000;

    fn secrets(of: &[&str]) -> Vec<String> {
        of.iter().map(|&secret| secret.to_owned()).collect()
    }

    #[test]
    fn stripes_header_is_as_published() {
        let body = r#"{"id":"evt_example","object":"event"}"#;
        let current = "59331e72fa8bd3e485b5192098ce359e246d25ca63f5a36e2bdae21efbcd1cdd";
        let previous = "c1f1c76b4817fcb328d647b8c831c78f3d3a52f32e7950f56d87ba8fae1373f4";
        let one = header_value(Provider::Stripe, &secrets(&["whsec_example_current"]), body, AT);
        assert!(one.starts_with(&format!("t={AT},v1={current},v0=")), "{one}");
        let both = secrets(&["whsec_example_previous", "whsec_example_current"]);
        let two = header_value(Provider::Stripe, &both, body, AT);
        assert!(two.starts_with(&format!("t={AT},v1={previous},v1={current},v0=")), "{two}");
        assert!(!two.contains(&format!("v0={current}")));
    }

    #[test]
    fn paddles_header_is_as_published() {
        let body = r#"{"event_id":"evt_example","event_type":"transaction.paid"}"#;
        let current = "b88bd921c09c81a37aee5a650586891a5721490f0e319a0fc99c5f044d526de2";
        let previous = "81c18e3b9289cca977b20ab1dac1e5b3969d6e431c0ebaccdc3f9ece2d6f7836";
        let one = header_value(Provider::Paddle, &secrets(&["pdl_ntfset_example_current"]), body, AT);
        assert_eq!(one, format!("ts={AT};h1={current}"));
        let both = secrets(&["pdl_ntfset_example_previous", "pdl_ntfset_example_current"]);
        let two = header_value(Provider::Paddle, &both, body, AT);
        assert_eq!(two, format!("ts={AT};h1={previous};h1={current}"));
    }
}
