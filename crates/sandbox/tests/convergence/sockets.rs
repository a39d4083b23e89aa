//! The same plans over real sockets: the double and two replicas listen, the
//! courier delivers, and everybody acts at once. Only the end is judged.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;
use update_payment_method_server::Server;
use upm_sandbox::clock;
use upm_sandbox::courier::{Courier, Switches};
use upm_sandbox::origin::{Origin, serve};
use upm_sandbox::seeds::Provider;
use upm_sandbox::stripe;

use crate::plan::{Change, End, Plan};
use crate::replica::{attempt, bearer, config, start};
use crate::rng::Rng;
use crate::world::{Visited, World};

/// How many runs go on at the same time.
const AT_ONCE: u64 = 8;

/// Runs the seeds below `count`: how many went well, and what was wrong with the
/// first that did not.
pub fn runs(count: u64) -> (u64, Option<(u64, String)>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let (mut under_way, mut passed) = (JoinSet::new(), 0);
        for seed in 0..count + AT_ONCE {
            if seed >= AT_ONCE
                && let Some(ended) = under_way.join_next().await
            {
                match ended.expect("no panic") {
                    Ok(()) => passed += 1,
                    Err(wrong) => return (passed, Some(wrong)),
                }
            }
            if seed < count {
                under_way.spawn(async move { Stage::set(seed).await.play().await.map_err(|wrong| (seed, wrong)) });
            }
        }
        (passed, None)
    })
}

/// Clones are of the same stage.
#[derive(Clone)]
struct Stage {
    seed: u64,
    plan: Arc<Plan>,
    world: Arc<Mutex<World>>,
    replicas: Arc<[(String, Server)]>,
    courier: Courier,
    http: reqwest::Client,
    _stop: Arc<watch::Sender<()>>,
}

impl Stage {
    async fn set(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let plan = Plan::new(&mut rng);
        let began = u64::try_from(clock::now()).expect("after 1970");
        let world = Arc::new(Mutex::new(World::new(&plan, rng.word(), began)));
        let (stop, stopped) = watch::channel(());
        let double = Origin::plain(0).await.expect("a port");
        let api = format!("http://127.0.0.1:{}", double.port());
        let router = stripe::router(lock(&world).stripe.clone()).layer(from_fn_with_state(Arc::clone(&world), note));
        tokio::spawn(serve(double, router, stopped.clone()));
        let mut replicas = Vec::new();
        for _ in 0..2 {
            let mut config = config(&plan);
            config.stripe.as_mut().expect("Stripe").api_base.clone_from(&api);
            let server = Server::new(config).expect("a good configuration");
            let origin = Origin::plain(0).await.expect("a port");
            replicas.push((format!("http://127.0.0.1:{}", origin.port()), server.clone()));
            tokio::spawn(serve(origin, server.router(), stopped.clone()));
        }
        let courier = Courier::new(Provider::Stripe).expect("a client");
        let lost = plan.faults.as_ref().is_some_and(|faults| faults.lost_events > 0);
        let switches =
            Switches { copies: rng.pick(&[1, 2]), delay_ms: rng.pick(&[0, 3, 20]), retry_ms: 5, ..courier.switches() };
        courier.set_switches(Switches { deliver: !lost, ..switches });
        Self {
            seed,
            plan: Arc::new(plan),
            world,
            replicas: replicas.into(),
            courier,
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
            _stop: Arc::new(stop),
        }
    }

