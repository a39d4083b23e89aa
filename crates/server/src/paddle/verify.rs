//! What became of a transaction.

use upm_contract::{InvoiceOutcome, InvoiceStatus, Status, Verification};

use super::{
    client::Paddle,
    money::money,
    start::belongs,
    types::{METHOD_CHANGE, Payment, Transaction},
};
use crate::{
    error::{Code, Error},
    outside::Repeat,
    token::Claims,
};

impl Paddle {
    /// How far the transaction's update is. Transactions of others are unknown.
    pub(crate) async fn verify(&self, claims: &Claims, id: &str) -> Result<Verification, Error> {
        let transaction: Transaction = self
            .get("get transaction", &format!("/transactions/{id}"), Repeat::Safe)
            .await
            .map_err(|error| match error.code() {
                // A malformed id is refused with 400.
                Code::NotFound | Code::ProviderRefused => Error::unknown(),
                _ => error,
            })?;
        if !belongs(&transaction, claims) {
            return Err(Error::unknown());
        }
        Ok(judge(&transaction))
    }
}

fn judge(transaction: &Transaction) -> Verification {
    let waiting = |status| Verification { status, payment_method: None, invoice: None };
    match transaction.status.as_str() {
        "paid" | "completed" => {}
        "canceled" => return waiting(Status::Expired),
        // Also after a declined card: the checkout stays open for another.
        _ => return waiting(Status::Pending),
    }
    let captured = captured(transaction);
    let changes_method = transaction.origin == METHOD_CHANGE;
    let status = if changes_method || captured.is_some_and(|paid| is_another_method(paid, transaction)) {
        Status::Updated
    } else {
        Status::PaidWithPreviousMethod
    };
    let method = captured.or_else(|| transaction.payments.first().filter(|_| changes_method));
    Verification {
        status,
        payment_method: method.and_then(|payment| payment.method_details.clone()).map(Into::into),
        invoice: (!changes_method).then(|| InvoiceOutcome {
            status: InvoiceStatus::Paid,
            amount: paid_amount(transaction),
            url: None,
            reason: None,
            next_attempt: None,
        }),
    }
}

/// The payment that took the money.
pub(super) fn captured(transaction: &Transaction) -> Option<&Payment> {
    transaction.payments.iter().find(|payment| payment.status == "captured")
}

/// Whether `paid` is by another method than the one on file before: that of the
/// first attempt, which Paddle made by itself. Later failures do not count, since
/// a new card may fail once and then succeed. Without a failed attempt nothing
/// shows that a method was replaced: an ordinary renewal looks like that.
fn is_another_method(paid: &Payment, transaction: &Transaction) -> bool {
    // Newest first in Paddle's answers, so the last of equals is the oldest.
    let Some(first) = transaction.payments.iter().rev().min_by(|a, b| a.created_at.cmp(&b.created_at)) else {
        return false;
    };
    if matches!(first.status.as_str(), "captured" | "authorized" | "created") {
        return false;
    }
    match (&paid.payment_method_id, &first.payment_method_id) {
        (Some(paid), Some(first)) => paid != first,
        _ => paid.method_details.is_some() && paid.method_details != first.method_details,
    }
}

fn paid_amount(transaction: &Transaction) -> Option<upm_contract::Money> {
    let totals = &transaction.details.totals;
    let amount = totals.grand_total.as_deref().or(totals.total.as_deref());
    money(amount, totals.currency_code.as_deref().unwrap_or(&transaction.currency_code))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::paddle::tests::{ACTIVE, PAST_DUE, transaction};

    fn payment(status: &str, method: Value, last4: &str, at: &str) -> Value {
        json!({"status": status, "payment_method_id": method, "created_at": at,
            "method_details": {"type": "card", "card": {"type": "visa", "last4": last4, "expiry_month": 4, "expiry_year": 2030, "cardholder_name": "Sam Example"}}})
    }

    fn past_due(status: &str, payments: &[Value]) -> Verification {
        judge(&transaction(PAST_DUE, &[("/status", json!(status)), ("/payments", json!(payments))]))
    }

    #[test]
    fn a_debt_paid_by_another_method_is_an_update() {
        let failed = payment("error", json!("paymtd_old"), "0002", "2026-11-14T09:30:01.797544Z");
        let paid = payment("captured", json!("paymtd_new"), "4242", "2026-11-21T10:00:00Z");
        for status in ["paid", "completed"] {
            let verification = past_due(status, &[paid.clone(), failed.clone()]);
            assert_eq!(verification.status, Status::Updated);
            let method = serde_json::to_value(verification.payment_method).unwrap();
            assert_eq!(
                method,
                json!({"type": "card", "brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030})
            );
            assert_eq!(verification.invoice.unwrap().amount.unwrap().amount, 2988);
        }
        // A new card that fails once is still a new card.
        let new_failed = payment("error", json!("paymtd_new"), "4242", "2026-11-21T09:59:00Z");
        assert_eq!(past_due("paid", &[paid, new_failed, failed]).status, Status::Updated);
    }

    #[test]
    fn a_debt_paid_by_the_old_method_is_not() {
        let failed = payment("error", json!("paymtd_old"), "0002", "2026-11-14T09:30:01.797544Z");
        let paid = payment("captured", json!("paymtd_old"), "0002", "2026-11-21T10:00:00Z");
        assert_eq!(past_due("paid", &[paid.clone(), failed]).status, Status::PaidWithPreviousMethod);
        assert_eq!(past_due("completed", &[paid]).status, Status::PaidWithPreviousMethod, "an ordinary renewal");
        assert_eq!(past_due("completed", &[]).status, Status::PaidWithPreviousMethod, "paid by credit");
    }

    #[test]
    fn without_method_ids_the_details_decide() {
        let failed = payment("error", Value::Null, "0002", "2026-11-14T09:30:01Z");
        let same = payment("captured", Value::Null, "0002", "2026-11-21T10:00:00Z");
        let other = payment("captured", json!("paymtd_new"), "4242", "2026-11-21T10:00:00Z");
        assert_eq!(past_due("paid", &[same, failed.clone()]).status, Status::PaidWithPreviousMethod);
        assert_eq!(past_due("paid", &[other, failed]).status, Status::Updated);
    }

    #[test]
    fn unfinished_is_pending_and_canceled_is_expired() {
        for status in ["past_due", "ready", "draft", "billed", "some_new_status"] {
            assert_eq!(past_due(status, &[]).status, Status::Pending, "{status}");
        }
        assert_eq!(past_due("canceled", &[]).status, Status::Expired);
    }

    #[test]
    fn a_zero_value_update_needs_no_payment() {
        let done = judge(&transaction(ACTIVE, &[("/status", json!("completed"))]));
        assert_eq!((done.status, done.payment_method, done.invoice), (Status::Updated, None, None));
        let payments = json!([payment("authorized", json!("paymtd_new"), "4242", "2026-11-21T10:00:00Z")]);
        let done = judge(&transaction(ACTIVE, &[("/status", json!("paid")), ("/payments", payments)]));
        assert_eq!(done.payment_method.unwrap().last4.as_deref(), Some("4242"));
        let free_renewal = [("/status", json!("completed")), ("/origin", json!("subscription_recurring"))];
        assert_eq!(judge(&transaction(ACTIVE, &free_renewal)).status, Status::PaidWithPreviousMethod);
    }
}
