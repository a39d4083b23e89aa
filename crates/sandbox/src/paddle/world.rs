//! All that the double remembers between two requests, and how it changes.

use std::collections::HashMap;

use super::checkout::Checkout;
use super::errors::ApiError;
use super::gate::Budget;
use super::method::Method;
use super::subscription::{Account, Condition};
use super::switches::Switches;
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
        let with_former = |account: Account| {
            let former = account.former();
            std::iter::once(account).chain(former)
        };
        let accounts: Vec<Account> = seeds.iter().map(Account::new).flat_map(with_former).collect();
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
        if let Some(refusal) = account.refuses() {
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

    /// Pays an open transaction, or notes the declined attempt. A captured one stores the
    /// method for later renewals and ends the debt. Says whether the method on file is another now.
    pub(super) fn pay(&mut self, id: &str, method: Method, error_code: Option<&'static str>) -> bool {
        let Some(transaction) = self.transactions.iter_mut().find(|one| one.id == id && one.paid.is_none()) else {
            return false;
        };
        let subscription_id = transaction.subscription_id;
        let Some(account) = self.accounts.iter_mut().find(|one| one.seed.subscription_id == subscription_id) else {
            return false;
        };
        let due = transaction.totals(&account.seed).due;
        transaction.attempt(due, method.clone(), error_code);
        if error_code.is_some() {
            return false;
        }
        if transaction.kind == Kind::Renewal && account.condition == Condition::PastDue {
            account.condition = Condition::Active;
        }
        let replaced = account.method.id != method.id;
        account.method = method;
        replaced
    }

    /// A subscription by its id or its customer's key.
    fn named(&mut self, name: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.seed.subscription_id == name || account.seed.key == name)
    }

    /// Refuses update transactions of a subscription with this error; an empty code ends that.
    pub(super) fn refuse(&mut self, name: &str, code: &str) -> Result<(), String> {
        if !code.is_empty() && ApiError::of(code).is_none() {
            return Err(format!("no error code {code}"));
        }
        let account = self.named(name).ok_or_else(|| format!("no subscription {name}"))?;
        code.clone_into(&mut account.refusal);
        Ok(())
    }

    /// The open debt of a subscription, named by its id or its customer's key, and the method on file.
    pub(super) fn debt_and_method(&mut self, name: &str) -> Option<(String, Method)> {
        let account = self.named(name)?;
        let (subscription_id, method) = (account.seed.subscription_id, account.method.clone());
        let debt = self.transactions.get(self.open_debt(subscription_id)?)?;
        Some((debt.id.clone(), method))
    }

    /// Puts a subscription, named by its id or its customer's key, into a condition.
    pub(super) fn set_condition(&mut self, name: &str, condition: Condition) -> bool {
        let Some(account) = self.named(name) else {
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
