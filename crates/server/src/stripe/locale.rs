//! From the customer's language to one that Checkout or the Billing portal knows.

use upm_contract::language::{STRIPE, nearest};

/// What only Checkout knows, and refuses in earlier API versions.
const HINDI: &str = "hi-IN";
const HINDI_SINCE: &str = "2026-10-28";

/// What only the portal knows.
const PORTAL_ENGLISH: [&str; 6] = ["en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-SG"];

/// Checkout's name for a BCP 47 tag, or nothing, which lets it follow the browser.
pub(crate) fn checkout_locale(tag: &str, version: &str) -> Option<&'static str> {
    locale(tag).filter(|name| *name != HINDI || version >= HINDI_SINCE)
}

/// The portal's name for a BCP 47 tag, or nothing, which lets it follow the browser.
pub(crate) fn portal_locale(tag: &str) -> Option<&'static str> {
    let english = tag.replace('_', "-");
    let english = PORTAL_ENGLISH.iter().find(|known| known.eq_ignore_ascii_case(&english)).copied();
    english.or_else(|| locale(tag)).filter(|name| *name != HINDI)
}

/// Nearest among ours; Stripe refuses a name that it does not know.
fn locale(tag: &str) -> Option<&'static str> {
    nearest(tag).filter(|name| STRIPE.contains(name))
}

#[cfg(test)]
mod tests {
    use upm_contract::language::NAMES;

    use super::*;

    #[test]
    fn each_language_of_the_texts_is_checkouts_or_left_to_the_browser() {
        for name in NAMES {
            let expected = (name != "ar").then_some(name);
            assert_eq!(checkout_locale(name, "2026-10-28.endive"), expected);
            assert_eq!(portal_locale(name), expected.filter(|name| *name != "hi-IN"));
        }
    }

    #[test]
    fn tags_map_to_stripes_list_or_to_nothing() {
        for (tag, expected) in [
            ("en", Some("en")),
            ("en-US", Some("en")),
            ("EN_gb", Some("en-GB")),
            ("de-CH", Some("de")),
            ("pt", Some("pt")),
            ("pt-PT", Some("pt")),
            ("pt-BR", Some("pt-BR")),
            ("fr-CA", Some("fr-CA")),
            ("es-ES", Some("es")),
            ("es-MX", Some("es-419")),
            ("nn-NO", Some("nb")),
            ("tl", Some("fil")),
            ("zh-Hans-CN", Some("zh")),
            ("zh-Hant", Some("zh-TW")),
            ("zh-Hant-HK", Some("zh-HK")),
            ("hi", Some("hi-IN")),
            ("ar", None),
            ("uk-UA", None),
            ("he", None),
            ("", None),
            ("auto", None),
            ("en&x=1", None),
        ] {
            assert_eq!(checkout_locale(tag, "2026-10-28.endive"), expected, "{tag}");
        }
        assert_eq!(checkout_locale("hi-IN", "2026-09-30.endive"), None);
    }

    #[test]
    fn the_portal_knows_more_english_and_no_hindi() {
        for (tag, expected) in [
            ("en-AU", Some("en-AU")),
            ("en_nz", Some("en-NZ")),
            ("en-US", Some("en")),
            ("en-GB", Some("en-GB")),
            ("hi", None),
            ("hi-IN", None),
            ("pt-BR", Some("pt-BR")),
            ("de-CH", Some("de")),
        ] {
            assert_eq!(portal_locale(tag), expected, "{tag}");
        }
        assert_eq!(checkout_locale("en-AU", "2026-10-28.endive"), Some("en-GB"));
    }
}
