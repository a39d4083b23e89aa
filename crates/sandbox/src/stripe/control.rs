//! `POST /_control`: what tests and the demo switch, and what they do in the
//! place of people. Each member is optional; what is absent stays as it is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::PortalSetting;
use super::acts::foreign;
use super::budget::Limit;
use super::data::{Kind, set};
use super::faults::Fault;
use super::version::Version;
use super::{Inner, State};
use crate::courier::{Change, Courier};
use crate::script::Script;

/// The body.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Control {
    /// First of all, back to the seeds and no faults.
    reset: bool,
    delay_ms: Option<u64>,
    fail_next: Option<Vec<Fault>>,
    /// An empty text switches it off.
    session_url: Option<String>,
    /// An empty text switches it off.
    custom_domain: Option<String>,
    /// Which rate limits hold.
    limit: Option<Limit>,
    /// Seconds in the `Retry-After` of a rate limit; 0 for no such header.
    retry_after: Option<u64>,
    /// The account's own API version.
    api_version: Option<String>,
    /// Whether bank debits are offered.
    bank_debits: Option<bool>,
    /// Whether PayPal is offered.
    paypal: Option<bool>,
    /// How `stripe.js` is served.
    script: Option<Script>,
    portal: Option<PortalSetting>,
    /// How webhooks are delivered.
    webhooks: Change,
    /// The version of the webhooks' events, whatever the callers'.
    webhook_version: Option<String>,
    /// Customer key or subscription id to the status it has from now on.
    subscription_status: BTreeMap<String, String>,
    /// Customer key or subscription id to whether it is one of Managed Payments.
    managed_payments: BTreeMap<String, bool>,
    /// Customer key or subscription id to its `default_source`; empty for none.
    default_source: BTreeMap<String, String>,
    /// Invoice id to the status it has from now on.
    invoice_status: BTreeMap<String, InvoiceStatus>,
    /// Customer keys for whom a session in subscription mode completes, which is nobody's update.
    foreign_sessions: Vec<String>,
    /// Open invoice to what a credit note takes off it now, in minor units.
    credit_note: BTreeMap<String, i64>,
    /// SetupIntent that is processing to how it ends.
    settle: BTreeMap<String, Settled>,
    /// Saved cards that the card network has renewed, by their ids.
    renewed: Vec<String>,
    /// Subscription or customer id to the default it gets in the dashboard.
    set_default: BTreeMap<String, Option<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Settled {
    Succeeded,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InvoiceStatus {
    Draft,
    Open,
    Paid,
    Uncollectible,
    Void,
}

impl InvoiceStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Uncollectible => "uncollectible",
            Self::Void => "void",
        }
    }
}

type Refusal = (StatusCode, String);

/// `GET /_control`: the faults that are on, and the webhooks so far.
pub(super) async fn show(Extract(state): Extract<State>) -> Json<Value> {
    Json(snapshot(&state.lock()))
}

fn snapshot(inner: &Inner) -> Value {
    let mut shown = json!(inner.faults);
    set(&mut shown, "webhooks", inner.courier.as_ref().map(Courier::snapshot));
    shown
}

/// `POST /_control`: does what it is told and answers like [`show`].
pub(super) async fn control(
    Extract(state): Extract<State>,
    Json(control): Json<Control>,
) -> Result<Json<Value>, Refusal> {
    if control.reset {
        state.reset();
    }
    {
        let mut inner = state.lock();
        switch(&mut inner, &control)?;
        if let Some(courier) = &inner.courier {
            courier.apply(&control.webhooks).map_err(|problem| (StatusCode::UNPROCESSABLE_ENTITY, problem))?;
        }
        objects(&mut inner, &control)?;
        inner.publish();
    }
    for (intent, settled) in &control.settle {
        if !state.settle(intent, *settled == Settled::Succeeded) {
            return Err((StatusCode::NOT_FOUND, format!("{intent} is not processing")));
        }
    }
    for (of, method) in &control.set_default {
        if !state.set_default(of, method.as_deref()) {
            return Err((StatusCode::NOT_FOUND, format!("{of} is unknown, or the method is not its customer's")));
        }
    }
    Ok(Json(snapshot(&state.lock())))
}

