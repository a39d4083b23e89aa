//! `POST /v1/checkout/sessions`.

use axum::http::StatusCode;
use serde_json::Value;

use super::{metadata, retrieve, rules, ui};
use crate::stripe::Inner;
use crate::stripe::acts::setup;
use crate::stripe::data::{Metadata, Session, SetupIntent, Status, Then};
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

/// Makes a session and, at once, its SetupIntent.
pub(super) fn create(inner: &mut Inner, call: &Call) -> Result<Value, ApiError> {
    let (params, version) = (&call.params, &call.version);
    rules::names(params, version)?;
    rules::mode(params)?;
    let allowed_types = rules::types(params, version)?;
    let currency = rules::currency(params, !allowed_types.is_empty())?;
    let then = ui::then(params, version)?;
    let locale = rules::locale(params)?;
    let client_reference_id = rules::short(params, "client_reference_id", 200)?;
    let submit_message = rules::short(params, "custom_text.submit.message", 1_200)?;
    let description = rules::short(params, "setup_intent_data.description", 1_000)?;
    let created = inner.data.clock.now();
    let expires_at = rules::expires_at(params, created)?;
    let (mut own, mut intents) = (Metadata::new(), Metadata::new());
    metadata::merge(params, "metadata", &mut own)?;
    metadata::merge(params, "setup_intent_data.metadata", &mut intents)?;
    let customer = params.text("customer")?.ok_or_else(|| ApiError::not_modelled("customer"))?;
    if inner.data.customer(customer).is_none() {
        return Err(ApiError::no_such("customer", customer, "customer", StatusCode::BAD_REQUEST));
    }

    let types = offered(inner, &allowed_types, currency.as_deref());
    let intent = SetupIntent {
        description,
        metadata: intents,
        types: types.clone(),
        allowed_types: allowed_types.clone(),
        ..setup::intent(&inner.data, customer)
    };
    let id = inner.data.ids.stripe("cs_test_c1", 56);
    let session = Session {
        url: url(inner, &id, &then),
        id: id.clone(),
        created,
        expires_at,
        status: Status::Open,
        customer: customer.to_owned(),
        currency,
        then,
        locale,
        client_reference_id,
        submit_message,
        metadata: own,
        setup_intent: intent.id.clone(),
        allowed_types,
        types,
        challenge: None,
        subscription: None,
    };
    setup::begin(&mut inner.data, intent);
    inner.data.sessions.push(session);
    retrieve(inner, call, "checkout.session", "cs_", &id)
}

/// What the page offers: what was asked for, or what the account has switched on.
fn offered(inner: &Inner, allowed: &[String], currency: Option<&str>) -> Vec<String> {
    if !allowed.is_empty() {
        return allowed.to_vec();
    }
    let bank = (inner.data.account.bank_debits && currency == Some("usd")).then_some("us_bank_account");
    let paypal = inner.data.account.paypal.then_some("paypal");
    ["card", "link"].into_iter().chain(bank).chain(paypal).map(str::to_owned).collect()
}

/// Where the session's page is, with the long fragment that must not get lost.
fn url(inner: &Inner, id: &str, then: &Then) -> String {
    if matches!(then, Then::Embedded { .. }) {
        return String::new();
    }
    if let Some(url) = &inner.faults.session_url {
        return url.replace("{CHECKOUT_SESSION_ID}", id);
    }
    let origin = inner.faults.custom_domain.as_ref().unwrap_or(&inner.urls.stripe_checkout);
    format!("{origin}/c/pay/{id}#{}", inner.data.ids.stripe("fid", 470))
}
