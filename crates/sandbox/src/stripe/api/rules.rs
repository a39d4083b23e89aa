//! What `POST /v1/checkout/sessions` accepts in setup mode.

use crate::stripe::error::ApiError;
use crate::stripe::params::{Params, named};
use crate::stripe::version::Version;

/// The parameters that the double models, `*` and `#` as in [`Params::check`].
const MODELLED: [&str; 18] = [
    "mode",
    "customer",
    "currency",
    "success_url",
    "cancel_url",
    "ui_mode",
    "locale",
    "setup_intent_data.description",
    "setup_intent_data.metadata.*",
    "metadata.*",
    "client_reference_id",
    "expires_at",
    "allowed_payment_method_types.#",
    "payment_method_types.#",
    "custom_text.submit.message",
    "expand.#",
    "return_url",
    "redirect_on_completion",
];

/// Parameters of Stripe's that no setup session may have.
const NOT_IN_SETUP: [&str; 6] = [
    "line_items",
    "saved_payment_method_options",
    "submit_type",
    "payment_method_collection",
    "subscription_data",
    "payment_intent_data",
];

/// Parameters of Stripe's for setup sessions that the double does not model.
const NOT_MODELLED: [&str; 23] = [
    "customer_account",
    "customer_creation",
    "customer_email",
    "customer_update",
    "excluded_payment_method_types",
    "payment_method_configuration",
    "payment_method_options",
    "payment_method_data",
    "billing_address_collection",
    "name_collection",
    "phone_number_collection",
    "custom_fields",
    "branding_settings",
    "consent_collection",
    "origin_context",
    "integration_identifier",
    "wallet_options",
    "after_expiration",
    "shipping_address_collection",
    "tax_id_collection",
    "automatic_tax",
    "allow_promotion_codes",
    "permissions",
];

const LOCALES: [&str; 42] = [
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk",
    "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// Presentment currencies.
const CURRENCIES: &str = "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob \
    brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel \
    gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak \
    lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab \
    pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd \
    top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw";

/// Refuses parameters that are unknown, wrong in setup mode, wrong for the
/// version, or not modelled.
pub(super) fn names(params: &Params, version: &Version) -> Result<(), ApiError> {
    if let Some(name) = NOT_IN_SETUP.iter().find(|name| params.has(name)) {
        return Err(ApiError::invalid(format!("You can not pass `{name}` in `setup` mode.")));
    }
    if let Some(name) = NOT_MODELLED.iter().find(|name| params.has(name)) {
        return Err(ApiError::not_modelled(name));
    }
    let of_other_versions =
        if version.has_allowed_types() { "payment_method_types" } else { "allowed_payment_method_types" };
    if params.has(of_other_versions) {
        return Err(ApiError::unknown(of_other_versions));
    }
    params.check(&MODELLED)
}

/// `mode`: only setup sessions are modelled.
pub(super) fn mode(params: &Params) -> Result<(), ApiError> {
    match params.text("mode")? {
        Some("setup") => Ok(()),
        Some("payment" | "subscription") => Err(ApiError::not_modelled("mode")),
        Some(_) => Err(one_of("mode", &["payment", "setup", "subscription"])),
        None => Err(ApiError::missing("mode")),
    }
}

/// The method types that are asked for; without them the currency is required.
pub(super) fn types(params: &Params, version: &Version) -> Result<Vec<String>, ApiError> {
    let name = if version.has_allowed_types() { "allowed_payment_method_types" } else { "payment_method_types" };
    let types = params.list(name);
    if let Some(at) = types.iter().position(|kind| !matches!(*kind, "card" | "link" | "us_bank_account")) {
        return Err(ApiError::not_modelled(&format!("{name}[{at}]")));
    }
    Ok(types.into_iter().map(str::to_owned).collect())
}

pub(super) fn currency(params: &Params, has_types: bool) -> Result<Option<String>, ApiError> {
    match params.text("currency")? {
        Some(code) if CURRENCIES.split_whitespace().any(|known| known == code) => Ok(Some(code.to_owned())),
        Some(code) => Err(ApiError::invalid(format!(
            "Invalid currency: {code}. Stripe currently supports these currencies: {CURRENCIES}"
        ))
        .with_param("currency")),
        None if has_types => Ok(None),
        None => Err(ApiError::missing("currency")),
    }
}

/// An absolute http or https address with a host.
pub(super) fn url(params: &Params, name: &str) -> Result<Option<String>, ApiError> {
    let Some(url) = params.text(name)? else { return Ok(None) };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let host_is_odd = host.is_empty() || host.contains(['{', '}', '@']);
    if host_is_odd || url.len() > 5_000 || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(ApiError::invalid("Not a valid URL").with_code("url_invalid").with_param(named(name)));
    }
    Ok(Some(url.to_owned()))
}

/// Checkout's locale: one of its own list.
pub(super) fn locale(params: &Params) -> Result<Option<String>, ApiError> {
    locale_of(params, &LOCALES)
}

pub(super) fn locale_of(params: &Params, known: &[&str]) -> Result<Option<String>, ApiError> {
    match params.get("locale") {
        None | Some("") => Ok(None),
        Some(locale) if known.contains(&locale) => Ok(Some(locale.to_owned())),
        Some(_) => Err(one_of("locale", known)),
    }
}

/// Between 30 minutes and 24 hours from `now`; 24 hours when absent.
pub(super) fn expires_at(params: &Params, now: i64) -> Result<i64, ApiError> {
    let (soonest, latest) = (now + 30 * 60, now + 24 * 60 * 60);
    let wrong = |rule: &str| {
        Err(ApiError::invalid(format!("The `expires_at` timestamp must be {rule} from Checkout Session creation."))
            .with_param("expires_at"))
    };
    match params.integer("expires_at")? {
        None => Ok(latest),
        Some(at) if at < soonest => wrong("at least 30 minutes"),
        Some(at) if at > latest => wrong("less than 24 hours"),
        Some(at) => Ok(at),
    }
}

/// Text of at most `longest` characters.
pub(super) fn short(params: &Params, path: &str, longest: usize) -> Result<Option<String>, ApiError> {
    let Some(text) = params.text(path)? else {
        return Ok(None);
    };
    if text.chars().count() > longest {
        return Err(ApiError::invalid(format!("Invalid string: must be at most {longest} characters"))
            .with_code("parameter_invalid_string_too_long")
            .with_param(named(path)));
    }
    Ok(Some(text.to_owned()))
}

pub(super) fn one_of(name: &str, values: &[&str]) -> ApiError {
    ApiError::invalid(format!("Invalid {name}: must be one of {}", values.join(", "))).with_param(name)
}
