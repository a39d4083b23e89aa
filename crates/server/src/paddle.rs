//! Paddle: the update transaction, its outcome, and what is on file.

mod client;
mod find;
mod money;
mod notice;
mod overview;
mod payment;
mod refusal;
mod start;
mod types;
mod verify;
mod webhook;

pub(crate) use client::Paddle;
pub(crate) use start::{Opened, Whose};
pub(crate) use webhook::{Told, hear};

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::types::{Envelope, Transaction};

    /// The reference's answers for an active and a past-due subscription.
    pub(super) const ACTIVE: &str = include_str!("../tests/fixtures/paddle_active.json");
    pub(super) const PAST_DUE: &str = include_str!("../tests/fixtures/paddle_past_due.json");

    /// A fixture's transaction with some members (by JSON pointer) changed.
    pub(super) fn transaction(fixture: &str, changes: &[(&str, Value)]) -> Transaction {
        let mut envelope: Value = serde_json::from_str(fixture).unwrap();
        for (pointer, value) in changes {
            *envelope["data"].pointer_mut(pointer).unwrap() = value.clone();
        }
        serde_json::from_value::<Envelope<Transaction>>(envelope).unwrap().data
    }
}
