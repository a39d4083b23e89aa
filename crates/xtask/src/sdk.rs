//! The providers' official SDKs, at the versions of `tests/sdk/package-lock.json`, against the doubles and the back end.

use crate::cache::{Cache, Key};
use crate::checkout::Checkout;
use crate::environment::Environment;
use crate::error::{Context, Result};
use crate::process::{run, run_quietly, run_tests};
use crate::setup::Setup;
use crate::{apt, report, tools};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tests are.
const TESTS: &str = "tests/sdk";
/// What npm reads.
const LISTS: [&str; 2] = ["package.json", "package-lock.json"];
/// The first release with everything that the tests use.
const NODE: (u32, u32) = (20, 11);
/// No test waits longer, in milliseconds; Node alone would wait for ever.
const LIMIT: u32 = 120_000;
/// Tells the tests where the packages are.
const VARIABLE: &str = "UPM_SDK";

/// The packages as they stand in the cache.
pub fn present(cache: &Cache, checkout: &Checkout) -> Option<PathBuf> {
    place(cache, checkout).ok().filter(|place| place.join("node_modules").is_dir())
}

/// What the set-up does when they are missing.
pub fn remedy(environment: &Environment) -> String {
    if can_run(environment) || apt::usable(environment) {
        "fetch them from npm, a few seconds".to_owned()
    } else {
        format!("do without; they need Node {}.{} or newer, with npm", NODE.0, NODE.1)
    }
}

/// Puts the packages into the cache, tells the tests where, and answers what there is now. Nothing where no Node can run them.
pub fn ensure(environment: &mut Environment, cache: &Cache, checkout: &Checkout) -> Result<Option<String>> {
    if !tools::ensure_node(environment, cache, "the official SDKs run in it")? || !can_run(environment) {
        return Ok(None);
    }
    let place = place(cache, checkout)?;
    if present(cache, checkout).is_none() {
        report::step("the official SDKs", "not in the cache at these versions", || {
            cache.install(&place, |aside| fetch(environment, cache, checkout, aside))
        })?;
    }
    cache.touch(&place)?;
    environment.set(VARIABLE, place);
    Ok(Some("the official SDKs".to_owned()))
}

/// Runs the tests against the demo's program.
pub fn check(setup: &Setup) -> Result<()> {
    if present(&setup.cache, &setup.checkout).is_none() || !can_run(&setup.environment) {
        report::not_checked("sdk", &format!("install Node {}.{} or newer, with npm", NODE.0, NODE.1));
        return Ok(());
    }
    run(setup.cargo().args(["build", "--package", "upm-sandbox", "--bin", "demo"]))?;
    let mut node = setup.command("node");
    node.args(["--test", "--test-reporter=./lib/reporter.js"])
        .arg(format!("--test-timeout={LIMIT}"))
        .env("UPM_DEMO", setup.target.join("debug/demo"))
        .current_dir(setup.checkout.root.join(TESTS));
    let passed = run_tests(&mut node)?;
    report::note(&format!("{passed} tests passed"));
    Ok(())
}

fn place(cache: &Cache, checkout: &Checkout) -> Result<PathBuf> {
    let mut key = Key::new();
    for list in LISTS {
        let file = checkout.root.join(TESTS).join(list);
        key = key.add(&fs::read(&file).context(|| format!("reading {}", file.display()))?);
    }
    Ok(cache.at(format!("tools/sdk-{}", key.hex())))
}

fn fetch(environment: &Environment, cache: &Cache, checkout: &Checkout, aside: &Path) -> Result<()> {
    for list in LISTS {
        fs::copy(checkout.root.join(TESTS).join(list), aside.join(list)).context(|| format!("copying {list}"))?;
    }
    let mut command = environment.command("npm");
    command.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(aside);
    run_quietly("npm ci", &mut command, &cache.log("sdk"), None)
}

fn can_run(environment: &Environment) -> bool {
    environment.output("node", &["--version"]).is_ok_and(|text| version(&text).is_some_and(|version| version >= NODE))
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::{NODE, version};

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v20.9.0").is_some_and(|version| version < NODE));
        assert!(version("v100.1.0").is_some_and(|version| version > NODE));
        assert_eq!(version("20.20.2"), None);
    }
}
