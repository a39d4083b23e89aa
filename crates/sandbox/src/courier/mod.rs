//! Delivers the doubles' webhooks: signed, and as unreliably as the switches say.
//!
//! Like the providers' own: each try has a signature and a time of its own, has a
//! time limit and is repeated until an answer of 2xx, redirects are not followed,
//! and events whose tries fail overtake one another.
//!
//! A test can also play courier itself: with [`Switches::hold`] nothing goes out, and
//! [`Courier::take`] hands the events over.

mod deliver;
mod desk;
mod sign;
mod switches;

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use crate::seeds::Provider;
use desk::Desk;
pub use desk::{Delivery, Event};
pub use switches::{Change, Release, Switches};

/// One provider's notifications to one address. Clones share everything.
#[derive(Clone)]
pub struct Courier {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Provider,
    http: reqwest::Client,
    desk: Mutex<Desk>,
    /// How many deliveries are not over.
    under_way: watch::Sender<usize>,
}

/// Resolves when the first try was answered, with its HTTP status; with `None` when that
/// try had no answer, and at once when the event is held, late, reordered or lost: then
/// nobody waits for it.
#[derive(Debug)]
pub struct Answered(oneshot::Receiver<Option<u16>>);

impl Future for Answered {
    type Output = Option<u16>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.ok().flatten())
    }
}

impl Courier {
    /// For the events of `provider`, signed with the secret in [`crate::keys`]; nobody listens yet.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(provider: Provider) -> io::Result<Self> {
        // The host may have chosen one before; no delivery needs TLS.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // A receiver that restarts must not make a try fail on a connection of its former life.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(io::Error::other)?;
        let shared = Shared { provider, http, desk: Mutex::new(Desk::new(provider)), under_way: watch::Sender::new(0) };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Where events go from now on, retries included; `None` for nowhere.
    pub fn set_destination(&self, url: Option<String>) {
        self.desk().destination = url;
    }

    /// Signs with each of these; two during a rotation.
    pub fn set_secrets(&self, secrets: Vec<String>) {
        self.desk().secrets = secrets;
    }

    /// How it delivers at present.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.desk().switches.clone()
    }

    /// How it delivers from now on. Events that are held stay so until released or taken.
    pub fn set_switches(&self, switches: Switches) {
        self.desk().switches = switches;
    }

    /// Delivers `body` as the switches say. Needs a Tokio runtime, unless events are held.
    pub fn send(&self, id: &str, kind: &str, body: String) -> Answered {
        let (answered, answer) = oneshot::channel();
        let event = Event { id: id.to_owned(), kind: kind.to_owned(), body: body.into() };
        let mut desk = self.desk();
        desk.note(&event);
        let switches = desk.switches.clone();
        if switches.hold {
            desk.held.push(event);
        } else if !switches.deliver || desk.destination.is_none() {
            // Noted, and lost.
        } else if switches.reorder > 1 {
            desk.gathered.push(event);
            if desk.gathered.len() >= switches.reorder {
                let mut events = std::mem::take(&mut desk.gathered);
                events.reverse();
                self.dispatch(&desk, events, None);
            }
        } else {
            let waits = switches.delay_ms == 0;
            self.dispatch(&desk, vec![event], waits.then_some(answered));
        }
        Answered(answer)
    }

    /// Delivers held events, each after the one before was answered.
    ///
    /// # Errors
    /// Names an event that is not held; then nothing is delivered.
    pub fn release(&self, which: &Release) -> Result<(), String> {
        let mut desk = self.desk();
        let events = match which {
            Release::All => std::mem::take(&mut desk.held),
            Release::Reversed => std::mem::take(&mut desk.held).into_iter().rev().collect(),
            Release::Events(ids) => {
                let find = |id: &String| desk.held.iter().find(|event| event.id == *id).cloned();
                let found = ids.iter().map(|id| find(id).ok_or_else(|| format!("{id} is not held")));
                let events = found.collect::<Result<Vec<_>, _>>()?;
                desk.held.retain(|event| !ids.contains(&event.id));
                events
            }
        };
        self.dispatch(&desk, events, None);
        Ok(())
    }

    /// Takes the held events instead of having them delivered, oldest first. Sign them
    /// with [`Courier::signature`].
    #[must_use]
    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.desk().held)
    }

    /// Delivers an event once more, as the providers' dashboards do; lost ones too.
    ///
    /// # Errors
    /// When no such event is remembered.
    pub fn resend(&self, id: &str) -> Result<(), String> {
        let desk = self.desk();
        let known = desk.deliveries.iter().find(|delivery| delivery.id == id);
        let known = known.ok_or_else(|| format!("no event {id}"))?;
        let event = Event { id: known.id.clone(), kind: known.kind.clone(), body: Arc::clone(&known.body) };
        self.dispatch(&desk, vec![event], None);
        Ok(())
    }

    /// All events since the start or the last reset, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.desk().deliveries.iter().cloned().collect()
    }

    /// Waits until no delivery, retry or delay is under way.
    pub async fn idle(&self) {
        // The sender lives as long as `self`.
        let _ = self.shared.under_way.subscribe().wait_for(|&count| count == 0).await;
    }

    /// Forgets all events, drops those under way and puts switches and secrets back. The
    /// destination stays.
    pub fn reset(&self) {
        self.desk().reset(self.shared.provider);
    }

    /// Does what a control endpoint was asked for: first the settings, then `resend` and `release`.
    ///
    /// # Errors
    /// Says what is not possible.
    pub fn apply(&self, change: &Change) -> Result<(), String> {
        change.check()?;
        {
            let mut desk = self.desk();
            change.settings(&mut desk.switches);
            if let Some(url) = &change.destination {
                desk.destination = Some(url.clone()).filter(|url| !url.is_empty());
            }
            if let Some(secrets) = &change.secrets {
                desk.secrets.clone_from(secrets);
            }
        }
        change.resend.as_ref().map_or(Ok(()), |id| self.resend(id))?;
        change.release.as_ref().map_or(Ok(()), |which| self.release(which))
    }

    /// What a control endpoint shows: switches, events, and the ids of those held.
    #[must_use]
    pub fn snapshot(&self) -> Value {
        let desk = self.desk();
        json!({
            "destination": desk.destination,
            "signatures": desk.secrets.len(),
            "switches": desk.switches,
            "events": desk.deliveries,
            "held": desk.held.iter().map(|event| &event.id).collect::<Vec<_>>(),
        })
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.shared.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the secrets.
impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Courier").field("provider", &self.shared.provider).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
