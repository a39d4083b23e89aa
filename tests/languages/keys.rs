//! Files, keys, placeholders, plural forms.

use std::collections::BTreeSet;

use update_payment_method::Messages;

use super::*;

/// The plural categories of each language, as `Intl.PluralRules` has them: the end-to-end tests ask it.
const PLURALS: &str = include_str!("plurals.txt");

#[test]
fn there_is_a_file_for_each_language_and_no_other() {
    for folder in FOLDERS {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(files.collect::<BTreeSet<_>>(), NAMES.map(|name| format!("{name}.json")).into(), "{folder}");
    }
}

#[test]
fn javascript_has_the_same_languages() {
    let script = fs::read_to_string("npm/index.js").unwrap();
    assert!(script.contains(&format!("'{}'", NAMES.join(" "))));
}

#[test]
fn an_application_can_compile_each_in() {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let (_, all) = manifest.split_once("\nlocales = [").unwrap();
    let (all, features) = all.split_once(']').unwrap();
    for name in NAMES.into_iter().filter(|name| *name != "en") {
        assert!(all.contains(&format!("\"locale-{name}\"")), "{name}");
        assert!(features.contains(&format!("\nlocale-{name} = []\n")), "{name}");
    }
}

#[test]
fn every_file_has_the_keys_of_english_with_the_forms_of_its_language() {
    let plurals: BTreeMap<&str, Vec<&str>> = PLURALS
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            (words.next().unwrap(), words.collect())
        })
        .collect();
    for folder in FOLDERS {
        let english = read(folder, "en");
        for language in NAMES {
            let counts = |place: &str| english.contains_key(&other(place));
            let expected: BTreeSet<_> = english
                .keys()
                .flat_map(|place| match counts(place) {
                    true => plurals[language].iter().map(|form| other(place).replace("other", form)).collect(),
                    false => vec![place.clone()],
                })
                .collect();
            assert_eq!(read(folder, language).into_keys().collect::<BTreeSet<_>>(), expected, "{folder}: {language}");
        }
    }
}

#[test]
fn the_widget_reads_every_key() {
    for place in read(FOLDERS[0], "ar").keys() {
        assert!(Messages::KEYS.contains(&&**place), "{place}");
    }
}

#[test]
fn every_text_has_the_placeholders_of_english() {
    let names = |text: &str| {
        let mut names: Vec<_> =
            text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    each(|Text { text, english, place, .. }| {
        // "One day" and "two days" need no digit in some languages.
        let spelt = ["zero", "one", "two"].iter().any(|form| place.contains(&format!(".{form}: ")));
        assert!(names(text) == names(english) || spelt && names(text).is_empty(), "{place}");
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{place}");
    });
}
