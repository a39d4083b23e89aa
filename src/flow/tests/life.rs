//! The life of a checkout of Paddle, told as stories.

use std::sync::Arc;

use upm_contract::Status;

use super::{
    Run, TRANSACTION, charge, close, error, holds_provider, loaded, outcome, paddle, told, updated, verified, verify,
};
use crate::{
    error::Code,
    flow::{Effect, Event, NotVerified, Notification, Phase, Reason},
    messages::Text,
};

fn unsupported() -> Event {
    Event::Verified(Err(NotVerified::Unsupported))
}

fn cancelled() -> Vec<Effect> {
    vec![Effect::Close, close(Reason::Cancelled)]
}

#[test]
fn completed_then_closed_is_an_update() {
    for inline in [false, true] {
        let completed = Run::open(inline).on(Event::Completed);
        // An overlay stays with its own success page; a frame in the page would stay for good.
        let close = if inline { vec![Effect::Close] } else { vec![] };
        assert_eq!(completed.effects, [close, vec![verify(TRANSACTION, 0)]].concat());
        let dismissed = completed.clone().on(Event::Closed);
        dismissed.stays(&completed);
        let confirmed = dismissed.on(verified(Status::Updated));
        assert_eq!(confirmed.effects, [updated(Some(outcome(Status::Updated)))]);
        let dismissed = confirmed.clone().on(Event::Closed);
        dismissed.gives(confirmed.phase(), &[]);
    }
}

#[test]
fn completed_alone_is_no_success() {
    let completed = Run::open(false).on(Event::Completed);
    assert!(matches!(completed.phase(), Phase::Confirming { .. }));
    assert!(!completed.effects.iter().any(|effect| matches!(effect, Effect::Emit(_))), "{completed:?}");
}

#[test]
fn closed_before_completed_is_a_cancel() {
    let opening = Run::started(paddle(false, None)).on(Event::Opened { silent: false });
    for run in [opening, Run::open(false), Run::open(true)] {
        for end in [Event::Closed, Event::Cancel] {
            let closed = run.clone().on(end);
            closed.gives(&Phase::Cancelled, &cancelled());
        }
    }
}

#[test]
fn closed_while_paying_asks_the_back_end() {
    let closed = Run::open(false).on(Event::PaymentInitiated).on(Event::Closed);
    assert_eq!(closed.effects, [Effect::Close, verify(TRANSACTION, 0)]);
    assert!(matches!(closed.phase(), Phase::Confirming { .. }));
    assert!(matches!(closed.on(verified(Status::Updated)).phase(), Phase::Updated { .. }));
}

#[test]
fn a_failed_payment_leaves_the_checkout_usable() {
    let failed = Run::open(false).on(Event::PaymentInitiated).on(Event::PaymentFailed);
    assert!(matches!(failed.phase(), Phase::Open { .. }), "{failed:?}");
    assert_eq!(failed.asked(), [2], "why");
    let closed = failed.clone().on(Event::Closed);
    closed.gives(&Phase::Cancelled, &cancelled());
    let again = failed.on(Event::PaymentInitiated);
    assert_eq!(again.asked().len(), 1, "another card is another payment");
    assert!(matches!(again.on(Event::Completed).phase(), Phase::Confirming { .. }));
}

/// Not finished, and the last payment was declined.
fn declined() -> Event {
    let json = r#"{"status": "pending", "invoice": {"status": "declined", "reason": "expired_card"}}"#;
    Event::Verified(Ok(Arc::new(serde_json::from_str(json).unwrap())))
}

fn why(run: &Run) -> Option<Text> {
    match run.phase() {
        Phase::Open { pay, .. } => pay.declined,
        phase => panic!("no checkout is open: {phase:?}"),
    }
}

#[test]
fn the_reason_of_a_failure_stands_until_the_next_payment() {
    let open = Run::open(true).on(Event::PaymentInitiated);
    // An earlier opening's, or one that this page has not heard of.
    assert_eq!(why(&open.clone().on(declined())), None);
    let failed = open.on(Event::PaymentFailed);
    assert_eq!(why(&failed), None, "Paddle shows an error of its own meanwhile");
    let told = failed.clone().on(declined());
    assert_eq!((why(&told), told.asked()), (Some(Text::DeclinedExpired), vec![]));
    assert_eq!(why(&failed.on(verified(Status::Pending))), None, "nobody knows");
    assert_eq!(why(&told.clone().on(Event::PaymentInitiated)), None);
    told.on(Event::Closed).gives(&Phase::Cancelled, &cancelled());
}

