//! Turns `words/*.json` into [`words::Language`]s, so that a text that is not there is a compile
//! error, and none is parsed at run time.

use std::{env, error::Error, fs, path::Path};

use serde_json::{Map, Value};

const WORDS: &str = "words";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={WORDS}");
    let mut names = Vec::new();
    for entry in fs::read_dir(WORDS)? {
        let file = entry?.file_name();
        names.extend(file.to_string_lossy().strip_suffix(".json").map(str::to_owned));
    }
    names.sort();
    let english = read("en")?;
    let mut languages = String::new();
    for name in &names {
        let words = literal("Words", &english, &read(name)?).map_err(|flaw| format!("{WORDS}/{name}.json: {flaw}"))?;
        languages.push_str(&format!("static {}: Language = Language {{ tag: {name:?}, words: {words} }};\n", id(name)));
    }
    let all: Vec<_> = names.iter().map(|name| format!("&{}", id(name))).collect();
    let all = format!(
        "impl Language {{\n    /// All that there is a file for.\n    pub(crate) const ALL: [&Self; {}] = [{}];\n}}\n",
        all.len(),
        all.join(", ")
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), languages + &all)?;
    Ok(())
}

fn read(name: &str) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_str(&fs::read_to_string(format!("{WORDS}/{name}.json"))?)?)
}

/// The Rust value of this kind with the texts; exactly those that English has.
fn literal(kind: &str, english: &Value, text: &Value) -> Result<String, String> {
    match (english, text) {
        (Value::String(_), Value::String(text)) if !text.trim().is_empty() => Ok(format!("{text:?}")),
        (Value::Object(english), Value::Object(texts)) => {
            if let Some(key) = texts.keys().find(|key| !english.contains_key(*key)) {
                return Err(format!("{key} is in no other language"));
            }
            members(kind, english, texts)
        }
        _ => Err("is missing, or not what it is in English".to_owned()),
    }
}

fn members(kind: &str, english: &Map<String, Value>, texts: &Map<String, Value>) -> Result<String, String> {
    let mut members = String::new();
    for (key, model) in english {
        let kind = if model.get("title").is_some_and(|title| title.is_string()) && model.get("text").is_some() {
            "Said".to_owned()
        } else {
            key[..1].to_uppercase() + &key[1..]
        };
        let value = literal(&kind, model, &texts[key]).map_err(|flaw| format!("{key}: {flaw}"))?;
        members.push_str(&format!("{key}: {value}, "));
    }
    Ok(format!("{kind} {{ {members}}}"))
}

fn id(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}
