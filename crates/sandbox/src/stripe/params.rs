//! Form parameters with nested keys: `a[b][c]=`, `a[]=`, `a[0]=`.

use std::collections::BTreeMap;

use super::error::ApiError;

/// The parameters of one call, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Params {
    fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Field {
    path: Vec<String>,
    value: String,
}

impl Field {
    /// `a[b][c]`, as errors name it.
    fn name(&self) -> String {
        bracketed(&self.path)
    }
}

fn bracketed(path: &[String]) -> String {
    let mut parts = path.iter();
    let first = parts.next().cloned().unwrap_or_default();
    parts.fold(first, |name, part| name + "[" + part + "]")
}

/// A dotted path as errors name it.
pub(super) fn named(path: &str) -> String {
    bracketed(&path.split('.').map(str::to_owned).collect::<Vec<_>>())
}

impl Params {
    /// Reads a form body or a query string.
    pub(super) fn parse(encoded: &[u8]) -> Result<Self, ApiError> {
        let mut fields: Vec<Field> = Vec::new();
        for (key, value) in form_urlencoded::parse(encoded) {
            let mut path = split(&key)?;
            if path.last().is_some_and(String::is_empty) {
                path.pop();
                let index =
                    fields.iter().filter(|f| f.path.len() == path.len() + 1 && f.path.starts_with(&path)).count();
                path.push(index.to_string());
            }
            fields.push(Field { path, value: value.into_owned() });
        }
        Ok(Self { fields })
    }

    /// Refuses everything that `allowed` does not name. A pattern is a dotted
    /// path; `*` stands for any key and `#` for an index of an array, whose
    /// indices must run from 0 without gaps.
    pub(super) fn check(&self, allowed: &[&str]) -> Result<(), ApiError> {
        let patterns: Vec<Vec<&str>> = allowed.iter().map(|p| p.split('.').collect()).collect();
        for field in &self.fields {
            let Some(pattern) = patterns.iter().find(|pattern| matches(pattern, &field.path)) else {
                return Err(mismatch(&patterns, field));
            };
            if let Some(depth) = pattern.iter().position(|part| *part == "#") {
                self.check_indices(field, depth)?;
            }
        }
        Ok(())
    }

    fn check_indices(&self, field: &Field, depth: usize) -> Result<(), ApiError> {
        let array = field.path.get(..depth).unwrap_or_default();
        let mut indices: Vec<usize> = self
            .fields
            .iter()
            .filter(|f| f.path.starts_with(array))
            .filter_map(|f| f.path.get(depth)?.parse().ok())
            .collect();
        indices.sort_unstable();
        indices.dedup();
        if indices.iter().enumerate().all(|(expected, index)| expected == *index) {
            return Ok(());
        }
        let name = bracketed(array);
        Err(ApiError::invalid(format!("Invalid array: `{name}` indices must run from 0 without gaps."))
            .with_param(name))
    }

    /// The value of `path`, the last one if it came twice.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        let path: Vec<&str> = path.split('.').collect();
        self.fields.iter().rev().find(|f| f.path == path).map(|f| f.value.as_str())
    }

    /// The value of `path`, refusing an empty one.
    pub(super) fn text(&self, path: &str) -> Result<Option<&str>, ApiError> {
        match self.get(path) {
            Some("") => Err(ApiError::empty(&named(path))),
            value => Ok(value),
        }
    }

    /// The whole number at `path`.
    pub(super) fn integer(&self, path: &str) -> Result<Option<i64>, ApiError> {
        self.get(path).map(|value| value.parse().map_err(|_| ApiError::not_an_integer(&named(path), value))).transpose()
    }

    /// The entries of an array.
    pub(super) fn list(&self, path: &str) -> Vec<&str> {
        self.below(path).map(|(_, value)| value).collect()
    }

    /// The entries of a map.
    pub(super) fn map(&self, path: &str) -> BTreeMap<String, String> {
        self.below(path).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    /// Whether anything came under `name`, in any shape.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|f| f.path.first().is_some_and(|first| first == name))
    }

    /// The same set of parameters, in whatever order.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        let sorted = |params: &Self| {
            let mut fields = params.fields.clone();
            fields.sort();
            fields
        };
        sorted(self) == sorted(other)
    }

    fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        self.fields.iter().filter_map(move |field| match field.path.split_last() {
            Some((key, parents)) if parents == path => Some((key.as_str(), field.value.as_str())),
            _ => None,
        })
    }
}

/// `a[b][]` into `a`, `b` and an empty part.
fn split(key: &str) -> Result<Vec<String>, ApiError> {
    let malformed = || ApiError::invalid(format!("Invalid parameter name: {key}")).with_param(key);
    let (first, mut rest) = key.split_at(key.find('[').unwrap_or(key.len()));
    if first.is_empty() {
        return Err(malformed());
    }
    let mut path = vec![first.to_owned()];
    while let Some(inner) = rest.strip_prefix('[') {
        let (part, after) = inner.split_once(']').ok_or_else(malformed)?;
        // An empty part is an array's next index and can only come last here.
        if part.is_empty() && !after.is_empty() {
            return Err(malformed());
        }
        path.push(part.to_owned());
        rest = after;
    }
    if rest.is_empty() { Ok(path) } else { Err(malformed()) }
}

fn matches(pattern: &[&str], path: &[String]) -> bool {
    pattern.len() == path.len() && fits(pattern, path)
}

fn fits(pattern: &[&str], path: &[String]) -> bool {
    pattern.iter().zip(path).all(|(expected, part)| match *expected {
        "*" => !part.is_empty(),
        "#" => part.parse::<usize>().is_ok(),
        word => word == part,
    })
}

/// Why a parameter fits no pattern: too shallow, too deep, or unknown.
fn mismatch(patterns: &[Vec<&str>], field: &Field) -> ApiError {
    let name = field.name();
    let length = field.path.len();
    if let Some(deeper) = patterns.iter().find(|p| p.len() > length && fits(p, &field.path)) {
        let shape = if deeper.get(length) == Some(&"#") { "array" } else { "object" };
        return ApiError::invalid(format!("Invalid {shape}")).with_param(name);
    }
    if patterns.iter().any(|p| p.len() < length && fits(p, &field.path)) {
        return ApiError::invalid("Invalid string").with_param(name);
    }
    ApiError::unknown(&name)
}
