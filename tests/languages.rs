//! The files of the languages: whole, and in their language.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Clippy does not see that these are tests.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use update_payment_method::Messages;

/// The texts of a language by their names: `key`, or `key.category` for one that counts.
fn texts(name: &str) -> BTreeMap<String, String> {
    let file = fs::read_to_string(format!("src/locales/{name}.json")).unwrap();
    let texts: BTreeMap<String, Value> = serde_json::from_str(&file).unwrap();
    let forms = texts.into_iter().flat_map(|(key, text)| match text {
        Value::Object(forms) => forms.into_iter().map(|(category, form)| (format!("{key}.{category}"), form)).collect(),
        text => vec![(key, text)],
    });
    forms.map(|(name, text)| (name, text.as_str().unwrap().to_owned())).collect()
}

fn names() -> Vec<String> {
    let files = fs::read_dir("src/locales").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = files.map(|file| file.strip_suffix(".json").unwrap().to_owned()).collect();
    names.sort();
    names
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<_> = text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_file_has_the_keys_and_placeholders_of_english() {
    let english = texts("en");
    let key = |name: &str| name.split('.').next().unwrap().to_owned();
    let keys = |texts: &BTreeMap<String, String>| {
        let mut keys: Vec<_> = texts.keys().map(|name| key(name)).collect();
        keys.dedup();
        keys
    };
    for name in names() {
        let texts = texts(&name);
        assert_eq!(keys(&texts), keys(&english), "{name}");
        for (place, text) in &texts {
            assert!(Messages::KEYS.contains(&&**place), "{name}: nothing reads {place}");
            let counts = place.contains('.');
            let model = if counts { &english[&format!("{}.other", key(place))] } else { &english[place] };
            // "One day", "two days" need no digit in some languages.
            let spelt = counts && placeholders(text).is_empty() && !place.ends_with("other");
            assert!(spelt || placeholders(text) == placeholders(model), "{name}: {place}: {text}");
        }
    }
}
