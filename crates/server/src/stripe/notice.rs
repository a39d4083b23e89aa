//! From an open invoice to what the customer is told.

use std::borrow::Cow;

use upm_contract::{InvoiceOutcome, InvoiceStatus, Item, Kind, Notice, Totals};

use super::{
    client::Stripe,
    money::{money, plain},
    reconcile::Agreement,
    types::{Amount, Invoice, Line, List, Subscription},
};
use crate::{error::Error, json::rfc3339, words::Language};

impl Stripe {
    /// The newest open invoice of a subscription that owes one.
    pub(crate) async fn overdue_invoice(&self, subscription: &Subscription) -> Result<Option<Invoice>, Error> {
        if !subscription.owes() {
            return Ok(None);
        }
        let query = [("subscription", subscription.id.as_str()), ("status", "open"), ("limit", "100")];
        let invoices: List<Invoice> = self.get("list invoices", "/v1/invoices", &query).await?;
        let Some(mut invoice) = invoices.data.into_iter().max_by_key(|invoice| invoice.created) else {
            return Ok(None);
        };
        // A listed invoice carries its first ten lines.
        if invoice.lines.as_ref().is_some_and(|lines| lines.has_more) {
            let path = format!("/v1/invoices/{}/lines", invoice.id);
            invoice.lines = Some(self.get("list lines", &path, &[("limit", "100")]).await?);
        }
        Ok(Some(invoice))
    }
}

/// What the customer is told. A session charges nothing by itself; `charged_now`
/// says whether the invoice is paid as soon as the method is saved.
pub(crate) fn notice(subscription: &Subscription, invoice: Option<&Invoice>, charged_now: bool) -> Notice {
    let empty = Notice {
        kind: if subscription.owes() { Kind::PastDue } else { Kind::ZeroValue },
        charged_now,
        due: None,
        items: vec![],
        totals: None,
        next_attempt: None,
        invoice: None,
    };
    let Some(invoice) = invoice.filter(|_| subscription.owes()) else {
        return empty;
    };
    let money = |amount: i64| money(amount, &invoice.currency);
    let sum = |amounts: &Option<Vec<Amount>>| {
        amounts.as_ref().map(|list| list.iter().map(|a| a.amount).fold(0, i64::saturating_add))
    };
    let tax = sum(&invoice.total_taxes).or(invoice.tax);
    let discount = sum(&invoice.total_discount_amounts).filter(|&amount| amount > 0);
    let credit = invoice
        .total
        .zip(invoice.amount_due)
        .map(|(total, due)| total.saturating_sub(due))
        .filter(|&credit| credit > 0);
    let totals = Totals {
        subtotal: invoice.subtotal.map(money),
        discount: discount.map(money),
        tax: tax.map(money),
        total: invoice.total.map(money),
        credit: credit.map(money),
    };
    Notice {
        due: invoice.amount_remaining.or(invoice.amount_due).map(money),
        items: invoice.lines.iter().flat_map(|lines| &lines.data).map(|line| item(line, &invoice.currency)).collect(),
        totals: (totals != Totals::default()).then_some(totals),
        next_attempt: invoice.next_payment_attempt.and_then(rfc3339),
        invoice: Some(invoice.id.clone()),
        ..empty
    }
}

/// How the overdue invoice stands once the method is replaced.
pub(crate) fn outcome(invoice: Invoice) -> InvoiceOutcome {
    InvoiceOutcome {
        status: InvoiceStatus::Open,
        amount: invoice.amount_remaining.or(invoice.amount_due).map(|amount| money(amount, &invoice.currency)),
        url: invoice.hosted_invoice_url,
        reason: None,
        next_attempt: invoice.next_payment_attempt.and_then(rfc3339),
    }
}

/// The sentence beside Checkout's button, so that it stands where the card is
/// entered what is charged, to what the customer agreed, and that nothing is
/// otherwise. Checkout shows no price. `locale` is a BCP 47 tag.
pub(crate) fn submit_text(
    subscription: &Subscription,
    invoice: Option<&Invoice>,
    agreed: Option<&Agreement>,
    locale: Option<&str>,
) -> Cow<'static, str> {
    let words = &Language::of_tag(locale).words.checkout;
    if let Some(agreed) = agreed {
        let amount = plain(&money(agreed.amount, &agreed.currency));
        return words.charged.replace("{amount}", &amount).into();
    }
    if !subscription.owes() {
        words.later
    } else if invoice.is_some_and(|invoice| invoice.next_payment_attempt.is_some()) {
        words.tried_again
    } else {
        words.stays_open
    }
    .into()
}

fn item(line: &Line, currency: &str) -> Item {
    let quantity = line.quantity.and_then(|quantity| u32::try_from(quantity).ok()).unwrap_or(1);
    Item {
        name: product_name(line.description.as_deref().unwrap_or_default(), quantity),
        quantity,
        amount: line.amount.map(|amount| money(amount, currency)),
    }
}

