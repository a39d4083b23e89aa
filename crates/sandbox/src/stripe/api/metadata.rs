//! Metadata: small, flat, merged on update.

use crate::stripe::data::Metadata;
use crate::stripe::error::ApiError;
use crate::stripe::params::Params;

const KEYS: usize = 50;
const KEY_LENGTH: usize = 40;
const VALUE_LENGTH: usize = 500;

/// Merges the metadata at `path` into `into`: an empty value removes its key,
/// an empty `metadata` all keys.
pub(super) fn merge(params: &Params, path: &str, into: &mut Metadata) -> Result<(), ApiError> {
    let name = path.replacen('.', "[", 1) + if path.contains('.') { "]" } else { "" };
    if params.get(path) == Some("") {
        into.clear();
    }
    for (key, value) in params.map(path) {
        let param = format!("{name}[{key}]");
        if key.chars().count() > KEY_LENGTH || key.contains(['[', ']']) {
            return Err(ApiError::invalid(format!(
                "Metadata keys can be up to {KEY_LENGTH} characters long and hold no brackets."
            ))
            .with_param(param));
        }
        if value.chars().count() > VALUE_LENGTH {
            return Err(ApiError::invalid(format!("Metadata values can be up to {VALUE_LENGTH} characters long."))
                .with_param(param));
        }
        if value.is_empty() {
            into.remove(&key);
        } else {
            into.insert(key, value);
        }
    }
    if into.len() > KEYS {
        return Err(ApiError::invalid(format!("Metadata can have up to {KEYS} keys.")).with_param(name));
    }
    Ok(())
}
