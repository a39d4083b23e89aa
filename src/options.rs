//! The options, validated once, at the edge.

use std::sync::Arc;

use upm_contract::{Mode, Value};

use crate::{
    error::{Code, Error, Result},
    messages::Messages,
};

/// How an update begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trigger {
    /// By the widget's button.
    #[default]
    Click,
    /// As soon as the page is visible, once per element.
    Load,
    /// By `open()` only.
    Manual,
}

/// Who hears Paddle's events on a page that has initialised Paddle itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaddleEvents {
    /// The page keeps them: the message comes from the back end's notice, and
    /// only verification tells the end.
    #[default]
    Own,
    /// The page hands each to `paddleEvent`.
    Forwarded,
    /// The widget takes Paddle's one callback and calls the page's after its own.
    Replace,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the page has it (its `color-scheme`).
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word for `data-theme`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Valid options.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The merchant's resource.
    pub endpoint: String,
    /// How to show the checkout.
    pub mode: Mode,
    /// How it begins.
    pub trigger: Trigger,
    /// Whether to ask what is on file first.
    pub overview: bool,
    /// Paddle's client-side token; else it comes with the answer.
    pub client_token: Option<String>,
    /// Stripe's publishable key; else it comes with the answer.
    pub publishable_key: Option<String>,
    /// Who hears Paddle's events on a page that has initialised Paddle itself.
    pub paddle_events: PaddleEvents,
    /// Paddle Retain's customer (`ctm_…`).
    pub pw_customer: Option<String>,
    /// The customer's language; else the nearest `lang`, then the browser's.
    pub locale: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether cookies go along to the endpoint.
    pub credentials: Credentials,
    /// Origins that a redirect may go to, besides the providers' and the page's own.
    pub allowed_redirect_origins: Vec<String>,
    /// The query parameter that brings a session's id back.
    pub return_param: String,
    /// The texts.
    pub messages: Messages,
    /// The CSP nonce for the provider's script.
    pub nonce: Option<String>,
    /// Where Paddle.js is, in builds for the sandbox; `None` means Paddle's own address.
    pub paddle_script: Option<String>,
    /// The same for Stripe.js.
    pub stripe_script: Option<String>,
    /// For the demo's gallery: the state to show and to stay in.
    #[cfg(any(test, feature = "sandbox"))]
    pub state: Option<crate::flow::State>,
}

/// As in `fetch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Cookies only to the page's own origin.
    #[default]
    SameOrigin,
    /// Cookies to the endpoint, wherever it is.
    Include,
    /// None.
    Omit,
}

impl Credentials {
    /// The word that `fetch` takes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::Include => "include",
            Self::Omit => "omit",
        }
    }
}

/// Options as a page writes them: an object with the members of the README's table
/// in camel case, none of them checked. Blank is absent.
#[derive(Clone, Debug, Default)]
pub struct RawOptions(pub Value);

impl RawOptions {
    /// Checks them.
    ///
    /// # Errors
    /// [`Code::InvalidOption`] names the option and the words it takes;
    /// [`Code::SecretRefused`] a key that must never be in a page.
    pub fn validate(&self, messages: Messages) -> Result<Arc<Options>> {
        let get = |key| self.0.get(key);
        let publishable_key = get("publishableKey").string();
        check_publishable_key("publishable_key", publishable_key.as_deref())?;
        let client_token = get("clientToken").string();
        check_client_token("client_token", client_token.as_deref())?;
        Ok(Arc::new(Options {
            endpoint: get("endpoint")
                .string()
                .ok_or_else(|| invalid("endpoint", "the address of your back end's resource"))?,
            mode: match word("mode", get("mode"), &["auto", "redirect", "overlay", "inline"])? {
                1 => Mode::Redirect,
                2 => Mode::Overlay,
                3 => Mode::Inline,
                _ => Mode::Auto,
            },
            trigger: match word("trigger", get("trigger"), &["click", "load", "manual"])? {
                1 => Trigger::Load,
                2 => Trigger::Manual,
                _ => Trigger::Click,
            },
            overview: get("overview")
                .bool()
                .unwrap_or_else(|| get("overview").text().is_some_and(|text| text != "false")),
            client_token,
            publishable_key,
            paddle_events: match word("paddle_events", get("paddleEvents"), &["own", "forwarded", "replace"])? {
                1 => PaddleEvents::Forwarded,
                2 => PaddleEvents::Replace,
                _ => PaddleEvents::Own,
            },
            pw_customer: get("pwCustomer").string(),
            locale: get("locale").string(),
            theme: match word("theme", get("theme"), &["auto", "light", "dark"])? {
                1 => Theme::Light,
                2 => Theme::Dark,
                _ => Theme::Auto,
            },
            credentials: match word("credentials", get("credentials"), &["same-origin", "include", "omit"])? {
                1 => Credentials::Include,
                2 => Credentials::Omit,
                _ => Credentials::SameOrigin,
            },
            allowed_redirect_origins: origins(get("allowedRedirectOrigins").text().unwrap_or_default())?,
            return_param: get("returnParam").string().unwrap_or_else(|| "upm_session".to_owned()),
            messages,
            nonce: get("nonce").string(),
            #[cfg(feature = "sandbox")]
            paddle_script: get("sandboxPaddleScript").string(),
            #[cfg(feature = "sandbox")]
            stripe_script: get("sandboxStripeScript").string(),
            #[cfg(not(feature = "sandbox"))]
            paddle_script: None,
            #[cfg(not(feature = "sandbox"))]
            stripe_script: None,
            #[cfg(any(test, feature = "sandbox"))]
            state: match get("sandboxState") {
                Value::None => None,
                events => Some(
                    crate::gallery::state(events)
                        .ok_or_else(|| invalid("sandbox_state", "a list of events that the gallery knows"))?,
                ),
            },
        }))
    }
}

