//! The standard library built anew, for size, for the published build.
//!
//! The prebuilt one is made for speed, and carries the texts of every panic and
//! the code that words them, although the widget shows none: ten kilobytes of
//! the download. Cargo can build the library from its source; stable compilers
//! allow it with `RUSTC_BOOTSTRAP`, for this one command. Without the source the
//! widget is the same, only larger.

use crate::environment::Environment;
use crate::error::Result;
use crate::setup::Setup;
use crate::toolchain::{Toolchain, WASM};
use crate::{cache::Cache, process, report};
use std::process::Command;
use std::time::Duration;

/// The first release with panics that end at once as a strategy of their own.
const SINCE: u32 = 92;
const RUSTUP_LIMIT: Duration = Duration::from_secs(60);

/// Whether this compiler can do it and has the source.
pub fn is_possible(toolchain: &Toolchain) -> bool {
    let minor = toolchain.release.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(0u32);
    minor >= SINCE && toolchain.sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
}

/// Fetches the source where rustup can; what it says when it cannot is in the log.
pub fn ensure(environment: &Environment, cache: &Cache, toolchain: &Toolchain) {
    if is_possible(toolchain) || toolchain.is_fallback(cache) || environment.find("rustup").is_none() {
        return;
    }
    let fetched: Result<()> =
        report::step("rustup component add rust-src", "the published build makes the standard library smaller", || {
            let mut command = environment.command("rustup");
            command.args(["component", "add", "rust-src"]);
            process::run_quietly("rustup", &mut command, &cache.log("rust-src"), Some(RUSTUP_LIMIT))
        });
    if let Err(error) = fetched {
        report::note(&format!("no source of the standard library: the widget is about ten kilobytes larger ({error})"));
    }
}

/// Makes a command that calls cargo build the library too, in a target directory
/// of its own: the settings would make every other build start again.
pub fn apply(setup: &Setup, command: &mut Command) {
    command
        .env("CARGO_TARGET_DIR", setup.target.join("small"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true")
        .env("CARGO_PROFILE_WIDGET_PANIC", "immediate-abort")
        .env(
            format!("CARGO_TARGET_{}_RUSTFLAGS", WASM.to_ascii_uppercase().replace('-', "_")),
            "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none",
        );
}
