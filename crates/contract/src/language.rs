//! The languages of the widget's and the back end's texts: exactly those that
//! Stripe's Checkout or Paddle's speaks, so that what stands around a checkout
//! is in its language. `npm/index.js` has the same list and the same rules.

/// What Stripe Checkout's `locale` takes besides `auto`, by its API's documentation (`hi-IN` since
/// 2026-10-28).
pub const STRIPE: [&str; 41] = [
    "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv",
    "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// What Paddle's checkout takes, by its changelog and its users' types.
pub const PADDLE: [&str; 19] = [
    "ar", "da", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "no", "pl", "pt", "pt-BR", "ru", "sv", "tr", "zh-Hans",
    "zh-TW",
];

/// The languages that there are texts in, one file each.
pub const NAMES: [&str; 42] = [
    "ar", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl",
    "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// Other names of a language.
const ALIASES: [(&str, &str); 5] = [("hi", "hi-IN"), ("in", "id"), ("nn", "nb"), ("no", "nb"), ("tl", "fil")];

/// Where one language is written in more than one way: the first row counts of which the tag
/// has any of the parts, or any region where none are named.
const PLACES: [(&str, &[&str], &str); 9] = [
    ("en", &["as", "ca", "gu", "mp", "ph", "pr", "um", "us", "vi"], "en"),
    ("en", &[], "en-GB"),
    ("es", &["ea", "es", "gq", "ic", "ph"], "es"),
    ("es", &[], "es-419"),
    ("fr", &["ca"], "fr-CA"),
    ("pt", &["br"], "pt-BR"),
    ("zh", &["hans"], "zh"),
    ("zh", &["hk", "mo"], "zh-HK"),
    ("zh", &["hant", "tw"], "zh-TW"),
];

/// The language of the texts for a BCP 47 tag, out of [`NAMES`]; nothing where none fits.
#[must_use]
pub fn nearest(tag: &str) -> Option<&'static str> {
    let tag = tag.trim().replace('_', "-").to_ascii_lowercase();
    // What follows a single letter is not about the language.
    let mut parts = tag.split('-').take_while(|part| part.len() > 1);
    let first = parts.next()?;
    let language = ALIASES.iter().find(|(alias, _)| *alias == first).map_or(first, |(_, name)| name);
    let parts: Vec<&str> = parts.collect();
    let fits = |among: &[&str]| parts.iter().any(|part| among.contains(part) || among.is_empty() && is_region(part));
    let place = PLACES.iter().find(|(its, among, _)| *its == language && fits(among));
    let name = place.map_or(language, |(_, _, name)| name);
    NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name))
}

/// Two letters, or three digits of the United Nations'.
fn is_region(part: &str) -> bool {
    match part.len() {
        2 => part.bytes().all(|b| b.is_ascii_alphabetic()),
        3 => part.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

const RIGHT_TO_LEFT: [&str; 10] = ["ar", "fa", "he", "ur", "ckb", "dv", "ps", "sd", "ug", "yi"];

/// Whether the language is written from right to left.
#[must_use]
pub fn is_rtl(tag: &str) -> bool {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    RIGHT_TO_LEFT.iter().any(|known| known.eq_ignore_ascii_case(primary))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_languages_are_exactly_those_that_either_checkout_speaks() {
        let union: BTreeSet<_> = STRIPE.into_iter().chain(PADDLE.map(|tag| nearest(tag).unwrap_or(tag))).collect();
        assert_eq!(union, BTreeSet::from(NAMES));
        assert_eq!(union.len(), 42);
        let aliases: Vec<_> = PADDLE.into_iter().filter(|tag| !NAMES.contains(tag)).collect();
        assert_eq!(aliases, ["no", "zh-Hans"], "two of Paddle's names are other names of Stripe's");
    }

    #[test]
    fn each_language_is_its_own_nearest_however_it_is_spelt() {
        for name in NAMES {
            assert_eq!(nearest(name), Some(name));
            assert_eq!(nearest(&name.replace('-', "_").to_ascii_uppercase()), Some(name));
            assert_eq!(nearest(&format!("{name}-u-nu-latn-x-hk")), Some(name), "extensions are not about the language");
        }
    }

    #[test]
    fn other_tags_get_the_language_that_their_readers_read() {
        for (tag, expected) in [
            ("de-CH", Some("de")),
            ("DE_at", Some("de")),
            (" fr ", Some("fr")),
            ("en-US", Some("en")),
            ("en-CA", Some("en")),
            ("en-AU", Some("en-GB")),
            ("en-NZ", Some("en-GB")),
            ("en-IE", Some("en-GB")),
            ("en-IN", Some("en-GB")),
            ("en-ZA", Some("en-GB")),
            ("en-001", Some("en-GB")),
            ("en-Latn", Some("en")),
            ("es-ES", Some("es")),
            ("es-MX", Some("es-419")),
            ("es-US", Some("es-419")),
            ("es-Latn-AR", Some("es-419")),
            ("fr-CA", Some("fr-CA")),
            ("fr-BE", Some("fr")),
            ("pt-BR", Some("pt-BR")),
            ("pt-AO", Some("pt")),
            ("zh-Hant", Some("zh-TW")),
            ("zh-Hant-HK", Some("zh-HK")),
            ("zh-MO", Some("zh-HK")),
            ("zh-Hans-HK", Some("zh")),
            ("zh-CN", Some("zh")),
            ("zh-SG", Some("zh")),
            ("no", Some("nb")),
            ("nn-NO", Some("nb")),
            ("nb-NO", Some("nb")),
            ("hi", Some("hi-IN")),
            ("tl-PH", Some("fil")),
            ("in", Some("id")),
            ("ar-EG", Some("ar")),
            ("de_DE.UTF-8", Some("de")),
            ("iw", None),
            ("he", None),
            ("uk-UA", None),
            ("sr-Latn", None),
            ("deu", None),
            ("auto", None),
            ("C", None),
            ("", None),
            ("-", None),
            ("x-en", None),
            ("en&x=1", None),
            ("constructor", None),
            ("d\u{e9}", None),
        ] {
            assert_eq!(nearest(tag), expected, "{tag}");
        }
    }

    #[test]
    fn direction_follows_the_language() {
        assert!(is_rtl("ar-EG") && is_rtl("he") && is_rtl("AR_eg"));
        assert!(!is_rtl("arn") && !is_rtl("de"));
        assert_eq!(NAMES.into_iter().filter(|name| is_rtl(name)).collect::<Vec<_>>(), ["ar"]);
    }
}
