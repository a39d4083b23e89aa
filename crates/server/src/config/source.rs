//! Where settings come from: the environment first, then a file.
//!
//! A setting has one name. `stripe.secret_key` is `secret_key` under `[stripe]`
//! in the file and `UPM_STRIPE_SECRET_KEY` in the environment; a secret may also
//! lie in a file of its own, which `secret_key_file` or
//! `UPM_STRIPE_SECRET_KEY_FILE` names. A blank variable counts as not set.
//!
//! No mistake quotes a value: it may be a secret in the wrong place.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
    time::Duration,
};

use toml::{Table, Value};

use super::ConfigError;
use crate::secret::Secret;

type Variable<'a> = Box<dyn Fn(&str) -> Option<String> + 'a>;

/// The environment and, below it, a configuration file. What is wrong with
/// either is kept until everything has been read, so that it is told at once.
pub struct Source<'a> {
    variable: Variable<'a>,
    /// By dotted name.
    file: BTreeMap<String, Value>,
    asked: BTreeSet<String>,
    found: BTreeSet<String>,
    /// The variables that there are, as far as they look like settings.
    variables: Vec<String>,
    error: ConfigError,
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("settings", &self.file.keys()).finish_non_exhaustive()
    }
}

impl<'a> Source<'a> {
    /// Reads `file` (TOML), if there is one. `variable` looks an environment
    /// variable up, such as `|name| std::env::var(name).ok()`.
    #[must_use]
    pub fn new(file: Option<&Path>, variable: impl Fn(&str) -> Option<String> + 'a) -> Self {
        let mut source = Self::of_text("", variable);
        if let Some(path) = file {
            match std::fs::read_to_string(path) {
                Ok(text) => source.parse(&text),
                Err(error) => {
                    source.error.expect(false, format!("{}: cannot be read: {}", path.display(), error.kind()));
                }
            }
        }
        source
    }

    /// As [`Self::new`], with the file's text.
    #[must_use]
    pub fn of_text(text: &str, variable: impl Fn(&str) -> Option<String> + 'a) -> Self {
        let mut source = Self {
            variable: Box::new(variable),
            file: BTreeMap::new(),
            asked: BTreeSet::new(),
            found: BTreeSet::new(),
            variables: Vec::new(),
            error: ConfigError::default(),
        };
        source.parse(text);
        source
    }

    /// Tells which variables there are, so that a misspelt one is a mistake and
    /// not silence: those that begin with `UPM_`, but for the ones that other
    /// programs mean by it.
    #[must_use]
    pub fn among(mut self, names: impl IntoIterator<Item = String>) -> Self {
        // UPM_CONFIG is read elsewhere, two are this project's own build's, and Kubernetes puts UPM_SERVICE_HOST, UPM_PORT_8080_TCP and their like into the pods beside a service `upm`.
        let others = |name: &str| {
            ["UPM_CONFIG", "UPM_CACHE", "UPM_NGINX"].contains(&name)
                || name.contains("_SERVICE_")
                || name.contains("_PORT")
        };
        self.variables = names.into_iter().filter(|name| name.starts_with("UPM_") && !others(name)).collect();
        self
    }

    /// What makes all the rest meaningless: a file that cannot be read. Its
    /// settings would all be missing, and that is not what is wrong.
    pub(super) fn unreadable(&self) -> Result<(), ConfigError> {
        self.error.clone().or(())
    }

    fn parse(&mut self, text: &str) {
        match text.parse::<Table>() {
            Ok(table) => self.flatten("", table),
            Err(error) => {
                // The parser's message quotes the line, and the line may hold a secret.
                let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                self.error.expect(false, format!("the configuration file: line {line} is not TOML"));
            }
        }
    }

    fn flatten(&mut self, above: &str, table: Table) {
        for (key, value) in table {
            let name = format!("{above}{key}");
            match value {
                Value::Table(table) => self.flatten(&format!("{name}."), table),
                value => {
                    self.file.insert(name, value);
                }
            }
        }
    }

