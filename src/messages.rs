//! The texts, and how values are put into them.
//!
//! `src/locales/en.json` is compiled in; every other language is a file of the
//! same keys, which comes as the option `messages`, or is compiled in by a cargo
//! feature (`locale-de`, …). `messages` overrides single texts, too.

use upm_contract::language::nearest;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The texts in use: English, overridden where the page gave others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages(Vec<Option<String>>);

impl Messages {
    /// Every key that `messages` may hold. A text that counts has one for each
    /// plural category of CLDR: `items_count.one`, `items_count.other`, ….
    pub const KEYS: &[&str] = &NAMES;

    /// Texts by key; `get` answers `None` where English is to stay. A blank text is none.
    pub fn from_lookup(get: impl FnMut(&'static str) -> Option<String>) -> Self {
        let over: Vec<_> =
            NAMES.into_iter().map(get).map(|text| text.filter(|text| !text.trim_ascii().is_empty())).collect();
        if over.iter().all(Option::is_none) { Self::default() } else { Self(over) }
    }

    /// The texts that are compiled in for a BCP 47 tag: its own language's, or the same language's as
    /// it is written elsewhere; English where no feature has brought any.
    ///
    /// The component finds them by itself; this is for all else that a page says.
    #[must_use]
    pub fn for_locale(tag: &str) -> Self {
        if COMPILED.is_empty() {
            return Self::default();
        }
        let names: Vec<_> = COMPILED.iter().map(|(name, _)| *name).collect();
        let texts = best(tag, &names).and_then(|place| COMPILED.get(place));
        Self::from_lookup(|key| {
            let place = NAMES.iter().position(|name| *name == key)?;
            texts.and_then(|(_, texts)| texts.get(place)).map(|text| (*text).to_owned())
        })
    }

    /// These, and the compiled-in ones of a language where these say nothing.
    pub(crate) fn in_language(&self, tag: &str) -> Self {
        if COMPILED.is_empty() {
            return self.clone();
        }
        let mut texts = Self::for_locale(tag);
        texts.0.resize(NAMES.len(), None);
        for (text, own) in texts.0.iter_mut().zip(&self.0) {
            *text = own.clone().or_else(|| text.take());
        }
        texts
    }

    /// Whether the built-in texts prevail: a page that gives another language gives it whole.
    #[must_use]
    pub fn are_english(&self) -> bool {
        self.0.iter().flatten().count() * 2 < NAMES.len()
    }

    /// The text, placeholders and all.
    #[must_use]
    pub fn get(&self, text: Text) -> &str {
        self.at(text as usize)
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
        put(self.get(text), text, values)
    }

    /// The text in its form for a number of this plural category, with the number in it.
    #[must_use]
    pub fn count(&self, text: Text, category: &str, number: &str) -> String {
        // The first place is for all numbers that have no form of their own.
        let other = text as usize;
        let place = CATEGORIES.iter().position(|known| *known == category).unwrap_or_default();
        let form = self.at(other + place);
        put(if form.is_empty() { self.at(other) } else { form }, text, &[number])
    }

    fn at(&self, place: usize) -> &str {
        match self.0.get(place) {
            Some(Some(text)) => text,
            _ => english(place),
        }
    }
}

/// The place of the best of these languages for a tag.
fn best(tag: &str, names: &[&str]) -> Option<usize> {
    let wanted = nearest(tag).filter(|name| *name != "en")?;
    // Traditional Chinese has a region, and its readers do not read the other.
    let script = |name: &str| name.starts_with("zh-");
    let language = |name: &str| name.split('-').next().map(str::to_owned);
    let same = |name: &&str| language(name) == language(wanted) && script(name) == script(wanted);
    names.iter().position(|name| *name == wanted).or_else(|| names.iter().position(same))
}

fn english(place: usize) -> &'static str {
    ENGLISH.get(place).copied().unwrap_or_default()
}

/// `form` with the values of `text`.
fn put(form: &str, text: Text, values: &[&str]) -> String {
    let mut filled = String::new();
    for part in form.split_inclusive('}') {
        let (plain, name) = part.split_at(part.find('{').unwrap_or(part.len()));
        let value = placeholders(english(text as usize)).zip(values).find(|(known, _)| *known == name);
        filled.push_str(plain);
        filled.push_str(value.map_or(name, |(_, value)| value));
    }
    filled
}

/// The placeholders of a text with their braces: `{amount}`.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('}').filter_map(|part| part.find('{').and_then(|start| part.get(start..)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(texts: &[(&str, &str)]) -> Messages {
        Messages::from_lookup(|key| texts.iter().find(|(its, _)| *its == key).map(|(_, text)| (*text).to_owned()))
    }

    #[test]
    fn english_stands_where_nothing_else_is_given() {
        let messages = given(&[("action_start", "Zahlungsart ändern"), ("due", "  ")]);
        assert_eq!(messages.get(Text::ActionStart), "Zahlungsart ändern");
        assert_eq!(messages.get(Text::Due), "Due");
        assert_eq!(Messages::default().get(Text::ActionRetry), "Try again");
    }

    #[test]
    fn a_language_that_is_not_there_is_spoken_as_elsewhere() {
        let names = ["de", "es", "pt", "pt-BR", "zh", "zh-HK"];
        let best = |tag| super::best(tag, &names).map(|place| names[place]);
        assert_eq!(["de-AT", "es-MX", "pt-BR", "pt-PT"].map(best), [Some("de"), Some("es"), Some("pt-BR"), Some("pt")]);
        assert_eq!(["zh-CN", "zh-TW", "en-GB", "fr"].map(best), [Some("zh"), Some("zh-HK"), None, None]);
        assert_eq!(super::best("en-US", &["en-GB"]), None, "American English is always there");
        assert_eq!(super::best("zh-TW", &["zh"]), None, "another script");
    }

    #[test]
    fn values_find_their_placeholders_in_any_order() {
        let messages = given(&[("updated_open_date", "Am {date} buchen wir {amount} ab.")]);
        assert_eq!(messages.fill_all(Text::UpdatedOpenDate, &["5 €", "1. Mai"]), "Am 1. Mai buchen wir 5 € ab.");
        assert_eq!(Messages::default().fill(Text::PastDueTitle, "{x}"), "Your payment of {x} is overdue");
    }

    #[test]
    fn a_text_that_counts_has_a_form_for_each_category() {
        let english = |category, number| Messages::default().count(Text::ItemsCount, category, number);
        assert_eq!(english("one", "1"), "1 item");
        assert_eq!(english("other", "12"), "12 items");
        let polish = given(&[
            ("items_count.one", "{count} pozycja"),
            ("items_count.few", "{count} pozycje"),
            ("items_count.many", "{count} pozycji"),
            ("items_count.other", "{count} pozycji (ułamek)"),
        ]);
        assert_eq!(polish.count(Text::ItemsCount, "few", "3"), "3 pozycje");
        assert_eq!(polish.count(Text::ItemsCount, "many", "5"), "5 pozycji");
    }

    #[test]
    fn a_form_that_is_not_there_is_the_one_for_all_others() {
        assert_eq!(Messages::default().count(Text::ItemsCount, "few", "3"), "3 items");
        assert_eq!(Messages::default().count(Text::ItemsCount, "dozens", "3"), "3 items");
        let japanese = given(&[("items_count.other", "{count}件")]);
        assert_eq!(japanese.count(Text::ItemsCount, "other", "1"), "1件");
        assert_eq!(japanese.count(Text::CardExpiresSoon, "one", "1"), "Expires in 1 day");
    }
}
