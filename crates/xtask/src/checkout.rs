//! This clone: where it is, and the name of its own directories in the cache.

use crate::cache::Key;
use crate::error::{Context, Error, Result};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A clone of this repository.
#[derive(Debug)]
pub struct Checkout {
    /// Its root directory.
    pub root: PathBuf,
    /// Its name in the cache. Another clone that later stands in the same place has another one.
    pub key: String,
}

impl Checkout {
    /// The clone that this program was built from, or the one around the working directory if that is another one.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().context(|| "finding the working directory")?;
        let root = here
            .ancestors()
            .find(|directory| directory.join("crates/xtask/Cargo.toml").is_file())
            .ok_or_else(|| Error::new("call this from inside the repository"))?;
        let root = root.canonicalize().context(|| "finding the repository")?;
        let key = identity(&root)?;
        Ok(Self { root, key })
    }
}

/// The name of a clone in the cache, from where its root is and when that was made.
pub fn identity(root: &Path) -> Result<String> {
    let data = fs::metadata(root).context(|| format!("reading {}", root.display()))?;
    // Not every file system knows when a directory was made; the inode is then all there is.
    let born =
        data.created().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_nanos());
    Ok(Key::new()
        .add(root.as_os_str().as_encoded_bytes())
        .add(&data.dev().to_le_bytes())
        .add(&data.ino().to_le_bytes())
        .add(&born.to_le_bytes())
        .hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_in_the_same_place_is_another_clone() {
        let root = std::env::temp_dir().join(format!("xtask-clone-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let first = identity(&root).unwrap();
        assert_eq!(first, identity(&root).unwrap());
        // Kept, so that the second directory cannot get the first one's inode.
        let moved = root.with_extension("old");
        fs::rename(&root, &moved).unwrap();
        fs::create_dir(&root).unwrap();
        assert_ne!(first, identity(&root).unwrap());
        fs::remove_dir_all(&root).unwrap();
        fs::remove_dir_all(&moved).unwrap();
    }
}
