//! Saving a method on the hosted page, and what becomes of session and SetupIntent.

use serde::Deserialize;
use serde_json::{Value, json};

use super::cards::{self, Answer, Decline, NOT_AUTHENTICATED};
use crate::clock;
use crate::ids;
use crate::stripe::data::{Attempt, Card, Data, Kind, Metadata, Method, Session, Status, set};
use crate::stripe::error::doc_url;

/// The form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::stripe) struct Entered {
    /// `card` or `link`.
    pub(super) method: String,
    pub(super) card_number: String,
    pub(super) card_expiry: String,
    pub(super) card_cvc: String,
    pub(super) billing_name: String,
    /// On the bank's step: `complete` or `fail`.
    pub(super) challenge: String,
}

/// What a submission led to.
#[derive(Debug)]
pub(super) enum Saved {
    /// Saved: go to the merchant.
    Done(String),
    /// The session looks different now: the bank's step, complete or expired.
    Again,
    /// Not saved; the session stays open.
    Refused(Problem),
}

/// What the customer reads after a refusal.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The form's field, if it is about one.
    pub(super) field: Option<&'static str>,
    pub(super) message: &'static str,
}

/// Takes one submission of the form of session `id`.
pub(super) fn save(data: &mut Data, id: &str, entered: &Entered, now: i64) -> Saved {
    let Some(session) = data.session(id).filter(|session| session.status == Status::Open).cloned() else {
        return Saved::Again;
    };
    if let Some((card, name)) = &session.challenge {
        return match entered.challenge.as_str() {
            "complete" => complete(data, &session, Kind::Card(card.clone()), name, now),
            "fail" => decline(data, &session, card, name, NOT_AUTHENTICATED, now),
            _ => Saved::Again,
        };
    }
    if entered.method == "link" && session.types.iter().any(|kind| kind == "link") {
        let email = data.customer(&session.customer).map(|customer| customer.email.clone());
        let link = Kind::Link { email: email.unwrap_or_default() };
        return complete(data, &session, link, "", now);
    }
    let read = cards::read(&entered.card_number, &entered.card_expiry, &entered.card_cvc, this_month(now));
    let card = match read {
        Ok(card) => card,
        Err(typo) => {
            return Saved::Refused(Problem { field: Some(typo.field), message: typo.message });
        }
    };
    let name = entered.billing_name.trim();
    if name.is_empty() {
        return Saved::Refused(Problem { field: Some("billingName"), message: "Enter the name on the card." });
    }
    match cards::answer(&card.number) {
        Answer::Accept => complete(data, &session, Kind::Card(card), name, now),
        Answer::Decline(why) => decline(data, &session, &card, name, why, now),
        Answer::Authenticate => {
            challenge(data, id, &session.setup_intent, Some((card, name.to_owned())), "requires_action");
            Saved::Again
        }
    }
}

/// Year and month of a Unix time.
fn this_month(now: i64) -> (u16, u8) {
    let date = clock::rfc3339(now);
    let part = |from, to| date.get(from..to).unwrap_or_default();
    (part(0, 4).parse().unwrap_or(0), part(5, 7).parse().unwrap_or(0))
}

/// Shows or hides the bank's step.
fn challenge(data: &mut Data, session: &str, intent: &str, card: Option<(Card, String)>, status: &'static str) {
    if let Some(session) = data.session_mut(session) {
        session.challenge = card;
    }
    if let Some(intent) = data.setup_intent_mut(intent) {
        intent.status = status;
    }
}

/// The method is attached, the SetupIntent succeeds, the session is complete.
/// No default is set: that is the merchant's part.
fn complete(data: &mut Data, session: &Session, kind: Kind, name: &str, now: i64) -> Saved {
    let method = ids::stripe("pm_1", 23);
    data.methods.push(Method {
        id: method.clone(),
        created: now,
        customer: Some(session.customer.clone()),
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        kind,
        metadata: Metadata::new(),
    });
    let attempt = attempt(data, session, &method, None, now);
    challenge(data, &session.id, &session.setup_intent, None, "succeeded");
    if let Some(intent) = data.setup_intent_mut(&session.setup_intent) {
        intent.payment_method = Some(method);
        intent.latest_attempt = Some(attempt);
        intent.last_error = None;
    }
    if let Some(session) = data.session_mut(&session.id) {
        session.status = Status::Complete;
    }
    // Only the literal placeholder: an encoded one stays as it is.
    Saved::Done(session.success_url.replace("{CHECKOUT_SESSION_ID}", &session.id))
}

/// The SetupIntent falls back; the session stays open.
fn decline(data: &mut Data, session: &Session, card: &Card, name: &str, why: Decline, now: i64) -> Saved {
    let method = Method {
        id: ids::stripe("pm_1", 23),
        created: now,
        customer: None,
        name: Some(name.to_owned()),
        kind: Kind::Card(card.clone()),
        metadata: Metadata::new(),
    };
    let error = error(&method, why);
    let attempt = attempt(data, session, &method.id, Some(error.clone()), now);
    data.methods.push(method);
    challenge(data, &session.id, &session.setup_intent, None, "requires_payment_method");
    if let Some(intent) = data.setup_intent_mut(&session.setup_intent) {
        intent.payment_method = None;
        intent.latest_attempt = Some(attempt);
        intent.last_error = Some(error);
    }
    Saved::Refused(Problem { field: None, message: why.message })
}

/// The problem to show while the last try ended at the bank's step.
pub(super) fn authentication_failed(data: &Data, session: &Session) -> Option<Problem> {
    let intent = data.setup_intents.iter().find(|intent| intent.id == session.setup_intent)?;
    let error = intent.last_error.as_ref()?;
    (error.get("code")? == NOT_AUTHENTICATED.code)
        .then_some(Problem { field: None, message: NOT_AUTHENTICATED.message })
}

fn attempt(data: &mut Data, session: &Session, method: &str, error: Option<Value>, now: i64) -> String {
    let id = ids::stripe("setatt_1", 23);
    data.attempts.push(Attempt {
        id: id.clone(),
        created: now,
        customer: session.customer.clone(),
        setup_intent: session.setup_intent.clone(),
        payment_method: method.to_owned(),
        error,
    });
    id
}

/// `last_setup_error`.
fn error(method: &Method, why: Decline) -> Value {
    let kind = if why.code == NOT_AUTHENTICATED.code { "invalid_request_error" } else { "card_error" };
    let mut error = json!({
        "type": kind,
        "code": why.code,
        "message": why.message,
        "doc_url": doc_url(why.code),
        "payment_method": method.json(),
    });
    if let Some(code) = why.decline_code {
        set(&mut error, "decline_code", code);
    }
    error
}
