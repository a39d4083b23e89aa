//! Convergence: thousands of interleavings of updates, events, returns, sweeps and deaths, in one
//! process and by a seed, end with the right default; known-bad variants of `reconcile` do not.
//!
//! The oracle was written from the contract, before `reconcile` was read: see [`oracle`].
//!
//! `UPM_SEED=17` shows one run step by step, `UPM_FLAW=NoSecondRead` with it one of a known-bad variant;
//! `UPM_COUNT=100000` runs more of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod coverage;
mod history;
mod net;
mod oracle;
mod plan;
mod replica;
mod rng;
mod scheduler;
mod sockets;
mod tasks;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use coverage::Coverage;
use update_payment_method_server::Flaw;

/// How many interleavings the correct server must get through.
const INTERLEAVINGS: u64 = 10_000;
/// A known-bad variant must fail within as many.
const PATIENCE: u64 = 5_000;
/// How many runs are played over real sockets.
const OVER_SOCKETS: u64 = 200;
/// Every so many runs, one is repeated: it must take the same steps.
const REPEATED: u64 = 50;

#[test]
#[ignore = "needs an optimised build: cargo xtask test convergence"]
fn the_newest_update_wins_whatever_happens() {
    if let Some(seed) = setting("UPM_SEED") {
        let flaw = setting("UPM_FLAW").map(|name| {
            Flaw::ALL.into_iter().find(|flaw| format!("{flaw:?}") == name).expect("UPM_FLAW names no flaw")
        });
        let outcome = scheduler::run(seed.parse().expect("UPM_SEED is a number"), flaw, true);
        assert_eq!(outcome.wrong, None);
        return;
    }
    let count = setting("UPM_COUNT").map_or(INTERLEAVINGS, |count| count.parse().expect("UPM_COUNT is a number"));
    let begun = Instant::now();
    let correct = runs(None, count);
    println!("\n{} interleavings of the correct server, {:.0?}: {}", correct.passed, begun.elapsed(), correct.coverage);
    if let Some((seed, wrong)) = &correct.first {
        println!("UPM_SEED={seed}: {wrong}");
    }
    let begun = Instant::now();
    let mut killed = 0;
    for flaw in Flaw::ALL {
        match runs(Some(flaw), PATIENCE).first {
            Some((seed, wrong)) => {
                println!("{flaw:?} fails: UPM_SEED={seed}: {wrong}");
                killed += 1;
            }
            None => println!("{flaw:?} survives {PATIENCE} interleavings"),
        }
    }
    println!("known-bad variants, {:.0?}", begun.elapsed());
    let begun = Instant::now();
    let (over_sockets, broken) = sockets::runs(OVER_SOCKETS);
    println!("over sockets: {over_sockets}, {:.0?}", begun.elapsed());
    println!("interleavings: {}, mutants killed: {killed} of {}", correct.passed, Flaw::ALL.len());
    assert_eq!(correct.first, None, "the correct server");
    assert_eq!((over_sockets, broken), (OVER_SOCKETS, None), "over sockets");
    assert_eq!(killed, Flaw::ALL.len(), "known-bad variants");
    assert_eq!(correct.coverage.never(), Vec::<&str>::new(), "what never happened");
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[derive(Default)]
struct Result {
    passed: u64,
    coverage: Coverage,
    /// The smallest seed that went wrong, and how.
    first: Option<(u64, String)>,
}

/// Runs the seeds below `count` on all cores, up to the first that goes wrong.
fn runs(flaw: Option<Flaw>, count: u64) -> Result {
    let (next, end) = (AtomicU64::new(0), AtomicU64::new(count));
    let result = Mutex::new(Result::default());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end.load(Ordering::Relaxed) {
                return;
            }
            let mut outcome = scheduler::run(seed, flaw, false);
            if seed % REPEATED == 0 && scheduler::run(seed, flaw, false).digest != outcome.digest {
                outcome.wrong = Some("the same seed takes other steps".to_owned());
            }
            let mut result = result.lock().unwrap();
            match outcome.wrong {
                None => result.passed += 1,
                Some(wrong) if result.first.as_ref().is_none_or(|(first, _)| seed < *first) => {
                    end.fetch_min(seed, Ordering::Relaxed);
                    result.first = Some((seed, wrong));
                }
                Some(_) => {}
            }
            result.coverage += outcome.coverage;
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    result.into_inner().unwrap()
}
