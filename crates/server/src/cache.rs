//! Answers that are kept for a moment and asked for once at a time.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::error::Error;

/// Errors are kept too, so that a broken page does not hammer the provider, but
/// not for longer than this.
const ERROR_TTL: Duration = Duration::from_secs(2);

/// Above this many entries, those that are over are swept out; and again when
/// there are twice as many as were left.
const SWEEP_ABOVE: usize = 4096;

type Slot<T> = Arc<tokio::sync::Mutex<Option<(Instant, Result<T, Error>)>>>;

/// A short cache with one flight per key: whoever asks while an answer is on its
/// way waits for that one. Providers count requests per address of this server,
/// and a page polls.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    ttl: Duration,
    slots: Mutex<Slots<T>>,
}

#[derive(Debug)]
struct Slots<T> {
    by_key: HashMap<String, Slot<T>>,
    sweep_above: usize,
}

impl<T: Clone> Cache<T> {
    pub(crate) fn new(ttl: Duration) -> Self {
        Self { ttl, slots: Mutex::new(Slots { by_key: HashMap::new(), sweep_above: SWEEP_ABOVE }) }
    }

    /// The kept answer, or that of `work`.
    pub(crate) async fn get(&self, key: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let slot = self.slot(key);
        let mut held = slot.lock().await;
        if let Some((at, answer)) = held.as_ref()
            && at.elapsed() < self.lifetime(answer)
        {
            return answer.clone();
        }
        let answer = work.await;
        *held = Some((Instant::now(), answer.clone()));
        answer
    }

    /// Forgets an answer that is no longer true.
    pub(crate) fn forget(&self, key: &str) {
        self.lock().by_key.remove(key);
    }

    /// Forgets the answers whose keys begin so.
    pub(crate) fn forget_all(&self, beginning: &str) {
        self.lock().by_key.retain(|key, _| !key.starts_with(beginning));
    }

    fn slot(&self, key: &str) -> Slot<T> {
        let mut slots = self.lock();
        if slots.by_key.len() > slots.sweep_above {
            slots.by_key.retain(|_, slot| {
                let fresh = |held: &Option<(Instant, Result<T, Error>)>| {
                    held.as_ref().is_some_and(|(at, answer)| at.elapsed() < self.lifetime(answer))
                };
                // Somebody has it besides: on its way, though perhaps not locked yet.
                Arc::strong_count(slot) > 1 || slot.try_lock().is_ok_and(|held| fresh(&held))
            });
            slots.sweep_above = SWEEP_ABOVE.max(2 * slots.by_key.len());
        }
        slots.by_key.entry(key.to_owned()).or_default().clone()
    }

    fn lifetime(&self, answer: &Result<T, Error>) -> Duration {
        if answer.is_ok() { self.ttl } else { self.ttl.min(ERROR_TTL) }
    }

    fn lock(&self) -> MutexGuard<'_, Slots<T>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn many_who_ask_at_once_share_one_flight() {
        let cache = Cache::new(Duration::from_secs(60));
        let calls = AtomicU32::new(0);
        let ask = || {
            cache.get("a", async {
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(7)
            })
        };
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert_eq!((a.unwrap(), b.unwrap(), c.unwrap()), (7, 7, 7));
        assert_eq!(calls.load(Ordering::SeqCst), 1);

        cache.forget("a");
        ask().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 2);
        assert_eq!(cache.get("b", async { Ok(9) }).await.unwrap(), 9);
    }

    #[tokio::test]
    async fn nothing_is_kept_beyond_its_time() {
        let cache = Cache::new(Duration::ZERO);
        assert_eq!(cache.get("a", async { Ok(1) }).await.unwrap(), 1);
        assert_eq!(cache.get("a", async { Ok(2) }).await.unwrap(), 2);
        for n in 0..=SWEEP_ABOVE {
            cache.get(&n.to_string(), async { Ok(0) }).await.unwrap();
        }
        cache.get("last", async { Ok(0) }).await.unwrap();
        assert!(cache.lock().by_key.len() < 10, "swept");
    }

    #[tokio::test]
    async fn what_is_about_to_be_asked_for_is_not_swept_out() {
        let cache = Cache::new(Duration::ZERO);
        let about_to = cache.slot("a");
        for n in 0..=SWEEP_ABOVE {
            cache.get(&n.to_string(), async { Ok(0) }).await.unwrap();
        }
        assert!(cache.lock().by_key.len() < 10, "swept");
        assert!(Arc::ptr_eq(&about_to, &cache.slot("a")), "one flight");
    }
}
