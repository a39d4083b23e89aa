//! The answer to a start, recognised by its shape, and the way it leads.
//!
//! | answer | `auto` | `redirect` | `overlay` | `inline` |
//! | --- | --- | --- | --- | --- |
//! | Stripe `{url}` | redirect | redirect | error | error |
//! | Stripe `{client_secret}` | inline | error | error | inline |
//! | Paddle transaction | overlay | redirect to `checkout.url` | overlay | inline |

use std::sync::Arc;

use upm_contract::{Mode, Notice, Value, is_id};

use crate::{
    error::{Code, Error, Result},
    options,
};

/// What to do with a start that was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where it goes.
    pub route: Route,
    /// What to tell the customer first.
    pub notice: Option<Arc<Notice>>,
    /// Whether the back end can be asked how it ended.
    pub verify: bool,
}

/// The three ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To a Checkout or portal session of Stripe.
    Stripe {
        /// Whole, with its long fragment.
        url: String,
    },
    /// To Paddle's `checkout.url`.
    PaddleLink {
        /// The default payment link with `_ptxn`.
        url: String,
    },
    /// Into a checkout on this page.
    Checkout(Arc<Checkout>),
}

/// A checkout that the provider's script opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// What the back end is asked about: `txn_…`, `cs_…`.
    pub id: String,
    /// The client-side token or the publishable key, where the answer has one.
    pub key: Option<String>,
    /// Inside the page instead of above it.
    pub inline: bool,
    /// The client secret of a session of Stripe. Where there is none, it is a transaction of Paddle.
    pub secret: Option<String>,
}

/// Reads a successful answer to `POST endpoint`: what the provider returned may be forwarded as
/// it is. Only the members that decide where the customer goes are read.
///
/// # Errors
/// [`Code::BadAnswer`] for a shape that is none of the contract's, and
/// [`Code::ModeUnsupported`] or [`Code::CheckoutUrlMissing`] where the answer
/// and the wanted mode do not go together.
pub fn read(answer: &Value, mode: &Mode) -> Result<Plan> {
    let notice = answer.get("notice").read().map(Arc::new);
    let verify = answer.get("verify").bool() != Some(false);
    let route = route(answer, mode)?;
    Ok(Plan { route, notice, verify })
}

fn route(answer: &Value, mode: &Mode) -> Result<Route> {
    let (data, id) = (answer.get("data"), answer.get("id").text());
    let transaction = answer.get("transaction_id").text().or(data.get("id").text());
    if let Some(transaction) = transaction.or(id.filter(|id| id.starts_with("txn_"))) {
        let key = answer.get("client_token").string();
        options::check_client_token("the answer's client_token", key.as_deref())?;
        if *mode != Mode::Redirect {
            return checkout(transaction, key, *mode == Mode::Inline, None);
        }
        let url = answer.get("checkout").get("url").string().or_else(|| data.get("checkout").get("url").string());
        return url.map(|url| Route::PaddleLink { url }).ok_or_else(|| {
            Error::new(
                Code::CheckoutUrlMissing,
                "mode=redirect needs checkout.url in the answer. Set a default payment link at Paddle, or use overlay or inline.",
            )
        });
    }
    if let Some(secret) = answer.get("client_secret").text() {
        let key = answer.get("publishable_key").string();
        options::check_publishable_key("the answer's publishable_key", key.as_deref())?;
        if matches!(mode, Mode::Redirect | Mode::Overlay) {
            return Err(Error::new(
                Code::ModeUnsupported,
                "An embedded Stripe session (client_secret) is shown in the page. Use mode=inline or auto, or answer the url of a \
                 hosted one.",
            ));
        }
        let end = secret.as_bytes().windows(8).position(|part| part == b"_secret_");
        let id = id.or_else(|| secret.get(..end?)).unwrap_or_default();
        return checkout(id, key, true, Some(secret.to_owned()));
    }
    match (answer.get("url").string(), mode) {
        (Some(url), Mode::Auto | Mode::Redirect | Mode::Other(_)) => Ok(Route::Stripe { url }),
        (Some(_), Mode::Overlay | Mode::Inline) => Err(Error::new(
            Code::ModeUnsupported,
            "A hosted Stripe session can only be redirected to: it refuses to run in a frame. Use mode=redirect or auto.",
        )),
        (None, _) => Err(Error::new(
            Code::BadAnswer,
            "The answer is neither a Stripe session (url, client_secret) nor a Paddle transaction (data.id, transaction_id).",
        )),
    }
}

