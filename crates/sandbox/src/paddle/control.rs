//! `GET` and `POST /_control`: switches for tests, and a look at what is stored.
//!
//! A `POST` changes what its body names, leaves the rest, and answers as `GET` does.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::State;
use super::subscription::Condition;
use super::switches::{CheckoutUrl, DECLINES, Fault, Loaded, PaymentLink, RecurringTotals, TokenMismatch};
use crate::courier;
use crate::script::Script;

/// Each member is described where it takes effect, in `Switches`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Change {
    /// First of all, back to the seeds.
    reset: bool,
    script: Option<Script>,
    error_frame: Option<bool>,
    late_events: Option<bool>,
    token_mismatch: Option<TokenMismatch>,
    no_payment_link: Option<PaymentLink>,
    recurring_totals: Option<RecurringTotals>,
    loaded: Option<Loaded>,
    settle_ms: Option<u64>,
    checkout_url: Option<CheckoutUrl>,
    includes: Option<bool>,
    meta: Option<bool>,
    delay_ms: Option<u64>,
    rate_limit: Option<usize>,
    page_size: Option<usize>,
    decline: Option<String>,
    collects_first: Option<bool>,
    fail_next: Option<Vec<Fault>>,
    /// By subscription id or customer's key.
    subscriptions: BTreeMap<String, Condition>,
    /// Subscription id or customer's key, and the API's error code with which it refuses an
    /// update transaction whatever its condition; an empty code ends that.
    refuse: BTreeMap<String, String>,
    /// A subscription id or customer's key whose debt the method on file pays now: a retry
    /// of Paddle's own.
    collect_debt: Option<String>,
    /// How webhooks are delivered.
    webhooks: Option<courier::Change>,
}

pub(super) fn routes() -> Router<State> {
    Router::new().route("/_control", get(look).post(change))
}

async fn look(Extract(state): Extract<State>) -> Json<Value> {
    Json(snapshot(&state))
}

async fn change(Extract(state): Extract<State>, Json(change): Json<Change>) -> Response {
    match apply(&state, change) {
        Ok(()) => Json(snapshot(&state)).into_response(),
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem).into_response(),
    }
}

fn apply(state: &State, change: Change) -> Result<(), String> {
    if change.reset {
        state.reset();
    }
    if let Some(webhooks) = change.webhooks {
        state.courier.apply(&webhooks)?;
    }
    let mut world = state.world();
    for (name, condition) in change.subscriptions {
        if !world.set_condition(&name, condition) {
            return Err(format!("no subscription {name}"));
        }
    }
    for (name, code) in change.refuse {
        world.refuse(&name, &code)?;
    }
    if let Some(decline) = change.decline {
        let known = DECLINES.into_iter().chain([""]).find(|known| *known == decline);
        world.switches.decline = known.ok_or_else(|| format!("no decline code {decline}"))?;
    }
    let switches = &mut world.switches;
    set(&mut switches.script, change.script);
    set(&mut switches.error_frame, change.error_frame);
    set(&mut switches.late_events, change.late_events);
    set(&mut switches.token_mismatch, change.token_mismatch);
    set(&mut switches.no_payment_link, change.no_payment_link);
    set(&mut switches.recurring_totals, change.recurring_totals);
    set(&mut switches.loaded, change.loaded);
    set(&mut switches.settle_ms, change.settle_ms);
    set(&mut switches.checkout_url, change.checkout_url);
    set(&mut switches.includes, change.includes);
    set(&mut switches.meta, change.meta);
    set(&mut switches.delay_ms, change.delay_ms);
    set(&mut switches.rate_limit, change.rate_limit);
    set(&mut switches.page_size, change.page_size);
    set(&mut switches.collects_first, change.collects_first);
    set(&mut switches.fail_next, change.fail_next);
    if let Some(name) = change.collect_debt
        && !state.collect_debt(&mut world, &name)
    {
        return Err(format!("no open debt of {name}"));
    }
    // Less time to settle may be over already.
    state.settle(&mut world);
    Ok(())
}

fn set<T>(switch: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *switch = value;
    }
}

fn snapshot(state: &State) -> Value {
    let world = state.world();
    let settle = Duration::from_millis(world.switches.settle_ms);
    json!({
        "switches": world.switches,
        "subscriptions": world.accounts.iter().map(|account| json!({
            "key": account.seed.key,
            "id": account.seed.subscription_id,
            "condition": account.condition,
            "refuse": account.refusal,
            "payment_method_id": account.method.id,
            "payment_method": account.method.summary(),
        })).collect::<Vec<_>>(),
        "transactions": world.transactions.iter().map(|transaction| json!({
            "id": transaction.id,
            "subscription_id": transaction.subscription_id,
            "status": transaction.status(settle),
        })).collect::<Vec<_>>(),
        "checkouts": world.checkouts.len(),
        "webhooks": state.courier.snapshot(),
    })
}