#[test]
fn a_declined_payment_is_believed_only_when_nothing_else_comes() {
    let mut run = Run::open(false).on(Event::PaymentInitiated).on(Event::Closed);
    for _ in 0..5 {
        run = run.on(declined());
        assert!(matches!(run.phase(), Phase::Confirming { .. }), "{run:?}");
    }
    assert!(matches!(run.clone().on(verified(Status::Updated)).phase(), Phase::Updated { .. }));
    assert!(matches!(run.clone().on(verified(Status::Pending)).phase(), Phase::Waiting { .. }));
    let refused = run.on(declined());
    assert!(matches!(refused.phase(), Phase::Failed { error } if error.code == Code::UpdateFailed), "{refused:?}");
}

#[test]
fn paypal_ends_by_verification_and_closes() {
    for inline in [false, true] {
        let mut run = Run::open(inline).on(Event::PaymentInitiated);
        for _ in 0..3 {
            assert!(matches!(run.asked().as_slice(), [1..=60]), "{run:?}");
            run = run.on(verified(Status::Pending));
        }
        let paid = run.on(verified(Status::PaidWithPreviousMethod));
        assert_eq!(paid.phase(), &Phase::Updated { outcome: outcome(Status::PaidWithPreviousMethod) });
        assert_eq!(paid.effects, [Effect::Close, updated(Some(outcome(Status::PaidWithPreviousMethod)))]);
        // Our own close is not a cancel by the customer.
        let echo = paid.clone().on(Event::Closed);
        echo.gives(paid.phase(), &[]);
    }
}

#[test]
fn cancel_asks_the_back_end_where_a_payment_may_have_been_made() {
    let silent = Run::started(paddle(false, None)).on(Event::Opened { silent: true });
    for (what, run) in [("paying", Run::open(true).on(Event::PaymentInitiated)), ("the page keeps the events", silent)]
    {
        let cancelled = run.on(Event::Cancel);
        assert!(cancelled.effects.contains(&Effect::Close), "{what}: {cancelled:?}");
        assert_eq!(
            cancelled.asked().len(),
            1,
            "{what}: a window may have paid although this page heard nothing: {cancelled:?}"
        );
    }
}

#[test]
fn a_cancel_that_was_in_time_is_a_cancel_soon() {
    let once = || {
        let silent = Run::started(paddle(false, None)).on(Event::Opened { silent: true });
        silent.on(Event::Cancel).on(verified(Status::Pending))
    };
    assert!(matches!(once().phase(), Phase::Confirming { .. }));
    assert!(matches!(once().on(verified(Status::Updated)).phase(), Phase::Updated { .. }));
    let twice = once().on(verified(Status::Pending));
    assert_eq!((twice.phase(), &twice.effects[..]), (&Phase::Cancelled, &[close(Reason::Cancelled)][..]));

    let paying = Run::open(true).on(Event::PaymentInitiated).on(Event::Cancel);
    let twice = paying.on(verified(Status::Pending)).on(verified(Status::Pending));
    assert!(matches!(twice.phase(), Phase::Confirming { .. }), "PayPal may take longer: {twice:?}");
}

#[test]
fn a_page_that_keeps_the_events_gets_the_servers_notice_and_an_end_by_verification() {
    let opened = Run::started(paddle(true, Some(charge(2988)))).on(Event::Opened { silent: true });
    assert!(matches!(opened.phase(), Phase::Open { notice: Some(notice), .. } if *notice == charge(2988)));
    assert_eq!((opened.effects.first(), opened.asked().len()), (Some(&loaded(charge(2988))), 1));
    let end = opened.on(verified(Status::Pending)).on(verified(Status::Updated));
    assert_eq!(end.effects, [Effect::Close, updated(Some(outcome(Status::Updated)))]);
}

