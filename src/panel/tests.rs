//! The words of each phase, with a format that shows its input.

use upm_contract::{Item, Kind, Mode, Money, Notice, Overview, Totals, Verification};

use std::sync::Arc;

use super::*;
use crate::{
    answer,
    error::{Code, Error},
};

struct Plain;

impl Format for Plain {
    fn money(&self, money: &Money) -> Option<String> {
        Some(format!("{} {}", money.amount, money.currency))
    }
    fn day(&self, rfc3339: &str) -> Option<String> {
        rfc3339.get(..10).map(str::to_owned)
    }
    fn month(&self, year: u16, month: u8) -> Option<String> {
        Some(format!("{month:02}/{year}"))
    }
    fn days_left(&self, year: u16, month: u8) -> Option<u32> {
        Some(match year {
            ..2026 => 0,
            2026 => month.into(),
            _ => 400,
        })
    }
    fn number(&self, number: u32) -> Option<String> {
        Some(number.to_string())
    }
    fn category(&self, number: u32) -> Option<String> {
        Some(if number == 1 { "one" } else { "other" }.to_owned())
    }
    fn list(&self, lines: &[Line]) -> Option<String> {
        let names: Vec<_> =
            lines.iter().map(|line| line.name.clone() + line.quantity.as_deref().unwrap_or("")).collect();
        Some(names.join(" + "))
    }
}

fn eur(amount: i64) -> Option<Money> {
    Some(Money { amount, currency: "EUR".into(), decimals: 2 })
}

fn past_due(charged_now: bool) -> Notice {
    Notice {
        kind: Kind::PastDue,
        charged_now,
        due: eur(2488),
        items: vec![Item { name: "Team".into(), quantity: 2, amount: eur(2490) }],
        totals: Some(Totals { subtotal: eur(2490), tax: eur(498), total: eur(2988), credit: eur(500), discount: None }),
        next_attempt: Some("2026-11-24T10:00:00Z".into()),
        invoice: Some("in_1".into()),
    }
}

fn panel(phase: Phase, notice: Option<Notice>) -> Panel {
    let overview =
        notice.map(|notice| Overview { payment_method: None, subscription: None, notice: Some(notice) }.into());
    Panel::new(&State { phase, overview, ..State::default() }, &Messages::default(), true, &Plain)
}

#[test]
fn a_debt_that_is_charged_now_says_so_with_every_sum() {
    let notice = panel(Phase::Ready, Some(past_due(true))).notice.unwrap();
    assert_eq!(notice.title, "Your payment of 2488 EUR is overdue");
    assert_eq!(notice.text, "You pay 2488 EUR now, and your new payment method is used from then on.");
    let rows: Vec<_> = notice.rows.iter().map(|row| (row.label.as_str(), row.amount.as_str(), row.due)).collect();
    assert_eq!(
        rows,
        [
            ("Subtotal", "2490 EUR", false),
            ("Tax", "498 EUR", false),
            ("Total", "2988 EUR", false),
            ("Credit", "-500 EUR", false),
            ("Due now", "2488 EUR", true),
        ]
    );
    assert_eq!(notice.lines[0].quantity.as_deref(), Some("× 2"));
}

#[test]
fn a_debt_that_is_not_charged_now_never_says_pay() {
    let notice = panel(Phase::Ready, Some(past_due(false))).notice.unwrap();
    assert_eq!(notice.text, "Nothing is charged now. Your new payment method is used when we try again on 2026-11-24.");
    assert_eq!(notice.rows.last().unwrap().label, "Due");
}

#[test]
fn an_unknown_kind_never_promises_more_than_it_knows() {
    let notice = Notice { kind: Kind::Other("levy".into()), ..past_due(true) };
    assert_eq!(panel(Phase::Ready, Some(notice)).notice.unwrap().title, "You pay 2488 EUR now");
}

