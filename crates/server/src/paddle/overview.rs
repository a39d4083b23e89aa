//! What is on file, before anybody presses.
//!
//! Never by way of the update operation: that would make a transaction for every
//! visit of the account page.

use upm_contract::Overview;

use super::{
    client::Paddle,
    notice::notice,
    start::{Whose, belongs},
    types::{Subscription, Transaction},
};
use crate::{
    error::{Code, Error},
    outside::Repeat,
};

impl Paddle {
    pub(crate) async fn overview(&self, whose: Whose<'_>) -> Result<Overview, Error> {
        let subscription = format!("/subscriptions/{}", whose.subscription);
        let transactions = format!(
            "/transactions?subscription_id={}&status=paid,completed,past_due&order_by=created_at[DESC]&per_page=30",
            whose.subscription
        );
        let (subscription, transactions) = tokio::try_join!(
            self.get::<Subscription>("get subscription", &subscription, Repeat::Safe),
            self.get::<Vec<Transaction>>("list transactions", &transactions, Repeat::Safe),
        )?;
        if subscription.customer_id.as_deref() != Some(whose.customer) {
            return Err(Error::new(
                Code::NotFound,
                "The token's subscription is not the token's customer's. Check what your server puts into customer tokens.",
            ));
        }
        let own: Vec<Transaction> = transactions
            .into_iter()
            .filter(|transaction| belongs(transaction, whose.customer, Some(whose.subscription)))
            .collect();
        let overdue = own
            .iter()
            .filter(|transaction| transaction.status == "past_due" && subscription.status == "past_due")
            .max_by_key(|transaction| transaction.created_at);
        Ok(Overview {
            payment_method: on_file(&own),
            notice: overdue.map(notice),
            subscription: Some(upm_contract::Subscription { status: subscription.status }),
        })
    }
}

/// The method of whatever was captured or replaced last. If that was a
/// replacement that does not tell its method, nothing is shown rather than the
/// method before it.
fn on_file(transactions: &[Transaction]) -> Option<upm_contract::PaymentMethod> {
    transactions
        .iter()
        .filter(|transaction| transaction.captured().is_some() || transaction.only_changes_method())
        .map(|transaction| {
            let payment = transaction.effective();
            let at = payment.and_then(|payment| payment.captured_at.or(payment.created_at)).or(transaction.updated_at);
            (at, payment.and_then(|payment| payment.method_details.clone()))
        })
        .max_by_key(|(at, _)| *at)
        .and_then(|(_, details)| details)
        .map(Into::into)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::paddle::tests::{ACTIVE, PAST_DUE, transaction};

    #[test]
    fn the_last_captured_or_replaced_method_is_on_file() {
        let paid = |last4: &str, at: &str| {
            let payments = json!([{"status": "captured", "captured_at": at, "method_details": {"type": "card", "card": {"type": "visa", "last4": last4}}}]);
            transaction(PAST_DUE, &[("/status", json!("completed")), ("/payments", payments)])
        };
        let list =
            [paid("1111", "2026-11-01T00:00:00Z"), paid("4242", "2026-11-14T00:00:00Z"), transaction(PAST_DUE, &[])];
        assert_eq!(on_file(&list).unwrap().last4.as_deref(), Some("4242"));
        let replaced = transaction(ACTIVE, &[("/status", json!("completed"))]);
        assert_eq!(on_file(&[list[1].clone(), replaced]), None);
        assert_eq!(on_file(&[]), None);
    }
}
