//! The published widget as files that a site can serve.

use crate::compress;
use crate::error::{Context, Result};
use crate::report;
use crate::setup::Setup;
use crate::size;
use crate::widget::{self, Variant};
use std::fs;
use std::path::{Path, PathBuf};

/// The texts of the languages besides English, which the element fetches when they are needed.
const LOCALES: &str = "locales";

/// Builds the widget and copies its files to `out`, each with its compressed copy.
pub fn run(setup: &Setup, out: &Path) -> Result<()> {
    let dist = widget::build(setup, Variant::Production)?;
    let names = files(&dist)?;
    for name in &names {
        let (from, to) = (dist.join(name), out.join(name));
        if let Some(directory) = to.parent() {
            fs::create_dir_all(directory).context(|| format!("making {}", directory.display()))?;
        }
        for (from, to) in [(compress::beside(&from), compress::beside(&to)), (from, to)] {
            fs::copy(&from, &to).context(|| format!("copying {} to {}", from.display(), to.display()))?;
        }
    }
    report::note(&format!("the widget is in {}: {} files, each with a .br beside it", out.display(), names.len()));
    Ok(())
}

/// The files of a build that a site serves, as they are named in it, without their compressed copies.
pub fn files(dist: &Path) -> Result<Vec<PathBuf>> {
    let mut names: Vec<PathBuf> = size::files(dist).into_iter().map(PathBuf::from).collect();
    let locales = dist.join(LOCALES);
    for entry in fs::read_dir(&locales).context(|| format!("reading {}", locales.display()))? {
        let name = entry.context(|| format!("reading {}", locales.display()))?.file_name();
        if !name.to_string_lossy().ends_with(compress::SUFFIX) {
            names.push(Path::new(LOCALES).join(name));
        }
    }
    Ok(names)
}
