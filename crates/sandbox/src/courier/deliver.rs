//! The tries themselves.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::sync::{oneshot, watch};

use super::{Courier, Desk, Event};

/// One task of a delivery, counted while it lives.
struct UnderWay(watch::Sender<usize>);

impl UnderWay {
    fn of(courier: &Courier) -> Self {
        courier.shared.under_way.send_modify(|count| *count += 1);
        Self(courier.shared.under_way.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Courier {
    /// Delivers the events in this order: each begins when the first try of the one before
    /// was answered or had its time. Further tries go on beside the next events.
    pub(super) fn dispatch(&self, desk: &Desk, events: Vec<Event>, first: Option<oneshot::Sender<Option<u16>>>) {
        let (courier, under_way) = (self.clone(), UnderWay::of(self));
        let (delay, copies, reset) = (desk.delay(), desk.switches.copies, desk.reset);
        let mut first = first;
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            for event in events {
                let answers: Vec<_> = (0..copies).map(|_| courier.begin(event.clone(), reset)).collect();
                for answer in answers {
                    let status = answer.await.ok().flatten();
                    if let Some(first) = first.take() {
                        // Whoever waited may have gone on.
                        let _ = first.send(status);
                    }
                }
            }
            drop(under_way);
        });
    }

    /// One copy of an event with all its tries; what comes back is the first one's status.
    fn begin(&self, event: Event, reset: u64) -> oneshot::Receiver<Option<u16>> {
        let (first, answer) = oneshot::channel();
        let (courier, under_way) = (self.clone(), UnderWay::of(self));
        tokio::spawn(async move {
            courier.deliver(&event, reset, first).await;
            drop(under_way);
        });
        answer
    }

    async fn deliver(&self, event: &Event, reset: u64, first: oneshot::Sender<Option<u16>>) {
        let mut first = Some(first);
        let mut made = 0;
        loop {
            let Some(url) = self.next_try(event, reset) else { return };
            let status = self.post(&url, event).await;
            self.answered(event, reset, status);
            if let Some(first) = first.take() {
                // The dispatcher has gone only if the runtime stops.
                let _ = first.send(status);
            }
            made += 1;
            let switches = self.switches();
            if status.is_some_and(is_success) || made >= switches.tries {
                return;
            }
            tokio::time::sleep(Duration::from_millis(switches.retry_ms.saturating_mul(1 << (made - 1).min(16)))).await;
        }
    }

    /// Notes a try and says where it goes; `None` after a reset or when nobody listens any more.
    fn next_try(&self, event: &Event, reset: u64) -> Option<String> {
        let mut desk = self.desk();
        let url = desk.destination.clone().filter(|_| desk.reset == reset)?;
        desk.update(event, |delivery| delivery.tries += 1);
        Some(url)
    }

    fn answered(&self, event: &Event, reset: u64, status: Option<u16>) {
        let mut desk = self.desk();
        if desk.reset == reset {
            desk.update(event, |delivery| {
                delivery.last_status = status;
                delivery.delivered |= status.is_some_and(is_success);
            });
        }
    }

    /// The answer's status, if there is one in time.
    async fn post(&self, url: &str, event: &Event) -> Option<u16> {
        let request = self
            .shared
            .http
            .post(url)
            .timeout(Duration::from_millis(self.switches().timeout_ms))
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header(self.header(), self.signature(&event.body, self.time()))
            .body(event.body.to_string());
        Some(request.send().await.ok()?.status().as_u16())
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
