//! Time: where a double gets it from, and how the providers write it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Unix time in whole seconds.
#[must_use]
pub fn now() -> i64 {
    Clock::system().now()
}

/// Tells the time: the system's, which is the default, or one that only moves
/// when told to. Clones tell the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Unix milliseconds of a manual clock.
    manual: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `start`, Unix seconds, until [`Clock::advance`].
    #[must_use]
    pub fn manual(start: i64) -> Self {
        Self { manual: Some(Arc::new(AtomicI64::new(start.saturating_mul(1_000)))) }
    }

    /// Moves a manual clock by `seconds`; the system's clock goes its own way.
    pub fn advance(&self, seconds: i64) {
        if let Some(manual) = &self.manual {
            manual.fetch_add(seconds.saturating_mul(1_000), Ordering::AcqRel);
        }
    }

    /// Unix time in whole seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now_ms().div_euclid(1_000)
    }

    /// Unix time in milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        match &self.manual {
            Some(manual) => manual.load(Ordering::Acquire),
            None => {
                let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
            }
        }
    }
}

/// Unix seconds as RFC 3339 in UTC: `2026-11-21T09:30:00Z`.
#[must_use]
pub fn rfc3339(unix: i64) -> String {
    let (days, seconds) = (unix.div_euclid(DAY), unix.rem_euclid(DAY));
    // Civil date from a day count, in years that begin in March so that the
    // leap day comes last.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::{Clock, now, rfc3339};

    #[test]
    fn a_manual_clock_moves_when_told_and_for_all_clones() {
        let clock = Clock::manual(1_795_191_000);
        let same = clock.clone();
        assert_eq!(same.now(), 1_795_191_000);
        clock.advance(90);
        assert_eq!((same.now(), same.now_ms()), (1_795_191_090, 1_795_191_090_000));
        let system = Clock::system();
        system.advance(-1_000_000);
        assert!(system.now() >= now() - 60);
    }

    #[test]
    fn dates_are_civil() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_795_191_000), "2026-11-20T16:10:00Z");
        assert_eq!(rfc3339(1_798_761_599), "2026-12-31T23:59:59Z");
    }
}
