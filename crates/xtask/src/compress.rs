//! Precompressed copies of every file that is served.

use crate::cache;
use crate::error::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of a compressed copy.
pub const SUFFIX: &str = ".br";

/// The compressed copy of a file.
pub fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(SUFFIX);
    PathBuf::from(name)
}

/// Writes `file.br` beside every file in a directory and below.
pub fn directory(directory: &Path) -> Result<()> {
    for entry in cache::entries(directory) {
        if entry.is_dir() {
            self::directory(&entry)?;
        } else if !entry.to_string_lossy().ends_with(SUFFIX) {
            let plain = fs::read(&entry).context(|| format!("reading {}", entry.display()))?;
            let copy = beside(&entry);
            fs::write(&copy, brotli(&plain)?).context(|| format!("writing {}", copy.display()))?;
        }
    }
    Ok(())
}

/// Brotli at its strongest, quality 11 in a window of 4 MiB.
fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    let settings =
        BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: plain.len(), ..BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    let mut rest = plain;
    brotli::BrotliCompress(&mut rest, &mut packed, &settings).context(|| "compressing")?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        let plain = "update payment method ".repeat(500);
        let packed = brotli(plain.as_bytes()).unwrap();
        assert!(packed.len() < plain.len() / 10);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut back).unwrap();
        assert_eq!(back, plain.as_bytes());
    }

    #[test]
    fn every_file_gets_a_copy_and_no_copy_gets_one() {
        let root = std::env::temp_dir().join(format!("xtask-compress-{}", std::process::id()));
        fs::create_dir_all(root.join("deep")).unwrap();
        fs::write(root.join("deep/a.js"), "a").unwrap();
        directory(&root).unwrap();
        directory(&root).unwrap();
        assert_eq!(cache::entries(&root.join("deep")).len(), 2);
        assert!(root.join("deep/a.js.br").is_file());
        fs::remove_dir_all(&root).unwrap();
    }
}
