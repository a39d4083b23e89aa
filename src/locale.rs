//! Languages: the direction of the text, and the provider's own lists.

/// Whether the language is written from right to left.
#[must_use]
pub fn is_rtl(tag: &str) -> bool {
    matches!(primary(tag), "ar" | "fa" | "he" | "ur" | "ckb" | "dv" | "ps" | "sd" | "ug" | "yi")
}

/// The tag for Paddle's checkout, or `None` where Paddle has no such language:
/// then it takes the browser's.
///
/// Paddle's list, from its documentation and changelog; regional tags fall back
/// to their language.
#[must_use]
pub fn for_paddle(tag: &str) -> Option<&'static str> {
    let tag = tag.replace('_', "-").to_ascii_lowercase();
    match tag.as_str() {
        "zh-tw" | "zh-hk" | "zh-mo" => return Some("zh-TW"),
        "pt-br" => return Some("pt-BR"),
        _ if tag.starts_with("zh-hant") => return Some("zh-TW"),
        _ => {}
    }
    let language = match primary(&tag) {
        "zh" => "zh-Hans",
        "nb" | "nn" | "no" => "no",
        other => *["ar", "da", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr"]
            .iter()
            .find(|known| **known == other)?,
    };
    Some(language)
}

/// Whether a tag is made only of what BCP 47 allows; others would make `Intl` throw.
#[must_use]
pub fn is_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag.split('-').enumerate().all(|(place, part)| {
            (1..=8).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_alphanumeric())
                && (place > 0 || (part.len() >= 2 && part.bytes().all(|b| b.is_ascii_alphabetic())))
        })
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paddle_gets_its_own_spelling() {
        for (ours, paddle) in [
            ("de-AT", "de"),
            ("zh-CN", "zh-Hans"),
            ("zh-Hant-HK", "zh-TW"),
            ("zh-HK", "zh-TW"),
            ("pt-BR", "pt-BR"),
            ("pt-PT", "pt"),
            ("nb", "no"),
            ("nn-NO", "no"),
            ("AR", "ar"),
        ] {
            assert_eq!(for_paddle(ours), Some(paddle), "{ours}");
        }
        assert_eq!(for_paddle("sw"), None);
        assert_eq!(for_paddle(""), None);
    }

    #[test]
    fn direction_follows_the_language() {
        assert!(is_rtl("ar-EG"));
        assert!(is_rtl("he"));
        assert!(!is_rtl("arn"));
        assert!(!is_rtl("de"));
    }

    #[test]
    fn tags_that_intl_would_refuse_are_none() {
        for tag in ["de", "zh-Hans", "es-419", "pt-BR"] {
            assert!(is_tag(tag), "{tag}");
        }
        for tag in ["", "d", "de_DE", "de--DE", "1e", "de-", "<b>", "toolonglanguage"] {
            assert!(!is_tag(tag), "{tag}");
        }
    }
}
