//! How a provider's script is served.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a double's `_control` takes as `script`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Script {
    #[default]
    Ok,
    /// Loads, and defines nothing.
    NoGlobal,
    /// Arrives after so many milliseconds.
    Slow(u64),
    /// Fails so many times with 503.
    FailNext(u32),
}

impl Script {
    /// Whether this request fails, which it then has.
    pub(crate) fn fails(&mut self) -> bool {
        match self {
            Self::FailNext(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// Waits as long as it is to take.
    pub(crate) async fn wait(self) {
        if let Self::Slow(milliseconds) = self {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
    }
}
