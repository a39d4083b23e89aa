//! As many customers as a load needs.

use super::{Customer, Provider, customers};
use crate::ids;

/// `count` customers like the one with the key `like`, each with ids of its own; none if there is no such key.
///
/// Ids are constants in the seeds: those that are made here stay in memory until the process ends.
#[must_use]
pub fn many(like: &str, count: usize) -> Vec<Customer> {
    let first = customers().into_iter().find(|customer| customer.key == like);
    let source = ids::Source::default();
    first.iter().flat_map(|first| (0..count).map(|number| copy(first, number, &source))).collect()
}

fn copy(first: &Customer, number: usize, source: &ids::Source) -> Customer {
    let new = |id: &str| {
        let kind = id.split('_').next().unwrap_or_default();
        keep(match first.provider {
            Provider::Stripe => source.stripe(&format!("{kind}_1"), 23),
            Provider::Paddle => ids::paddle(kind),
        })
    };
    let mut customer = first.clone();
    customer.key = keep(format!("{}_{number}", first.key));
    customer.customer_id = new(first.customer_id);
    customer.subscription_id = new(first.subscription_id);
    customer.card.id = new(first.card.id);
    customer.address_id = first.address_id.map(new);
    if let Some(debt) = &mut customer.debt {
        debt.id = new(debt.id);
    }
    customer
}

fn keep(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nobody_shares_an_id() {
        for like in ["stripe_past_due", "paddle_past_due"] {
            let made = many(like, 3);
            let ids =
                made.iter().flat_map(|c| [c.key, c.customer_id, c.subscription_id, c.card.id, c.debt.unwrap().id]);
            assert_eq!(ids.collect::<BTreeSet<_>>().len(), 15);
        }
        assert!(many("nobody", 3).is_empty());
    }
}
