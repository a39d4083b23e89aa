//! How many starts one customer may make.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::attempt::Attempt;

const MINUTE: Duration = Duration::from_secs(60);

/// Of how many customers starts are remembered at once.
const CUSTOMERS: usize = 10_000;

/// The starts of the last minute.
#[derive(Debug)]
pub(crate) struct Starts {
    per_minute: usize,
    customers: Mutex<HashMap<String, Vec<(Instant, Attempt)>>>,
}

impl Starts {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute: usize::try_from(per_minute).unwrap_or(usize::MAX), customers: Mutex::default() }
    }

    /// Counts a start. An attempt that was counted already is free: the widget
    /// repeats it when no answer came.
    ///
    /// # Errors
    /// There were too many: after how long the next one may come.
    pub(crate) fn admit(&self, customer: &str, attempt: Attempt) -> Result<(), Duration> {
        let now = Instant::now();
        let recent = |(at, _): &(Instant, Attempt)| now.duration_since(*at) < MINUTE;
        let mut customers = self.customers.lock().unwrap_or_else(PoisonError::into_inner);
        if customers.len() >= CUSTOMERS && !customers.contains_key(customer) {
            customers.retain(|_, starts| starts.iter().any(recent));
            if customers.len() >= CUSTOMERS {
                let last = |starts: &Vec<(Instant, Attempt)>| starts.last().map(|(at, _)| *at);
                let quietest = customers.iter().min_by_key(|(_, starts)| last(starts)).map(|(name, _)| name.clone());
                quietest.and_then(|name| customers.remove(&name));
            }
        }
        let starts = customers.entry(customer.to_owned()).or_default();
        starts.retain(recent);
        if starts.iter().any(|(_, counted)| *counted == attempt) {
            return Ok(());
        }
        match starts.first() {
            Some((oldest, _)) if starts.len() >= self.per_minute => Err(MINUTE - now.duration_since(*oldest)),
            _ => {
                starts.push((now, attempt));
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt() -> Attempt {
        Attempt::made_at_once(1_795_190_400)
    }

    #[tokio::test(start_paused = true)]
    async fn each_customer_has_so_many_a_minute_and_repeats_are_free() {
        let starts = Starts::new(2);
        let (first, second, third) = (attempt(), attempt(), attempt());
        assert_eq!(starts.admit("a", first), Ok(()));
        tokio::time::advance(Duration::from_secs(20)).await;
        assert_eq!(starts.admit("a", second), Ok(()));
        assert_eq!(starts.admit("a", third), Err(Duration::from_secs(40)));
        assert_eq!(starts.admit("a", first), Ok(()));
        assert_eq!(starts.admit("b", third), Ok(()));
        tokio::time::advance(Duration::from_secs(40)).await;
        assert_eq!(starts.admit("a", third), Ok(()));
        assert_eq!(starts.admit("a", attempt()), Err(Duration::from_secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_and_the_quietest_goes_first() {
        let starts = Starts::new(1);
        starts.admit("first", attempt()).unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
        for n in 0..CUSTOMERS {
            starts.admit(&n.to_string(), attempt()).unwrap();
        }
        assert_eq!(starts.customers.lock().unwrap().len(), CUSTOMERS);
        assert!(starts.admit("9999", attempt()).is_err(), "remembered");
        assert!(!starts.customers.lock().unwrap().contains_key("first"));
        tokio::time::advance(MINUTE).await;
        starts.admit("last", attempt()).unwrap();
        assert_eq!(starts.customers.lock().unwrap().len(), 1);
    }
}
