//! Language tags: those that `Intl` takes, and Paddle's own.

use upm_contract::language::PADDLE;

/// The tag for Paddle's checkout, or `None` where Paddle has no such language:
/// then it takes the browser's. Regional tags fall back to their language.
#[must_use]
pub fn for_paddle(tag: &str) -> Option<&'static str> {
    let tag = tag.replace('_', "-").to_ascii_lowercase();
    let name = match (tag.as_str(), primary(&tag)) {
        ("zh-tw" | "zh-hk" | "zh-mo", _) => "zh-TW",
        ("pt-br", _) => "pt-BR",
        _ if tag.starts_with("zh-hant") => "zh-TW",
        (_, "zh") => "zh-Hans",
        (_, "nb" | "nn") => "no",
        (_, language) => language,
    };
    PADDLE.into_iter().find(|known| *known == name)
}

/// The languages of Stripe Checkout that have two letters; the list itself would cost a customer more.
const LETTERS: &[u8] = b"bgcsdadeelenesetfifrhrhuiditjakoltlvmsmtnbnlplptroruskslsvthtrvizh";

/// The tag for Stripe.js, or `auto`, the browser's, where Stripe has no such language. Stripe's page
/// is in the language of the session: the back end chooses that, regions included.
#[must_use]
pub fn for_stripe(tag: &str) -> &str {
    match primary(tag) {
        "no" | "nn" => "nb",
        language if LETTERS.chunks_exact(2).any(|known| known == language.as_bytes()) => language,
        _ => "auto",
    }
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
    use upm_contract::language::{NAMES, STRIPE, nearest};

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
    fn every_language_of_the_texts_is_paddles_where_it_has_it() {
        let regions = ["", "-AT", "-AU", "-BR", "-CA", "-CN", "-ES", "-GB", "-HK", "-Hans-HK", "-Hant", "-MX", "-TW"];
        let regional = NAMES.iter().filter(|name| !name.contains('-'));
        let regional = regional.flat_map(|name| regions.map(|region| format!("{name}{region}")));
        for tag in regional.chain(NAMES.map(str::to_owned)) {
            let expected = match nearest(&tag).unwrap() {
                "en-GB" => "en",
                "es-419" => "es",
                "fr-CA" => "fr",
                "nb" => "no",
                "zh" => "zh-Hans",
                "zh-HK" => "zh-TW",
                name => name,
            };
            assert_eq!(for_paddle(&tag), PADDLE.into_iter().find(|known| *known == expected), "{tag}");
        }
    }

    #[test]
    fn stripe_gets_a_language_of_its_list() {
        for tag in NAMES {
            let stripe = for_stripe(tag);
            let wanted = primary(tag);
            assert!(stripe == wanted || matches!(wanted, "ar" | "fil" | "hi"), "{tag}");
            assert!(stripe == "auto" || STRIPE.contains(&stripe), "{tag}");
        }
        assert_eq!(
            ["de-AT", "nn-NO", "ar", "uk", "", "d"].map(for_stripe),
            ["de", "nb", "auto", "auto", "auto", "auto"]
        );
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
