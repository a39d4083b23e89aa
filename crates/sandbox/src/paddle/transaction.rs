//! Transactions: the debt of a failed renewal, or the zero-value one of an update.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::method::Method;
use super::subscription::Account;
use crate::clock::{self, DAY};
use crate::ids;
use crate::seeds::Customer;

/// A transaction and its payments.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    /// `txn_…`.
    pub(super) id: String,
    pub(super) subscription_id: &'static str,
    pub(super) kind: Kind,
    pub(super) created: Moment,
    /// Newest first.
    pub(super) payments: Vec<Payment>,
    /// Since when it is paid.
    pub(super) paid: Option<(Instant, Moment)>,
    /// `inv_…`, shown once it is completed.
    pub(super) invoice_id: String,
    /// Whether a webhook has told that it is completed.
    pub(super) told: bool,
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A new method, no charge.
    Update,
    /// A renewal that failed.
    Renewal,
}

/// One attempt to pay.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) attempt_id: String,
    /// UUID in `stored_payment_method_id`, which is deprecated.
    pub(super) stored_id: String,
    pub(super) method: Method,
    /// Whether the method was kept: a declined new one was not.
    pub(super) kept: bool,
    /// Minor units.
    pub(super) amount: i64,
    /// `None`: captured.
    pub(super) error_code: Option<&'static str>,
    pub(super) at: Moment,
}

/// A point in time, printed with nine fractional digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) seconds: i64,
    nanos: u32,
}

/// Minor units.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) subtotal: i64,
    pub(super) tax: i64,
    pub(super) total: i64,
    pub(super) credit: i64,
    /// What is due after credit, before payments.
    pub(super) due: i64,
}

impl Moment {
    pub(super) fn now() -> Self {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { seconds: clock::now(), nanos: elapsed.subsec_nanos() }
    }

    pub(super) fn at(seconds: i64) -> Self {
        Self { seconds, nanos: 937_866_021 }
    }

    pub(super) fn text(self) -> String {
        let whole = clock::rfc3339(self.seconds);
        format!("{}.{:09}Z", whole.trim_end_matches('Z'), self.nanos)
    }
}

impl Totals {
    fn of_month(seed: &Customer) -> Self {
        Self {
            subtotal: seed.subtotal(),
            tax: seed.tax(),
            total: seed.total(),
            credit: seed.credit,
            due: seed.balance(),
        }
    }
}

impl Transaction {
    /// A new zero-value transaction.
    pub(super) fn update(account: &Account) -> Self {
        Self {
            id: ids::paddle("txn"),
            subscription_id: account.seed.subscription_id,
            kind: Kind::Update,
            created: Moment::now(),
            payments: Vec::new(),
            paid: None,
            invoice_id: ids::paddle("inv"),
            told: false,
        }
    }

    /// The renewal that failed with the method on file.
    pub(super) fn renewal(account: &Account) -> Self {
        let seed = &account.seed;
        let at = Moment::at(clock::now() - seed.debt.map_or(1, |debt| debt.days_ago) * DAY);
        let failed = Payment {
            attempt_id: seed.debt.map_or_else(ids::uuid, |debt| debt.attempt_id.to_owned()),
            stored_id: ids::uuid(),
            method: account.method.clone(),
            kept: true,
            amount: seed.balance(),
            error_code: Some(seed.debt.map_or("declined", |debt| debt.reason)),
            at,
        };
        Self {
            id: seed.debt.map_or_else(|| ids::paddle("txn"), |debt| debt.id.to_owned()),
            subscription_id: seed.subscription_id,
            kind: Kind::Renewal,
            created: at,
            payments: vec![failed],
            paid: None,
            invoice_id: ids::paddle("inv"),
            told: false,
        }
    }

    /// The last renewal that succeeded, with the method on file, a month before
    /// the one that failed or at the start of the running period.
    pub(super) fn settled(account: &Account) -> Self {
        let since = account.period_starts(clock::now());
        let at = Moment::at(if account.seed.debt.is_some() { since - 30 * DAY } else { since });
        let captured = Payment {
            attempt_id: ids::uuid(),
            stored_id: ids::uuid(),
            method: account.method.clone(),
            kept: true,
            amount: account.seed.balance(),
            error_code: None,
            at,
        };
        let long_ago = Instant::now();
        Self {
            // The same after a reset, like every seed.
            id: format!("txn_{}", account.seed.subscription_id.trim_start_matches("sub_")),
            subscription_id: account.seed.subscription_id,
            kind: Kind::Renewal,
            created: at,
            payments: vec![captured],
            paid: Some((long_ago.checked_sub(Duration::from_secs(60)).unwrap_or(long_ago), at)),
            invoice_id: ids::paddle("inv"),
            told: true,
        }
    }

    /// `ready` or `past_due`, then `paid`, then, after `settle`, `completed`.
    pub(super) fn status(&self, settle: Duration) -> &'static str {
        match (self.paid, self.kind) {
            (Some((since, _)), _) if since.elapsed() >= settle => "completed",
            (Some(_), _) => "paid",
            (None, Kind::Update) => "ready",
            (None, Kind::Renewal) => "past_due",
        }
    }

    pub(super) fn totals(&self, seed: &Customer) -> Totals {
        match self.kind {
            Kind::Update => Totals::default(),
            Kind::Renewal => Totals::of_month(seed),
        }
    }

    /// Notes an attempt. Without an `error_code` the transaction is paid.
    pub(super) fn attempt(&mut self, amount: i64, method: Method, error_code: Option<&'static str>) {
        let at = Moment::now();
        if error_code.is_none() {
            self.paid = Some((Instant::now(), at));
        }
        let payment = Payment {
            attempt_id: ids::uuid(),
            stored_id: ids::uuid(),
            method,
            kept: error_code.is_none(),
            amount,
            error_code,
            at,
        };
        self.payments.insert(0, payment);
    }
}
