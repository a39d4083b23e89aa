//! A toolchain for machines where rustup cannot fetch the wasm target: Debian's compiler, in a directory of the cache that adds a wasm standard library built
//! from the source that Debian ships. Nothing is written into the system's own folders.
//!
//! rustc takes the libraries beside its own real file unless it is told where others are, so `bin/rustc` is a short script that tells it; the libraries
//! of the host are links, and only those for wasm are real files.

use crate::cache::{self, Cache};
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::toolchain::{Toolchain, WASM, has_wasm};
use crate::{apt, process, report};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Part of the key: raised when the recipe below changes.
const RECIPE: u32 = 1;
const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web"];
const SYSTEM: &str = "/usr/bin";
/// Programs that must be told where the libraries are, and how.
const WRAPPED: [(&str, &str); 3] = [
    ("rustc", "exec {} --sysroot \"${d%/*}\" \"$@\""),
    ("rustdoc", "exec {} --sysroot \"${d%/*}\" \"$@\""),
    ("clippy-driver", "SYSROOT=\"${d%/*}\" exec {} \"$@\""),
];
const LINKED: [&str; 3] = ["cargo", "cargo-fmt", "rustfmt"];

/// The toolchain of an earlier set-up, if it still fits the system's compiler.
pub fn present(environment: &Environment, cache: &Cache) -> Option<Toolchain> {
    let system = system_compiler(environment)?;
    let directory = place(cache, &system);
    let linker = linker(&directory, &system);
    if !has_wasm(&directory) || !linker.exists() {
        return None;
    }
    Toolchain::probe(environment, directory.join("bin/rustc"))
        .ok()
        .filter(|toolchain| toolchain.commit == system.commit && toolchain.has_wasm())
}

/// Installs Debian's compiler and builds the wasm standard library, each unless it is there.
pub fn install(environment: &Environment, cache: &Cache) -> Result<Toolchain> {
    let why = "a compiler that comes with the source of its standard library";
    apt::install(environment, cache, &PACKAGES, why)?;
    let system = system_compiler(environment).ok_or_else(|| Error::new(format!("{SYSTEM}/rustc does not run")))?;
    let lld = format!("lld-{}", system.llvm);
    apt::install(environment, cache, &[&lld], "the linker for wasm, of the compiler's LLVM version")?;
    let directory = place(cache, &system);
    if !has_wasm(&directory) {
        report::step(
            &format!("the wasm standard library for rustc {}", system.release),
            "built once for this compiler, a minute or two",
            || {
                cache.install(&directory, |aside| {
                    build_std(environment, cache, aside)?;
                    link(aside, &system)
                })
            },
        )?;
    }
    present(environment, cache)
        .ok_or_else(|| Error::new(format!("the toolchain in {} does not work", directory.display())))
}

fn system_compiler(environment: &Environment) -> Option<Toolchain> {
    let rustc = Path::new(SYSTEM).join("rustc");
    let source = |toolchain: &Toolchain| toolchain.sysroot.join("lib/rustlib/src/rust/library").exists();
    Toolchain::probe(environment, rustc).ok().filter(source)
}

fn place(cache: &Cache, system: &Toolchain) -> PathBuf {
    cache.at(format!("std/{}-{RECIPE}", system.key()))
}

fn linker(directory: &Path, system: &Toolchain) -> PathBuf {
    directory.join("lib/rustlib").join(&system.host).join("bin/rust-lld")
}

/// Builds the standard library in an empty crate. Bitcode is embedded because link-time optimization needs it; `test` is there for the browser tests.
fn build_std(environment: &Environment, cache: &Cache, aside: &Path) -> Result<()> {
    let scratch = aside.join("scratch");
    let write = |name: &str, text: &str| fs::write(scratch.join(name), text).context(|| format!("writing {name}"));
    fs::create_dir_all(scratch.join("src")).context(|| "making the scratch crate")?;
    write("Cargo.toml", "[package]\nname = \"scratch\"\nedition = \"2021\"\n[workspace]\n")?;
    write("src/lib.rs", "#![no_std]\n")?;
    let mut command = environment.command(Path::new(SYSTEM).join("cargo"));
    command
        .current_dir(&scratch)
        .args(["build", "--release", "--target", WASM])
        .arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test")
        .env("RUSTC", Path::new(SYSTEM).join("rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN");
    process::run_quietly("cargo build", &mut command, &cache.log("std"), None)?;

    let library = aside.join("lib/rustlib").join(WASM).join("lib");
    fs::create_dir_all(&library).context(|| "making the library folder")?;
    let built = scratch.join("target").join(WASM).join("release/deps");
    for file in cache::entries(&built) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rlib") && !name.starts_with("libscratch-") {
            fs::copy(&file, library.join(&*name)).context(|| format!("copying {name}"))?;
        }
    }
    fs::remove_dir_all(&scratch).context(|| "removing the scratch crate")
}

/// Adds the programs and the host's libraries to a directory that holds the wasm standard library.
fn link(aside: &Path, system: &Toolchain) -> Result<()> {
    let bin = aside.join("bin");
    let rustlib = aside.join("lib/rustlib");
    let theirs = system.sysroot.join("lib/rustlib");
    let host = rustlib.join(&system.host);
    for directory in [&bin, &host.join("bin")] {
        fs::create_dir_all(directory).context(|| format!("making {}", directory.display()))?;
    }
    for (program, line) in WRAPPED {
        let line = line.replace("{}", &format!("{SYSTEM}/{program}"));
        write_script(&bin.join(program), &format!("#!/bin/sh\nd=${{0%/*}}\n{line}\n"))?;
    }
    for program in LINKED {
        make_link(&Path::new(SYSTEM).join(program), &bin.join(program))?;
    }
    // cargo-clippy starts the clippy-driver beside its own real file, so a link would lead back to the system's.
    fs::copy(Path::new(SYSTEM).join("cargo-clippy"), bin.join("cargo-clippy")).context(|| "copying cargo-clippy")?;
    make_link(&theirs.join(&system.host).join("lib"), &host.join("lib"))?;
    make_link(&theirs.join("src"), &rustlib.join("src"))?;
    make_link(&Path::new(SYSTEM).join(format!("lld-{}", system.llvm)), &linker(aside, system))
}

fn make_link(to: &Path, at: &Path) -> Result<()> {
    symlink(to, at).context(|| format!("linking {}", at.display()))
}

/// Writes a program in shell.
pub fn write_script(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).context(|| format!("writing {}", file.display()))?;
    fs::set_permissions(file, Permissions::from_mode(0o755)).context(|| format!("making {} executable", file.display()))
}
