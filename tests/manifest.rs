//! Keeps `npm/custom-elements.json` true: it describes the element that the code has, no more and no less.
//! `cargo xtask test package` holds it against the format's own schema.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Clippy does not see that these are tests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

const MANIFEST: &str = include_str!("../npm/custom-elements.json");
const ELEMENT: &str = include_str!("../npm/element.js");
const TYPES: &str = include_str!("../npm/element.d.ts");
const EVENTS: &str = include_str!("../src/shell/tell.rs");
const VIEW: &str = include_str!("../src/view.rs");
const STYLE: &str = include_str!("../style/widget.css");

/// What the manifest says of the element under `key`.
fn described(key: &str) -> Vec<Value> {
    let manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let element = &manifest["modules"][0]["declarations"][0];
    assert_eq!(element["tagName"], "update-payment-method");
    element[key].as_array().unwrap().clone()
}

fn names(values: &[Value]) -> BTreeSet<String> {
    let names: BTreeSet<_> = values.iter().map(|value| value["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names.len(), values.len(), "twice the same: {names:?}");
    names
}

fn members(kind: &str) -> BTreeSet<String> {
    let members = described("members");
    names(&members.into_iter().filter(|member| member["kind"] == kind).collect::<Vec<_>>())
}

fn set(words: impl IntoIterator<Item = impl Into<String>>) -> BTreeSet<String> {
    words.into_iter().map(Into::into).collect()
}

/// What follows each `start`, up to `end`.
fn between<'a>(text: &'a str, start: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    text.split(start).skip(1).map(move |rest| rest.split(end).next().unwrap())
}

/// The attributes that are options.
fn options() -> Vec<&'static str> {
    between(ELEMENT, "const WORDS = '", '\'').next().unwrap().split(' ').chain(["overview", "nonce"]).collect()
}

fn camel(word: &str) -> String {
    let mut parts = word.split('-');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |word, part| word + &part[..1].to_uppercase() + &part[1..])
}

#[test]
fn attributes() {
    assert!(ELEMENT.contains("observedAttributes = [...WORDS, 'overview', 'nonce', 'lang']"));
    assert_eq!(names(&described("attributes")), set(options().into_iter().chain(["lang"])));
    for attribute in described("attributes").iter().filter(|attribute| attribute["name"] != "lang") {
        assert_eq!(attribute["fieldName"], camel(attribute["name"].as_str().unwrap()));
    }
}

#[test]
fn properties() {
    let objects = between(ELEMENT, "const OBJECTS = [", ']').next().unwrap().split(", ");
    let objects = objects.map(|object| object.trim_matches('\'').to_owned());
    assert_eq!(members("field"), options().into_iter().map(camel).chain(objects).collect());
}

#[test]
fn methods() {
    let methods = TYPES.lines().filter_map(|line| {
        let line = line.strip_prefix("  ")?;
        let (name, _) = line.strip_prefix("static ").unwrap_or(line).split_once('(')?;
        name.bytes().all(|letter| letter.is_ascii_alphabetic()).then_some(name)
    });
    let methods = set(methods);
    assert!(methods.contains("open"), "{methods:?}");
    assert_eq!(members("method"), methods);
}

#[test]
fn events() {
    let events = between(EVENTS, "\"upm-", '"').map(|name| format!("upm-{name}"));
    assert_eq!(names(&described("events")), events.collect());
}

#[test]
fn slots_and_parts() {
    let slots = between(VIEW, "\"SLOT\", \"\", &[(\"name\", Some(\"", '"');
    assert_eq!(names(&described("slots")), set(slots.chain([""])));
    let parts = between(VIEW, "(\"part\", Some(\"", '"').chain(between(ELEMENT, "setAttribute('part', '", '\''));
    assert_eq!(names(&described("cssParts")), set(parts));
}

/// A default that is worked out from others is told in words.
#[test]
fn custom_properties_and_their_defaults() {
    let of_style: BTreeMap<_, _> = STYLE
        .lines()
        .filter_map(|line| line.split_once("var(--upm-")?.1.rsplit_once(')')?.0.split_once(", "))
        .map(|(name, default)| (format!("--upm-{name}"), default))
        .collect();
    let described = described("cssProperties");
    assert_eq!(names(&described), of_style.keys().cloned().collect());
    for property in described {
        let default = of_style[property["name"].as_str().unwrap()];
        assert!(default.contains("var(") || property["default"] == default, "{property}: {default}");
    }
}
