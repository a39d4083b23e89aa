//! Keeps the README and the types of the npm package true: what the code knows by name stands in
//! them, what they name exists, and their examples are the contract's.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Clippy does not see that these are tests.

use std::{collections::BTreeSet, fs, path::Path};

use serde::{Serialize, de::DeserializeOwned};
use update_payment_method::{
    Code, Messages,
    contract::{Notice, Overview, Start, Verification},
};

const README: &str = include_str!("../README.md");
const TYPES: &str = include_str!("../npm/index.d.ts");
const ELEMENT_TYPES: &str = include_str!("../npm/element.d.ts");
const PACKAGE: &str = include_str!("../npm/package.json");
const ELEMENT: &str = include_str!("../npm/element.js");
const EVENTS: &str = include_str!("../src/shell/tell.rs");
const VIEW: &str = include_str!("../src/view.rs");
const STYLE: &str = include_str!("../style/widget.css");
const SERVER: &str = include_str!("../crates/server/README.md");
const SETTINGS: &str = include_str!("../crates/server/config.example.toml");

/// Every run of characters that begins with `start` and goes on while `goes_on`.
fn words<'a>(text: &'a str, start: &str, goes_on: fn(char) -> bool) -> BTreeSet<&'a str> {
    let word = |(at, _): (usize, _)| {
        let rest = &text[at..];
        &rest[..rest.find(|letter| !goes_on(letter)).unwrap_or(rest.len())]
    };
    text.match_indices(start).map(word).collect()
}

/// The first text in double or single quotes of each piece.
fn quoted<'a>(pieces: impl Iterator<Item = &'a str>, quote: char) -> Vec<&'a str> {
    pieces.filter_map(|piece| piece.split(quote).nth(1)).collect()
}

/// The attributes that element.js observes as options.
fn attributes() -> Vec<&'static str> {
    let (_, rest) = ELEMENT.split_once("const WORDS = '").unwrap();
    let words = rest.split_once('\'').unwrap().0.split(' ');
    words.chain(["overview", "nonce"]).collect()
}

/// The options of element.js that are no attributes.
fn objects() -> Vec<&'static str> {
    let (_, rest) = ELEMENT.split_once("const OBJECTS = [").unwrap();
    quoted(rest.split_once(']').unwrap().0.split_inclusive(','), '\'')
}

fn in_readme(word: &str) {
    assert!(README.contains(&format!("`{word}`")), "README.md does not name `{word}`");
}

fn in_types(word: &str) {
    assert!(TYPES.contains(&format!("'{word}'")), "index.d.ts does not name '{word}'");
}

/// The code blocks of a language, without their fences.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).map(|rest| rest.split_once("```").unwrap().0).collect()
}

#[test]
fn both_commands_stand_there() {
    assert!(blocks("sh")[0].contains("cargo xtask demo") && blocks("sh")[0].contains("cargo xtask test"));
}

#[test]
fn every_error_code_is_explained() {
    for word in Code::ALL.iter().map(|code| code.as_str()).chain(["module_failed"]) {
        let rows: Vec<_> = README.lines().filter(|line| line.starts_with(&format!("| `{word}` |"))).collect();
        assert!(rows.len() == 1 || word == "module_failed", "{word}: {rows:?}");
        in_readme(word);
        in_types(word);
    }
    for code in Code::ALL {
        let row = README.lines().find(|line| line.starts_with(&format!("| `{}` |", code.as_str()))).unwrap();
        let again = if code.retryable() { "yes" } else { "no" };
        assert_eq!(row.split(" | ").nth(2), Some(again), "{row}");
    }
}

#[test]
fn every_option_is_explained_in_both_spellings() {
    let attributes = attributes();
    assert!(attributes.contains(&"endpoint"), "{attributes:?}");
    for attribute in attributes {
        let mut parts = attribute.split('-');
        let first = parts.next().unwrap().to_owned();
        let camel = parts.fold(first, |word, part| word + &part[..1].to_uppercase() + &part[1..]);
        // `loading` is the element's alone, and `nonce` every element's.
        let by_mount = if attribute == "loading" {
            "| `loading` | (element) |".to_owned()
        } else {
            format!("| `{attribute}` | `{camel}` |")
        };
        assert!(README.contains(&by_mount), "README.md does not list {attribute}");
        assert!(
            attribute == "loading" || ["", "?"].iter().any(|mark| TYPES.contains(&format!("  {camel}{mark}: "))),
            "index.d.ts does not declare {camel}"
        );
        let own = format!("  get {camel}(): ");
        assert!(attribute == "nonce" || ELEMENT_TYPES.contains(&own), "element.d.ts does not declare {camel}");
    }
    for property in objects() {
        assert!(README.contains(&format!("| (property) | `{property}` |")), "README.md does not list {property}");
        assert!(TYPES.contains(&format!("  {property}?: ")), "index.d.ts does not declare {property}");
        assert!(ELEMENT_TYPES.contains(&format!("  {property}: ")), "element.d.ts does not declare {property}");
    }
}

