//! Reading Cargo.lock.

use crate::error::{Context, Error, Result};
use std::fs;
use std::path::Path;

/// The version of a package in the lock file of this repository.
pub fn version_of(package: &str, root: &Path) -> Result<String> {
    let file = root.join("Cargo.lock");
    let text = fs::read_to_string(&file).context(|| format!("reading {}", file.display()))?;
    find(package, &text).map(str::to_owned).ok_or_else(|| Error::new(format!("Cargo.lock has no package {package}")))
}

fn find<'a>(package: &str, lock: &'a str) -> Option<&'a str> {
    let mut lines = lock.lines();
    let value = |line: &'a str, key: &str| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"');
    lines.find(|line| value(line, "name") == Some(package))?;
    lines.take_while(|line| !line.is_empty()).find_map(|line| value(line, "version"))
}

#[cfg(test)]
mod tests {
    use super::find;

    const LOCK: &str = r#"version = 4

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.1"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry"

[[package]]
name = "last"
"#;

    #[test]
    fn the_name_is_matched_whole() {
        assert_eq!(find("wasm-bindgen", LOCK), Some("0.2.130"));
        assert_eq!(find("wasm", LOCK), None);
    }

    #[test]
    fn a_package_without_a_version_takes_no_other_one() {
        assert_eq!(find("last", LOCK), None);
    }
}
