//! The words of each phase, with a format that shows its input.

use upm_contract::{Item, Kind, Mode, Money, Notice, Overview, StartAnswer, Totals, Verification};

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
    fn has_passed(&self, year: u16, _: u8) -> bool {
        year < 2026
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
fn a_declined_payment_says_why_above_the_checkout_that_is_still_open() {
    for inline in [false, true] {
        let checkout = answer::Checkout { transaction: "txn_1".into(), token: None, inline };
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
    let answer: StartAnswer = serde_json::from_str(r#"{"url": "https://checkout.stripe.com/x"}"#).unwrap();
    let mut plan = answer::read(answer, &Mode::Auto).unwrap();
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

#[test]
fn the_card_on_file_tells_when_it_has_expired() {
    let overview: Overview = serde_json::from_str(
        r#"{"payment_method": {"type": "card", "brand": "mastercard", "last4": "5556", "exp_month": 1, "exp_year": 2025}}"#,
    )
    .unwrap();
    let state = State { overview: Some(overview.into()), ..State::default() };
    let file = Panel::new(&state, &Messages::default(), true, &Plain).file.unwrap();
    assert_eq!((file.brand.as_str(), file.expired), ("Mastercard", true));
    assert_eq!(file.expiry.as_deref(), Some("Expired 01/2025"));
}
