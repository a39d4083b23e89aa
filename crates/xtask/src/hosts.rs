//! The pages around the widget in the gallery: Bootstrap's and Tailwind's sheets, from npm, in the cache and beside the demo's files.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::{Context, Result};
use crate::process::{run, run_quietly};
use crate::setup::Setup;
use crate::{report, tools};
use std::fs;
use std::path::{Path, PathBuf};

const BOOTSTRAP: &str = "5.3.9";
const TAILWIND: &str = "4.3.5";
/// Compiles Tailwind's sheet for the classes that the gallery uses.
const COMPILE: &str = "crates/xtask/src/tailwind.mjs";
/// Where the gallery names its classes.
const CLASSES: &str = "crates/sandbox/page/gallery/host.js";

/// The packages as they stand in the cache.
pub fn present(cache: &Cache) -> Option<PathBuf> {
    Some(shelf(cache)).filter(|place| place.join("node_modules").is_dir())
}

/// What the set-up does when they are missing.
pub fn remedy() -> String {
    "fetch them from npm, if there is npm".to_owned()
}

/// Puts the packages into the cache. Without npm the gallery does without these pages.
pub fn ensure(environment: &Environment, cache: &Cache) -> Result<()> {
    if present(cache).is_none() {
        if !tools::ensure_node(environment, cache, "the gallery shows the widget inside Bootstrap and Tailwind")? {
            report::note("set-up: no npm here, so no pages of Bootstrap and Tailwind in the gallery");
            return Ok(());
        }
        report::step(&format!("Bootstrap {BOOTSTRAP} and Tailwind {TAILWIND}"), "not in the cache", || {
            cache.install(&shelf(cache), |aside| {
                let mut command = environment.command("npm");
                command
                    .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
                    .arg(aside)
                    .args([format!("bootstrap@{BOOTSTRAP}"), format!("tailwindcss@{TAILWIND}")])
                    .current_dir(aside);
                run_quietly("npm install", &mut command, &cache.log("hosts"), None)
            })
        })?;
    }
    cache.touch(&shelf(cache))
}

/// Puts the two sheets where the gallery asks for them.
pub fn place(setup: &Setup, dist: &Path) -> Result<()> {
    let Some(shelf) = present(&setup.cache) else { return Ok(()) };
    let hosts = dist.join("page/hosts");
    fs::create_dir_all(&hosts).context(|| format!("making {}", hosts.display()))?;
    let bootstrap = shelf.join("node_modules/bootstrap/dist/css/bootstrap.min.css");
    fs::copy(&bootstrap, hosts.join("bootstrap.css")).context(|| format!("copying {}", bootstrap.display()))?;
    let mut compile = setup.command("node");
    run(compile.arg(COMPILE).arg(&shelf).arg(CLASSES).arg(hosts.join("tailwind.css")))
}

fn shelf(cache: &Cache) -> PathBuf {
    cache.at(format!("tools/hosts-{BOOTSTRAP}-{TAILWIND}"))
}
