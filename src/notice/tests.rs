//! Notices from the recorded shapes of `checkout.loaded` in `tests/events`.

#![cfg(not(target_arch = "wasm32"))]

use serde_json::{Value as Json, json};
use upm_contract::{Item, Kind, Money, Notice, Totals};

use super::from_checkout;

/// `data` of an example event.
fn example(name: &str) -> Json {
    let path = format!("{}/tests/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let event: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    event["data"].clone()
}

fn read(data: Json, known: Option<&Notice>) -> Option<Notice> {
    from_checkout(&serde_json::from_value(data).unwrap(), known)
}

fn notice(name: &str) -> Notice {
    read(example(name), None).unwrap()
}

fn money(currency: &str, decimals: u8) -> impl Fn(i64) -> Option<Money> {
    move |amount| Some(Money { amount, currency: currency.into(), decimals })
}

fn item(name: &str, quantity: u32, amount: Option<Money>) -> Item {
    Item { name: name.into(), quantity, amount }
}

fn known(kind: Kind) -> Notice {
    Notice {
        charged_now: kind != Kind::ZeroValue,
        kind,
        due: money("EUR", 2)(777),
        items: vec![],
        totals: None,
        next_attempt: None,
        invoice: Some("txn_known".into()),
    }
}

/// The example with one member of `data` replaced, by JSON pointer.
fn with(name: &str, pointer: &str, value: Json) -> Json {
    let mut data = example(name);
    *data.pointer_mut(pointer).unwrap() = value;
    data
}

#[test]
fn past_due_tells_items_totals_and_what_is_charged_now() {
    let eur = money("EUR", 2);
    let expected = Notice {
        kind: Kind::PastDue,
        charged_now: true,
        due: eur(2988),
        items: vec![item("Fernway Team", 2, eur(2490))],
        totals: Some(Totals { subtotal: eur(2490), discount: None, tax: eur(498), total: eur(2988), credit: None }),
        next_attempt: None,
        invoice: Some("txn_01m8fernway0past0due0made01".into()),
    };
    assert_eq!(notice("loaded-past-due"), expected);
}

#[test]
fn what_is_due_is_the_balance_after_credit() {
    let eur = money("EUR", 2);
    let notice = notice("loaded-past-due-credit");
    assert_eq!(notice.due, eur(1938));
    let totals = notice.totals.unwrap();
    assert_eq!((totals.total, totals.credit), (eur(2988), eur(1050)));
}

#[test]
fn without_a_balance_the_total_is_due() {
    for nothing in [json!(null), json!("soon"), json!({}), json!(1e308)] {
        let notice = read(with("loaded-past-due-credit", "/totals/balance", nothing.clone()), None).unwrap();
        assert_eq!(notice.due, money("EUR", 2)(2988), "{nothing}");
    }
    // Credit may pay for all of it.
    let paid = read(with("loaded-past-due-credit", "/totals/balance", json!(0)), None).unwrap();
    assert_eq!(paid.due, money("EUR", 2)(0));
}

#[test]
fn a_discount_has_its_line() {
    let eur = money("EUR", 2);
    let totals = notice("loaded-past-due-discount").totals.unwrap();
    assert_eq!((totals.subtotal, totals.discount, totals.total), (eur(2490), eur(500), eur(2388)));
}

#[test]
fn yen_have_no_decimals() {
    let yen = money("JPY", 0);
    let notice = notice("loaded-past-due-jpy");
    assert_eq!(notice.due, yen(1650));
    assert_eq!(notice.items, [item("Fernway Solo", 1, yen(1500))]);
    let totals = notice.totals.unwrap();
    assert_eq!((totals.subtotal, totals.tax, totals.total), (yen(1500), yen(150), yen(1650)));
}

#[test]
fn forints_have_two_decimals_at_paddle() {
    let huf = money("HUF", 2);
    let notice = notice("loaded-past-due-huf");
    assert_eq!(notice.due, huf(503_186));
    assert_eq!(notice.items, [item("Fernway Solo", 1, huf(97_210)), item("Fernway Maps", 3, huf(299_000))]);
    let totals = notice.totals.unwrap();
    assert_eq!((totals.subtotal, totals.tax, totals.total), (huf(396_210), huf(106_976), huf(503_186)));
}

#[test]
fn zero_value_announces_no_amount_whatever_recurs() {
    for name in ["", "-recurring-absent", "-recurring-null", "-recurring-zero"] {
        let expected = Notice {
            kind: Kind::ZeroValue,
            charged_now: false,
            due: None,
            items: vec![item("Fernway Solo", 1, None)],
            totals: None,
            next_attempt: None,
            invoice: None,
        };
        assert_eq!(notice(&format!("loaded-zero-value{name}")), expected, "{name}");
    }
}

#[test]
fn anything_else_is_a_plain_charge() {
    let usd = money("USD", 2);
    let notice = notice("loaded-charge");
    assert_eq!((notice.kind, notice.charged_now, notice.due), (Kind::Charge, true, usd(1199)));
}

#[test]
fn the_back_end_knows_the_kind_of_an_empty_total_better() {
    // A free trial and a full discount look the same in the event.
    let trial = read(example("loaded-zero-value"), Some(&known(Kind::Charge))).unwrap();
    assert_eq!((trial.kind, trial.charged_now), (Kind::Charge, true));
    let update = read(example("loaded-zero-value"), Some(&known(Kind::ZeroValue))).unwrap();
    assert_eq!((update.kind, update.charged_now, update.due), (Kind::ZeroValue, false, None));
    let new = Kind::Other("instalment".into());
    assert_eq!(read(example("loaded-charge"), Some(&known(new.clone()))).unwrap().kind, new);
}

#[test]
fn a_debt_is_never_told_as_nothing() {
    let notice = read(example("loaded-past-due"), Some(&known(Kind::ZeroValue))).unwrap();
    assert_eq!((notice.kind, notice.charged_now, notice.due), (Kind::PastDue, true, money("EUR", 2)(2988)));
}

#[test]
fn a_charge_is_never_told_as_nothing() {
    let notice = read(example("loaded-charge"), Some(&known(Kind::ZeroValue))).unwrap();
    assert!(notice.kind != Kind::ZeroValue && notice.charged_now, "the checkout takes 11.99: {notice:?}");
    assert_eq!(notice.due, money("USD", 2)(1199));
}

#[test]
fn the_events_amount_comes_before_the_back_ends_and_its_lack_is_filled() {
    let past_due = known(Kind::PastDue);
    assert_eq!(read(example("loaded-past-due"), Some(&past_due)).unwrap().due, money("EUR", 2)(2988));
    let without = read(json!({"status": "past_due", "transaction_id": "txn_1"}), Some(&past_due)).unwrap();
    assert_eq!((without.due, without.items), (past_due.due, vec![]));
    // What the back end said of something else is no amount of this.
    assert_eq!(read(json!({"status": "past_due"}), Some(&known(Kind::Charge))).unwrap().due, None);
}

#[test]
fn an_event_that_says_too_little_is_no_notice() {
    assert_eq!(read(json!({}), None), None);
    assert_eq!(read(json!({"transaction_id": "txn_1"}), None), None);
    assert_eq!(read(json!({"status": "ready", "totals": {"total": 5, "subtotal": null}}), None), None);
    for currency in [json!(null), json!(""), json!("E€"), json!(978), json!("EURO")] {
        let notice = read(with("loaded-past-due", "/currency_code", currency.clone()), None).unwrap();
        assert_eq!(notice.due, None, "{currency} is no currency");
        assert!(notice.items.iter().all(|item| item.amount.is_none()));
    }
}

#[test]
fn odd_items_are_shown_as_far_as_they_go() {
    let nameless = notice("odd-item-without-totals-or-product");
    assert_eq!((nameless.items, nameless.due), (vec![], money("EUR", 2)(2988)));
    assert_eq!(notice("odd-item-with-only-price-name").items, [item("Team monthly", 1, None)]);
}

#[test]
fn quantities_are_whole_and_at_least_one() {
    let quantity = |value| read(with("loaded-past-due", "/items/0/quantity", value), None).unwrap().items[0].quantity;
    for (value, expected) in [(json!(3), 3), (json!("12"), 12)] {
        assert_eq!(quantity(value), expected);
    }
    for odd in [json!(null), json!(0), json!(-4), json!(1e308), json!("many"), json!([2])] {
        assert_eq!(quantity(odd.clone()), 1, "{odd}");
    }
}

#[test]
fn numbers_may_be_text_and_are_major_units_all_the_same() {
    let data = with("loaded-past-due", "/totals/balance", json!("29.88"));
    assert_eq!(read(data, None).unwrap().due, money("EUR", 2)(2988));
    let zero = with("loaded-zero-value", "/totals/subtotal", json!("0"));
    assert_eq!(read(zero, None).unwrap().kind, Kind::ZeroValue);
}
