//! What holds after every event of any life, likely or not.

use proptest::{collection, prelude::*};
use upm_contract::{Agreed, Kind, Notice, Status};

use super::{
    Run, count,
    generate::{answered, event, loaded, overview, verified},
    holds_provider,
};
use crate::{
    answer::{Plan, Route},
    flow::{Effect, Event, Notification, Phase, State},
};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() }
}

/// The charge that a person sees with this notice.
fn shown(notice: Option<&Notice>) -> Option<Agreed> {
    let notice = notice.filter(|notice| notice.charged_now && notice.kind != Kind::ZeroValue)?;
    let due = notice.due.clone()?;
    Some(Agreed { invoice: notice.invoice.clone().unwrap_or_default(), amount: due.amount, currency: due.currency })
}

fn starts(effects: &[Effect]) -> usize {
    count(effects, |effect| matches!(effect, Effect::Start(_)))
}

fn navigations(effects: &[Effect]) -> usize {
    count(effects, |effect| matches!(effect, Effect::Navigate(_)))
}

fn closes(effects: &[Effect]) -> usize {
    count(effects, |effect| matches!(effect, Effect::Close))
}

/// Whether Stripe's page is shown inside ours; Paddle's has a button of its own.
fn opens_at_stripe(plan: &Plan) -> bool {
    matches!(&plan.route, Route::Checkout(checkout) if checkout.secret.is_some())
}

/// A life, with each event as it was and what it caused.
fn walk(events: Vec<Event>) -> Vec<(State, Event, Run)> {
    let mut run = Run::default();
    let mut steps = Vec::new();
    for event in events {
        let before = run.state.clone();
        run = run.on(event.clone());
        steps.push((before, event, run.clone()));
    }
    steps
}

fn life() -> impl Strategy<Value = Vec<(State, Event, Run)>> {
    collection::vec(event(), 1..60).prop_map(walk)
}

/// A life that ends in a checkout, which random events alone reach seldom.
fn checkout_life() -> impl Strategy<Value = Vec<(State, Event, Run)>> {
    let rest = prop_oneof![
        6 => verified(),
        3 => Just(Event::PaymentInitiated),
        2 => Just(Event::PaymentFailed),
        1 => event(),
    ];
    (answered(), any::<bool>(), loaded(), collection::vec(rest, 1..80)).prop_map(|(answer, silent, loaded, rest)| {
        let begin = [Event::Press, answer, Event::Agree, Event::Opened { silent }, loaded];
        walk(begin.into_iter().chain(rest).collect())
    })
}

