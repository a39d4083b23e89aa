//! The compiler, with the standard library for wasm: the active toolchain where rustup can add the target, otherwise one put together from Debian's packages.
//! Host and wasm always use the same one, or every procedural macro would compile twice and two clippies would disagree.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::{fallback, process, report};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The target of the widget.
pub const WASM: &str = "wasm32-unknown-unknown";
const RUSTUP_LIMIT: Duration = Duration::from_secs(60);

/// A compiler and where its libraries are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    /// Its version, such as `1.95.0`.
    pub release: String,
    /// The commit it was built from, or the release where the build did not record one.
    pub commit: String,
    /// The host's target triple.
    pub host: String,
    /// The major version of its LLVM.
    pub llvm: u32,
    /// The root of its libraries.
    pub sysroot: PathBuf,
}

impl Toolchain {
    /// Asks a compiler about itself.
    pub fn probe(environment: &Environment, rustc: impl AsRef<OsStr>) -> Result<Self> {
        let rustc = rustc.as_ref();
        let about = environment.output(rustc, &["-vV"])?;
        let sysroot = environment.output(rustc, &["--print", "sysroot"])?;
        parse(&about, PathBuf::from(sysroot.trim()))
            .ok_or_else(|| Error::new(format!("cannot read the answer of rustc -vV:\n{about}")))
    }

    /// Nine digits of the commit: the key of everything that this compiler made.
    pub fn key(&self) -> &str {
        self.commit.get(..9).unwrap_or(&self.commit)
    }

    /// Whether this toolchain is the one that the set-up put together in this cache.
    pub fn is_fallback(&self, cache: &Cache) -> bool {
        self.sysroot.starts_with(cache.root())
    }

    /// Whether the wasm standard library is there.
    pub fn has_wasm(&self) -> bool {
        has_wasm(&self.sysroot)
    }
}

/// Whether a sysroot holds the wasm standard library.
pub fn has_wasm(sysroot: &Path) -> bool {
    crate::cache::entries(&sysroot.join("lib/rustlib").join(WASM).join("lib"))
        .iter()
        .filter_map(|file| file.file_name())
        .any(|name| name.to_string_lossy().starts_with("libstd-"))
}

/// The toolchain as it stands, without installing anything.
pub fn present(environment: &Environment, cache: &Cache) -> Option<Toolchain> {
    Toolchain::probe(environment, "rustc")
        .ok()
        .filter(Toolchain::has_wasm)
        .or_else(|| fallback::present(environment, cache))
}

/// Finds or makes a toolchain that compiles for wasm.
pub fn ensure(environment: &Environment, cache: &Cache) -> Result<Toolchain> {
    if let Some(toolchain) = present(environment, cache) {
        return Ok(toolchain);
    }
    match add_target(environment, cache) {
        Ok(toolchain) => Ok(toolchain),
        Err(rustup) => {
            report::note(&format!(
                "set-up: rustup cannot add {WASM} here; trying Debian's compiler, which ships the source of its standard library"
            ));
            fallback::install(environment, cache).map_err(|debian| {
                Error::new(format!(
                    "there is no compiler for {WASM}.\n  rustup: {rustup}\n  Debian: {debian}\n\
                     Install a Rust toolchain with rustup (https://rustup.rs), run `rustup target add {WASM}`, and try again."
                ))
            })
        }
    }
}

fn add_target(environment: &Environment, cache: &Cache) -> Result<Toolchain> {
    if environment.find("rustup").is_none() {
        return Err(Error::new("it is not installed"));
    }
    report::step(
        &format!("rustup target add {WASM}"),
        "the compiler's standard library for the browser is missing",
        || {
            let mut command = environment.command("rustup");
            command.args(["target", "add", WASM]);
            process::run_quietly("rustup", &mut command, &cache.log("rustup"), Some(RUSTUP_LIMIT))?;
            let toolchain = Toolchain::probe(environment, "rustc").context(|| "asking rustc")?;
            if toolchain.has_wasm() {
                Ok(toolchain)
            } else {
                Err(Error::new("it added the target to another toolchain"))
            }
        },
    )
}

fn parse(about: &str, sysroot: PathBuf) -> Option<Toolchain> {
    let value =
        |key: &str| about.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ")).map(str::to_owned);
    let release = value("release")?;
    Some(Toolchain {
        commit: value("commit-hash").filter(|commit| commit != "unknown").unwrap_or_else(|| release.clone()),
        host: value("host")?,
        llvm: value("LLVM version")?.split('.').next()?.parse().ok()?,
        release,
        sysroot,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &str = "rustc 1.96.0 (ac68faa20 2026-05-25)
binary: rustc
commit-hash: ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96
commit-date: 2026-05-25
host: x86_64-unknown-linux-gnu
release: 1.96.0
LLVM version: 22.1.8
";

    #[test]
    fn the_compilers_answer_is_read() {
        let toolchain = parse(ABOUT, "/usr".into()).unwrap();
        assert_eq!(toolchain.release, "1.96.0");
        assert_eq!(toolchain.key(), "ac68faa20");
        assert_eq!(toolchain.host, "x86_64-unknown-linux-gnu");
        assert_eq!(toolchain.llvm, 22);
    }

    #[test]
    fn a_build_without_a_commit_is_keyed_by_its_release() {
        let about = ABOUT.replace("ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96", "unknown");
        assert_eq!(parse(&about, "/usr".into()).unwrap().key(), "1.96.0");
    }

    #[test]
    fn nonsense_is_no_toolchain() {
        assert_eq!(parse("hello", "/usr".into()), None);
    }
}
