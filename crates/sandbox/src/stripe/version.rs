//! The API version of a call and what depends on it.

use super::error::ApiError;

/// The version of an account that never sends the header: the newest.
const ACCOUNT_DEFAULT: &str = "2026-10-28.endive";

/// A value of `Stripe-Version`, ordered by its date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(String);

impl Version {
    /// Reads the header.
    pub(super) fn new(header: Option<&str>) -> Result<Self, ApiError> {
        let text = header.unwrap_or(ACCOUNT_DEFAULT);
        let (date, train) = text.split_once('.').unwrap_or((text, ""));
        let shape = date.len() == 10
            && date.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
            && train.bytes().all(|byte| byte.is_ascii_lowercase());
        if shape && date <= "2026-10-28" {
            Ok(Self(text.to_owned()))
        } else {
            Err(ApiError::invalid(format!("Invalid Stripe API version: {text}")))
        }
    }

    /// `payment_method_types` left session create, and `allowed_payment_method_types` came.
    pub(super) fn has_allowed_types(&self) -> bool {
        self.0.as_str() >= "2026-09-30"
    }

    /// The values of `ui_mode`, the default first.
    pub(super) fn ui_modes(&self) -> &'static [&'static str] {
        if self.0.as_str() >= "2026-03-25" {
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
        let at = |text: &str| Version::new(Some(text)).unwrap();
        assert!(at("2026-09-30.endive").has_allowed_types());
        assert!(!at("2026-08-26.dahlia").has_allowed_types());
        assert_eq!(at("2026-03-25.dahlia").ui_modes()[0], "hosted_page");
        assert_eq!(at("2025-11-17.clover").ui_modes()[0], "hosted");
        assert_eq!(at("2019-12-03").ui_modes()[0], "hosted");
        assert!(Version::new(None).unwrap().has_allowed_types());
    }

    #[test]
    fn odd_versions_are_refused() {
        for odd in ["", "latest", "2026-10-28.Endive", "2027-01-01", "20261028"] {
            assert!(Version::new(Some(odd)).is_err(), "{odd}");
        }
    }
}
