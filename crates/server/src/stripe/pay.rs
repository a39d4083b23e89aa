//! Paying the overdue invoice with the new method, once the customer agreed.
//!
//! Off by default. Stripe charges nothing when a default changes; the next
//! scheduled attempt does. A customer who was shown the amount and pressed "pay"
//! expects it to be paid now.

use serde::Deserialize;
use upm_contract::{InvoiceOutcome, InvoiceStatus};

use super::{
    client::{Refused, Stripe},
    money::money,
    notice::outcome,
    reconcile::{Agreement, Candidate},
    subject::Subject,
    types::{self, Invoice, Subscription},
};
use crate::{decline, error::Error, flaw::flawed};

/// How long consent lasts after the method was saved. Later the customer no
/// longer expects a charge.
const CONSENT: u64 = 60 * 60;

#[derive(Deserialize)]
struct Paid {
    #[serde(default)]
    status: String,
}

impl Stripe {
    /// What is paid at once if the customer agrees: the overdue invoice as it is
    /// now, with pay-now on.
    pub(super) fn payable(&self, subscription: &Subscription, invoice: Option<&Invoice>) -> Option<Agreement> {
        let invoice = invoice.filter(|_| self.config.pay_now && subscription.owes())?;
        let amount = invoice.amount_remaining.filter(|amount| *amount > 0)?;
        Some(Agreement { invoice: invoice.id.clone(), amount, currency: invoice.currency.clone() })
    }

    /// Pays the invoice that the customer agreed to, if it is still open and
    /// still for that amount, and says what became of it. A decline, or a bank
    /// that wants a confirmation, is an outcome: the method stays saved.
    pub(super) async fn pay_as_agreed(
        &self,
        subject: &Subject,
        newest: &Candidate,
        subscription: &Subscription,
    ) -> Result<Option<InvoiceOutcome>, Error> {
        if !self.config.pay_now {
            return Ok(None);
        }
        let agreed = if flawed!(self, PaysWithoutConsent) {
            let invoice = self.overdue_invoice(subscription).await?;
            invoice.map(|invoice| Agreement {
                amount: invoice.amount_remaining.unwrap_or_default(),
                currency: invoice.currency,
                invoice: invoice.id,
            })
        } else {
            newest.agreed.clone()
        };
        let Some(agreed) = agreed else { return Ok(None) };
        let path = format!("/v1/invoices/{}", agreed.invoice);
        let invoice: Invoice = self.get("get invoice", &path, &[]).await?;
        if types::id(invoice.customer.as_ref()) != Some(&subject.customer)
            || invoice.subscription() != Some(&subject.subscription)
        {
            return Ok(None);
        }
        if invoice.status == "paid" {
            return Ok(Some(paid(&agreed)));
        }
        if invoice.status != "open" {
            // Void or written off: what may be overdue now is another.
            return Ok(None);
        }
        let still_agreed = invoice.amount_remaining == Some(agreed.amount)
            && invoice.currency == agreed.currency
            && self.clock.now().saturating_sub(newest.succeeded()) < CONSENT;
        if !still_agreed {
            return Ok(Some(outcome(invoice)));
        }
        Ok(Some(self.pay(&path, newest, &agreed, invoice).await))
    }

    /// The key is of the invoice and the method, so a decline is not tried again:
    /// asking again gives the same answer from Stripe's storage.
    async fn pay(&self, path: &str, newest: &Candidate, agreed: &Agreement, invoice: Invoice) -> InvoiceOutcome {
        let form = vec![
            ("payment_method".to_owned(), newest.payment_method.clone()),
            // The customer is there, or has been within the hour.
            ("off_session".to_owned(), "false".to_owned()),
        ];
        let result =
            self.post_or_refused::<Paid>("pay invoice", &format!("{path}/pay"), &form, &["pay", &invoice.id]).await;
        let mut outcome = outcome(invoice);
        match result {
            Ok(Ok(answer)) if answer.status == "paid" => {
                self.metrics().paid();
                tracing::info!("an overdue invoice was paid as agreed");
                return paid(agreed);
            }
            Ok(Ok(_)) => {}
            Ok(Err(Refused { code, .. })) if code == "invoice_payment_intent_requires_action" => {
                outcome.status = InvoiceStatus::RequiresAction;
            }
            Ok(Err(Refused { status: 402, code, decline_code })) => {
                outcome.status = InvoiceStatus::Declined;
                outcome.reason =
                    Some(decline_code.unwrap_or(code)).filter(|reason| !reason.is_empty()).map(decline::told);
            }
            // Still open as far as we know: the method is saved all the same, and
            // the next webhook, visit or sweep within the hour tries again.
            Ok(Err(refused)) => {
                // Stripe's own attempt, or one of ours that Stripe answered with a failure, may have been faster.
                if self.get::<Invoice>("get invoice", path, &[]).await.is_ok_and(|now| now.status == "paid") {
                    return paid(agreed);
                }
                tracing::error!(status = refused.status, code = refused.code, "an agreed payment was refused")
            }
            Err(error) => tracing::warn!(%error, "an agreed payment got no answer"),
        }
        outcome
    }
}

fn paid(agreed: &Agreement) -> InvoiceOutcome {
    InvoiceOutcome {
        status: InvoiceStatus::Paid,
        amount: Some(money(agreed.amount, &agreed.currency)),
        url: None,
        reason: None,
        next_attempt: None,
    }
}
