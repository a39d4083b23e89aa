//! All checks, part by part. A failing part does not stop the others.

use crate::cache::Cache;
use crate::engines::Engine;
use crate::error::Result;
use crate::process::{run, run_tests};
use crate::report::{self, seconds, table};
use crate::setup::{Need, Setup};
use crate::widget::{self, Variant};
use crate::{axe, deny, example, package, prerelease, replicas, sdk, size, visual};
use std::process::Command;
use std::time::{Duration, Instant};

/// One failing test program does not hide the others.
const TEST: [&str; 2] = ["test", "--no-fail-fast"];
const WIDGET: [&str; 2] = ["--package", "update-payment-method"];
const EXAMPLE: [&str; 2] = ["--package", "leptos-axum-example"];
const WASM: [&str; 4] = ["--target", "wasm32-unknown-unknown", "--features", "csr"];
const HYDRATE: [&str; 4] = ["--target", "wasm32-unknown-unknown", "--features", "hydrate"];

/// A part of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// rustfmt.
    Format,
    /// clippy without warnings, for the host and for wasm.
    Clippy,
    /// Tests on the host.
    Host,
    /// The widget's own tests in headless Chromium.
    Browser,
    /// The served page, driven through Chromium.
    E2e,
    /// What a server renders, and the Leptos application that is hydrated from it.
    Ssr,
    /// Whether the widget compiles on the next version of Leptos.
    Prerelease,
    /// Documentation without warnings.
    Docs,
    /// The widget's weight against its ceiling.
    Size,
    /// Licences, sources, duplicates and advisories of the dependencies; the Dockerfile.
    Deny,
    /// Random interleavings of updates against `reconcile`, and known-bad variants of it.
    Convergence,
    /// Two processes of the back end behind nginx, one killed and restarted.
    Replicas,
    /// The providers' official SDKs against the doubles and the back end.
    Sdk,
    /// The npm package, checked and installed into pages with React, with Vue and with neither.
    Package,
    /// The gallery against pictures of it.
    Visual,
    /// The main job in Firefox.
    Firefox,
    /// The main job in WebKitGTK.
    WebKit,
}

impl Part {
    /// All of them, in the order in which they run: quick answers first.
    pub const ALL: [Self; 17] = [
        Self::Format,
        Self::Deny,
        Self::Clippy,
        Self::Host,
        Self::Sdk,
        Self::Convergence,
        Self::Replicas,
        Self::Browser,
        Self::E2e,
        Self::Visual,
        Self::Package,
        Self::Ssr,
        Self::Firefox,
        Self::WebKit,
        Self::Docs,
        Self::Size,
        Self::Prerelease,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Host => "host",
            Self::Browser => "browser",
            Self::E2e => "e2e",
            Self::Ssr => "ssr",
            Self::Prerelease => "prerelease",
            Self::Docs => "docs",
            Self::Size => "size",
            Self::Deny => "deny",
            Self::Convergence => "convergence",
            Self::Replicas => "replicas",
            Self::Sdk => "sdk",
            Self::Package => "package",
            Self::Visual => "visual",
            Self::Firefox => Engine::Firefox.name(),
            Self::WebKit => Engine::WebKit.name(),
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// Whether it runs only when it is named, and says nothing about this repository's state.
    pub fn is_extra(self) -> bool {
        self == Self::Prerelease
    }

    /// What it needs beside the compiler.
    fn needs(self) -> &'static [Need] {
        match self {
            Self::Format | Self::Clippy | Self::Host | Self::Docs | Self::Convergence | Self::Prerelease => &[],
            Self::Size => &[Need::Tools],
            Self::Browser | Self::Ssr => &[Need::Tools, Need::Browser],
            Self::E2e => &[Need::Tools, Need::Browser, Need::Hosts, Need::Axe],
            Self::Deny => &[Need::Deny],
            Self::Replicas => &[Need::Nginx],
            Self::Sdk => &[Need::Sdk],
            Self::Package => &[Need::Tools, Need::Browser, Need::Package],
            Self::Visual => &visual::NEEDS,
            Self::Firefox => &[Need::Tools, Need::Firefox],
            Self::WebKit => &[Need::Tools, Need::WebKit],
        }
    }

    fn run(self, setup: &Setup) -> Result<()> {
        match self {
            Self::Format => run(setup.cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => clippy(setup),
            Self::Host => tests(setup.cargo().args(TEST).args(["--workspace", "--exclude", "e2e"])),
            Self::Browser => browser(setup),
            Self::E2e => e2e(setup),
            Self::Ssr => example::check(setup),
            Self::Prerelease => prerelease::check(setup),
            Self::Docs => {
                run(setup.cargo().args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"))
            }
            Self::Size => size::check(setup),
            Self::Deny => deny::check(setup),
            Self::Convergence => convergence(setup),
            Self::Replicas => replicas::check(setup),
            Self::Sdk => sdk::check(setup),
            Self::Package => package::check::check(setup),
            Self::Visual => visual::check(setup, false),
            Self::Firefox => Engine::Firefox.check(setup),
            Self::WebKit => Engine::WebKit.check(setup),
        }
    }
}

/// How a part ended.
#[derive(Debug)]
struct Outcome {
    part: Part,
    verdict: Verdict,
    took: Duration,
}

/// What a part has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    /// What was checked passed, and something could not be checked here.
    InPart,
    Failed,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::InPart => "passed IN PART",
            Self::Failed => "FAILED",
        }
    }
}