    /// Everything wrong so far, with the names in the file that mean nothing.
    pub(super) fn finish(mut self) -> ConfigError {
        for name in self.file.keys().filter(|name| !self.asked.contains(*name)) {
            self.error.expect(false, format!("{}: there is no such setting", printable(name)));
        }
        let known: BTreeSet<String> = self.asked.iter().map(|name| variable_of(name)).collect();
        for name in self.variables.iter().filter(|name| !known.contains(*name)) {
            self.error.expect(false, format!("{name}: there is no such setting"));
        }
        self.error
    }

    /// The names that mean something, as far as they were asked for.
    #[cfg(test)]
    pub(super) fn asked_for(&self) -> BTreeSet<String> {
        self.asked.clone()
    }

    /// The names in the file.
    #[cfg(test)]
    pub(super) fn named(&self) -> BTreeSet<String> {
        self.file.keys().cloned().collect()
    }

    /// Whether anything below `prefix` was given.
    pub(super) fn has_any(&self, prefix: &str) -> bool {
        self.found.iter().any(|name| name.starts_with(prefix))
    }

    pub(super) fn mistake(&mut self, name: &str, what: &str) {
        self.error.expect(false, format!("{name} ({}): {what}", variable_of(name)));
    }

    /// The setting, as the environment or the file has it.
    fn value(&mut self, name: &str) -> Option<Value> {
        self.asked.insert(name.to_owned());
        let value = (self.variable)(&variable_of(name))
            .filter(|text| !text.trim().is_empty())
            .map(Value::String)
            .or_else(|| self.file.get(name).cloned())?;
        self.found.insert(name.to_owned());
        Some(value)
    }

    /// The setting as `read` understands it.
    fn read<T>(&mut self, name: &str, what: &str, read: impl FnOnce(Value) -> Option<T>) -> Option<T> {
        let value = self.value(name)?;
        let read = read(value);
        if read.is_none() {
            self.mistake(name, what);
        }
        read
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.read(name, "give a text", text)
    }