    async fn play(self) -> Result<(), String> {
        let mut rng = Rng::new(!self.seed);
        let mut acts = JoinSet::new();
        for n in 0..self.plan.updates.len() {
            acts.spawn(self.clone().update(n, Rng::new(rng.word())));
        }
        for n in 0..self.plan.changes.len() {
            acts.spawn(self.clone().change(n, Rng::new(rng.word())));
        }
        for n in 0..self.plan.sweeps {
            let stage = self.clone();
            acts.spawn(async move {
                tokio::time::sleep(Duration::from_millis(7 * n as u64)).await;
                // What fails is found by the next one.
                let _ = stage.replicas[n % 2].1.sweep().await;
            });
        }
        while let Some(act) = acts.join_next().await {
            act.expect("no panic");
        }
        self.courier.idle().await;
        for (_, server) in self.replicas.iter() {
            let swept = server.sweep().await.map_err(|error| error.to_string())?;
            if swept.failed > 0 {
                return Err(format!("{swept:?}"));
            }
        }
        let world = lock(&self.world);
        world.verdict().map_err(|wrong| world.shortened(&wrong))
    }

    /// One update from its press to its end.
    async fn update(self, n: usize, mut rng: Rng) {
        pause(&mut rng, 60).await;
        let update = &self.plan.updates[n];
        let (token, attempt, body) = {
            let world = lock(&self.world);
            let (person, attempt) = (&world.people[update.subject], attempt(&world, self.seed, n));
            (bearer(&world, person), attempt.clone(), start(person, &attempt, update.agreed))
        };
        let endpoint = |rng: &mut Rng| format!("{}/payment-method-updates", self.replicas[rng.below(2)].0);
        let request = self.http.post(endpoint(&mut rng)).header("authorization", &token);
        let answer = request.header("content-type", "application/json").body(body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "start {attempt}: {}", answer.status());
        let answer: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
        lock(&self.world).sessions[n] = Some(answer["id"].as_str().expect("a session").to_owned());
        pause(&mut rng, 30).await;
        if update.declined_first {
            self.act(&mut rng, |world| world.decline(n));
        }
        let visited = self.act(&mut rng, |world| world.pay(&self.plan, n));
        if let (Visited::Processing, End::Bank(well)) = (visited, update.end) {
            pause(&mut rng, 20).await;
            self.act(&mut rng, |world| world.settle(&self.plan, n, well));
        }
        if visited != Visited::Closed {
            let session = lock(&self.world).sessions[n].clone().expect("a session");
            for _ in 0..update.returns {
                pause(&mut rng, 5).await;
                let request = self.http.get(format!("{}/{session}", endpoint(&mut rng)));
                let answer = request.header("authorization", &token).send().await.expect("an answer");
                assert!(answer.status() != 404, "a return to {session}");
            }
        }
    }

    async fn change(self, n: usize, mut rng: Rng) {
        pause(&mut rng, 120).await;
        let change: &Change = &self.plan.changes[n];
        let before = self.act(&mut rng, |world| world.change(change));
        if let Some(before) = before.filter(|_| change.back) {
            pause(&mut rng, 10).await;
            self.act(&mut rng, |world| world.change_back(change, before));
        }
    }

    /// Somebody does something, a second after whatever happened last; the
    /// courier hears of it.
    fn act<T>(&self, rng: &mut Rng, act: impl FnOnce(&mut World) -> T) -> T {
        let mut world = lock(&self.world);
        world.clock.advance(1);
        let done = act(&mut world);
        for (kind, body) in world.events() {
            let event: Value = serde_json::from_str(&body).expect("JSON");
            self.courier.set_destination(Some(format!("{}/webhooks/stripe", self.replicas[rng.below(2)].0)));
            // Nobody waits for the answer.
            drop(self.courier.send(event["id"].as_str().expect("an id"), &kind, body));
        }
        done
    }
}

async fn pause(rng: &mut Rng, most: usize) {
    tokio::time::sleep(Duration::from_millis(rng.below(most) as u64)).await;
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes the replicas' writes. Who made them is not known here, so each may have
/// been in flight since the beginning.
async fn note(State(world): State<Arc<Mutex<World>>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let (path, text) = (parts.uri.path().to_owned(), String::from_utf8_lossy(&body).into_owned());
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.headers().contains_key("idempotent-replayed") {
        let mut world = lock(&world);
        world.happens();
        world.note_call(&path, &text, response.status(), |_, _| 0);
    }
    response
}
