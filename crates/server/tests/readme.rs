//! Keeps the server's README true: the events, the metrics and the files that it names.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{collections::BTreeSet, path::Path};

const README: &str = include_str!("../README.md");
const WEBHOOK: &str = include_str!("../src/routes/webhook.rs");
const METRICS: &str = include_str!("../src/metrics.rs");

/// What stands between two back ticks and looks like `is`.
fn ticked(text: &str, is: impl Fn(&str) -> bool) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).filter(|word| is(word)).collect()
}

#[test]
fn the_events_are_those_that_are_listened_to() {
    let (_, list) = WEBHOOK.split_once("const KINDS").unwrap();
    let kinds: BTreeSet<&str> = list.split("];").next().unwrap().split('"').skip(1).step_by(2).collect();
    let (_, section) = README.split_once("## Webhooks to set up").unwrap();
    let word =
        |word: &str| word.contains('.') && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.');
    assert_eq!(ticked(section.split("## ").next().unwrap(), word), kinds);
    assert!(kinds.len() > 10);
}

#[test]
fn the_metrics_are_those_that_there_are() {
    let registered = METRICS.split("all.register(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in registered {
        let counter = if matches!(name, "upstream_seconds" | "budget") { "" } else { "_total" };
        let name = format!("`upm_{name}{counter}`");
        assert!(README.contains(&name) && METRICS.contains(&format!("//! | {name} |")), "{name}");
    }
}

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for link in README.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        assert!(root.join(link).exists(), "{link}");
    }
}
