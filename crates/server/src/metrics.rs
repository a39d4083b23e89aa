//! What is counted, for Prometheus: `GET /metrics`.
//!
//! | name | labels | counts |
//! | --- | --- | --- |
//! | `upm_starts_total` | `provider` | sessions and transactions handed out |
//! | `upm_verifications_total` | `provider`, `status` | verifications by their outcome |
//! | `upm_applied_total` | `target` | defaults set at Stripe (`subscription`, `customer`) |
//! | `upm_paid_total` | | overdue invoices paid as agreed |
//! | `upm_webhooks_total` | `provider`, `type`, `verdict` | webhooks; `acted`, `ignored`, `final` (nothing to be done), `again` (503), `refused` (400) |
//! | `upm_failures_total` | `provider`, `code` | answers with an error, by the `code` in them |
//! | `upm_upstream_seconds` | `provider`, `call` | histogram: how long a provider took to answer one call |
//! | `upm_upstream_total` | `provider`, `call`, `outcome` | calls: `ok`, `refused` (4xx), `limited` (429), `failed` (5xx), `silent` (no answer) |
//! | `upm_budget` | `provider` | gauge: how many calls could be made at once |
//! | `upm_sweeps_total` | `outcome` | sweeps: `done`, `failed` |
//! | `upm_swept_total` | `outcome` | subscriptions that sweeps looked at: `current`, `failed` |
//!
//! `provider` is `Stripe`, `Paddle` or `none`. All labels come out of closed
//! lists; none holds an id. The format is OpenMetrics, which Prometheus reads.

use std::{sync::atomic::AtomicU64, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};

use crate::{
    budget::Budget,
    error::{Code, Error},
    outside::Broken,
    stripe::Swept,
    token::Provider,
};

/// The media type of [`Metrics::text`].
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds: a fast answer of Stripe's, up to the time limit of a call.
const BUCKETS: [f64; 8] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

macro_rules! labels {
    ($($name:ident { $($label:ident),* })*) => {$(
        #[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
        struct $name { $($label: &'static str),* }
    )*};
}

labels! {
    Of { provider }
    Verified { provider, status }
    Applied { target }
    Heard { provider, r#type, verdict }
    Failed { provider, code }
    Called { provider, call }
    Ended { provider, call, outcome }
    Outcome { outcome }
}

/// The counters of one service.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    starts: Family<Of, Counter>,
    verifications: Family<Verified, Counter>,
    applied: Family<Applied, Counter>,
    paid: Counter,
    webhooks: Family<Heard, Counter>,
    failures: Family<Failed, Counter>,
    seconds: Family<Called, Histogram>,
    upstream: Family<Ended, Counter>,
    budget: Family<Of, Gauge<f64, AtomicU64>>,
    sweeps: Family<Outcome, Counter>,
    swept: Family<Outcome, Counter>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("upm"),
            starts: Family::default(),
            verifications: Family::default(),
            applied: Family::default(),
            paid: Counter::default(),
            webhooks: Family::default(),
            failures: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            upstream: Family::default(),
            budget: Family::default(),
            sweeps: Family::default(),
            swept: Family::default(),
        };
        let all = &mut metrics.registry;
        all.register("starts", "Sessions and transactions handed out", metrics.starts.clone());
        all.register("verifications", "Verifications by their outcome", metrics.verifications.clone());
        all.register("applied", "Defaults set at Stripe", metrics.applied.clone());
        all.register("paid", "Overdue invoices paid as agreed", metrics.paid.clone());
        all.register("webhooks", "Webhooks by what became of them", metrics.webhooks.clone());
        all.register("failures", "Answers with an error", metrics.failures.clone());
        all.register("upstream_seconds", "How long a provider took for one call", metrics.seconds.clone());
        all.register("upstream", "Calls to the providers", metrics.upstream.clone());
        all.register("budget", "How many calls could be made at once", metrics.budget.clone());
        all.register("sweeps", "Sweeps", metrics.sweeps.clone());
        all.register("swept", "Subscriptions that sweeps looked at", metrics.swept.clone());
        metrics
    }

    pub(crate) fn started(&self, provider: Provider) {
        self.starts.get_or_create(&Of { provider: provider.name() }).inc();
    }

    pub(crate) fn verified(&self, provider: Provider, status: &upm_contract::Status) {
        use upm_contract::Status;
        let status = match status {
            Status::Pending => "pending",
            Status::Updated => "updated",
            Status::PaidWithPreviousMethod => "paid_with_previous_method",
            Status::Failed => "failed",
            Status::Expired => "expired",
            Status::Other(_) => "other",
        };
        self.verifications.get_or_create(&Verified { provider: provider.name(), status }).inc();
    }

    pub(crate) fn applied(&self, target: &'static str) {
        self.applied.get_or_create(&Applied { target }).inc();
    }

    pub(crate) fn paid(&self) {
        self.paid.inc();
    }

    /// `kind` out of a closed list.
    pub(crate) fn heard(&self, provider: Provider, kind: &'static str, verdict: &'static str) {
        self.webhooks.get_or_create(&Heard { provider: provider.name(), r#type: kind, verdict }).inc();
    }

    pub(crate) fn failed(&self, provider: Option<Provider>, code: Code) {
        let provider = provider.map_or("none", Provider::name);
        self.failures.get_or_create(&Failed { provider, code: code.as_str() }).inc();
    }

    /// One call to a provider: its status, or why there is no answer.
    pub(crate) fn called(&self, provider: Provider, call: &'static str, answer: Result<u16, Broken>, took: Duration) {
        let provider = provider.name();
        let outcome = match answer {
            Ok(429) => "limited",
            Ok(500..) => "failed",
            Ok(400..) => "refused",
            Ok(_) => "ok",
            Err(_) => "silent",
        };
        self.seconds.get_or_create(&Called { provider, call }).observe(took.as_secs_f64());
        self.upstream.get_or_create(&Ended { provider, call, outcome }).inc();
    }

    pub(crate) fn swept(&self, swept: &Result<Swept, Error>) {
        let outcome = if swept.is_ok() { "done" } else { "failed" };
        self.sweeps.get_or_create(&Outcome { outcome }).inc();
        if let Ok(Swept { looked_at, failed }) = swept {
            let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
            self.swept.get_or_create(&Outcome { outcome: "current" }).inc_by(count(looked_at.saturating_sub(*failed)));
            self.swept.get_or_create(&Outcome { outcome: "failed" }).inc_by(count(*failed));
        }
    }

    /// Everything so far, with the budgets as they are now.
    pub(crate) fn text<'a>(&self, budgets: impl Iterator<Item = (Provider, &'a Budget)>) -> String {
        for (provider, budget) in budgets {
            self.budget.get_or_create(&Of { provider: provider.name() }).set(budget.level());
        }
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
