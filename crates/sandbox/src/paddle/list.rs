//! `GET /transactions` and `GET /subscriptions`: filters, order, pages.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Query, State as Extract};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::errors::ApiError;
use super::switches::Switches;
use super::{State, entity};
use crate::{clock, ids};

/// What the API knows about a list, as far as this double does. Other parameters are
/// refused, so that nobody leans on a filter that does nothing.
struct List {
    path: &'static str,
    /// Each takes several values with commas between them.
    filters: &'static [&'static str],
    /// What `order_by` may name.
    order: &'static [&'static str],
    /// Entities on a page where nothing was said.
    usual: usize,
    /// The most that one page holds; a larger wish gets this many.
    most: usize,
}

const TRANSACTIONS: List = List {
    path: "transactions",
    filters: &["customer_id", "origin", "status", "subscription_id"],
    order: &["billed_at", "created_at", "id", "updated_at"],
    usual: 30,
    most: 30,
};

const SUBSCRIPTIONS: List = List {
    path: "subscriptions",
    filters: &["address_id", "collection_mode", "customer_id", "id", "status"],
    order: &["id"],
    usual: 50,
    most: 200,
};

type Parameters = BTreeMap<String, String>;

pub(super) async fn transactions(
    Extract(state): Extract<State>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    let world = state.world();
    let entities = world
        .transactions
        .iter()
        .filter_map(|one| Some((one, world.account(one.subscription_id)?)))
        .map(|(one, account)| entity::transaction(one, account, &world.switches, &state.urls.page));
    TRANSACTIONS.answer(&parameters, entities, &world.switches)
}

pub(super) async fn subscriptions(
    Extract(state): Extract<State>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, ApiError> {
    let world = state.world();
    let now = clock::now();
    SUBSCRIPTIONS.answer(&parameters, world.accounts.iter().map(|account| account.entity(now)), &world.switches)
}

impl List {
    fn answer(
        &self,
        parameters: &Parameters,
        entities: impl Iterator<Item = Value>,
        switches: &Switches,
    ) -> Result<Response, ApiError> {
        let invalid = |detail| ApiError::request(400, "invalid_field", detail);
        let known = |name: &str| self.filters.contains(&name) || ["after", "order_by", "per_page"].contains(&name);
        if !parameters.keys().all(|name| known(name)) {
            return Err(invalid("Unknown query parameter."));
        }
        let passes = |one: &Value| self.filters.iter().all(|name| passes(one, name, parameters));
        let mut found: Vec<Value> = entities.filter(passes).collect();
        self.sort(&mut found, parameters.get("order_by").map_or("id[DESC]", String::as_str))
            .ok_or_else(|| invalid("order_by must be a field with [ASC] or [DESC]."))?;

        let per_page = match parameters.get("per_page") {
            None => self.usual,
            Some(text) => text
                .parse()
                .ok()
                .filter(|&number| number > 0)
                .ok_or_else(|| invalid("per_page must be a number above zero."))?,
        };
        let per_page = per_page.min(self.most).min(switches.page_size);
        let begin = match parameters.get("after") {
            None => 0,
            Some(id) => found.iter().position(|one| one["id"] == *id).map_or(found.len(), |at| at + 1),
        };
        let total = found.len();
        let page: Vec<Value> = found.into_iter().skip(begin).take(per_page).collect();
        let has_more = begin + page.len() < total;
        let mut body = json!({
            "meta": {
                "request_id": ids::uuid(),
                "pagination": {
                    "per_page": per_page,
                    "next": self.next(parameters, page.last()),
                    "has_more": has_more,
                    "estimated_total": total,
                },
            },
            "data": page,
        });
        if let (false, Some(object)) = (switches.meta, body.as_object_mut()) {
            object.remove("meta");
        }
        Ok(Json(body).into_response())
    }

    /// The same question after the page's last entity. There is always one, and it names
    /// the API's own host.
    fn next(&self, parameters: &Parameters, last: Option<&Value>) -> String {
        let last = last.and_then(|one| one["id"].as_str()).unwrap_or_default();
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters.iter().filter(|(name, _)| *name != "after"))
            .append_pair("after", last)
            .finish();
        format!("https://sandbox-api.paddle.com/{}?{query}", self.path)
    }

    fn sort(&self, found: &mut [Value], order: &str) -> Option<()> {
        let (field, direction) = order.strip_suffix(']')?.split_once('[')?;
        if !self.order.contains(&field) {
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
}

/// Whether the member is one of those asked for.
fn passes(entity: &Value, name: &str, parameters: &Parameters) -> bool {
    parameters
        .get(name)
        .is_none_or(|wanted| wanted.split(',').any(|one| entity.get(name).is_some_and(|value| value == one)))
}