fn checkout(id: &str, key: Option<String>, inline: bool, secret: Option<String>) -> Result<Route> {
    if !is_id(id) {
        return Err(Error::new(
            Code::BadAnswer,
            "The answer's id is not one of a transaction (txn_…) or session (cs_…).",
        ));
    }
    Ok(Route::Checkout(Arc::new(Checkout { id: id.to_owned(), key, inline, secret })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(json: &str, mode: Mode) -> Result<Route> {
        read(&serde_json::from_str(json).unwrap(), &mode).map(|plan| plan.route)
    }

    #[test]
    fn the_readmes_answers_are_read() {
        let blocks = include_str!("../README.md").split("```json\n").skip(1);
        let blocks = blocks.map(|block| block.split_once("```").unwrap().0);
        let answers = blocks.filter(|block| {
            block.contains("\"url\": \"https://checkout")
                || block.contains("\"transaction_id\"")
                || block.contains("\"client_secret\"")
        });
        let routes: Vec<_> = answers.map(|answer| plan(answer, Mode::Auto).unwrap()).collect();
        assert!(matches!(routes[..], [Route::Stripe { .. }, Route::Checkout(_), Route::Checkout(_)]), "{routes:?}");
    }

    #[test]
    fn forwarded_answers_of_the_providers_are_recognised() {
        let stripe = r#"{"id": "cs_test_1", "object": "checkout.session", "status": "open", "url": "https://checkout.stripe.com/c/pay/cs_test_1#fid", "expires_at": 1795276800}"#;
        assert_eq!(
            plan(stripe, Mode::Auto),
            Ok(Route::Stripe { url: "https://checkout.stripe.com/c/pay/cs_test_1#fid".into() })
        );
        let paddle = r#"{"data": {"id": "txn_1", "status": "ready", "origin": "subscription_payment_method_change", "checkout": {"url": "https://app.example.com/pay?_ptxn=txn_1"}}, "meta": {}}"#;
        let overlay =
            Route::Checkout(Arc::new(Checkout { id: "txn_1".into(), key: None, inline: false, secret: None }));
        assert_eq!(plan(paddle, Mode::Auto), Ok(overlay.clone()));
        assert_eq!(
            plan(paddle, Mode::Redirect),
            Ok(Route::PaddleLink { url: "https://app.example.com/pay?_ptxn=txn_1".into() })
        );
        assert_eq!(
            plan(r#"{"id": "txn_1", "status": "past_due", "checkout": null}"#, Mode::Overlay),
            Ok(overlay.clone())
        );
        assert_eq!(plan(r#"{"transaction_id": "txn_1"}"#, Mode::Auto), Ok(overlay));
    }

    #[test]
    fn an_embedded_session_is_shown_in_the_page() {
        let session = |key: Option<&str>, id: &str| {
            Route::Checkout(Arc::new(Checkout {
                id: id.into(),
                key: key.map(str::to_owned),
                inline: true,
                secret: Some("cs_test_1_secret_fid_2".into()),
            }))
        };
        let answer =
            r#"{"client_secret": "cs_test_1_secret_fid_2", "publishable_key": "pk_test_1", "id": "cs_test_other"}"#;
        for mode in [Mode::Auto, Mode::Inline, Mode::Other("popup".into())] {
            assert_eq!(plan(answer, mode), Ok(session(Some("pk_test_1"), "cs_test_other")));
        }
        // A forwarded session, whose address is null, and a secret alone.
        let forwarded = r#"{"id": "cs_test_1", "object": "checkout.session", "url": null, "client_secret": "cs_test_1_secret_fid_2"}"#;
        let alone = r#"{"client_secret": "cs_test_1_secret_fid_2"}"#;
        for answer in [forwarded, alone] {
            assert_eq!(plan(answer, Mode::Auto), Ok(session(None, "cs_test_1")));
        }
    }

    #[test]
    fn an_answer_with_a_secret_key_or_without_an_id_is_refused() {
        let code = |json| plan(json, Mode::Inline).unwrap_err().code;
        assert_eq!(code(r#"{"client_secret": "cs_1_secret_1", "publishable_key": "sk_test_1"}"#), Code::SecretRefused);
        assert_eq!(code(r#"{"client_secret": "cs_1_secret_1", "publishable_key": "key"}"#), Code::InvalidOption);
        assert_eq!(code(r#"{"client_secret": "seti_1"}"#), Code::BadAnswer);
        assert_eq!(code(r#"{"client_secret": "_secret_1"}"#), Code::BadAnswer);
        assert_eq!(code(r#"{"client_secret": "cs_1_secret_1", "id": "../admin"}"#), Code::BadAnswer);
    }

    #[test]
    fn pairs_that_cannot_be_say_what_to_do() {
        let code = |json, mode| plan(json, mode).unwrap_err().code;
        assert_eq!(code(r#"{"url": "https://checkout.stripe.com/x"}"#, Mode::Overlay), Code::ModeUnsupported);
        assert_eq!(code(r#"{"url": "https://checkout.stripe.com/x"}"#, Mode::Inline), Code::ModeUnsupported);
        assert_eq!(code(r#"{"client_secret": "cs_1_secret_1"}"#, Mode::Redirect), Code::ModeUnsupported);
        assert_eq!(code(r#"{"client_secret": "cs_1_secret_1"}"#, Mode::Overlay), Code::ModeUnsupported);
        assert_eq!(
            code(r#"{"transaction_id": "txn_1", "checkout": {"url": null}}"#, Mode::Redirect),
            Code::CheckoutUrlMissing
        );
        assert_eq!(code(r#"{"transaction_id": "txn 1"}"#, Mode::Auto), Code::BadAnswer);
        assert_eq!(code("{}", Mode::Auto), Code::BadAnswer);
    }
}
