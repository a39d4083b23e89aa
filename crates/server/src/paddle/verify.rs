//! What became of a transaction.
//!
//! # Which payment is this opening's
//! The id that the widget holds is the transaction's, because Paddle.js opens by
//! it, so there is no place in it for a time or a signature of ours, and nothing
//! is stored here. What Paddle keeps is enough:
//!
//! - For an active subscription every start makes a transaction of its own.
//!   Whatever happened on it happened after that opening.
//! - A past-due subscription gets the same transaction each time, but only while
//!   nothing has been captured on it. So a capture came after the opening that led
//!   to it, and what is left to tell is by whom: Paddle's own retry takes the method
//!   that failed, which is that of Paddle's first attempt, and a checkout takes
//!   another. A card that is entered anew counts as another even if it is the same
//!   card: it has an id of its own, and it is the one that will be charged.
//! - An address that was kept can name a transaction of long ago, and its card may
//!   have been replaced since. What was finished more than [`REMEMBERED`] ago is
//!   unknown, like any id that is none; a customer token lives no longer either.
//! - A declined attempt is told if a checkout made it, no more than
//!   [`DECLINE_REMEMBERED`] ago. The widget shows it only once its own checkout has
//!   reported a failure, so that an earlier opening's is not taken for this one's.
//!
//! Where it cannot be known that another method paid, it is not claimed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use upm_contract::{InvoiceOutcome, InvoiceStatus, Status, Verification};

use super::{
    client::Paddle,
    money::money,
    notice::notice,
    start::belongs,
    types::{METHOD_CHANGE, Payment, Transaction},
};
use crate::{
    decline,
    error::{Code, Error},
    json::word,
    outside::Repeat,
    token::MAX_LIFETIME,
};

/// How long the end of a transaction is told of.
const REMEMBERED: Duration = MAX_LIFETIME;

/// How long a declined attempt is told of.
const DECLINE_REMEMBERED: Duration = Duration::from_secs(60 * 60);

impl Paddle {
    /// How far the transaction's update is at `now` (Unix seconds). Transactions of
    /// others are unknown.
    pub(crate) async fn verify(
        &self,
        customer: &str,
        subscription: Option<&str>,
        id: &str,
        now: u64,
    ) -> Result<Verification, Error> {
        let transaction: Transaction = self
            .get("get transaction", &format!("/transactions/{id}"), Repeat::Safe)
            .await
            .map_err(|error| match error.code() {
                // A malformed id is refused with 400.
                Code::NotFound | Code::ProviderRefused => Error::unknown(),
                _ => error,
            })?;
        if !belongs(&transaction, customer, subscription) {
            return Err(Error::unknown());
        }
        judge(&transaction, UNIX_EPOCH + Duration::from_secs(now)).ok_or_else(Error::unknown)
    }
}

/// Nothing for what ended too long ago.
fn judge(transaction: &Transaction, now: SystemTime) -> Option<Verification> {
    let status = match transaction.status.as_str() {
        "paid" | "completed" => return finished(transaction, now),
        "canceled" => Status::Expired,
        // Also after a declined card: the checkout stays open for another.
        _ => Status::Pending,
    };
    let invoice = declined(transaction, now).filter(|_| status == Status::Pending);
    Some(Verification { status, payment_method: None, invoice })
}

fn finished(transaction: &Transaction, now: SystemTime) -> Option<Verification> {
    let payment = transaction.effective();
    let at = payment.and_then(|payment| payment.captured_at.or(payment.created_at)).or(transaction.updated_at);
    if is_older(at, REMEMBERED, now) {
        return None;
    }
    let changes_method = transaction.origin == METHOD_CHANGE;
    let another = || {
        let before = transaction.first_by_paddle()?;
        Some(transaction.captured()?.same_method(before) == Some(false))
    };
    let status =
        if changes_method || another() == Some(true) { Status::Updated } else { Status::PaidWithPreviousMethod };
    Some(Verification {
        status,
        payment_method: payment.and_then(|payment| payment.method_details.clone()).map(Into::into),
        invoice: (!changes_method).then(|| InvoiceOutcome {
            status: InvoiceStatus::Paid,
            amount: paid_amount(transaction),
            url: None,
            reason: None,
            next_attempt: None,
        }),
    })
}

/// The latest attempt, if it was declined and the customer made it.
fn declined(transaction: &Transaction, now: SystemTime) -> Option<InvoiceOutcome> {
    let payment = transaction.latest().filter(|payment| payment.status == "error")?;
    let by_customer = match transaction.first_by_paddle() {
        None => true,
        Some(before) => !is_retry(payment, before),
    };
    if !by_customer || is_older(payment.created_at, DECLINE_REMEMBERED, now) {
        return None;
    }
    Some(InvoiceOutcome {
        status: InvoiceStatus::Declined,
        amount: notice(transaction).due,
        url: None,
        reason: payment.error_code.clone().filter(|code| word(code).is_some()).map(decline::told),
        next_attempt: None,
    })
}

