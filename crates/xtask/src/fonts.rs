//! Exactly these fonts for screenshots, whatever else a machine has: Debian's Noto, installed or only unpacked, behind a fontconfig of our own.

use crate::cache::{Cache, Key};
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::{apt, browser, report};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// One for each script that is looked at, the first for everything else.
const FILES: [&str; 10] = [
    "truetype/noto/NotoSans-Regular.ttf",
    "truetype/noto/NotoSans-Bold.ttf",
    "truetype/noto/NotoSansArabic-Regular.ttf",
    "truetype/noto/NotoSansArabic-Bold.ttf",
    "truetype/noto/NotoSansDevanagari-Regular.ttf",
    "truetype/noto/NotoSansDevanagari-Bold.ttf",
    "truetype/noto/NotoSansThai-Regular.ttf",
    "truetype/noto/NotoSansThai-Bold.ttf",
    "opentype/noto/NotoSansCJK-Regular.ttc",
    "opentype/noto/NotoSansCJK-Bold.ttc",
];
const SYSTEM: &str = "/usr/share/fonts";
const GENERIC: [&str; 4] = ["sans-serif", "serif", "monospace", "system-ui"];

/// The fonts, ready for a browser.
#[derive(Debug)]
pub struct Fonts {
    /// For `FONTCONFIG_FILE`.
    pub config: PathBuf,
    /// Differs between machines whose fonts do.
    pub key: String,
}

/// Finds the fonts, or unpacks Debian's packages into the cache.
pub fn ensure(environment: &Environment, cache: &Cache) -> Result<Fonts> {
    let unpacked = cache.at("tools/fonts-debian");
    let places = [PathBuf::from(SYSTEM), unpacked.join("usr/share/fonts")];
    let found = || places.iter().find(|place| FILES.iter().all(|file| place.join(file).is_file()));
    if found().is_none() {
        report::step("Debian's Noto fonts", "screenshots are compared in them; only unpacked", || {
            cache.install(&unpacked, |aside| apt::unpack(environment, cache, &browser::FONTS, aside))
        })?;
    }
    let place = found().ok_or_else(|| Error::new("Debian's packages have not these fonts"))?;
    if place.starts_with(&unpacked) {
        cache.touch(&unpacked)?;
    }
    select(place, cache)
}

/// Puts only these into a directory, with a configuration that knows no other.
fn select(place: &Path, cache: &Cache) -> Result<Fonts> {
    let mut key = Key::new();
    for file in FILES {
        let length = fs::metadata(place.join(file)).context(|| format!("reading {file}"))?.len();
        key = key.add(file.as_bytes()).add(&length.to_le_bytes());
    }
    let key = key.hex();
    let selected = cache.at(format!("tools/fonts-{key}"));
    if !selected.is_dir() {
        cache.install(&selected, |aside| {
            for file in FILES {
                let name = Path::new(file).file_name().unwrap_or_default();
                symlink(place.join(file), aside.join(name)).context(|| format!("linking to {file}"))?;
            }
            fs::write(aside.join("fonts.conf"), config(&selected)).context(|| "writing fonts.conf")
        })?;
    }
    cache.touch(&selected)?;
    Ok(Fonts { config: selected.join("fonts.conf"), key })
}

fn config(directory: &Path) -> String {
    let directory = directory.display();
    let aliases: String = GENERIC
        .iter()
        .map(|family| format!("<alias><family>{family}</family><prefer><family>Noto Sans</family></prefer></alias>\n"))
        .collect();
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n\
         <dir>{directory}</dir>\n<cachedir>{directory}/cache</cachedir>\n{aliases}\
         <match target=\"font\"><edit name=\"antialias\"><bool>true</bool></edit><edit name=\"hinting\"><bool>false</bool></edit>\
         <edit name=\"rgba\"><const>none</const></edit></match>\n</fontconfig>\n"
    )
}
