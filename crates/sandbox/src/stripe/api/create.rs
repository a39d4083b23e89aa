//! `POST /v1/checkout/sessions`.

use axum::http::StatusCode;
use serde_json::Value;

use super::{metadata, rules};
use crate::clock;
use crate::ids;
use crate::stripe::Inner;
use crate::stripe::data::{Metadata, Session, SetupIntent, Status};
use crate::stripe::error::ApiError;
use crate::stripe::wire::Call;

/// Makes a session and, at once, its SetupIntent.
pub(super) fn create(inner: &mut Inner, call: &Call) -> Result<Value, ApiError> {
    let (params, version) = (&call.params, &call.version);
    rules::names(params, version)?;
    rules::modes(params, version)?;
    let allowed_types = rules::types(params, version)?;
    let currency = rules::currency(params, !allowed_types.is_empty())?;
    let success_url = rules::url(params, "success_url")?.ok_or_else(|| ApiError::missing("success_url"))?;
    let cancel_url = rules::url(params, "cancel_url")?;
    let locale = rules::locale(params)?;
    let client_reference_id = rules::short(params, "client_reference_id", 200)?;
    let submit_message = rules::short(params, "custom_text.submit.message", 1_200)?;
    let description = rules::short(params, "setup_intent_data.description", 1_000)?;
    let created = clock::now();
    let expires_at = rules::expires_at(params, created)?;
    let (mut own, mut intents) = (Metadata::new(), Metadata::new());
    metadata::merge(params, "metadata", &mut own)?;
    metadata::merge(params, "setup_intent_data.metadata", &mut intents)?;
    let customer = params.text("customer")?.ok_or_else(|| ApiError::not_modelled("customer"))?;
    if inner.data.customer(customer).is_none() {
        return Err(ApiError::no_such("customer", customer, "customer", StatusCode::BAD_REQUEST));
    }

    let id = ids::stripe("cs_test_c1", 56);
    let types =
        if allowed_types.is_empty() { vec!["card".to_owned(), "link".to_owned()] } else { allowed_types.clone() };
    let intent = SetupIntent {
        id: ids::stripe("seti_1", 23),
        created,
        customer: customer.to_owned(),
        status: "requires_payment_method",
        description,
        metadata: intents,
        types: types.clone(),
        allowed_types: allowed_types.clone(),
        payment_method: None,
        latest_attempt: None,
        last_error: None,
    };
    let session = Session {
        url: url(inner, &id),
        id,
        created,
        expires_at,
        status: Status::Open,
        customer: customer.to_owned(),
        currency,
        success_url,
        cancel_url,
        locale,
        client_reference_id,
        submit_message,
        metadata: own,
        setup_intent: intent.id.clone(),
        allowed_types,
        types,
        challenge: None,
    };
    let shown = session.json(&inner.data, version);
    inner.data.setup_intents.push(intent);
    inner.data.sessions.push(session);
    Ok(shown)
}

/// Where the session's page is, with the long fragment that must not get lost.
fn url(inner: &Inner, id: &str) -> String {
    if let Some(url) = &inner.faults.session_url {
        return url.replace("{CHECKOUT_SESSION_ID}", id);
    }
    let origin = inner.faults.custom_domain.as_ref().unwrap_or(&inner.urls.stripe_checkout);
    format!("{origin}/c/pay/{id}#{}", ids::stripe("fid", 470))
}
