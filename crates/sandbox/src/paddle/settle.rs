//! Payments, and what follows from them by and by.

use std::time::Duration;

use super::State;
use super::method::Method;
use super::transaction::{Kind, Moment};
use super::world::World;

impl State {
    /// Pays an open transaction or notes the declined attempt, and tells of it.
    pub(super) fn pay(&self, world: &mut World, id: &str, method: Method, error_code: Option<&'static str>) {
        let replaced = world.pay(id, method.clone(), error_code);
        let Some((transaction, account)) = world.transaction(id) else { return };
        if error_code.is_some() {
            self.tell_of("transaction.payment_failed", transaction, account, &world.switches);
            return;
        }
        self.tell_of("transaction.updated", transaction, account, &world.switches);
        self.tell_of("transaction.paid", transaction, account, &world.switches);
        if replaced {
            self.tell_saved(&method, account, Moment::now());
        }
        self.settle_later(world);
    }

    /// Paddle's own retry succeeds with the method that is on file. `false` where there is no open debt.
    pub(super) fn collect_debt(&self, world: &mut World, name: &str) -> bool {
        let Some((id, method)) = world.debt_and_method(name) else { return false };
        self.pay(world, &id, method, None);
        true
    }

    fn settle_later(&self, world: &mut World) {
        let settle = Duration::from_millis(world.switches.settle_ms);
        if settle.is_zero() {
            self.settle(world);
            return;
        }
        let state = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(settle).await;
            state.settle(&mut state.world());
        });
    }

    /// Tells of all transactions that have completed meanwhile, and of the subscriptions
    /// that are no longer past due.
    pub(super) fn settle(&self, world: &mut World) {
        let settle = Duration::from_millis(world.switches.settle_ms);
        let mut completed = Vec::new();
        for transaction in &mut world.transactions {
            if !transaction.told && transaction.status(settle) == "completed" {
                transaction.told = true;
                completed.push(transaction.id.clone());
            }
        }
        for (transaction, account) in completed.iter().filter_map(|id| world.transaction(id)) {
            self.tell_of("transaction.completed", transaction, account, &world.switches);
            if transaction.kind == Kind::Renewal {
                self.tell_subscription("subscription.updated", account);
            }
        }
    }
}
