//! Convergence: thousands of interleavings of updates, events, returns, sweeps and deaths, in one
//! process and by a seed, end with the right default; known-bad variants of `reconcile` do not.
//!
//! The oracle was written from the contract, before `reconcile` was read: see [`oracle`].
//!
//! `UPM_SEED=17` shows one run step by step, `UPM_FLAW=NoSecondRead` with it one of a known-bad variant.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod coverage;
mod history;
mod net;
mod oracle;
mod plan;
mod replica;
mod rng;
mod scheduler;
mod tasks;
mod world;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use coverage::Coverage;
use update_payment_method_server::Flaw;

/// How many interleavings the correct server must get through.
const INTERLEAVINGS: u64 = 10_000;
/// A known-bad variant must fail within as many.
const PATIENCE: u64 = 5_000;
/// Every so many runs, one is repeated: it must take the same steps.
const REPEATED: u64 = 50;

fn main() -> ExitCode {
    let setting = |name| std::env::var(name).ok();
    if let Some(seed) = setting("UPM_SEED") {
        let flaw = setting("UPM_FLAW").map(|name| {
            Flaw::ALL.into_iter().find(|flaw| format!("{flaw:?}") == name).expect("UPM_FLAW names no flaw")
        });
        let outcome = scheduler::run(seed.parse().expect("UPM_SEED is a number"), flaw, true);
        println!("{}", outcome.wrong.as_deref().unwrap_or("all right"));
        return if outcome.wrong.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let count = setting("UPM_COUNT").map_or(INTERLEAVINGS, |count| count.parse().expect("UPM_COUNT is a number"));
    let begun = Instant::now();
    let correct = runs(None, count);
    println!("{} interleavings of the correct server: {:.0?}", correct.passed, begun.elapsed());
    let mut failed = false;
    let covered: Vec<String> = correct.coverage.named().iter().map(|(name, count)| format!("{count} {name}")).collect();
    println!("{}", covered.join(", "));
    for (name, count) in correct.coverage.named() {
        if count == 0 {
            println!("never happened: {name}");
            failed = true;
        }
    }
    if let Some((seed, wrong)) = &correct.first {
        println!("UPM_SEED={seed}: {wrong}");
        failed = true;
    }
    let begun = Instant::now();
    let mut killed = 0;
    for flaw in Flaw::ALL {
        let result = runs(Some(flaw), PATIENCE);
        match result.first {
            Some((seed, wrong)) => {
                println!("{flaw:?}: UPM_SEED={seed}: {wrong}");
                killed += 1;
            }
            None => println!("{flaw:?}: survives {PATIENCE} interleavings"),
        }
    }
    println!("the known-bad variants: {:.0?}", begun.elapsed());
    println!("interleavings: {}, mutants killed: {killed} of {}", correct.passed, Flaw::ALL.len());
    if failed || killed < Flaw::ALL.len() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
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
