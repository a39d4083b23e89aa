//! Turns `src/locales/en.json` into the keys and the English texts, so that a
//! text that does not exist is a compile error and none is parsed at run time,
//! and the files of the features `locale-*` into texts beside them; and takes the comments and the indentation out of the stylesheet.

use std::{env, error::Error, fs, path::Path};

use serde_json::{Map, Value};

const LOCALES: &str = "src/locales";
const STYLE: &str = "style/widget.css";

/// The plural categories of CLDR. A text that counts has a place for each, whatever English uses.
const CATEGORIES: [&str; 6] = ["other", "zero", "one", "two", "few", "many"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={LOCALES}");
    let texts = read("en")?;
    let mut variants = String::new();
    let mut names = Vec::new();
    for (key, text) in &texts {
        variants.push_str(&format!("    /// `{key}`: {text}\n    {} = {},\n", pascal(key), names.len()));
        names.extend(places(key, text));
    }
    let in_order =
        |texts: &Map<String, Value>| format!("{:?}", names.iter().map(|name| at(texts, name)).collect::<Vec<_>>());
    let mut compiled = Vec::new();
    for entry in fs::read_dir(LOCALES)? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        let name = file.strip_suffix(".json").unwrap_or(&file);
        let feature = format!("CARGO_FEATURE_LOCALE_{}", name.replace('-', "_").to_uppercase());
        if env::var_os(feature).is_some() {
            compiled.push(format!("({name:?}, {})", in_order(&read(name)?)));
        }
    }
    compiled.sort();
    let code = format!(
        "/// A text of the widget, by its key in `messages`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n#[allow(clippy::enum_variant_names)] // The keys name the place first.\npub enum Text {{\n{variants}}}\n\
         const CATEGORIES: [&str; 6] = {CATEGORIES:?};\n\
         const NAMES: [&str; {n}] = {names:?};\nstatic ENGLISH: [&str; {n}] = {english};\n\
         static COMPILED: [(&str, [&str; {n}]); {m}] = [{compiled}];\n",
        n = names.len(),
        english = in_order(&texts),
        m = compiled.len(),
        compiled = compiled.join(", "),
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    println!("cargo:rerun-if-changed={STYLE}");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("widget.css"), plain(&fs::read_to_string(STYLE)?))?;
    Ok(())
}

fn read(name: &str) -> Result<Map<String, Value>, Box<dyn Error>> {
    Ok(serde_json::from_str(&fs::read_to_string(format!("{LOCALES}/{name}.json"))?)?)
}

/// The names of a text's places: its key, or `key.category` for each category.
fn places(key: &str, text: &Value) -> Vec<String> {
    match text {
        Value::Object(_) => CATEGORIES.iter().map(|category| format!("{key}.{category}")).collect(),
        _ => vec![key.to_owned()],
    }
}

/// The text at a place; blank where the language has no such category.
fn at<'a>(texts: &'a Map<String, Value>, name: &str) -> &'a str {
    let (key, category) = name.split_once('.').unwrap_or((name, ""));
    let text = texts.get(key);
    text.and_then(|text| text.as_str().or_else(|| text.get(category)?.as_str())).unwrap_or_default()
}

/// A stylesheet without comments, indentation, line breaks and the blanks and quotation marks that it can
/// do without. Line breaks end no
/// word here: every line of it ends a declaration, a list's part or a brace, and no blank before a
/// brace, or behind a colon, a comma or a semicolon, means anything.
fn plain(style: &str) -> String {
    let mut rest = style;
    let mut plain = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let joined: String = plain.lines().map(str::trim).collect();
    let marks = [
        (": ", ":"),
        (", ", ","),
        ("; ", ";"),
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        (";}", "}"),
        ("=\"", "="),
        ("\"]", "]"),
    ];
    marks.into_iter().fold(joined, |style, (long, short)| style.replace(long, short))
}

fn pascal(key: &str) -> String {
    let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
    key.split('_').map(upper).collect()
}
