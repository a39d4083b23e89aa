//! Phase by event, written by hand. Whatever is not written here changes nothing.

use upm_contract::{Kind, Status};

use super::{
    GIVEN, LINK, SESSION, STRIPE, TRANSACTION, agreed, charge, checkout, close, embedded, error, eur, link, loaded,
    notice, outcome, overview,
    rows::{
        PAYING, SILENT, confirming, events, failed, open, open_embedded, opening, opening_embedded, phases, redirecting,
    },
    session, stripe, told, updated, verify,
};
use crate::{
    error::{Code, Error},
    flow::{Effect, Event, Notification, Pay, Phase, Reason, State},
};

/// Some phases, an event, the phase after it, and what it causes.
type Row = (&'static [&'static str], &'static str, Phase, Vec<Effect>);

/// Cells that tests of their own describe, since what follows is more than one step.
const ELSEWHERE: &[(&str, &str)] = &[
    ("returning", "offline"), // scenarios: offline_while_returning_asks_on, a_made_up_id_shows_nothing_on_a_bad_connection_either
    ("paying", "cancel"),     // scenarios: cancel_asks_the_back_end_where_a_payment_may_have_been_made
    ("silent", "cancel"),     // the same
    ("open embedded", "cancel"), // embedded: a_cancel_asks_whether_it_came_in_time
    // Stripe's checkout reports no payments, and no closing of its own.
    ("opening embedded", "opened"),
    ("opening embedded", "opened silently"),
    ("opening embedded", "closed"),
    ("open embedded", "payment initiated"),
    ("open embedded", "closed"),
    ("open embedded", "405"),
    ("silent", "closed"), // such a page lets no event through
];

const IDLE: &[&str] = &["ready", "returning", "updated", "received", "waiting", "cancelled", "failed"];
const STARTING: &[&str] = &["starting", "starting, agreed"];
const CONFIRMING: &[&str] = &["returning", "confirming", "confirming, last"];
const OPEN: &[&str] = &["open overlay", "open inline", "open embedded", "paying", "silent", "open, no verification"];
const OPENING: &[&str] = &["opening overlay", "opening inline", "opening embedded"];
const INLINE: &[&str] = &["opening inline", "open inline", "opening embedded", "open embedded"];
const UNPAID: &[&str] = &["opening overlay", "opening inline", "open overlay", "open inline", "open, no verification"];

