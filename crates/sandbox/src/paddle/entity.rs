//! Transactions as the API writes them: every field, personal data included, and
//! amounts as strings in minor units.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::subscription::Account;
use super::switches::{CheckoutUrl, Switches};
use super::transaction::{Kind, Payment, Totals, Transaction};
use crate::clock::{self, DAY};
use crate::ids;
use crate::seeds::{Customer, Item};

const CATALOGUE_SINCE: &str = "2026-02-01T00:00:00.613187Z";

/// One transaction as it is now, with the includes if `switches` grant them. `page` is
/// the origin of the default payment link.
pub(super) fn transaction(transaction: &Transaction, account: &Account, switches: &Switches, page: &str) -> Value {
    let status = transaction.status(Duration::from_millis(switches.settle_ms));
    let mut entity = bare(transaction, account, status, switches, page);
    if let (true, Some(object)) = (switches.includes, entity.as_object_mut()) {
        object.extend(includes(account));
    }
    entity
}

/// One transaction without includes, in the status that a webhook tells of.
pub(super) fn bare(
    transaction: &Transaction,
    account: &Account,
    status: &str,
    switches: &Switches,
    page: &str,
) -> Value {
    let seed = &account.seed;
    let totals = transaction.totals(seed);
    let update = transaction.kind == Kind::Update;
    let completed = status == "completed";
    let updated = transaction.payments.first().map_or(transaction.created, |payment| payment.at);
    let billed = if update { transaction.paid.map(|(_, at)| at) } else { Some(transaction.created) };
    json!({
        "id": transaction.id,
        "status": status,
        "origin": if update { "subscription_payment_method_change" } else { "subscription_recurring" },
        "collection_mode": "automatic",
        "customer_id": seed.customer_id,
        "address_id": seed.address_id,
        "business_id": null,
        "custom_data": null,
        "subscription_id": seed.subscription_id,
        "invoice_id": completed.then_some(&transaction.invoice_id),
        "invoice_number": completed.then_some("74-10413"),
        "discount_id": null,
        "billing_details": null,
        "billing_period": period(transaction, account, !update),
        "currency_code": seed.currency,
        "created_at": transaction.created.text(),
        "updated_at": updated.text(),
        "billed_at": billed.map(super::transaction::Moment::text),
        "revised_at": null,
        "items": seed.items.iter().map(|item| json!({
            "quantity": item.quantity,
            "price": price(seed, item),
            "proration": proration(transaction, account),
        })).collect::<Vec<_>>(),
        "details": details(transaction, account, totals, completed),
        "payments": transaction.payments.iter().map(|one| payment(one, seed)).collect::<Vec<_>>(),
        "checkout": checkout(transaction, switches.checkout_url, page),
    })
}

/// From the start of the period to its end, or to its start for an update.
fn period(transaction: &Transaction, account: &Account, whole: bool) -> Value {
    let starts = match transaction.kind {
        Kind::Update => account.period_starts(transaction.created.seconds),
        Kind::Renewal => transaction.created.seconds,
    };
    let ends = if whole { starts + 30 * DAY } else { starts };
    json!({"starts_at": clock::rfc3339(starts), "ends_at": clock::rfc3339(ends)})
}

fn proration(transaction: &Transaction, account: &Account) -> Value {
    let rate = match transaction.kind {
        Kind::Update => "0",
        Kind::Renewal => "1",
    };
    json!({"rate": rate, "billing_period": period(transaction, account, true)})
}