fn any_life() -> impl Strategy<Value = Vec<(State, Event, Run)>> {
    prop_oneof![life(), checkout_life()]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn success_is_only_what_the_back_end_said(life in any_life()) {
        for (before, event, after) in life {
            let said = match &event {
                Event::Verified(Ok(outcome)) if matches!(outcome.status, Status::Updated | Status::PaidWithPreviousMethod) => Some(outcome),
                _ => None,
            };
            let entered = !matches!(before.phase, Phase::Updated { .. });
            if let (Phase::Updated { outcome }, true) = (after.phase(), entered) {
                prop_assert_eq!(Some(outcome), said);
            }
            for effect in &after.effects {
                match effect {
                    Effect::Emit(Notification::Updated(Some(outcome))) => prop_assert_eq!(Some(outcome), said),
                    Effect::Emit(Notification::Updated(None)) => prop_assert_eq!(after.phase(), &Phase::Received),
                    _ => {}
                }
            }
            let claims = count(&after.effects, |effect| matches!(effect, Effect::Emit(Notification::Updated(_))));
            let succeeded = matches!(after.phase(), Phase::Updated { .. } | Phase::Received) && &before.phase != after.phase();
            prop_assert!(claims <= 1 && (claims == 1) == succeeded, "{:?} x {:?}: {:?}", before, event, after);
        }
    }

    #[test]
    fn an_event_of_another_opening_changes_nothing(life in any_life(), event in event(), off in 1..=u32::MAX) {
        for (_, _, run) in life {
            let opening = run.state.opening.wrapping_add(off);
            let after = run.clone().of(opening, event.clone());
            prop_assert_eq!(&after.state, &run.state);
            prop_assert_eq!(after.effects, vec![]);
        }
    }

    #[test]
    fn only_a_press_begins_another_opening(life in any_life()) {
        for (before, event, after) in life {
            let begins = matches!(event, Event::Press | Event::Load) && before.phase.is_idle();
            prop_assert_eq!(after.state.opening, before.opening + u32::from(begins));
        }
    }

    #[test]
    fn the_provider_is_given_back_exactly_once(life in any_life()) {
        let mut held = false;
        for (before, event, after) in life {
            // An overlay shows its own success page until it is dismissed.
            let stays = event == Event::Completed
                && matches!(&before.phase, Phase::Opening { checkout, .. } | Phase::Open { checkout, .. } if !checkout.inline);
            let left = holds_provider(&before.phase) && !holds_provider(after.phase());
            prop_assert_eq!(closes(&after.effects), usize::from(left && !stays), "{:?} x {:?}: {:?}", before, event, after);
            let opens = count(&after.effects, |effect| matches!(effect, Effect::Open(..)));
            prop_assert!(opens == 0 || !held, "opened over an open one");
            held = (held || opens > 0) && !left;
            prop_assert_eq!(held, holds_provider(after.phase()), "held and shown go together: {:?}", after);
        }
    }

    #[test]
    fn a_person_starts_at_most_one_start_and_one_navigation(life in any_life()) {
        let (mut started, mut left) = (0, 0);
        for (before, event, after) in life {
            if matches!(event, Event::Press | Event::Load | Event::Agree) {
                (started, left) = (0, 0);
            }
            let (starts, leaves) = (starts(&after.effects), navigations(&after.effects));
            prop_assert!(starts == 0 || matches!(event, Event::Press | Event::Load | Event::Agree), "{:?}", event);
            prop_assert!(leaves == 0 || matches!(event, Event::Answered(Ok(_)) | Event::Agree), "{:?} x {:?}", before, event);
            started += starts;
            left += leaves;
            prop_assert!(started <= 1 && left <= 1 && starts + leaves <= 1, "{:?} x {:?}: {:?}", before, event, after);
        }
    }

    #[test]
    fn nobody_is_charged_what_they_did_not_see(life in any_life()) {
        for (before, event, after) in life {
            // A notice that does not stand on the panel at the press has been seen by nobody.
            let stands =
                matches!(before.phase, Phase::Ready | Phase::Returning { .. } | Phase::Cancelled | Phase::Failed { .. });
            let on_file = before.overview.as_ref().filter(|_| stands && event == Event::Press);
            let on_file = on_file.and_then(|overview| shown(overview.notice.as_ref()));
            let reviewed = match &before.phase {
                Phase::Review { plan } => shown(plan.notice.as_deref()),
                _ => None,
            };
            let seen = if event == Event::Agree { reviewed } else { on_file };
            for effect in &after.effects {
                if let Effect::Start(agreed) = effect {
                    prop_assert_eq!(agreed, &seen);
                    let expected = Phase::Starting { agreed: seen.clone() };
                    prop_assert_eq!(after.phase(), &expected);
                }
            }
            if let (Event::Answered(Ok(plan)), Phase::Starting { agreed }) = (&event, &before.phase)
                && (navigations(&after.effects) == 1 || (opens_at_stripe(plan) && holds_provider(after.phase())))
            {
                let charged = shown(plan.notice.as_deref());
                prop_assert!(charged.is_none() || &charged == agreed, "{:?} was taken, {:?} was agreed", charged, agreed);
            }
        }
    }

    #[test]
    fn what_is_told_about_amounts_was_told_to_us(life in any_life()) {
        for (before, event, after) in life {
            for effect in &after.effects {
                if let Effect::Emit(Notification::Loaded(notice)) = effect {
                    let from_event = match &event {
                        Event::Answered(Ok(plan)) => plan.notice.as_ref(),
                        Event::Loaded(notice) => notice.as_ref(),
                        _ => None,
                    };
                    let from_start = match &before.phase {
                        Phase::Opening { notice, .. } => notice.as_ref(),
                        _ => None,
                    };
                    prop_assert!(from_event == Some(notice) || (from_event.is_none() && from_start == Some(notice)));
                }
            }
        }
    }

    #[test]
    fn asking_is_bounded_and_never_busy(life in any_life()) {
        let (mut asked, mut allowed) = (0, 0);
        for (before, event, after) in life {
            if before.opening != after.state.opening {
                (asked, allowed) = (0, 0);
            }
            // A round while it is open, or one to confirm it, for each thing that happens once.
            allowed += match event {
                Event::PaymentInitiated | Event::Opened { silent: true } => 12,
                Event::Completed | Event::Closed | Event::Cancel | Event::Check | Event::Returned(_) => 6,
                _ => 0,
            };
            let waits = after.asked();
            asked += waits.len();
            prop_assert!(waits.len() <= 1, "{:?}", after.effects);
            prop_assert!(asked <= allowed, "{} questions, {} allowed: {:?}", asked, allowed, after);
            if matches!(event, Event::Verified(_)) {
                prop_assert!(!waits.contains(&0), "an answer is followed by a pause: {:?}", after);
            }
        }
    }

    #[test]
    fn an_overview_never_moves_the_phase(life in any_life(), overview in overview()) {
        for (_, _, run) in life {
            let after = run.clone().on(Event::Overview(overview.clone()));
            prop_assert_eq!(after.phase(), run.phase());
            prop_assert_eq!(after.effects, vec![]);
            prop_assert_eq!(after.state.overview.as_ref(), Some(&overview));
        }
    }
}
