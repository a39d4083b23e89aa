//! Decides, by the seed, what happens next: a call is executed or answered, a
//! person acts, an event is delivered, time passes, a replica dies.

use std::time::Duration;

use axum::http::{Method, Response, StatusCode};
use serde_json::Value;
use update_payment_method_server::{Broken, Flaw};

use crate::coverage::Coverage;
use crate::net::{At, Net, Sent};
use crate::plan::{End, Faults, Plan};
use crate::replica::{Replica, attempt};
use crate::rng::Rng;
use crate::tasks::{Done, Job, Task};
use crate::world::{Visited, World};

/// 2026-11-21, in the afternoon.
const BEGINNING: u64 = 1_795_270_000;
/// No run takes as many steps unless something never ends.
const MOST_STEPS: usize = 30_000;
/// No single request or sweep makes as many calls unless it never ends.
const MOST_CALLS: usize = 300;
/// How often an event is sent if it has to arrive.
const MOST_TRIES: usize = 20;
/// From then on no time passes while it is being dealt with.
const SLOW_TRIES: usize = 8;
/// Between two sweeps: five minutes, as the configuration has it by default.
const BETWEEN_SWEEPS: i64 = 300;
/// The events that an endpoint subscribes to for this.
const KINDS: [&str; 6] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "setup_intent.succeeded",
    "setup_intent.setup_failed",
    "customer.updated",
    "customer.subscription.updated",
];

/// What came of one run.
pub struct Outcome {
    pub wrong: Option<String>,
    /// The same for the same steps.
    pub digest: u64,
    pub coverage: Coverage,
}

/// Something that is going to happen.
#[derive(Clone, Debug)]
enum Act {
    Start(usize),
    Decline(usize),
    Pay(usize),
    Settle(usize),
    Return(usize),
    Deliver { event: usize, tries: usize },
    Sweep,
    Change(usize),
    ChangeBack(usize, Option<String>),
    PayElsewhere,
}

struct Item {
    act: Act,
    weight: u32,
    not_before: i64,
    /// Only once this update has ended.
    after: Option<usize>,
}

#[derive(Clone, Copy)]
enum Step {
    Call(usize),
    Act(usize),
    Clock,
    StopTask(usize),
    StopReplica,
}

pub struct Run {
    seed: u64,
    plan: Plan,
    rng: Rng,
    flaw: Option<Flaw>,
    world: World,
    net: Net,
    replicas: Vec<Replica>,
    tasks: Vec<Task>,
    made: usize,
    calls: Vec<usize>,
    agenda: Vec<Item>,
    events: Vec<(String, String)>,
    ended: Vec<bool>,
    /// How often each start was tried.
    starts: Vec<usize>,
    /// From now on nothing is lost and nobody is stopped.
    calm: bool,
    passed: Duration,
    coverage: Coverage,
    digest: u64,
    told: bool,
    wrong: Option<String>,
}

/// One run from its seed to its verdict.
pub fn run(seed: u64, flaw: Option<Flaw>, told: bool) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    // The root task polls many others, so tokio's budget for one task does not fit it.
    let run = tokio::task::unconstrained(async { Run::new(seed, flaw, told).play().await });
    runtime.expect("a runtime").block_on(run)
}

impl Run {
    fn new(seed: u64, flaw: Option<Flaw>, told: bool) -> Self {
        let mut rng = Rng::new(seed);
        let plan = Plan::new(&mut rng);
        let world = World::new(&plan, rng.word(), BEGINNING);
        let net = Net::default();
        let replicas = (0..plan.replicas).map(|_| Replica::new(&plan, &world, &net, flaw)).collect();
        let updates = plan.updates.len();
        let mut run = Self {
            seed,
            rng,
            flaw,
            world,
            net,
            replicas,
            tasks: Vec::new(),
            made: 0,
            calls: Vec::new(),
            agenda: Vec::new(),
            events: Vec::new(),
            ended: vec![false; updates],
            starts: vec![0; updates],
            calm: false,
            passed: Duration::ZERO,
            coverage: Coverage::default(),
            digest: 0xcbf2_9ce4_8422_2325,
            told,
            wrong: None,
            plan,
        };
        for n in 0..updates {
            run.add(Act::Start(n), run.plan.updates[n].after);
        }
        for n in 0..run.plan.changes.len() {
            run.add(Act::Change(n), run.plan.changes[n].after);
        }
        for _ in 0..run.plan.sweeps {
            run.add(Act::Sweep, None);
        }
        if run.plan.paid_elsewhere {
            run.add(Act::PayElsewhere, None);
        }
        run
    }

