//! No phase without a way on: for the person, or by something that will answer.

use proptest::{collection, prelude::*};
use upm_contract::Status;

use super::{
    Run,
    generate::{answered, event, loaded, overview, verified},
    verified as answer,
};
use crate::{
    error::Code,
    flow::{Effect, Event, Phase, Reason},
};

/// What the shell has under way: a browser that answers only what it was asked.
#[derive(Clone, Debug, Default)]
struct Shell {
    run: Run,
    start: bool,
    open: bool,
    question: bool,
    timers: Vec<Event>,
    /// The page keeps the events of the checkout.
    silent: bool,
}

impl Shell {
    /// Whether this can happen now.
    fn can(&self, event: &Event) -> bool {
        let checkout = matches!(self.run.phase(), Phase::Opening { .. } | Phase::Open { .. });
        match event {
            Event::Answered(_) => self.start,
            Event::Verified(_) => self.question,
            Event::Opened { .. } => self.open,
            Event::StillHere | Event::LoadExpired => self.timers.contains(event),
            Event::Loaded(_) | Event::PaymentInitiated | Event::PaymentFailed | Event::Completed | Event::Closed => {
                checkout && !self.silent
            }
            Event::Agree => matches!(self.run.phase(), Phase::Review { .. }),
            Event::Check => matches!(self.run.phase(), Phase::Waiting { .. }),
            _ => true,
        }
    }

    fn on(&mut self, event: Event) {
        match &event {
            Event::Answered(_) => self.start = false,
            Event::Verified(_) => self.question = false,
            Event::Opened { silent } => (self.open, self.silent) = (false, *silent),
            Event::StillHere | Event::LoadExpired => self.timers.retain(|timer| timer != &event),
            _ => {}
        }
        let opening = self.run.state.opening;
        self.run = std::mem::take(&mut self.run).on(event);
        if opening != self.run.state.opening {
            // Whatever is under way now belongs to an opening that is gone.
            *self = Self { run: std::mem::take(&mut self.run), ..Self::default() };
        }
        for effect in &self.run.effects {
            match effect {
                Effect::Start(_) => self.start = true,
                Effect::Open(..) => self.open = true,
                Effect::Verify { .. } => self.question = true,
                Effect::After(_, timer) => self.timers.push(timer.clone()),
                Effect::Navigate(_) | Effect::Close | Effect::Emit(_) => {}
            }
        }
    }

    /// What a person can press, or what is under way, that leads on from here.
    fn exits(&self) -> Vec<Event> {
        let person = [Event::Press, Event::Agree, Event::Cancel, Event::Check].into_iter();
        let start = self.start.then(|| Event::Answered(Err(super::error(Code::Network))));
        let open = self.open.then(|| Event::CheckoutFailed(super::error(Code::ScriptFailed)));
        let question = self.question.then(|| answer(Status::Updated));
        let all = person.chain(start).chain(open).chain(question).chain(self.timers.iter().cloned());
        all.filter(|event| self.run.clone().on(event.clone()).phase() != self.run.phase()).collect()
    }

    /// The worst that can happen next: nothing good, and a person who only wants to leave.
    fn worst(&self) -> Event {
        match self.run.phase() {
            Phase::Confirming { .. } => answer(Status::Pending),
            _ => Event::Cancel,
        }
    }
}

fn shells() -> impl Strategy<Value = Vec<Shell>> {
    let events = prop_oneof![
        6 => event(),
        2 => Just(Event::Press),
        2 => answered(),
        2 => loaded(),
        3 => verified(),
    ];
    collection::vec(events, 1..150).prop_map(|events| {
        let mut shell = Shell::default();
        let mut all = vec![shell.clone()];
        for event in events {
            if shell.can(&event) {
                shell.on(event);
                all.push(shell.clone());
            }
        }
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_phase_has_an_exit(shells in shells()) {
        for shell in shells {
            prop_assert!(!shell.exits().is_empty(), "nothing leads on from {:?}", shell);
        }
    }

    #[test]
    fn what_waits_is_waited_for(shells in shells()) {
        for shell in shells {
            let under_way = match shell.run.phase() {
                Phase::Starting { .. } => shell.start,
                Phase::Returning { .. } | Phase::Confirming { .. } => shell.question,
                Phase::Redirecting { slow: false, .. } => shell.timers.contains(&Event::StillHere),
                Phase::Opening { .. } => shell.open || shell.timers.contains(&Event::LoadExpired),
                _ => true,
            };
            prop_assert!(under_way, "nothing will ever answer: {:?}", shell);
        }
    }

    #[test]
    fn the_worst_ends_where_a_person_can_begin_again(shells in shells()) {
        for mut shell in shells {
            for _ in 0..8 {
                if shell.run.phase().is_idle() {
                    break;
                }
                let worst = shell.worst();
                prop_assert!(shell.can(&worst), "{:?} cannot happen in {:?}", worst, shell);
                shell.on(worst);
            }
            prop_assert!(shell.run.phase().is_idle(), "still busy: {:?}", shell);
            shell.on(Event::Press);
            prop_assert_eq!(shell.run.effects.len(), 1, "a start and nothing else");
            prop_assert!(shell.start);
        }
    }

    #[test]
    fn a_cancel_leaves_whatever_can_be_left(shells in shells(), overview in overview()) {
        for mut shell in shells {
            shell.on(Event::Overview(overview.clone()));
            let busy = !shell.run.phase().is_idle();
            let before = shell.run.phase().clone();
            shell.on(Event::Cancel);
            match (busy, &before) {
                // Asking goes on by itself and ends by itself.
                (true, Phase::Confirming { .. }) | (false, _) => prop_assert_eq!(shell.run.phase(), &before),
                (true, _) => {
                    let said = shell.run.effects.contains(&super::close(Reason::Cancelled));
                    let asks = !shell.run.asked().is_empty();
                    prop_assert!(said != asks, "either it is a cancel or the back end is asked: {:?}", shell);
                }
            }
        }
    }
}
