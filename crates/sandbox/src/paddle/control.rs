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
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use super::subscription::Condition;

/// What the double does differently on demand.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Switches {
    /// How `paddle.js` is served.
    pub(super) script: Script,
    /// The script shows the static error frame instead of a checkout.
    pub(super) error_frame: bool,
    /// After `checkout.loaded`, one more event of the checkout that was open before.
    pub(super) late_events: bool,
    pub(super) token_mismatch: TokenMismatch,
    pub(super) no_payment_link: PaymentLink,
    pub(super) recurring_totals: RecurringTotals,
    pub(super) loaded: Loaded,
    /// Milliseconds from `paid` to `completed`.
    pub(super) settle_ms: u64,
    pub(super) checkout_url: CheckoutUrl,
    /// Whether the API key may read customers and addresses.
    pub(super) includes: bool,
    /// Whether answers carry `meta`.
    pub(super) meta: bool,
    /// Milliseconds that each answer of the API takes.
    pub(super) delay_ms: u64,
    /// Requests to the API a minute.
    pub(super) rate_limit: usize,
    /// Faults still to come.
    pub(super) fail_next: Vec<Fault>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            script: Script::Ok,
            error_frame: false,
            late_events: true,
            token_mismatch: TokenMismatch::Event,
            no_payment_link: PaymentLink::Off,
            recurring_totals: RecurringTotals::Normal,
            loaded: Loaded::Normal,
            settle_ms: 2_000,
            checkout_url: CheckoutUrl::Normal,
            includes: true,
            meta: true,
            delay_ms: 0,
            rate_limit: 240,
            fail_next: Vec::new(),
        }
    }
}

impl Switches {
    /// The first fault for this path, once.
    pub(super) fn take_fault(&mut self, path: &str) -> Option<Fault> {
        let place = self.fail_next.iter().position(|fault| path.contains(&fault.path))?;
        Some(self.fail_next.remove(place))
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Script {
    Ok,
    /// Loads, and defines nothing.
    NoGlobal,
    /// Arrives after so many milliseconds.
    Slow(u64),
    /// Fails so many times with 503.
    FailNext(u32),
}

/// What follows a token of the wrong environment.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TokenMismatch {
    Event,
    Silent,
}

/// Who misses the account's default payment link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PaymentLink {
    /// Nobody: it is set.
    Off,
    /// The API, when it is asked for a transaction.
    Api,
    /// The checkout, as `checkout.error`.
    Checkout,
}

/// `recurring_totals` of an update without a charge.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RecurringTotals {
    /// The price of a month.
    Normal,
    Absent,
    Null,
    Zero,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Loaded {
    Normal,
    Never,
    Twice,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CheckoutUrl {
    Normal,
    /// `checkout: null`.
    Null,
    /// `checkout: {url: null}`.
    NullUrl,
    /// Names a transaction that does not exist, as an official example does.
    Other,
}

/// One request to the API that fails.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// Part of the path; empty matches every path.
    #[serde(default)]
    pub(super) path: String,
    /// 0 cuts the connection; 502 to 504 answer with a page; the rest is the API's error.
    pub(super) status: u16,
    /// Seconds, with 429.
    #[serde(default = "one")]
    pub(super) retry_after: u64,
}

fn one() -> u64 {
    1
}

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
    fail_next: Option<Vec<Fault>>,
    /// By subscription id or customer's key.
    subscriptions: BTreeMap<String, Condition>,
    /// A subscription id whose debt the previous method pays.
    collect_debt: Option<String>,
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
    let mut world = state.world();
    for (name, condition) in change.subscriptions {
        if !world.set_condition(&name, condition) {
            return Err(format!("no subscription {name}"));
        }
    }
    if let Some(id) = change.collect_debt
        && !world.collect_debt(&id)
    {
        return Err(format!("no open debt of {id}"));
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
    set(&mut switches.fail_next, change.fail_next);
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
            "payment_method_id": account.method.id,
            "payment_method": account.method.summary(),
        })).collect::<Vec<_>>(),
        "transactions": world.transactions.iter().map(|transaction| json!({
            "id": transaction.id,
            "subscription_id": transaction.subscription_id,
            "status": transaction.status(settle),
        })).collect::<Vec<_>>(),
        "checkouts": world.checkouts.len(),
    })
}
