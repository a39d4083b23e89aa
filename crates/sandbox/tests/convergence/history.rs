//! What really happened in one run, as Stripe's double saw it.

/// A subscription or a customer, whose default is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub id: String,
    /// Whether the configuration names it at all.
    pub is_applied_to: bool,
    pub first: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    /// Counts everything that happened, so two of them are never equal.
    pub place: u64,
    /// Unix seconds.
    pub time: i64,
    pub fact: Fact,
}

#[derive(Clone, Debug)]
pub enum Fact {
    /// A method was saved for these targets; `tried` is the time of the attempt.
    Succeeded { method: String, tried: i64, targets: Vec<usize>, may_pay: Option<String> },
    /// The default was changed by somebody else.
    Changed { target: usize, to: Option<String> },
    /// A replica wrote the default, having begun to look at `since`.
    Written { target: usize, to: Option<String>, since: u64 },
    /// A replica asked for the invoice to be paid.
    Charged { invoice: String, method: Option<String>, paid: bool },
}

#[derive(Clone, Debug, Default)]
pub struct History {
    pub targets: Vec<Target>,
    pub entries: Vec<Entry>,
    pub pay_now: bool,
}
