//! The target directory of a clone, in the cache.
//!
//! Each clone has its own, because cargo trusts modification times inside one: two clones at different commits that shared a directory could take each other's
//! crates for fresh. A new clone starts from a copy of another one's directory for the same compiler, without what belongs to this workspace: so it compiles its own
//! crates and none of its dependencies, and cargo itself still checks every one of those (by version, features, profile and compiler). Large files are hard
//! links, so that a copy costs little; nothing ever writes into those in place.

use crate::cache::{self, Cache};
use crate::checkout::{self, Checkout};
use crate::environment::Environment;
use crate::error::{Context, Result};
use crate::report;
use crate::seed::Members;
use crate::toolchain::Toolchain;
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Beyond this, in bytes, a directory holds mostly the past: it is not copied, and its own clone starts it again.
const LIMIT: u64 = 16 * 1024 * 1024 * 1024;
/// How many clones keep their directory.
const CLONES: usize = 5;
/// How long after its last use a directory is left alone in any case.
const BUSY: Duration = Duration::from_secs(3 * 60 * 60);
/// The file that says whose directory it is.
const CLONE: &str = ".clone";

/// Finds or makes the target directory of this clone.
pub fn ensure(environment: &Environment, cache: &Cache, checkout: &Checkout, toolchain: &Toolchain) -> Result<PathBuf> {
    let shelf = cache.at("target").join(toolchain.key());
    let place = shelf.join(&checkout.key);
    if place.is_dir() && size(&place) > LIMIT {
        report::step("emptying the target directory", "it grew too large", || {
            fs::remove_dir_all(&place).context(|| format!("removing {}", place.display()))
        })?;
    }
    if !place.is_dir() {
        let seed = fullest(by_use(&shelf).into_iter().map(|place| (size(&place), place)));
        cache.install(&place, |aside| match &seed {
            Some(seed) => report::step(
                "taking over the dependencies that another clone has built",
                "this clone is new here",
                || Members::of(environment, checkout)?.copy_others(seed, aside),
            ),
            None => Ok(()),
        })?;
    }
    fs::write(place.join(CLONE), checkout.root.as_os_str().as_encoded_bytes())
        .context(|| format!("writing into {}", place.display()))?;
    cache.touch(&place)?;
    tidy(&shelf);
    Ok(place)
}

/// The newest of those that hold at least half of what the fullest holds: one that has only ever
/// served a demo would leave most dependencies to be built again.
fn fullest(places: impl Iterator<Item = (u64, PathBuf)>) -> Option<PathBuf> {
    let places: Vec<_> = places.filter(|(size, _)| *size <= LIMIT).collect();
    let most = places.iter().map(|(size, _)| *size).max()?;
    places.into_iter().find(|(size, _)| *size >= most / 2).map(|(_, place)| place)
}

/// Removes the directories of clones that are gone, and of all but the last few. The newest stays in any case: the next clone starts from it.
fn tidy(shelf: &Path) {
    let mut kept = 0;
    for place in by_use(shelf) {
        if kept == 0 || (kept < CLONES && is_alive(&place)) {
            kept += 1;
        } else if !is_busy(&place) {
            // Another process may be at it too; whoever comes next tries again.
            let _ = fs::remove_dir_all(&place);
        }
    }
}

/// Whether a build may be under way in it: longer than any runs.
fn is_busy(place: &Path) -> bool {
    SystemTime::now().duration_since(cache::last_used(place)).is_ok_and(|age| age < BUSY)
}

/// Whether the clone of a directory still stands where it stood.
fn is_alive(place: &Path) -> bool {
    let key = place.file_name().unwrap_or_default();
    fs::read_to_string(place.join(CLONE))
        .ok()
        .and_then(|root| checkout::identity(Path::new(&root)).ok())
        .is_some_and(|identity| key == identity.as_str())
}

/// The directories on a shelf, the last used first.
fn by_use(shelf: &Path) -> Vec<PathBuf> {
    let mut places = cache::entries(shelf);
    places.retain(|place| place.is_dir());
    places.sort_by_key(|place| Reverse(cache::last_used(place)));
    places
}

fn size(directory: &Path) -> u64 {
    cache::entries(directory)
        .iter()
        .map(|entry| match fs::symlink_metadata(entry) {
            Ok(data) if data.is_dir() => size(entry),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn a_new_clone_starts_from_the_newest_that_is_full_enough() {
        let from = |sizes: &[u64]| {
            let places = sizes.iter().enumerate().map(|(place, size)| (*size, PathBuf::from(place.to_string())));
            fullest(places).map(|place| place.to_string_lossy().into_owned())
        };
        assert_eq!(from(&[]), None);
        assert_eq!(from(&[10, 100, 60]).as_deref(), Some("1"));
        assert_eq!(from(&[60, 100]).as_deref(), Some("0"));
        assert_eq!(from(&[LIMIT + 1, 5]).as_deref(), Some("1"));
    }

    #[test]
    fn the_newest_and_the_clones_that_still_stand_are_kept() {
        let base = std::env::temp_dir().join(format!("xtask-shelf-{}", std::process::id()));
        let clone = base.join("clone");
        fs::create_dir_all(&clone).unwrap();
        let alive = checkout::identity(&clone).unwrap();
        let shelf = base.join("shelf");
        let hour = 60 * 60;
        for (age, name) in [(0, "newest"), (hour, "busy"), (4 * hour, "gone"), (5 * hour, alive.as_str())] {
            let place = shelf.join(name);
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join(CLONE), clone.to_str().unwrap()).unwrap();
            let used = File::create(place.join(".used")).unwrap();
            used.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        tidy(&shelf);
        assert!(shelf.join("newest").exists());
        assert!(shelf.join("busy").exists());
        assert!(!shelf.join("gone").exists());
        assert!(shelf.join(alive).exists());
        fs::remove_dir_all(&base).unwrap();
    }
}
