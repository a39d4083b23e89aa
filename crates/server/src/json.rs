//! Small helps for reading providers' JSON: few fields, and `null` for any of them.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "or_default")]`: `null` is the default.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A code or parameter name out of a provider's error, if it is only a word: the
/// texts beside it may hold anything and are not passed on.
pub(crate) fn word(text: &str) -> Option<&str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'[' | b']' | b'.' | b'-');
    ((1..=80).contains(&text.len()) && text.bytes().all(plain)).then_some(text)
}

/// Unix seconds as RFC 3339, where a year of four digits can say them.
pub(crate) fn rfc3339(seconds: i64) -> Option<String> {
    const YEAR_10000: u64 = 253_402_300_800;
    let seconds = u64::try_from(seconds).ok().filter(|&s| s < YEAR_10000)?;
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    Some(humantime::format_rfc3339_seconds(time).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_pass() {
        assert_eq!(word("setup_intent_data[metadata][x]"), Some("setup_intent_data[metadata][x]"));
        for text in ["", "sam@example.com", "two words", "<b>", &"x".repeat(81)] {
            assert_eq!(word(text), None);
        }
    }

    #[test]
    fn times_are_rfc3339_or_nothing() {
        assert_eq!(rfc3339(1_795_450_200).as_deref(), Some("2026-11-23T16:10:00Z"));
        assert_eq!((rfc3339(-1), rfc3339(i64::MAX)), (None, None));
    }
}