/// Runs the parts and reports them; whether all passed.
pub fn test(parts: &[Part], cache: Cache) -> bool {
    let start = Instant::now();
    let needs: Vec<Need> = parts.iter().flat_map(|part| part.needs()).copied().collect();
    let setup = match Setup::new(&needs, cache) {
        Ok(setup) => setup,
        Err(error) => {
            report::note(&format!("error: the set-up failed: {error}"));
            println!("0 passed, {} failed", parts.len());
            return false;
        }
    };
    let ready = start.elapsed();
    let outcomes: Vec<Outcome> = parts.iter().map(|part| check(*part, &setup)).collect();
    let count = |verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    report::note("");
    print!("{}", summary(ready, &outcomes));
    report::unchecked().iter().for_each(|line| println!("{line}"));
    let in_part = match count(Verdict::InPart) {
        0 => String::new(),
        some => format!("{some} in part, "),
    };
    println!("{} passed, {in_part}{} failed", count(Verdict::Passed), count(Verdict::Failed));
    count(Verdict::Failed) == 0
}

fn check(part: Part, setup: &Setup) -> Outcome {
    report::note(&format!("\n== {} ==", part.name()));
    let start = Instant::now();
    let unchecked = report::unchecked().len();
    let result = part.run(setup);
    let took = start.elapsed();
    if let Err(error) = &result {
        report::note(&format!("error: {error}"));
    }
    let verdict = match result {
        Err(_) => Verdict::Failed,
        Ok(()) if report::unchecked().len() > unchecked => Verdict::InPart,
        Ok(()) => Verdict::Passed,
    };
    report::note(&format!("== {}: {} after {} ==", part.name(), verdict.word(), seconds(took)));
    Outcome { part, verdict, took }
}

fn clippy(setup: &Setup) -> Result<()> {
    let deny = ["--", "-D", "warnings"];
    let clippy = |arguments: &[&str]| -> Command {
        let mut command = setup.cargo();
        command.arg("clippy").args(arguments);
        command
    };
    run(clippy(&["--workspace", "--all-targets"]).args(deny))?;
    run(clippy(&WIDGET).args(["--all-targets", "--features", "ssr,locales"]).args(deny))?;
    run(clippy(&WIDGET).args(HYDRATE).arg("--lib").args(deny))?;
    run(clippy(&EXAMPLE).args(["--all-targets", "--features", "ssr"]).args(deny))?;
    run(clippy(&EXAMPLE).args(HYDRATE).arg("--lib").args(deny))?;
    run(clippy(&WIDGET).args(WASM).args(["--lib", "--bins", "--tests"]).args(deny))
}

/// The bin of the widget only starts it, so it has no tests of its own.
fn browser(setup: &Setup) -> Result<()> {
    run(setup.cargo().args(TEST).args(WIDGET).args(WASM).args(["--lib", "--tests"]))
}

fn e2e(setup: &Setup) -> Result<()> {
    axe::say_if_missing(setup);
    let mut command = setup.cargo();
    command.args(TEST).args(["--package", "e2e", "--lib", "--test", "browser"]);
    command.env("UPM_DIST", widget::build(setup, Variant::Production)?);
    // The gallery's states can only be given to this one.
    command.env("UPM_DEMO_DIST", widget::build(setup, Variant::Demo)?);
    run(&mut command)
}

/// Thousands of runs, so optimised.
fn convergence(setup: &Setup) -> Result<()> {
    let command = ["test", "--profile", "simulation", "--package", "upm-sandbox", "--test", "convergence"];
    run_tests(setup.cargo().args(command).args(["--", "--ignored", "--nocapture"])).map(|_| ())
}

fn tests(command: &mut Command) -> Result<()> {
    let passed = run_tests(command)?;
    report::note(&format!("{passed} tests passed"));
    Ok(())
}

fn summary(ready: Duration, outcomes: &[Outcome]) -> String {
    let row = |name: &str, word: &str, took: Duration| vec![name.to_owned(), word.to_owned(), seconds(took)];
    let mut rows = vec![row("set-up", "ready", ready)];
    let mut total = ready;
    for outcome in outcomes {
        total += outcome.took;
        rows.push(row(outcome.part.name(), outcome.verdict.word(), outcome.took));
    }
    rows.push(row("total", "", total));
    table(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found_by_its_name() {
        for part in Part::ALL {
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert_eq!(Part::named("Format"), None);
    }

    #[test]
    fn the_summary_adds_up() {
        let outcome = |part, verdict| Outcome { part, verdict, took: Duration::from_secs(2) };
        let outcomes = [outcome(Part::Format, Verdict::Passed), outcome(Part::Size, Verdict::Failed)];
        let text = summary(Duration::from_secs(1), &outcomes);
        assert_eq!(
            text,
            "set-up   ready  1.0 s\nformat  passed  2.0 s\nsize    FAILED  2.0 s\ntotal           5.0 s\n"
        );
    }
}