    pub(super) fn list(&mut self, name: &str) -> Option<Vec<String>> {
        self.read(name, "give a list of texts, in a variable with commas between them", |value| match value {
            Value::String(text) => Some(parts(&text)),
            Value::Array(values) => values.into_iter().map(text).collect(),
            _ => None,
        })
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.read(name, "use true or false", |value| match value {
            Value::Boolean(flag) => Some(flag),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        self.read(name, "use a whole number", |value| match value {
            Value::Integer(number) => u32::try_from(number).ok(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    /// Seconds, or a text such as `5m`.
    pub(super) fn duration(&mut self, name: &str) -> Option<Duration> {
        self.read(name, "use a time such as 30s, 5m or 1h", |value| match value {
            Value::Integer(seconds) => u64::try_from(seconds).ok().map(Duration::from_secs),
            Value::String(text) => {
                let text = text.trim();
                text.parse().ok().map(Duration::from_secs).or_else(|| humantime::parse_duration(text).ok())
            }
            _ => None,
        })
    }

    /// One of `words`.
    pub(super) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.read(name, &format!("use {}", names.join(", ")), |value| {
            let text = text(value)?;
            words.iter().find(|(word, _)| *word == text.trim()).map(|(_, meaning)| *meaning)
        })
    }

    pub(super) fn secret(&mut self, name: &str) -> Option<Secret> {
        let direct = self.text(name);
        let in_file = self.in_file(name, direct.is_some());
        direct.or(in_file).map(|text| text.trim().into())
    }

    pub(super) fn secrets(&mut self, name: &str) -> Vec<Secret> {
        let direct = self.list(name);
        let in_file = self.in_file(name, direct.is_some()).map(|text| parts(&text));
        direct.or(in_file).unwrap_or_default().iter().map(|text| text.trim().into()).collect()
    }

    /// What the file named by `…_file` holds, unless the setting is `given` itself.
    fn in_file(&mut self, name: &str, given: bool) -> Option<String> {
        let file = format!("{name}_file");
        let path = self.text(&file)?;
        if given {
            self.mistake(&file, &format!("{name} is given, too; give one of them"));
            return None;
        }
        match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) => {
                self.mistake(&file, &format!("the file cannot be read: {}", error.kind()));
                None
            }
        }
    }
}

/// The environment variable of a setting.
fn variable_of(name: &str) -> String {
    format!("UPM_{}", name.replace('.', "_").to_ascii_uppercase())
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A name out of the file, unless it looks like something pasted there.
fn printable(name: &str) -> &str {
    let plain = |b: u8| b.is_ascii_lowercase() || matches!(b, b'_' | b'.');
    if name.len() <= 40 && name.bytes().all(plain) { name } else { "a name that is no word" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source<'static> {
        Source::of_text(text, |name| (name == "UPM_A_NUMBER").then(|| "7".to_owned()))
    }

    #[test]
    fn the_environment_wins_and_kinds_are_read() {
        let mut source = source(
            "list = ['x', 'y']\nyes = true\nshort = 3\nlong = '2m'\nword = 'two'\n[a]\nnumber = 5\ntext = 'hello'\n",
        );
        assert_eq!(source.number("a.number"), Some(7));
        assert_eq!(source.text("a.text").as_deref(), Some("hello"));
        assert_eq!(source.list("list").unwrap(), ["x", "y"]);
        assert_eq!((source.flag("yes"), source.flag("no")), (Some(true), None));
        assert_eq!(source.duration("short"), Some(Duration::from_secs(3)));
        assert_eq!(source.duration("long"), Some(Duration::from_secs(120)));
        assert_eq!(source.word("word", &[("one", 1), ("two", 2)]), Some(2));
        assert!(source.has_any("a.") && !source.has_any("b."));
        assert_eq!(source.finish(), ConfigError::default());
    }

    #[test]
    fn wrong_kinds_and_unknown_names_are_all_told_without_their_values() {
        let mut source = source("a = 'sk_live_1'\nb = [1]\nc = 'x'\nd = -1\nsk_live_2 = 'x'\n[e]\nf = 1\n");
        assert_eq!((source.flag("a"), source.list("b"), source.duration("c"), source.number("d")), Default::default());
        let error = source.finish().to_string();
        assert_eq!(error.lines().count(), 7, "{error}");
        assert!(error.contains("a (UPM_A): use true or false") && error.contains("e.f: there is no such setting"));
        assert!(!error.contains("sk_live"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_by_its_line() {
        let error = source("a = 1\nkey = sk_live_1\n").finish().to_string();
        assert!(error.contains("line 2") && !error.contains("sk_live"), "{error}");
        let error = Source::new(Some(Path::new("/no/such.toml")), |_| None).finish().to_string();
        assert!(error.contains("/no/such.toml: cannot be read"), "{error}");
    }

    #[test]
    fn a_misspelt_variable_is_a_mistake() {
        let names =
            ["UPM_A_NUMBER", "UPM_STRIPE_SECRETKEY", "UPM_CACHE", "UPM_SERVICE_HOST", "PATH"].map(str::to_owned);
        let mut source = source("").among(names);
        assert_eq!(source.number("a.number"), Some(7));
        assert_eq!(source.finish().mistakes, ["UPM_STRIPE_SECRETKEY: there is no such setting"]);
    }

    #[test]
    fn a_secret_in_a_list_may_hold_commas() {
        let mut source = source("keys = [' one,two ', 'three']\n");
        assert_eq!(source.secrets("keys").iter().map(Secret::expose).collect::<Vec<_>>(), ["one,two", "three"]);
    }

    #[test]
    fn a_secret_may_lie_in_a_file_of_its_own() {
        let path = std::env::temp_dir().join(format!("upm-secret-{}", uuid::Uuid::now_v7()));
        std::fs::write(&path, "one\n two \n").unwrap();
        let text =
            format!("keys_file = '{0}'\nboth = 'x'\nboth_file = '{0}'\ngone_file = '/no/such'\n", path.display());
        let mut source = source(&text);
        let secrets = source.secrets("keys");
        assert_eq!(secrets.iter().map(Secret::expose).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(source.secret("both").unwrap().expose(), "x");
        assert!(source.secret("gone").is_none());
        std::fs::remove_file(&path).unwrap();
        assert_eq!(source.finish().mistakes.len(), 2);
    }
}
