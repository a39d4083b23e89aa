//! Text that must not be printed.

use std::fmt;

/// A key or secret: it can be compared and sent, but not printed.
///
/// `Debug` shows `Secret(…)`, and there is no `Display` and no serde, so that a
/// log line or an error cannot carry it by accident.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the place that needs it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn is_not_printed() {
        assert_eq!(format!("{:?}", Secret::from("sk_test_made_up")), "Secret(…)");
    }
}
