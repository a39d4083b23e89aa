//! How many calls a provider gets from this process.
//!
//! A token bucket per provider. It fills evenly and holds a fifth of what it gets
//! in a period, so that no period sees more than 1.2 times the configured number:
//! with the defaults 24 of Stripe's 25 a second, and 240 of Paddle's 240 a minute.
//! When a provider asks to wait, everybody waits.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The longest pause that a provider can ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The calls that may be made.
#[derive(Debug)]
pub(crate) struct Budget {
    capacity: f64,
    per_second: f64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Below zero: so many have been promised a turn.
    tokens: f64,
    at: Instant,
    paused_until: Instant,
}

/// How somebody waits for a turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queue {
    /// How long at most.
    pub patience: Duration,
    /// What share of the bucket is left to others.
    pub leaves: f64,
}

impl Budget {
    /// `calls` in each `period`.
    pub(crate) fn new(calls: u32, period: Duration) -> Self {
        let capacity = (f64::from(calls) / 5.0).max(1.0);
        let now = Instant::now();
        let state = State { tokens: capacity, at: now, paused_until: now };
        Self { capacity, per_second: f64::from(calls) / period.as_secs_f64(), state: Mutex::new(state) }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// It would take longer than the queue's patience: how long.
    pub(crate) async fn turn(&self, queue: Queue) -> Result<(), Duration> {
        let wait = self.promise(queue)?;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// After how long the next turn is, which is then taken.
    fn promise(&self, queue: Queue) -> Result<Duration, Duration> {
        let mut state = self.filled();
        let missing = 1.0 + queue.leaves * self.capacity - state.tokens;
        let filling = Duration::try_from_secs_f64(missing.max(0.0) / self.per_second).unwrap_or(Duration::MAX);
        let wait = filling.max(state.paused_until.saturating_duration_since(state.at));
        if wait > queue.patience {
            return Err(wait);
        }
        state.tokens -= 1.0;
        Ok(wait)
    }

    /// Nobody calls for so long.
    pub(crate) fn pause(&self, time: Duration) {
        let mut state = self.filled();
        state.paused_until = state.paused_until.max(state.at + time.min(LONGEST_PAUSE));
    }

    /// How many calls could be made at once.
    pub(crate) fn level(&self) -> f64 {
        let state = self.filled();
        if state.paused_until > state.at { 0.0 } else { state.tokens.max(0.0) }
    }

    fn filled(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let gained = now.saturating_duration_since(state.at).as_secs_f64() * self.per_second;
        state.tokens = (state.tokens + gained).min(self.capacity);
        state.at = now;
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: Queue = Queue { patience: Duration::from_secs(3), leaves: 0.0 };
    const SWEEP: Queue = Queue { patience: Duration::from_secs(60), leaves: 0.5 };

    #[tokio::test(start_paused = true)]
    async fn no_period_sees_more_than_its_calls_and_a_fifth() {
        let budget = Budget::new(20, Duration::from_secs(1));
        let begun = Instant::now();
        let mut made = Vec::new();
        for _ in 0..200 {
            budget.turn(PERSON).await.unwrap();
            made.push(begun.elapsed());
        }
        for from in &made {
            let within = made.iter().filter(|at| *at >= from && **at < *from + Duration::from_secs(1)).count();
            assert!(within <= 24, "{within}");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "and all of them are used: {:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_told_at_once_and_takes_nothing() {
        let budget = Budget::new(60, Duration::from_secs(60));
        for _ in 0..12 + 3 {
            budget.promise(PERSON).unwrap();
        }
        for _ in 0..2 {
            let wait = budget.turn(PERSON).await.unwrap_err();
            assert!(wait > Duration::from_secs(3) && wait < Duration::from_millis(4001), "{wait:?}");
        }
        assert!(budget.level().abs() < 1e-9);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(budget.turn(PERSON).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_everybodys_and_bounded() {
        let budget = Budget::new(20, Duration::from_secs(1));
        budget.pause(Duration::from_secs(10));
        assert_eq!(budget.turn(PERSON).await, Err(Duration::from_secs(10)));
        assert!(budget.level().abs() < 1e-9);
        // A shorter one does not end it.
        budget.pause(Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(9)).await;
        let begun = Instant::now();
        budget.turn(PERSON).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_secs(1));
        budget.pause(Duration::from_secs(u64::MAX));
        assert_eq!(budget.promise(PERSON), Err(LONGEST_PAUSE));
    }

    #[tokio::test(start_paused = true)]
    async fn a_sweep_leaves_half_to_people() {
        let budget = Budget::new(50, Duration::from_secs(1));
        let mut at_once = 0;
        while budget.promise(SWEEP).unwrap().is_zero() {
            at_once += 1;
        }
        assert_eq!(at_once, 5);
        assert_eq!(budget.promise(PERSON), Ok(Duration::ZERO));
    }
}
