//! The tests' npm projects, each installed into the cache as its lock file says.

use crate::cache::{Cache, Key};
use crate::checkout::Checkout;
use crate::environment::Environment;
use crate::error::{Context, Result};
use crate::process::run_quietly;
use crate::{apt, report};
use std::fs;
use std::path::{Path, PathBuf};

/// What npm reads.
const LISTS: [&str; 2] = ["package.json", "package-lock.json"];

/// A folder of the clone with a `package.json` and a lock file.
#[derive(Debug)]
pub struct Project {
    /// Its name in the cache.
    pub name: &'static str,
    /// Where it is in the clone.
    pub folder: &'static str,
}

impl Project {
    /// Its packages as they stand in the cache: a folder with `node_modules`.
    pub fn present(&self, cache: &Cache, checkout: &Checkout) -> Option<PathBuf> {
        self.place(cache, checkout).ok().filter(|place| place.join("node_modules").is_dir())
    }

    /// Puts its packages into the cache, unless they are there.
    pub fn ensure(&self, what: &str, environment: &Environment, cache: &Cache, checkout: &Checkout) -> Result<PathBuf> {
        let place = self.place(cache, checkout)?;
        if self.present(cache, checkout).is_none() {
            report::step(what, "not in the cache at these versions", || {
                cache.install(&place, |aside| self.fetch(environment, cache, checkout, aside))
            })?;
        }
        cache.touch(&place)?;
        Ok(place)
    }

    fn place(&self, cache: &Cache, checkout: &Checkout) -> Result<PathBuf> {
        let mut key = Key::new();
        for list in LISTS {
            let file = checkout.root.join(self.folder).join(list);
            key = key.add(&fs::read(&file).context(|| format!("reading {}", file.display()))?);
        }
        Ok(cache.at(format!("tools/{}-{}", self.name, key.hex())))
    }

    fn fetch(&self, environment: &Environment, cache: &Cache, checkout: &Checkout, aside: &Path) -> Result<()> {
        for list in LISTS {
            fs::copy(checkout.root.join(self.folder).join(list), aside.join(list))
                .context(|| format!("copying {list}"))?;
        }
        let mut command = environment.command("npm");
        command.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(aside);
        run_quietly("npm ci", &mut command, &cache.log(self.name), None)
    }
}

/// Whether there is a Node at least this new.
pub fn can_run(environment: &Environment, least: (u32, u32)) -> bool {
    environment.output("node", &["--version"]).is_ok_and(|text| version(&text).is_some_and(|version| version >= least))
}

/// What the set-up does about packages that are missing.
pub fn remedy(environment: &Environment, least: (u32, u32)) -> String {
    if can_run(environment, least) || apt::usable(environment) {
        "fetch them from npm, a few seconds".to_owned()
    } else {
        format!("do without; they need Node {}.{} or newer, with npm", least.0, least.1)
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v20.9.0") < Some((20, 11)));
        assert!(version("v100.1.0") > Some((20, 11)));
        assert_eq!(version("20.20.2"), None);
    }
}
