//! The providers' official SDKs, at the versions of `tests/sdk/package-lock.json`, against the doubles and the back end.

use crate::cache::Cache;
use crate::checkout::Checkout;
use crate::environment::Environment;
use crate::error::Result;
use crate::npm::{self, Project};
use crate::process::{run, run_tests};
use crate::setup::Setup;
use crate::{report, tools};
use std::path::PathBuf;

/// Where the tests are.
const TESTS: Project = Project { name: "sdk", folder: "tests/sdk" };
/// The first release with everything that the tests use.
const NODE: (u32, u32) = (20, 11);
/// No test waits longer, in milliseconds; Node alone would wait for ever.
const LIMIT: u32 = 120_000;
/// Tells the tests where the packages are.
const VARIABLE: &str = "UPM_SDK";

/// The packages as they stand in the cache.
pub fn present(cache: &Cache, checkout: &Checkout) -> Option<PathBuf> {
    TESTS.present(cache, checkout)
}

/// What the set-up does when they are missing.
pub fn remedy(environment: &Environment) -> String {
    npm::remedy(environment, NODE)
}

/// Puts the packages into the cache, tells the tests where, and answers what there is now. Nothing where no Node can run them.
pub fn ensure(environment: &mut Environment, cache: &Cache, checkout: &Checkout) -> Result<Option<String>> {
    if !tools::ensure_node(environment, cache, "the official SDKs run in it")? || !npm::can_run(environment, NODE) {
        return Ok(None);
    }
    let place = TESTS.ensure("the official SDKs", environment, cache, checkout)?;
    environment.set(VARIABLE, place);
    Ok(Some("the official SDKs".to_owned()))
}

/// Runs the tests against the demo's program.
pub fn check(setup: &Setup) -> Result<()> {
    if present(&setup.cache, &setup.checkout).is_none() || !npm::can_run(&setup.environment, NODE) {
        report::not_checked("sdk", &format!("install Node {}.{} or newer, with npm", NODE.0, NODE.1));
        return Ok(());
    }
    run(setup.cargo().args(["build", "--package", "upm-sandbox", "--bin", "demo"]))?;
    let mut node = setup.command("node");
    node.args(["--test", "--test-reporter=./lib/reporter.js"])
        .arg(format!("--test-timeout={LIMIT}"))
        .env("UPM_DEMO", setup.target.join("debug/demo"))
        .current_dir(setup.checkout.root.join(TESTS.folder));
    let passed = run_tests(&mut node)?;
    report::note(&format!("{passed} tests passed"));
    Ok(())
}
