//! Starts, reviews, redirects and returns, told as stories.

use std::sync::Arc;

use upm_contract::{Kind, Money, Notice, Status};

use super::{
    LINK, Run, SESSION, STRIPE, agreed, charge, close, count, error, eur, link, loaded, notice, overview, paddle,
    stripe, told, updated, verified,
};
use crate::{
    error::Code,
    flow::{Effect, Event, NotVerified, Notification, Phase, Reason},
};

fn navigations(run: &Run) -> usize {
    count(&run.effects, |effect| matches!(effect, Effect::Navigate(_)))
}

fn offline() -> Event {
    Event::Verified(Err(NotVerified::Failed(error(Code::Network))))
}

fn unknown() -> Event {
    Event::Verified(Err(NotVerified::Unknown))
}

#[test]
fn a_double_press_starts_once() {
    let first = Run::default().on(Event::Press);
    assert_eq!((first.state.opening, first.effects.as_slice()), (1, [Effect::Start(None)].as_slice()));
    // The second press was made for the button of the first opening, or hits the new one.
    for opening in [0, 1] {
        let second = first.clone().of(opening, Event::Press);
        second.stays(&first);
    }
}

#[test]
fn a_redirect_that_would_charge_is_reviewed_first() {
    for (plan, url) in [(stripe(Some(charge(2988))), STRIPE), (link(Some(charge(2988))), LINK)] {
        let review = Run::started(plan.clone());
        assert_eq!(review.phase(), &Phase::Review { plan: plan.clone() });
        assert_eq!(review.effects, [loaded(charge(2988))]);
        // Only the button of the review goes on, not another press.
        let pressed = review.clone().on(Event::Press);
        pressed.gives(review.phase(), &[]);
        let agreed = review.on(Event::Agree);
        let left = if navigations(&agreed) == 1 { agreed } else { agreed.on(Event::Answered(Ok(plan))) };
        assert_eq!(
            left.effects.iter().find(|effect| matches!(effect, Effect::Navigate(_))),
            Some(&Effect::Navigate(url.into()))
        );
    }
}

#[test]
fn what_does_not_charge_or_does_not_leave_is_not_reviewed() {
    let not_now = notice(Kind::PastDue, false, Some(eur(2988)));
    let nothing = notice(Kind::ZeroValue, false, None);
    for plan in [
        stripe(None),
        stripe(Some(not_now.clone())),
        stripe(Some(nothing.clone())),
        link(Some(not_now)),
        link(Some(nothing)),
    ] {
        let run = Run::started(plan.clone());
        assert_eq!(navigations(&run), 1, "{plan:?}");
    }
    // Paddle's own checkout shows the amount and has its own button.
    for inline in [false, true] {
        assert!(matches!(Run::started(paddle(inline, Some(charge(2988)))).phase(), Phase::Opening { .. }));
    }
}

#[test]
fn a_charge_that_names_no_amount_is_never_walked_into() {
    for plan in [stripe(Some(notice(Kind::PastDue, true, None))), link(Some(notice(Kind::PastDue, true, None)))] {
        let run = Run::started(plan);
        assert_eq!(navigations(&run), 0, "it would charge, and the customer agreed to nothing: {run:?}");
    }
}

#[test]
fn an_overview_with_the_same_amount_stands_for_the_review() {
    let pressed = Run::default().on(Event::Overview(overview(Some(charge(2988))))).on(Event::Press);
    assert_eq!(pressed.effects, [Effect::Start(Some(agreed(2988)))], "what was agreed goes out with the start");
    for plan in [stripe(Some(charge(2988))), link(Some(charge(2988)))] {
        assert_eq!(navigations(&pressed.clone().on(Event::Answered(Ok(plan)))), 1);
    }
    let in_yen = Money { amount: 2988, currency: "JPY".into(), decimals: 0 };
    let others = [
        charge(2989),
        notice(Kind::PastDue, true, Some(in_yen)),
        Arc::new(Notice { invoice: Some("in_another".into()), ..Arc::unwrap_or_clone(charge(2988)) }),
    ];
    for other in others {
        let run = pressed.clone().on(Event::Answered(Ok(stripe(Some(other.clone())))));
        assert_eq!(run.phase(), &Phase::Review { plan: stripe(Some(other)) });
    }
}

#[test]
fn an_overview_that_announced_no_charge_agrees_to_nothing() {
    let seen = [None, Some(notice(Kind::PastDue, false, Some(eur(2988)))), Some(notice(Kind::ZeroValue, false, None))];
    for seen in seen {
        let pressed = Run::default().on(Event::Overview(overview(seen))).on(Event::Press);
        assert_eq!(pressed.effects, [Effect::Start(None)]);
        let run = pressed.on(Event::Answered(Ok(stripe(Some(charge(2988))))));
        assert!(matches!(run.phase(), Phase::Review { .. }), "{run:?}");
    }
}

