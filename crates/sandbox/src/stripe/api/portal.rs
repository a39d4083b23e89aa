//! `POST /v1/billing_portal/sessions`.

use axum::http::StatusCode;
use serde_json::Value;

use super::rules::{locale_of, one_of, short, url};
use crate::stripe::Inner;
use crate::stripe::account::{PORTAL_CONFIGURATION, PortalSetting};
use crate::stripe::data::{After, Portal};
use crate::stripe::error::ApiError;
use crate::stripe::params::{Params, named};
use crate::stripe::wire::Call;

/// How long the address works unopened, in seconds.
const UNOPENED: i64 = 300;
const NOT_MODELLED: [&str; 3] = ["after_expiration", "customer_account", "on_behalf_of"];
const OTHER_FLOWS: [&str; 5] = [
    "subscription_cancel",
    "subscription_update",
    "subscription_update_confirm",
    "customer_update",
    "subscription_pause",
];
const AFTER: &str = "flow_data.after_completion";

/// Checkout's list with more of English, and without Hindi.
const LOCALES: [&str; 47] = [
    "auto", "bg", "cs", "da", "de", "el", "en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-SG", "es",
    "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl",
    "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// Makes a session. It cannot be read again: the API has no such call.
pub(super) fn create(inner: &mut Inner, call: &Call) -> Result<Value, ApiError> {
    let params = &call.params;
    if let Some(name) = NOT_MODELLED.iter().find(|name| params.has(name)) {
        return Err(ApiError::not_modelled(name));
    }
    params.check(&[
        "customer",
        "configuration",
        "locale",
        "return_url",
        "flow_data.type",
        "flow_data.after_completion.type",
        "flow_data.after_completion.redirect.return_url",
        "flow_data.after_completion.hosted_confirmation.custom_message",
        "expand.#",
    ])?;
    let customer = params.text("customer")?.ok_or_else(|| ApiError::missing("customer"))?;
    if inner.data.customer(customer).is_none() {
        return Err(ApiError::no_such("customer", customer, "customer", StatusCode::BAD_REQUEST));
    }
    let configuration = configuration(inner, params)?;
    let locale = locale_of(params, &LOCALES)?;
    let return_url = url(params, "return_url")?;
    let flow = if params.has("flow_data") { Some(flow(inner, params)?) } else { None };
    let created = inner.data.clock.now();
    let token = inner.data.ids.stripe("test_", 56);
    let portal = Portal {
        id: inner.data.ids.stripe("bps_1", 23),
        created,
        customer: customer.to_owned(),
        configuration,
        locale,
        return_url,
        flow,
        url: format!("{}/p/session/{token}", inner.urls.stripe_billing),
        token,
        until: created + UNOPENED,
        setup_intent: None,
        challenge: None,
        done: false,
    };
    let shown = portal.json();
    inner.data.portals.push(portal);
    Ok(shown)
}

fn configuration(inner: &Inner, params: &Params) -> Result<String, ApiError> {
    match params.text("configuration")? {
        Some(id) if id != PORTAL_CONFIGURATION => {
            Err(ApiError::no_such("configuration", id, "configuration", StatusCode::BAD_REQUEST))
        }
        None if inner.data.account.portal == PortalSetting::Missing => Err(ApiError::invalid(
            "No configuration provided and your test mode default configuration has not been created. Provide a \
             configuration or create your default by saving your customer portal settings in test mode.",
        )),
        _ => Ok(PORTAL_CONFIGURATION.to_owned()),
    }
}

fn flow(inner: &Inner, params: &Params) -> Result<After, ApiError> {
    let missing = |path: &str| ApiError::missing(&named(path));
    match params.text("flow_data.type")?.ok_or_else(|| missing("flow_data.type"))? {
        "payment_method_update" => {}
        other if OTHER_FLOWS.contains(&other) => return Err(ApiError::not_modelled("flow_data[type]")),
        _ => return Err(one_of("flow_data[type]", &["payment_method_update"])),
    }
    if inner.data.account.portal == PortalSetting::NoMethodUpdate {
        return Err(ApiError::invalid(
            "This flow can not be used: the feature `payment_method_update` is disabled in the portal configuration.",
        )
        .with_param("flow_data[type]"));
    }
    let redirect = url(params, "flow_data.after_completion.redirect.return_url")?;
    let message = short(params, "flow_data.after_completion.hosted_confirmation.custom_message", 500)?;
    let kinds = ["portal_homepage", "redirect", "hosted_confirmation"];
    let kind = params.text("flow_data.after_completion.type")?;
    let misplaced = |part: &str| {
        ApiError::invalid(format!("`{part}` belongs to another `type` of after completion."))
            .with_param(named(&format!("{AFTER}.{part}")))
    };
    match (kind, redirect, message) {
        (None, None, None) | (Some("portal_homepage"), None, None) => Ok(After::Homepage),
        (None, ..) => Err(missing("flow_data.after_completion.type")),
        (Some("redirect"), Some(url), None) => Ok(After::Redirect(url)),
        (Some("redirect"), None, _) => Err(missing("flow_data.after_completion.redirect.return_url")),
        (Some("hosted_confirmation"), None, message) => Ok(After::Confirmation(message)),
        (Some("redirect"), _, Some(_)) | (Some("portal_homepage"), None, Some(_)) => {
            Err(misplaced("hosted_confirmation"))
        }
        (Some("portal_homepage" | "hosted_confirmation"), Some(_), _) => Err(misplaced("redirect")),
        (Some(_), ..) => Err(one_of("flow_data[after_completion][type]", &kinds)),
    }
}
