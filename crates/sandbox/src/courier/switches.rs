//! How a courier delivers, and the part of `/_control` that changes it.

use serde::{Deserialize, Serialize};

use crate::seeds::Provider;

/// How events go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Switches {
    /// Off: events are lost. They are still remembered, and can be sent again.
    pub deliver: bool,
    /// Events wait until they are released or taken. Goes before all other switches.
    pub hold: bool,
    /// Milliseconds from an event to its first try.
    pub delay_ms: u64,
    /// How often each event is delivered, all at once. At least 1.
    pub copies: u32,
    /// So many events are gathered and then delivered in the opposite order; 0 and 1 are off.
    pub reorder: usize,
    /// How far the signature's time is off, in seconds; below 0 is the past.
    pub skew_seconds: i64,
    /// How often an event is tried until it is answered with 2xx. At least 1.
    pub tries: u32,
    /// Milliseconds to the second try, twice as many to each later one.
    pub retry_ms: u64,
    /// Milliseconds that a try may take.
    pub timeout_ms: u64,
}

impl Switches {
    /// Reliable, with the tries of the providers' sandboxes and their time limits, but
    /// with much less time between the tries.
    pub(super) fn of(provider: Provider) -> Self {
        Self {
            deliver: true,
            hold: false,
            delay_ms: 0,
            copies: 1,
            reorder: 0,
            skew_seconds: 0,
            tries: 3,
            retry_ms: 500,
            timeout_ms: match provider {
                // As long as Checkout waits before it redirects.
                Provider::Stripe => 10_000,
                Provider::Paddle => 5_000,
            },
        }
    }
}

/// Which held events go out, and in which order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// All, as they happened.
    All,
    /// All, the newest first.
    Reversed,
    /// These, by their ids, in this order.
    Events(Vec<String>),
}

/// `webhooks` in the body of `POST /_control`. What is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    /// Where events go; an empty text is nowhere.
    pub destination: Option<String>,
    /// What events are signed with, each; two during a rotation.
    pub secrets: Option<Vec<String>>,
    /// As in [`Switches`].
    pub deliver: Option<bool>,
    /// As in [`Switches`].
    pub hold: Option<bool>,
    /// As in [`Switches`].
    pub delay_ms: Option<u64>,
    /// As in [`Switches`].
    pub copies: Option<u32>,
    /// As in [`Switches`].
    pub reorder: Option<usize>,
    /// As in [`Switches`].
    pub skew_seconds: Option<i64>,
    /// As in [`Switches`].
    pub tries: Option<u32>,
    /// As in [`Switches`].
    pub retry_ms: Option<u64>,
    /// As in [`Switches`].
    pub timeout_ms: Option<u64>,
    /// Delivers the event with this id once more.
    pub resend: Option<String>,
    /// Delivers held events: `"all"`, `"reversed"` or `{"events": ["evt_…"]}`.
    pub release: Option<Release>,
}

impl Change {
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self { copies: Some(0), .. } => Err("copies must be 1 or more".to_owned()),
            Self { tries: Some(0), .. } => Err("tries must be 1 or more".to_owned()),
            _ => Ok(()),
        }
    }

    pub(super) fn settings(&self, switches: &mut Switches) {
        let Switches { deliver, hold, delay_ms, copies, reorder, skew_seconds, tries, retry_ms, timeout_ms } = switches;
        set(deliver, self.deliver);
        set(hold, self.hold);
        set(delay_ms, self.delay_ms);
        set(copies, self.copies);
        set(reorder, self.reorder);
        set(skew_seconds, self.skew_seconds);
        set(tries, self.tries);
        set(retry_ms, self.retry_ms);
        set(timeout_ms, self.timeout_ms);
    }
}

fn set<T>(switch: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *switch = value;
    }
}
