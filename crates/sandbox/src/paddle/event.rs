//! The `data` of the script's events: amounts as numbers in major units, and
//! `null` where the typings promise strings.

use serde_json::{Value, json};

use super::checkout::Checkout;
use super::subscription::Account;
use super::switches::RecurringTotals;
use super::transaction::{Kind, Totals, Transaction};
use crate::seeds::{Customer, Item};

/// `data` of a checkout that has just loaded.
pub(super) fn loaded(
    checkout: &Checkout,
    transaction: &Transaction,
    account: &Account,
    recurring: RecurringTotals,
) -> Value {
    let seed = &account.seed;
    let update = transaction.kind == Kind::Update;
    // What an update without a charge says about later renewals is not known.
    let recurring = if update { recurring } else { RecurringTotals::Normal };
    let mut data = json!({
        "id": checkout.id,
        "transaction_id": transaction.id,
        "status": if update { "ready" } else { "past_due" },
        "custom_data": null,
        "currency_code": seed.currency,
        "customer": customer(seed, update),
        "items": seed.items.iter().map(|one| item(seed, one, update, recurring)).collect::<Vec<_>>(),
        "totals": six(seed, transaction.totals(seed)),
        "payment": {"method_details": {"type": "none"}},
        "settings": {
            // A third value that no option of `open` has.
            "display_mode": match (checkout.inline, checkout.variant.as_str()) {
                (true, _) => "inline",
                (false, "multi-page") => "wide-overlay",
                (false, _) => "overlay",
            },
            "theme": checkout.theme,
            "variant": checkout.variant,
        },
        "upsell": null,
    });
    let month =
        Totals { subtotal: seed.subtotal(), tax: seed.tax(), total: seed.total(), credit: 0, due: seed.total() };
    insert_recurring(&mut data, recurring, six(seed, month), six(seed, Totals::default()));
    data
}

/// Minor units as the number that events carry.
fn major(seed: &Customer, minor: i64) -> f64 {
    // Amounts of money are far below 2^53, where f64 begins to round integers.
    minor as f64 / 10_f64.powi(i32::from(seed.decimals))
}

fn customer(seed: &Customer, update: bool) -> Value {
    let address = (!update).then(|| {
        json!({
            "id": seed.address_id, "country_code": seed.country, "postal_code": seed.postal_code,
            "region": "", "city": null, "first_line": null,
        })
    });
    json!({"id": seed.customer_id, "email": seed.email, "business": null, "address": address})
}

fn item(seed: &Customer, item: &Item, update: bool, recurring: RecurringTotals) -> Value {
    let subtotal = item.subtotal();
    let now = if update { 0 } else { subtotal };
    let four = |subtotal: i64| {
        let tax = seed.tax_on(subtotal);
        json!({
            "subtotal": major(seed, subtotal), "tax": major(seed, tax), "discount": 0,
            "total": major(seed, subtotal + tax),
        })
    };
    let mut totals = four(now);
    if let Some(totals) = totals.as_object_mut() {
        let balance = totals.get("total").cloned().unwrap_or_default();
        totals.insert("balance".to_owned(), balance);
        totals.insert("credit".to_owned(), json!(0));
    }
    let mut item = json!({
        "price_id": item.price_id,
        "price_name": item.price,
        "product": {"id": item.product_id, "name": item.product, "description": null, "image_url": null},
        "billing_cycle": {"interval": "month", "frequency": 1},
        "trial_period": null,
        "quantity": item.quantity,
        "totals": totals,
    });
    insert_recurring(&mut item, recurring, four(subtotal), four(0));
    item
}

fn six(seed: &Customer, totals: Totals) -> Value {
    json!({
        "subtotal": major(seed, totals.subtotal), "tax": major(seed, totals.tax),
        "total": major(seed, totals.total), "discount": 0,
        "credit": major(seed, totals.credit), "balance": major(seed, totals.due),
    })
}

fn insert_recurring(into: &mut Value, switch: RecurringTotals, normal: Value, zero: Value) {
    let value = match switch {
        RecurringTotals::Normal => normal,
        RecurringTotals::Zero => zero,
        RecurringTotals::Null => Value::Null,
        RecurringTotals::Absent => return,
    };
    if let Some(object) = into.as_object_mut() {
        object.insert("recurring_totals".to_owned(), value);
    }
}
