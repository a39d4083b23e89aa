//! Whether the widget compiles on a pre-release of Leptos: its own sources, beside a manifest with the other version and
//! the lock file in `tests/prerelease`.
//!
//! It runs by its name only: what a pre-release breaks must not stop work on this repository.

use crate::error::{Context, Error, Result};
use crate::process::run;
use crate::setup::Setup;
use crate::{lock, report};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// Where its lock file is.
const PLACE: &str = "tests/prerelease";
/// Names another version, and has the lock file written anew.
const VARIABLE: &str = "UPM_LEPTOS";
/// What the widget is built from.
const SOURCES: [&str; 6] = ["build.rs", "src", "style", "README.md", "crates/contract", "crates/wasm-streams"];
/// Each as an application uses it.
const WAYS: [&[&str]; 3] = [
    &["--features", "ssr"],
    &["--features", "csr", "--target", "wasm32-unknown-unknown"],
    &["--features", "hydrate", "--target", "wasm32-unknown-unknown"],
];

/// Checks all three features.
pub fn check(setup: &Setup) -> Result<()> {
    let root = &setup.checkout.root;
    let kept = root.join(PLACE).join("Cargo.lock");
    let asked = std::env::var(VARIABLE).ok();
    let version = match &asked {
        Some(version) => version.clone(),
        None => lock::version_of("leptos", &root.join(PLACE))?,
    };
    report::note(&format!(
        "on leptos {version}; {VARIABLE}=VERSION tries another one and writes {PLACE}/Cargo.lock anew"
    ));
    let place = setup.target.join("prerelease");
    let manifest = fs::read_to_string(root.join("Cargo.toml")).context(|| "reading Cargo.toml")?;
    lay_out(root, &place, &on(&manifest, &version)?)?;
    let lock = place.join("Cargo.lock");
    // From the widget's own lock, so that nothing changes beside what Leptos asks for.
    let from = if asked.is_some() { root.join("Cargo.lock") } else { kept.clone() };
    fs::copy(&from, &lock).context(|| format!("copying {}", from.display()))?;
    if asked.is_some() {
        run(setup.cargo().current_dir(&place).args(["update", "--workspace"]))?;
        fs::copy(&lock, &kept).context(|| format!("writing {}", kept.display()))?;
    }
    for way in WAYS {
        run(setup.cargo().current_dir(&place).args(["check", "--locked", "--lib"]).args(way))?;
    }
    Ok(())
}

/// The manifest with this version of Leptos, and with the members that the widget needs.
fn on(manifest: &str, version: &str) -> Result<String> {
    let mut replaced = 0;
    let line = |line: &str| {
        let new = match line.split_once(" = ").map(|(key, _)| key) {
            Some("leptos") if !line.contains("workspace") => format!("leptos = \"={version}\""),
            Some("members") => "members = [\"crates/contract\", \"crates/wasm-streams\"]".to_owned(),
            // Crates of the repository that the widget does not use.
            Some("upm-sandbox" | "update-payment-method-server") => String::new(),
            _ => return line.to_owned(),
        };
        replaced += 1;
        new
    };
    let lines: Vec<String> = manifest.lines().map(line).collect();
    match replaced {
        4 => Ok(lines.join("\n")),
        _ => Err(Error::new(format!("Cargo.toml is not what this part expects: {replaced} lines of 4 were found"))),
    }
}

/// Links to the sources, and the manifest.
fn lay_out(root: &Path, place: &Path, manifest: &str) -> Result<()> {
    let _ = fs::remove_dir_all(place);
    fs::create_dir_all(place.join("crates")).context(|| format!("making {}", place.display()))?;
    for source in SOURCES {
        symlink(root.join(source), place.join(source)).context(|| format!("linking {source}"))?;
    }
    fs::write(place.join("Cargo.toml"), manifest).context(|| "writing the manifest")
}

#[cfg(test)]
mod tests {
    use super::on;

    #[test]
    fn only_leptos_and_the_members_are_others() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
        let manifest = std::fs::read_to_string(root).unwrap();
        let other = on(&manifest, "9.9.9-rc1").unwrap();
        let changed: Vec<_> =
            other.lines().zip(manifest.lines()).filter(|(new, old)| new != old).map(|(new, _)| new).collect();
        assert_eq!(changed.len(), 4, "{changed:?}");
        assert!(changed.contains(&"leptos = \"=9.9.9-rc1\""), "{changed:?}");
        assert!(on("[package]", "9.9.9-rc1").is_err());
    }
}