/// Whether a declined attempt is Paddle's own. Paddle retries the method on file,
/// which has an id; what a customer entered is not kept when it is declined.
fn is_retry(payment: &Payment, before: &Payment) -> bool {
    let entered = payment.payment_method_id.is_none() && before.payment_method_id.is_some();
    !entered && payment.same_method(before) != Some(false)
}

fn is_older(at: Option<SystemTime>, limit: Duration, now: SystemTime) -> bool {
    at.and_then(|at| now.duration_since(at).ok()).is_some_and(|age| age > limit)
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

    /// When Paddle's own attempt failed.
    const FAILED: &str = "2026-11-14T09:30:01.797544Z";
    const NOW: &str = "2026-11-21T10:05:00Z";

    fn payment(status: &str, method: &str, last4: &str, at: &str) -> Value {
        json!({"status": status, "payment_method_id": Some(method).filter(|id| !id.is_empty()), "created_at": at,
            "error_code": (status == "error").then_some("expired_card"),
            "method_details": {"type": "card", "card": {"type": "visa", "last4": last4, "expiry_month": 4, "expiry_year": 2030, "cardholder_name": "Sam Example"}}})
    }

    /// Paddle's attempt by the old method, which failed.
    fn failed() -> Value {
        payment("error", "paymtd_old", "0002", FAILED)
    }

    fn captured(method: &str, last4: &str) -> Value {
        payment("captured", method, last4, "2026-11-21T10:00:00Z")
    }

    fn verdict(fixture: &str, changes: &[(&str, Value)]) -> Option<Verification> {
        judge(&transaction(fixture, changes), humantime::parse_rfc3339(NOW).unwrap())
    }

    fn past_due(status: &str, payments: &[Value]) -> Verification {
        let updated_at = ("/updated_at", json!("2026-11-21T10:00:01Z"));
        verdict(PAST_DUE, &[("/status", json!(status)), ("/payments", json!(payments)), updated_at]).unwrap()
    }

    #[test]
    fn a_debt_is_an_update_only_if_another_method_is_known_to_have_paid_it() {
        let retry = |at| payment("error", "paymtd_old", "0002", at);
        let (later, last) = ("2026-11-17T09:30:01Z", "2026-11-21T09:59:00Z");
        let other = || captured("paymtd_new", "4242");
        for (case, payments, expected) in [
            ("another card", vec![other(), failed()], Status::Updated),
            ("after Paddle's retries", vec![other(), retry(later), failed()], Status::Updated),
            ("after failures of its own", vec![other(), payment("error", "", "4242", last), failed()], Status::Updated),
            (
                "after another new card failed",
                vec![other(), payment("error", "", "9995", last), failed()],
                Status::Updated,
            ),
            ("the same card, entered anew", vec![captured("paymtd_new", "0002"), failed()], Status::Updated),
            ("in any order", vec![failed(), retry(later), other()], Status::Updated),
            ("Paddle's retry", vec![captured("paymtd_old", "0002"), failed()], Status::PaidWithPreviousMethod),
            (
                "Paddle's retry, after a new card was declined",
                vec![captured("paymtd_old", "0002"), payment("error", "", "4242", last), failed()],
                Status::PaidWithPreviousMethod,
            ),
            (
                "Paddle's retry, while a new card waits for the bank",
                vec![payment("action_required", "", "4242", last), captured("paymtd_old", "0002"), failed()],
                Status::PaidWithPreviousMethod,
            ),
            ("an ordinary renewal", vec![captured("paymtd_old", "0002")], Status::PaidWithPreviousMethod),
            (
                "no ids, the same card",
                vec![captured("", "0002"), payment("error", "", "0002", FAILED)],
                Status::PaidWithPreviousMethod,
            ),
            ("no ids, another card", vec![captured("", "4242"), payment("error", "", "0002", FAILED)], Status::Updated),
            ("nothing to compare", vec![json!({"status": "captured"}), failed()], Status::PaidWithPreviousMethod),
            (
                "authorised, not captured",
                vec![payment("authorized", "paymtd_new", "4242", last), failed()],
                Status::PaidWithPreviousMethod,
            ),
            ("credit", vec![failed()], Status::PaidWithPreviousMethod),
            ("no payments at all", vec![], Status::PaidWithPreviousMethod),
        ] {
            for status in ["paid", "completed"] {
                assert_eq!(past_due(status, &payments).status, expected, "{case}");
            }
        }
    }

    #[test]
    fn a_purchase_is_no_update() {
        let payments = json!([captured("paymtd_new", "4242"), payment("error", "", "0002", "2026-11-21T09:59:00Z")]);
        for origin in ["web", "api", ""] {
            let changes = [("/status", json!("paid")), ("/origin", json!(origin)), ("/payments", payments.clone())];
            assert_eq!(verdict(PAST_DUE, &changes).unwrap().status, Status::PaidWithPreviousMethod, "{origin}");
        }
    }

    #[test]
    fn an_update_says_what_paid_and_how_much() {
        let verification = past_due("paid", &[captured("paymtd_new", "4242"), failed()]);
        assert_eq!(
            serde_json::to_value(verification).unwrap(),
            json!({"status": "updated", "payment_method": {"type": "card", "brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030},
                "invoice": {"status": "paid", "amount": {"amount": 2988, "currency": "EUR", "decimals": 2}}})
        );
    }

    #[test]
    fn what_ended_long_ago_is_unknown() {
        let paid = |at: &str| {
            let payments = json!([payment("captured", "paymtd_new", "4242", at), failed()]);
            verdict(PAST_DUE, &[("/status", json!("completed")), ("/payments", payments)])
        };
        assert!(paid("2026-11-20T10:05:00Z").is_some());
        assert_eq!(paid("2026-11-20T10:04:59.999Z"), None);
        // A clock ahead of ours.
        assert!(paid("2026-11-21T10:06:00Z").is_some());
        let replaced = |at: &str| verdict(ACTIVE, &[("/status", json!("completed")), ("/updated_at", json!(at))]);
        assert!(replaced("2026-11-21T10:00:00.123456789Z").is_some());
        assert_eq!(replaced("2026-11-19T10:00:00Z"), None);
    }

    #[test]
    fn unfinished_is_pending_and_canceled_is_expired() {
        for status in ["past_due", "ready", "draft", "billed", "some_new_status"] {
            assert_eq!(past_due(status, &[]).status, Status::Pending, "{status}");
        }
        let declined = payment("error", "", "4242", "2026-11-21T10:00:00Z");
        let canceled = past_due("canceled", &[declined, failed()]);
        assert_eq!((canceled.status, canceled.invoice), (Status::Expired, None));
    }

    #[test]
    fn a_declined_attempt_is_told_if_the_customer_made_it_now() {
        let just = "2026-11-21T10:00:00Z";
        let told = |payments: &[Value]| {
            let verification = past_due("past_due", payments);
            assert_eq!(verification.status, Status::Pending);
            let outcome = verification.invoice?;
            assert_eq!((outcome.status, outcome.amount.unwrap().amount), (InvoiceStatus::Declined, 2988));
            outcome.reason
        };
        let why = Some("expired_card".to_owned());
        assert_eq!(told(&[payment("error", "", "4242", just), failed()]), why, "a new card");
        assert_eq!(told(&[payment("error", "", "0002", just), failed()]), why, "the same card, entered anew");
        assert_eq!(told(&[payment("error", "paymtd_new", "4242", just), failed()]), why, "kept although declined");
        assert_eq!(told(&[payment("error", "paymtd_old", "0002", just), failed()]), None, "Paddle's retry");
        assert_eq!(told(&[failed()]), None, "Paddle's first attempt");
        let earlier = payment("error", "", "4242", "2026-11-21T09:04:59Z");
        assert_eq!(told(&[earlier.clone(), failed()]), None, "of an earlier opening");
        assert_eq!(
            told(&[payment("action_required", "", "4242", just), earlier, failed()]),
            None,
            "another is under way"
        );

        let odd = json!({"status": "error", "error_code": "call sam@example.com", "created_at": just});
        assert_eq!(told(&[odd, failed()]), None, "no word");
        let payments = json!([payment("error", "", "4242", just)]);
        let zero = verdict(ACTIVE, &[("/payments", payments)]).unwrap().invoice.unwrap();
        assert_eq!((zero.status, zero.amount, zero.reason), (InvoiceStatus::Declined, None, why));
    }

    #[test]
    fn a_zero_value_update_needs_no_payment() {
        let updated_at = ("/updated_at", json!("2026-11-21T10:00:00Z"));
        let done = verdict(ACTIVE, &[("/status", json!("completed")), updated_at.clone()]).unwrap();
        assert_eq!((done.status, done.payment_method, done.invoice), (Status::Updated, None, None));
        let method = |payments: Value| {
            let changes = [("/status", json!("paid")), ("/payments", payments), updated_at.clone()];
            verdict(ACTIVE, &changes).unwrap().payment_method.and_then(|method| method.last4)
        };
        let authorized = payment("authorized", "paymtd_new", "4242", "2026-11-21T10:00:00Z");
        let declined = payment("error", "", "0002", "2026-11-21T09:59:00Z");
        assert_eq!(method(json!([authorized, declined])).as_deref(), Some("4242"));
        assert_eq!(method(json!([declined])), None, "the declined card is not the one on file");
        let free_renewal = [("/status", json!("completed")), ("/origin", json!("subscription_recurring")), updated_at];
        assert_eq!(verdict(ACTIVE, &free_renewal).unwrap().status, Status::PaidWithPreviousMethod);
    }
}