    fn faults(&self) -> Option<&Faults> {
        self.plan.faults.as_ref().filter(|_| !self.calm)
    }

    async fn play(mut self) -> Outcome {
        if self.told {
            println!("seed {}: {:#?}", self.seed, self.plan);
        }
        self.until_quiet().await;
        // Nothing was lost and nobody was stopped: it is right without any sweep.
        if self.plan.faults.is_none() {
            self.check("before any sweep");
        }
        self.calm = true;
        for _ in 0..2 {
            self.pass(BETWEEN_SWEEPS).await;
            let before = self.world.history.entries.len();
            let replica = self.rng.below(self.replicas.len());
            self.begin(Job::Sweep, replica);
            self.until_quiet().await;
            self.coverage.repaired_by_sweeps += self.world.history.entries.len() - before;
        }
        self.check("after the sweeps");
        self.coverage.look_at(&self.world.history);
        Outcome { wrong: self.wrong, digest: self.digest, coverage: self.coverage }
    }

    fn check(&mut self, when: &str) {
        let verdict = self.world.verdict();
        if let Err(wrong) = verdict {
            self.fail(&format!("{when}: {wrong}"));
        }
    }

    fn fail(&mut self, wrong: &str) {
        if self.wrong.is_none() {
            self.wrong = Some(self.world.shortened(wrong));
        }
    }

    /// Steps until nothing is left to happen.
    async fn until_quiet(&mut self) {
        for _ in 0..MOST_STEPS {
            self.poll();
            if self.wrong.is_some() {
                return;
            }
            self.sort_out_calls();
            let (steps, total) = self.steps();
            if total == 0 {
                if self.tasks.is_empty() && self.agenda.is_empty() {
                    return;
                }
                // Somebody sleeps, or something is planned for later.
                let waits = self.agenda.iter().map(|item| item.not_before - self.world.clock.now()).min();
                let waits = if self.tasks.is_empty() { waits.unwrap_or(1) } else { 1 };
                self.pass(waits.max(1)).await;
                continue;
            }
            let mut at = self.rng.below(total as usize) as u32;
            self.mark(&[u64::from(total), u64::from(at)]);
            let step = steps.iter().find(|(weight, _)| {
                let found = at < *weight;
                at = at.saturating_sub(*weight);
                found
            });
            let step = step.expect("a step within the weights").1;
            self.step(step).await;
        }
        self.fail("it does not come to rest");
    }

    /// Everything that can go on goes on.
    fn poll(&mut self) {
        loop {
            let mut moved = false;
            let mut at = 0;
            while at < self.tasks.len() {
                match self.tasks[at].go_on() {
                    None => at += 1,
                    Some(result) => {
                        moved = true;
                        let task = self.tasks.remove(at);
                        match result {
                            Ok(done) => self.done(task.job, &done),
                            Err(()) => self.fail(&format!("{:?} panicked", task.job)),
                        }
                    }
                }
            }
            if !moved {
                return;
            }
        }
    }

