//! The calls under way: weighed, broken, executed, answered.

use axum::http::{Method, Response, StatusCode};
use update_payment_method_server::Broken;

use super::Run;
use crate::net::{At, Sent};
use crate::tasks::{Done, Task};

/// No single request or sweep makes as many calls unless it never ends.
const MOST_CALLS: usize = 300;
impl Run {
    /// Weighs new calls, and decides about those that nobody waits for any more.
    pub(super) fn sort_out_calls(&mut self) {
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

    /// The task is no more, and whoever asked sees the connection break.
    pub(super) fn stopped(&mut self, task: Task) {
        self.tell(|| format!("task {} ({:?}) is stopped", task.id, task.job));
        self.coverage.stops += 1;
        let job = task.job;
        drop(task);
        self.done(job, &Done { status: 0, body: String::new() });
    }

    pub(super) fn call_goes_on(&mut self, place: usize) {
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
