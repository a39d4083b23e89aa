//! The attempts to pay a transaction: which came when, and by which method.

use std::cmp::Reverse;

use super::types::{METHOD_CHANGE, Payment, Transaction};

impl Transaction {
    /// The payment that took the money, the latest if there are several.
    pub(super) fn captured(&self) -> Option<&Payment> {
        self.newest_first().find(|payment| payment.status == "captured")
    }

    /// The latest attempt.
    pub(super) fn latest(&self) -> Option<&Payment> {
        self.newest_first().next()
    }

    /// The payment whose method a finished transaction has left on file. That of a
    /// new method alone may be no more than authorised, since nothing is charged;
    /// what was declined before it is not it.
    pub(super) fn effective(&self) -> Option<&Payment> {
        let authorised = || self.newest_first().find(|payment| payment.status == "authorized");
        self.captured().or_else(|| authorised().filter(|_| self.only_changes_method()))
    }

    /// Whether it was made to replace the method, and nothing is due on it.
    pub(super) fn only_changes_method(&self) -> bool {
        self.origin == METHOD_CHANGE && self.status != "past_due"
    }

    /// Paddle's own first attempt, if Paddle made one: by the method that was on
    /// file. Transactions of a purchase begin with an attempt of the customer's.
    pub(super) fn first_by_paddle(&self) -> Option<&Payment> {
        self.newest_first().last().filter(|_| self.origin.starts_with("subscription_") && self.origin != METHOD_CHANGE)
    }

    /// By their times; where one is missing or two are equal, in Paddle's order,
    /// which is newest first.
    fn newest_first(&self) -> impl Iterator<Item = &Payment> {
        let mut payments: Vec<&Payment> = self.payments.iter().collect();
        if payments.iter().all(|payment| payment.created_at.is_some()) {
            payments.sort_by_key(|payment| Reverse(payment.created_at));
        }
        payments.into_iter()
    }
}

impl Payment {
    /// Whether both are by the same method; nothing where that cannot be known.
    ///
    /// A card that is entered anew gets another id even if it is the same card, and
    /// then it is another method: the one that will be charged. A declined one is
    /// not kept and has none.
    pub(super) fn same_method(&self, other: &Self) -> Option<bool> {
        if let (Some(one), Some(other)) = (&self.payment_method_id, &other.payment_method_id) {
            return Some(one == other);
        }
        // Deprecated, so it counts only where it agrees.
        if self.stored_payment_method_id.is_some() && self.stored_payment_method_id == other.stored_payment_method_id {
            return Some(true);
        }
        let (one, other) = (self.method_details.as_ref()?, other.method_details.as_ref()?);
        if one.kind.is_empty() || other.kind.is_empty() {
            None
        } else if one != other {
            Some(false)
        } else {
            // Two PayPal accounts look alike here.
            one.card.is_some().then_some(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::paddle::tests::{PAST_DUE, transaction};

    fn payment(value: Value) -> Payment {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn methods_are_told_apart_by_id_then_by_what_is_shown_of_them() {
        let card = |last4: &str| json!({"type": "card", "card": {"type": "visa", "last4": last4, "expiry_month": 1, "expiry_year": 2030}});
        let paypal = json!({"type": "paypal", "card": null});
        let with = |id: Value, stored: Value, details: Value| {
            payment(json!({"payment_method_id": id, "stored_payment_method_id": stored, "method_details": details}))
        };
        let none = Value::Null;
        for (one, other, expected) in [
            // The same card entered anew is another method.
            (with(json!("a"), none.clone(), card("1111")), with(json!("b"), none.clone(), card("1111")), Some(false)),
            (with(json!("a"), none.clone(), card("1111")), with(json!("a"), none.clone(), card("2222")), Some(true)),
            (with(json!("a"), json!("s"), card("1111")), with(none.clone(), json!("s"), card("2222")), Some(true)),
            (with(json!("a"), json!("s"), card("1111")), with(none.clone(), json!("t"), card("1111")), Some(true)),
            (with(json!("a"), none.clone(), card("1111")), with(none.clone(), none.clone(), card("2222")), Some(false)),
            (
                with(none.clone(), none.clone(), card("1111")),
                with(none.clone(), none.clone(), paypal.clone()),
                Some(false),
            ),
            (with(none.clone(), none.clone(), paypal.clone()), with(none.clone(), none.clone(), paypal), None),
            (with(none.clone(), none.clone(), card("1111")), with(none.clone(), none.clone(), none.clone()), None),
            (with(none.clone(), none.clone(), json!({})), with(none.clone(), none.clone(), card("1111")), None),
        ] {
            assert_eq!(one.same_method(&other), expected, "{one:?} {other:?}");
            assert_eq!(other.same_method(&one), expected, "the other way round");
        }
    }

    #[test]
    fn attempts_are_ordered_by_their_times_however_many_digits_those_have() {
        let at = |id: &str, time: Value| json!({"status": "error", "payment_method_id": id, "created_at": time});
        let order = |payments: Value| {
            let transaction = transaction(PAST_DUE, &[("/payments", payments)]);
            let name = |payment: Option<&Payment>| payment.unwrap().payment_method_id.clone().unwrap();
            (name(transaction.latest()), name(transaction.first_by_paddle()))
        };
        let names = |newest: &str, oldest: &str| (newest.to_owned(), oldest.to_owned());
        // As text, `.5Z` would come before `Z`.
        let fractions =
            json!([at("a", json!("2026-11-14T09:30:01Z")), at("b", json!("2026-11-14T09:30:01.500000019Z"))]);
        assert_eq!(order(fractions), names("b", "a"));
        let oldest_first = json!([at("a", json!("2026-11-14T09:30:01Z")), at("b", json!("2026-11-15T09:30:01Z"))]);
        assert_eq!(order(oldest_first), names("b", "a"));
        let without = json!([at("b", Value::Null), at("a", json!("yesterday"))]);
        assert_eq!(order(without), names("b", "a"));
    }
}