    /// Weighs new calls, and decides about those that nobody waits for any more.
    fn sort_out_calls(&mut self) {
        let net = self.net.clone();
        for call in &mut net.lock().under_way {
            if call.weight.is_none() {
                let count = &mut self.calls[call.task];
                *count += 1;
                if *count > MOST_CALLS {
                    self.wrong.get_or_insert_with(|| format!("task {} makes calls without end", call.task));
                }
                let pace = &self.plan.pace;
                let stuck = if is_write(call) { pace.stuck_writes } else { pace.stuck };
                call.weight = Some(if !self.calm && self.rng.percent(stuck) { 1 } else { 20 });
            }
        }
        let percent = self.faults().map_or(0, |faults| faults.late_calls);
        let orphans = net.lock().take_orphans();
        for mut call in orphans {
            // Lost on the way, or executed with nobody to hear of it, now or much later.
            if self.rng.percent(50) {
                continue;
            }
            if self.rng.percent(percent) {
                self.coverage.late_calls += 1;
                (call.late, call.weight) = (true, Some(1));
                net.lock().under_way.push(call);
                continue;
            }
            self.tell(|| format!("executed for nobody: {} {} {}", call.method, call.path, call.body));
            let _ = self.world.execute(&call);
            self.hear_events();
        }
    }

