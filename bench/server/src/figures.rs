//! Figures of a run, and how several runs become one.

use std::fmt;
use std::time::Duration;

/// One kind of request in one run.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Requests per second of the server's CPU.
    pub(crate) per_core: f64,
    /// Requests per second of the clock.
    pub(crate) throughput: f64,
    /// Milliseconds that 99 of 100 requests stay below.
    pub(crate) p99: f64,
    /// Calls to Stripe for each request.
    pub(crate) calls: f64,
}

/// What one run of one server cost.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) starts: Part,
    pub(crate) webhooks: Part,
    /// Peak resident memory so far, in megabytes.
    pub(crate) memory: f64,
}

/// All servers, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) ours: Run,
    /// The peer, doing the same.
    pub(crate) same: Run,
    /// The peer, doing what Stripe's guide does.
    pub(crate) guide: Run,
}

/// The median of several values, and the least and the greatest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Part {
    #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are small")]
    pub(crate) fn new(count: usize, wall: Duration, cpu: f64, calls: usize, mut seconds: Vec<f64>) -> Self {
        let requests = count as f64;
        seconds.sort_by(f64::total_cmp);
        let rank = (count * 99).div_ceil(100).saturating_sub(1);
        Self {
            per_core: requests / cpu,
            throughput: requests / wall.as_secs_f64(),
            p99: seconds.get(rank).copied().unwrap_or_default() * 1e3,
            calls: calls as f64 / requests,
        }
    }
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        Self { median: f64::midpoint(at(last / 2), at(last.div_ceil(2))), least: at(0), most: at(last) }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { starts, webhooks, memory } = self;
        write!(f, "{:.0} starts and {:.0} webhooks per core, {memory:.1} MB", starts.per_core, webhooks.per_core)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), Spread { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 3.0]).median, 2.5);
        assert_eq!(Spread::of([7.0]), Spread { median: 7.0, least: 7.0, most: 7.0 });
    }

    #[test]
    fn a_part_counts_cpu_for_cores_and_the_clock_for_throughput() {
        let seconds = (1..=200).rev().map(|number| f64::from(number) / 1e3).collect();
        let part = Part::new(200, Duration::from_secs(2), 0.5, 600, seconds);
        assert_eq!((part.per_core, part.throughput, part.calls), (400.0, 100.0, 3.0));
        assert_eq!(part.p99, 198.0);
    }
}
