//! `tests/sdk/names.json` names every call that is made here and every webhook
//! that is listened to: for each there is a test with the official SDK.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::string_slice, clippy::indexing_slicing, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

type Names = BTreeSet<String>;

/// The sources below `directory`, without their tests.
fn sources(directory: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            text.push_str(source.split("#[cfg(test)]").next().unwrap());
        }
    }
    text
}

/// The plain string literals of `text`, each with what stands before and after it.
fn literals(text: &str) -> Vec<(&str, &str, &str)> {
    let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    let pairs = quotes.iter().zip(quotes.iter().skip(1));
    pairs.map(|(&from, &to)| (text[..from].trim_end(), &text[from + 1..to], text[to + 1..].trim_start())).collect()
}

fn is_words(text: &str, between: char) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    text.contains(between) && text.split(between).all(word)
}

/// A call's name is the first argument of what makes it, or the first of a tuple that becomes its arguments.
fn calls(text: &str) -> Names {
    literals(text)
        .into_iter()
        .filter(|(before, name, after)| before.ends_with('(') && after.starts_with(',') && is_words(name, ' '))
        .map(|(_, name, _)| name.to_owned())
        .collect()
}

/// A webhook's name is a pattern.
fn webhooks(text: &str) -> Names {
    literals(text)
        .into_iter()
        .filter(|(_, name, after)| is_words(name, '.') && (after.starts_with("=>") || after.starts_with('|')))
        .map(|(_, name, _)| name.to_owned())
        .collect()
}

#[test]
fn the_sdks_tests_know_every_call_and_every_webhook() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(root.join("../../tests/sdk/names.json")).unwrap();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    for provider in ["stripe", "paddle"] {
        let text = sources(&root.join("src").join(provider));
        for (kind, found) in [("calls", calls(&text)), ("webhooks", webhooks(&text))] {
            let named = list.get(provider).and_then(|names| names.get(kind)).expect(kind);
            let named: Names = serde_json::from_value(named.clone()).unwrap();
            assert_eq!(found, named, "{provider}: {kind} of the source, and of tests/sdk/names.json");
        }
    }
}

#[test]
fn names_are_found_wherever_they_may_stand() {
    let source = r#"
        let a: List<Session> = self.get("list sessions", "/v1/checkout/sessions", &query).await?;
        let b = self.get::<Customer>(
            "get customer", &path, &[]);
        let (name, path) = match target { _ => (
            "set customer default",
            format!("/v1/customers/{}", "x y")) };
        match kind { "invoice.paid" | "customer.updated" => 1, "a b" => 2, _ => 3 }
        tracing::info!("an overdue invoice was paid as agreed");
    "#;
    let expected = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Names>();
    assert_eq!(calls(source), expected(&["list sessions", "get customer", "set customer default"]));
    assert_eq!(webhooks(source), expected(&["invoice.paid", "customer.updated"]));
}