fn the_rows() -> Vec<Row> {
    let leave = |url: &str| vec![Effect::Navigate(url.into()), Effect::After(3, Event::StillHere)];
    let and = |first: Effect, rest: Vec<Effect>| [vec![first], rest].concat();
    let cancelled = || vec![close(Reason::Cancelled)];
    let wrong = |code| vec![told(Error::new(code, ""))];
    let given = |code| vec![told(error(code))];
    let confirmed =
        |status: Status| (Phase::Updated { outcome: outcome(status.clone()) }, updated(Some(outcome(status))));
    let (new, new_told) = confirmed(Status::Updated);
    let (old, old_told) = confirmed(Status::PaidWithPreviousMethod);
    let not_charged = notice(Kind::PastDue, false, Some(eur(2988)));
    let not_charged_leave = Phase::Redirecting { url: STRIPE.into(), notice: Some(not_charged.clone()), slow: false };
    let inline_opening = Phase::Opening { checkout: checkout(true), notice: Some(charge(2988)), verify: true };
    let silent_open = |inline| Phase::Open { checkout: checkout(inline), notice: None, verify: true, pay: SILENT };
    let unread_open =
        |inline| Phase::Open { checkout: checkout(inline), notice: None, verify: true, pay: Pay::default() };
    let unread_embedded = Phase::Open { checkout: session(), notice: None, verify: true, pay: Pay::default() };
    let saved = |notice| Phase::Confirming { id: SESSION.into(), notice, tries: 0, abandoned: false };
    let unread = Phase::Confirming { id: TRANSACTION.into(), notice: None, tries: 0, abandoned: false };
    let twice = |pay: Pay| open(false, true, Pay { asked: 2, ..pay });
    let plain = Pay::default();
    let begun = Pay { begun: true, ..plain };

    let waiting = Phase::Waiting { id: TRANSACTION.into(), notice: Some(charge(2988)) };
    let mut rows: Vec<Row> = vec![
        (IDLE, "press", Phase::Starting { agreed: None }, vec![Effect::Start(None)]),
        (IDLE, "load", Phase::Starting { agreed: None }, vec![Effect::Start(None)]),
        (&["ready"], "returned", Phase::Returning { id: SESSION.into(), tries: 0 }, vec![verify(SESSION, 0)]),
        (&["updated", "received", "cancelled"], "prevented", Phase::Ready, vec![]),
        (&["waiting"], "check", confirming(TRANSACTION, 0), vec![verify(TRANSACTION, 0)]),
        // The answer to the start.
        (STARTING, "stripe", redirecting(STRIPE, false, false), leave(STRIPE)),
        (STARTING, "stripe, not charged", not_charged_leave, and(loaded(not_charged), leave(STRIPE))),
        (
            &["starting"],
            "stripe, charged",
            Phase::Review { plan: stripe(Some(charge(2988))) },
            vec![loaded(charge(2988))],
        ),
        (
            &["starting, agreed"],
            "stripe, charged",
            redirecting(STRIPE, true, false),
            and(loaded(charge(2988)), leave(STRIPE)),
        ),
        (STARTING, "link", redirecting(LINK, false, false), leave(LINK)),
        (&["starting"], "link, charged", Phase::Review { plan: link(Some(charge(2988))) }, vec![loaded(charge(2988))]),
        (
            &["starting, agreed"],
            "link, charged",
            redirecting(LINK, true, false),
            and(loaded(charge(2988)), leave(LINK)),
        ),
        (STARTING, "overlay", opening(false), vec![Effect::Open(checkout(false), None)]),
        (STARTING, "inline, charged", inline_opening, vec![Effect::Open(checkout(true), Some(charge(2988)))]),
        (
            STARTING,
            "embedded",
            opening_embedded(false),
            vec![Effect::Open(session(), None), Effect::After(20, Event::LoadExpired)],
        ),
        (
            &["starting"],
            "embedded, charged",
            Phase::Review { plan: embedded(Some(charge(2988))) },
            vec![loaded(charge(2988))],
        ),
        (
            &["starting, agreed"],
            "embedded, charged",
            opening_embedded(true),
            vec![Effect::Open(session(), Some(charge(2988))), Effect::After(20, Event::LoadExpired)],
        ),
        (STARTING, "no start", failed(Code::SubscriptionPaused, GIVEN), given(Code::SubscriptionPaused)),
        (STARTING, "cancel", Phase::Cancelled, cancelled()),
        (STARTING, "restored", Phase::Ready, vec![]),
        // Before the page is left.
        (
            &["review stripe", "review embedded"],
            "agree",
            Phase::Starting { agreed: Some(agreed(2988)) },
            vec![Effect::Start(Some(agreed(2988)))],
        ),
        (&["review link"], "agree", redirecting(LINK, true, false), leave(LINK)),
        (
            &["review stripe", "review embedded", "review link", "redirecting", "redirecting slowly"],
            "cancel",
            Phase::Cancelled,
            cancelled(),
        ),
        (&["redirecting"], "still here", redirecting(STRIPE, false, true), vec![]),
        (&["redirecting", "redirecting slowly"], "restored", Phase::Ready, vec![]),
        // Until the checkout is there.
        (&["opening overlay"], "opened", opening(false), vec![Effect::After(20, Event::LoadExpired)]),
        (&["opening inline"], "opened", opening(true), vec![Effect::After(20, Event::LoadExpired)]),
        (&["opening overlay"], "opened silently", silent_open(false), vec![verify(TRANSACTION, 3)]),
        (&["opening inline"], "opened silently", silent_open(true), vec![verify(TRANSACTION, 3)]),
        (&["opening embedded"], "loaded", open_embedded(), vec![loaded(charge(2988))]),
        (&["opening overlay"], "loaded", open(false, true, plain), vec![loaded(charge(2988))]),
        (&["opening inline"], "loaded", open(true, true, plain), vec![loaded(charge(2988))]),
        (&["opening embedded"], "loaded, says nothing", unread_embedded, vec![]),
        (&["opening overlay"], "loaded, says nothing", unread_open(false), vec![]),
        (&["opening inline"], "loaded, says nothing", unread_open(true), vec![]),
        // While a payment is made.
        (&["open overlay"], "payment initiated", open(false, true, PAYING), vec![verify(TRANSACTION, 3)]),
        (&["open inline"], "payment initiated", open(true, true, PAYING), vec![verify(TRANSACTION, 3)]),
        (&["open, no verification"], "payment initiated", open(false, false, begun), vec![]),
        (
            &["paying"],
            "payment failed",
            open(false, true, Pay { begun: false, failed: true, ..PAYING }),
            vec![verify(TRANSACTION, 2)],
        ),
        // Asked while it is open.
        (&["open overlay"], "405", open(false, false, plain), vec![]),
        (&["open inline"], "405", open(true, false, plain), vec![]),
        (&["paying"], "405", open(false, false, PAYING), vec![]),
        (&["silent"], "405", open(false, false, SILENT), vec![]),
        // The end of a checkout.
        (&["opening overlay"], "completed", unread.clone(), vec![verify(TRANSACTION, 0)]),
        (&["opening inline"], "completed", unread, vec![Effect::Close, verify(TRANSACTION, 0)]),
        (&["open overlay", "paying", "silent"], "completed", confirming(TRANSACTION, 0), vec![verify(TRANSACTION, 0)]),
        (&["opening embedded"], "completed", saved(None), vec![Effect::Close, verify(SESSION, 0)]),
        (&["open embedded"], "completed", saved(Some(charge(2988))), vec![Effect::Close, verify(SESSION, 0)]),
        (&["open inline"], "completed", confirming(TRANSACTION, 0), vec![Effect::Close, verify(TRANSACTION, 0)]),
        (&["open, no verification"], "completed", Phase::Received, vec![updated(None)]),
        (&["paying"], "closed", confirming(TRANSACTION, 0), vec![Effect::Close, verify(TRANSACTION, 0)]),
        // What the back end says.
        (CONFIRMING, "is updated", new.clone(), vec![new_told.clone()]),
        (CONFIRMING, "is paid with previous", old.clone(), vec![old_told.clone()]),
        (CONFIRMING, "is failed", failed(Code::UpdateFailed, ""), wrong(Code::UpdateFailed)),
        (CONFIRMING, "is expired", failed(Code::SessionExpired, ""), wrong(Code::SessionExpired)),
        (CONFIRMING, "405", Phase::Received, vec![updated(None)]),
        (&["returning"], "404", Phase::Ready, wrong(Code::UnknownSession)),
        (&["returning"], "forbidden", Phase::Ready, given(Code::Forbidden)),
        (&["confirming", "confirming, last"], "forbidden", waiting, given(Code::Forbidden)),
    ];
    for event in ["is pending", "is something new"] {
        rows.push((&["returning"], event, confirming(SESSION, 1), vec![verify(SESSION, 1)]));
    }
    for event in ["is pending", "is something new", "404", "offline"] {
        rows.push((&["confirming"], event, confirming(TRANSACTION, 1), vec![verify(TRANSACTION, 1)]));
        let waiting = Phase::Waiting { id: TRANSACTION.into(), notice: Some(charge(2988)) };
        rows.push((&["confirming, last"], event, waiting, vec![]));
    }
    // An open checkout goes on, whatever else the back end says about it.
    for event in ["is pending", "is something new", "is failed", "is expired", "404", "offline", "forbidden"] {
        rows.push((&["paying"], event, twice(PAYING), vec![verify(TRANSACTION, 5)]));
        rows.push((&["silent"], event, twice(SILENT), vec![verify(TRANSACTION, 5)]));
    }
    // An end without an update gives the provider back, and says why.
    let gone = |reason| vec![Effect::Close, close(reason)];
    rows.extend([
        (OPEN, "is updated", new, vec![Effect::Close, new_told]),
        (OPEN, "is paid with previous", old, vec![Effect::Close, old_told]),
        (&["opening embedded"], "cancel", Phase::Cancelled, gone(Reason::Cancelled)),
        (UNPAID, "cancel", Phase::Cancelled, gone(Reason::Cancelled)),
        (UNPAID, "closed", Phase::Cancelled, gone(Reason::Cancelled)),
        // An overlay lies above the page: only a frame inside it breaks when it is moved.
        (INLINE, "moved", Phase::Ready, gone(Reason::Moved)),
        (OPENING, "load expired", failed(Code::CheckoutTimeout, ""), and(Effect::Close, wrong(Code::CheckoutTimeout))),
    ]);
    for held in [OPENING, OPEN] {
        rows.push((held, "superseded", Phase::Ready, gone(Reason::Superseded)));
        let broken = and(Effect::Close, given(Code::ScriptFailed));
        rows.push((held, "checkout failed", failed(Code::ScriptFailed, GIVEN), broken));
    }
    rows
}

