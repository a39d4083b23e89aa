//! The cache outside the clone, which makes a fresh clone cheap. Everything in it is put in place by an atomic rename, so what is there is whole.
//!
//! ```text
//! tools/<name>-<version>/            trunk, wasm-bindgen, wasm-opt, the tests' npm packages
//! std/<rustc commit>-<recipe>/       the toolchain with the wasm standard library, where rustup cannot fetch it
//! target/<rustc commit>/<clone>/     CARGO_TARGET_DIR of one clone
//! dist/<clone>/<variant>/            what Trunk built for one clone
//! tmp/, logs/                        work in progress, outputs of long steps
//! ```

use crate::error::{Context, Error, Result};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The file whose modification time says when a directory was last used.
const USED: &str = ".used";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const UNUSED_FOR: Duration = Duration::from_secs(28 * 24 * 60 * 60);

/// The root of the cache, and whether it is deleted at the end.
#[derive(Debug)]
pub struct Cache {
    root: PathBuf,
    temporary: bool,
}

impl Cache {
    /// The user's cache: `UPM_CACHE`, or a folder in `XDG_CACHE_HOME` or `~/.cache`.
    pub fn of_user() -> Result<Self> {
        let root = choose(std::env::var_os("UPM_CACHE"), std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME"))
            .ok_or_else(|| Error::new("neither UPM_CACHE, XDG_CACHE_HOME nor HOME is set"))?;
        let root = std::path::absolute(root).context(|| "finding the cache")?;
        fs::create_dir_all(&root).context(|| format!("making {}", root.display()))?;
        Ok(Self { root, temporary: false })
    }

    /// An empty cache that is removed when it is dropped.
    pub fn temporary() -> Result<Self> {
        let root = std::env::temp_dir().join(format!("upm-cold-{}", std::process::id()));
        fs::create_dir(&root).context(|| format!("making {}", root.display()))?;
        Ok(Self { root, temporary: true })
    }

    /// Where the cache is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A place in the cache.
    pub fn at(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Where the output of a long step goes.
    pub fn log(&self, step: &str) -> PathBuf {
        self.at(format!("logs/{step}-{}.log", std::process::id()))
    }

    /// Builds a directory aside and renames it into place. Another process that was faster is no error: its result is the same.
    pub fn install(&self, place: &Path, build: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let aside = self.at(format!("tmp/{name}-{}", std::process::id()));
        if aside.exists() {
            fs::remove_dir_all(&aside).context(|| format!("removing {}", aside.display()))?;
        }
        for directory in [Some(aside.as_path()), place.parent()].into_iter().flatten() {
            fs::create_dir_all(directory).context(|| format!("making {}", directory.display()))?;
        }
        let built = build(&aside).and_then(|()| match fs::rename(&aside, place) {
            Err(_) if place.is_dir() => Ok(()),
            renamed => renamed.context(|| format!("putting {} in place", place.display())),
        });
        let _ = fs::remove_dir_all(&aside);
        built
    }

    /// Notes that this directory is in use today.
    pub fn touch(&self, place: &Path) -> Result<()> {
        fs::write(place.join(USED), "").context(|| format!("writing into {}", place.display()))
    }

    /// Removes what nobody has used for four weeks, and work that was broken off. What is touched before this call stays.
    pub fn prune(&self) {
        let now = SystemTime::now();
        for shelf in ["tools", "std", "dist"] {
            remove_older(&self.at(shelf), now, UNUSED_FOR);
        }
        for toolchain in entries(&self.at("target")) {
            remove_older(&toolchain, now, UNUSED_FOR);
        }
        for shelf in ["tmp", "logs"] {
            remove_older(&self.at(shelf), now, 2 * DAY);
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        if self.temporary {
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// The directories and files in a directory; none if there is no such directory.
pub fn entries(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// When a directory was last used; when it was last changed if nobody said.
pub fn last_used(place: &Path) -> SystemTime {
    fs::metadata(place.join(USED))
        .or_else(|_| fs::metadata(place))
        .and_then(|data| data.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

/// FNV-1a, 64 bits: short, stable names for directories and a check of whether inputs changed.
#[derive(Clone, Copy, Debug)]
pub struct Key(u64);

impl Key {
    /// The key of nothing.
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds one input. Its length counts, so that inputs cannot run into each other.
    pub fn add(mut self, bytes: &[u8]) -> Self {
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    /// Sixteen hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

fn choose(own: Option<OsString>, xdg: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let given = |value: Option<OsString>| value.filter(|v| !v.is_empty()).map(PathBuf::from);
    given(own).or_else(|| {
        given(xdg)
            .or_else(|| given(home).map(|home| home.join(".cache")))
            .map(|base| base.join("update-payment-method"))
    })
}

fn remove_older(shelf: &Path, now: SystemTime, age: Duration) {
    for place in entries(shelf) {
        if now.duration_since(last_used(&place)).is_ok_and(|unused| unused > age) {
            // Losing a race here is harmless: the next call tries again.
            let _ = fs::remove_dir_all(&place).or_else(|_| fs::remove_file(&place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> Cache {
        let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        Cache { root, temporary: true }
    }

    #[test]
    fn the_root_follows_the_environment() {
        let some = |text: &str| Some(OsString::from(text));
        let path = |text: &str| Some(PathBuf::from(text));
        assert_eq!(choose(some("/a"), some("/b"), some("/c")), path("/a"));
        assert_eq!(choose(None, some("/b"), some("/c")), path("/b/update-payment-method"));
        assert_eq!(choose(some(""), some(""), some("/c")), path("/c/.cache/update-payment-method"));
        assert_eq!(choose(None, None, None), None);
    }

    #[test]
    fn a_failed_install_leaves_nothing_and_a_lost_race_is_fine() {
        let cache = scratch("install");
        let place = cache.at("tools/example-1");
        let failed = cache.install(&place, |aside| {
            fs::write(aside.join("half"), "").unwrap();
            Err(Error::new("no"))
        });
        assert!(failed.is_err());
        assert!(!place.exists());
        assert!(entries(&cache.at("tmp")).is_empty());

        cache
            .install(&place, |aside| {
                fs::create_dir_all(&place).unwrap();
                fs::write(place.join("winner"), "").unwrap();
                fs::write(aside.join("loser"), "").context(|| "writing")
            })
            .unwrap();
        assert!(place.join("winner").exists());
        assert!(entries(&cache.at("tmp")).is_empty());
    }

    #[test]
    fn only_what_is_old_goes() {
        let cache = scratch("prune");
        for name in ["old", "new"] {
            fs::create_dir_all(cache.at("tools").join(name)).unwrap();
            cache.touch(&cache.at("tools").join(name)).unwrap();
        }
        let file = fs::File::options().write(true).open(cache.at("tools/old/.used")).unwrap();
        file.set_modified(SystemTime::now() - 29 * DAY).unwrap();
        cache.prune();
        assert!(!cache.at("tools/old").exists());
        assert!(cache.at("tools/new").exists());
    }

    #[test]
    fn keys_tell_inputs_apart() {
        let key = |parts: &[&str]| parts.iter().fold(Key::new(), |key, part| key.add(part.as_bytes())).hex();
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["ab", ""]), key(&["a", "b"]));
        assert_eq!(key(&[]).len(), 16);
    }
}
