//! Any JSON at all: nothing panics, and no amount is made up.

use std::sync::Arc;

use proptest::{collection, option, prelude::*, sample};
use serde_json::{Map, Value, json};
use upm_contract::{Kind, Money, Notice};

use super::read;
use crate::{flow::Event, provider::event::PaddleEvent};

const NAMES: &[&str] = &[
    "checkout.loaded",
    "checkout.closed",
    "checkout.completed",
    "checkout.error",
    "checkout.failed",
    "checkout.payment.error",
    "checkout.payment.failed",
    "checkout.warning",
];
const KEYS: &[&str] =
    &["name", "data", "error", "totals", "items", "subtotal", "balance", "total", "status", "detail", "quantity"];

fn number() -> BoxedStrategy<Value> {
    prop_oneof![
        4 => (0..10_000_000_i64).prop_map(|minor| json!(minor as f64 / 100.0)),
        2 => sample::select(vec![json!(0), json!(-0.0), json!(1e308), json!(-1e308), json!(5e-324), json!(u64::MAX), json!(i64::MIN)]),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => sample::select(vec!["4.99", " 7 ", "1e400", "-inf", "NaN", "0x10", "1,5"]).prop_map(Value::from),
    ].boxed()
}

fn text() -> BoxedStrategy<Value> {
    prop_oneof![
        2 => sample::select(NAMES).prop_map(Value::from),
        2 => sample::select(vec!["past_due", "ready", "completed", "", "EUR", "JPY", "€", "\0"]).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
    ]
    .boxed()
}

