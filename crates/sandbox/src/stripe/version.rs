//! The API version of a call and what depends on it.

use std::borrow::Cow;

use super::error::ApiError;

/// The version in whose shape the double keeps its objects.
const NEWEST: &str = "2026-10-28.endive";

/// A value of `Stripe-Version`, ordered by its date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(Cow<'static, str>);

impl Version {
    /// The newest, which is also an account's own until it is set.
    pub(super) const fn newest() -> Self {
        Self(Cow::Borrowed(NEWEST))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether objects look as they are kept.
    pub(super) fn is_newest(&self) -> bool {
        self.0 == NEWEST
    }

    /// Reads the header.
    pub(super) fn new(text: &str) -> Result<Self, ApiError> {
        let (date, train) = text.split_once('.').unwrap_or((text, ""));
        let shape = date.len() == 10
            && date.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
            && train.bytes().all(|byte| byte.is_ascii_lowercase());
        if shape && date <= "2026-10-28" && (date < "2026-10-28" || text == NEWEST) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(ApiError::invalid(format!("Invalid Stripe API version: {text}")))
        }
    }

    /// `payment_method_types` left session create, and `allowed_payment_method_types` came.
    pub(super) fn has_allowed_types(&self) -> bool {
        self.as_str() >= "2026-09-30"
    }

    /// Invoices name their subscription under `parent`, and periods stand on items.
    pub(super) fn has_parents(&self) -> bool {
        self.as_str() >= "2025-03-31"
    }

    /// The values of `ui_mode`, the default first.
    pub(super) fn ui_modes(&self) -> &'static [&'static str] {
        if self.as_str() >= "2026-03-25" {
            &["hosted_page", "embedded_page", "elements", "form"]
        } else {
            &["hosted", "embedded", "custom"]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_gate_by_date() {
        let at = |text: &str| Version::new(text).unwrap();
        assert!(at("2026-09-30.endive").has_allowed_types());
        assert!(!at("2026-08-26.dahlia").has_allowed_types());
        assert_eq!(at("2026-03-25.dahlia").ui_modes()[0], "hosted_page");
        assert_eq!(at("2025-11-17.clover").ui_modes()[0], "hosted");
        assert_eq!(at("2019-12-03").ui_modes()[0], "hosted");
        assert!(Version::newest().has_allowed_types());
    }

    #[test]
    fn odd_versions_are_refused() {
        for odd in ["", "latest", "2026-10-28", "2026-10-28.dahlia", "2026-10-28.Endive", "2027-01-01", "20261028"] {
            assert!(Version::new(odd).is_err(), "{odd}");
        }
    }
}
