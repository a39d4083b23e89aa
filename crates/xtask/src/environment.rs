//! The environment in which every other program runs: the chosen toolchain and tools first on the path, and nothing left over from the cargo that runs us.

use crate::error::Result;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Variables to set and to take away for child processes.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    path: Vec<PathBuf>,
    set: BTreeMap<String, OsString>,
    remove: Vec<OsString>,
}

impl Environment {
    /// The caller's environment without what `cargo run` added and without an earlier `cargo xtask env` (anything in one of `caches`).
    pub fn of_caller(caches: &[&Path]) -> Self {
        let ours = |path: &Path| caches.iter().any(|cache| path.starts_with(cache));
        let paths = |name: &str| -> Vec<PathBuf> {
            std::env::var_os(name).map(|value| std::env::split_paths(&value).collect()).unwrap_or_default()
        };
        let mut path: Vec<PathBuf> = paths("PATH");
        path.retain(|entry| !ours(entry));
        let mut remove: Vec<OsString> =
            std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_str().is_some_and(is_left_over)).collect();
        if std::env::var_os("RUSTUP_TOOLCHAIN").is_some_and(|name| ours(Path::new(&name))) {
            remove.push("RUSTUP_TOOLCHAIN".into());
        }
        let mut environment = Self { path, set: BTreeMap::new(), remove };
        environment.clean_library_path(&paths("LD_LIBRARY_PATH"));
        environment
    }

    /// A command that runs in this environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        for name in &self.remove {
            command.env_remove(name);
        }
        command.env("PATH", self.joined_path());
        command.envs(&self.set);
        command
    }

    /// Puts a directory first on the path.
    pub fn prepend(&mut self, directory: PathBuf) {
        self.path.retain(|entry| *entry != directory);
        self.path.insert(0, directory);
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.set.insert(name.to_owned(), value.into());
    }

    /// Where a program stands on the path.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        crate::process::find(program, &self.path)
    }

    /// What a program prints.
    pub fn output(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> Result<String> {
        crate::process::output(self.command(program).args(arguments))
    }

    /// `export` lines for a shell.
    pub fn exports(&self) -> String {
        let mut text = format!("export PATH={}\n", quote(&self.joined_path()));
        for (name, value) in &self.set {
            text.push_str(&format!("export {name}={}\n", quote(value)));
        }
        text
    }

    fn joined_path(&self) -> OsString {
        // An entry with a colon in it cannot have come from a path, so joining cannot fail.
        std::env::join_paths(&self.path).unwrap_or_default()
    }

    /// `cargo run` puts its own library folders on the path of the loader; another toolchain's compiler must not find them.
    fn clean_library_path(&mut self, path: &[PathBuf]) {
        let target = std::env::current_exe().ok().and_then(|file| file.parent().map(Path::to_path_buf));
        let kept: Vec<&PathBuf> = path
            .iter()
            .filter(|entry| !entry.ends_with("lib") || !is_toolchain(entry))
            .filter(|entry| target.as_ref().is_none_or(|own| !entry.starts_with(own)))
            .collect();
        if kept.is_empty() {
            self.remove.push("LD_LIBRARY_PATH".into());
        } else if let Ok(joined) = std::env::join_paths(kept) {
            self.set("LD_LIBRARY_PATH", joined);
        }
    }
}

fn is_toolchain(library: &Path) -> bool {
    library.join("rustlib").is_dir() || library.iter().any(|part| part == "rustlib")
}

/// Variables that cargo sets for the program it runs and that would mislead another cargo.
fn is_left_over(name: &str) -> bool {
    matches!(
        name,
        "CARGO"
            | "CARGO_BIN_NAME"
            | "CARGO_CRATE_NAME"
            | "CARGO_MANIFEST_DIR"
            | "CARGO_MANIFEST_PATH"
            | "CARGO_PRIMARY_PACKAGE"
            | "CARGO_TARGET_TMPDIR"
            | "OUT_DIR"
            | "RUST_RECURSION_COUNT"
    ) || name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_BIN_EXE_")
}

fn quote(value: &OsStr) -> String {
    format!("'{}'", value.to_string_lossy().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_a_quoted_value_back() {
        assert_eq!(quote(OsStr::new("a b")), "'a b'");
        assert_eq!(quote(OsStr::new("it's")), r"'it'\''s'");
    }

    #[test]
    fn the_users_own_cargo_settings_stay() {
        assert!(is_left_over("CARGO_PKG_NAME"));
        assert!(is_left_over("CARGO"));
        assert!(!is_left_over("CARGO_HOME"));
        assert!(!is_left_over("CARGO_NET_OFFLINE"));
    }

    #[test]
    fn the_last_directory_put_first_is_first() {
        let mut environment = Environment::default();
        environment.prepend("/a".into());
        environment.prepend("/b".into());
        environment.prepend("/a".into());
        environment.set("X", "1");
        assert_eq!(environment.exports(), "export PATH='/a:/b'\nexport X='1'\n");
    }
}
