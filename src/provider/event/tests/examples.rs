//! One file per event or odd shape, each with what it means.

use std::{collections::BTreeMap, fs, sync::Arc};

use serde_json::{Value, json};
use upm_contract::{Item, Kind, Money, Notice, Totals};

use super::read;
use crate::{
    error::{Code, Error},
    flow::Event,
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/events");
const TRANSACTION: &str = "txn_01m8fernway0past0due0made01";
const CHECKOUT: &str = "che_01m8fernway0loaded0made0up1";

fn example(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(format!("{FOLDER}/{name}.json")).unwrap()).unwrap()
}

fn meaning(name: &str) -> Option<Event> {
    read(example(name)).meaning(None)
}

/// What the file means, in a word.
fn word(event: Option<&Event>) -> &'static str {
    match event {
        None => "nothing",
        Some(Event::Loaded(None)) => "loaded",
        Some(Event::Loaded(Some(notice))) => match notice.kind {
            Kind::PastDue => "loaded, past due",
            Kind::ZeroValue => "loaded, zero",
            Kind::Charge => "loaded, charge",
            Kind::Other(_) => "loaded, other",
        },
        Some(Event::PaymentInitiated) => "initiated",
        Some(Event::PaymentFailed) => "payment failed",
        Some(Event::Completed) => "completed",
        Some(Event::Closed) => "closed",
        Some(Event::CheckoutFailed(Error { code: Code::CheckoutFailed, .. })) => "checkout failed",
        Some(_) => "something else",
    }
}

#[test]
fn every_example_has_its_meaning() {
    let expected = BTreeMap::from([
        ("loaded-past-due", "loaded, past due"),
        ("loaded-past-due-credit", "loaded, past due"),
        ("loaded-past-due-discount", "loaded, past due"),
        ("loaded-past-due-jpy", "loaded, past due"),
        ("loaded-past-due-huf", "loaded, past due"),
        ("loaded-zero-value", "loaded, zero"),
        ("loaded-zero-value-recurring-absent", "loaded, zero"),
        ("loaded-zero-value-recurring-null", "loaded, zero"),
        ("loaded-zero-value-recurring-zero", "loaded, zero"),
        ("loaded-charge", "loaded, charge"),
        ("payment-initiated", "initiated"),
        ("payment-failed", "payment failed"),
        ("completed", "completed"),
        ("closed", "closed"),
        // Dismissing the success page is not a cancel, whichever of the two words it says.
        ("closed-after-completed", "completed"),
        ("closed-after-paid", "completed"),
        ("error-flat", "checkout failed"),
        ("payment-error", "checkout failed"),
        ("failed-nested", "checkout failed"),
        ("warning", "nothing"),
        ("updated", "nothing"),
        ("items-updated", "nothing"),
        ("items-removed", "nothing"),
        ("customer-created", "nothing"),
        ("customer-updated", "nothing"),
        ("customer-removed", "nothing"),
        ("payment-selected", "nothing"),
        ("discount-applied", "nothing"),
        ("discount-removed", "nothing"),
        ("upsell-canceled", "nothing"),
        ("unknown-event", "nothing"),
        ("odd-no-data", "loaded"),
        ("odd-null-data", "loaded"),
        ("odd-empty-data", "loaded"),
        ("odd-only-transaction-id", "loaded"),
        ("odd-totals-only", "loaded, charge"),
        ("odd-item-without-totals-or-product", "loaded, past due"),
        ("odd-item-with-only-price-name", "loaded, past due"),
        ("odd-null-event", "nothing"),
        ("odd-outer-and-nested-detail", "checkout failed"),
        ("odd-blank-detail", "checkout failed"),
        ("odd-error-alone", "checkout failed"),
    ]);
    let names: Vec<_> = fs::read_dir(FOLDER)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    let got: BTreeMap<_, _> = names.iter().map(|name| (name.as_str(), word(meaning(name).as_ref()))).collect();
    assert_eq!(got, expected);
}

