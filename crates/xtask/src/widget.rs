//! Building what is served: Trunk, then shorter names and JavaScript, then a compressed copy of every file.

use crate::cache::{self, Key};
use crate::compress;
use crate::error::{Context, Result};
use crate::process;
use crate::report;
use crate::setup::Setup;
use crate::{hosts, shorten, size, small_std};
use std::fs;
use std::path::{Path, PathBuf};

/// Which build of the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// What is published.
    Production,
    /// Accepts another address for the providers' scripts, that of the doubles.
    Demo,
}

impl Variant {
    fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Demo => "demo",
        }
    }

    fn features(self) -> &'static str {
        match self {
            Self::Production => "csr",
            Self::Demo => "csr,sandbox",
        }
    }
}

/// The parts of the repository that no build of the widget reads.
const APART: [&str; 14] = [
    ".ci",
    ".config",
    ".git",
    ".github",
    "README.md",
    "bench",
    "crates/sandbox/src",
    "crates/sandbox/tests",
    "crates/server",
    "dist",
    "docs",
    "examples",
    "target",
    "tests",
];

/// Builds the widget unless the last build had the same inputs, and returns the directory to serve.
pub fn build(setup: &Setup, variant: Variant) -> Result<PathBuf> {
    let dist = setup.dist(variant.name());
    let stamp = dist.with_extension("stamp");
    let inputs =
        Key::new().add(variant.features().as_bytes()).add(setup.versions.as_bytes()).add(&[u8::from(setup.small_std)]);
    let inputs = inputs.add(&[u8::from(variant == Variant::Demo && hosts::present(&setup.cache).is_some())]);
    let inputs = hash(&setup.checkout.root, &setup.checkout.root, inputs)?.hex();
    if dist.is_dir() && fs::read_to_string(&stamp).is_ok_and(|last| last == inputs) {
        report::note(&format!("the {} build of the widget is up to date", variant.name()));
        touch(&dist)?;
        return Ok(dist);
    }
    report::note(&format!("building the {} widget", variant.name()));
    // Nobody may take a half-written directory for the last build.
    let _ = fs::remove_file(&stamp);
    fs::create_dir_all(&dist).context(|| format!("making {}", dist.display()))?;
    let mut trunk = setup.command("trunk");
    trunk
        .args(["build", "--release", "--skip-version-check"])
        .args(["--features", variant.features()])
        .arg("--dist")
        .arg(&dist);
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk reads this variable as a Boolean and refuses the usual `1`.
        trunk.env("NO_COLOR", "true");
    }
    match variant {
        Variant::Production if setup.small_std => small_std::apply(setup, &mut trunk),
        Variant::Production => report::note("no source of the standard library: the prebuilt one is larger"),
        Variant::Demo => {}
    }
    process::run(&mut trunk)?;
    shorten::names(setup, &dist.join(size::GLUE), &dist.join(size::WASM))?;
    minify(setup, &dist)?;
    pack(&dist)?;
    if variant == Variant::Demo {
        hosts::place(setup, &dist)?;
    }
    compress::directory(&dist)?;
    fs::write(&stamp, inputs).context(|| format!("writing {}", stamp.display()))?;
    touch(&dist)?;
    Ok(dist)
}

/// Shortens the JavaScript that customers download: the glue has long names and many comments.
fn minify(setup: &Setup, dist: &Path) -> Result<()> {
    if !can_shorten(setup) {
        report::note("no terser: the JavaScript stays as long as it was written");
        return Ok(());
    }
    for name in size::files(dist).iter().filter(|name| name.ends_with(".js")) {
        let file = dist.join(name);
        let text = shortened(setup, &file, &[])?;
        fs::write(&file, text).context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// Whether there is a terser.
pub fn can_shorten(setup: &Setup) -> bool {
    setup.environment.find("terser").is_some()
}

/// A module as terser writes it, with further options.
pub fn shortened(setup: &Setup, file: &Path, options: &[&str]) -> Result<String> {
    let mut terser = setup.command("terser");
    // The file goes first, or an option would take it for its value.
    process::output(terser.arg(file).args(["--module", "--compress", "passes=3", "--mangle"]).args(options))
}

/// Takes the line breaks and the indentation out of the texts of the languages.
fn pack(dist: &Path) -> Result<()> {
    for name in size::languages(dist) {
        let file = dist.join(name);
        let text = fs::read_to_string(&file).context(|| format!("reading {}", file.display()))?;
        let texts: serde_json::Value =
            serde_json::from_str(&text).context(|| format!("{} is no JSON", file.display()))?;
        fs::write(&file, texts.to_string()).context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// The marker stands beside the variants, since everything in them is served.
fn touch(dist: &Path) -> Result<()> {
    dist.parent().map_or(Ok(()), |clone| fs::write(clone.join(".used"), "").context(|| "marking the build as used"))
}

/// Adds the names and contents of all files below a directory, in a fixed order.
fn hash(root: &Path, directory: &Path, mut key: Key) -> Result<Key> {
    let mut entries = cache::entries(directory);
    entries.sort();
    for entry in entries {
        let relative = entry.strip_prefix(root).unwrap_or(&entry);
        if APART.iter().any(|apart| relative == Path::new(apart)) || relative.ends_with("node_modules") {
            continue;
        }
        if entry.is_dir() {
            key = hash(root, &entry, key)?;
        } else {
            let bytes = fs::read(&entry).context(|| format!("reading {}", entry.display()))?;
            key = key.add(relative.as_os_str().as_encoded_bytes()).add(&bytes);
        }
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inputs_are_the_contents_not_the_times() {
        let root = std::env::temp_dir().join(format!("xtask-inputs-{}", std::process::id()));
        fs::create_dir_all(root.join("src")).unwrap();
        fs::create_dir_all(root.join("tests")).unwrap();
        let key = || hash(&root, &root, Key::new()).unwrap().hex();
        let write = |name: &str, text: &str| fs::write(root.join(name), text).unwrap();
        write("src/lib.rs", "a");
        let first = key();
        write("src/lib.rs", "a");
        write("tests/more.rs", "not an input");
        assert_eq!(key(), first);
        write("src/lib.rs", "b");
        assert_ne!(key(), first);
        write("src/lib.rs", "a");
        fs::rename(root.join("src/lib.rs"), root.join("src/main.rs")).unwrap();
        assert_ne!(key(), first);
        fs::remove_dir_all(&root).unwrap();
    }
}