fn details(transaction: &Transaction, account: &Account, totals: Totals, completed: bool) -> Value {
    let seed = &account.seed;
    let rate = seed.tax_rate();
    let balance = if transaction.paid.is_some() { 0 } else { totals.due };
    let fee = totals.due * 5 / 100;
    let (fee, earnings) = match completed {
        true => (Some(fee.to_string()), Some((totals.due - totals.tax - fee).to_string())),
        false => (None, None),
    };
    let four = four(totals.subtotal, totals.tax);
    let payout = completed.then(|| {
        json!({
            "subtotal": totals.subtotal.to_string(), "discount": "0", "tax": totals.tax.to_string(),
            "total": totals.total.to_string(), "credit": totals.credit.to_string(), "credit_to_balance": "0",
            "balance": "0", "grand_total": totals.due.to_string(), "fee": fee, "earnings": earnings,
            "currency_code": seed.currency,
        })
    });
    let adjusted_payout = completed.then(|| {
        json!({
            "subtotal": totals.subtotal.to_string(), "tax": totals.tax.to_string(),
            "total": totals.total.to_string(), "fee": fee, "chargeback_fee": {"amount": "0", "original": null},
            "retained_fee": "0", "earnings": earnings, "currency_code": seed.currency, "exchange_rate": "1",
        })
    });
    json!({
        "tax_rates_used": [{"tax_rate": rate, "totals": four}],
        "totals": {
            "subtotal": totals.subtotal.to_string(), "tax": totals.tax.to_string(), "discount": "0",
            "total": totals.total.to_string(), "grand_total": totals.due.to_string(), "fee": fee,
            "credit": totals.credit.to_string(), "credit_to_balance": "0",
            "balance": balance.to_string(), "earnings": earnings, "currency_code": seed.currency,
        },
        "adjusted_totals": {
            "subtotal": totals.subtotal.to_string(), "tax": totals.tax.to_string(),
            "total": totals.total.to_string(), "grand_total": totals.due.to_string(), "fee": fee,
            "earnings": earnings, "currency_code": seed.currency,
        },
        "payout_totals": payout,
        "adjusted_payout_totals": adjusted_payout,
        "line_items": seed.items.iter().map(|item| {
            let (line, unit) = match transaction.kind {
                Kind::Update => (0, 0),
                Kind::Renewal => (item.subtotal(), item.unit_amount),
            };
            json!({
                "id": item.price_id.replacen("pri_", "txnitm_", 1),
                "price_id": item.price_id,
                "quantity": item.quantity,
                "tax_rate": rate,
                "totals": self::four(line, seed.tax_on(line)),
                "unit_totals": self::four(unit, seed.tax_on(unit)),
                "product": product(item),
                "proration": proration(transaction, account),
            })
        }).collect::<Vec<_>>(),
    })
}

fn four(subtotal: i64, tax: i64) -> Value {
    json!({
        "subtotal": subtotal.to_string(), "tax": tax.to_string(), "discount": "0",
        "total": (subtotal + tax).to_string(),
    })
}

/// The catalogue's price of an item.
pub(super) fn price(seed: &Customer, item: &Item) -> Value {
    json!({
        "id": item.price_id, "product_id": item.product_id, "type": "standard", "name": item.price,
        "description": "Monthly", "billing_cycle": {"interval": "month", "frequency": 1},
        "trial_period": null, "tax_mode": "account_setting",
        "unit_price": {"amount": item.unit_amount.to_string(), "currency_code": seed.currency},
        "unit_price_overrides": [], "custom_data": null, "status": "active",
        "quantity": {"minimum": 1, "maximum": 999}, "import_meta": null,
        "created_at": CATALOGUE_SINCE, "updated_at": CATALOGUE_SINCE,
    })
}

/// The catalogue's product of an item.
pub(super) fn product(item: &Item) -> Value {
    json!({
        "id": item.product_id, "name": item.product, "type": "standard", "tax_category": "saas",
        "description": null, "image_url": null, "custom_data": null, "status": "active",
        "import_meta": null, "created_at": CATALOGUE_SINCE, "updated_at": CATALOGUE_SINCE,
    })
}

fn payment(payment: &Payment, seed: &Customer) -> Value {
    let captured = payment.error_code.is_none();
    json!({
        "payment_attempt_id": payment.attempt_id,
        "stored_payment_method_id": payment.stored_id,
        "payment_method_id": payment.kept.then_some(&payment.method.id),
        "amount": payment.amount.to_string(),
        "status": if captured { "captured" } else { "error" },
        "error_code": payment.error_code,
        "method_details": payment.method.entity(seed.name),
        "created_at": payment.at.text(),
        "captured_at": captured.then(|| payment.at.text()),
    })
}

fn checkout(transaction: &Transaction, switch: CheckoutUrl, page: &str) -> Value {
    let link = |id: &str| json!({"url": format!("{page}/pay?_ptxn={id}")});
    match switch {
        CheckoutUrl::Normal => link(&transaction.id),
        CheckoutUrl::Other => link(&ids::paddle("txn")),
        CheckoutUrl::NullUrl => json!({"url": null}),
        CheckoutUrl::Null => Value::Null,
    }
}

/// What the answer carries if the key may read it.
fn includes(account: &Account) -> Map<String, Value> {
    let seed = &account.seed;
    let since = "2026-08-01T00:00:00.031Z";
    let customer = json!({
        "id": seed.customer_id, "name": seed.name, "email": seed.email, "locale": "en",
        "marketing_consent": false, "custom_data": null, "status": "active",
        "created_at": since, "updated_at": since, "import_meta": null,
    });
    let address = json!({
        "id": seed.address_id, "customer_id": seed.customer_id, "description": null,
        "first_line": null, "second_line": null, "city": null, "postal_code": seed.postal_code,
        "region": null, "country_code": seed.country, "status": "active", "custom_data": null,
        "import_meta": null, "created_at": since, "updated_at": since,
    });
    let methods = json!(["apple_pay", "card", "paypal", "google_pay"]);
    [("available_payment_methods", methods), ("customer", customer), ("address", address)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