#[test]
fn events_name_the_transaction_and_the_checkout_they_belong_to() {
    for name in [
        "loaded-past-due",
        "payment-initiated",
        "payment-failed",
        "completed",
        "closed-after-completed",
        "unknown-event",
    ] {
        let event = read(example(name));
        assert_eq!((event.transaction(), event.checkout()), (Some(TRANSACTION), Some(CHECKOUT)), "{name}");
    }
    let partly = read(example("odd-only-transaction-id"));
    assert_eq!((partly.transaction(), partly.checkout()), (Some(TRANSACTION), None));
    for name in ["error-flat", "failed-nested", "warning", "odd-no-data", "odd-null-event", "odd-empty-data"] {
        let event = read(example(name));
        assert_eq!((event.transaction(), event.checkout()), (None, None), "{name}");
    }
}

#[test]
fn only_the_first_and_the_last_event_are_known_as_such() {
    for entry in fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        let json: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let event = read(json.clone());
        assert_eq!(event.is_loaded(), json["name"] == "checkout.loaded", "{path:?}");
        assert_eq!(event.is_closed(), json["name"] == "checkout.closed", "{path:?}");
    }
}

fn detail(name: &str) -> String {
    match meaning(name) {
        Some(Event::CheckoutFailed(error)) => error.detail,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn the_engineer_reads_paddles_code_and_detail_flat_or_nested() {
    let told = [
        ("error-flat", ["validation", "transaction_default_checkout_url_not_set"]),
        ("payment-error", ["no_payment_methods_available", "No payment methods available"]),
        ("failed-nested", ["validation", "Something went wrong. error code: E-403"]),
        ("odd-outer-and-nested-detail", ["validation", "the outer detail"]),
        ("odd-blank-detail", ["validation", "the nested detail"]),
    ];
    for (name, parts) in told {
        let detail = detail(name);
        for part in parts {
            assert!(detail.contains(part), "{name} lacks {part}: {detail}");
        }
    }
    assert!(!detail("odd-outer-and-nested-detail").contains("nested_code"));
    // With nothing to repeat, what to check is still said.
    assert!(detail("odd-error-alone").contains("default payment link"));
}

#[test]
fn the_engineers_text_holds_nothing_of_the_customer() {
    let mut event = example("completed");
    event["name"] = json!("checkout.error");
    let Some(Event::CheckoutFailed(error)) = read(event).meaning(None) else { panic!("an error") };
    for personal in ["robin@example.com", "4242", "75002", "ctm_"] {
        assert!(!error.detail.contains(personal), "{}", error.detail);
    }
}

/// What a back end may say about the debt of the examples.
fn known() -> Arc<Notice> {
    let money = |amount| Some(Money { amount, currency: "EUR".into(), decimals: 2 });
    Arc::new(Notice {
        kind: Kind::PastDue,
        charged_now: true,
        due: money(2988),
        items: vec![Item { name: "Fernway Team".into(), quantity: 2, amount: money(2490) }],
        totals: Some(Totals { subtotal: money(2490), tax: money(498), total: money(2988), ..Totals::default() }),
        next_attempt: None,
        invoice: Some("txn_01m8fernway0past0due0made01".into()),
    })
}

#[test]
fn an_event_that_says_nothing_takes_nothing_from_what_the_back_end_said() {
    for name in ["odd-no-data", "odd-null-data", "odd-empty-data"] {
        assert_eq!(read(example(name)).meaning(Some(&known())), Some(Event::Loaded(Some(known()))), "{name}");
    }
}

#[test]
fn what_the_event_says_stands_over_what_the_back_end_said() {
    let meaning = read(example("loaded-past-due-credit")).meaning(Some(&known()));
    let Some(Event::Loaded(Some(notice))) = meaning else { panic!("{meaning:?}") };
    assert_eq!(notice.due.as_ref().map(|due| due.amount), Some(1938));
}
