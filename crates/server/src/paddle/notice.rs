//! From a transaction to what the customer is told.

use upm_contract::{Kind, Money, Notice, Totals};

use super::{
    money::money,
    types::{self, LineItem, METHOD_CHANGE, Transaction},
};

/// What the customer is told. Finishing a transaction that is not zero takes the
/// money now.
pub(super) fn notice(transaction: &Transaction) -> Notice {
    let totals = &transaction.details.totals;
    let currency = totals.currency_code.as_deref().unwrap_or(&transaction.currency_code);
    let money = |amount: &Option<String>| money(amount.as_deref(), currency);
    let kind = kind(transaction);
    if kind == Kind::ZeroValue {
        return Notice {
            kind,
            charged_now: false,
            due: None,
            items: vec![],
            totals: None,
            next_attempt: None,
            invoice: None,
        };
    }
    let above_zero = |amount: Option<Money>| amount.filter(|money| money.amount > 0);
    let sums = Totals {
        subtotal: money(&totals.subtotal),
        discount: above_zero(money(&totals.discount)),
        tax: money(&totals.tax),
        total: money(&totals.total),
        credit: above_zero(money(&totals.credit)),
    };
    Notice {
        kind,
        charged_now: true,
        // The balance is what credit has not paid.
        due: money(&totals.balance).or_else(|| money(&totals.grand_total)).or_else(|| money(&totals.total)),
        items: transaction.details.line_items.iter().map(|line| item(line, transaction, currency)).collect(),
        totals: (sums != Totals::default()).then_some(sums),
        next_attempt: None,
        invoice: Some(transaction.id.clone()),
    }
}

/// Past due by its status, zero-value by its origin; a subtotal of zero alone
/// also belongs to trials and full discounts, where nothing is due either.
fn kind(transaction: &Transaction) -> Kind {
    if transaction.status == "past_due" {
        Kind::PastDue
    } else if transaction.origin == METHOD_CHANGE || is_zero(&transaction.details.totals) {
        Kind::ZeroValue
    } else {
        Kind::Charge
    }
}

fn is_zero(totals: &types::Totals) -> bool {
    let zero = |amount: &Option<String>| amount.as_deref() == Some("0");
    zero(&totals.subtotal) && zero(&totals.total)
}

fn item(line: &LineItem, transaction: &Transaction, currency: &str) -> upm_contract::Item {
    let listed = transaction.items.iter().find(|item| {
        let id = item.price.as_ref().and_then(|price| price.id.as_deref());
        id.is_some() && id == line.price_id.as_deref()
    });
    let product = line.product.as_ref().and_then(|product| product.name.as_deref());
    let price = listed.and_then(|item| item.price.as_ref()).and_then(|price| price.name.as_deref());
    let name = [product, price].into_iter().flatten().map(str::trim).find(|name| !name.is_empty());
    upm_contract::Item {
        name: name.unwrap_or_default().to_owned(),
        quantity: line.quantity.or_else(|| listed?.quantity).unwrap_or(1),
        amount: money(line.totals.subtotal.as_deref(), currency),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::paddle::tests::{ACTIVE, PAST_DUE, transaction};

    #[test]
    fn a_past_due_transaction_is_charged_now() {
        let eur = |amount: i64| json!({"amount": amount, "currency": "EUR", "decimals": 2});
        let notice = notice(&transaction(PAST_DUE, &[]));
        assert_eq!(
            serde_json::to_value(notice).unwrap(),
            json!({"kind": "past_due", "charged_now": true, "due": eur(2988), "invoice": "txn_01m7cp8ve0bhp5n40baqpaaqsp",
                "items": [{"name": "Example Notes", "quantity": 2, "amount": eur(2490)}],
                "totals": {"subtotal": eur(2490), "tax": eur(498), "total": eur(2988)}})
        );
    }

    #[test]
    fn due_is_what_credit_has_not_paid() {
        let credit = transaction(
            PAST_DUE,
            &[("/details/totals/credit", json!("988")), ("/details/totals/balance", json!("2000"))],
        );
        let with_credit = notice(&credit);
        assert_eq!(with_credit.due.unwrap().amount, 2000);
        assert_eq!(with_credit.totals.unwrap().credit.unwrap().amount, 988);
        let no_balance = transaction(
            PAST_DUE,
            &[("/details/totals/balance", json!(null)), ("/details/totals/grand_total", json!("2900"))],
        );
        assert_eq!(notice(&no_balance).due.unwrap().amount, 2900);
    }

    #[test]
    fn yen_have_no_decimals_and_forint_have_two() {
        for (currency, decimals) in [("JPY", 0), ("HUF", 2)] {
            let changed = transaction(PAST_DUE, &[("/details/totals/currency_code", json!(currency))]);
            let due = notice(&changed).due.unwrap();
            assert_eq!((due.amount, due.currency.as_str(), due.decimals), (2988, currency, decimals));
        }
    }

    #[test]
    fn an_update_of_an_active_subscription_is_zero_value() {
        let active = notice(&transaction(ACTIVE, &[]));
        assert_eq!(
            (active.kind, active.charged_now, active.due, active.items.len()),
            (Kind::ZeroValue, false, None, 0)
        );
        let trial = notice(&transaction(ACTIVE, &[("/origin", json!("subscription_recurring"))]));
        assert_eq!(trial.kind, Kind::ZeroValue);
    }

    #[test]
    fn a_plain_charge_is_neither() {
        let ready = notice(&transaction(PAST_DUE, &[("/status", json!("ready"))]));
        assert_eq!((ready.kind, ready.charged_now, ready.due.unwrap().amount), (Kind::Charge, true, 2988));
    }

    #[test]
    fn a_line_is_named_by_its_product_or_its_price() {
        let nameless = transaction(PAST_DUE, &[("/details/line_items/0/product/name", json!(null))]);
        assert_eq!(notice(&nameless).items[0].name, "Team monthly");
    }
}
