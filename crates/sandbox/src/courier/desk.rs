//! What a courier remembers of its events.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::sign;
use super::switches::Switches;
use crate::clock;
use crate::seeds::Provider;

/// How many events are remembered; the oldest go first.
const KEPT: usize = 500;

/// What happened, as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `evt_…`, the same on each try.
    pub id: String,
    /// The provider's name for it: `transaction.paid`.
    pub kind: String,
    /// The JSON text that is signed.
    pub body: Arc<str>,
}

/// What became of an event so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// `evt_…`.
    pub id: String,
    /// The provider's name for it.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, RFC 3339 in UTC.
    pub at: String,
    /// How often it was sent, copies included.
    pub tries: u32,
    /// The last answer's HTTP status; `None` before one, and when the last try had none.
    pub last_status: Option<u16>,
    /// Whether any try was answered with 2xx.
    pub delivered: bool,
    #[serde(skip)]
    pub(super) body: Arc<str>,
}

/// What a courier has in hand.
pub(super) struct Desk {
    /// Nobody listens without one.
    pub(super) destination: Option<String>,
    pub(super) secrets: Vec<String>,
    pub(super) switches: Switches,
    /// Events that wait to be released, oldest first.
    pub(super) held: Vec<Event>,
    /// Events that wait for enough others to be reordered with, oldest first.
    pub(super) gathered: Vec<Event>,
    /// Oldest first.
    pub(super) deliveries: VecDeque<Delivery>,
    /// Counts resets: what began before one is not gone on with.
    pub(super) reset: u64,
}

impl Desk {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            destination: None,
            secrets: vec![sign::secret(provider).to_owned()],
            switches: Switches::of(provider),
            held: Vec::new(),
            gathered: Vec::new(),
            deliveries: VecDeque::new(),
            reset: 0,
        }
    }

    /// Empty again, for the same destination.
    pub(super) fn reset(&mut self, provider: Provider) {
        let (destination, reset) = (self.destination.take(), self.reset + 1);
        *self = Self { destination, reset, ..Self::new(provider) };
    }

    pub(super) fn note(&mut self, event: &Event) {
        if self.deliveries.len() == KEPT {
            self.deliveries.pop_front();
        }
        self.deliveries.push_back(Delivery {
            id: event.id.clone(),
            kind: event.kind.clone(),
            at: clock::rfc3339(clock::now()),
            tries: 0,
            last_status: None,
            delivered: false,
            body: Arc::clone(&event.body),
        });
    }

    /// Changes what is remembered of an event, if it still is.
    pub(super) fn update(&mut self, event: &Event, change: impl FnOnce(&mut Delivery)) {
        if let Some(delivery) = self.deliveries.iter_mut().find(|delivery| delivery.id == event.id) {
            change(delivery);
        }
    }

    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(self.switches.delay_ms)
    }
}
