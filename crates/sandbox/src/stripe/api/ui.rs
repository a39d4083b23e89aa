//! `ui_mode`: where a session's page stands, and where it leads.

use super::rules::{one_of, url};
use crate::stripe::data::Then;
use crate::stripe::error::ApiError;
use crate::stripe::params::Params;
use crate::stripe::version::Version;

const REDIRECTS: [&str; 3] = ["always", "if_required", "never"];

/// Reads the mode and the addresses that go with it. Hosted and embedded pages
/// are modelled; the names of the modes depend on the version.
pub(super) fn then(params: &Params, version: &Version) -> Result<Then, ApiError> {
    let modes = version.ui_modes();
    let mode = params.text("ui_mode")?.or(modes.first().copied()).unwrap_or_default();
    match modes.iter().position(|known| *known == mode) {
        Some(0) => hosted(params),
        Some(1) => embedded(params, mode),
        Some(_) => Err(ApiError::not_modelled("ui_mode")),
        None => Err(one_of("ui_mode", modes)),
    }
}

fn hosted(params: &Params) -> Result<Then, ApiError> {
    for name in ["return_url", "redirect_on_completion"] {
        if params.has(name) {
            return Err(
                ApiError::invalid(format!("`{name}` can only be used with an embedded `ui_mode`.")).with_param(name)
            );
        }
    }
    let success_url = url(params, "success_url")?.ok_or_else(|| ApiError::missing("success_url"))?;
    Ok(Then::Hosted { success_url, cancel_url: url(params, "cancel_url")? })
}

fn embedded(params: &Params, mode: &str) -> Result<Then, ApiError> {
    for name in ["success_url", "cancel_url"] {
        if params.has(name) {
            return Err(ApiError::invalid(format!("`{name}` can not be used with `ui_mode` {mode}.")).with_param(name));
        }
    }
    let asked = params.text("redirect_on_completion")?.unwrap_or("always");
    let redirect = REDIRECTS.iter().find(|known| **known == asked);
    let redirect = redirect.ok_or_else(|| one_of("redirect_on_completion", &REDIRECTS))?;
    let return_url = url(params, "return_url")?;
    match (*redirect, &return_url) {
        ("never", Some(_)) => {
            Err(ApiError::invalid("`return_url` can not be used when `redirect_on_completion` is `never`.")
                .with_param("return_url"))
        }
        ("always" | "if_required", None) => Err(ApiError::missing("return_url")),
        (redirect, _) => Ok(Then::Embedded { return_url, redirect }),
    }
}
