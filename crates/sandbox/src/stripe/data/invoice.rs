//! Invoices with their lines, in the shape of the newest API: taxes as a list,
//! the subscription under `parent`.

use serde_json::{Value, json};

use super::Card;
use crate::seeds::Item;

/// So many lines come with an invoice; the others have to be asked for.
const INCLUDED: usize = 10;

/// An invoice of a subscription.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Invoice {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    pub(in crate::stripe) customer: String,
    pub(in crate::stripe) subscription: String,
    pub(in crate::stripe) status: &'static str,
    pub(in crate::stripe) currency: String,
    pub(in crate::stripe) decimals: u8,
    pub(in crate::stripe) period: (i64, i64),
    pub(in crate::stripe) next_attempt: Option<i64>,
    pub(in crate::stripe) hosted_url: String,
    pub(in crate::stripe) lines: Vec<Line>,
    /// Credit notes since it was finalized, in minor units.
    pub(in crate::stripe) credited: i64,
    /// How often a payment was tried.
    pub(in crate::stripe) attempts: u32,
    /// How often money was taken since the double started.
    pub(in crate::stripe) charges: u32,
    /// The card whose bank is being asked, on the hosted page.
    pub(in crate::stripe) challenge: Option<Card>,
}

/// One line.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Line {
    pub(in crate::stripe) item: Item,
    pub(in crate::stripe) tax: i64,
}

impl Invoice {
    fn subtotal(&self) -> i64 {
        self.lines.iter().map(|line| line.item.subtotal()).sum()
    }

    fn tax(&self) -> i64 {
        self.lines.iter().map(|line| line.tax).sum()
    }

    pub(in crate::stripe) fn total(&self) -> i64 {
        self.subtotal() + self.tax()
    }

    /// What is to be paid of it.
    pub(in crate::stripe) fn due(&self) -> i64 {
        self.total() - self.credited
    }

    pub(in crate::stripe) fn json(&self) -> Value {
        let (subtotal, tax) = (self.subtotal(), self.tax());
        let total = subtotal + tax;
        let due = self.due();
        let paid = if self.status == "paid" { due } else { 0 };
        json!({
            "id": self.id,
            "object": "invoice",
            "amount_due": due,
            "amount_overpaid": 0,
            "amount_paid": paid,
            "amount_remaining": due - paid,
            "attempt_count": self.attempts,
            "attempted": true,
            "auto_advance": self.status == "open",
            "billing_reason": "subscription_cycle",
            "collection_method": "charge_automatically",
            "created": self.created,
            "currency": self.currency,
            "customer": self.customer,
            "default_payment_method": null,
            "default_source": null,
            "discounts": [],
            "due_date": null,
            "ending_balance": 0,
            "hosted_invoice_url": self.hosted_url,
            "lines": {
                "object": "list",
                "data": self.lines().take(INCLUDED).collect::<Vec<_>>(),
                "has_more": self.lines.len() > INCLUDED,
                "url": format!("/v1/invoices/{}/lines", self.id),
            },
            "livemode": false,
            "metadata": {},
            "next_payment_attempt": self.next_attempt,
            "number": format!("FERN-{:04}", self.created / 86_400 % 10_000),
            "parent": {
                "quote_details": null,
                "subscription_details": { "metadata": {}, "subscription": self.subscription },
                "type": "subscription_details",
            },
            "period_start": self.period.0,
            "period_end": self.period.1,
            "pre_payment_credit_notes_amount": self.credited,
            "starting_balance": 0,
            "status": self.status,
            "subtotal": subtotal,
            "subtotal_excluding_tax": subtotal,
            "total": total,
            "total_discount_amounts": [],
            "total_excluding_tax": subtotal,
            "total_taxes": if tax == 0 { json!([]) } else { json!([taxes(tax, subtotal)]) },
        })
    }

    /// All its lines, as they stand on it.
    pub(in crate::stripe) fn lines(&self) -> impl Iterator<Item = Value> {
        self.lines.iter().enumerate().map(|(n, line)| self.line(n, line))
    }

    fn line(&self, n: usize, line: &Line) -> Value {
        let item = &line.item;
        let amount = item.subtotal();
        // As Stripe words the lines of a subscription.
        let description =
            format!("{} × {} (at {} / month)", item.quantity, item.product, self.price(item.unit_amount),);
        json!({
            "id": format!("il_{}{n}", self.id.trim_start_matches("in_")),
            "object": "line_item",
            "amount": amount,
            "currency": self.currency,
            "description": description,
            "discount_amounts": [],
            "discountable": true,
            "discounts": [],
            "invoice": self.id,
            "livemode": false,
            "metadata": {},
            "parent": {
                "invoice_item_details": null,
                "subscription_item_details": {
                    "invoice_item": null,
                    "proration": false,
                    "proration_details": null,
                    "subscription": self.subscription,
                    "subscription_item": format!("si_{}{n}", self.subscription.trim_start_matches("sub_")),
                },
                "type": "subscription_item_details",
            },
            "period": { "start": self.period.0, "end": self.period.1 },
            "pretax_credit_amounts": [],
            "pricing": {
                "price_details": { "price": item.price_id, "product": item.product_id },
                "type": "price_details",
                "unit_amount_decimal": item.unit_amount.to_string(),
            },
            "quantity": item.quantity,
            "subtotal": amount,
            "taxes": if line.tax == 0 { json!([]) } else { json!([taxes(line.tax, amount)]) },
        })
    }

    /// `£3.00`, `KWD 4.750`: as a person reads an amount.
    pub(in crate::stripe) fn price(&self, amount: i64) -> String {
        let unit = 10_i64.pow(u32::from(self.decimals));
        let digits = if self.decimals == 0 {
            amount.to_string()
        } else {
            let width = usize::from(self.decimals);
            format!("{}.{:0width$}", amount / unit, amount % unit)
        };
        match self.currency.as_str() {
            "usd" => format!("${digits}"),
            "gbp" => format!("£{digits}"),
            "eur" => format!("€{digits}"),
            other => format!("{} {digits}", other.to_uppercase()),
        }
    }
}

fn taxes(amount: i64, taxable: i64) -> Value {
    json!({
        "amount": amount,
        "tax_behavior": "exclusive",
        "tax_rate_details": { "tax_rate": "txr_1FernwayExampleExample01" },
        "taxability_reason": "standard_rated",
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    })
}
