//! From the customer's language to one that Checkout or the Billing portal knows.

/// What both know, without `auto`.
const KNOWN: [&str; 40] = [
    "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th",
    "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// What only Checkout knows.
const HINDI: &str = "hi-IN";
/// `hi-IN` is refused by earlier API versions.
const HINDI_SINCE: &str = "2026-10-28";

/// What only the portal knows.
const PORTAL_ENGLISH: [&str; 6] = ["en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-SG"];

/// Checkout's name for a BCP 47 tag, or nothing, which lets it follow the browser.
pub(crate) fn checkout_locale(tag: &str, version: &str) -> Option<&'static str> {
    let language = tag.split(['-', '_']).next()?;
    if language.eq_ignore_ascii_case("hi") {
        return (version >= HINDI_SINCE).then_some(HINDI);
    }
    locale(tag)
}

/// The portal's name for a BCP 47 tag, or nothing, which lets it follow the browser.
pub(crate) fn portal_locale(tag: &str) -> Option<&'static str> {
    let tag = tag.replace('_', "-");
    PORTAL_ENGLISH.iter().find(|known| known.eq_ignore_ascii_case(&tag)).copied().or_else(|| locale(&tag))
}

fn locale(tag: &str) -> Option<&'static str> {
    let tag = tag.replace('_', "-").to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = match parts.next()? {
        "no" | "nn" => "nb",
        "tl" => "fil",
        "in" => "id",
        language => language,
    };
    let region: Vec<&str> = parts.collect();
    let in_any = |places: &[&str]| region.iter().any(|part| places.contains(part));
    let name = match language {
        "zh" if in_any(&["hk", "mo"]) => "zh-HK",
        "zh" if in_any(&["tw", "hant"]) => "zh-TW",
        "es" if !region.is_empty() && !in_any(&["es"]) => "es-419",
        "en" if in_any(&["gb"]) => "en-GB",
        "fr" if in_any(&["ca"]) => "fr-CA",
        "pt" if in_any(&["br"]) => "pt-BR",
        language => language,
    };
    KNOWN.iter().find(|&&known| known == name).copied()
}

#[cfg(test)]
mod tests {
    use super::{checkout_locale, portal_locale};

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
        assert_eq!(checkout_locale("en-AU", "2026-10-28.endive"), Some("en"));
    }
}
