//! The texts, and how values are put into them.
//!
//! `src/locales/en.json` is compiled in; every other language is a file of the
//! same keys, given as the option `messages`, which also overrides single texts.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The texts in use: English, overridden where the page gave others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages(Vec<Option<String>>);

impl Messages {
    /// Every key that `messages` may hold.
    pub const KEYS: &[&str] = &NAMES;

    /// Texts by key; `get` answers `None` where English is to stay. A blank text is none.
    pub fn from_lookup(get: impl FnMut(&'static str) -> Option<String>) -> Self {
        let over: Vec<_> =
            NAMES.into_iter().map(get).map(|text| text.filter(|text| !text.trim_ascii().is_empty())).collect();
        if over.iter().all(Option::is_none) { Self::default() } else { Self(over) }
    }

    /// The text, placeholders and all.
    #[must_use]
    pub fn get(&self, text: Text) -> &str {
        let index = text as usize;
        match self.0.get(index) {
            Some(Some(text)) => text,
            _ => ENGLISH.get(index).copied().unwrap_or_default(),
        }
    }

    /// The text with `value` for its one `{placeholder}`, whatever its name.
    #[must_use]
    pub fn fill(&self, text: Text, value: &str) -> String {
        self.fill_all(text, &[value])
    }

    /// The text with `values` for its placeholders in the order of the *English*
    /// text: a translation may turn them round, so each is found by its name.
    #[must_use]
    pub fn fill_all(&self, text: Text, values: &[&str]) -> String {
        let english = ENGLISH.get(text as usize).copied().unwrap_or_default();
        let mut filled = String::new();
        for part in self.get(text).split_inclusive('}') {
            let (plain, name) = part.split_at(part.find('{').unwrap_or(part.len()));
            let value = placeholders(english).zip(values).find(|(known, _)| *known == name);
            filled.push_str(plain);
            filled.push_str(value.map_or(name, |(_, value)| value));
        }
        filled
    }
}

/// The placeholders of a text with their braces: `{amount}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('}').filter_map(|part| part.find('{').and_then(|start| part.get(start..)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_stands_where_nothing_else_is_given() {
        let messages = Messages::from_lookup(|key| match key {
            "action_start" => Some("Zahlungsart ändern".into()),
            "due" => Some("  ".into()),
            _ => None,
        });
        assert_eq!(messages.get(Text::ActionStart), "Zahlungsart ändern");
        assert_eq!(messages.get(Text::Due), "Due");
        assert_eq!(Messages::default().get(Text::ActionRetry), "Try again");
    }

    #[test]
    fn values_find_their_placeholders_in_any_order() {
        let messages = Messages::from_lookup(|key| {
            (key == "updated_open_date").then(|| "Am {date} buchen wir {amount} ab.".into())
        });
        assert_eq!(messages.fill_all(Text::UpdatedOpenDate, &["5 €", "1. Mai"]), "Am 1. Mai buchen wir 5 € ab.");
        assert_eq!(Messages::default().fill(Text::PastDueTitle, "{x}"), "Your payment of {x} is overdue");
    }

    #[test]
    fn every_language_file_has_the_keys_and_placeholders_of_english() {
        for entry in std::fs::read_dir("src/locales").unwrap() {
            let path = entry.unwrap().path();
            let texts: std::collections::BTreeMap<String, String> =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let mut keys: Vec<_> = NAMES.to_vec();
            keys.sort_unstable();
            assert_eq!(texts.keys().map(String::as_str).collect::<Vec<_>>(), keys, "{path:?}");
            for (key, english) in NAMES.iter().zip(ENGLISH) {
                let sorted = |text: &str| {
                    let mut names: Vec<_> = placeholders(text).map(str::to_owned).collect();
                    names.sort();
                    names
                };
                assert_eq!(sorted(&texts[*key]), sorted(english), "{path:?}: {key}");
            }
        }
    }
}