#[test]
fn what_was_agreed_goes_out_and_another_amount_is_reviewed_again() {
    let sent = Run::started(stripe(Some(charge(2988)))).on(Event::Agree);
    assert_eq!(sent.effects, [Effect::Start(Some(agreed(2988)))]);
    let same = sent.clone().on(Event::Answered(Ok(stripe(Some(charge(2988))))));
    assert_eq!(navigations(&same), 1);
    let more = sent.on(Event::Answered(Ok(stripe(Some(charge(3000))))));
    assert_eq!((navigations(&more), more.phase()), (0, &Phase::Review { plan: stripe(Some(charge(3000))) }));
    assert_eq!(more.on(Event::Agree).effects, [Effect::Start(Some(agreed(3000)))]);
}

#[test]
fn an_update_forgets_what_was_overdue() {
    let overdue = || Run::default().on(Event::Overview(overview(Some(charge(2988)))));
    let ends = [
        verified(Status::Updated),
        verified(Status::PaidWithPreviousMethod),
        Event::Verified(Err(NotVerified::Unsupported)),
    ];
    for end in ends {
        let run = overdue().on(Event::Returned(SESSION.into())).on(end);
        assert_eq!(run.on(Event::Press).effects, [Effect::Start(None)], "nobody agreed to pay it once more");
    }
}

#[test]
fn an_overview_that_arrives_after_the_update_stays() {
    let done = Run::default().on(Event::Returned(SESSION.into())).on(verified(Status::Updated));
    let asked_again = done.on(Event::Overview(overview(None)));
    assert_eq!(asked_again.state.overview, Some(overview(None)));
    // Dismissing the provider's success page, and whatever else comes late.
    for late in [Event::Closed, Event::StillHere, Event::LoadExpired, offline()] {
        let after = asked_again.clone().on(late.clone());
        assert_eq!(after.state, asked_again.state, "{late:?} changes nothing any more");
    }
}

#[test]
fn an_answer_after_the_cancel_changes_nothing() {
    let cancelled = Run::default().on(Event::Press).on(Event::Cancel);
    assert_eq!(cancelled.effects, [close(Reason::Cancelled)]);
    for answer in [Ok(stripe(None)), Ok(paddle(false, None)), Err(error(Code::ServerError))] {
        let late = cancelled.clone().on(Event::Answered(answer));
        late.gives(&Phase::Cancelled, &[]);
    }
}

#[test]
fn a_page_restored_from_the_cache_has_a_usable_button() {
    let gone = Run::started(stripe(None));
    for left in [gone.clone(), gone.on(Event::StillHere), Run::default().on(Event::Press)] {
        let back = left.on(Event::Restored);
        back.gives(&Phase::Ready, &[]);
        // Nothing that was under way takes the customer away again.
        for late in [Event::StillHere, Event::Answered(Ok(stripe(None)))] {
            let late = back.clone().on(late);
            late.gives(&Phase::Ready, &[]);
        }
        assert_eq!(back.on(Event::Press).effects, [Effect::Start(None)]);
    }
}

#[test]
fn a_returned_id_that_nobody_knows_shows_nothing_but_an_error_event() {
    let run = Run::default().on(Event::Returned(SESSION.into())).on(unknown());
    assert_eq!(run.phase(), &Phase::Ready);
    assert!(
        matches!(run.effects.as_slice(), [Effect::Emit(Notification::Error(error))] if error.code == Code::UnknownSession)
    );
    assert!(!Code::UnknownSession.retryable());
}

#[test]
fn offline_while_returning_asks_on() {
    let mut run = Run::default().on(Event::Returned(SESSION.into()));
    for _ in 0..3 {
        run = run.on(offline());
        assert!(matches!(run.asked().as_slice(), [1..=60]), "asks again, and not at once: {run:?}");
        assert_eq!(count(&run.effects, |effect| matches!(effect, Effect::Emit(_))), 0, "nothing is claimed: {run:?}");
    }
    let back = run.on(verified(Status::Updated));
    assert!(matches!(back.phase(), Phase::Updated { .. }));
    assert_eq!(back.effects, [updated(Some(super::outcome(Status::Updated)))]);
}

#[test]
fn a_made_up_id_shows_nothing_on_a_bad_connection_either() {
    let run = Run::default().on(Event::Returned(SESSION.into())).on(offline()).on(unknown());
    assert_eq!(run.phase(), &Phase::Ready, "the back end has never known this id");
    assert!(
        matches!(run.effects.as_slice(), [Effect::Emit(Notification::Error(error))] if error.code == Code::UnknownSession)
    );
}

#[test]
fn a_return_is_not_taken_over_by_a_press_and_does_not_take_one_over() {
    let pressed = Run::default().on(Event::Returned(SESSION.into())).on(Event::Press);
    let late = pressed.clone().of(0, verified(Status::Updated));
    late.stays(&pressed);
    let starting = Run::default().on(Event::Press);
    assert_eq!(starting.clone().on(Event::Returned(SESSION.into())).state, starting.state);
}

#[test]
fn a_start_that_failed_says_so_and_can_be_tried_again() {
    let run = Run::default().on(Event::Press).on(Event::Answered(Err(error(Code::Network))));
    run.gives(&Phase::Failed { error: error(Code::Network) }, &[told(error(Code::Network))]);
    assert_eq!(run.on(Event::Press).effects, [Effect::Start(None)]);
}
