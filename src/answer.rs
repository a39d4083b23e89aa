//! The answer to a start, recognised by its shape, and the way it leads.
//!
//! | answer | `auto` | `redirect` | `overlay` | `inline` |
//! | --- | --- | --- | --- | --- |
//! | Stripe `{url}` | redirect | redirect | error | error |
//! | Stripe `{client_secret}` | error | error | error | error |
//! | Paddle transaction | overlay | redirect to `checkout.url` | overlay | inline |

use std::sync::Arc;

use upm_contract::{Mode, Notice, StartAnswer, is_id};

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
    /// Into Paddle's checkout on this page.
    Checkout(Checkout),
}

/// A checkout that Paddle.js opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// `txn_…`.
    pub transaction: String,
    /// The client-side token, where the answer has one.
    pub token: Option<String>,
    /// Inside the page instead of above it.
    pub inline: bool,
}

/// Reads an answer.
///
/// # Errors
/// [`Code::BadAnswer`] for a shape that is none of the contract's, and
/// [`Code::ModeUnsupported`] or [`Code::CheckoutUrlMissing`] where the answer
/// and the wanted mode do not go together.
pub fn read(answer: StartAnswer, mode: &Mode) -> Result<Plan> {
    let notice = answer.notice.clone().map(Arc::new);
    let verify = answer.verify != Some(false);
    let route = route(answer, mode)?;
    Ok(Plan { route, notice, verify })
}

fn route(answer: StartAnswer, mode: &Mode) -> Result<Route> {
    if let Some(transaction) = answer.transaction {
        options::check_client_token("the answer's client_token", answer.client_token.as_deref())?;
        if !is_id(&transaction) {
            return Err(Error::new(Code::BadAnswer, "The answer's transaction id is not an id of Paddle (txn_…)."));
        }
        return match mode {
            Mode::Redirect => answer.checkout_url.map(|url| Route::PaddleLink { url }).ok_or_else(|| {
                Error::new(
                    Code::CheckoutUrlMissing,
                    "mode=redirect needs checkout.url in the answer. Set a default payment link at Paddle, or use overlay or inline.",
                )
            }),
            mode => Ok(Route::Checkout(Checkout { transaction, token: answer.client_token, inline: *mode == Mode::Inline })),
        };
    }
    match (answer.url, mode) {
        (Some(url), Mode::Auto | Mode::Redirect | Mode::Other(_)) => Ok(Route::Stripe { url }),
        (Some(_), Mode::Overlay | Mode::Inline) => Err(Error::new(
            Code::ModeUnsupported,
            "A hosted Stripe session can only be redirected to: it refuses to run in a frame. Use mode=redirect or auto.",
        )),
        (None, _) if answer.client_secret.is_some() => Err(Error::new(
            Code::ModeUnsupported,
            "Embedded Checkout (client_secret) is not supported by this version. Create the session without ui_mode and answer its url.",
        )),
        (None, _) => Err(Error::new(
            Code::BadAnswer,
            "The answer is neither a Stripe session (url) nor a Paddle transaction (data.id or transaction_id).",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(json: &str, mode: Mode) -> Result<Route> {
        read(serde_json::from_str(json).unwrap(), &mode).map(|plan| plan.route)
    }

    #[test]
    fn forwarded_answers_of_the_providers_are_recognised() {
        let stripe = r#"{"id": "cs_test_1", "object": "checkout.session", "status": "open", "url": "https://checkout.stripe.com/c/pay/cs_test_1#fid", "expires_at": 1795276800}"#;
        assert_eq!(
            plan(stripe, Mode::Auto),
            Ok(Route::Stripe { url: "https://checkout.stripe.com/c/pay/cs_test_1#fid".into() })
        );
        let paddle = r#"{"data": {"id": "txn_1", "status": "ready", "origin": "subscription_payment_method_change", "checkout": {"url": "https://app.example.com/pay?_ptxn=txn_1"}}, "meta": {}}"#;
        let overlay = Route::Checkout(Checkout { transaction: "txn_1".into(), token: None, inline: false });
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
    fn pairs_that_cannot_be_say_what_to_do() {
        let code = |json, mode| plan(json, mode).unwrap_err().code;
        assert_eq!(code(r#"{"url": "https://checkout.stripe.com/x"}"#, Mode::Overlay), Code::ModeUnsupported);
        assert_eq!(code(r#"{"url": "https://checkout.stripe.com/x"}"#, Mode::Inline), Code::ModeUnsupported);
        assert_eq!(
            code(r#"{"transaction_id": "txn_1", "checkout": {"url": null}}"#, Mode::Redirect),
            Code::CheckoutUrlMissing
        );
        assert_eq!(code(r#"{"transaction_id": "txn 1"}"#, Mode::Auto), Code::BadAnswer);
        assert_eq!(code("{}", Mode::Auto), Code::BadAnswer);
    }
}
