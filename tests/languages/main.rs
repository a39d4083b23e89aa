//! The texts of each language, the widget's and the back end's: there, whole, and in their language.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // Clippy does not see that these are tests.

mod keys;
mod letters;
mod marks;

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use update_payment_method::contract::language::NAMES;

/// The widget's files and the back end's.
const FOLDERS: [&str; 2] = ["src/locales", "crates/server/words"];

/// The texts of a file by their place in it: `due`, `pay.open.title`, `items_count.few`.
type Texts = BTreeMap<String, String>;

/// A text, and what it is in English.
struct Text<'a> {
    language: &'static str,
    text: &'a str,
    english: &'a str,
    /// For the message of a test that fails.
    place: String,
}

fn read(folder: &str, language: &str) -> Texts {
    fn walk(place: &str, value: &Value, texts: &mut Texts) {
        match value {
            Value::Object(members) => {
                let path = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
                members.iter().for_each(|(key, value)| walk(&path(key), value, texts));
            }
            text => _ = texts.insert(place.to_owned(), text.as_str().unwrap().to_owned()),
        }
    }
    let file = format!("{folder}/{language}.json");
    let file = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut texts = Texts::new();
    walk("", &serde_json::from_str(&file).unwrap(), &mut texts);
    texts
}

/// Every text of every language.
fn each(mut check: impl FnMut(Text<'_>)) {
    for folder in FOLDERS {
        let english = read(folder, "en");
        for language in NAMES {
            for (place, text) in &read(folder, language) {
                let english = english.get(place).or_else(|| english.get(&other(place))).unwrap();
                check(Text { language, text, english, place: format!("{folder}/{language}.json: {place}: {text}") });
            }
        }
    }
}

/// The place of the form for all numbers that have none of their own.
fn other(place: &str) -> String {
    format!("{}.other", place.rsplit_once('.').map_or(place, |(key, _)| key))
}

/// The text without its placeholders and what is written the same everywhere.
fn plain(text: &str) -> String {
    let without = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let text: String = without.collect();
    ["Paddle", "JavaScript", "email"].iter().fold(text, |text, name| text.replace(name, ""))
}
