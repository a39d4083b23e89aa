//! The texts of this service's own pages, and its sentence on Stripe's, in the
//! languages of the widget's.

mod ar;
mod de;
mod en;

use axum::http::{HeaderMap, header};
use serde::Serialize;

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Arabic,
    English,
    German,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::Arabic, Self::English, Self::German];

    /// The language for whoever sent these headers, see [`Self::choose`].
    pub(crate) fn of_request(locale: Option<&str>, headers: &HeaderMap) -> Self {
        Self::choose(locale, headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
    }

    /// The language of a BCP 47 tag, English for any other.
    pub(crate) fn of_tag(locale: Option<&str>) -> Self {
        Self::choose(locale, None)
    }

    /// The customer's: `locale` (a BCP 47 tag) where it is one of these, else the
    /// most wanted of the header `Accept-Language`, else English.
    fn choose(locale: Option<&str>, accept_language: Option<&str>) -> Self {
        locale.and_then(Self::of).or_else(|| wanted(accept_language?)).unwrap_or(Self::English)
    }

    fn of(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The tag for `lang`.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The word for `dir`.
    pub(crate) const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            Self::English | Self::German => "ltr",
        }
    }

    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::Arabic => &ar::WORDS,
            Self::English => &en::WORDS,
            Self::German => &de::WORDS,
        }
    }
}

/// The first of the highest weight that is spoken here. Nobody lists more than a few.
fn wanted(accept_language: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for item in accept_language.split(',').take(32) {
        let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if let Some(language) = Language::of(tag)
            && weight > best.map_or(0.0, |(weight, _)| weight)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// All texts of a language.
pub(crate) struct Words {
    /// The way back to the account page.
    pub back: &'static str,
    pub checkout: Checkout,
    pub pay: Pay,
    pub form: Form,
}

/// The sentence beside the button of Stripe's Checkout.
pub(crate) struct Checkout {
    /// What the customer agreed to; `{amount}` stands for it.
    pub charged: &'static str,
    /// Nothing is overdue.
    pub later: &'static str,
    /// The overdue invoice is tried again by itself.
    pub tried_again: &'static str,
    /// It is not.
    pub stays_open: &'static str,
}

/// A heading, and what there is to do.
#[derive(Serialize)]
pub(crate) struct Said {
    pub title: &'static str,
    pub text: &'static str,
}

/// The payment link page. The script shows the serialised ones.
#[derive(Serialize)]
pub(crate) struct Pay {
    #[serde(skip)]
    pub title: &'static str,
    #[serde(skip)]
    pub foot: &'static str,
    #[serde(skip)]
    pub no_script: &'static str,
    #[serde(skip)]
    pub retry: &'static str,
    /// On the way.
    pub opening: Said,
    /// Paddle's form is there.
    pub open: Said,
    pub closed: Said,
    pub done: Said,
    /// The address names no transaction, or more than one.
    pub incomplete: Said,
    /// Paddle.js could not be loaded.
    pub blocked: Said,
    /// Paddle.js was loaded and does not work.
    pub broken: Said,
    /// Paddle.js said nothing for too long.
    pub silent: Said,
    /// Paddle does not open this transaction: paid, replaced, or none of this business's.
    pub refused: Said,
}

/// The fallback form's page, by case.
pub(crate) struct Form {
    pub session: Said,
    pub canceled: Said,
    pub paused: Said,
    pub manual: Said,
    pub missing: Said,
    pub locked: Said,
    pub crowded: Said,
    pub later: Said,
    pub refused: Said,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_is_spoken() {
        use Language::{Arabic, English, German};
        for (locale, accept, expected) in [
            (None, None, English),
            (None, Some("de-AT,de;q=0.9,en;q=0.8"), German),
            (None, Some("fr-CH, fr;q=0.9, en;q=0.5, de;q=0.7, *;q=0.1"), German),
            (None, Some("en;q=0.3,ar-EG;q=0.4"), Arabic),
            (None, Some("de;q=0,fr"), English),
            (None, Some("fr,ja"), English),
            (None, Some("DE"), German),
            (None, Some("deu,ger"), English),
            (None, Some(";;q=,,=de,\u{e4}"), English),
            (None, Some("de;q=many,en"), English),
            (Some("ar-SA"), Some("de"), Arabic),
            (Some("de_DE"), None, German),
            (Some("fr"), Some("de"), German),
            (Some("\"><script>"), None, English),
        ] {
            assert_eq!(Language::choose(locale, accept), expected, "{locale:?} {accept:?}");
        }
    }

    #[test]
    fn no_text_is_left_out_or_left_in_english() {
        let pay = |language: Language| serde_json::to_value(&language.words().pay).unwrap();
        let english = pay(Language::English);
        for other in [Language::German, Language::Arabic] {
            for (name, said) in pay(other).as_object().unwrap() {
                for part in ["title", "text"] {
                    let text = said[part].as_str().unwrap();
                    assert!(!text.is_empty() && text != english[name][part], "{other:?} {name} {part}");
                }
            }
        }
    }
}
