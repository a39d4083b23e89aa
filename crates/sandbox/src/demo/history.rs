//! A customer's past payments, as an account page lists them.

use serde_json::{Value, json};

use crate::clock::{DAY, rfc3339};
use crate::seeds::Customer;

/// Rows of the list.
const ROWS: i64 = 4;
/// A billing month, near enough.
const MONTH: i64 = 30 * DAY;

/// Newest first; the first is the amount of a debt, open as long as the subscription is past due.
pub(super) fn of(customer: &Customer, past_due: bool, now: i64) -> Vec<Value> {
    let renewed = now - customer.debt.map_or(12, |debt| debt.days_ago) * DAY;
    (0..ROWS)
        .map(|month| {
            let debt = month == 0 && customer.debt.is_some();
            let date = rfc3339(renewed - month * MONTH);
            json!({
                "date": date.split('T').next(),
                "description": customer.plan,
                "amount": {
                    "amount": if debt { customer.balance() } else { customer.total() },
                    "currency": customer.currency,
                    "decimals": customer.decimals,
                },
                "status": if debt && past_due { "past_due" } else { "paid" },
            })
        })
        .collect()
}
