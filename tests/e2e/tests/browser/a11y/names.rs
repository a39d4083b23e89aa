//! What is said of everything on the panel.

use std::fmt::Write;
use std::path::PathBuf;

use e2e::accessibility::panels;
use e2e::pages::{AccountPage, PaddleFrame, gallery};
use e2e::{Stage, run, run_in_gallery};

/// One state of each kind.
const STATES: [(&str, &[&str]); 3] = [
    (
        "provider=paddle",
        &[
            "ready-card",
            "ready-expires-soon",
            "ready-expired",
            "ready-past-due-now",
            "starting",
            "review-link",
            "redirecting-slow",
            "opening",
            "open-overlay",
            "open-inline",
            "open-declined",
            "confirming",
            "waiting",
            "received",
            "updated-paid",
            "cancelled",
            "failed-network",
        ],
    ),
    ("provider=stripe", &["ready-past-due-later", "review", "redirecting", "updated-action"]),
    ("provider=paddle&lang=ar", &["ready-card", "open-inline-past-due", "updated-card"]),
];

/// What an assistive technology is given, in whole, so that a change of it is seen where changes are read.
/// `UPM_RENEW=1` writes it anew.
#[test]
fn the_tree_is_as_committed() {
    run_in_gallery(async |stage: &Stage| {
        let mut seen = String::new();
        for (choices, names) in STATES {
            gallery::open(stage, choices).await;
            let panels = panels(&stage.browser).await;
            for name in names {
                let panel = panels.iter().find(|panel| panel.name == *name);
                let panel = panel.unwrap_or_else(|| panic!("{name} is not in the gallery: {panels:#?}"));
                writeln!(seen, "# {name}, {choices}\n{}", panel.tree).unwrap();
            }
        }
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser/a11y/tree.txt");
        if std::env::var_os("UPM_RENEW").is_some() {
            std::fs::write(&file, &seen).unwrap();
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        for (line, (seen, committed)) in seen.lines().zip(committed.lines()).enumerate() {
            assert_eq!(seen, committed, "line {} of {}; UPM_RENEW=1 writes it anew", line + 1, file.display());
        }
        assert_eq!(seen.lines().count(), committed.lines().count(), "UPM_RENEW=1 writes it anew");
    });
}

#[test]
fn the_frame_has_a_title_and_stands_in_a_named_group() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "mode=inline&lang=de").await;
        account.press("Zahlungsart aktualisieren").await;
        PaddleFrame::inline(stage).await;
        account.reaches("open").await;
        let names = "
            const widget = document.querySelector('update-payment-method');
            const group = widget.shadowRoot.querySelector('.upm-frame');
            const frame = widget.querySelector('iframe');
            return [group.role, group.ariaLabel, String(group.tabIndex), frame.title, frame.parentElement.assignedSlot.parentElement.className];";
        let names: [String; 5] = stage.browser.run(names).await;
        assert_eq!(names, ["group", "Sicheres Zahlungsformular", "-1", "Paddle checkout", "upm-frame"]);
    });
}

/// The digits of a card run from left to right in a text that runs from right to left: the four that are not shown come first.
#[test]
fn the_digits_of_a_card_are_in_order_in_arabic() {
    run_in_gallery(async |stage: &Stage| {
        gallery::open(stage, "provider=paddle&lang=ar").await;
        let wrong = "
            const leftOf = (text, index) => {
              const range = document.createRange();
              range.setStart(text, index);
              range.setEnd(text, index + 1);
              return range.getBoundingClientRect().left;
            };
            const roots = [...document.querySelectorAll('update-payment-method')].map(({ shadowRoot }) => shadowRoot);
            const panels = roots.map((root) => root.querySelector('.upm')).filter(({ dir }) => dir !== 'rtl');
            const digits = roots.flatMap((root) => root.querySelector('.upm-digits')?.firstChild ?? []).filter(({ data }) => data);
            const turned = digits.filter((text) => !(leftOf(text, 0) < leftOf(text, text.data.length - 1)));
            return [digits.length > 5 ? 0 : 1, panels.length, turned.length];";
        assert_eq!(stage.browser.run::<[usize; 3]>(wrong).await, [0, 0, 0]);
    });
}