/// A list of whole origins, as the browser writes them.
fn origins(text: &str) -> Result<Vec<String>> {
    let origin = |word: &str| {
        // One without its scheme would be refused only when somebody is sent there.
        if word.starts_with("https://") || word.starts_with("http://") {
            Ok(word.trim_end_matches('/').to_ascii_lowercase())
        } else {
            Err(invalid("allowed_redirect_origins", "a list of whole origins (https://pay.example.com)"))
        }
    };
    text.split([' ', ',']).filter(|word| !word.is_empty()).map(origin).collect()
}

/// The place of a word in its list; the first where there is none.
fn word(name: &str, value: &Value, words: &[&str]) -> Result<usize> {
    let Some(text) = value.text() else { return Ok(0) };
    match words.iter().position(|word| *word == text) {
        Some(place) => Ok(place),
        None => Err(invalid(name, &["one of ", &words.join(", ")].concat())),
    }
}

fn invalid(name: &str, expected: &str) -> Error {
    Error::new(Code::InvalidOption, ["The option ", name, " must be ", expected, "."].concat())
}

/// Whether Paddle.js takes it. Only the beginning is documented.
///
/// # Errors
/// [`Code::SecretRefused`] for a key that must never be in a page, else [`Code::InvalidOption`].
pub fn check_client_token(name: &str, token: Option<&str>) -> Result<()> {
    check_key(name, token, ["test_", "live_"], "a client-side token of Paddle (test_… or live_…)")
}

/// The same for Stripe.js.
///
/// # Errors
/// As [`check_client_token`].
pub fn check_publishable_key(name: &str, key: Option<&str>) -> Result<()> {
    check_key(name, key, ["pk_test_", "pk_live_"], "a publishable key of Stripe (pk_test_… or pk_live_…)")
}

fn check_key(name: &str, key: Option<&str>, begins: [&str; 2], expected: &str) -> Result<()> {
    refuse_secret(name, key)?;
    match key {
        Some(key) if !begins.iter().any(|begin| key.starts_with(begin)) => Err(invalid(name, expected)),
        _ => Ok(()),
    }
}

/// Refuses what must never be in a page: Stripe's secret and restricted keys and
/// webhook secrets, Paddle's API keys and notification secrets.
fn refuse_secret(name: &str, value: Option<&str>) -> Result<()> {
    let text = value.unwrap_or_default().trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    if ["sk_", "rk_", "whsec_", "pdl_"].iter().any(|prefix| text.starts_with(prefix)) {
        return Err(Error::new(
            Code::SecretRefused,
            [
                "The option ",
                name,
                " holds a secret key. It is public now: revoke it at the provider, and use a client-side key here.",
            ]
            .concat(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Arc<Options>> {
        RawOptions(serde_json::from_str(json).unwrap()).validate(Messages::default())
    }

    #[test]
    fn defaults_are_the_documented_ones() {
        let options = read(r#"{"endpoint": "/updates"}"#).unwrap();
        assert_eq!(options.mode, Mode::Auto);
        assert_eq!(options.trigger, Trigger::Click);
        assert_eq!(options.return_param, "upm_session");
        assert_eq!(options.credentials, Credentials::SameOrigin);
        assert!(!options.overview);
    }

    #[test]
    fn mistakes_name_the_option_and_its_words() {
        assert_eq!(
            read("{}").unwrap_err().detail,
            "The option endpoint must be the address of your back end's resource."
        );
        let error = read(r#"{"endpoint": "/", "mode": "popup"}"#).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption);
        assert_eq!(error.detail, "The option mode must be one of auto, redirect, overlay, inline.");
    }

    #[test]
    fn secrets_are_refused_and_not_repeated() {
        for secret in ["sk_live_1", "rk_test_1", "whsec_1", "pdl_live_apikey_1", "pdl_ntfset_1", " sk_test_1"] {
            let json = serde_json::json!({"endpoint": "/", "clientToken": secret}).to_string();
            let error = read(&json).unwrap_err();
            assert_eq!(error.code, Code::SecretRefused);
            assert!(!error.detail.contains(secret.trim()));
        }
        assert!(read(r#"{"endpoint": "/", "clientToken": "abc"}"#).is_err());
        assert!(read(r#"{"endpoint": "/", "clientToken": "test_abc"}"#).is_ok());
    }

    #[test]
    fn a_publishable_key_is_one() {
        let key = |key: &str| read(&serde_json::json!({"endpoint": "/", "publishableKey": key}).to_string());
        assert_eq!(key("pk_live_1").unwrap().publishable_key.as_deref(), Some("pk_live_1"));
        assert_eq!(key("rk_live_1").unwrap_err().code, Code::SecretRefused);
        assert_eq!(
            key("test_1").unwrap_err().detail,
            "The option publishable_key must be a publishable key of Stripe (pk_test_… or pk_live_…)."
        );
    }

    #[test]
    fn origins_are_a_list_of_words() {
        let options =
            read(r#"{"endpoint": "/", "allowedRedirectOrigins": "https://pay.example.com, https://b.example"}"#)
                .unwrap();
        assert_eq!(options.allowed_redirect_origins, ["https://pay.example.com", "https://b.example"]);
        let error = read(r#"{"endpoint": "/", "allowedRedirectOrigins": "pay.example.com"}"#).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption);
    }
}