    /// What can happen now, each with its weight, and the sum of the weights.
    fn steps(&mut self) -> (Vec<(u32, Step)>, u32) {
        let mut steps: Vec<(u32, Step)> = Vec::new();
        for (place, call) in self.net.lock().under_way.iter().enumerate() {
            if !matches!(call.at, At::Delivered(_)) {
                steps.push((call.weight.unwrap_or(1), Step::Call(place)));
            }
        }
        let now = self.world.clock.now();
        for (place, item) in self.agenda.iter().enumerate() {
            if item.not_before <= now && item.after.is_none_or(|n| self.ended[n]) {
                steps.push((item.weight, Step::Act(place)));
            }
        }
        if !steps.is_empty() {
            // However slow the provider is, some try finds it quick enough.
            let last = |task: &Task| matches!(task.job, Job::Webhook { tries, .. } if tries > SLOW_TRIES);
            if !self.tasks.iter().any(last) {
                steps.push((self.plan.pace.clock, Step::Clock));
            }
            if !self.tasks.is_empty() && self.faults().is_some_and(|faults| faults.stops > 0) {
                let sum: u32 = steps.iter().map(|(weight, _)| weight).sum();
                let stops = self.faults().map_or(0, |faults| faults.stops) as u32;
                let each = (sum * stops / 100).max(1);
                steps.push((each, Step::StopTask(self.rng.below(self.tasks.len()))));
                steps.push((each.div_ceil(4), Step::StopReplica));
            }
        }
        let total = steps.iter().map(|(weight, _)| weight).sum();
        (steps, total)
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Call(place) => self.call_goes_on(place),
            Step::Act(place) => {
                let item = self.agenda.remove(place);
                self.act(item.act);
            }
            Step::Clock => {
                let minutes = self.rng.percent(4);
                let seconds = if minutes { 60 + self.rng.below(540) } else { 1 + self.rng.below(3) };
                self.pass(seconds as i64).await;
            }
            Step::StopTask(place) => {
                let task = self.tasks.remove(place);
                self.stopped(task);
            }
            Step::StopReplica => {
                let replica = self.rng.below(self.replicas.len());
                self.tell(|| format!("replica {replica} is killed and started again"));
                let (killed, others) = std::mem::take(&mut self.tasks).into_iter().partition(|t| t.replica == replica);
                self.tasks = others;
                let killed: Vec<Task> = killed;
                killed.into_iter().for_each(|task| self.stopped(task));
                self.replicas[replica] = Replica::new(&self.plan, &self.world, &self.net, self.flaw);
            }
        }
    }

    /// The task is no more, and whoever asked sees the connection break.
    fn stopped(&mut self, task: Task) {
        self.tell(|| format!("task {} ({:?}) is stopped", task.id, task.job));
        self.coverage.stops += 1;
        let job = task.job;
        drop(task);
        self.done(job, &Done { status: 0, body: String::new() });
    }

    fn call_goes_on(&mut self, place: usize) {
        let net = self.net.clone();
        if matches!(net.lock().under_way[place].at, At::Coming(_)) {
            let mut calls = net.lock();
            calls.deliver(place);
            return;
        }
        let mut call = net.lock().under_way.remove(place);
        let broken = self.faults().map_or(0, |faults| faults.broken_calls);
        let fault = if self.rng.percent(broken) { self.rng.below(5) + 1 } else { 0 };
        let answer = match fault {
            1 => Err(Broken::NoConnection),
            2 => Ok(refusal(500)),
            3 => Ok(refusal(429)),
            _ => {
                let answer = self.world.execute(&call);
                if fault >= 4 { Err(if fault == 4 { Broken::CutOff } else { Broken::TimedOut }) } else { answer }
            }
        };
        self.coverage.broken_calls += usize::from(fault > 0);
        self.tell(|| {
            let status = answer.as_ref().map_or(0, |answer| answer.status().as_u16());
            let replayed = answer.as_ref().is_ok_and(|a| a.headers().contains_key("idempotent-replayed"));
            let replayed = if replayed { ", from storage" } else { "" };
            format!(
                "task {}: {} {} {} -> {status}{replayed}, fault {fault}",
                call.task, call.method, call.path, call.body
            )
        });
        call.at = At::Coming(answer);
        self.hear_events();
        if !call.late {
            net.lock().under_way.insert(place, call);
        }
    }

    fn act(&mut self, act: Act) {
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
            Act::Return(n) => self.begin(Job::Return(n), replica),
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
            self.add(Act::Return(n), None);
        }
    }

    fn begin(&mut self, job: Job, replica: usize) {
        let asked = &self.replicas[replica];
        let work = match job {
            Job::Start(n) => asked.start(&self.world, &self.plan, n, &attempt(&self.world, self.seed, n)),
            Job::Return(n) => asked.verify(&self.world, &self.plan, n),
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
    fn done(&mut self, job: Job, done: &Done) {
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
            Job::Webhook { event, tries } if !went_well => self.send_again(event, tries),
            Job::Webhook { .. } | Job::Return(_) | Job::Sweep => {}
        }
    }

    /// The event was not taken.
    fn send_again(&mut self, event: usize, tries: usize) {
        let gives_up = match self.faults() {
            Some(faults) => tries >= 3 || self.rng.percent(faults.lost_events),
            None => tries >= MOST_TRIES,
        };
        if gives_up {
            if self.plan.faults.is_none() {
                self.fail(&format!("event {event} was never taken"));
            }
            self.coverage.lost_events += 1;
            return;
        }
        let not_before = self.world.clock.now() + 5 + self.rng.below(60) as i64;
        let weight = self.weight();
        self.agenda.push(Item { act: Act::Deliver { event, tries: tries + 1 }, weight, not_before, after: None });
    }

    /// Takes the double's new events, to deliver, double or lose them.
    fn hear_events(&mut self) {
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

    fn add(&mut self, act: Act, after: Option<usize>) {
        let weight = self.weight();
        self.agenda.push(Item { act, weight, not_before: 0, after });
    }

    /// Some things happen soon, some late.
    fn weight(&mut self) -> u32 {
        let laziness = self.rng.pick(&[1, 2, 10, 20]);
        (self.plan.pace.acts * laziness / 4).max(1)
    }

    /// Time passes, for everybody.
    async fn pass(&mut self, seconds: i64) {
        self.tell(|| format!("{seconds} s pass"));
        self.world.clock.advance(seconds);
        let passed = Duration::from_secs(seconds as u64);
        self.passed += passed;
        tokio::time::advance(passed).await;
    }

    fn mark(&mut self, words: &[u64]) {
        for word in words {
            self.digest = (self.digest ^ word).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn tell(&self, line: impl FnOnce() -> String) {
        if self.told {
            println!("{:>5} s  {}", self.passed.as_secs(), self.world.shortened(&line()));
        }
    }
}

fn is_write(call: &Sent) -> bool {
    call.method == Method::POST && call.body.contains("default_payment_method")
}

fn refusal(status: u16) -> Response<Vec<u8>> {
    let kind = if status == 429 { "invalid_request_error" } else { "api_error" };
    let body = serde_json::json!({ "error": { "type": kind, "message": "Not now." } });
    let mut response = Response::new(body.to_string().into_bytes());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response
}
