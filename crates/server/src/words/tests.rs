//! Which language is spoken to whom, and that its texts are whole.

use super::*;

#[test]
fn the_most_wanted_language_is_spoken() {
    for (locale, accept, expected) in [
        (None, None, "en"),
        (None, Some("de-AT,de;q=0.9,en;q=0.8"), "de"),
        (None, Some("uk-UA, uk;q=0.9, en;q=0.5, de;q=0.7, *;q=0.1"), "de"),
        (None, Some("en;q=0.3,ar-EG;q=0.4"), "ar"),
        (None, Some("de;q=0,uk"), "en"),
        (None, Some("uk,he"), "en"),
        (None, Some("DE"), "de"),
        (None, Some("deu,ger"), "en"),
        (None, Some(";;q=,,=de,\u{e4}"), "en"),
        (None, Some("de;q=many,en"), "en"),
        (Some("ar-SA"), Some("de"), "ar"),
        (Some("de_DE"), None, "de"),
        (Some("uk"), Some("de"), "de"),
        (Some("\"><script>"), None, "en"),
    ] {
        assert_eq!(Language::choose(locale, accept).tag, expected, "{locale:?} {accept:?}");
    }
}

#[test]
fn every_language_is_spoken_and_its_direction_known() {
    assert_eq!(Language::ALL.map(|language| language.tag), upm_contract::language::NAMES);
    for language in Language::ALL {
        assert_eq!(Language::of_tag(Some(language.tag)).tag, language.tag);
        assert_eq!(language.direction() == "rtl", language.tag == "ar");
        // Stripe takes no longer text beside the button.
        let checkout = &language.words.checkout;
        for text in [checkout.charged, checkout.later, checkout.tried_again, checkout.stays_open] {
            assert!(text.chars().count() < 1_000, "{text}");
        }
    }
}
