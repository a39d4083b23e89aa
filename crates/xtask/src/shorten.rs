//! Short names between the wasm and its glue.
//!
//! wasm-bindgen links the two by names such as `__wbg_stringify_0a0fbf2ef722380a`,
//! and the random digits of two hundred of them, which no compression shortens,
//! are in both files: four kilobytes. Binaryen renames what the module imports
//! and exports, and says how; here the glue follows. Whatever does not fit
//! exactly is an error, so that a glue of another shape is never served.

use crate::error::{Context, Error, Result};
use crate::process;
use crate::report;
use crate::setup::Setup;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What the compiler's wasm uses beyond the first version; `index.html` gives Trunk the same.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What Trunk's one `-Oz` leaves: reading the control flow anew and going over it again.
/// Nothing of ours is in the first kilobyte of memory, where Rust's stack would end.
/// Not `--traps-never-happen`, which saves more: a panic is a trap, and must stop the module.
const PASSES: [&str; 6] = ["--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz", "--strip-target-features"];

/// Renames what `module.wasm` and its glue `module.js` share, and shortens the code.
pub fn names(setup: &Setup, glue: &Path, wasm: &Path) -> Result<()> {
    if setup.environment.find("wasm-opt").is_none() {
        report::note("no wasm-opt on the path: the names between the wasm and its glue stay long");
        return Ok(());
    }
    let short = wasm.with_extension("short");
    let mut command = setup.command("wasm-opt");
    command.args(FEATURES).args(PASSES).arg("--minify-imports-and-exports-and-modules").arg(wasm).arg("-o").arg(&short);
    let map = process::output(&mut command)?;
    let map = serde_json::from_str(&map).context(|| "reading wasm-opt's map of names")?;
    let text = fs::read_to_string(glue).context(|| format!("reading {}", glue.display()))?;
    fs::write(glue, follow(text, &map)?).context(|| format!("writing {}", glue.display()))?;
    fs::rename(&short, wasm).context(|| format!("replacing {}", wasm.display()))
}

/// The glue with the names of the map.
fn follow(mut glue: String, map: &Value) -> Result<String> {
    let rows = |part: &str| map.get(part).and_then(Value::as_array).cloned().unwrap_or_default();
    let word = |row: &Value, column: usize| {
        row.get(column)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Error::new(format!("wasm-opt's map of names has an odd entry: {row}")))
    };
    let imports = rows("imports");
    if imports.is_empty() {
        return Err(Error::new("wasm-opt's map names no imports"));
    }
    for row in &imports {
        let (module, name, short) = (word(row, 0)?, word(row, 1)?, word(row, 2)?);
        // All imports come from one module, whose short name is always `a`.
        let key = format!("\"{module}\": ");
        if glue.contains(&key) {
            glue = once(&glue, &key, "\"a\": ")?;
        }
        glue = once(&glue, &format!(" {name}: "), &format!(" {short}: "))?;
    }
    for row in &rows("exports") {
        let (name, short) = (word(row, 0)?, word(row, 1)?);
        glue = member(&glue, &name, &short);
    }
    // The way to load without waiting, which no page of ours uses; unnamed, the minifier drops it.
    glue = once(&glue, "export { initSync, __wbg_init as default };", "export { __wbg_init as default };")?;
    match glue.contains("__wbg_get_imports") && !glue.contains("wasm.__") {
        true => Ok(glue),
        false => Err(Error::new("the glue uses an export that the wasm does not have")),
    }
}

/// Replaces the one place where `old` stands.
fn once(text: &str, old: &str, new: &str) -> Result<String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        count => {
            Err(Error::new(format!("the glue has `{old}` {count} times, not once; did wasm-bindgen change its shape?")))
        }
    }
}

/// Renames `wasm.name` everywhere, and nothing that only begins like it.
fn member(text: &str, name: &str, short: &str) -> String {
    let access = format!("wasm.{name}");
    let mut pieces = text.split(&access);
    let mut renamed = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let goes_on = piece.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_' || next == '$');
        // In brackets: a short name may be a reserved word.
        renamed.push_str(&if goes_on { access.clone() } else { format!("wasm[\"{short}\"]") });
        renamed.push_str(piece);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const GLUE: &str = "function __wbg_get_imports() { return { \"./m_bg.js\": import0 } }\nconst i = { __wbg_get_1a: function() {} };\n\
                        wasm.mount(); wasm.mounted(); wasm.__wbindgen_free(p);\n\
                        export { initSync, __wbg_init as default };";

    fn map(import: &str) -> Value {
        json!({"imports": [["./m_bg.js", import, "b"]], "exports": [["mount", "c"], ["__wbindgen_free", "do"], ["main", "e"]]})
    }

    #[test]
    fn the_glue_follows_the_wasm() {
        assert_eq!(
            follow(GLUE.to_owned(), &map("__wbg_get_1a")).unwrap(),
            "function __wbg_get_imports() { return { \"a\": import0 } }\nconst i = { b: function() {} };\n\
             wasm[\"c\"](); wasm.mounted(); wasm[\"do\"](p);\n\
             export { __wbg_init as default };"
        );
    }

    #[test]
    fn another_shape_is_an_error() {
        assert!(follow(GLUE.to_owned(), &map("__wbg_set_2b")).is_err());
        assert!(follow(GLUE.replace("get_1a: f", "get_1a: f, __wbg_get_1a: f"), &map("__wbg_get_1a")).is_err());
        assert!(follow(GLUE.to_owned() + " wasm.__wbindgen_new()", &map("__wbg_get_1a")).is_err());
        assert!(follow(GLUE.to_owned(), &json!({"imports": [], "exports": []})).is_err());
    }
}
