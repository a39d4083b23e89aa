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
/// The most that the element's own file may weigh.
const ELEMENT_CEILING: u64 = 3_000;
/// The most that a page downloads before the widget is wanted.
const FIRST_CEILING: u64 = 4_000;
/// The element.
const ELEMENT: &str = "element.js";
/// What a page downloads before the widget is wanted.
const FIRST: [&str; 2] = ["define.js", ELEMENT];
/// What every page with the widget downloads in the end. The demo page's own files do not count.
const FILES: [&str; 5] = ["define.js", ELEMENT, "index.js", GLUE, WASM];
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
    let minified = setup.environment.find("terser").is_some();
    for (over, checked, why_not) in [
        (
            too_heavy(&weights, &FILES, CEILING),
            setup.small_std,
            "this compiler has no source to make its standard library smaller",
        ),
        (too_heavy(&weights, &[ELEMENT], ELEMENT_CEILING), minified, "there is no terser"),
        (too_heavy(&weights, &FIRST, FIRST_CEILING), minified, "there is no terser"),
    ] {
        match over {
            Some(over) if checked => return Err(Error::new(over)),
            Some(over) => report::note(&format!("{over}: {why_not}")),
            None => {}
        }
    }
    Ok(())
}

/// What to say where these files together weigh more than they may. JavaScript of
/// wasm-bindgen's counts with the whole.
fn too_heavy(weights: &[Weight], names: &[&str], ceiling: u64) -> Option<String> {
    let whole = names.len() == FILES.len();
    let counted = weights.iter().filter(|weight| whole || names.contains(&weight.name.as_str()));
    let sum: u64 = counted.map(|weight| weight.brotli).sum();
    let what = if whole { "the widget".to_owned() } else { names.join(" and ") };
    (sum > ceiling).then(|| format!("{what}: {sum} bytes, {} over the ceiling of {ceiling}", sum - ceiling))
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
        assert_eq!(total(&weights), 24);
        let json: serde_json::Value = serde_json::from_str(&as_json(&weights)).unwrap();
        assert_eq!(json["total_brotli"], 24);
        assert_eq!(json["files"]["element.js"], json!({"raw": 10, "brotli": 4}));
        assert_eq!(json["files"].as_object().unwrap().len(), 6);
        let table = as_table(&weights);
        let last: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["total", "as", "sent", "60", "24"]);

        assert_eq!(too_heavy(&weights, &FILES, 24), None);
        assert_eq!(too_heavy(&weights, &FILES, 23).unwrap(), "the widget: 24 bytes, 1 over the ceiling of 23");
        assert_eq!(too_heavy(&weights, &FIRST, 8), None);
        assert_eq!(
            too_heavy(&weights, &FIRST, 7).unwrap(),
            "define.js and element.js: 8 bytes, 1 over the ceiling of 7"
        );

        fs::remove_file(dist.join("element.js")).unwrap();
        assert!(weigh(&dist).is_err());
        fs::remove_dir_all(&dist).unwrap();
    }
}
