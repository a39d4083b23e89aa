//! Decides, by the seed, what happens next: a call is executed or answered, a
//! person acts, an event is delivered, time passes, a replica dies.

mod acts;
mod calls;

use std::time::Duration;

use update_payment_method_server::Flaw;

use self::acts::{Act, Item};
use crate::coverage::Coverage;
use crate::net::{At, Net};
use crate::plan::{Faults, Plan};
use crate::replica::Replica;
use crate::rng::Rng;
use crate::tasks::{Job, Task};
use crate::world::World;

/// 2026-11-21, in the afternoon.
const BEGINNING: u64 = 1_795_270_000;
/// No run takes as many steps unless something never ends.
const MOST_STEPS: usize = 30_000;
/// Something that was tried more often is dealt with in no time: however slow a
/// provider is, some try finds it quick enough.
const SLOW_TRIES: usize = 8;
/// Between two sweeps: five minutes, as the configuration has it by default.
const BETWEEN_SWEEPS: i64 = 300;

/// What came of one run.
pub struct Outcome {
    pub wrong: Option<String>,
    /// The same for the same steps.
    pub digest: u64,
    pub coverage: Coverage,
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
            let last = |task: &Task| matches!(task.job, Job::Webhook { tries, .. } | Job::Return { tries, .. } if tries > SLOW_TRIES);
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