#[test]
fn a_back_end_that_does_not_verify_is_told_as_received() {
    let unverifiable = crate::answer::Plan { verify: false, ..paddle(false, None) };
    let open = Run::started(unverifiable).on(Event::Loaded(None)).on(Event::PaymentInitiated);
    assert_eq!(open.asked(), [0_u32; 0], "verify: false is not asked");
    let completed = open.on(Event::Completed);
    completed.gives(&Phase::Received, &[updated(None)]);

    let refused = Run::open(false).on(Event::Completed).on(unsupported());
    refused.gives(&Phase::Received, &[updated(None)]);
    let returned = Run::default().on(Event::Returned("cs_test_1".into())).on(unsupported());
    returned.gives(&Phase::Received, &[updated(None)]);

    // Hearing it while the checkout is open claims nothing, and is not asked again.
    let while_open = Run::open(false).on(Event::PaymentInitiated).on(unsupported());
    assert!(holds_provider(while_open.phase()) && while_open.effects.is_empty(), "{while_open:?}");
    assert_eq!(while_open.on(Event::Completed).phase(), &Phase::Received);
}

#[test]
fn late_events_of_an_earlier_opening_of_the_same_transaction_change_nothing() {
    let first = Run::open(false);
    let stale = first.state.opening;
    let second = first
        .on(Event::Closed)
        .on(Event::Press)
        .on(Event::Answered(Ok(paddle(false, None))))
        .on(Event::Opened { silent: false })
        .on(Event::Loaded(Some(charge(2988))));
    let late = [
        Event::Closed,
        Event::Completed,
        Event::PaymentInitiated,
        Event::Loaded(None),
        Event::LoadExpired,
        Event::CheckoutFailed(error(Code::ProviderFailed)),
        Event::Superseded,
        verified(Status::Updated),
        Event::Answered(Ok(paddle(true, None))),
        Event::Cancel,
    ];
    for event in late {
        let after = second.clone().of(stale, event.clone());
        after.stays(&second);
    }
    assert!(matches!(second.on(Event::Completed).phase(), Phase::Confirming { .. }));
}

#[test]
fn a_checkout_that_another_takes_over_or_that_is_moved_says_why() {
    for (event, reason) in [(Event::Superseded, Reason::Superseded), (Event::Moved, Reason::Moved)] {
        for run in [Run::started(paddle(true, None)), Run::open(true), Run::open(true).on(Event::PaymentInitiated)] {
            let ended = run.on(event.clone());
            ended.gives(&Phase::Ready, &[Effect::Close, close(reason)]);
            assert_eq!(ended.on(Event::Press).effects, [Effect::Start(None)]);
        }
    }
}

#[test]
fn an_overlay_does_not_mind_where_the_element_is() {
    let open = Run::open(false);
    open.clone().on(Event::Moved).stays(&open);
}

#[test]
fn a_checkout_that_never_loads_fails_with_a_way_to_retry() {
    let opened = Run::started(paddle(false, None)).on(Event::Opened { silent: false });
    let Some(Effect::After(_, timer)) = opened.effects.first().cloned() else { panic!("no time-out: {opened:?}") };
    let expired = opened.clone().on(timer.clone());
    assert!(
        matches!(expired.phase(), Phase::Failed { error } if error.code == Code::CheckoutTimeout && error.retryable())
    );
    assert!(matches!(expired.effects.as_slice(), [Effect::Close, Effect::Emit(Notification::Error(_))]));
    // Its time-out is harmless once it has loaded.
    let open = opened.on(Event::Loaded(None));
    let late = open.clone().on(timer);
    late.stays(&open);
}

#[test]
fn a_script_that_is_blocked_fails_and_can_be_tried_again() {
    let blocked = Run::started(paddle(false, None)).on(Event::CheckoutFailed(error(Code::ScriptFailed)));
    assert_eq!(blocked.effects, [Effect::Close, told(error(Code::ScriptFailed))]);
    let again = blocked.on(Event::Press).on(Event::Answered(Ok(paddle(false, None))));
    assert!(matches!(again.effects.as_slice(), [Effect::Open(..)]));
}

#[test]
fn the_page_may_prevent_what_is_shown_at_the_end() {
    let updated = Run::open(true).on(Event::Completed).on(verified(Status::Updated));
    let received = Run::open(true).on(Event::Completed).on(unsupported());
    let cancelled = Run::open(true).on(Event::Closed);
    for run in [updated, received, cancelled] {
        let prevented = run.on(Event::Prevented);
        prevented.gives(&Phase::Ready, &[]);
    }
}