/// The flow's own words for the engineer are not part of the table; that there are some is.
fn worded(error: &mut Error) {
    assert!(!error.detail.trim().is_empty(), "{:?} without a word for the engineer", error.code);
    if error.detail != GIVEN {
        error.detail.clear();
    }
}

#[test]
fn every_event_in_every_phase() {
    let (phases, events, rows) = (phases(), events(), the_rows());
    for (in_phases, event, ..) in &rows {
        assert!(in_phases.iter().all(|name| phases.iter().any(|(phase, _)| phase == name)), "{in_phases:?}");
        assert!(events.iter().any(|(name, _)| name == event), "{event:?}");
    }
    let mut wrong = Vec::new();
    for (phase_name, phase) in &phases {
        for (event_name, event) in &events {
            let fits = |(names, name, ..): &&Row| name == event_name && names.contains(phase_name);
            let fitting: Vec<_> = rows.iter().filter(fits).cloned().collect();
            if ELSEWHERE.contains(&(phase_name, event_name)) {
                continue;
            }
            assert!(fitting.len() <= 1, "{phase_name} x {event_name} is written twice");
            let (next, effects) =
                fitting.into_iter().next().map_or((phase.clone(), vec![]), |(_, _, next, effects)| (next, effects));

            let on_file = overview(None);
            let done = |phase: &Phase| matches!(phase, Phase::Updated { .. } | Phase::Received);
            let before = State { opening: 7, phase: phase.clone(), overview: (!done(phase)).then(|| on_file.clone()) };
            let mut want = State { phase: next, ..before.clone() };
            if matches!(*event_name, "press" | "load") && IDLE.contains(phase_name) {
                want.opening = 8;
            }
            match event {
                Event::Overview(new) => want.overview = Some(new.clone()),
                _ if done(&want.phase) => want.overview = None,
                _ => {}
            }
            let (mut got, mut got_effects) = before.step(7, event.clone());
            if let Phase::Failed { error } = &mut got.phase {
                worded(error);
            }
            for effect in &mut got_effects {
                if let Effect::Emit(Notification::Error(error)) = effect {
                    worded(error);
                }
            }
            if (&got, &got_effects) != (&want, &effects) {
                wrong.push(format!("{phase_name} x {event_name}:\n  want {want:?}\n       {effects:?}\n  got  {got:?}\n       {got_effects:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn idle_is_where_a_press_starts() {
    for (name, phase) in phases() {
        assert_eq!(phase.is_idle(), IDLE.contains(&name), "{name}");
    }
}