#[test]
fn an_update_names_the_method_as_far_as_it_has_a_name() {
    let say = |json: &str| {
        let outcome: Verification = serde_json::from_str(json).unwrap();
        panel(Phase::Updated { outcome: outcome.into() }, None).message.unwrap()
    };
    let card = say(r#"{"status": "updated", "payment_method": {"type": "card", "brand": "visa", "last4": "4242"}}"#);
    assert_eq!(card.texts, ["Visa ending in 4242 will be used from now on."]);
    let link = say(r#"{"status": "updated", "payment_method": {"type": "link"}}"#);
    assert_eq!(link.texts, ["Link will be used from now on."]);
    let none = say(r#"{"status": "updated"}"#);
    assert_eq!(none.texts, ["Your new payment method will be used from now on."]);
    let previous = say(r#"{"status": "paid_with_previous_method"}"#);
    assert_eq!((previous.tone, previous.title.as_str()), (Tone::Warning, "Payment received"));
    let open = say(
        r#"{"status": "updated", "invoice": {"status": "open", "amount": {"amount": 2988, "currency": "USD", "decimals": 2}, "next_attempt": "2026-11-24T00:00:00Z"}}"#,
    );
    assert_eq!(open.texts[1], "2988 USD is still due. We will charge your new payment method on 2026-11-24.");
}

#[test]
fn who_has_cancelled_hears_nothing_of_a_new_method() {
    let confirming =
        |abandoned| panel(Phase::Confirming { id: "cs_1".into(), notice: None, tries: 0, abandoned }, None);
    assert_eq!(confirming(false).message.unwrap().title, "Confirming your new payment method…");
    let given_up = confirming(true);
    assert_eq!(given_up.message, None);
    assert_eq!(given_up.actions.iter().map(|action| action.look).collect::<Vec<_>>(), [ActionLook::Busy]);
}

#[test]
fn a_declined_payment_says_why_above_the_checkout_that_is_still_open() {
    for inline in [false, true] {
        let checkout = Arc::new(answer::Checkout { id: "txn_1".into(), key: None, inline, secret: None });
        let pay = Pay { failed: true, declined: Some(Text::DeclinedFunds), ..Pay::default() };
        let message = panel(Phase::Open { checkout, notice: None, verify: true, pay }, None).message.unwrap();
        assert_eq!((message.tone, message.busy), (Tone::Warning, false));
        assert!(message.texts[0].contains("not enough money"), "{message:?}");
    }
}

#[test]
fn an_invoice_link_is_only_ever_a_web_address() {
    let actions = |url: &str| {
        let json = serde_json::json!({"status": "updated", "invoice": {"status": "requires_action", "url": url}});
        panel(Phase::Updated { outcome: serde_json::from_value::<Verification>(json).unwrap().into() }, None).actions
    };
    assert_eq!(actions("https://invoice.stripe.com/i/1").len(), 2);
    assert_eq!(actions("http://127.0.0.1:8501/i/1").len(), 2);
    assert_eq!(actions("javascript:alert(1)").len(), 1);
}

#[test]
fn where_nobody_tries_again_nothing_is_promised_and_the_invoice_can_be_opened() {
    let shown = |next: serde_json::Value| {
        let due = serde_json::json!({"amount": 2988, "currency": "USD", "decimals": 2});
        let json = serde_json::json!({"status": "updated", "invoice": {"status": "open", "amount": due,
            "url": "https://invoice.stripe.com/i/1", "next_attempt": next}});
        panel(Phase::Updated { outcome: serde_json::from_value::<Verification>(json).unwrap().into() }, None)
    };
    let last = shown(serde_json::Value::Null);
    assert_eq!(last.message.unwrap().texts[1], "2988 USD is still due.");
    assert_eq!(last.actions.len(), 2);
    assert_eq!(shown("2026-11-24T00:00:00Z".into()).actions.len(), 1);
}

#[test]
fn a_review_names_the_amount_on_its_button() {
    let answer = serde_json::from_str(r#"{"url": "https://checkout.stripe.com/x"}"#).unwrap();
    let mut plan = answer::read(&answer, &Mode::Auto).unwrap();
    plan.notice = Some(past_due(true).into());
    let panel = panel(Phase::Review { plan }, None);
    assert_eq!(panel.actions[0].label, "Continue and pay 2488 EUR");
    assert_eq!(panel.actions[1].act, Act::Cancel);
}

#[test]
fn retry_stands_only_where_it_can_help() {
    for &code in Code::ALL {
        let panel = panel(Phase::Failed { error: Error::new(code, "") }, None);
        assert_eq!(!panel.actions.is_empty(), code.retryable(), "{code:?}");
        assert_eq!(panel.message.unwrap().tone, Tone::Error);
    }
}

/// The panel of a card of this month; in 2026 the format of these tests takes the month for the days that are left.
fn file(month: u8, year: u16) -> File {
    let method = serde_json::json!({"type": "card", "brand": "mastercard", "last4": "5556", "exp_month": month, "exp_year": year});
    let overview: Overview = serde_json::from_value(serde_json::json!({ "payment_method": method })).unwrap();
    let state = State { overview: Some(overview.into()), ..State::default() };
    Panel::new(&state, &Messages::default(), true, &Plain).file.unwrap()
}

#[test]
fn the_card_on_file_tells_when_it_expires_and_when_it_has() {
    for (month, year, expiry, urgent) in [
        (1, 2025, "Expired 01/2025", true),
        (1, 2026, "Expires in 1 day", true),
        (31, 2026, "Expires in 31 days", true),
        (32, 2026, "Expires 32/2026", false),
        (4, 2030, "Expires 04/2030", false),
    ] {
        let file = file(month, year);
        assert_eq!((file.brand.as_str(), file.expiry.as_deref(), file.urgent), ("Mastercard", Some(expiry), urgent));
    }
}

#[test]
fn a_press_that_agrees_to_a_payment_names_it() {
    let label = |phase, notice| panel(phase, Some(notice)).actions.swap_remove(0).label;
    let failed = || Phase::Failed { error: Error::new(Code::Network, "") };
    for phase in [Phase::Ready, Phase::Cancelled, Phase::Starting { agreed: None }, failed()] {
        assert_eq!(label(phase, past_due(true)), "Update and pay 2488 EUR");
    }
    assert_eq!(label(Phase::Ready, past_due(false)), "Update payment method");
    assert_eq!(label(failed(), past_due(false)), "Try again");
    assert_eq!(label(Phase::Ready, Notice { due: None, ..past_due(true) }), "Update payment method");
}

#[test]
fn a_long_list_says_how_many_there_are() {
    let items = |count: usize| {
        let notice = Notice { items: vec![past_due(true).items.remove(0); count], ..past_due(true) };
        panel(Phase::Ready, Some(notice)).notice.unwrap()
    };
    let long = items(6);
    assert_eq!((long.summary.as_deref(), long.items_label.as_str(), long.lines.len()), (Some("6 items"), "6 items", 6));
    let short = items(5);
    assert_eq!((short.summary, short.items_label.as_str(), short.lines.len()), (None, "What it is for", 5));
}

#[test]
fn where_nothing_is_charged_the_items_are_one_line() {
    let item = |name: &str, quantity| Item { name: name.into(), quantity, amount: None };
    let zero = Notice { kind: Kind::ZeroValue, items: vec![item("Team", 1), item("Maps", 3)], ..past_due(false) };
    let shown = panel(Phase::Ready, Some(zero.clone())).notice.unwrap();
    assert_eq!((shown.summary.as_deref(), shown.lines.len()), (Some("Team + Maps× 3"), 0));
    assert_eq!(panel(Phase::Ready, Some(Notice { items: vec![], ..zero })).notice.unwrap().summary, None);
}
