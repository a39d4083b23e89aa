//! What the dependencies may be (`.config/deny.toml`), and the Dockerfile.

use crate::error::Result;
use crate::process::{run, run_quietly};
use crate::report;
use crate::setup::Setup;
use std::process::Command;
use std::time::Duration;

const CONFIG: &str = ".config/deny.toml";
const DOCKERFILE: &str = "crates/server/Dockerfile";
/// An exception that nothing needs any more is a mistake too, or the lists would only grow.
const EXACT: [&str; 6] = ["-D", "unmatched-skip", "-D", "unnecessary-skip", "-D", "license-not-encountered"];
/// For fetching the advisories, where nothing answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// Licences, sources and duplicates always; advisories and the Dockerfile where that is possible, and a plain word where it is not.
pub fn check(setup: &Setup) -> Result<()> {
    let dependencies = run(deny(setup).arg("check").args(EXACT).args(["licenses", "sources", "bans"]));
    let advisories = advisories(setup);
    let dockerfile = dockerfile(setup);
    dependencies.and(advisories).and(dockerfile)
}

/// A database that cannot be had says nothing about the dependencies, neither good nor bad.
fn advisories(setup: &Setup) -> Result<()> {
    let log = setup.cache.log("advisories");
    let fetched =
        run_quietly("fetching the advisory database", deny(setup).args(["fetch", "db"]), &log, Some(PATIENCE));
    match fetched {
        Ok(()) => run(deny(setup).args(["check", "--disable-fetch", "advisories"])),
        Err(error) => {
            report::not_checked("advisories", &last_line(&error.to_string()));
            Ok(())
        }
    }
}

fn dockerfile(setup: &Setup) -> Result<()> {
    if setup.environment.find("hadolint").is_none() {
        report::not_checked("Dockerfile", "no pip here to fetch hadolint with");
        return Ok(());
    }
    run(setup.command("hadolint").arg(DOCKERFILE))
}

fn deny(setup: &Setup) -> Command {
    let mut command = setup.command("cargo-deny");
    command.args(["--workspace", "--all-features", "--config", CONFIG]);
    command
}

fn last_line(text: &str) -> String {
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::last_line;

    #[test]
    fn the_reason_is_the_last_thing_that_was_said() {
        assert_eq!(last_line("it failed:\n 1: fetching\n\n 2: no such host\n\n"), "2: no such host");
        assert_eq!(last_line(""), "");
    }
}
