//! How often the back end is asked: Paddle counts requests per IP address.

use upm_contract::Status;

use super::{Run, SESSION, TRANSACTION, error, paddle, verified, verify};
use crate::{
    error::Code,
    flow::{Event, NotVerified, Phase},
};

/// Answers "not yet" until nothing is asked any more; the waits before each question.
fn patience(mut run: Run, not_yet: &Event) -> (Run, Vec<u32>) {
    let mut waits = run.asked();
    for _ in 0..1000 {
        if run.asked().is_empty() {
            return (run, waits);
        }
        assert_eq!(run.asked().len(), 1, "one question at a time: {run:?}");
        run = run.on(not_yet.clone());
        waits.extend(run.asked());
    }
    panic!("asked without end: {waits:?}");
}

fn not_yet() -> Vec<Event> {
    let new = Status::Other("under_review".into());
    let failed = |code| Event::Verified(Err(NotVerified::Failed(error(code))));
    let mut events = vec![verified(Status::Pending), verified(new)];
    events.extend([Code::Network, Code::Timeout, Code::RateLimited, Code::ServerError, Code::BadAnswer].map(failed));
    events
}

#[test]
fn confirmation_is_asked_for_at_growing_intervals_and_then_waits() {
    for event in not_yet() {
        let (waiting, waits) = patience(Run::open(false).on(Event::Completed), &event);
        assert_eq!(waits, [0, 1, 2, 4, 8, 15], "{event:?}");
        assert!(matches!(waiting.phase(), Phase::Waiting { id, .. } if id == TRANSACTION), "{waiting:?}");
        // Nothing was heard: nothing is claimed.
        assert_eq!(waiting.effects, []);
        // The button asks once more, in the same rhythm.
        let (again, waits) = patience(waiting.on(Event::Check), &event);
        assert_eq!(waits, [0, 1, 2, 4, 8, 15]);
        assert!(matches!(again.phase(), Phase::Waiting { .. }));
    }
}

#[test]
fn a_return_is_asked_for_in_the_same_rhythm() {
    let returned = Run::default().on(Event::Returned(SESSION.into()));
    assert_eq!(returned.effects, [verify(SESSION, 0)]);
    let (waiting, waits) = patience(returned, &verified(Status::Pending));
    assert_eq!(waits, [0, 1, 2, 4, 8, 15]);
    assert!(matches!(waiting.phase(), Phase::Waiting { id, .. } if id == SESSION));
}

#[test]
fn a_transaction_that_the_back_end_has_not_seen_yet_is_asked_for_again() {
    let (waiting, waits) = patience(Run::open(false).on(Event::Completed), &Event::Verified(Err(NotVerified::Unknown)));
    assert_eq!(waits, [0, 1, 2, 4, 8, 15]);
    assert!(matches!(waiting.phase(), Phase::Waiting { .. }));
}

#[test]
fn an_open_checkout_is_asked_about_less_and_less_often_and_not_for_ever() {
    let silent = Run::started(paddle(false, None)).on(Event::Opened { silent: true });
    for run in [Run::open(false).on(Event::PaymentInitiated), silent] {
        for event in not_yet() {
            let (tired, waits) = patience(run.clone(), &event);
            assert!(matches!(tired.phase(), Phase::Open { .. }), "the checkout goes on: {tired:?}");
            assert!(waits.len() <= 15, "{waits:?}");
            assert!(waits.first().is_some_and(|first| *first > 0), "no answer can be there at once: {waits:?}");
            assert!(waits.is_sorted(), "{waits:?}");
            assert!(waits.iter().sum::<u32>() >= 120, "a window of PayPal takes its time: {waits:?}");
        }
    }
}

#[test]
fn only_a_payment_that_was_begun_is_asked_about() {
    let open = Run::open(false);
    assert_eq!(open.asked(), [0_u32; 0]);
    let late = open.on(Event::PaymentInitiated).on(Event::PaymentFailed).on(verified(Status::Pending));
    assert_eq!(late.asked(), [0_u32; 0], "the question of the failed payment was the last");
    assert_eq!(late.on(Event::PaymentInitiated).asked().len(), 1);
}

#[test]
fn a_payment_reported_twice_is_asked_about_once() {
    let paying = Run::open(false).on(Event::PaymentInitiated);
    let twice = paying.clone().on(Event::PaymentInitiated);
    twice.stays(&paying);
}

#[test]
fn a_silent_checkout_ends_by_verification_however_long_it_took() {
    let silent = Run::started(paddle(false, None)).on(Event::Opened { silent: true });
    let (tired, _) = patience(silent, &verified(Status::Pending));
    let acts = [Event::Check, Event::Cancel];
    let asks = acts.map(|act| tired.clone().on(act).asked().len());
    assert!(asks.contains(&1), "no button asks the back end any more, so the update is never seen: {tired:?}");
}
