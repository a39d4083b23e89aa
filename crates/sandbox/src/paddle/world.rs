//! All that the double remembers between two requests, and how it changes.

use std::collections::HashMap;

use super::checkout::Checkout;
use super::control::Switches;
use super::errors::ApiError;
use super::gate::Budget;
use super::method::Method;
use super::subscription::{Account, Condition};
use super::transaction::{Kind, Transaction};
use crate::seeds::Customer;

#[derive(Debug)]
pub(super) struct World {
    pub(super) accounts: Vec<Account>,
    pub(super) transactions: Vec<Transaction>,
    /// By `che_…`.
    pub(super) checkouts: HashMap<String, Checkout>,
    pub(super) switches: Switches,
    pub(super) budget: Budget,
}

impl World {
    pub(super) fn new(seeds: &[Customer]) -> Self {
        let accounts: Vec<Account> = seeds.iter().map(Account::new).collect();
        let overdue = accounts.iter().filter(|account| account.condition == Condition::PastDue);
        let transactions = accounts.iter().map(Transaction::settled).chain(overdue.map(Transaction::renewal)).collect();
        Self {
            accounts,
            transactions,
            checkouts: HashMap::new(),
            switches: Switches::default(),
            budget: Budget::default(),
        }
    }

    pub(super) fn account(&self, subscription_id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.seed.subscription_id == subscription_id)
    }

    /// A transaction and whose it is.
    pub(super) fn transaction(&self, id: &str) -> Option<(&Transaction, &Account)> {
        let transaction = self.transactions.iter().find(|transaction| transaction.id == id)?;
        Some((transaction, self.account(transaction.subscription_id)?))
    }

    /// The transaction to update the payment method with: for an active
    /// subscription a new one on each call, for a past-due one always the debt.
    pub(super) fn update_transaction(&mut self, subscription_id: &str) -> Result<(&Transaction, &Account), ApiError> {
        let account = self
            .accounts
            .iter()
            .find(|account| account.seed.subscription_id == subscription_id)
            .ok_or_else(ApiError::not_found)?;
        if let Some(refusal) = account.condition.refusal() {
            return Err(refusal);
        }
        let place = match self.open_debt(subscription_id) {
            Some(place) if account.condition == Condition::PastDue => place,
            _ => {
                self.transactions.push(Transaction::update(account));
                self.transactions.len() - 1
            }
        };
        let transaction = self.transactions.get(place).ok_or_else(ApiError::not_found)?;
        Ok((transaction, account))
    }

    fn open_debt(&self, subscription_id: &str) -> Option<usize> {
        self.transactions.iter().rposition(|transaction| {
            transaction.subscription_id == subscription_id
                && transaction.kind == Kind::Renewal
                && transaction.paid.is_none()
        })
    }

    /// Pays a transaction, or notes the declined attempt. A captured one stores the
    /// method for later renewals and ends the debt.
    pub(super) fn pay(&mut self, id: &str, method: Method, error_code: Option<&'static str>) {
        let Some(transaction) = self.transactions.iter_mut().find(|one| one.id == id) else {
            return;
        };
        let subscription_id = transaction.subscription_id;
        let account = self.accounts.iter_mut().find(|one| one.seed.subscription_id == subscription_id);
        let Some(account) = account.filter(|_| transaction.paid.is_none()) else {
            return;
        };
        let due = transaction.totals(&account.seed).due;
        transaction.attempt(due, method.clone(), error_code);
        if error_code.is_none() {
            account.method = method;
            if transaction.kind == Kind::Renewal && account.condition == Condition::PastDue {
                account.condition = Condition::Active;
            }
        }
    }

    /// Paddle's own retry succeeds with the method that was on file before.
    pub(super) fn collect_debt(&mut self, subscription_id: &str) -> bool {
        let method = self.account(subscription_id).map(|account| account.method.clone());
        let debt = self.open_debt(subscription_id).and_then(|place| self.transactions.get(place));
        let (Some(method), Some(id)) = (method, debt.map(|debt| debt.id.clone())) else {
            return false;
        };
        self.pay(&id, method, None);
        true
    }

    /// Puts a subscription, named by its id or its customer's key, into a condition.
    pub(super) fn set_condition(&mut self, name: &str, condition: Condition) -> bool {
        let found =
            self.accounts.iter_mut().find(|account| account.seed.subscription_id == name || account.seed.key == name);
        let Some(account) = found else {
            return false;
        };
        account.condition = condition;
        let subscription_id = account.seed.subscription_id;
        if condition == Condition::PastDue && self.open_debt(subscription_id).is_none() {
            let debt = self.account(subscription_id).map(|account| {
                let mut debt = Transaction::renewal(account);
                // A debt that has been paid keeps its id to itself.
                if self.transactions.iter().any(|transaction| transaction.id == debt.id) {
                    debt.id = crate::ids::paddle("txn");
                }
                debt
            });
            self.transactions.extend(debt);
        }
        true
    }
}
