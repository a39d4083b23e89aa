//! Turns `src/locales/en.json` into the keys and the English texts, so that a
//! text that does not exist is a compile error and none is parsed at run time,
//! and takes the comments and the indentation out of the stylesheet.

use std::{env, error::Error, fs, path::Path};

const SOURCE: &str = "src/locales/en.json";
const STYLE: &str = "style/widget.css";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={SOURCE}");
    let texts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&fs::read_to_string(SOURCE)?)?;
    let mut variants = String::new();
    let mut names = String::new();
    let mut english = String::new();
    for (key, text) in &texts {
        let text = text.as_str().ok_or("every text is a string")?;
        variants.push_str(&format!("    /// `{key}`: {text:?}\n    {},\n", pascal(key)));
        names.push_str(&format!("{key:?}, "));
        english.push_str(&format!("{text:?}, "));
    }
    let code = format!(
        "/// A text of the widget, by its key in `messages`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n#[allow(clippy::enum_variant_names)] // The keys name the place first.\npub enum Text {{\n{variants}}}\n\
         const NAMES: [&str; {n}] = [{names}];\nconst ENGLISH: [&str; {n}] = [{english}];\n",
        n = texts.len()
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    println!("cargo:rerun-if-changed={STYLE}");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("widget.css"), plain(&fs::read_to_string(STYLE)?))?;
    Ok(())
}

/// A stylesheet without comments, indentation and line breaks. They end no word here:
/// every line of it ends a declaration, a list's part or a brace.
fn plain(style: &str) -> String {
    let mut rest = style;
    let mut plain = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain.lines().map(str::trim).collect()
}

fn pascal(key: &str) -> String {
    let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
    key.split('_').map(upper).collect()
}
