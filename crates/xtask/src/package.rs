//! The npm package: the published widget with its types and texts, as a tarball.

pub mod check;

use crate::error::{Context, Error, Result};
use crate::report::table;
use crate::setup::Setup;
use crate::widget::{self, Variant};
use crate::{cache, process, publish, tools};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The room in the repository with everything that is written by hand.
const ROOM: &str = "npm";
/// What of it the build has not already shortened and put among its own files.
const WRITTEN: [&str; 7] =
    ["README.md", "custom-elements.json", "define.d.ts", "element.d.ts", "index.d.ts", "react.d.ts", "vue.d.ts"];
/// What imports the other files, some by an address that only the page knows.
const IMPORTING: [&str; 2] = ["element.js", "index.js"];
/// The comments that tell bundlers to leave such an import as it is. A page without a bundler is spared them.
const FOR_BUNDLERS: [&str; 2] = ["--comments", "/@vite-ignore|webpackIgnore/"];
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
const MANIFEST: &str = "package.json";
/// Keeps `npm publish` from publishing the room itself, which has no wasm.
const PRIVATE: &str = "  \"private\": true,\n";

/// A file of the tarball, and its size.
type Packed = (String, u64);

/// Makes the tarball in `out`, and prints what is in it and how to publish it.
pub fn run(setup: &Setup, out: &Path) -> Result<()> {
    let (tarball, files) = pack(setup, out)?;
    let mut rows = vec![vec!["file".to_owned(), "bytes".to_owned()]];
    rows.extend(files.iter().map(|(name, size)| vec![name.clone(), size.to_string()]));
    rows.push(vec!["unpacked".to_owned(), files.iter().map(|(_, size)| size).sum::<u64>().to_string()]);
    let size = fs::metadata(&tarball).context(|| format!("reading {}", tarball.display()))?.len();
    rows.push(vec!["the tarball".to_owned(), size.to_string()]);
    print!("{}", table(&rows));
    println!("To publish it: npm publish {}", tarball.display());
    Ok(())
}

/// Makes the tarball in `out`: where it is, and what is in it.
fn pack(setup: &Setup, out: &Path) -> Result<(PathBuf, Vec<Packed>)> {
    if !cache::entries(out).is_empty() {
        return Err(Error::new(format!(
            "{} is not empty; remove what is in it, or name another directory with --out",
            out.display()
        )));
    }
    if !tools::ensure_node(&setup.environment, &setup.cache, "npm makes the tarball")? {
        return Err(Error::new(
            "there is no npm to make the tarball; install Node with npm (`cargo xtask build` needs neither)",
        ));
    }
    let stage = setup.target.join("npm");
    let _ = fs::remove_dir_all(&stage);
    let staged = fill(setup, &stage)?;
    fs::create_dir_all(out).context(|| format!("making {}", out.display()))?;
    let mut npm = setup.command("npm");
    npm.args(["pack", "--json", "--ignore-scripts", "--pack-destination"])
        .arg(out.canonicalize().context(|| "finding the directory")?);
    let (name, files) = read(&process::output(npm.current_dir(&stage))?)?;
    let packed: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    if let Some(missing) = staged.difference(&packed).next() {
        return Err(Error::new(format!("npm leaves {missing} out: name it under `files` in {ROOM}/{MANIFEST}")));
    }
    Ok((out.join(name), files))
}

/// Puts together what goes into the tarball, and answers the names.
fn fill(setup: &Setup, stage: &Path) -> Result<BTreeSet<String>> {
    let dist = widget::build(setup, Variant::Production)?;
    let (root, room) = (&setup.checkout.root, setup.checkout.root.join(ROOM));
    let built = publish::files(&dist)?.into_iter().map(|name| (dist.join(&name), name));
    let written = WRITTEN.iter().map(|name| (room.join(name), PathBuf::from(name)));
    let licenses = LICENSES.iter().map(|name| (root.join(name), PathBuf::from(name)));
    let mut names = BTreeSet::from([MANIFEST.to_owned()]);
    for (from, name) in built.chain(written).chain(licenses) {
        copy(&from, &stage.join(&name))?;
        names.insert(name.to_string_lossy().into_owned());
    }
    if widget::can_shorten(setup) {
        for name in IMPORTING {
            let text = widget::shortened(setup, &room.join(name), &FOR_BUNDLERS)?;
            fs::write(stage.join(name), text).context(|| format!("writing {name}"))?;
        }
    }
    let manifest = room.join(MANIFEST);
    let text = fs::read_to_string(&manifest).context(|| format!("reading {}", manifest.display()))?;
    fs::write(stage.join(MANIFEST), text.replacen(PRIVATE, "", 1)).context(|| format!("writing {MANIFEST}"))?;
    Ok(names)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(directory) = to.parent() {
        fs::create_dir_all(directory).context(|| format!("making {}", directory.display()))?;
    }
    fs::copy(from, to).context(|| format!("copying {}", from.display()))?;
    Ok(())
}

/// What `npm pack --json` says: the tarball's name, and its files.
fn read(json: &str) -> Result<(String, Vec<Packed>)> {
    let answer: Value = serde_json::from_str(json).context(|| "reading what `npm pack` says")?;
    let strange = || Error::new(format!("`npm pack` does not say what it packed: {json}"));
    let packed = answer.get(0).unwrap_or(&answer);
    let name = packed.get("filename").and_then(Value::as_str).ok_or_else(strange)?;
    let files = packed.get("files").and_then(Value::as_array).ok_or_else(strange)?;
    let file = |file: &Value| Some((file.get("path")?.as_str()?.to_owned(), file.get("size")?.as_u64()?));
    Ok((name.to_owned(), files.iter().map(file).collect::<Option<_>>().ok_or_else(strange)?))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_npm_packed_is_read() {
        let json = r#"[{"filename": "a-1.tgz", "files": [{"path": "locales/de.json", "size": 3, "mode": 420}]}]"#;
        assert_eq!(read(json).unwrap(), ("a-1.tgz".to_owned(), vec![("locales/de.json".to_owned(), 3)]));
        assert!(read("[]").is_err());
        assert!(read("npm").is_err());
    }
}
