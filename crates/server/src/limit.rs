//! What one customer may cost.
//!
//! All customers share the provider's budget, so that without this one of them
//! could use it up for everybody: with starts, with repeats of one start, or with
//! questions about ids that she makes up.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::attempt::Attempt;

const MINUTE: Duration = Duration::from_secs(60);

/// How many customers are remembered at once.
const CUSTOMERS: usize = 10_000;

/// How many repeats there may be for each start. The widget makes at most two.
const REPEATS: u32 = 4;

/// How many questions there may be for each start. A page asks five times, then a
/// person does.
const QUESTIONS: u32 = 3;
/// So many questions are always right: pages that are left open go on asking.
const FEWEST_QUESTIONS: u32 = 30;

/// The limits of a minute.
#[derive(Debug)]
pub(crate) struct Limits {
    starts: Limit,
    repeats: Limit,
    questions: Limit,
}

impl Limits {
    pub(crate) fn new(starts_per_minute: u32) -> Self {
        Self {
            starts: Limit::new(starts_per_minute),
            repeats: Limit::new(starts_per_minute.saturating_mul(REPEATS)),
            questions: Limit::new(starts_per_minute.saturating_mul(QUESTIONS).max(FEWEST_QUESTIONS)),
        }
    }

    /// Counts a start. An attempt that was counted already is a repeat: the widget
    /// sends it again when no answer came.
    ///
    /// # Errors
    /// There were too many: after how long the next one may come.
    pub(crate) fn start(&self, customer: &str, attempt: Attempt) -> Result<(), Duration> {
        if self.starts.knows(customer, attempt) {
            self.repeats.count(customer, None)
        } else {
            self.starts.count(customer, Some(attempt))
        }
    }

    /// Counts a question that a provider has to be asked for.
    ///
    /// # Errors
    /// There were too many: after how long the next one may come.
    pub(crate) fn question(&self, customer: &str) -> Result<(), Duration> {
        self.questions.count(customer, None)
    }
}

/// What happened when, and for which attempt if that matters, oldest first.
type Recent = Vec<(Instant, Option<Attempt>)>;

/// So many a minute.
#[derive(Debug)]
struct Limit {
    per_minute: usize,
    customers: Mutex<HashMap<String, Recent>>,
}

impl Limit {
    fn new(per_minute: u32) -> Self {
        Self { per_minute: usize::try_from(per_minute).unwrap_or(usize::MAX), customers: Mutex::default() }
    }

    fn knows(&self, customer: &str, attempt: Attempt) -> bool {
        let now = Instant::now();
        let customers = self.customers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut recent = customers.get(customer).into_iter().flatten().filter(|(at, _)| is_recent(*at, now));
        recent.any(|(_, counted)| *counted == Some(attempt))
    }

    fn count(&self, customer: &str, attempt: Option<Attempt>) -> Result<(), Duration> {
        let now = Instant::now();
        let mut customers = self.customers.lock().unwrap_or_else(PoisonError::into_inner);
        if customers.len() >= CUSTOMERS && !customers.contains_key(customer) {
            customers.retain(|_, all| all.iter().any(|(at, _)| is_recent(*at, now)));
            if customers.len() >= CUSTOMERS {
                let last = |all: &Recent| all.last().map(|(at, _)| *at);
                let quietest = customers.iter().min_by_key(|(_, all)| last(all)).map(|(name, _)| name.clone());
                quietest.and_then(|name| customers.remove(&name));
            }
        }
        let all = customers.entry(customer.to_owned()).or_default();
        all.retain(|(at, _)| is_recent(*at, now));
        match all.first() {
            Some((oldest, _)) if all.len() >= self.per_minute => Err(MINUTE - now.duration_since(*oldest)),
            _ => {
                all.push((now, attempt));
                Ok(())
            }
        }
    }
}

fn is_recent(at: Instant, now: Instant) -> bool {
    now.duration_since(at) < MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt() -> Attempt {
        Attempt::made_at_once(1_795_190_400)
    }

    #[tokio::test(start_paused = true)]
    async fn each_customer_has_so_many_a_minute_and_repeats_are_not_starts() {
        let limits = Limits::new(2);
        let (first, second, third) = (attempt(), attempt(), attempt());
        assert_eq!(limits.start("a", first), Ok(()));
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(limits.start("a", second), Ok(()));
        assert_eq!(limits.start("a", third), Err(Duration::from_secs(40)));
        assert_eq!(limits.start("a", first), Ok(()));
        assert_eq!(limits.start("b", third), Ok(()));
        tokio::time::advance(Duration::from_secs(40)).await;
        assert_eq!(limits.start("a", third), Ok(()));
        assert_eq!(limits.start("a", attempt()), Err(Duration::from_secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn repeats_and_questions_have_their_limits() {
        let limits = Limits::new(1);
        let first = attempt();
        assert_eq!(limits.start("a", first), Ok(()));
        for _ in 0..REPEATS {
            assert_eq!(limits.start("a", first), Ok(()));
        }
        assert_eq!(limits.start("a", first), Err(MINUTE));
        for _ in 0..FEWEST_QUESTIONS {
            assert_eq!(limits.question("a"), Ok(()));
        }
        assert_eq!((limits.question("a"), limits.question("b")), (Err(MINUTE), Ok(())));
        assert_eq!(Limits::new(u32::MAX).questions.per_minute, usize::try_from(u32::MAX).unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_and_the_quietest_goes_first() {
        let starts = Limit::new(1);
        starts.count("first", None).unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
        for n in 0..CUSTOMERS {
            starts.count(&n.to_string(), None).unwrap();
        }
        assert_eq!(starts.customers.lock().unwrap().len(), CUSTOMERS);
        assert!(starts.count("9999", None).is_err(), "remembered");
        assert!(!starts.customers.lock().unwrap().contains_key("first"));
        tokio::time::advance(MINUTE).await;
        starts.count("last", None).unwrap();
        assert_eq!(starts.customers.lock().unwrap().len(), 1);
    }
}
