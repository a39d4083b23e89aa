//! axe-core, the rules of accessibility that the end-to-end tests put to every page: from npm, in the cache.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::Result;
use crate::process::run_quietly;
use crate::setup::Setup;
use crate::{report, tools};
use std::path::PathBuf;

const VERSION: &str = "4.14.1";
/// Tells the tests where the script is.
const VARIABLE: &str = "UPM_AXE";

/// The script as it stands in the cache.
pub fn present(cache: &Cache) -> Option<PathBuf> {
    Some(shelf(cache).join("node_modules/axe-core/axe.min.js")).filter(|script| script.is_file())
}

/// What the set-up does when it is missing.
pub fn remedy() -> String {
    "fetch it from npm, if there is npm".to_owned()
}

/// Puts the script into the cache, tells the tests where, and answers what there is now. Nothing where npm cannot fetch it.
pub fn ensure(environment: &mut Environment, cache: &Cache) -> Result<Option<String>> {
    if present(cache).is_none() && tools::ensure_node(environment, cache, "axe-core comes from npm")? {
        let fetched = report::step(&format!("axe-core {VERSION}"), "not in the cache", || {
            cache.install(&shelf(cache), |aside| {
                let mut command = environment.command("npm");
                command
                    .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
                    .arg(aside)
                    .arg(format!("axe-core@{VERSION}"))
                    .current_dir(aside);
                run_quietly("npm install", &mut command, &cache.log("axe"), None)
            })
        });
        if let Err(error) = fetched {
            report::note(&format!("set-up: warning: {error}"));
        }
    }
    let Some(script) = present(cache) else { return Ok(None) };
    cache.touch(&shelf(cache))?;
    environment.set(VARIABLE, script);
    Ok(Some(format!("axe-core {VERSION}")))
}

/// Says so where the tests will do without.
pub fn say_if_missing(setup: &Setup) {
    if present(&setup.cache).is_none() {
        report::not_checked("axe-core's rules", "npm could not fetch it here; the other tests of accessibility ran");
    }
}

fn shelf(cache: &Cache) -> PathBuf {
    cache.at(format!("tools/axe-core-{VERSION}"))
}
