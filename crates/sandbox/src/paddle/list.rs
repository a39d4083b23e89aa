//! `GET /transactions`: filters, order, pages.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State as Extract};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::errors::ApiError;
use super::{State, entity};
use crate::ids;

/// The most that one page holds; a larger wish gets this many.
const MOST: usize = 30;

/// The parameters that this double knows. The API knows more; here they are
/// refused, so that nobody leans on a filter that does nothing.
const KNOWN: [&str; 7] = ["after", "customer_id", "order_by", "origin", "per_page", "status", "subscription_id"];

type Parameters = HashMap<String, String>;

pub(super) async fn transactions(
    Extract(state): Extract<State>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    let invalid = |detail| ApiError::request(400, "invalid_field", detail);
    if parameters.keys().any(|name| !KNOWN.contains(&name.as_str())) {
        return Err(invalid("Unknown query parameter."));
    }
    let world = state.world();
    let entities = world
        .transactions
        .iter()
        .filter_map(|one| Some((one, world.account(one.subscription_id)?)))
        .map(|(one, account)| entity::transaction(one, account, &world.switches, &state.urls.page));
    let mut found: Vec<Value> = entities
        .filter(|one| {
            ["customer_id", "origin", "status", "subscription_id"].iter().all(|name| passes(one, name, &parameters))
        })
        .collect();
    sort(&mut found, parameters.get("order_by").map_or("id[DESC]", String::as_str))
        .ok_or_else(|| invalid("order_by must be a field with [ASC] or [DESC]."))?;

    let per_page = match parameters.get("per_page") {
        None => MOST,
        Some(text) => text
            .parse()
            .ok()
            .filter(|&number| number > 0)
            .ok_or_else(|| invalid("per_page must be a number above zero."))?,
    };
    let begin = match parameters.get("after") {
        None => 0,
        Some(id) => found.iter().position(|one| one["id"] == *id).map_or(found.len(), |at| at + 1),
    };
    let total = found.len();
    let page: Vec<Value> = found.into_iter().skip(begin).take(per_page.min(MOST)).collect();
    let has_more = begin + page.len() < total;
    let next = page.last().and_then(|one| one["id"].as_str()).unwrap_or_default();
    let body = json!({
        "meta": {
            "request_id": ids::uuid(),
            "pagination": {
                "per_page": per_page.min(MOST),
                "next": format!("https://sandbox-api.paddle.com/transactions?after={next}"),
                "has_more": has_more,
                "estimated_total": total,
            },
        },
        "data": page,
    });
    Ok(Json(body).into_response())
}

/// Whether the member is one of those asked for, which have commas between them.
fn passes(entity: &Value, name: &str, parameters: &Parameters) -> bool {
    parameters
        .get(name)
        .is_none_or(|wanted| wanted.split(',').any(|one| entity.get(name).is_some_and(|value| value == one)))
}

fn sort(found: &mut [Value], order: &str) -> Option<()> {
    let (field, direction) = order.strip_suffix(']')?.split_once('[')?;
    if !["billed_at", "created_at", "id", "updated_at"].contains(&field) {
        return None;
    }
    // Texts of one form each, so their order is that of the times.
    let key = |entity: &Value| entity.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    found.sort_by_key(key);
    match direction {
        "ASC" => {}
        "DESC" => found.reverse(),
        _ => return None,
    }
    Some(())
}