/// The name inside Stripe's own wording, `2 × Team monthly (at €12.45 / month)`;
/// any other description stays as it is.
fn product_name(description: &str, quantity: u32) -> String {
    let plain = description.strip_prefix(&format!("{quantity} × ")).unwrap_or(description);
    let plain = match plain.rsplit_once(" (at ") {
        Some((name, rest)) if rest.ends_with(')') => name,
        _ => plain,
    };
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn subscription(status: &str) -> Subscription {
        serde_json::from_value(json!({"id": "sub_1uT5HTptPNq18zPzRZ5YRta4", "status": status, "customer": "cus_P1qzWtbWjVX8aI", "currency": "usd", "default_payment_method": null})).unwrap()
    }

    /// The reference's open invoice, with what Stripe sends beside it.
    fn invoice(more: Value) -> Invoice {
        let mut invoice = json!({"id": "in_1yh43vhtPNq18zPzRZ5YR7yV", "object": "invoice", "status": "open", "customer": "cus_P1qzWtbWjVX8aI", "currency": "usd", "amount_due": 2988, "amount_paid": 0, "amount_remaining": 2988,
            "attempt_count": 1, "attempted": true, "auto_advance": true, "default_payment_method": null, "next_payment_attempt": 1_795_450_200, "hosted_invoice_url": "https://invoice.stripe.com/i/acct_1ExampleExample01/test_example",
            "livemode": false, "parent": {"type": "subscription_details", "subscription_details": {"metadata": {}, "subscription": "sub_1uT5HTptPNq18zPzRZ5YRta4"}}});
        invoice.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(invoice).unwrap()
    }

    #[test]
    fn a_past_due_notice_has_lines_tax_and_the_next_attempt() {
        let invoice = invoice(
            json!({"subtotal": 2490, "total": 2988, "total_taxes": [{"amount": 400}, {"amount": 98}], "total_discount_amounts": [],
            "lines": {"object": "list", "has_more": false, "data": [{"description": "2 × Example Notes Team (at $12.45 / month)", "amount": 2490, "quantity": 2}, {"description": null, "amount": null, "quantity": null}]}}),
        );
        let notice = notice(&subscription("past_due"), Some(&invoice), false);
        let value = serde_json::to_value(&notice).unwrap();
        let usd = |amount: i64| json!({"amount": amount, "currency": "USD", "decimals": 2});
        assert_eq!(
            value,
            json!({"kind": "past_due", "charged_now": false, "due": usd(2988), "invoice": "in_1yh43vhtPNq18zPzRZ5YR7yV", "next_attempt": "2026-11-23T16:10:00Z",
            "items": [{"name": "Example Notes Team", "quantity": 2, "amount": usd(2490)}, {"name": "", "quantity": 1}],
            "totals": {"subtotal": usd(2490), "tax": usd(498), "total": usd(2988)}})
        );
    }

    #[test]
    fn older_invoices_have_tax_and_credit_is_what_the_balance_pays() {
        let invoice = invoice(
            json!({"subtotal": 2490, "total": 2988, "tax": 498, "amount_due": 2000, "amount_remaining": 2000, "total_discount_amounts": [{"amount": 300}]}),
        );
        let totals = notice(&subscription("unpaid"), Some(&invoice), false).totals.unwrap();
        assert_eq!(
            (totals.tax.unwrap().amount, totals.credit.unwrap().amount, totals.discount.unwrap().amount),
            (498, 988, 300)
        );
    }

    #[test]
    fn without_a_debt_nothing_is_said_about_money() {
        let notice = notice(&subscription("active"), Some(&invoice(json!({}))), false);
        assert_eq!((notice.kind, notice.due, notice.invoice), (Kind::ZeroValue, None, None));
    }

    #[test]
    fn a_past_due_subscription_without_an_open_invoice_is_still_past_due() {
        let notice = notice(&subscription("past_due"), None, false);
        assert_eq!((notice.kind, notice.due, notice.totals), (Kind::PastDue, None, None));
    }

    #[test]
    fn the_sentence_promises_no_retry_that_will_not_come() {
        let text = |status: &str, next: Value, locale| {
            submit_text(&subscription(status), Some(&invoice(json!({"next_payment_attempt": next}))), None, locale)
        };
        for locale in [None, Some("de-AT"), Some("ar"), Some("fi")] {
            let words = &Language::of_tag(locale).words.checkout;
            assert_eq!(text("past_due", json!(1_795_450_200), locale), words.tried_again);
            assert_eq!(text("unpaid", Value::Null, locale), words.stays_open);
            assert_eq!(text("active", json!(1_795_450_200), locale), words.later);
            assert!([words.tried_again, words.stays_open, words.later].iter().all(|text| text.len() <= 1200));
        }
        assert!(text("active", Value::Null, None).starts_with("Nothing is charged now."));
    }

    #[test]
    fn what_was_agreed_stands_where_the_card_is_entered() {
        let agreed = Agreement { invoice: "in_1".to_owned(), amount: 2988, currency: "usd".to_owned() };
        for (locale, beginning) in
            [(None, "29.88 USD is"), (Some("de"), "29.88 USD werden"), (Some("ar"), "سيُخصم الآن 29.88 USD")]
        {
            let text = submit_text(&subscription("past_due"), Some(&invoice(json!({}))), Some(&agreed), locale);
            assert!(text.starts_with(beginning), "{text}");
        }
    }

    #[test]
    fn names_lose_only_stripes_own_wording() {
        assert_eq!(product_name("1 × Solo (yearly) (at $99.00 / year)", 1), "Solo (yearly)");
        assert_eq!(product_name("Unused time on Solo (at home)", 1), "Unused time on Solo");
        assert_eq!(product_name("2 × Solo", 1), "2 × Solo");
    }
}
