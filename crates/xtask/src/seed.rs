//! What a new clone takes over from another one's target directory: everything but the workspace's own crates.

use crate::cache;
use crate::checkout::Checkout;
use crate::environment::Environment;
use crate::error::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

/// How deep a profile lies: `small/TRIPLE/PROFILE`.
const LEVELS: usize = 3;

/// Files from this size on are linked instead of copied.
const LINK_FROM: u64 = 64 * 1024;

/// The names under which cargo keeps what it makes of this workspace.
#[derive(Debug, Default)]
pub struct Members {
    /// Package names, as in `.fingerprint` and `build`.
    packages: BTreeSet<String>,
    /// Crate names, as in `deps`.
    crates: BTreeSet<String>,
}

impl Members {
    /// Asks cargo for the workspace of this clone.
    pub fn of(environment: &Environment, checkout: &Checkout) -> Result<Self> {
        let text = crate::process::output(
            environment
                .command("cargo")
                .args(["metadata", "--no-deps", "--format-version", "1"])
                .current_dir(&checkout.root),
        )?;
        let metadata = serde_json::from_str(&text).context(|| "reading cargo metadata")?;
        Ok(Self::read(&metadata))
    }

    fn read(metadata: &Value) -> Self {
        let list = |value: &Value, key: &str| -> Vec<Value> {
            value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let name = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
        let mut members = Self::default();
        for package in list(metadata, "packages") {
            members.packages.extend(name(&package));
            members.crates.extend(list(&package, "targets").iter().filter_map(name).map(|name| name.replace('-', "_")));
        }
        members
    }

    /// Copies the profiles of a target directory, of each target triple in it, and of the
    /// published build's own target directory, which lies in it, too.
    pub fn copy_others(&self, from: &Path, to: &Path) -> Result<()> {
        self.copy_below(from, to, LEVELS)
    }

    fn copy_below(&self, from: &Path, to: &Path, levels: usize) -> Result<()> {
        for directory in cache::entries(from).iter().filter(|entry| entry.is_dir()) {
            let inside = to.join(directory.file_name().unwrap_or_default());
            if directory.join(".fingerprint").is_dir() {
                self.copy_profile(directory, &inside)?;
            } else if levels > 1 {
                self.copy_below(directory, &inside, levels - 1)?;
            }
        }
        Ok(())
    }

    /// Fingerprints go first: cargo writes them last, so what they vouch for was whole before we copied it.
    fn copy_profile(&self, from: &Path, to: &Path) -> Result<()> {
        for part in [".fingerprint", "build", "deps"] {
            for entry in cache::entries(&from.join(part)) {
                let name = entry.file_name().unwrap_or_default();
                if !self.owns(&name.to_string_lossy()) {
                    copy(&entry, &to.join(part).join(name))?;
                }
            }
        }
        Ok(())
    }

    /// Whether a file or directory name, `[lib]<name>-<hash>[.extension]`, belongs to this workspace.
    fn owns(&self, name: &str) -> bool {
        let stem = name.split('.').next().unwrap_or_default();
        let Some((stem, _hash)) = stem.rsplit_once('-') else {
            return false;
        };
        self.packages.contains(stem)
            || self.crates.contains(stem)
            || stem.strip_prefix("lib").is_some_and(|stem| self.crates.contains(stem))
    }
}

/// Copies a file or directory with its modification times, which cargo compares.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let what = || format!("copying {}", from.display());
    // What is gone by now, another process at work there has just removed.
    let Ok(data) = fs::metadata(from) else {
        return Ok(());
    };
    if data.is_dir() {
        fs::create_dir_all(to).context(what)?;
        for entry in cache::entries(from) {
            copy(&entry, &to.join(entry.file_name().unwrap_or_default()))?;
        }
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).context(what)?;
    }
    if data.len() >= LINK_FROM && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    match fs::copy(from, to) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        copied => copied.context(what)?,
    };
    let modified = data.modified().context(what)?;
    File::open(to).and_then(|file| file.set_modified(modified)).context(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> Members {
        Members::read(&serde_json::json!({"packages": [
            {"name": "upm-contract", "targets": [{"name": "upm_contract"}]},
            {"name": "e2e", "targets": [{"name": "e2e"}, {"name": "stripe-redirect"}]},
        ]}))
    }

    #[test]
    fn what_the_workspace_made_is_recognised() {
        let members = members();
        for name in [
            "upm-contract-0123456789abcdef",
            "libupm_contract-0123456789abcdef.rlib",
            "upm_contract-0123456789abcdef.d",
            "stripe_redirect-0123456789abcdef",
            "stripe_redirect-0123456789abcdef.1x2y.rcgu.o",
        ] {
            assert!(members.owns(name), "{name}");
        }
        for name in
            ["serde-0123456789abcdef", "libserde_json-0123456789abcdef.rmeta", "e2e", "liblibc-0123456789abcdef.rlib"]
        {
            assert!(!members.owns(name), "{name}");
        }
    }

    #[test]
    fn a_copy_keeps_times_and_leaves_the_workspace_out() {
        let base = std::env::temp_dir().join(format!("xtask-seed-{}", std::process::id()));
        let from = base.join("from");
        let deps = from.join("wasm32-unknown-unknown/widget/deps");
        fs::create_dir_all(&deps).unwrap();
        fs::create_dir_all(from.join("wasm32-unknown-unknown/widget/.fingerprint/serde-1")).unwrap();
        let theirs = deps.join("libserde-1.rlib");
        fs::write(&theirs, vec![0; 100_000]).unwrap();
        fs::write(deps.join("serde-1.d"), "small").unwrap();
        fs::write(deps.join("libupm_contract-1.rlib"), "ours").unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        for name in ["libserde-1.rlib", "serde-1.d"] {
            File::open(deps.join(name)).unwrap().set_modified(old).unwrap();
        }
        let to = base.join("to");
        members().copy_others(&from, &to).unwrap();
        let copied = to.join("wasm32-unknown-unknown/widget/deps");
        for name in ["libserde-1.rlib", "serde-1.d"] {
            assert_eq!(fs::metadata(copied.join(name)).unwrap().modified().unwrap(), old);
        }
        assert!(!copied.join("libupm_contract-1.rlib").exists());
        assert!(to.join("wasm32-unknown-unknown/widget/.fingerprint/serde-1").is_dir());
        fs::remove_dir_all(&base).unwrap();
    }
}