fn switch(inner: &mut Inner, control: &Control) -> Result<(), Refusal> {
    let version = |text: &String| Version::new(text).map_err(|e| (StatusCode::UNPROCESSABLE_ENTITY, e.message));
    if let Some(of_account) = control.api_version.as_ref().map(version).transpose()? {
        inner.data.account.version = of_account;
    }
    if let Some(of_webhooks) = control.webhook_version.as_ref().map(version).transpose()? {
        inner.webhook_version = of_webhooks;
    }
    if let Some(on) = control.bank_debits {
        inner.data.account.bank_debits = on;
    }
    if let Some(on) = control.paypal {
        inner.data.account.paypal = on;
    }
    if let Some(script) = control.script {
        inner.faults.script = script;
    }
    if let Some(portal) = control.portal {
        inner.data.account.portal = portal;
    }
    if let Some(limit) = control.limit {
        inner.budget.limit = limit;
    }
    if let Some(seconds) = control.retry_after {
        inner.budget.retry_after = Some(seconds).filter(|seconds| *seconds > 0);
    }
    let faults = &mut inner.faults;
    if let Some(delay) = control.delay_ms {
        faults.delay_ms = delay;
    }
    if let Some(fail_next) = &control.fail_next {
        faults.fail_next.clone_from(fail_next);
    }
    let unless_empty = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    if let Some(url) = &control.session_url {
        faults.session_url = unless_empty(url);
    }
    if let Some(domain) = &control.custom_domain {
        faults.custom_domain = unless_empty(domain);
    }
    Ok(())
}

fn objects(inner: &mut Inner, control: &Control) -> Result<(), Refusal> {
    for (of, status) in &control.subscription_status {
        inner.change_subscription(of, |subscription| status.clone_into(&mut subscription.status))?;
    }
    for (of, managed) in &control.managed_payments {
        inner.change_subscription(of, |subscription| subscription.managed = *managed)?;
    }
    for (of, source) in &control.default_source {
        let source = Some(source.clone()).filter(|source| !source.is_empty());
        inner.change_subscription(of, |subscription| subscription.default_source = source)?;
    }
    for key in &control.foreign_sessions {
        let seed = inner.seeds.iter().find(|seed| seed.key == *key).map(|seed| seed.subscription_id);
        let subscription = seed.ok_or_else(|| (StatusCode::NOT_FOUND, format!("no customer {key}")))?;
        foreign::complete(&mut inner.data, subscription);
    }
    for (id, status) in &control.invoice_status {
        let invoice = inner.data.invoice_mut(id);
        let invoice = invoice.ok_or_else(|| (StatusCode::NOT_FOUND, format!("no invoice {id}")))?;
        invoice.status = status.as_str();
    }
    for (id, amount) in &control.credit_note {
        let credited = inner.data.watched(&[id], |data| {
            let invoice = data.invoice_mut(id).filter(|invoice| invoice.status == "open" && *amount < invoice.due())?;
            invoice.credited += amount;
            Some(())
        });
        credited.ok_or_else(|| (StatusCode::UNPROCESSABLE_ENTITY, format!("{id} is not open, or not for so much")))?;
    }
    for id in &control.renewed {
        let method = inner.data.methods.iter_mut().find(|method| method.id == *id);
        let Some(Kind::Card(card)) = method.map(|method| &mut method.kind) else {
            return Err((StatusCode::NOT_FOUND, format!("no card {id}")));
        };
        card.exp_year += 4;
        inner.data.emit("payment_method.automatically_updated", id);
    }
    Ok(())
}

impl Inner {
    /// Changes a subscription, by customer key or its own id, as the dashboard would.
    fn change_subscription(
        &mut self,
        of: &str,
        change: impl FnOnce(&mut super::data::Subscription),
    ) -> Result<(), Refusal> {
        let seed = self.seeds.iter().find(|seed| seed.key == of);
        let id = seed.map_or(of, |seed| seed.subscription_id).to_owned();
        let found = self.data.subscription(&id).map(|subscription| subscription.customer.clone());
        let customer = found.ok_or_else(|| (StatusCode::NOT_FOUND, format!("no subscription of {of}")))?;
        self.data.watched(&[&id, &customer], |data| {
            data.subscriptions.iter_mut().find(|subscription| subscription.id == id).map(change)
        });
        Ok(())
    }
}
