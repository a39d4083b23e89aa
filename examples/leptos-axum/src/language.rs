//! The page's languages. The widget finds its own texts, by the cargo features that name them.

use serde::{Deserialize, Serialize};

/// English, German or Arabic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// Arabic.
    Ar,
}

/// The page's own words.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The heading, and the document's title.
    pub title: &'static str,
    /// What is subscribed to.
    pub plan: &'static str,
    /// Before a card's last digits.
    pub card: &'static str,
}

impl Language {
    /// The language of a tag.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        [Self::En, Self::De, Self::Ar].into_iter().find(|language| language.tag() == tag)
    }

    /// For `lang`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Ar => "ar",
        }
    }

    /// For `dir`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The page's own words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::En => Words { title: "Your account", plan: "Fernway Family, monthly", card: "Now on file:" },
            Self::De => Words { title: "Ihr Konto", plan: "Fernway Family, monatlich", card: "Jetzt hinterlegt:" },
            Self::Ar => Words {
                title: "حسابك", plan: "اشتراك Fernway Family الشهري", card: "البطاقة المسجلة الآن:"
            },
        }
    }
}
