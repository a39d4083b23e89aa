//! Every phase and every event of the table, by name.

use upm_contract::{Kind, Status};

use super::{
    GIVEN, LINK, SESSION, STRIPE, TRANSACTION, charge, checkout, embedded, eur, link, notice, outcome, overview,
    paddle, session, stripe, verified,
};
use crate::{
    error::{Code, Error},
    flow::{Event, NotVerified, Pay, Phase},
};

/// Paying has begun and the back end was asked once.
pub(super) const PAYING: Pay = Pay { begun: true, silent: false, asked: 1, failed: false, declined: None };
/// The page keeps Paddle's events to itself, and the back end was asked once.
pub(super) const SILENT: Pay = Pay { begun: false, silent: true, asked: 1, failed: false, declined: None };

pub(super) fn opening(inline: bool) -> Phase {
    Phase::Opening { checkout: checkout(inline), notice: None, verify: true }
}

pub(super) fn open(inline: bool, verify: bool, pay: Pay) -> Phase {
    Phase::Open { checkout: checkout(inline), notice: Some(charge(2988)), verify, pay }
}

pub(super) fn opening_embedded(charged: bool) -> Phase {
    Phase::Opening { checkout: session(), notice: charged.then(|| charge(2988)), verify: true }
}

pub(super) fn open_embedded() -> Phase {
    Phase::Open { checkout: session(), notice: Some(charge(2988)), verify: true, pay: Pay::default() }
}

pub(super) fn confirming(id: &str, tries: usize) -> Phase {
    let notice = (id == TRANSACTION).then(|| charge(2988));
    Phase::Confirming { id: id.into(), notice, tries, abandoned: false }
}

pub(super) fn redirecting(url: &str, charged: bool, slow: bool) -> Phase {
    Phase::Redirecting { url: url.into(), notice: charged.then(|| charge(2988)), slow }
}

pub(super) fn failed(code: Code, detail: &str) -> Phase {
    Phase::Failed { error: Error::new(code, detail) }
}

pub(super) fn phases() -> Vec<(&'static str, Phase)> {
    let waiting = Phase::Waiting { id: TRANSACTION.into(), notice: Some(charge(2988)) };
    vec![
        ("ready", Phase::Ready),
        ("returning", Phase::Returning { id: SESSION.into(), tries: 0 }),
        ("starting", Phase::Starting { agreed: None }),
        ("starting, agreed", Phase::Starting { agreed: Some(super::agreed(2988)) }),
        ("review stripe", Phase::Review { plan: stripe(Some(charge(2988))) }),
        ("review embedded", Phase::Review { plan: embedded(Some(charge(2988))) }),
        ("review link", Phase::Review { plan: link(Some(charge(2988))) }),
        ("redirecting", redirecting(STRIPE, false, false)),
        ("redirecting slowly", redirecting(LINK, true, true)),
        ("opening overlay", opening(false)),
        ("opening inline", opening(true)),
        ("opening embedded", opening_embedded(false)),
        ("open embedded", open_embedded()),
        ("open overlay", open(false, true, Pay::default())),
        ("open inline", open(true, true, Pay::default())),
        ("paying", open(false, true, PAYING)),
        ("silent", open(false, true, SILENT)),
        ("open, no verification", open(false, false, Pay::default())),
        ("confirming", confirming(TRANSACTION, 0)),
        ("confirming, last", confirming(TRANSACTION, 5)),
        ("updated", Phase::Updated { outcome: outcome(Status::Updated) }),
        ("received", Phase::Received),
        ("waiting", waiting),
        ("cancelled", Phase::Cancelled),
        ("failed", failed(Code::ServerError, GIVEN)),
    ]
}

pub(super) fn events() -> Vec<(&'static str, Event)> {
    let answered = |plan| Event::Answered(Ok(plan));
    let error = |code| Error::new(code, GIVEN);
    let not = |why| Event::Verified(Err(why));
    let not_charged = notice(Kind::PastDue, false, Some(eur(2988)));
    vec![
        ("press", Event::Press),
        ("load", Event::Load),
        ("agree", Event::Agree),
        ("cancel", Event::Cancel),
        ("check", Event::Check),
        ("stripe", answered(stripe(None))),
        ("stripe, not charged", answered(stripe(Some(not_charged)))),
        ("stripe, charged", answered(stripe(Some(charge(2988))))),
        ("link", answered(link(None))),
        ("link, charged", answered(link(Some(charge(2988))))),
        ("overlay", answered(paddle(false, None))),
        ("inline, charged", answered(paddle(true, Some(charge(2988))))),
        ("embedded", answered(embedded(None))),
        ("embedded, charged", answered(embedded(Some(charge(2988))))),
        ("no start", Event::Answered(Err(error(Code::SubscriptionPaused)))),
        ("overview", Event::Overview(overview(Some(charge(1))))),
        ("returned", Event::Returned(SESSION.into())),
        ("still here", Event::StillHere),
        ("restored", Event::Restored),
        ("opened", Event::Opened { silent: false }),
        ("opened silently", Event::Opened { silent: true }),
        ("load expired", Event::LoadExpired),
        ("loaded", Event::Loaded(Some(charge(2988)))),
        ("loaded, says nothing", Event::Loaded(None)),
        ("payment initiated", Event::PaymentInitiated),
        ("payment failed", Event::PaymentFailed),
        ("completed", Event::Completed),
        ("closed", Event::Closed),
        ("checkout failed", Event::CheckoutFailed(error(Code::ScriptFailed))),
        ("superseded", Event::Superseded),
        ("moved", Event::Moved),
        ("is updated", verified(Status::Updated)),
        ("is paid with previous", verified(Status::PaidWithPreviousMethod)),
        ("is pending", verified(Status::Pending)),
        ("is something new", verified(Status::Other("under_review".into()))),
        ("is failed", verified(Status::Failed)),
        ("is expired", verified(Status::Expired)),
        ("405", not(NotVerified::Unsupported)),
        ("404", not(NotVerified::Unknown)),
        ("offline", not(NotVerified::Failed(error(Code::Network)))),
        ("forbidden", not(NotVerified::Failed(error(Code::Forbidden)))),
        ("prevented", Event::Prevented),
    ]
}