/// JSON of any shape, with the words of an event among its keys.
fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number(), text()];
    leaf.prop_recursive(8, 64, 6, |inner| {
        let key = prop_oneof![sample::select(KEYS).prop_map(str::to_owned), any::<String>()];
        prop_oneof![
            collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            collection::vec((key, inner), 0..6).prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}

/// Mostly what belongs there, now and then anything, `null` or nothing.
fn member(fitting: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Option<Value>> {
    option::weighted(0.9, prop_oneof![8 => fitting, 1 => anything(), 1 => Just(Value::Null)]).boxed()
}

fn object(members: Vec<(&'static str, Option<Value>)>) -> Value {
    members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect::<Map<_, _>>().into()
}

fn totals() -> BoxedStrategy<Value> {
    let subtotal = member(prop_oneof![number(), Just(json!(0))]);
    (subtotal, member(number()), member(number()), member(number()), member(number()), member(number()))
        .prop_map(|(subtotal, discount, tax, total, credit, balance)| {
            object(vec![
                ("subtotal", subtotal),
                ("discount", discount),
                ("tax", tax),
                ("total", total),
                ("credit", credit),
                ("balance", balance),
            ])
        })
        .boxed()
}

fn item() -> BoxedStrategy<Value> {
    let product = member(text().prop_map(|name| json!({ "name": name })));
    (product, member(text()), member(number()), member(totals()))
        .prop_map(|(product, price, quantity, totals)| {
            object(vec![("product", product), ("price_name", price), ("quantity", quantity), ("totals", totals)])
        })
        .boxed()
}

fn data() -> BoxedStrategy<Value> {
    let status = sample::select(vec!["past_due", "ready", "completed", "draft"]).prop_map(Value::from);
    let currency = sample::select(vec!["EUR", "JPY", "HUF", "CLP"]).prop_map(Value::from);
    let items = collection::vec(prop_oneof![6 => item(), 1 => anything()], 0..4).prop_map(Value::from);
    let id = || member(sample::select(vec!["txn_1", "che_1"]).prop_map(Value::from));
    (member(status), member(currency), member(items), member(totals()), id(), id())
        .prop_map(|(status, currency, items, totals, transaction, checkout)| {
            object(vec![
                ("status", status),
                ("currency_code", currency),
                ("items", items),
                ("totals", totals),
                ("transaction_id", transaction),
                ("id", checkout),
            ])
        })
        .boxed()
}

/// An event, or something like one.
fn event() -> BoxedStrategy<Value> {
    let name = prop_oneof![3 => Just("checkout.loaded"), 2 => sample::select(NAMES)].prop_map(Value::from);
    let error =
        (member(text()), member(text())).prop_map(|(code, detail)| object(vec![("code", code), ("detail", detail)]));
    (member(name), member(data()), member(error), member(text()), member(text()))
        .prop_map(|(name, data, error, code, detail)| {
            object(vec![("name", name), ("data", data), ("error", error), ("code", code), ("detail", detail)])
        })
        .boxed()
}

fn known() -> impl Strategy<Value = Arc<Notice>> {
    let kinds = vec![Kind::PastDue, Kind::ZeroValue, Kind::Charge, Kind::Other("refund".into())];
    sample::select(kinds).prop_map(|kind| {
        Arc::new(Notice {
            kind,
            charged_now: true,
            due: Some(Money { amount: 777, currency: "GBP".into(), decimals: 2 }),
            items: vec![],
            totals: None,
            next_attempt: None,
            invoice: None,
        })
    })
}

/// Whether the money is this value of the event, in its currency, rounded once.
fn is(money: &Money, value: &Value, currency: &Value) -> bool {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    let (decimals, unit) =
        if ["JPY", "KRW", "VND", "CLP"].contains(&money.currency.as_str()) { (0, 1.0) } else { (2, 100.0) };
    number.is_some_and(|number| {
        let off = (money.amount as f64 / unit - number).abs();
        off <= 0.5 / unit + number.abs() * 1e-15
    }) && money.decimals == decimals
        && currency == money.currency.as_str()
}

/// Each amount of the notice that does not stand in the event where it belongs.
fn made_up(notice: &Notice, event: &Value) -> Vec<Money> {
    let data = &event["data"];
    let (sums, currency) = (&data["totals"], &data["currency_code"]);
    let stands = |money: &Money, values: &[&Value]| values.iter().any(|value| is(money, value, currency));
    let mut amounts = vec![(notice.due.clone(), vec![&sums["balance"], &sums["total"]])];
    if let Some(totals) = notice.totals.clone() {
        amounts.extend([
            (totals.subtotal, vec![&sums["subtotal"]]),
            (totals.discount, vec![&sums["discount"]]),
            (totals.tax, vec![&sums["tax"]]),
            (totals.total, vec![&sums["total"]]),
            (totals.credit, vec![&sums["credit"]]),
        ]);
    }
    let lines: Vec<&Value> =
        data["items"].as_array().into_iter().flatten().map(|item| &item["totals"]["subtotal"]).collect();
    amounts.extend(notice.items.iter().map(|item| (item.amount.clone(), lines.clone())));
    amounts.into_iter().filter_map(|(money, values)| money.filter(|money| !stands(money, &values))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(json in prop_oneof![anything(), event()], known in option::of(known())) {
        let event = read(json.clone());
        let _ = (event.transaction(), event.checkout(), event.is_loaded(), event.is_closed(), event.meaning(known.as_ref()));
        // The same as text, with the parser's own limits on depth and numbers.
        let again: PaddleEvent = serde_json::from_str(&json.to_string()).unwrap_or_default();
        prop_assert_eq!(again.is_loaded(), event.is_loaded());
    }

    #[test]
    fn whatever_is_an_object_is_read(mut json in event(), odd in anything(), at in sample::select(vec!["name", "data", "error", "code"])) {
        json[at] = odd;
        prop_assert!(serde_json::from_value::<PaddleEvent>(json).is_ok(), "one odd member hides the rest");
    }

    #[test]
    fn no_amount_is_made_up(json in event()) {
        if let Some(Event::Loaded(Some(notice))) = read(json.clone()).meaning(None) {
            prop_assert_eq!(made_up(&notice, &json), vec![], "{:?}", notice);
            let says_past_due = json["data"]["status"] == "past_due";
            prop_assert_eq!(notice.kind == Kind::PastDue, says_past_due);
            if notice.kind == Kind::ZeroValue {
                prop_assert!(!notice.charged_now && notice.due.is_none() && notice.totals.is_none());
            } else {
                prop_assert!(notice.charged_now);
            }
        }
    }

    #[test]
    fn with_the_back_ends_word_there_are_its_amounts_and_the_events(json in event(), known in known()) {
        if let Some(Event::Loaded(Some(notice))) = read(json.clone()).meaning(Some(&known)) {
            let neither: Vec<_> = made_up(&notice, &json).into_iter().filter(|money| Some(money) != known.due.as_ref()).collect();
            prop_assert_eq!(neither, vec![]);
        }
    }

    #[test]
    fn only_a_loaded_event_announces_anything(json in event()) {
        let event = read(json.clone());
        let announces = matches!(event.meaning(None), Some(Event::Loaded(_)));
        prop_assert_eq!(announces, json["name"] == "checkout.loaded");
    }
}

#[test]
fn depth_is_no_danger() {
    for wrap in [|inner: Value| json!([inner]), |inner: Value| json!({ "data": inner, "items": 1, "totals": null })] {
        let deep = (0..1000).fold(json!("past_due"), |inner, _| wrap(inner));
        for at in ["name", "data", "error", "detail"] {
            let mut event = json!({ "name": "checkout.loaded", "data": { "status": "past_due" } });
            event[at] = deep.clone();
            assert_eq!(read(event).is_loaded(), at != "name");
        }
        for at in ["status", "items", "totals", "currency_code", "id"] {
            let mut event = json!({ "name": "checkout.loaded", "data": {} });
            event["data"][at] = deep.clone();
            assert_eq!(read(event).meaning(None), Some(Event::Loaded(None)), "{at}");
        }
    }
}
