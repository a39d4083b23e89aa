//! `expand[]`: an id becomes the object it names.

use serde_json::Value;

use crate::stripe::data::Data;
use crate::stripe::error::ApiError;
use crate::stripe::version::Version;

/// How deep an expansion may go.
const DEEPEST: usize = 4;

/// Which members of which objects are expandable.
const EXPANDABLE: [(&str, &[&str]); 7] = [
    ("checkout.session", &["customer", "setup_intent"]),
    ("setup_intent", &["customer", "latest_attempt", "payment_method"]),
    ("setup_attempt", &["customer", "payment_method", "setup_intent"]),
    ("payment_method", &["customer"]),
    ("customer", &["invoice_settings.default_payment_method"]),
    ("subscription", &["customer", "default_payment_method", "latest_invoice"]),
    ("invoice", &["customer", "default_payment_method"]),
];

/// Expands `path` inside `answer`.
pub(super) fn expand(answer: &mut Value, path: &str, data: &Data, version: &Version) -> Result<(), ApiError> {
    let refused = || ApiError::invalid(format!("This property cannot be expanded ({path}).")).with_param("expand");
    if path.split('.').count() > DEEPEST {
        return Err(ApiError::invalid(format!("You cannot expand more than {DEEPEST} levels of a property ({path})."))
            .with_param("expand"));
    }
    if answer["object"] == "list" {
        let inside = path.strip_prefix("data.").ok_or_else(refused)?;
        let Some(entries) = answer["data"].as_array_mut() else {
            return Ok(());
        };
        return entries.iter_mut().try_for_each(|entry| expand(entry, inside, data, version));
    }
    let object = answer["object"].as_str().unwrap_or_default();
    let members = EXPANDABLE.iter().find(|(name, _)| *name == object).map(|(_, members)| *members);
    let member = members
        .unwrap_or_default()
        .iter()
        .find(|member| path == **member || path.starts_with(&format!("{member}.")))
        .ok_or_else(refused)?;
    let Some(slot) = answer.pointer_mut(&format!("/{}", member.replace('.', "/"))) else {
        return Err(refused());
    };
    if let Some(full) = slot.as_str().and_then(|id| data.object(id, version)) {
        *slot = full;
    }
    match path.strip_prefix(member).and_then(|rest| rest.strip_prefix('.')) {
        Some(rest) if slot.is_object() => expand(slot, rest, data, version),
        _ => Ok(()),
    }
}
