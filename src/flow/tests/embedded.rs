//! Stripe's checkout inside the page, told as stories.

use upm_contract::{Kind, Status};

use super::{
    Run, SESSION, agreed, charge, close, embedded, error, eur, loaded, notice, outcome, overview, session, told,
    updated, verified, verify,
};
use crate::{
    error::Code,
    flow::{Effect, Event, NotVerified, Notification, Phase, Reason},
};

fn opening() -> Run {
    Run::started(embedded(None))
}

fn open() -> Run {
    opening().on(Event::Loaded(None))
}

#[test]
fn it_opens_at_once_where_nothing_is_charged() {
    for said in [None, Some(notice(Kind::PastDue, false, Some(eur(2988)))), Some(notice(Kind::ZeroValue, false, None))]
    {
        let run = Run::started(embedded(said.clone()));
        assert_eq!(run.effects, [Effect::Open(session(), said.clone()), Effect::After(20, Event::LoadExpired)]);
        let open = run.on(Event::Loaded(said.clone()));
        assert!(matches!(open.phase(), Phase::Open { notice, .. } if *notice == said), "it stands above the frame");
        assert_eq!(open.effects, said.map(loaded).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_charge_is_agreed_to_before_the_session_is_made_that_makes_it() {
    let review = Run::started(embedded(Some(charge(2988))));
    assert_eq!(review.phase(), &Phase::Review { plan: embedded(Some(charge(2988))) });
    let again = review.on(Event::Agree);
    assert_eq!(again.effects, [Effect::Start(Some(agreed(2988)))]);
    let opening = again.clone().on(Event::Answered(Ok(embedded(Some(charge(2988))))));
    assert_eq!(opening.effects.first(), Some(&Effect::Open(session(), Some(charge(2988)))));
    let more = again.on(Event::Answered(Ok(embedded(Some(charge(3000))))));
    assert_eq!(more.phase(), &Phase::Review { plan: embedded(Some(charge(3000))) }, "another amount is shown again");
}

#[test]
fn an_overview_with_the_same_amount_stands_for_the_review() {
    let pressed = Run::default().on(Event::Overview(overview(Some(charge(2988))))).on(Event::Press);
    let opening = pressed.on(Event::Answered(Ok(embedded(Some(charge(2988))))));
    assert!(matches!(opening.phase(), Phase::Opening { .. }), "{opening:?}");
}

#[test]
fn a_charge_without_an_amount_is_never_walked_into() {
    let run = Run::started(embedded(Some(notice(Kind::PastDue, true, None)))).on(Event::Agree);
    assert!(matches!(run.phase(), Phase::Failed { error } if error.code == Code::BadAnswer), "{run:?}");
}

#[test]
fn complete_is_no_success_before_the_back_end_says_so() {
    let complete = open().on(Event::Completed);
    assert_eq!(complete.effects, [Effect::Close, verify(SESSION, 0)], "and the frame does not stay in the page");
    let confirmed = complete.on(verified(Status::Updated));
    confirmed.gives(&Phase::Updated { outcome: outcome(Status::Updated) }, &[updated(Some(outcome(Status::Updated)))]);
}

#[test]
fn nothing_is_asked_while_it_is_open() {
    assert_eq!(open().asked(), [0_u32; 0]);
}

#[test]
fn a_cancel_asks_whether_it_came_in_time() {
    let cancel = open().on(Event::Cancel);
    assert_eq!(cancel.effects, [Effect::Close, verify(SESSION, 0)], "the card may be on its way inside the frame");
    assert!(matches!(cancel.clone().on(verified(Status::Updated)).phase(), Phase::Updated { .. }));
    let pending = || verified(Status::Pending);
    cancel.on(pending()).on(pending()).gives(&Phase::Cancelled, &[close(Reason::Cancelled)]);

    let unverifiable = crate::answer::Plan { verify: false, ..embedded(None) };
    let cancel = Run::started(unverifiable).on(Event::Loaded(None)).on(Event::Cancel);
    cancel.gives(&Phase::Cancelled, &[Effect::Close, close(Reason::Cancelled)]);
    let early = opening().on(Event::Cancel);
    early.gives(&Phase::Cancelled, &[Effect::Close, close(Reason::Cancelled)]);
}

#[test]
fn one_that_is_never_made_fails_with_a_way_to_retry() {
    let expired = opening().on(Event::LoadExpired);
    assert!(matches!(expired.effects.as_slice(), [Effect::Close, Effect::Emit(Notification::Error(_))]));
    let Phase::Failed { error } = expired.phase() else { panic!("{expired:?}") };
    assert_eq!((error.code, error.retryable()), (Code::CheckoutTimeout, true));
    assert!(error.detail.contains("Stripe") && !error.detail.contains("Paddle"), "{}", error.detail);
    let open = open();
    open.clone().on(Event::LoadExpired).stays(&open);
}

#[test]
fn what_stripe_refuses_can_be_tried_again() {
    let refused = opening().on(Event::CheckoutFailed(error(Code::ProviderFailed)));
    assert_eq!(refused.effects, [Effect::Close, told(error(Code::ProviderFailed))]);
    assert_eq!(refused.on(Event::Press).effects, [Effect::Start(None)]);
}

#[test]
fn a_method_that_left_the_page_comes_back_as_from_a_redirect() {
    let back = Run::default().on(Event::Returned(SESSION.into()));
    assert_eq!(back.effects, [verify(SESSION, 0)]);
    let unknown = back.on(Event::Verified(Err(NotVerified::Unknown)));
    assert_eq!(unknown.phase(), &Phase::Ready);
}
