//! Saving a method on the hosted page, and what becomes of session and SetupIntent.

use serde::Deserialize;

use crate::clock;
use crate::stripe::acts::setup;
use crate::stripe::cards::{self, Answer, Decline, NOT_AUTHENTICATED, Typo};
use crate::stripe::data::{Card, Data, Kind, Session, Status};

/// The form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::stripe) struct Entered {
    /// `card`, `link` or `us_bank_account`.
    pub(in crate::stripe) method: String,
    pub(in crate::stripe) card_number: String,
    pub(in crate::stripe) card_expiry: String,
    pub(in crate::stripe) card_cvc: String,
    pub(in crate::stripe) billing_name: String,
    pub(in crate::stripe) account_number: String,
    pub(in crate::stripe) routing_number: String,
    /// On the bank's step: `complete` or `fail`.
    pub(in crate::stripe) challenge: String,
}

impl Entered {
    /// A card that expires late, with a security code of the right length.
    pub(in crate::stripe) fn card(number: &str, name: &str) -> Self {
        Self {
            card_number: number.to_owned(),
            card_expiry: "12 / 40".to_owned(),
            card_cvc: if number.starts_with("37") { "1234" } else { "123" }.to_owned(),
            billing_name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The test bank account.
    pub(in crate::stripe) fn bank(name: &str) -> Self {
        Self {
            method: "us_bank_account".to_owned(),
            account_number: cards::TEST_ACCOUNT.0.to_owned(),
            routing_number: cards::TEST_ACCOUNT.1.to_owned(),
            billing_name: name.to_owned(),
            ..Self::default()
        }
    }
}

/// What a submission led to.
#[derive(Debug)]
pub(in crate::stripe) enum Saved {
    /// Complete: go to the merchant, if there is anywhere to go.
    Done(Option<String>),
    /// The method has a page of its own.
    Away(String),
    /// The session looks different now: the bank's step, complete or expired.
    Again,
    /// Not saved; the session stays open.
    Refused(Problem),
}

/// What the customer reads after a refusal.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Problem {
    /// The form's field, if it is about one.
    pub(in crate::stripe) field: Option<&'static str>,
    pub(in crate::stripe) message: &'static str,
}

impl From<Typo> for Problem {
    fn from(typo: Typo) -> Self {
        Self { field: Some(typo.field), message: typo.message }
    }
}

/// A card as a form holds it, with the name on it.
pub(in crate::stripe) fn card(entered: &Entered, now: i64) -> Result<(Card, &str), Problem> {
    let card = cards::read(&entered.card_number, &entered.card_expiry, &entered.card_cvc, this_month(now))?;
    match entered.billing_name.trim() {
        "" => Err(Problem { field: Some("billingName"), message: "Enter the name on the card." }),
        name => Ok((card, name)),
    }
}

/// Takes one submission of the form of session `id`. `away`: where PayPal is.
pub(in crate::stripe) fn save(data: &mut Data, id: &str, entered: &Entered, away: &str) -> Saved {
    let Some(session) = data.session(id).filter(|session| session.status == Status::Open).cloned() else {
        return Saved::Again;
    };
    if let Some((card, name)) = &session.challenge {
        return match entered.challenge.as_str() {
            "complete" => {
                setup::succeed(data, &session.setup_intent, Kind::Card(card.clone()), name);
                complete(data, &session)
            }
            "fail" => decline(data, &session, card.clone(), name, NOT_AUTHENTICATED),
            _ => Saved::Again,
        };
    }
    match entered.method.as_str() {
        "link" if session.offers("link") => {
            let email = data.customer(&session.customer).map(|customer| customer.email.clone());
            setup::succeed(data, &session.setup_intent, Kind::Link { email: email.unwrap_or_default() }, "");
            complete(data, &session)
        }
        "paypal" if session.offers("paypal") => {
            setup::ask(data, &session.setup_intent);
            Saved::Away(away.to_owned())
        }
        "us_bank_account" if session.offers("us_bank_account") => bank(data, &session, entered),
        _ => with_card(data, &session, entered),
    }
}

fn with_card(data: &mut Data, session: &Session, entered: &Entered) -> Saved {
    let (card, name) = match card(entered, data.clock.now()) {
        Ok(read) => read,
        Err(problem) => return Saved::Refused(problem),
    };
    match cards::answer(&card.number) {
        Answer::Accept => {
            setup::succeed(data, &session.setup_intent, Kind::Card(card), name);
            complete(data, session)
        }
        Answer::Decline(why) => decline(data, session, card, name, why),
        Answer::Authenticate => {
            challenge(data, &session.id, Some((card, name.to_owned())));
            setup::ask(data, &session.setup_intent);
            Saved::Again
        }
    }
}

/// The session is complete while its SetupIntent is not: the bank takes days.
fn bank(data: &mut Data, session: &Session, entered: &Entered) -> Saved {
    match cards::read_account(&entered.account_number, &entered.routing_number) {
        Ok(account) => {
            setup::process(data, &session.setup_intent, account, entered.billing_name.trim());
            complete(data, session)
        }
        Err(typo) => Saved::Refused(typo.into()),
    }
}

/// The customer comes back from PayPal: where to, if the session waits for that. A refusal
/// leaves the session open.
pub(in crate::stripe) fn come_back(data: &mut Data, id: &str, approved: bool) -> Option<String> {
    let session = data.session(id).filter(|session| session.status == Status::Open)?.clone();
    let email = data.customer(&session.customer).map(|customer| customer.email.clone()).unwrap_or_default();
    let kind = Kind::PayPal { email };
    if approved {
        setup::succeed(data, &session.setup_intent, kind, "");
        complete(data, &session);
    } else {
        setup::decline(data, &session.setup_intent, kind, "", NOT_AUTHENTICATED);
    }
    session.way_back()
}

/// Year and month of a Unix time.
fn this_month(now: i64) -> (u16, u8) {
    let date = clock::rfc3339(now);
    let part = |from, to| date.get(from..to).unwrap_or_default();
    (part(0, 4).parse().unwrap_or(0), part(5, 7).parse().unwrap_or(0))
}

/// Shows or hides the bank's step.
fn challenge(data: &mut Data, session: &str, card: Option<(Card, String)>) {
    if let Some(session) = data.session_mut(session) {
        session.challenge = card;
    }
}

fn complete(data: &mut Data, session: &Session) -> Saved {
    if let Some(session) = data.session_mut(&session.id) {
        session.status = Status::Complete;
        session.challenge = None;
    }
    data.emit("checkout.session.completed", &session.id);
    Saved::Done(session.destination())
}

/// The SetupIntent falls back; the session stays open.
fn decline(data: &mut Data, session: &Session, card: Card, name: &str, why: Decline) -> Saved {
    challenge(data, &session.id, None);
    setup::decline(data, &session.setup_intent, Kind::Card(card), name, why);
    Saved::Refused(Problem { field: None, message: why.message })
}

/// The problem to show while the last try of a SetupIntent ended at the bank's step.
pub(in crate::stripe) fn authentication_failed(data: &Data, intent: &str) -> Option<Problem> {
    let error = data.setup_intent(intent)?.last_error.as_ref()?;
    (error.get("code")? == NOT_AUTHENTICATED.code)
        .then_some(Problem { field: None, message: NOT_AUTHENTICATED.message })
}
