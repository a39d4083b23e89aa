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
pub const CEILING: u64 = 64_500;
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

/// The texts of each language, of which a customer downloads one. English is in the module.
const LANGUAGES: &str = "locales";
/// The most that the file of a language may weigh, which comes on top of the ceiling.
const LANGUAGE_CEILING: u64 = 2_200;

/// One file of the widget.
#[derive(Debug, PartialEq, Eq)]
struct Weight {
    name: String,
    raw: u64,
    brotli: u64,
}

/// Prints the weight, as a table or as JSON.
pub fn print(setup: &Setup, json: bool) -> Result<()> {
    let dist = widget::build(setup, Variant::Production)?;
    let (weights, languages) = (weigh(&dist, files(&dist))?, weigh(&dist, languages(&dist))?);
    if json {
        println!("{}", as_json(&weights, &languages));
    } else {
        print!("{}", as_table(&weights, &languages));
    }
    Ok(())
}

/// Fails when the widget is heavier than its ceiling.
pub fn check(setup: &Setup) -> Result<()> {
    let dist = widget::build(setup, Variant::Production)?;
    let (weights, languages) = (weigh(&dist, files(&dist))?, weigh(&dist, languages(&dist))?);
    report::note(as_table(&weights, &languages).trim_end());
    let most = heaviest(&languages).map_or("", |weight| &weight.name);
    let minified = setup.environment.find("terser").is_some();
    for (over, checked, why_not) in [
        (
            too_heavy(&weights, &FILES, CEILING),
            setup.small_std,
            "this compiler has no source to make its standard library smaller",
        ),
        (too_heavy(&weights, &[ELEMENT], ELEMENT_CEILING), minified, "there is no terser"),
        (too_heavy(&languages, &[most], LANGUAGE_CEILING), true, ""),
        (too_heavy(&weights, &FIRST, FIRST_CEILING), minified, "there is no terser"),
    ] {
        match over {
            Some(over) if checked => return Err(Error::new(over)),
            Some(over) => report::not_checked("weight", &format!("{over}: {why_not}")),
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

/// The files of the languages.
pub fn languages(dist: &Path) -> Vec<String> {
    let mut names = Vec::new();
    collect(dist, &dist.join(LANGUAGES), &mut names);
    names
}

fn heaviest(languages: &[Weight]) -> Option<&Weight> {
    languages.iter().max_by_key(|weight| weight.brotli)
}

fn weigh(dist: &Path, names: Vec<String>) -> Result<Vec<Weight>> {
    names
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

fn as_table(weights: &[Weight], languages: &[Weight]) -> String {
    let row = |name: &str, raw: u64, brotli: u64| vec![name.to_owned(), raw.to_string(), brotli.to_string()];
    let each = |weights: &[Weight]| -> Vec<_> {
        weights.iter().map(|weight| row(&weight.name, weight.raw, weight.brotli)).collect()
    };
    let mut rows = vec![["file", "raw", "brotli 11"].map(str::to_owned).to_vec()];
    rows.extend(each(languages));
    rows.extend(each(weights));
    let raw: u64 = weights.iter().map(|weight| weight.raw).sum();
    if let Some(most) = heaviest(languages) {
        let name = format!("total with {}", most.name);
        rows.push(row(&name, raw + most.raw, total(weights) + most.brotli));
    }
    rows.push(row("total as sent", raw, total(weights)));
    table(&rows)
}

fn as_json(weights: &[Weight], languages: &[Weight]) -> String {
    let files: serde_json::Map<String, serde_json::Value> = weights
        .iter()
        .chain(languages)
        .map(|weight| {
            let value = json!({"raw": weight.raw, "brotli": weight.brotli});
            (weight.name.clone(), value)
        })
        .collect();
    let language = heaviest(languages).map_or(0, |weight| weight.brotli);
    json!({"total_brotli": total(weights), "heaviest_language_brotli": language, "files": files}).to_string()
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
        fs::create_dir_all(dist.join("locales")).unwrap();
        for (name, packed) in [("de", "01"), ("th", "012")] {
            let file = dist.join(format!("locales/{name}.json"));
            fs::write(&file, "0123").unwrap();
            fs::write(compress::beside(&file), packed).unwrap();
        }
        let (weights, languages) =
            (weigh(&dist, files(&dist)).unwrap(), weigh(&dist, super::languages(&dist)).unwrap());
        assert_eq!(total(&weights), 24);
        let json: serde_json::Value = serde_json::from_str(&as_json(&weights, &languages)).unwrap();
        assert_eq!((&json["total_brotli"], &json["heaviest_language_brotli"]), (&json!(24), &json!(3)));
        assert_eq!(json["files"]["element.js"], json!({"raw": 10, "brotli": 4}));
        assert_eq!(json["files"].as_object().unwrap().len(), 8);
        let table = as_table(&weights, &languages);
        assert!(table.contains("total with locales/th.json      64         27\n"), "{table}");
        let last: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["total", "as", "sent", "60", "24"]);

        assert_eq!(too_heavy(&weights, &FILES, 24), None);
        assert_eq!(too_heavy(&weights, &FILES, 23).unwrap(), "the widget: 24 bytes, 1 over the ceiling of 23");
        let most = heaviest(&languages).unwrap().name.as_str();
        assert_eq!(too_heavy(&languages, &[most], 3), None);
        let over = "locales/th.json: 3 bytes, 1 over the ceiling of 2";
        assert_eq!(too_heavy(&languages, &[most], 2).unwrap(), over);
        assert_eq!(too_heavy(&weights, &FIRST, 8), None);
        assert_eq!(
            too_heavy(&weights, &FIRST, 7).unwrap(),
            "define.js and element.js: 8 bytes, 1 over the ceiling of 7"
        );

        fs::remove_file(dist.join("element.js")).unwrap();
        assert!(weigh(&dist, files(&dist)).is_err());
        fs::remove_dir_all(&dist).unwrap();
    }
}
