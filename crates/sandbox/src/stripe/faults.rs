//! Faults that tests switch on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::script::Script;

/// What goes wrong, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Faults {
    /// Every API call takes this much longer.
    pub(super) delay_ms: u64,
    /// Calls that are to go wrong, used up in order.
    pub(super) fail_next: Vec<Fault>,
    /// What new sessions say their `url` is. `{CHECKOUT_SESSION_ID}` is replaced.
    pub(super) session_url: Option<String>,
    /// How `stripe.js` is served.
    pub(super) script: Script,
    /// The account's custom domain: the origin of new sessions' `url`.
    pub(super) custom_domain: Option<String>,
}

/// One call that goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// Only calls with this method.
    method: Option<String>,
    /// Only calls whose path begins with this.
    path: String,
    /// How many calls it is good for; 1 when absent.
    #[serde(default = "once")]
    times: u32,
    /// Answer with this status instead of executing the call.
    pub(super) status: Option<u16>,
    /// With `status`: this body instead of Stripe's error object, as HTML.
    pub(super) html: Option<String>,
    /// With `status`: headers to add.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Close the connection without an answer.
    pub(super) drop: Option<Drop>,
    /// Wait before anything else.
    pub(super) delay_ms: Option<u64>,
}

/// When a connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Drop {
    /// Nothing was executed.
    Before,
    /// The call was executed; only its answer is lost.
    After,
}

impl Faults {
    /// Takes the first fault that fits a call.
    pub(super) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let at = self.fail_next.iter().position(|fault| {
            fault.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method)) && path.starts_with(&fault.path)
        })?;
        let fault = self.fail_next.get_mut(at)?;
        fault.times = fault.times.saturating_sub(1);
        let taken = fault.clone();
        self.fail_next.retain(|fault| fault.times > 0);
        Some(taken)
    }
}

fn once() -> u32 {
    1
}