#[test]
fn every_event_is_explained() {
    let events = words(EVENTS, "\"upm-", |letter| letter != ',' && letter != '`');
    assert!(events.len() >= 6, "{events:?}");
    for event in events {
        let event = event.trim_matches('"');
        assert!(README.contains(&format!("| `{event}` |")), "README.md does not list {event}");
        in_types(event);
    }
}

#[test]
fn every_text_has_its_type() {
    let key = |name: &'static str| name.split('.').next().unwrap();
    Messages::KEYS.iter().for_each(|name| in_types(key(name)));
}

#[test]
fn everything_that_can_be_styled_is_named() {
    let properties = words(STYLE, "--upm-", |letter| letter.is_ascii_lowercase() || letter == '-');
    assert!(properties.contains("--upm-accent"), "{properties:?}");
    properties.into_iter().for_each(in_readme);
    let parts = VIEW.split("\"part\", ").skip(1).map(|rest| rest.split([')', ',']).next().unwrap());
    let parts = quoted(parts, '"');
    assert!(parts.contains(&"notice"), "{parts:?}");
    parts.into_iter().for_each(in_readme);
}

/// What config.example.toml names; the server's own tests keep it whole.
#[test]
fn every_setting_of_the_back_end_is_explained() {
    let mut section = String::new();
    let mut count = 0;
    for line in SETTINGS.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = format!("{name}.");
        }
        let Some((name, _)) = line.split_once(" = ") else { continue };
        if name.ends_with("_file") || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            continue;
        }
        let setting = format!("`{section}{name}`");
        let rows = SERVER.lines().filter(|row| row.starts_with(&format!("| {setting} |"))).count();
        assert_eq!(rows, 1, "crates/server/README.md explains {setting} so often");
        count += 1;
    }
    assert!(count > 30, "{count} settings");
}

#[test]
fn links_pictures_and_rooms_exist() {
    let own = |target: &&str| !target.starts_with("http") && !target.starts_with('#');
    let links = README.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).filter(own);
    let pictures = quoted(README.split("src=").skip(1).chain(README.split("srcset=").skip(1)), '"');
    let pictures: BTreeSet<_> = links.chain(pictures.into_iter().filter(|file| file.starts_with("docs/"))).collect();
    let (_, rest) = README.split_once("## Layout of the project").unwrap();
    let table = rest.lines().filter(|line| line.starts_with("| `"));
    let rooms = table.flat_map(|line| line.split('`').skip(1).step_by(2));
    for file in pictures.iter().copied().chain(rooms) {
        assert!(Path::new(file).exists(), "README.md names {file}");
    }
    for entry in fs::read_dir("docs/screenshots").unwrap() {
        let file = entry.unwrap().path();
        assert!(pictures.contains(file.to_str().unwrap()), "no picture of README.md is {}", file.display());
    }
}

/// An example that a type of ours reads, and writes as it was.
fn is<T: DeserializeOwned + Serialize>(example: &serde_json::Value) {
    let read: T = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(&serde_json::to_value(read).unwrap(), example);
}

#[test]
fn the_examples_are_the_contract() {
    let start = blocks("http").into_iter().find(|block| block.starts_with("POST")).unwrap();
    is::<Start>(&serde_json::from_str(start.lines().last().unwrap()).unwrap());
    let (mut stripe, mut paddle, mut others) = (0, 0, 0);
    for block in blocks("json") {
        let example: serde_json::Value = serde_json::from_str(block).unwrap();
        let has = |key: &str| example.get(key).is_some();
        if has("url") || has("client_secret") || has("transaction_id") {
            // That the widget reads the rest of it, `src/answer.rs` tests.
            is::<Notice>(&example["notice"]);
            stripe += usize::from(has("url") || has("client_secret"));
            paddle += usize::from(has("transaction_id"));
            continue;
        }
        others += 1;
        match (has("kind"), has("status")) {
            (true, _) => is::<Notice>(&example),
            (_, true) => is::<Verification>(&example),
            _ => is::<Overview>(&example),
        }
    }
    assert_eq!((stripe, paddle, others), (2, 1, 3));
}

#[test]
fn the_package_is_this_version_and_finds_its_files() {
    let package: serde_json::Value = serde_json::from_str(PACKAGE).unwrap();
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    for entry in package["exports"].as_object().unwrap().values() {
        let files = entry.as_object().map_or(vec![entry], |by_condition| by_condition.values().collect());
        for file in files {
            // The texts are copied beside the other files.
            let (folder, file) = match file.as_str().unwrap().split_once('*') {
                Some((texts, _)) => ("src", texts),
                None => ("npm", file.as_str().unwrap()),
            };
            assert!(Path::new(folder).join(file).exists(), "package.json names {file}");
        }
    }
}
