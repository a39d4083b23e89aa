//! Lists: filters by time, newest first, cursor paging.

use serde_json::{Value, json};

use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

/// The parameters that every list takes.
pub(super) const COMMON: [&str; 9] = [
    "limit",
    "starting_after",
    "ending_before",
    "expand.#",
    "created",
    "created.gt",
    "created.gte",
    "created.lt",
    "created.lte",
];

/// One object of a list before it is shown.
pub(super) struct Entry<'a> {
    pub(super) id: &'a str,
    pub(super) created: i64,
}

/// Checks the parameters: the common ones and `own`.
pub(super) fn check(call: &Call, own: &[&str]) -> Result<(), ApiError> {
    let allowed: Vec<&str> = COMMON.iter().chain(own).copied().collect();
    // `created` is both a number and an object; one of them at a time.
    if call.params.get("created").is_some() && !call.params.map("created").is_empty() {
        return Err(ApiError::invalid("Invalid created").with_param("created"));
    }
    call.params.check(&allowed)
}

/// A page of `entries`, which come in the order of creation.
pub(super) fn page<'a>(
    call: &Call,
    entries: impl Iterator<Item = Entry<'a>>,
    show: impl Fn(&str) -> Option<Value>,
) -> Result<Value, ApiError> {
    let params = &call.params;
    let limit = params.integer("limit")?.unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(ApiError::invalid("This value must be between 1 and 100 (inclusive).")
            .with_code("parameter_invalid_integer")
            .with_param("limit"));
    }
    let limit = usize::try_from(limit).unwrap_or(10);
    let (exact, after) = (params.integer("created")?, params.integer("created.gt")?);
    let (from, before) = (params.integer("created.gte")?, params.integer("created.lt")?);
    let until = params.integer("created.lte")?;
    let mut found: Vec<Entry> = entries
        .filter(|entry| exact.is_none_or(|at| entry.created == at))
        .filter(|entry| after.is_none_or(|at| entry.created > at))
        .filter(|entry| from.is_none_or(|at| entry.created >= at))
        .filter(|entry| before.is_none_or(|at| entry.created < at))
        .filter(|entry| until.is_none_or(|at| entry.created <= at))
        .collect();
    // The later of two in the same second is the one that came last.
    found.reverse();
    found.sort_by_key(|entry| std::cmp::Reverse(entry.created));

    let position = |name: &str| -> Result<Option<usize>, ApiError> {
        let Some(cursor) = params.text(name)? else {
            return Ok(None);
        };
        let at = found.iter().position(|entry| entry.id == cursor);
        at.map(Some).ok_or_else(|| ApiError::no_such("object", cursor, name, axum::http::StatusCode::BAD_REQUEST))
    };
    let (start, end) = match (position("starting_after")?, position("ending_before")?) {
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You may only specify one of these parameters: ending_before, starting_after.",
            ));
        }
        (Some(cursor), None) => (cursor + 1, cursor + 1 + limit),
        (None, Some(cursor)) => (cursor.saturating_sub(limit), cursor),
        (None, None) => (0, limit),
    };
    let has_more = if params.has("ending_before") { start > 0 } else { end < found.len() };
    let end = end.min(found.len());
    let shown = found.get(start..end).unwrap_or_default();
    Ok(json!({
        "object": "list",
        "data": shown.iter().filter_map(|entry| show(entry.id)).collect::<Vec<_>>(),
        "has_more": has_more,
        "url": call.path,
    }))
}
