//! `checkout.loaded` of Paddle.js, read as what the customer should be told.
//!
//! Paddle's guide: `status` is `past_due` when the checkout settles a debt (show
//! items and totals), and a subtotal of 0 means that only the method on file is
//! replaced. A free trial has a subtotal of 0 too, so where the back end knows
//! better (the transaction's `origin`) its word on the kind stands.

use upm_contract::{Item, Kind, Money, Notice, Totals, Value};

use crate::money::from_paddle_event;

/// What the customer is told, and nothing where the event does not say enough.
///
/// `data`: of a Paddle.js event. `known`: what the back end said at the start; it
/// decides the kind where it names one, and stands in for amounts that the event lacks.
#[must_use]
pub fn from_checkout(data: &Value, known: Option<&Notice>) -> Option<Notice> {
    let currency = data.get("currency_code").text().unwrap_or_default();
    let money = |value: &Value| from_paddle_event(value.number()?, currency);
    let totals = data.get("totals");
    if totals == &Value::None && data.get("items") == &Value::None && data.get("status") == &Value::None {
        return None;
    }
    let kind = if data.get("status").text() == Some("past_due") {
        Kind::PastDue
    } else if let Some(known) =
        known.filter(|known| known.kind != Kind::ZeroValue || !totals.get("subtotal").number().is_some_and(|n| n > 0.0))
    {
        known.kind.clone()
    } else if totals.get("subtotal").number()? == 0.0 {
        Kind::ZeroValue
    } else {
        Kind::Charge
    };
    let items = |money: &dyn Fn(&Value) -> Option<Money>| {
        data.get("items").list().iter().filter_map(|item| line(item, money)).collect()
    };
    if kind == Kind::ZeroValue {
        // What the items will cost next time is not what this checkout is about.
        let items = items(&|_| None);
        return Some(Notice {
            kind,
            charged_now: false,
            due: None,
            items,
            totals: None,
            next_attempt: None,
            invoice: None,
        });
    }
    let total = money(totals.get("total"));
    let due = money(totals.get("balance")).or_else(|| total.clone());
    let known = known.filter(|known| known.kind == kind);
    let unless_zero = |key| money(totals.get(key)).filter(|money| money.amount != 0);
    Some(Notice {
        kind,
        charged_now: true,
        due: due.or_else(|| known?.due.clone()),
        items: items(&money),
        totals: Some(Totals {
            subtotal: money(totals.get("subtotal")),
            discount: unless_zero("discount"),
            tax: money(totals.get("tax")),
            total,
            credit: unless_zero("credit"),
        }),
        next_attempt: None,
        invoice: data.get("transaction_id").string(),
    })
}

/// The line, or nothing where it has no name to show.
fn line(item: &Value, money: &dyn Fn(&Value) -> Option<Money>) -> Option<Item> {
    Some(Item {
        name: item.get("product").get("name").string().or_else(|| item.get("price_name").string())?,
        quantity: item
            .get("quantity")
            .whole()
            .and_then(|count| u32::try_from(count).ok())
            .filter(|count| *count > 0)
            .unwrap_or(1),
        amount: money(item.get("totals").get("subtotal")),
    })
}

#[cfg(test)]
mod tests;
