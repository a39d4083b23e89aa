//! The contract's types as plain JavaScript objects, for JSON and for events.
//!
//! By hand: what is absent is left out as in the contract's serde form, and the
//! customer is spared serde's generic code for it.

use js_sys::Array;
use upm_contract::{Agreed, InvoiceOutcome, Item, Money, Notice, PaymentMethod, Start, Totals, Verification};
use wasm_bindgen::JsValue;

use super::js::{object, text};

/// The body of a start.
pub(crate) fn start(start: &Start) -> JsValue {
    object(&[
        ("attempt", start.attempt.as_str().into()),
        ("mode", start.mode.as_str().into()),
        ("locale", text(start.locale.as_deref())),
        ("return_url", text(start.return_url.as_deref())),
        ("agreed", optional(start.agreed.as_ref(), agreed)),
    ])
}

/// What `upm-loaded` tells.
pub(crate) fn notice(notice: &Notice) -> JsValue {
    let items = if notice.items.is_empty() { None } else { Some(&notice.items) };
    object(&[
        ("kind", notice.kind.as_str().into()),
        ("charged_now", notice.charged_now.into()),
        ("due", optional(notice.due.as_ref(), money)),
        ("items", optional(items, |items| items.iter().map(item).collect::<Array>().into())),
        ("totals", optional(notice.totals.as_ref(), totals)),
        ("next_attempt", text(notice.next_attempt.as_deref())),
        ("invoice", text(notice.invoice.as_deref())),
    ])
}

/// What `upm-updated` tells.
pub(crate) fn verification(outcome: &Verification) -> JsValue {
    object(&[
        ("status", outcome.status.as_str().into()),
        ("payment_method", optional(outcome.payment_method.as_ref(), payment_method)),
        ("invoice", optional(outcome.invoice.as_ref(), invoice)),
    ])
}

fn agreed(agreed: &Agreed) -> JsValue {
    object(&[
        ("invoice", agreed.invoice.as_str().into()),
        ("amount", number(agreed.amount)),
        ("currency", agreed.currency.as_str().into()),
    ])
}

fn money(money: &Money) -> JsValue {
    object(&[
        ("amount", number(money.amount)),
        ("currency", money.currency.as_str().into()),
        ("decimals", money.decimals.into()),
    ])
}

fn item(item: &Item) -> JsValue {
    object(&[
        ("name", item.name.as_str().into()),
        ("quantity", item.quantity.into()),
        ("amount", optional(item.amount.as_ref(), money)),
    ])
}

fn totals(totals: &Totals) -> JsValue {
    object(&[
        ("subtotal", optional(totals.subtotal.as_ref(), money)),
        ("discount", optional(totals.discount.as_ref(), money)),
        ("tax", optional(totals.tax.as_ref(), money)),
        ("total", optional(totals.total.as_ref(), money)),
        ("credit", optional(totals.credit.as_ref(), money)),
    ])
}

fn payment_method(method: &PaymentMethod) -> JsValue {
    object(&[
        ("type", method.kind.as_str().into()),
        ("brand", text(method.brand.as_deref())),
        ("last4", text(method.last4.as_deref())),
        ("exp_month", optional(method.exp_month.as_ref(), |month| (*month).into())),
        ("exp_year", optional(method.exp_year.as_ref(), |year| (*year).into())),
    ])
}

fn invoice(invoice: &InvoiceOutcome) -> JsValue {
    object(&[
        ("status", invoice.status.as_str().into()),
        ("amount", optional(invoice.amount.as_ref(), money)),
        ("url", text(invoice.url.as_deref())),
        ("reason", text(invoice.reason.as_deref())),
        ("next_attempt", text(invoice.next_attempt.as_deref())),
    ])
}

/// Whole minor units, far below what a double counts exactly.
#[allow(clippy::cast_precision_loss)]
fn number(amount: i64) -> JsValue {
    JsValue::from_f64(amount as f64)
}

fn optional<T: ?Sized>(value: Option<&T>, write: impl Fn(&T) -> JsValue) -> JsValue {
    value.map_or(JsValue::UNDEFINED, write)
}
