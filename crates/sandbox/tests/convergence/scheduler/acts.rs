//! What people, couriers and replicas do, and what follows from it.

use serde_json::Value;

use super::Run;
use crate::plan::End;
use crate::replica::attempt;
use crate::tasks::{Done, Job, Task};
use crate::world::Visited;

/// How often an event is sent, and a page asks, if it has to arrive.
const MOST_TRIES: usize = 20;
/// The events that an endpoint subscribes to for this.
const KINDS: [&str; 6] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "setup_intent.succeeded",
    "setup_intent.setup_failed",
    "customer.updated",
    "customer.subscription.updated",
];

/// Something that is going to happen.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Start(usize),
    Decline(usize),
    Pay(usize),
    Settle(usize),
    Return { update: usize, tries: usize },
    Deliver { event: usize, tries: usize },
    Sweep,
    Change(usize),
    ChangeBack(usize, Option<String>),
    PayElsewhere,
}

pub(super) struct Item {
    pub act: Act,
    pub weight: u32,
    pub not_before: i64,
    /// Only once this update has ended.
    pub after: Option<usize>,
}

impl Run {
    pub(super) fn act(&mut self, act: Act) {
        self.tell(|| format!("{act:?}"));
        let replica = self.rng.below(self.replicas.len());
        match act {
            Act::Start(n) => {
                self.starts[n] += 1;
                self.begin(Job::Start(n), replica);
            }
            Act::Decline(n) => {
                self.world.decline(n);
                self.add(Act::Pay(n), None);
            }
            Act::Pay(n) => self.pay(n),
            Act::Settle(n) => {
                let End::Bank(well) = self.plan.updates[n].end else { return };
                self.world.settle(&self.plan, n, well);
                self.ended[n] = true;
            }
            Act::Return { update, tries } => self.begin(Job::Return { update, tries }, replica),
            Act::Deliver { event, tries } => self.begin(Job::Webhook { event, tries }, replica),
            Act::Sweep => self.begin(Job::Sweep, replica),
            Act::Change(n) => {
                let before = self.world.change(&self.plan.changes[n]);
                if let Some(before) = before.filter(|_| self.plan.changes[n].back) {
                    self.add(Act::ChangeBack(n, before), None);
                }
            }
            Act::ChangeBack(n, to) => {
                self.coverage.set_back += 1;
                self.world.change_back(&self.plan.changes[n], to);
            }
            Act::PayElsewhere => self.world.pay_elsewhere(),
        }
        self.hear_events();
    }

    fn pay(&mut self, n: usize) {
        match self.world.pay(&self.plan, n) {
            Visited::Saved => self.ended[n] = true,
            Visited::Processing => {
                self.coverage.bank += 1;
                self.add(Act::Settle(n), None);
            }
            Visited::Closed => {
                self.coverage.closed += 1;
                self.ended[n] = true;
                return;
            }
        }
        for _ in 0..self.plan.updates[n].returns {
            self.add(Act::Return { update: n, tries: 1 }, None);
        }
    }

    pub(super) fn begin(&mut self, job: Job, replica: usize) {
        let asked = &self.replicas[replica];
        let work = match job {
            Job::Start(n) => asked.start(&self.world, &self.plan, n, &attempt(&self.world, self.seed, n)),
            Job::Return { update, .. } => asked.verify(&self.world, &self.plan, update),
            Job::Webhook { event, .. } => asked.hear(&self.events[event].1, self.world.now()),
            Job::Sweep => asked.sweep(),
        };
        let id = self.made;
        self.made += 1;
        self.calls.push(0);
        self.tell(|| format!("task {id} on replica {replica}: {job:?}"));
        self.tasks.push(Task::new(id, replica, job, work));
    }

    /// A job ended, or was stopped (status 0).
    pub(super) fn done(&mut self, job: Job, done: &Done) {
        self.tell(|| format!("{job:?}: {} {}", done.status, done.body));
        let went_well = (200..300).contains(&done.status);
        match job {
            Job::Start(n) if went_well => {
                let answer: Value = serde_json::from_str(&done.body).unwrap_or_default();
                self.world.sessions[n] = answer["id"].as_str().map(str::to_owned);
                let update = &self.plan.updates[n];
                let next = if update.declined_first { Act::Decline(n) } else { Act::Pay(n) };
                self.add(next, None);
            }
            // The widget tries again, with the same attempt.
            Job::Start(n) if self.starts[n] < 3 => self.add(Act::Start(n), None),
            Job::Start(n) => self.ended[n] = true,
            Job::Webhook { event, tries } if !went_well => {
                self.again(Act::Deliver { event, tries: tries + 1 }, tries);
            }
            // The page asks again.
            Job::Return { update, tries } if !went_well => {
                self.again(Act::Return { update, tries: tries + 1 }, tries);
            }
            Job::Webhook { .. } | Job::Return { .. } | Job::Sweep => {}
        }
    }

    /// What did not go well for the so many-th time is tried again, or given up.
    fn again(&mut self, act: Act, tries: usize) {
        let gives_up = match self.faults() {
            Some(faults) => {
                let lost = faults.lost_events;
                tries >= 3 || self.rng.percent(lost)
            }
            None => tries >= MOST_TRIES,
        };
        if gives_up {
            if self.plan.faults.is_none() {
                self.fail(&format!("no try went well: {act:?}"));
            }
            self.coverage.lost_events += 1;
            return;
        }
        let not_before = self.world.clock.now() + 5 + self.rng.below(60) as i64;
        let weight = self.weight();
        self.agenda.push(Item { act, weight, not_before, after: None });
    }

    /// Takes the double's new events, to deliver, double or lose them.
    pub(super) fn hear_events(&mut self) {
        for event in self.world.events() {
            if !KINDS.contains(&event.0.as_str()) {
                continue;
            }
            let number = self.events.len();
            self.events.push(event);
            let lost = self.faults().map_or(0, |faults| faults.lost_events);
            if self.rng.percent(lost) {
                self.coverage.lost_events += 1;
                continue;
            }
            let copies = 1 + usize::from(self.rng.percent(15));
            self.coverage.doubled_events += copies - 1;
            for _ in 0..copies {
                self.add(Act::Deliver { event: number, tries: 1 }, None);
            }
        }
    }

    pub(super) fn add(&mut self, act: Act, after: Option<usize>) {
        let weight = self.weight();
        self.agenda.push(Item { act, weight, not_before: 0, after });
    }

    /// Some things happen soon, some late.
    fn weight(&mut self) -> u32 {
        let laziness = self.rng.pick(&[1, 2, 10, 20]);
        (self.plan.pace.acts * laziness / 4).max(1)
    }
}
