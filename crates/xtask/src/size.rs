//! The weight of the widget.

use crate::compress;
use crate::error::{Context, Error, Result};
use crate::report;
use crate::setup::Setup;
use crate::widget::{self, Variant};
use crate::{cache, report::table};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The most that a customer's page may download, in bytes as the server sends them.
pub const CEILING: u64 = 60_000;
/// What every page with the widget downloads. The demo page's own files do not count.
const FILES: [&str; 3] = ["element.js", GLUE, WASM];
/// What wasm-bindgen writes to load the module.
pub const GLUE: &str = "update-payment-method.js";
/// The module.
pub const WASM: &str = "update-payment-method_bg.wasm";
/// JavaScript that wasm-bindgen puts beside its glue, if any crate has some; the glue imports it.
const SNIPPETS: &str = "snippets";

/// One file of the widget.
#[derive(Debug, PartialEq, Eq)]
struct Weight {
    name: String,
    raw: u64,
    brotli: u64,
}

/// Prints the weight, as a table or as JSON.
pub fn print(setup: &Setup, json: bool) -> Result<()> {
    let weights = weigh(&widget::build(setup, Variant::Production)?)?;
    if json {
        println!("{}", as_json(&weights));
    } else {
        print!("{}", as_table(&weights));
    }
    Ok(())
}

/// Fails when the widget is heavier than its ceiling.
pub fn check(setup: &Setup) -> Result<()> {
    let weights = weigh(&widget::build(setup, Variant::Production)?)?;
    report::note(as_table(&weights).trim_end());
    let total = total(&weights);
    if total <= CEILING {
        return Ok(());
    }
    let over = format!("the widget weighs {total} bytes, {} over its ceiling of {CEILING}", total - CEILING);
    if setup.small_std {
        return Err(Error::new(over));
    }
    report::note(&format!("{over}: this compiler has no source to make its standard library smaller"));
    Ok(())
}

/// The files of a build that every page with the widget downloads.
pub fn files(dist: &Path) -> Vec<String> {
    let mut names: Vec<String> = FILES.map(str::to_owned).to_vec();
    collect(dist, &dist.join(SNIPPETS), &mut names);
    names
}

fn weigh(dist: &Path) -> Result<Vec<Weight>> {
    files(dist)
        .into_iter()
        .map(|name| {
            let file = dist.join(&name);
            let length = |file: &Path| {
                fs::metadata(file).map(|data| data.len()).context(|| format!("the build has no {}", file.display()))
            };
            Ok(Weight { raw: length(&file)?, brotli: length(&compress::beside(&file))?, name })
        })
        .collect()
}

fn collect(dist: &Path, directory: &Path, names: &mut Vec<String>) {
    let mut entries = cache::entries(directory);
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(dist, &entry, names);
        } else if !entry.to_string_lossy().ends_with(compress::SUFFIX) {
            let name = entry.strip_prefix(dist).unwrap_or(&entry);
            names.push(name.to_string_lossy().into_owned());
        }
    }
}

fn total(weights: &[Weight]) -> u64 {
    weights.iter().map(|weight| weight.brotli).sum()
}

fn as_table(weights: &[Weight]) -> String {
    let row = |name: &str, raw: String, brotli: String| vec![name.to_owned(), raw, brotli];
    let mut rows = vec![row("file", "raw".to_owned(), "brotli 11".to_owned())];
    rows.extend(weights.iter().map(|weight| row(&weight.name, weight.raw.to_string(), weight.brotli.to_string())));
    let raw: u64 = weights.iter().map(|weight| weight.raw).sum();
    rows.push(row("total as sent", raw.to_string(), total(weights).to_string()));
    table(&rows)
}

fn as_json(weights: &[Weight]) -> String {
    let files: serde_json::Map<String, serde_json::Value> = weights
        .iter()
        .map(|weight| {
            let value = json!({"raw": weight.raw, "brotli": weight.brotli});
            (weight.name.clone(), value)
        })
        .collect();
    json!({"total_brotli": total(weights), "files": files}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_page_does_not_count_and_snippets_do() {
        let dist = std::env::temp_dir().join(format!("xtask-size-{}", std::process::id()));
        fs::create_dir_all(dist.join("snippets/a-1")).unwrap();
        for name in FILES.into_iter().chain(["index.html", "snippets/a-1/inline0.js"]) {
            fs::write(dist.join(name), "0123456789").unwrap();
            fs::write(compress::beside(&dist.join(name)), "0123").unwrap();
        }
        let weights = weigh(&dist).unwrap();
        assert_eq!(total(&weights), 16);
        let json: serde_json::Value = serde_json::from_str(&as_json(&weights)).unwrap();
        assert_eq!(json["total_brotli"], 16);
        assert_eq!(json["files"]["element.js"], json!({"raw": 10, "brotli": 4}));
        assert_eq!(json["files"].as_object().unwrap().len(), 4);
        let table = as_table(&weights);
        let last: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["total", "as", "sent", "40", "16"]);

        fs::remove_file(dist.join("element.js")).unwrap();
        assert!(weigh(&dist).is_err());
        fs::remove_dir_all(&dist).unwrap();
    }
}
